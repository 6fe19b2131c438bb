import fc from 'fast-check';
import { alignTurnIds, applyFix, format, parse, print, toVibeVoice } from '../index.ts';

const PIECES = [
  'Speaker 1:', '[S2] ', '[角色A]', '【B】：', 'Alice: ', 'Bob:', '小红（笑）：', '**A:**', '- ', '[pause:500]', '[pause:1s]', '[sighs]', '(laughs)',
  '（小声）', '\\', '//', '# ', '---', '\n', '\r\n', '\r', '\ufeff', '\0', '\ud800', '\udc00', '😀', '<|', '|>', '[', ']', '(', ')', ':', '：', 'title: x', ' '
]; // prettier-ignore
const script = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 80 }),
  fc
    .array(fc.oneof(fc.constantFrom(...PIECES), fc.string({ maxLength: 6 })), { maxLength: 40 })
    .map(all => all.join('')),
  fc
    .array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 40 })
    .map(units => String.fromCharCode(...units))
);

describe('For every text', () => {
  it('print gives back what parse was given', () => {
    fc.assert(
      fc.property(script, text => print(parse(text)) === text),
      { numRuns: 2000 }
    );
  });

  it('the lines tile it, and heads and spans lie inside their lines', () => {
    fc.assert(
      fc.property(script, text => {
        let at = text.startsWith('\ufeff') ? 1 : 0;
        for (const line of parse(text).lines) {
          expect(line.from).toBe(at);
          const places = [line.from, line.nameFrom, line.nameTo, line.headTo, line.to, line.end];
          expect(places).toEqual([...places].sort((a, b) => a - b));
          let last = line.from;
          for (const span of line.spans) {
            expect(span.from).toBeGreaterThanOrEqual(last);
            expect(span.to).toBeLessThanOrEqual(line.to);
            last = span.to;
          }
          at = line.end;
        }
        expect(at).toBe(text.length);
      })
    );
  });

  it('turns are spoken by somebody of the cast, ids are unique, pauses lie inside the text', () => {
    fc.assert(
      fc.property(script, text => {
        const { turns, cast } = parse(text).dialogue;
        expect(new Set(turns.map(turn => turn.id)).size).toBe(turns.length);
        for (const turn of turns) {
          expect(Object.hasOwn(cast, turn.speaker)).toBe(true);
          expect(turn.text.trim() === '' && /^[ \t]*$/.test(turn.text)).toBe(false);
          const length = Array.from(turn.text).length;
          const places = (turn.pauses ?? []).map(pause => pause.at);
          expect(places).toEqual([...places].sort((a, b) => a - b));
          expect(places.every(at => at >= 0 && at <= length)).toBe(true);
        }
      })
    );
  });

  it('diagnostics come in order, and every fix applies', () => {
    fc.assert(
      fc.property(script, text => {
        const { diagnostics } = parse(text);
        const offsets = diagnostics.map(found => found.range.start.offset);
        expect(offsets).toEqual([...offsets].sort((a, b) => a - b));
        diagnostics.flatMap(found => found.fixes).forEach(fix => parse(applyFix(text, fix)));
      })
    );
  });

  it('format says the same, and formatting again changes nothing', () => {
    fc.assert(
      fc.property(script, text => {
        const formatted = format(text);
        expect(parse(formatted).dialogue).toEqual(parse(text).dialogue);
        expect(format(formatted)).toBe(formatted);
      })
    );
  });

  it('what is sent has one line a turn and no control words', () => {
    fc.assert(
      fc.property(script, text => {
        const sent = toVibeVoice(parse(text).dialogue);
        expect(sent.text === '' ? [] : sent.text.split(/\r\n|[\r\n\u2028\u2029]/)).toHaveLength(
          sent.lines.length
        );
        expect(sent.text).not.toMatch(/<\||\|>/);
      })
    );
  });

  it('aligned ids are unique, and a dialogue aligned with itself is itself', () => {
    fc.assert(
      fc.property(script, script, (before, after) => {
        const [old, next] = [parse(before).dialogue, parse(after).dialogue];
        const { turns } = alignTurnIds(old, next);
        expect(new Set(turns.map(turn => turn.id)).size).toBe(turns.length);
        expect(alignTurnIds(next, next)).toEqual(next);
      })
    );
  });
});
