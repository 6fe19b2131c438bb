import { trimSpaces, wellFormed } from './characters.ts';
import { detect } from './foreign.ts';
import { readFrontMatter, type FrontMatter } from './front-matter.ts';
import { tables } from './generated/tables.ts';
import { type Scene } from './scene.ts';
import { makeFix, Report } from './report.ts';
import { resolveHeads, type Resolution } from './resolve.ts';
import { readShapes, splitLines, type Shape } from './shapes.ts';
import { Speakers } from './speakers.ts';
import { lineOf, TurnBuilder } from './turns.ts';
import { type Dialogue, type Line, type ParseResult } from './types.ts';
import {
  reportOrphans,
  reportStamps,
  reportTooMany,
  reportUnclosed,
  warnDashes,
  warnNear,
  warnOnce
} from './warnings.ts';

/** Reads a dialogue script (docs/dialogue.md). Never throws, whatever the text; linear in its length. */
export function parse(text: string): ParseResult {
  const report = new Report();
  const shapes = splitLines(text);
  const foreign = detect(text);
  if (foreign) {
    return parseForeign(text, shapes, report, foreign);
  }
  const front = readFrontMatter(shapes, report);
  shapes.slice(0, front.end).forEach((shape, index) => {
    shape.kind = index < front.start ? 'blank' : 'front';
  });
  readShapes(shapes, front.end, new Set(front.cast.keys()));
  const speakers = new Speakers(front.cast);
  const resolution = resolveHeads(shapes, front, speakers);
  const scene: Scene = {
    report,
    lineEnd: /\r\n|\r|\n/.exec(text)?.[0] ?? '\n',
    knows: identity => speakers.knows(identity),
    stamps: []
  };
  const walk = new Walk(scene, speakers, resolution);
  const lines = shapes.map(shape => walk.line(shape));
  walk.finish(shapes);
  const dialogue = makeDialogue(front, speakers, walk);
  return {
    text,
    dialogue,
    diagnostics: report.finish(text, lines),
    lines,
    speakers: speakers.list
  };
}

/** The text of a parse result, byte for byte. */
export function print(result: Pick<ParseResult, 'text' | 'lines'>): string {
  const { text, lines } = result;
  return (
    text.slice(0, lines[0]?.from ?? 0) + lines.map(line => text.slice(line.from, line.end)).join('')
  );
}

function parseForeign(
  text: string,
  shapes: readonly Shape[],
  report: Report,
  { format, at }: NonNullable<ReturnType<typeof detect>>
): ParseResult {
  const lines = shapes.map(shape => lineOf(shape, 'foreign'));
  const label = format === 'markup' ? 'markup' : tables.formats[format];
  const to = lines.find(line => line.to > at)?.to ?? at;
  const fixes =
    format === 'markup' ? [] : [{ ...makeFix('import', [], { label }), importer: format }];
  report.add('E_FOREIGN_FORMAT', at, to, { label }, fixes);
  const dialogue: Dialogue = { version: 1, cast: {}, turns: [], chapters: [] };
  return { text, dialogue, diagnostics: report.finish(text, lines), lines, speakers: [] };
}

function makeDialogue(front: FrontMatter, speakers: Speakers, walk: Walk): Dialogue {
  const cast: Dialogue['cast'] = {};
  for (const { name, identity } of speakers.list) {
    cast[name] = front.cast.get(identity)?.voice ?? null;
  }
  return {
    version: 1,
    ...(front.title === undefined ? {} : { title: front.title }),
    ...(front.language === undefined ? {} : { language: front.language }),
    cast,
    turns: walk.builder.turns,
    chapters: walk.chapters
  };
}

/** Goes through the lines once, from the first to the last. */
class Walk {
  readonly builder: TurnBuilder;
  readonly chapters: Dialogue['chapters'] = [];
  private readonly _orphans: Shape[] = [];
  private readonly _hasHeads: boolean;
  private _speaker = -1;

  constructor(
    private readonly _scene: Scene,
    private readonly _speakers: Speakers,
    private readonly _resolution: Resolution
  ) {
    this.builder = new TurnBuilder(_scene, _speakers.list);
    this._hasHeads = _resolution.speakers.size > 0;
  }

  line(shape: Shape): Line {
    switch (shape.kind) {
      case 'front':
      case 'blank':
      case 'comment':
        return lineOf(shape, shape.kind);
      case 'chapter':
        this._close();
        this.chapters.push({
          title: wellFormed(trimSpaces(shape.source.slice(shape.at))),
          before_turn: this.builder.turns.length
        });
        return lineOf(shape, 'chapter');
      case 'rule':
        this._close();
        return lineOf(shape, 'rule');
      case 'head': {
        this._speaker = this._resolution.speakers.get(shape) ?? -1;
        return shape.head
          ? this.builder.begin(shape, shape.head, this._speaker)
          : lineOf(shape, 'text');
      }
      case 'text':
        return this._text(shape);
    }
  }

  /** Closes the last turn and reports what only the whole script shows. */
  finish(shapes: readonly Shape[]): void {
    this._close();
    const { _scene: scene, _resolution: resolution } = this;
    const speakers = this._speakers.list;
    const first = shapes.find(shape => shape.kind === 'head');
    if (first) {
      reportOrphans(
        scene,
        this._orphans,
        first,
        speakers[resolution.speakers.get(first) ?? 0]?.name ?? '',
        resolution
      );
    } else {
      warnDashes(scene, shapes);
    }
    reportTooMany(scene, speakers, resolution);
    warnOnce(scene, speakers, resolution);
    reportStamps(scene);
    if (this.builder.turns.length === 0) {
      const at = shapes[0]?.from ?? 0;
      scene.report.add('E_EMPTY_SCRIPT', at, at);
    }
  }

  private _text(shape: Shape): Line {
    if (shape.isUnclosed) {
      reportUnclosed(this._scene, shape);
    }
    if (this._hasHeads && this._speaker < 0) {
      return this._orphan(shape);
    }
    const near = this._resolution.near.get(shape);
    if (near) {
      warnNear(this._scene, shape, near);
    }
    if (!this.builder.isOpen) {
      this._speaker = this._speaker < 0 ? this._speakers.monologue() : this._speaker;
      this.builder.beginBare(this._speaker);
    }
    return this.builder.continue(shape);
  }

  /** A line before the first head: a cue where it holds tags only, else text that nobody speaks. */
  private _orphan(shape: Shape): Line {
    const { line, isCue } = this.builder.probe(shape);
    if (isCue) {
      return { ...line, kind: 'cue' };
    }
    this._orphans.push(shape);
    return line;
  }

  private _close(): void {
    this.builder.close();
  }
}
