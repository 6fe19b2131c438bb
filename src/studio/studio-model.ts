import { applyFix, type Fix } from '../dialogue/index.ts';
import { withVoice } from './cast.ts';
import { difference, titleEdit } from './front-matter.ts';
import {
  type DownloadFormat,
  type IStudioModel,
  type IStudioSettings,
  type ITakeView
} from './model.ts';
import { problemOf } from './problem-of.ts';
import { nameBeside, saveFile } from './saving.ts';
import { StudioState } from './studio-state.ts';

export { type IStudioOptions } from './studio-state.ts';

/** The one truth of a studio panel, and everything that can be done with it. */
export class StudioModel extends StudioState implements IStudioModel {
  setText(text: string): void {
    const isFirst = this.document.text === '';
    if (this.document.set(text) && !isFirst && this.memory.isExample) {
      this.remember({ isExample: false });
    }
  }

  setTitle(title: string): void {
    this.requestEdit(titleEdit(this.text, title));
    if (this.job) {
      void this._attempt(this.making.rename(this.job.id, title));
    }
  }

  setVoice(speaker: number, voiceId: string): void {
    const role = this.cast[speaker - 1];
    if (role) {
      this.remember({ cast: { ...this.memory.cast, [role.name]: voiceId } });
      this.renew('notice');
      this.setSettings({ cast: withVoice(this.settings.cast, speaker, voiceId) });
    }
  }

  setExample(isExample: boolean): void {
    if (isExample !== this.memory.isExample) {
      this.remember({ isExample });
      this.emit('notice');
    }
  }

  setSettings(change: Partial<IStudioSettings>): void {
    this.options.settings.set(change);
  }

  applyFix(fix: Fix): void {
    this.requestEdit(difference(this.text, applyFix(this.text, fix)));
  }

  reveal(target: { turnId?: string; offset?: number }, focus = false): void {
    const { turnId } = target;
    const index = this.turns.findIndex(turn => turn.id === turnId);
    const line = this.script.lines.find(each => each.kind === 'turn' && each.turn === index);
    const offset = target.offset ?? line?.headTo ?? 0;
    this.requestReveal({ offset, turnId, focus });
  }

  generate(turnIds?: readonly string[]): Promise<void> {
    return this._attempt(this.making.generate(turnIds));
  }
  update(): Promise<void> {
    return this._attempt(this.making.update());
  }
  hearDraft(): Promise<void> {
    return this._attempt(this.making.hearDraft());
  }
  stop(): Promise<void> {
    return this._attempt(this.making.stop());
  }
  resume(): Promise<void> {
    return this._attempt(this.making.resume());
  }
  retake(turnId: string): Promise<void> {
    return this._attempt(this.making.retake(turnId));
  }
  chooseTake(turnId: string, takeId: string): Promise<void> {
    return this._attempt(this.making.chooseTake(turnId, takeId));
  }
  notifyWhenDone(): void {
    this.making.willNotify = !this.making.willNotify;
    this.emit('notice');
  }
  lock(turnId: string): void {
    const locked = new Set(this.memory.locked);
    if (!locked.delete(turnId)) {
      locked.add(turnId);
    }
    this.remember({ locked: [...locked] });
    this.renew('notice');
  }

  playTurn(turnId: string): void {
    const turn = this.heardTurns.find(each => each.id === turnId);
    if (turn?.start === undefined) {
      return;
    }
    const { playing, turnId: now } = this.player;
    if (playing && now === turnId) {
      this.playing.pause();
      return;
    }
    if (now !== turnId || playing) {
      this.playing.seek(turn.start);
    }
    this.playing.play();
  }
  playTake(_turnId: string, takeId: string, at_s?: number): void {
    if (this.job) {
      this.playing.playTake(this.job, takeId, at_s);
    }
  }
  takePeaks(take: ITakeView): Promise<Int8Array> {
    return this.job ? this.waves.of(this.job.id, take) : Promise.resolve(new Int8Array(0));
  }
  togglePlay(): void {
    this.playing.toggle();
  }
  seek(position_s: number): void {
    this.playing.seek(position_s);
  }
  step(direction: -1 | 1): void {
    const { position_s, turnId } = this.player;
    const turns = this.heardTurns;
    const at = turns.findIndex(turn => turn.id === turnId);
    const start = turns[at]?.start ?? 0;
    // Back goes to the beginning of a turn first, as players do.
    const isBack = direction < 0 && position_s - start > 2;
    const target = turns[isBack ? at : at + direction];
    if (target?.isAudible) {
      this.playing.seek(target.start!);
    }
  }
  setRate(rate: number): void {
    this.playing.setRate(rate);
  }
  setVolume(volume: number): void {
    this.playing.setVolume(volume);
  }
  setFollow(follow: boolean): void {
    this.setSettings({ follow });
    this.onMoved();
  }
  previewVoice(voiceId: string): void {
    this.playing.preview(voiceId);
  }

  async openDownload(format: DownloadFormat): Promise<string> {
    await this.playing.logIn();
    return this.making.fileUrl(this.job!, format);
  }
  async saveBeside(formats: readonly DownloadFormat[]): Promise<string[]> {
    const job = this.job!;
    const saved: string[] = [];
    for (const format of formats) {
      const path = nameBeside(this.path, format);
      await saveFile(this.options.contents, path, await this.making.fileBytes(job, format));
      saved.push(path);
    }
    return saved;
  }

  wake(): Promise<void> {
    return this._attempt(this.options.instance.wake());
  }
  sleep(): Promise<void> {
    return this._attempt(this.options.instance.sleep());
  }
  shutdown(): Promise<void> {
    return this._attempt(this.options.instance.stop());
  }
  log(tail = 200): Promise<string> {
    return this.options.instance.log(tail);
  }
  async insertInNotebook(): Promise<void> {
    await this.options.insertCell?.(`%%vibevoice\n${this.text}`);
  }
  openPage(): Promise<void> {
    return this._attempt(this.making.pageUrl().then(url => this.options.openTab(url)));
  }
  openJob(jobId: string): Promise<void> {
    return this._attempt(this.making.open(jobId));
  }
  deleteJob(jobId: string): Promise<void> {
    return this._attempt(this.making.delete(jobId));
  }
  pinJob(jobId: string, isPinned: boolean): Promise<void> {
    return this._attempt(this.making.pin(jobId, isPinned));
  }
  addVoice(name: string, file: Blob): Promise<void> {
    return this._attempt(this.making.addVoice(name, file));
  }
  deleteVoice(voiceId: string): Promise<void> {
    return this._attempt(this.making.deleteVoice(voiceId));
  }

  /** Waits for something that may fail; a failure becomes the notice. */
  private async _attempt(doing: Promise<unknown>): Promise<void> {
    try {
      await doing;
      this.showProblem(null);
    } catch (error) {
      const problem = problemOf(error);
      if (problem) {
        this.showProblem(problem);
      }
    }
  }
}
