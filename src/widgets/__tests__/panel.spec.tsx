/* eslint-disable jupyter/no-untranslated-string -- titles of dialogues are data here */
import { nullTranslator } from '@jupyterlab/translation';
import { type Signal } from '@lumino/signaling';
import { act, cleanup, fireEvent, render, screen, within } from '@testing-library/react';
import { instanceOf, jobOf, turnOf } from '../../studio/__tests__/facts.ts';
import { broken } from '../../studio/__tests__/facts.ts';
import { useLayoutEffect } from 'react';
import { type IPlayerState, type IStudioModel, type StudioChange } from '../../studio/model.ts';
import { CastStrip } from '../CastStrip.tsx';
import { Drawer } from '../drawer/Drawer.tsx';
import { Header } from '../Header.tsx';
import { Notice } from '../Notice.tsx';
import { PlayerBar } from '../PlayerBar.tsx';
import { mine, type StillModel, stillModel } from './still-model.ts';

const trans = nullTranslator.load('jupyterlab_vibevoice');
const turns = [turnOf('done'), turnOf('done', { id: 't1', index: 1, speaker: 2, name: 'Tom' })];
const done = jobOf(['done', 'done']);

afterEach(cleanup);

function draw(Part: typeof Header, shown: Parameters<typeof stillModel>[0] = {}): StillModel {
  const model = stillModel(shown);
  render(<Part model={model} trans={trans} />);
  return model;
}

const button = (name: string | RegExp) => screen.getByRole('button', { name });

describe('the header', () => {
  it('generates at a click', () => {
    const model = draw(Header, { turns });
    fireEvent.click(button('Generate'));
    expect(model.asked).toEqual(['generate']);
  });

  it('says why nothing can be made, and leads to the problems', () => {
    const diagnostics = [{ severity: 'error', code: 'E_X', message: 'x', fixes: [] }] as never;
    const model = draw(Header, { turns, diagnostics });
    const generate = button('Generate');
    expect(generate.getAttribute('aria-disabled')).toBe('true');
    expect(screen.getByText('Fix 1 error first')).toBeTruthy();
    fireEvent.click(generate);
    expect(model.asked).toEqual(['setDrawer "problems"']);
  });

  it('renames in place: Enter keeps, Escape does not', () => {
    const model = draw(Header, { turns });
    fireEvent.click(button('Rename Why the sea glows'));
    fireEvent.change(screen.getByLabelText('Title'), { target: { value: 'The sea' } });
    fireEvent.keyDown(screen.getByLabelText('Title'), { key: 'Enter' });
    expect(model.asked).toEqual(['setTitle "The sea"']);
    fireEvent.click(button('Rename Why the sea glows'));
    fireEvent.change(screen.getByLabelText('Title'), { target: { value: 'No' } });
    fireEvent.keyDown(screen.getByLabelText('Title'), { key: 'Escape' });
    expect(model.asked).toHaveLength(1);
  });

  it('shows what changes in the moment in which it is drawn', () => {
    const model = stillModel({ turns });
    function Early(): null {
      useLayoutEffect(() => {
        Object.assign(model, { title: 'The sea' });
        (model.changed as Signal<IStudioModel, StudioChange>).emit('script');
      }, []);
      return null;
    }
    render(
      <>
        <Header model={model} trans={trans} />
        <Early />
      </>
    );
    expect(button('Rename The sea')).toBeTruthy();
  });

  it('tells progress to screen readers', () => {
    const progress = { audio_seconds: 2, expected_seconds: 4, fraction: 0.5, eta_seconds: 38 };
    const job = jobOf(['done', 'speaking'], { state: 'running', progress });
    draw(Header, { turns, job, instance: instanceOf('busy') });
    const bar = screen.getByRole('progressbar');
    expect(bar.getAttribute('aria-valuetext')).toBe('1 of 2 turns, 40 s left');
    expect(button('Stop, keep audio')).toBeTruthy();
  });

  it('opens what can be done with the instance, by keyboard too', () => {
    const model = draw(Header, { turns, instance: instanceOf('asleep') });
    fireEvent.click(button('Asleep'));
    const menu = screen.getByRole('menu', { name: 'VibeVoice' });
    expect(document.activeElement?.textContent).toBe('Wake');
    fireEvent.keyDown(menu, { key: 'ArrowDown' });
    expect(document.activeElement?.textContent).toBe('Stop VibeVoice');
    fireEvent.keyDown(menu, { key: 'Escape' });
    expect(screen.queryByRole('menu')).toBeNull();
    expect(document.activeElement).toBe(button('Asleep'));
    expect(model.asked).toEqual([]);
  });

  it('offers every format with its size once all is made, and what there is before', () => {
    draw(Header, { turns, job: done, canDownload: true });
    fireEvent.click(button('Download'));
    const labels = screen.getAllByRole('menuitem').map(item => item.textContent);
    expect(labels).toEqual([
      'MP3, for sharing32 kB',
      'M4A, with chapters32 kB',
      'Opus, smallest16 kB',
      'FLAC, lossless88 kB',
      'WAV, for editing0.2 MB',
      'Captions with names (VTT)1 kB',
      'Captions (SRT)1 kB',
      'Turns and times (JSON)1 kB',
      'Save beside the fileMP3, VTT',
      'Insert in notebook'
    ]);
    cleanup();
    draw(Header, {
      turns,
      job: jobOf(['done', 'waiting'], { state: 'cancelled' }),
      canDownload: true
    });
    fireEvent.click(button('Download'));
    expect(screen.getAllByRole('menuitem')[0]?.textContent).toContain('WAV, made so far');
  });
});

