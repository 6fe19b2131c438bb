import { countCodePoints } from './characters.ts';
import { tables } from './generated/tables.ts';
import {
  type Diagnostic,
  type Edit,
  type Fix,
  type Language,
  type Line,
  type Parameters,
  type Position
} from './types.ts';

export type DiagnosticCode = keyof typeof tables.diagnostics;
export type FixCode = keyof typeof tables.fixes;

type Template = { readonly en: string; readonly zh: string };
const DIAGNOSTICS: Readonly<Record<string, Template>> = tables.diagnostics;
const FIXES: Readonly<Record<string, Template>> = tables.fixes;

function fill(template: string, parameters: Parameters | undefined, language: Language): string {
  return template.replace(/\{([a-z_]+)\}/g, (whole, name: string) => {
    const value = parameters && Object.hasOwn(parameters, name) ? parameters[name] : undefined;
    return value === undefined
      ? whole
      : Array.isArray(value)
        ? value.join(language === 'zh' ? '、' : ', ')
        : String(value);
  });
}

/** A diagnostic's message in a language; one with an unknown code keeps its English message. */
export function localize(
  diagnostic: Pick<Diagnostic, 'code' | 'message' | 'parameters'>,
  language: Language
): string {
  const template = Object.hasOwn(DIAGNOSTICS, diagnostic.code)
    ? DIAGNOSTICS[diagnostic.code]
    : undefined;
  return template ? fill(template[language], diagnostic.parameters, language) : diagnostic.message;
}

/** A fix's title in a language; one with an unknown code keeps its English title. */
export function localizeFix(
  fix: Pick<Fix, 'title'> & Partial<Pick<Fix, 'code' | 'parameters'>>,
  language: Language
): string {
  const template =
    fix.code !== undefined && Object.hasOwn(FIXES, fix.code) ? FIXES[fix.code] : undefined;
  return template ? fill(template[language], fix.parameters, language) : fix.title;
}

/** A fix whose title comes from the table; edits go from the first to the last. */
export function makeFix(code: FixCode, edits: Edit[], parameters?: Parameters): Fix {
  const title = fill(FIXES[code]?.en ?? code, parameters, 'en');
  return parameters ? { code, title, edits, parameters } : { code, title, edits };
}

interface Entry {
  code: DiagnosticCode;
  from: number;
  to: number;
  parameters: Parameters | undefined;
  fixes: Fix[];
}

/** Collects what is wrong with a script, by offsets. */
export class Report {
  private readonly _entries: Entry[] = [];

  add(
    code: DiagnosticCode,
    from: number,
    to: number,
    parameters?: Parameters,
    fixes: Fix[] = []
  ): void {
    this._entries.push({ code, from, to, parameters, fixes });
  }

  /** All diagnostics by rising offset, with lines and columns. */
  finish(text: string, lines: readonly Line[]): Diagnostic[] {
    const places = new Places(text, lines);
    return this._entries
      .map((entry, index) => ({ entry, index }))
      .sort((a, b) => a.entry.from - b.entry.from || a.index - b.index)
      .map(({ entry: { code, from, to, parameters, fixes } }) => {
        const diagnostic: Diagnostic = {
          severity: code.startsWith('E') ? 'error' : 'warning',
          code,
          message: fill(DIAGNOSTICS[code]?.en ?? code, parameters, 'en'),
          range: { start: places.at(from), end: places.at(to) },
          fixes
        };
        return parameters ? { ...diagnostic, parameters } : diagnostic;
      });
  }
}

/** Turns offsets into lines and columns; fast while they rise, so that one long line with many diagnostics stays linear. */
class Places {
  private _line = 0;
  private _offset = 0;
  private _column = 1;

  constructor(
    private readonly _text: string,
    private readonly _lines: readonly Line[]
  ) {
    this._offset = _lines[0]?.from ?? 0;
  }

  at(offset: number): Position {
    if (offset < this._offset) {
      this._seek(offset);
    }
    while (
      this._line + 1 < this._lines.length &&
      (this._lines[this._line + 1]?.from ?? 0) <= offset
    ) {
      this._line++;
      this._offset = this._lines[this._line]?.from ?? 0;
      this._column = 1;
    }
    this._column += countCodePoints(this._text, this._offset, offset);
    this._offset = offset;
    return { line: this._line + 1, column: this._column, offset };
  }

  private _seek(offset: number): void {
    while (this._line > 0 && (this._lines[this._line]?.from ?? 0) > offset) {
      this._line--;
    }
    this._offset = this._lines[this._line]?.from ?? 0;
    this._column = 1;
  }
}
