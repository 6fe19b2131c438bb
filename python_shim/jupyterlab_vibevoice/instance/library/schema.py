"""Tables of the library. Times are seconds since the epoch, lengths are samples at 24 kHz."""

VERSION = 1

TABLES = """
CREATE TABLE jobs (
  seq INTEGER PRIMARY KEY AUTOINCREMENT,
  id TEXT NOT NULL UNIQUE,
  lane TEXT NOT NULL,
  state TEXT NOT NULL,
  title TEXT,
  ref TEXT,
  pinned INTEGER NOT NULL DEFAULT 0,
  created_at REAL NOT NULL,
  started_at REAL,
  finished_at REAL,
  settings TEXT NOT NULL,
  engine TEXT NOT NULL DEFAULT '{}',
  problem TEXT,
  failed_turn TEXT,
  turns INTEGER NOT NULL,
  gap INTEGER NOT NULL,
  revision INTEGER NOT NULL DEFAULT 1,
  segments INTEGER NOT NULL DEFAULT 0,
  queue_seconds REAL NOT NULL DEFAULT 0,
  engine_seconds REAL NOT NULL DEFAULT 0,
  made_samples INTEGER NOT NULL DEFAULT 0,
  sha256 TEXT,
  last_event INTEGER NOT NULL DEFAULT 0,
  idempotency_key TEXT UNIQUE,
  request_hash TEXT
);
CREATE INDEX jobs_by_ref ON jobs (ref, seq);
CREATE INDEX jobs_by_state ON jobs (state);
-- Apart from the jobs, whose rows are written anew with every event.
CREATE TABLE dialogues (
  job_id TEXT PRIMARY KEY REFERENCES jobs (id) ON DELETE CASCADE,
  dialogue TEXT NOT NULL,
  estimates TEXT NOT NULL
) WITHOUT ROWID;
-- What is still to be rendered: the whole dialogue (turn_id is NULL) or one new take of a turn.
CREATE TABLE work (
  seq INTEGER PRIMARY KEY AUTOINCREMENT,
  job_id TEXT NOT NULL REFERENCES jobs (id) ON DELETE CASCADE,
  turn_id TEXT,
  wishes TEXT NOT NULL DEFAULT '{}',
  is_held INTEGER NOT NULL DEFAULT 0,
  queued_at REAL NOT NULL
);
CREATE INDEX work_by_job ON work (job_id);
-- One immutable rendering of one turn; `layout` says which samples of its file and which silences it is made of.
CREATE TABLE takes (
  seq INTEGER PRIMARY KEY AUTOINCREMENT,
  id TEXT NOT NULL UNIQUE,
  job_id TEXT NOT NULL REFERENCES jobs (id) ON DELETE CASCADE,
  turn_id TEXT NOT NULL,
  seed INTEGER NOT NULL,
  text TEXT NOT NULL,
  voice TEXT NOT NULL,
  precision TEXT NOT NULL,
  created_at REAL NOT NULL,
  is_whole INTEGER NOT NULL DEFAULT 0,
  samples INTEGER NOT NULL DEFAULT 0,
  layout TEXT NOT NULL DEFAULT '[]',
  words TEXT NOT NULL DEFAULT '[]'
);
CREATE INDEX takes_by_turn ON takes (job_id, turn_id);
CREATE INDEX takes_unfinished ON takes (job_id) WHERE is_whole = 0;
-- The take a turn has from this revision on; a revision's timeline is, for each turn, the last row not above it.
CREATE TABLE choices (
  job_id TEXT NOT NULL REFERENCES jobs (id) ON DELETE CASCADE,
  revision INTEGER NOT NULL,
  turn_id TEXT NOT NULL,
  turn_index INTEGER NOT NULL,
  take_id TEXT NOT NULL,
  PRIMARY KEY (job_id, revision, turn_id)
) WITHOUT ROWID;
CREATE TABLE events (
  job_id TEXT NOT NULL REFERENCES jobs (id) ON DELETE CASCADE,
  id INTEGER NOT NULL,
  at REAL NOT NULL,
  type TEXT NOT NULL,
  data TEXT NOT NULL,
  PRIMARY KEY (job_id, id)
) WITHOUT ROWID;
-- Every answer about a job says its warnings, which lie among thousands of other events.
CREATE INDEX events_of_warning ON events (job_id) WHERE type = 'warning';
-- Bearer tokens and cookies, as SHA-256 of their text.
CREATE TABLE credentials (hash BLOB PRIMARY KEY, kind TEXT NOT NULL, expires_at REAL NOT NULL) WITHOUT ROWID;
CREATE TABLE voices (
  id TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  samples INTEGER NOT NULL,
  created_at REAL NOT NULL
) WITHOUT ROWID;
-- What engines said about themselves when they were last awake.
CREATE TABLE facts (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
"""
