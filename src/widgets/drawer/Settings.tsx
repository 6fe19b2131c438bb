import { type TranslationBundle } from '@jupyterlab/translation';
import { type ReactNode } from 'react';
import { type IStudioSettings } from '../../studio/model.ts';
import { useStudio } from '../use-studio.ts';
import { type IDrawerProps } from './Drawer.tsx';

/** How the next job is made, how the studio behaves, and its keys. */
export function Settings({ model, trans }: IDrawerProps): JSX.Element {
  useStudio(model, 'settings', 'instance');
  const { settings } = model;
  const set = (change: Partial<IStudioSettings>) => model.setSettings(change);
  // What the engine lacks can still be taken back.
  const isShown = (key: 'steps' | 'guidance') =>
    model.instance?.engine?.can[key] !== false || settings[key] !== undefined;
  const number = (
    key: 'seed' | 'steps' | 'guidance' | 'gapMs' | 'idleMinutes' | 'libraryGigabytes',
    min: number,
    max: number,
    step = 1
  ) => (
    <NumberInput
      {...{ min, max, step }}
      value={settings[key]}
      onChange={value => set({ [key]: value })}
    />
  );
  return (
    <>
      <h3>{trans.__('Generation')}</h3>
      <Field label={trans.__('Made as')} hint={modeHint(settings.mode, trans)}>
        <Select value={settings.mode} options={modes(trans)} onChange={mode => set({ mode })} />
      </Field>
      <Field
        label={trans.__('Seed')}
        hint={trans.__('The same seed and settings give the same take.')}
      >
        {number('seed', 0, 4_294_967_295)}
      </Field>
      {isShown('steps') && <Field label={trans.__('Steps')}>{number('steps', 1, 200)}</Field>}
      {isShown('guidance') && (
        <Field label={trans.__('Guidance')}>{number('guidance', 0, 20, 0.1)}</Field>
      )}
      <Field label={trans.__('Gap between turns (ms)')}>{number('gapMs', 0, 10_000, 50)}</Field>
      <h3>{trans.__('Studio')}</h3>
      <Field label={trans.__('Start the engine')}>
        <Select
          value={settings.engineStart}
          options={starts(trans)}
          onChange={engineStart => set({ engineStart })}
        />
      </Field>
      <Field
        label={trans.__('Sleep after (min)')}
        hint={trans.__('This and the limit of recordings count from the next start on.')}
      >
        {number('idleMinutes', 1, 10_080)}
      </Field>
      <Field label={trans.__('Keep recordings up to (GB)')}>
        {number('libraryGigabytes', 0.1, 100_000, 0.1)}
      </Field>
      <Field label={trans.__('Follow the text')}>
        <Check isOn={settings.follow} onChange={follow => set({ follow })} />
      </Field>
      <Field label={trans.__('Font of the text')}>
        <Select value={settings.font} options={fonts(trans)} onChange={font => set({ font })} />
      </Field>
      <Field label={trans.__('Save as')}>
        <Select
          value={settings.downloadFormat}
          options={formats}
          onChange={downloadFormat => set({ downloadFormat })}
        />
      </Field>
      <h3>{trans.__('Keys')}</h3>
      <Keys trans={trans} />
    </>
  );
}

type Options<T extends string> = readonly (readonly [value: T, label: string])[];

function modes(trans: TranslationBundle): Options<IStudioSettings['mode']> {
  return [
    ['auto', trans.__('As the engine does best')],
    ['turns', trans.__('Turns')],
    ['scenes', trans.__('Scenes')],
    ['whole', trans.__('Whole')]
  ];
}

function modeHint(mode: IStudioSettings['mode'], trans: TranslationBundle): string {
  switch (mode) {
    case 'auto':
      return trans.__('Turn by turn where the engine can, else in the passes it makes.');
    case 'turns':
      return trans.__('One pass a turn: exact times, and one turn can be retaken.');
    case 'scenes':
      return trans.__('One pass a scene: good flow, and one turn can be retaken.');
    case 'whole':
      return trans.__('One pass for everything: best flow, times are estimated.');
  }
}

function starts(trans: TranslationBundle): Options<IStudioSettings['engineStart']> {
  return [
    ['open', trans.__('With the studio')],
    ['generate', trans.__('With Generate')]
  ];
}

function fonts(trans: TranslationBundle): Options<IStudioSettings['font']> {
  return [
    ['content', trans.__('Text')],
    ['code', trans.__('Code')]
  ];
}

const formats: Options<IStudioSettings['downloadFormat']> = [
  ['mp3', 'MP3'],
  ['m4a', 'M4A'],
  ['opus', 'Opus'],
  ['flac', 'FLAC'],
  ['wav', 'WAV']
];

function Field({
  label,
  hint,
  children
}: {
  label: string;
  hint?: string;
  children: ReactNode;
}): JSX.Element {
  return (
    <label className="vv-Field">
      <span>{label}</span>
      {children}
      {hint && <small>{hint}</small>}
    </label>
  );
}

function Select<T extends string>(props: {
  value: T;
  options: Options<T>;
  onChange: (value: T) => void;
}): JSX.Element {
  const onChange = (value: string) => {
    const chosen = props.options.find(option => option[0] === value);
    if (chosen) {
      props.onChange(chosen[0]);
    }
  };
  return (
    <select
      className="vv-Input"
      value={props.value}
      onChange={event => onChange(event.target.value)}
    >
      {props.options.map(([value, label]) => (
        <option key={value} value={value}>
          {label}
        </option>
      ))}
    </select>
  );
}

function NumberInput(props: {
  value: number | undefined;
  min: number;
  max: number;
  step: number;
  onChange: (value: number | undefined) => void;
}): JSX.Element {
  return (
    <input
      className="vv-Input"
      type="number"
      min={props.min}
      max={props.max}
      step={props.step}
      value={props.value ?? ''}
      onChange={event => {
        const value = event.target.valueAsNumber;
        props.onChange(
          Number.isNaN(value) ? undefined : Math.max(props.min, Math.min(props.max, value))
        );
      }}
    />
  );
}

function Check({
  isOn,
  onChange
}: {
  isOn: boolean;
  onChange: (isOn: boolean) => void;
}): JSX.Element {
  return (
    <input
      type="checkbox"
      className="vv-Check"
      checked={isOn}
      onChange={event => onChange(event.target.checked)}
    />
  );
}

function Keys({ trans }: { trans: TranslationBundle }): JSX.Element {
  const keys: readonly (readonly [string, string])[] = [
    ['Ctrl+Enter', trans.__('Generate selected turns')],
    ['Ctrl+Shift+Enter', trans.__('The main button')],
    ['F8', trans.__('Next problem')],
    ['Esc', trans.__('From text to list')],
    ['Space', trans.__('Play or pause')],
    ['R  L  , .', trans.__('Retake, lock, takes')],
    ['[  ]', trans.__('Previous, next chapter')],
    ['<  >', trans.__('Slower, faster (in the player)')],
    ['+  -', trans.__('Zoom (on the timeline)')]
  ];
  return (
    <div className="vv-keys">
      {keys.map(([key, what]) => (
        <div key={key} style={{ display: 'contents' }}>
          <kbd>{key}</kbd>
          <span>{what}</span>
        </div>
      ))}
    </div>
  );
}