describe('the notice', () => {
  const notice = (shown: Parameters<typeof stillModel>[0]) => {
    const model = stillModel(shown);
    render(<Notice model={model} trans={trans} onExamples={() => model.asked.push('examples')} />);
    return model;
  };

  it('is an alert on failure, with details to unfold', () => {
    const job = jobOf(['done', 'failed'], { state: 'failed', problem: broken });
    notice({ turns, job });
    const alert = screen.getByRole('alert');
    expect(alert.textContent).toContain('The GPU ran out of memory at turn 2');
    fireEvent.click(button('Details'));
    expect(within(alert).getByText('engine_failed')).toBeTruthy();
    expect(within(alert).getByText('r-1')).toBeTruthy();
  });

  it('is a status otherwise', () => {
    const model = notice({ turns, isExample: true });
    expect(screen.getByRole('status').textContent).toContain('This is an example');
    fireEvent.click(button('Other examples'));
    fireEvent.click(button('Hide this hint'));
    expect(model.asked).toEqual([
      'examples',
      expect.stringContaining('dismiss "This is an') as string
    ]);
  });

  it('leads to the turn that a warning is about', () => {
    const warnings = [{ code: 'pause_left_out', message: '', turn_id: 't1' }];
    const model = notice({ turns, job: jobOf(['done', 'done'], { warnings }) });
    expect(screen.getByRole('status').textContent).toContain('the pause inside turn 2 is left out');
    fireEvent.click(button('Go to turn'));
    fireEvent.click(button('Settings'));
    expect(model.asked).toEqual(['reveal {"turnId":"t1"} true', 'setDrawer "settings"']);
  });

  it('offers a draft while something loads', () => {
    const model = notice({
      turns,
      isAsking: true,
      instance: instanceOf('starting', { fraction: 0.4 })
    });
    expect(screen.getByRole('progressbar').getAttribute('aria-valuenow')).toBe('40');
    fireEvent.click(button('Hear a draft meanwhile'));
    fireEvent.click(button('Show log'));
    expect(model.asked).toEqual(['hearDraft', 'setDrawer "log"']);
  });
});

describe('the cast', () => {
  it('names everybody with number and voice', () => {
    draw(CastStrip as typeof Header);
    const rows = screen.getAllByRole('listitem').map(row => row.textContent);
    expect(rows).toEqual(['1NoraAlice, woman, English', '2TomCarter, man, English']);
  });

  it('chooses a voice by keyboard, and lets it be heard before', () => {
    const model = draw(CastStrip as typeof Header);
    fireEvent.click(button('Voice of Tom'));
    const list = screen.getByRole('listbox', { name: 'Voice of Tom' });
    expect(document.activeElement).toBe(list);
    fireEvent.keyDown(list, { key: 'ArrowDown' });
    fireEvent.keyDown(list, { key: ' ' });
    fireEvent.keyDown(list, { key: 'Enter' });
    expect(model.asked).toEqual([`previewVoice "${mine.id}"`, `setVoice 2 "${mine.id}"`]);
    expect(screen.queryByRole('listbox')).toBeNull();
  });

  it('says who uses a voice, and lists own recordings apart', () => {
    draw(CastStrip as typeof Header);
    fireEvent.click(button('Voice of Tom'));
    const options = screen.getAllByRole('option').map(option => option.textContent);
    expect(options).toEqual(['Alice, woman, English · Nora', 'Carter, man, English', 'My aunt']);
    expect(screen.getByText('My recordings')).toBeTruthy();
  });
});

