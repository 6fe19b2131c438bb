import { type IRunningSessions } from '@jupyterlab/running';
import { type TranslationBundle } from '@jupyterlab/translation';
import { type LabIcon, stopIcon, ToolbarButton } from '@jupyterlab/ui-components';
import { type ISignal, Signal } from '@lumino/signaling';
import { sleepIcon, studioIcon } from '../icons.ts';
import { instanceText } from '../studio/instance-words.ts';
import { type ISession, type IVibeVoice } from '../tokens.ts';

/** The instance as a section of the Running panel: a click opens a studio, buttons put it to sleep and stop it. */
export class RunningInstance implements IRunningSessions.IManager {
  constructor(
    private readonly _vibeVoice: IVibeVoice,
    private readonly _trans: TranslationBundle,
    private readonly _open: () => void
  ) {
    this.name = _trans.__('VibeVoice');
    this.shutdownLabel = _trans.__('Stop VibeVoice');
    this.shutdownAllLabel = _trans.__('Stop VibeVoice');
    this.shutdownAllConfirmationText = _trans.__(
      'Stop VibeVoice? Jobs under way are kept and can be resumed.'
    );
    this.toolbarButtons = [
      new ToolbarButton({
        icon: sleepIcon,
        tooltip: _trans.__('Sleep, free the GPU'),
        onClick: () => void this._session?.instance.sleep().catch(() => undefined)
      })
    ];
    _vibeVoice.opened.connect((_, session) => this._watch(session), this);
    if (_vibeVoice.current) {
      this._watch(_vibeVoice.current);
    }
  }

  readonly name: string;
  readonly shutdownLabel: string;
  readonly shutdownAllLabel: string;
  readonly shutdownAllConfirmationText: string;
  readonly shutdownItemIcon: LabIcon = stopIcon;
  readonly toolbarButtons: ToolbarButton[];

  get runningChanged(): ISignal<this, void> {
    return this._runningChanged;
  }

  running(): IRunningSessions.IRunningItem[] {
    const instance = this._session?.instance.value ?? null;
    if (instance === null || instance.state === 'stopped') {
      return [];
    }
    const engine = instance.engine?.model ?? instance.engine?.name ?? instance.script;
    return [
      {
        icon: () => studioIcon,
        label: () => engine ?? this._trans.__('VibeVoice'),
        labelTitle: () => this._trans.__('Open a studio'),
        detail: () => instanceText(instance, this._trans),
        open: this._open,
        shutdown: () => this.shutdownAll()
      }
    ];
  }

  shutdownAll(): void {
    void this._session?.instance.stop().catch(() => undefined);
  }

  refreshRunning(): void {
    void this._vibeVoice.look();
  }

  private _watch(session: ISession): void {
    this._session = session;
    session.instance.changed.connect(() => this._runningChanged.emit(), this);
    this._runningChanged.emit();
  }

  private readonly _runningChanged = new Signal<this, void>(this);
  private _session: ISession | null = null;
}
