import { type JupyterFrontEnd, type JupyterFrontEndPlugin } from '@jupyterlab/application';
import { Notification } from '@jupyterlab/apputils';
import { ITranslator } from '@jupyterlab/translation';
import { type IJobEnd, IVibeVoice } from '../tokens.ts';

/** A notification when a long job has ended; its button opens the dialogue. */
export const notificationsPlugin: JupyterFrontEndPlugin<void> = {
  id: 'jupyterlab-vibevoice:notifications',
  description: 'Tells when a long job of VibeVoice has ended.',
  autoStart: true,
  requires: [IVibeVoice, ITranslator],
  activate: (app: JupyterFrontEnd, vibeVoice: IVibeVoice, translator: ITranslator): void => {
    const trans = translator.load('jupyterlab_vibevoice');
    const tell = async ({ job, path, title }: IJobEnd): Promise<void> => {
      const { jobEndText } = await import('../studio/job-end-text.ts');
      const type = job.state === 'done' ? 'success' : job.state === 'failed' ? 'error' : 'info';
      const callback = () => void app.commands.execute('vibevoice:open-studio', { path });
      Notification.emit(jobEndText(job, title, trans), type, {
        autoClose: false,
        actions: [{ label: trans.__('Open'), callback }]
      });
    };
    vibeVoice.jobEnded.connect((_, end) => void tell(end), app);
  }
};
