import { type HeadStyle } from './heads.ts';
import { type Report } from './report.ts';
import { type SpokenText } from './spoken.ts';

/** A time in brackets, and what is cut out with it; offsets in the whole text. */
export interface Stamp {
  at: number;
  from: number;
  to: number;
}

/** What the whole script knows, and where findings go. */
export interface Scene {
  report: Report;
  /** Line end that new lines get. */
  lineEnd: string;
  knows: (identity: string) => boolean;
  /** Times in brackets; reported together. */
  stamps: Stamp[];
}

/** The turn that a line belongs to. */
export interface InlineTurn {
  spoken: SpokenText;
  directions: string[];
  style: HeadStyle;
  /** Whether its head is a number in brackets, so that a number in brackets may be a head, too. */
  isNumbered: boolean;
}
