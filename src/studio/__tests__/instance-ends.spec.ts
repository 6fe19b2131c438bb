/** @jest-environment node */
import { nullTranslator } from '@jupyterlab/translation';
import { VirtualSoundCard } from '../../player/__tests__/virtual-sound-card.ts';
import { LiveTransport } from '../../player/live-transport.ts';
import { Player } from '../../player/index.ts';
import { InstanceStore } from '../instance-store.ts';
import { notice } from '../notice.ts';
import { primary } from '../primary.ts';
import { type StudioModel } from '../studio-model.ts';
import { longText } from './facts.ts';
import { RealLauncher } from './real-launcher.ts';
import { quietModel, until } from './quiet-model.ts';
import { silentSound } from './silent-sound.ts';

const trans = nullTranslator.load('jupyterlab_vibevoice');

/** A sound card to which every segment is two seconds. */
class PatientSoundCard extends VirtualSoundCard {
  override decodeAudioData(): Promise<AudioBuffer> {
    return Promise.resolve({ duration: 2, length: 48_000 } as AudioBuffer);
  }
  close(): Promise<void> {
    return Promise.resolve();
  }
}

// Servers start and end here, for each test anew.
jest.setTimeout(300_000);

let launcher: RealLauncher;
let card: PatientSoundCard;
let model: StudioModel;
let store: InstanceStore;

beforeEach(async () => {
  launcher = await RealLauncher.start();
  const client = launcher.client();
  card = new PatientSoundCard();
  const player = new Player({
    live: (source, onChange, context) => new LiveTransport(source, onChange, context),
    file: (source, onChange) =>
      new LiveTransport(source, onChange, card as unknown as AudioContext),
    context: () => card as unknown as AudioContext
  });
  store = new InstanceStore(client);
  model = quietModel({
    path: 'over.dialogue.txt',
    client,
    instance: store,
    sound: { ...silentSound(), player }
  });
  model.setText(longText);
});

afterEach(() => {
  model.dispose();
  store.dispose();
  return launcher.stop();
});

it.each([
  ['is stopped', () => model.shutdown(), 'stopped', 'start'],
  ['is killed and says nothing', () => Promise.resolve(launcher.killInstance()), 'failed', 'retry']
])(
  'shows no turn as spoken, and plays no further, when the instance %s in the middle',
  async (_, end, state, remedy) => {
    await model.generate();
    await until(model.changed, () => model.turns.some(turn => turn.state === 'done'));
    expect(model.player.playing).toBe(true);

    await end();
    await until(
      model.changed,
      () => store.value?.state === state && model.job?.state === 'interrupted'
    );
    expect(model.turns.filter(turn => turn.state === 'speaking')).toEqual([]);
    expect(notice(model, trans)?.actions).toContain(remedy);
    expect(primary(model, trans).action).toBe('resume');
    // What was fetched is still heard; then nothing is waited for.
    await card.passTo(60);
    expect(model.player).toMatchObject({ playing: false, waiting: false });

    const { seconds } = model.job!.audio;
    await model.resume();
    await until(model.changed, () => model.job!.audio.seconds > seconds);
    await model.stop();
    await until(model.changed, () => model.job?.state === 'cancelled');
    expect(model.turns.filter(turn => turn.state === 'speaking')).toEqual([]);
  }
);
