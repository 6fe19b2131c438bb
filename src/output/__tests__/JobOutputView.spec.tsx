/* eslint-disable jupyter/no-untranslated-string -- titles of dialogues are data here */
import { nullTranslator } from '@jupyterlab/translation';
import { act, cleanup, fireEvent, screen } from '@testing-library/react';
import { type JobOutput } from '../../contract/index.ts';
import { type IOutputServices } from '../services.ts';
import { type ShownOutput, showOutput } from '../show-output.tsx';
import { Page } from './pages.ts';

const saved: JobOutput = {
  v: 1,
  job_id: 'j1',
  state: 'done',
  title: 'Why the sea glows',
  path: 'sea.mp3',
  seconds: 75,
  fraction: 1,
  cast: {},
  turns: [
    { speaker: 'Nora', text: 'Good evening.', start: 0, end: 2 },
    { speaker: 'Tom', text: '<b>Hello</b>', start: 2, end: 3 }
  ],
  turn_count: 13,
  turns_made: 13,
  at: '2026-11-22T18:00:00.000Z'
};

const shown: ShownOutput[] = [];

afterEach(() => {
  act(() => shown.splice(0).forEach(each => each.dispose()));
  cleanup();
});

async function show(data: unknown, plain = ''): Promise<HTMLElement> {
  const node = document.body.appendChild(document.createElement('div'));
  const page = new Page(() => {
    throw new Error('Nothing runs here');
  }, false);
  const services: IOutputServices = {
    vibeVoice: page.service,
    trans: nullTranslator.load('jupyterlab_vibevoice'),
    canOpenStudio: () => true,
    openStudio: () => Promise.resolve(),
    writeDialogue: () => Promise.resolve(null)
  };
  const resolver = {
    resolveUrl: (url: string) => Promise.resolve(`talks/${url}`),
    getDownloadUrl: (path: string) => Promise.resolve(`/files/${path}`)
  };
  await act(async () => {
    shown.push(showOutput({ node, data, plain, resolver, services, shown: null }));
    await Promise.resolve();
  });
  return node;
}

test.each([
  ['an object', saved],
  ['JSON text', JSON.stringify(saved)]
])('an output is read from %s, and says why it does not play', async (_, data) => {
  const node = await show(data);
  expect(screen.getByRole('group', { name: 'Why the sea glows' })).toBeTruthy();
  expect(screen.getByText('done, 13 turns')).toBeTruthy();
  expect(screen.getByText(/VibeVoice is stopped/)).toBeTruthy();
  expect(screen.getByRole('button', { name: 'Start' })).toBeTruthy();
  expect(node.querySelector('audio')!.getAttribute('src')).toBe('/files/talks/sea.mp3');
  expect(node.querySelector('audio')!.autoplay).toBe(false);
});

test('the transcript that was kept opens, as text and never as markup', async () => {
  const node = await show(saved);
  fireEvent.click(screen.getByRole('button', { name: 'Transcript' }));
  expect(screen.getByText('<b>Hello</b>')).toBeTruthy();
  expect(screen.getByText('11 more turns are not kept in the notebook.')).toBeTruthy();
  expect(node.querySelectorAll('li')).toHaveLength(2);
});

test.each([
  ['another version', { ...saved, v: 2 }],
  ['text that is no JSON', '{"v": 1'],
  ['nothing', undefined]
])('an output of %s shows its plain text and says what to do', async (_, data) => {
  await show(data, 'Why the sea glows (done)');
  expect(screen.getByText(/Run the cell again/)).toBeTruthy();
  expect(screen.getByText('Why the sea glows (done)')).toBeTruthy();
});
