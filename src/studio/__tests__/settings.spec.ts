import { instanceStartSchema } from '../../contract/index.ts';
import { defaultSettings, startOptions } from '../settings.ts';

test('an instance is started with what a person has set, and nothing else', () => {
  expect(startOptions(defaultSettings)).toEqual({});
  const set = {
    ...defaultSettings,
    engineStart: 'open',
    idleMinutes: 5,
    libraryGigabytes: 2
  } as const;
  const wanted = { engine_start: 'open', idle_minutes: 5, library_gigabytes: 2 };
  expect(startOptions(set)).toEqual(wanted);
  expect(instanceStartSchema.parse(startOptions(set))).toEqual(wanted);
});
