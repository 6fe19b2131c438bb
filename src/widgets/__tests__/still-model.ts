/* eslint-disable jupyter/no-untranslated-string -- the title is data here */
import { Signal } from '@lumino/signaling';
import { type Voice } from '../../contract/index.ts';
import { parse } from '../../dialogue/index.ts';
import { type IStudioModel } from '../../studio/model.ts';
import { defaultSettings } from '../../studio/settings.ts';

/** A studio that stands still: widgets draw what it shows, and `asked` tells what they asked of it. */
export type StillModel = IStudioModel & { readonly asked: string[] };

export const alice: Voice = { id: 'a', name: 'Alice', languages: ['en'], gender: 'female' };
export const carter: Voice = { id: 'c', name: 'Carter', languages: ['en'], gender: 'male' };
export const mine: Voice = { id: 'm', name: 'My aunt', languages: [], uploaded: true };

/** A studio over two turns, in which nothing has happened yet but for `shown`. */
export function stillModel(shown: Partial<IStudioModel> = {}): StillModel {
  const asked: string[] = [];
  const owner = {} as IStudioModel;
  const facts: Partial<IStudioModel> = {
    changed: new Signal(owner),
    moved: new Signal(owner),
    title: 'Why the sea glows',
    path: 'sea.dialogue.txt',
    script: parse('# Opening\nNora: Good evening.\nTom: Hello.\n'),
    diagnostics: [],
    turns: [],
    cast: [
      { speaker: 1, name: 'Nora', voice: alice, voiceId: 'a', isChosen: false },
      { speaker: 2, name: 'Tom', voice: carter, voiceId: 'c', isChosen: false }
    ],
    duration: { seconds: 75, isEstimate: true, limit_s: 5400 },
    voices: [alice, carter, mine],
    areVoicesKnown: true,
    instance: null,
    isConnected: true,
    job: null,
    jobs: [],
    problem: null,
    player: {
      playing: false,
      waiting: false,
      position_s: 0,
      duration_s: 0,
      rate: 1,
      volume: 1,
      follow: true
    },
    dismissed: new Set(),
    willNotify: false,
    previewing: null,
    settings: defaultSettings,
    drawer: null,
    isExample: false,
    isAsking: false,
    isRearranged: false,
    loading: null,
    peaks: new Int8Array(0),
    canDownload: false,
    ...shown,
    heardTurns: shown.turns ?? []
  };
  return new Proxy({ ...facts, asked } as unknown as StillModel, {
    get: (target, name: string): unknown => {
      if (name in target) {
        return Reflect.get(target, name);
      }
      return (...values: unknown[]) => {
        asked.push([name, ...values.map(value => JSON.stringify(value))].join(' '));
        return Promise.resolve([]);
      };
    }
  });
}
