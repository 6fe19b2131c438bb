import { WidgetType, type EditorView } from '@codemirror/view';
import { type ITakeView, type ITurnView } from '../../studio/model.ts';
import { drawBlock } from './diagnostic-block.ts';
import { drawButton, drawText } from './elements.ts';
import { hostOf } from './host.ts';
import { overlayField } from './overlay.ts';
import { otherTake, switchTakes } from './take-switch.ts';
import { drawWave } from './wave.ts';

/** The takes of one turn below its text: choose, hear, compare, record again. */
export class TakesBlock extends WidgetType {
  constructor(
    readonly turn: ITurnView,
    readonly look: { readonly turn: number; readonly speaker: number; readonly isPlaying: boolean },
    /** Id of the take that plays alone. */
    readonly heard: string | undefined
  ) {
    super();
  }

  override eq(other: WidgetType): boolean {
    return (
      other instanceof TakesBlock &&
      other.turn === this.turn &&
      other.heard === this.heard &&
      other.look.isPlaying === this.look.isPlaying &&
      other.look.speaker === this.look.speaker &&
      other.look.turn === this.look.turn
    );
  }

  override get estimatedHeight(): number {
    return 45 + 26 * this.turn.takes.length;
  }

  override toDOM(view: EditorView): HTMLElement {
    const block = drawBlock(this.look);
    block.append(this._draw(view));
    block.addEventListener('keydown', event => this._onKey(event, view));
    return block;
  }

  /** Keeps the focus on the button it is on while takes change. */
  override updateDOM(dom: HTMLElement, view: EditorView): boolean {
    if (!dom.querySelector('.vv-Takes') || dom.dataset.speaker !== String(this.look.speaker)) {
      return false;
    }
    const focused = dom.contains(document.activeElement)
      ? (document.activeElement as HTMLElement).dataset.key
      : undefined;
    dom.classList.toggle('vv-playing', this.look.isPlaying);
    dom.replaceChildren(this._draw(view));
    dom.querySelector<HTMLElement>(`[data-key="${focused ?? ''}"]`)?.focus();
    return true;
  }

  override ignoreEvent(): boolean {
    return true;
  }

  private _draw(view: EditorView): HTMLElement {
    const { trans } = hostOf(view.state);
    const takes = drawText('div', 'vv-Takes', '');
    const group = drawText('div', '', '');
    group.setAttribute('role', 'radiogroup');
    group.setAttribute('aria-label', trans.__('Takes of turn %1', this.look.turn + 1));
    this.turn.takes.forEach((take, index) => group.append(this._drawTake(view, take, index)));
    takes.append(group, this._drawActions(view));
    return takes;
  }

  private _drawTake(view: EditorView, take: ITakeView, index: number): HTMLElement {
    const { model, trans } = hostOf(view.state);
    const isChosen = take.id === this.turn.take;
    const isHeard = take.id === this.heard;
    const row = drawText('div', `vv-Take${isChosen ? ' vv-mod-chosen' : ''}`, '');
    const radio = drawButton({
      className: 'vv-Take-radio',
      act: 'choose',
      label: trans.__('Use take %1', index + 1),
      tabIndex: isChosen ? 0 : -1
    });
    radio.setAttribute('role', 'radio');
    radio.setAttribute('aria-checked', String(isChosen));
    radio.dataset.key = `radio-${index}`;
    radio.addEventListener('click', () => void model.chooseTake(this.turn.id, take.id));
    const play = drawButton({
      className: 'vv-Button vv-mod-icon',
      act: 'hear',
      icon: isHeard ? 'pause' : 'play',
      label: isHeard ? trans.__('Pause take %1', index + 1) : trans.__('Play take %1', index + 1)
    });
    play.dataset.key = `play-${index}`;
    play.addEventListener('click', () =>
      isHeard ? model.togglePlay() : model.playTake(this.turn.id, take.id)
    );
    row.append(
      radio,
      drawText('b', '', trans.__('Take %1', index + 1)),
      this._drawMark(take),
      play,
      this._drawSound(view, take),
      drawText('span', 'vv-num', trans.__('%1 s', take.seconds.toFixed(1))),
      drawText('span', 'vv-muted vv-Take-seed', trans.__('seed %1', take.seed))
    );
    return row;
  }

  /** A is the chosen take, B the one it is compared with. */
  private _drawMark(take: ITakeView): HTMLElement {
    const isChosen = take.id === this.turn.take;
    if (this.turn.takes.length < 2 || (!isChosen && take.id !== otherTake(this.turn))) {
      return drawText('span', '', '');
    }
    return drawText('span', `vv-Take-ab${isChosen ? ' vv-mod-on' : ''}`, isChosen ? 'A' : 'B');
  }

  /** How long a take is beside the others, and its waveform as soon as that is there. */
  private _drawSound(view: EditorView, take: ITakeView): HTMLElement {
    const longest = Math.max(...this.turn.takes.map(each => each.seconds), 0.1);
    const part = take.seconds / longest;
    const bar = drawText('span', 'vv-Take-length', '');
    bar.style.setProperty('--vv-part', `${Math.round(part * 100)}%`);
    if (this.turn.state !== 'speaking') {
      void hostOf(view.state)
        .model.takePeaks(take)
        .then(peaks => peaks.length > 0 && bar.replaceChildren(drawWave(peaks, part)));
    }
    return bar;
  }

  private _drawActions(view: EditorView): HTMLElement {
    const { model, trans } = hostOf(view.state);
    const actions = drawText('div', 'vv-Takes-actions', '');
    if (this.turn.takes.length > 1) {
      const change = drawButton({
        className: 'vv-Button vv-mod-outline',
        act: 'switch',
        text: trans.__('Switch A/B')
      });
      change.dataset.key = 'switch';
      change.addEventListener('click', () => switchTakes(this.turn, model));
      actions.append(change);
    }
    const again = drawButton({
      className: 'vv-Button',
      act: 'new',
      icon: 'retake',
      text: trans.__('New take')
    });
    again.dataset.key = 'new';
    again.addEventListener('click', () => void model.retake(this.turn.id));
    actions.append(again);
    if (this.turn.takes.length > 1) {
      actions.append(drawText('span', 'vv-muted', trans.__('A and B play from the same moment.')));
    }
    return actions;
  }

  /** Arrows choose, as in any group of radio buttons; R and A as in the list. */
  private _onKey(event: KeyboardEvent, view: EditorView): void {
    if (event.isComposing || event.ctrlKey || event.altKey || event.metaKey) {
      return;
    }
    const { model } = hostOf(view.state);
    const overlay = view.state.field(overlayField);
    // The box outlives this widget: another one may have painted it since.
    const turn = overlay.turns.find(each => each?.id === overlay.open) ?? this.turn;
    const isRadio = (event.target as Element).matches('[role="radio"]');
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    if (isRadio && step !== 0) {
      const at = turn.takes.findIndex(take => take.id === turn.take);
      const next = (at + step + turn.takes.length) % turn.takes.length;
      const take = turn.takes[next];
      const block = (event.target as Element).closest('.vv-Extra');
      block?.querySelector<HTMLElement>(`[data-key="radio-${next}"]`)?.focus();
      void (take && model.chooseTake(turn.id, take.id));
    } else if (event.key === 'a' || event.key === 'A') {
      switchTakes(turn, model);
    } else if (event.key === 'r' || event.key === 'R') {
      void model.retake(turn.id);
    } else {
      return;
    }
    event.preventDefault();
  }
}
