import { type TranslationBundle } from '@jupyterlab/translation';
import { type KeyboardEvent } from 'react';
import { type IStudioModel } from '../studio/model.ts';
import { clock } from '../studio/words.ts';
import { Button } from './Button.tsx';
import { Icon } from './Icon.tsx';
import { MenuButton, usePopup } from './Menu.tsx';
import { Timeline } from './Timeline.tsx';
import { useFacts, usePlayer, useStudio } from './use-studio.ts';

interface IProps {
  readonly model: IStudioModel;
  readonly trans: TranslationBundle;
}

const rates = [0.75, 1, 1.25, 1.5, 2] as const;

/** Plays the job: from turn to turn, along the timeline, at a speed. Space plays and pauses, `<` and `>` change speed. */
export function PlayerBar({ model, trans }: IProps): JSX.Element {
  const onKeyDown = (event: KeyboardEvent) => {
    if (act(event, model)) {
      event.preventDefault();
      event.stopPropagation();
    }
  };
  return (
    <div className="vv-Player" role="group" aria-label={trans.__('Player')} onKeyDown={onKeyDown}>
      <Transport model={model} trans={trans} />
      <Timeline model={model} trans={trans} />
      <Options model={model} trans={trans} />
    </div>
  );
}

function act(event: KeyboardEvent, model: IStudioModel): boolean {
  const isOnButton =
    event.target instanceof HTMLButtonElement || event.target instanceof HTMLInputElement;
  const index = rates.findIndex(rate => rate >= model.player.rate);
  switch (event.key) {
    case ' ':
      if (isOnButton) {
        return false;
      }
      model.togglePlay();
      return true;
    case '<':
      model.setRate(rates[Math.max(0, index - 1)]!);
      return true;
    case '>':
      model.setRate(rates[Math.min(rates.length - 1, index + 1)]!);
      return true;
    default:
      return false;
  }
}

function Transport({ model, trans }: IProps): JSX.Element {
  const { seconds, isEstimate } = useFacts(model, each => each.duration, 'job', 'turns', 'script');
  const player = usePlayer(model, ({ playing, waiting, position_s, duration_s }) =>
    [playing, waiting, Math.floor(position_s), Math.floor(duration_s), duration_s === 0].join(' ')
  );
  const isEmpty = player.duration_s === 0;
  const length = clock(Math.max(seconds, isEstimate ? 0 : player.duration_s));
  return (
    <div className="vv-Player-transport">
      <Button icon="prev" name={trans.__('Previous turn')} onClick={() => model.step(-1)} />
      <button
        type="button"
        className="vv-Player-play"
        disabled={isEmpty}
        aria-label={player.playing ? trans.__('Pause') : trans.__('Play')}
        title={player.playing ? trans.__('Pause') : trans.__('Play')}
        onClick={() => model.togglePlay()}
      >
        {player.waiting ? (
          <Icon name="arc" isTurning />
        ) : (
          <Icon name={player.playing ? 'pause' : 'play'} />
        )}
      </button>
      <Button icon="next" name={trans.__('Next turn')} onClick={() => model.step(1)} />
      <span className="vv-Player-time">
        <b>{clock(player.position_s)}</b>{' '}
        <span className="vv-muted">
          / {isEstimate ? '~' : ''}
          {length}
        </span>
      </span>
    </div>
  );
}

function Options({ model, trans }: IProps): JSX.Element {
  useStudio(model, 'settings', 'job');
  const player = usePlayer(model, ({ rate, follow, volume }) => [rate, follow, volume].join(' '));
  const rate = trans.__('%1×', player.rate);
  return (
    <div className="vv-Player-options">
      <MenuButton
        aria-label={trans.__('Speed')}
        title={trans.__('Speed')}
        menuLabel={trans.__('Speed')}
        parts={() => [
          ...rates.map(each => ({
            label: trans.__('%1×', each),
            isChosen: each === player.rate,
            onChoose: () => model.setRate(each)
          })),
          { foot: trans.__('While a dialogue is being made it plays at 1×.') }
        ]}
      >
        {rate}
      </MenuButton>
      <Button
        icon="follow"
        name={trans.__('Follow the text while it plays')}
        aria-pressed={player.follow}
        onClick={() => model.setFollow(!player.follow)}
      />
      <Volume model={model} trans={trans} />
    </div>
  );
}

function Volume({ model, trans }: IProps): JSX.Element {
  const { isOpen, open, close, ref, anchor } = usePopup();
  const percent = Math.round(model.player.volume * 100);
  return (
    <span className="vv-MenuAnchor" ref={anchor}>
      <Button
        ref={ref}
        icon="volume"
        name={trans.__('Volume')}
        aria-expanded={isOpen}
        onClick={() => (isOpen ? close() : open())}
      />
      {isOpen && (
        <div className="vv-Menu vv-Volume">
          <input
            type="range"
            min={0}
            max={100}
            value={percent}
            autoFocus
            aria-label={trans.__('Volume')}
            aria-valuetext={`${percent} %`}
            onChange={event => model.setVolume(Number(event.target.value) / 100)}
            onKeyDown={event => event.key === 'Escape' && close()}
          />
        </div>
      )}
    </span>
  );
}
