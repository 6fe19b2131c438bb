import { jobEventReader, jobEventTypes, terminalEventTypes } from '../index.ts';

const head = { id: 7, at: '2026-11-22T18:00:00Z' };

test('an event of a later version is read as unknown and keeps its name and fields', () => {
  expect(jobEventReader.parse({ ...head, type: 'applause', loud: true })).toEqual({
    ...head,
    type: 'unknown',
    name: 'applause',
    loud: true
  });
});

test('an event of a known type is not excused when its fields are wrong', () => {
  expect(jobEventReader.safeParse({ ...head, type: 'segment' }).success).toBe(false);
});

test('something that is no event is refused', () => {
  expect(jobEventReader.safeParse(null).success).toBe(false);
  expect(jobEventReader.safeParse({ ...head }).success).toBe(false);
});

test('the stream ends after types that exist', () => {
  expect(jobEventTypes).toEqual(expect.arrayContaining([...terminalEventTypes]));
});