describe('the player', () => {
  const player = { ...stillModel().player, position_s: 1, duration_s: 4, turnId: 't0' };

  it('has nothing to play before anything is made', () => {
    draw(PlayerBar, { turns });
    expect(button('Play')).toHaveProperty('disabled', true);
    expect(screen.getByText(/Nothing made yet/)).toBeTruthy();
  });

  it('is a slider that says where it stands and who speaks', () => {
    const duration = { seconds: 4, isEstimate: false, limit_s: 5400 };
    const model = draw(PlayerBar, { turns, job: done, player, duration });
    const slider = screen.getByRole('slider', { name: 'Position' });
    expect(slider.getAttribute('aria-valuetext')).toBe('0:01 of 0:04, Nora');
    for (const key of ['ArrowRight', 'ArrowLeft', 'Home', 'End']) {
      fireEvent.keyDown(slider, { key });
    }
    fireEvent.keyDown(slider, { key: ' ' });
    expect(model.asked).toEqual(['seek 6', 'seek -4', 'seek 0', 'seek 4', 'togglePlay']);
  });

  it('goes along with the sound without reading a text that is being typed', () => {
    const reads: string[] = [];
    const still = stillModel({ turns, job: done, player });
    let here = player;
    const get = (target: StillModel, name: string): unknown => {
      reads.push(name);
      return name === 'player' ? here : Reflect.get(target, name);
    };
    // eslint-disable-next-line jupyter/require-disposable-ownership -- a stand-in, as every model here
    const model = new Proxy(still, { get });
    render(<PlayerBar model={model} trans={trans} />);
    expect(reads).toContain('duration');
    reads.length = 0;
    here = { ...player, position_s: 3, turnId: 't1' };
    act(() => (still.moved as Signal<IStudioModel, IPlayerState>).emit(here));
    expect(screen.getByRole('slider').getAttribute('aria-valuetext')).toBe('0:03 of 1:15, Tom');
    const ofText = ['text', 'script', 'turns', 'heardTurns', 'cast', 'duration', 'isRearranged'];
    expect(reads.filter(name => ofText.includes(name))).toEqual([]);
  });

  it('changes speed by keyboard', () => {
    const model = draw(PlayerBar, { turns, job: done, player });
    const group = screen.getByRole('group', { name: 'Player' });
    fireEvent.keyDown(group, { key: '>' });
    fireEvent.keyDown(group, { key: '<' });
    expect(model.asked).toEqual(['setRate 1.25', 'setRate 0.75']);
  });
});

describe('the drawer', () => {
  const drawer = (shown: Parameters<typeof stillModel>[0]) => {
    const model = stillModel(shown);
    render(<Drawer model={model} trans={trans} language="en" />);
    return model;
  };

  it('closes with Escape, and changes tabs with the arrows', () => {
    const model = drawer({ drawer: 'problems' });
    fireEvent.keyDown(screen.getByRole('tablist'), { key: 'ArrowRight' });
    fireEvent.keyDown(screen.getByRole('tabpanel'), { key: 'Escape' });
    expect(model.asked).toEqual(['setDrawer "history"', 'setDrawer null']);
  });

  it('lists jobs with how they ended', () => {
    const stopped = jobOf(['done', 'waiting'], { id: 'j2', state: 'cancelled', title: 'Older' });
    const model = drawer({ drawer: 'history', job: done, jobs: [done, stopped] });
    const rows = screen.getAllByRole('listitem');
    expect(rows[0]?.textContent).toContain('2 turns');
    expect(rows[1]?.textContent).toContain('stopped');
    fireEvent.click(within(rows[1]!).getByRole('button', { name: 'Open this recording' }));
    expect(model.asked).toEqual(['openJob "j2"']);
  });

  it('keeps settings at once', () => {
    const model = drawer({ drawer: 'settings' });
    fireEvent.change(screen.getByLabelText(/^Made as/), { target: { value: 'scenes' } });
    fireEvent.change(screen.getByLabelText(/^Seed/), { target: { value: '42' } });
    fireEvent.click(screen.getByLabelText('Follow the text'));
    expect(model.asked).toEqual([
      'setSettings {"mode":"scenes"}',
      'setSettings {"seed":42}',
      'setSettings {"follow":false}'
    ]);
  });
});
