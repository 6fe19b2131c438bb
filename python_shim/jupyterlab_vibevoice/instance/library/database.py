"""One SQLite connection with WAL, and a lock that keeps a second instance off the same folder."""

from __future__ import annotations

import contextlib
import fcntl
import os
import sqlite3
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from .schema import TABLES, VERSION

Row = sqlite3.Row


class LibraryInUseError(RuntimeError):
    """Another instance has this library open."""


class LibraryVersionError(RuntimeError):
    """This library was written by another version, whose tables this one does not know."""


class Database:
    """Rows of the library; used from the event loop's thread only."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._lock_fd = os.open(folder / "library.lock", os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(self._lock_fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            os.close(self._lock_fd)
            raise LibraryInUseError(f"Another instance uses the library in {folder.name}.") from error
        self._connection = sqlite3.connect(folder / "library.sqlite", isolation_level=None)
        self._connection.row_factory = sqlite3.Row
        self._depth = 0
        version = self.value("PRAGMA user_version")
        if version not in (0, VERSION):
            self.close()
            raise LibraryVersionError(f"The library in {folder.name} was written by another version of VibeVoice.")
        if version == 0:
            # How a new file is laid out; nothing else may have been written to it.
            self._connection.execute("PRAGMA auto_vacuum=INCREMENTAL")
        for pragma in ("journal_mode=WAL", "synchronous=NORMAL", "foreign_keys=ON", "cache_size=-2000"):
            self._connection.execute(f"PRAGMA {pragma}")
        self._connection.execute("PRAGMA journal_size_limit=4000000")
        if version == 0:
            self._connection.executescript(f"BEGIN; {TABLES} PRAGMA user_version={VERSION}; COMMIT;")

    def close(self) -> None:
        """Closes the file and lets another instance have it."""
        self._connection.close()
        os.close(self._lock_fd)

    def shrink(self) -> None:
        """Gives back to the disk what deleted rows took, and the journal; a full disk is left as it is."""
        with contextlib.suppress(sqlite3.OperationalError):
            # As a script: `execute` takes the first of its steps, a page each, for the last, since it gives no rows.
            self._connection.executescript("PRAGMA incremental_vacuum; PRAGMA wal_checkpoint(TRUNCATE);")

    def execute(self, sql: str, parameters: Iterable[Any] = ()) -> sqlite3.Cursor:
        """Runs one statement."""
        return self._connection.execute(sql, tuple(parameters))

    def rows(self, sql: str, parameters: Iterable[Any] = ()) -> list[Row]:
        """All rows of a query."""
        return self.execute(sql, parameters).fetchall()

    def row(self, sql: str, parameters: Iterable[Any] = ()) -> Row | None:
        """The first row of a query, or None."""
        found: Row | None = self.execute(sql, parameters).fetchone()
        return found

    def value(self, sql: str, parameters: Iterable[Any] = ()) -> Any:
        """The first column of the first row, or None."""
        found = self.row(sql, parameters)
        return None if found is None else found[0]

    @contextlib.contextmanager
    def transaction(self, *, is_durable: bool = False) -> Iterator[None]:
        """All or nothing; nested ones join the outer. `is_durable` survives loss of power once the block has ended."""
        if self._depth:
            yield
            return
        if is_durable:
            self._connection.execute("PRAGMA synchronous=FULL")
        self._depth = 1
        self._connection.execute("BEGIN IMMEDIATE")
        try:
            yield
            self._connection.execute("COMMIT")
        except BaseException:
            # A full disk may have ended the transaction already.
            with contextlib.suppress(sqlite3.OperationalError):
                self._connection.execute("ROLLBACK")
            raise
        finally:
            self._depth = 0
            if is_durable:
                self._connection.execute("PRAGMA synchronous=NORMAL")
