import { type TranslationBundle } from '@jupyterlab/translation';
import { type Job } from '../../contract/index.ts';
import { clock } from '../../studio/words.ts';
import { Button } from '../Button.tsx';
import { MenuButton } from '../Menu.tsx';
import { useStudio } from '../use-studio.ts';
import { type IDrawerProps } from './Drawer.tsx';

/** The jobs of this document, newest first; an older one can be opened, kept or deleted. */
export function History(props: IDrawerProps): JSX.Element {
  const { model, trans } = props;
  useStudio(model, 'jobs', 'job', 'instance');
  if (model.jobs.length === 0) {
    return (
      <p className="vv-muted">
        {model.instance?.url === undefined
          ? trans.__('Recordings show once VibeVoice has started.')
          : trans.__('No recordings yet. Generate makes the first one.')}
      </p>
    );
  }
  return (
    <div role="list" aria-label={trans.__('History')}>
      {model.jobs.map(job => (
        <Row key={job.id} job={job} {...props} />
      ))}
    </div>
  );
}

function Row({ job, model, trans, language }: IDrawerProps & { job: Job }): JSX.Element {
  const isShown = model.job?.id === job.id;
  const title = job.title ?? model.title;
  return (
    <div className="vv-Job" role="listitem" data-shown={isShown || undefined}>
      <b title={title}>{title}</b>
      <span className="vv-num">{clock(job.audio.seconds)}</span>
      <span>
        {when(job.created_at, language)} · {outcome(job, trans)}
      </span>
      <span className="vv-Player-options">
        <Button
          icon="play"
          name={trans.__('Open this recording')}
          aria-pressed={isShown}
          onClick={() => void model.openJob(job.id)}
        />
        <MenuButton
          icon="dots"
          name={trans.__('More')}
          menuLabel={title}
          parts={() => [
            {
              label: job.pinned ? trans.__('Let it make room') : trans.__('Keep it'),
              icon: job.pinned ? 'unlock' : 'lock',
              onChoose: () => void model.pinJob(job.id, !job.pinned)
            },
            {
              label: trans.__('Delete it'),
              icon: 'close',
              onChoose: () => void model.deleteJob(job.id)
            }
          ]}
        />
      </span>
    </div>
  );
}

function outcome(job: Job, trans: TranslationBundle): string {
  if (job.settings.engine === 'draft') {
    return trans.__('draft');
  }
  switch (job.state) {
    case 'done':
      return trans._n('1 turn', '%1 turns', job.turns.length);
    case 'failed':
      return trans.__('failed');
    case 'queued':
    case 'running':
      return trans.__('being made');
    case 'cancelled':
    case 'interrupted':
      return trans.__('stopped');
  }
}

/** A date as people write it: the hour today, the day before. */
function when(date: string, language: 'en' | 'zh'): string {
  const at = new Date(date);
  const isToday = at.toDateString() === new Date().toDateString();
  const locale = language === 'zh' ? 'zh-CN' : undefined;
  return isToday
    ? at.toLocaleTimeString(locale, { hour: '2-digit', minute: '2-digit' })
    : at.toLocaleDateString(locale, { day: 'numeric', month: 'short' });
}
