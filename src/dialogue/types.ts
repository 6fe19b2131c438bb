import type {
  Diagnostic as WireDiagnostic,
  Dialogue,
  Edit,
  Fix as WireFix
} from '../contract/index.ts';

export type { Dialogue, Edit };
export type { Position, Range, Turn } from '../contract/index.ts';

/** Languages in which diagnostics and fixes are worded. */
export type Language = 'en' | 'zh';

/** Values that stand in a message, by name. */
export type Parameters = Record<string, string | number | string[]>;

/** A way to mend a script: edits in UTF-16 offsets, or the name of an importer. `title` is English; see `localizeFix`. */
export interface Fix extends WireFix {
  code: string;
  parameters?: Parameters;
}

/** What is wrong or doubtful in a script. `message` is English; see `localize`. */
export interface Diagnostic extends WireDiagnostic {
  fixes: Fix[];
}

/** What a line of a script is. `text` continues a turn; `cue` is a tag before anybody speaks. */
export type LineKind =
  'blank' | 'comment' | 'chapter' | 'rule' | 'front' | 'turn' | 'text' | 'cue' | 'foreign';

/** A stretch inside a line that is not spoken; UTF-16 offsets in the whole text. */
export interface Span {
  kind: 'pause' | 'direction' | 'tag';
  from: number;
  to: number;
}

/** One line of a script; the lines tile the text. Offsets are UTF-16 units in the whole text. */
export interface Line {
  kind: LineKind;
  /** Index in `dialogue.turns` of the turn it belongs to, or -1 (also for a turn that says nothing). */
  turn: number;
  /** Index in `speakers`, or -1. */
  speaker: number;
  from: number;
  /** Where its content ends and its line end begins. */
  to: number;
  /** Where the next line begins. */
  end: number;
  /** The speaker's name as it stands there; both equal `from` where the line has no head. */
  nameFrom: number;
  nameTo: number;
  /** Where the head with its colon and spaces ends; equals `from` where the line has no head. */
  headTo: number;
  spans: readonly Span[];
}

/** A role of the dialogue, in order of the cast in the front matter, then of appearance. */
export interface Speaker {
  /** As first spelt. */
  name: string;
  /** What all spellings have in common. */
  identity: string;
  /** Line of its first head from 1, or 0 where it never speaks. */
  line: number;
}

/** All that is known of a script; `print` gives its text back, byte for byte. */
export interface ParseResult {
  text: string;
  dialogue: Dialogue;
  /** By rising offset. */
  diagnostics: Diagnostic[];
  lines: Line[];
  speakers: Speaker[];
}
