import {
  codePointBefore,
  isLetter,
  isNumber,
  isPairTail,
  isSpace,
  skipSpacesBack,
  trimSpaces
} from './characters.ts';
import { tables } from './generated/tables.ts';
import { isBracketName, isNumberedName, type Stretch } from './heads.ts';
import { identityOf } from './identity.ts';
import { makeFix } from './report.ts';
import { type InlineTurn, type Scene } from './scene.ts';
import { type Shape } from './shapes.ts';

const DIGITS = /^[0-9]+$/;
const LONGEST_NAME = tables.limits.name_code_points;

/** Whether bracketed words inside a line are a speaker's; a bare number only where the line's own head is one. */
export function isInlineName(inside: string, turn: InlineTurn, scene: Scene): boolean {
  if (!isBracketName(inside)) {
    return false;
  }
  return DIGITS.test(inside)
    ? turn.isNumbered
    : isNumberedName(inside) || turn.style === 'bracket' || scene.knows(identityOf(inside));
}

/** The words before the colon at `at` of a line, where they are a speaker's: `Speaker 2:`, or a name of this script. */
export function headBeforeColon(
  { folded, source }: Shape,
  at: number,
  from: number,
  scene: Scene
): Stretch | null {
  const to = skipSpacesBack(folded, at, from);
  const isSpaced =
    source[at] !== ':' || at + 1 >= folded.length || isSpace(folded.charCodeAt(at + 1));
  let [words, points] = [0, 0];
  for (
    let start = to - 1;
    start > from && words < tables.limits.name_words && points < LONGEST_NAME;
    start--
  ) {
    points += isPairTail(folded, start) ? 0 : 1;
    if (isBoundary(folded, start)) {
      words++;
      const name = folded.slice(start, to);
      if (isNumberedHead(name) || (isSpaced && isKnownName(name, scene))) {
        return [start, to];
      }
    }
  }
  return null;
}

/** Not `S2:`, which is too common in other texts. */
function isNumberedHead(name: string): boolean {
  return isNumberedName(name) && isLetter(name.charCodeAt(0)) && !isNumber(name.charCodeAt(1));
}

function isKnownName(name: string, scene: Scene): boolean {
  return isBracketName(name) && isLetter(name.codePointAt(0) ?? 0) && scene.knows(identityOf(name));
}

/** Whether a word begins at an index: what stands before it is neither letter nor number. */
function isBoundary(folded: string, at: number): boolean {
  const code = codePointBefore(folded, at);
  return !isLetter(code) && !isNumber(code) && !isPairTail(folded, at);
}

/** W_INLINE_SPEAKER at the first head inside a line; its fix begins a new line at each. */
export function reportInlineHeads(scene: Scene, line: Shape, heads: readonly Stretch[]): void {
  const [first] = heads;
  if (!first) {
    return;
  }
  const { folded, source, from: base } = line;
  const edits = heads.map(([at]) => ({
    from: base + skipSpacesBack(folded, at, 0),
    to: base + at,
    insert: scene.lineEnd
  }));
  const name = trimSpaces(source.slice(...first).replace(/^[[【［]|[\]】］]$/g, ''));
  const fix = makeFix('split_lines', edits);
  scene.report.add('W_INLINE_SPEAKER', base + first[0], base + first[1], { name }, [fix]);
}
