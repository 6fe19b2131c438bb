import { isDigit, isLetter, isSpace, skipSpacesBack } from './characters.ts';
import { type FrontMatter } from './front-matter.ts';
import { type Head } from './heads.ts';
import { type Shape } from './shapes.ts';
import { type Speakers } from './speakers.ts';

/** A line that looks like a head but is none: for want of a space after its colon, or because heads are written otherwise here (R1). */
export type NearHead = 'space' | 'style';

/** Which lines are heads, and which nearly are. */
export interface Resolution {
  /** Index of the speaker of each line that is a head. */
  speakers: Map<Shape, number>;
  near: Map<Shape, NearHead>;
  /** Heads of each speaker, by index. */
  heads: Shape[][];
  /** Whether only names with a colon are heads: no explicit heads, no cast. */
  isBare: boolean;
}

/** R3: why the colon of a bare head is no separator, if so: something that can never be a name, or an ASCII colon without a space. */
function blockedBy(shape: Shape, head: Head, isKnown: boolean): 'never' | 'space' | null {
  const after = shape.source[head.colon + 1] ?? '';
  if (after === '/' || after === '\\') {
    return 'never';
  }
  const { folded } = shape;
  if (isKnown || (head.isBold && folded.startsWith('**', head.colon + 1))) {
    return null;
  }
  const before = skipSpacesBack(folded, head.colon, 0) - 1;
  if (isDigit(folded.charCodeAt(before)) && isDigit(folded.charCodeAt(head.colon + 1))) {
    return 'never';
  }
  const isTight =
    shape.source[head.colon] === ':' &&
    after > ' ' &&
    after <= '~' &&
    !isSpace(folded.charCodeAt(head.colon + 1));
  return isTight ? (isLetter(after.charCodeAt(0)) ? 'space' : 'never') : null;
}

/** Decides which candidates are heads (R1, R3) and turns the others into text. */
export function resolveHeads(
  shapes: readonly Shape[],
  front: FrontMatter,
  speakers: Speakers
): Resolution {
  const hasExplicit = shapes.some(shape => shape.head !== null && shape.head.style !== 'bare');
  const isBare = !hasExplicit && front.cast.size === 0;
  const resolution: Resolution = { speakers: new Map(), near: new Map(), heads: [], isBare };
  shapes.forEach((shape, index) => {
    const { head } = shape;
    if (!head) {
      return;
    }
    const name = shape.source.slice(head.nameFrom, head.nameTo);
    const identity = speakers.identity(name);
    if (head.style === 'bare') {
      const counts = isBare || front.cast.has(identity);
      const blocked = blockedBy(shape, head, speakers.knows(identity));
      if (!counts || blocked) {
        shape.kind = 'text';
        if (blocked === (counts ? 'space' : null)) {
          resolution.near.set(shape, counts ? 'space' : 'style');
        }
        return;
      }
    }
    const speaker = speakers.note(name, identity, index + 1);
    resolution.speakers.set(shape, speaker);
    (resolution.heads[speaker] ??= []).push(shape);
  });
  return resolution;
}
