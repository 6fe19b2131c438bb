import * as client from '../index.ts';

test('the public names are these', () => {
  expect(Object.keys(client).sort()).toEqual([
    'AbortedError',
    'AuthError',
    'ConflictError',
    'ConnectionError',
    'DialogueError',
    'IdleTimeoutError',
    'InvalidRequestError',
    'JobFailedError',
    'NotFoundError',
    'NotReadyError',
    'OptionsError',
    'ProblemError',
    'ProtocolError',
    'QueueFullError',
    'ServerError',
    'TooLongError',
    'VibeVoice',
    'VibeVoiceError',
    'VoiceNotFoundError',
    'describeJob',
    'displayBundle',
    'show'
  ]);
});

test('an error of another copy of the client is recognised', () => {
  jest.isolateModules(() => {
    // eslint-disable-next-line @typescript-eslint/no-require-imports -- a second copy of the module is the point
    const other = require('../errors.ts') as typeof client;
    const error = new other.OptionsError('x');
    expect(error).not.toBeInstanceOf(client.VibeVoiceError);
    expect(client.VibeVoiceError.is(error)).toBe(true);
  });
  expect(client.VibeVoiceError.is(new Error('x'))).toBe(false);
});
