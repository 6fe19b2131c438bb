import { type TranslationBundle } from '@jupyterlab/translation';
import { type ITurnView } from '../studio/model.ts';
import { clock } from '../studio/words.ts';
import { Button } from '../widgets/Button.tsx';
import { MenuButton } from '../widgets/Menu.tsx';
import { type OutputModel } from './output-model.ts';

interface IProps {
  readonly model: OutputModel;
  readonly trans: TranslationBundle;
}

/** All turns that are known, each with what can be done with it. */
export function TurnList({ model, trans }: IProps): JSX.Element {
  const rest = (model.job?.turns.length ?? model.saved.turn_count) - model.turns.length;
  return (
    <>
      <ol className="vv-Output-turns" aria-label={trans.__('Transcript')} tabIndex={0}>
        {model.turns.map(turn => (
          <TurnRow key={turn.id} turn={turn} model={model} trans={trans} />
        ))}
      </ol>
      {rest > 0 && (
        <p className="vv-muted">
          {trans._n(
            '%1 more turn is not kept in the notebook.',
            '%1 more turns are not kept in the notebook.',
            rest
          )}
        </p>
      )}
    </>
  );
}

function TurnRow({ turn, model, trans }: IProps & { turn: ITurnView }): JSX.Element {
  const isOver =
    model.job !== null && model.job.state !== 'queued' && model.job.state !== 'running';
  const canRetake = model.link === 'live' && isOver && turn.isAudible;
  return (
    <li data-speaker={turn.speaker} data-state={turn.state}>
      {turn.isAudible ? (
        <Button
          icon="play"
          name={trans.__('Play this turn')}
          onClick={() => model.playTurn(turn)}
        />
      ) : (
        <span />
      )}
      <b>{turn.name}</b>
      <span className="vv-Output-text">{turn.text}</span>
      <span className="vv-muted vv-num">{turn.start === undefined ? '' : clock(turn.start)}</span>
      {turn.takes.length > 1 && model.link === 'live' && (
        <MenuButton
          name={trans.__('Takes')}
          menuLabel={trans.__('Takes')}
          parts={() =>
            turn.takes.map((take, index) => ({
              label: trans.__('Take %1', index + 1),
              detail: clock(take.seconds),
              isChosen: take.id === turn.take,
              onChoose: () => void model.chooseTake(turn.id, take.id)
            }))
          }
        >
          {`${turn.takes.findIndex(take => take.id === turn.take) + 1}/${turn.takes.length}`}
        </MenuButton>
      )}
      {canRetake && (
        <Button
          icon="retake"
          name={trans.__('Record again')}
          onClick={() => void model.retake(turn.id)}
        />
      )}
    </li>
  );
}
