import { isPairTail, skipSpaces, skipSpacesBack, trimSpaces } from './characters.ts';
import { tables } from './generated/tables.ts';
import { isBracketName, type Head } from './heads.ts';
import { type Scene } from './scene.ts';
import { makeFix } from './report.ts';
import { type NearHead, type Resolution } from './resolve.ts';
import { type Shape } from './shapes.ts';
import { isTagAtStart } from './tags.ts';
import { type Edit, type Fix, type Speaker } from './types.ts';

const { limits, words } = tables;
const DASHES = new Set<string>(words.dashes);

/** A fix that makes lines comments. */
export function commentFix(shapes: readonly Shape[]): Fix {
  return makeFix(
    'make_comment',
    shapes.map(({ from }) => ({ from, to: from, insert: '// ' }))
  );
}

/** A fix that writes a bare head as `[name]`; none where that would be a tag. */
export function speakerFixes(shape: Shape, head: Head): Fix[] {
  const { from, folded } = shape;
  if (isTagAtStart(folded.slice(head.nameFrom, head.nameTo))) {
    return [];
  }
  const edits: Edit[] = [
    { from: from + head.from, to: from + head.nameFrom, insert: '[' },
    {
      from: from + head.nameTo,
      to: from + (head.direction ? head.direction[0] - 1 : head.to),
      insert: '] '
    }
  ];
  if (head.direction) {
    edits.push({ from: from + head.direction[1] + 1, to: from + head.to, insert: ' ' });
  }
  return [makeFix('make_speaker', edits)];
}

/** W_LOOKS_LIKE_SPEAKER for a line that is read aloud although it may be a head. */
export function warnNear(scene: Scene, shape: Shape, near: NearHead): void {
  const { head, from, source } = shape;
  if (!head) {
    return;
  }
  const name = trimSpaces(source.slice(head.nameFrom, head.nameTo));
  const colon = from + head.colon + 1;
  const fixes =
    near === 'space'
      ? [
          makeFix('add_space', [{ from: colon, to: colon, insert: ' ' }], { name }),
          commentFix([shape])
        ]
      : [commentFix([shape]), ...speakerFixes(shape, head)];
  scene.report.add(
    'W_LOOKS_LIKE_SPEAKER',
    from + head.nameFrom,
    from + head.nameTo,
    { name },
    fixes
  );
}

/** W_SPEAKER_ONCE: in a script of bare heads, a name that speaks once among three or more is perhaps a label. */
export function warnOnce(
  scene: Scene,
  speakers: readonly Speaker[],
  { heads, isBare }: Resolution
): void {
  if (!isBare || heads.length < 3 || heads.length > limits.speakers) {
    return;
  }
  heads.forEach(([shape, ...more], index) => {
    if (shape?.head && more.length === 0) {
      const start = shape.from + shape.head.from;
      scene.report.add(
        'W_SPEAKER_ONCE',
        shape.from + shape.head.nameFrom,
        shape.from + shape.head.nameTo,
        { name: speakers[index]?.name ?? '' },
        [makeFix('escape', [{ from: start, to: start, insert: '\\' }]), commentFix([shape])]
      );
    }
  });
}

/** E_TOO_MANY_SPEAKERS at the first head that has no voice left. */
export function reportTooMany(
  scene: Scene,
  speakers: readonly Speaker[],
  { heads }: Resolution
): void {
  const speaking = speakers.filter(speaker => speaker.line > 0).sort((a, b) => a.line - b.line);
  const extra = speaking[limits.speakers];
  const shape = extra && heads[speakers.indexOf(extra)]?.[0];
  if (shape?.head) {
    scene.report.add(
      'E_TOO_MANY_SPEAKERS',
      shape.from + shape.head.nameFrom,
      shape.from + shape.head.nameTo,
      {
        count: speaking.length,
        limit: limits.speakers,
        speakers: speaking.map(({ name, line }) => `${name} (${String(line)})`)
      }
    );
  }
}

