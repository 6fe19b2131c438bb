import { type ChangeDesc } from '@codemirror/state';
import { type Diagnostic, type Line } from '../../dialogue/index.ts';
import { readText } from '../../studio/read-text.ts';

/** A diagnostic with its place in the text as it is now, UTF-16 offsets. */
export interface IPlacedDiagnostic {
  readonly from: number;
  readonly to: number;
  readonly diagnostic: Diagnostic;
}

/** A line of the text as it is drawn. */
export interface IRow extends Line {
  /** Where its head begins, while an input method composes before it; else where the line begins. */
  readonly headFrom?: number;
}

/** What the transcript draws: a row a line, the row of each turn's head, and what is wrong. */
export interface IScript {
  readonly rows: readonly IRow[];
  /** Row (from 0) of each turn's head, by index of the turn. */
  readonly heads: readonly number[];
  readonly diagnostics: readonly IPlacedDiagnostic[];
  /** Names of the speakers, as first spelt. */
  readonly names: readonly string[];
  /** True while an input method composes, or a person types without a pause: rows are the old ones, moved along. */
  readonly isCarried: boolean;
  /** How the text has changed since it was read, while the rows are carried. */
  readonly changes?: ChangeDesc;
}

/** Row of each turn's first line: its head, or, in a monologue, where it begins. */
function headRows(rows: readonly Line[]): number[] {
  const heads: number[] = [];
  rows.forEach((row, index) => {
    if (row.turn >= 0) {
      heads[row.turn] ??= index;
    }
  });
  return heads;
}

/** The rows of a text; its lines must end in LF, as CodeMirror's do. */
export function readScript(text: string): IScript {
  const { lines, diagnostics, speakers } = readText(text);
  return {
    rows: lines,
    heads: headRows(lines),
    diagnostics: diagnostics.map(diagnostic => ({
      from: diagnostic.range.start.offset,
      to: diagnostic.range.end.offset,
      diagnostic
    })),
    names: speakers.map(speaker => speaker.name),
    isCarried: false
  };
}

function carryRow(row: IRow, changes: ChangeDesc): IRow {
  const before = (at: number): number => changes.mapPos(at, -1);
  const after = (at: number): number => changes.mapPos(at, 1);
  return {
    ...row,
    // Text composed before an opening bracket must not get into its box, which has no width.
    headFrom: Math.min(after(row.headFrom ?? row.from), before(row.nameFrom)),
    from: before(row.from),
    to: after(row.to),
    end: after(row.end),
    nameFrom: before(row.nameFrom),
    nameTo: before(row.nameTo),
    headTo: before(row.headTo),
    spans: row.spans.map(span => ({
      ...span,
      from: after(span.from),
      to: Math.max(after(span.from), before(span.to))
    }))
  };
}

/** The same rows after changes within their lines. */
export function carryScript(script: IScript, changes: ChangeDesc): IScript {
  return {
    ...script,
    rows: script.rows.map(row => carryRow(row, changes)),
    diagnostics: script.diagnostics.map(placed => ({
      ...placed,
      from: changes.mapPos(placed.from, -1),
      to: changes.mapPos(placed.to, 1)
    })),
    isCarried: true,
    changes: script.changes ? script.changes.composeDesc(changes) : changes
  };
}

/** Whether a turn begins on this row. */
export function isHeadRow(script: IScript, index: number): boolean {
  const turn = script.rows[index]?.turn ?? -1;
  return turn >= 0 && script.heads[turn] === index;
}
