import { type TranslationBundle } from '@jupyterlab/translation';
import { useState } from 'react';
import { type Problem } from '../contract/index.ts';
import { type IStudioModel } from '../studio/model.ts';
import { type INotice, notice, type NoticeAction } from '../studio/notice.ts';
import { addVoice } from './add-voice.ts';
import { Button } from './Button.tsx';
import { Icon } from './Icon.tsx';
import { type IconName } from './icons.ts';
import { useStudio } from './use-studio.ts';

interface IProps {
  readonly model: IStudioModel;
  readonly trans: TranslationBundle;
  /** Opens another example. */
  readonly onExamples: () => void;
}

const looks: Readonly<Record<INotice['kind'], readonly [colour: string, icon: IconName]>> = {
  failed: ['failed', 'error'],
  offline: ['busy', 'arc'],
  busy: ['busy', 'arc'],
  queued: ['busy', 'history'],
  full: ['asleep', 'history'],
  asleep: ['asleep', 'moon'],
  voices: ['welcome', 'info'],
  warning: ['asleep', 'info'],
  rights: ['welcome', 'info'],
  welcome: ['welcome', 'info']
};

/** One line that says what goes on, with at most two actions; details unfold. */
export function Notice(props: IProps): JSX.Element | null {
  const { model, trans } = props;
  useStudio(
    model,
    'notice',
    'instance',
    'job',
    'turns',
    'connection',
    'voices',
    'script',
    'drawer'
  );
  const [isOpen, setOpen] = useState(false);
  const shown = notice(model, trans);
  if (shown === null) {
    return null;
  }
  const [colour, icon] = looks[shown.kind];
  return (
    <div
      className="vv-Notice"
      data-kind={colour}
      role={shown.kind === 'failed' ? 'alert' : 'status'}
    >
      <Icon name={icon} isTurning={icon === 'arc'} />
      <div className="vv-Notice-text">
        {shown.fraction === undefined ? (
          <span>{shown.text}</span>
        ) : (
          <WithBar {...shown} fraction={shown.fraction} />
        )}
      </div>
      <div className="vv-Notice-actions">
        {shown.actions.map(action => (
          <Action key={action} action={action} turnId={shown.turnId} {...props} />
        ))}
        {shown.problem && (
          <Button hasCaret aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
            <span>{trans.__('Details')}</span>
          </Button>
        )}
        {shown.isDismissable && (
          <Button
            icon="close"
            name={trans.__('Hide this hint')}
            onClick={() => model.dismiss(shown.text)}
          />
        )}
      </div>
      {shown.problem && isOpen && <Details problem={shown.problem} {...props} />}
    </div>
  );
}

function WithBar({ text, fraction }: { text: string; fraction: number }): JSX.Element {
  const percent = Math.round(fraction * 100);
  return (
    <div className="vv-Notice-progress">
      <span>{text}</span>
      <span
        className="vv-Notice-bar"
        role="progressbar"
        aria-label={text}
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuenow={percent}
      >
        <i style={{ width: `${percent}%` }} />
      </span>
      <b className="vv-num">{percent} %</b>
    </div>
  );
}

function Action({
  action,
  turnId,
  model,
  trans,
  onExamples
}: IProps & { action: NoticeAction; turnId: string | undefined }): JSX.Element {
  const outline = (label: string, act: () => void, icon?: IconName) => (
    <Button mod="vv-mod-outline" icon={icon} onClick={act}>
      <span>{label}</span>
    </Button>
  );
  switch (action) {
    case 'draft':
      return outline(trans.__('Hear a draft meanwhile'), () => void model.hearDraft(), 'voice');
    case 'notify':
      return (
        <Button onClick={() => model.notifyWhenDone()} aria-pressed={model.willNotify}>
          <span>{trans.__('Notify me')}</span>
        </Button>
      );
    case 'log':
      return (
        <Button onClick={() => model.setDrawer(model.drawer === 'log' ? null : 'log')}>
          <span>{model.drawer === 'log' ? trans.__('Hide log') : trans.__('Show log')}</span>
        </Button>
      );
    case 'history':
      return outline(trans.__('Open History'), () => model.setDrawer('history'), 'history');
    case 'start':
      return outline(trans.__('Start'), () => void model.wake(), 'play');
    case 'wake':
      return outline(trans.__('Wake'), () => void model.wake());
    case 'retry':
      return outline(trans.__('Try again'), () => void model.wake(), 'retake');
    case 'examples':
      return outline(trans.__('Other examples'), onExamples);
    case 'addVoice':
      return outline(trans.__('Add a recording'), () => void addVoice(model, trans), 'add');
    case 'page':
      return outline(trans.__('Open its web page'), () => void model.openPage());
    case 'turn':
      return outline(trans.__('Go to turn'), () => model.reveal({ turnId }, true));
    case 'settings':
      return outline(trans.__('Settings'), () => model.setDrawer('settings'), 'settings');
  }
}

/** Code, request and the last words of the engine, to copy into a report. */
function Details({ problem, model, trans }: IProps & { problem: Problem }): JSX.Element {
  const said = [problem.message, problem.hint].filter(Boolean).join('\n');
  const copy = () =>
    void navigator.clipboard.writeText(`${problem.code}\n${problem.request_id}\n${said}`);
  return (
    <dl className="vv-Notice-details">
      <dt>{trans.__('Code')}</dt>
      <dd>{problem.code}</dd>
      {problem.request_id && (
        <>
          <dt>{trans.__('Request')}</dt>
          <dd>{problem.request_id}</dd>
        </>
      )}
      <dt>{trans.__('Message')}</dt>
      <dd>{said}</dd>
      <dt />
      <dd>
        <Button mod="vv-mod-outline" icon="copy" onClick={copy}>
          <span>{trans.__('Copy details')}</span>
        </Button>
        <Button icon="terminal" onClick={() => model.setDrawer('log')}>
          <span>{trans.__('Open log')}</span>
        </Button>
      </dd>
    </dl>
  );
}