/** E_TEXT_WITHOUT_SPEAKER for the lines before the first head. */
export function reportOrphans(
  scene: Scene,
  orphans: readonly Shape[],
  first: Shape,
  name: string,
  resolution: Resolution
): void {
  const [shape] = orphans;
  const { head } = first;
  if (!shape || !head || shape.isUnclosed) {
    return;
  }
  const at = shape.from + skipSpaces(shape.folded, 0, shape.folded.length);
  const sign =
    head.style === 'bracket' ? `[${name}] ` : /^[ -~]*$/.test(name) ? `${name}: ` : `${name}：`;
  scene.report.add(
    'E_TEXT_WITHOUT_SPEAKER',
    at,
    shape.from + skipSpacesBack(shape.folded, shape.folded.length, 0),
    undefined,
    [
      ...(shape.head && resolution.near.has(shape) ? speakerFixes(shape, shape.head) : []),
      makeFix('give_to', [{ from: at, to: at, insert: sign }], { name }),
      commentFix(orphans)
    ]
  );
}

/** E_UNCLOSED_BRACKET for a line that opens a bracket and never closes it. */
export function reportUnclosed(scene: Scene, shape: Shape): void {
  const open = shape.folded.indexOf('[');
  let end = open + 1;
  while (end < shape.folded.length && ' \t:('.indexOf(shape.folded[end] ?? '') < 0) {
    end++;
  }
  const at = shape.from + open;
  const fixes = [makeFix('escape', [{ from: at, to: at, insert: '\\' }])];
  if (isBracketName(shape.folded.slice(open + 1, end))) {
    fixes.unshift(
      makeFix('close_bracket', [{ from: shape.from + end, to: shape.from + end, insert: ']' }])
    );
  }
  scene.report.add('E_UNCLOSED_BRACKET', at, at + 1, undefined, fixes);
}

/** Where the ` - ` between a name and its text begins and ends, or null. */
function dashOf(shape: Shape): { at: number; nameTo: number; to: number } | null {
  const { folded, at } = shape;
  let points = 1;
  for (let index = at + 1; index < folded.length - 1 && points < limits.name_code_points; index++) {
    points += isPairTail(folded, index) ? 0 : 1;
    if (DASHES.has(folded[index] ?? '') && folded[index - 1] === ' ' && folded[index + 1] === ' ') {
      const nameTo = skipSpacesBack(folded, index, at);
      const to = skipSpaces(folded, index + 1, folded.length);
      return isBracketName(folded.slice(at, nameTo)) &&
        !/^[0-9]/.test(folded.slice(at)) &&
        to < folded.length
        ? { at, nameTo, to }
        : null;
    }
  }
  return null;
}

/** W_LOOKS_LIKE_SPEAKER for a script without heads in which two or more lines read `name - text`; one fix mends them all. */
export function warnDashes(scene: Scene, shapes: readonly Shape[]): void {
  const found = shapes.flatMap(shape => {
    const dash = shape.kind === 'text' && !shape.isEscaped ? dashOf(shape) : null;
    return dash ? [{ shape, dash }] : [];
  });
  const [first] = found;
  if (!first || found.length < 2) {
    return;
  }
  const { shape, dash } = first;
  const edits = found.map(each => ({
    from: each.shape.from + each.dash.nameTo,
    to: each.shape.from + each.dash.to,
    insert: ': '
  }));
  scene.report.add(
    'W_LOOKS_LIKE_SPEAKER',
    shape.from + dash.at,
    shape.from + dash.nameTo,
    { name: shape.source.slice(dash.at, dash.nameTo) },
    [makeFix('use_colon', edits)]
  );
}

/** E_TIMESTAMP at the first time in brackets; its fix cuts all of them out. */
export function reportStamps(scene: Scene): void {
  const stamps = scene.stamps.sort((a, b) => a.from - b.from);
  const [first] = stamps;
  if (first) {
    const edits = stamps.map(({ from, to }) => ({ from, to, insert: '' }));
    scene.report.add('E_TIMESTAMP', first.at, Math.max(first.at + 1, first.to), undefined, [
      makeFix('strip_timestamps', edits)
    ]);
  }
}
