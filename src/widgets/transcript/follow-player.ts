import { EditorView, ViewPlugin, type PluginValue, type ViewUpdate } from '@codemirror/view';
import { drawButton } from './elements.ts';
import { follow, isFollowing, restingFollow, type FollowEvent } from './follow-state.ts';
import { hostOf } from './host.ts';
import { overlayField, playingTurn } from './overlay.ts';
import { headOf, scriptField } from './script-field.ts';
import { clock } from '../../dialogue/clock.ts';

/** How far below the top edge a followed turn comes to stand, in pixels. */
const MARGIN = 80;
/** How long the scroll to it takes, in milliseconds. */
const GLIDE_MS = 150;

/** Keys that scroll: pressing one is moving away. */
const scrollKeys: ReadonlySet<string> = new Set([
  'PageUp',
  'PageDown',
  'ArrowUp',
  'ArrowDown',
  'Home',
  'End'
]);

function isStill(): boolean {
  return window.matchMedia('(prefers-reduced-motion: reduce)').matches;
}

class FollowPlayer implements PluginValue {
  constructor(private readonly _view: EditorView) {
    const { scrollDOM } = _view;
    scrollDOM.addEventListener('wheel', this._moveAway, { passive: true });
    scrollDOM.addEventListener('touchmove', this._moveAway, { passive: true });
    scrollDOM.addEventListener('mousedown', this._onPress);
    _view.dom.addEventListener('keydown', this._onKey);
    this._back.hidden = true;
    this._back.addEventListener('click', () => this._handle({ type: 'back' }));
    _view.dom.append(this._back);
  }

  update(update: ViewUpdate): void {
    const overlay = update.state.field(overlayField);
    const turn = playingTurn(overlay);
    if (update.transactions.some(each => each.isUserEvent('input') || each.isUserEvent('delete'))) {
      this._moveAway();
    }
    const wasFollowing = isFollowing(this._state);
    this._handle({
      type: 'player',
      isPlaying: overlay.player.playing,
      isWanted: overlay.player.follow
    });
    if (turn !== this._turn || (isFollowing(this._state) && !wasFollowing)) {
      this._turn = turn;
      this._come();
    }
    this._paint();
  }

  destroy(): void {
    const { scrollDOM, dom } = this._view;
    scrollDOM.removeEventListener('wheel', this._moveAway);
    scrollDOM.removeEventListener('touchmove', this._moveAway);
    scrollDOM.removeEventListener('mousedown', this._onPress);
    dom.removeEventListener('keydown', this._onKey);
    cancelAnimationFrame(this._frame);
    this._back.remove();
  }

  private _handle(event: FollowEvent): void {
    const before = this._state;
    this._state = follow(before, event);
    if (this._state !== before) {
      this._paint();
      if (isFollowing(this._state) && before.isHeld) {
        this._come();
      }
    }
  }

  private _paint(): void {
    const { trans } = hostOf(this._view.state);
    const isShown = this._state.isHeld && this._state.isPlaying;
    if (this._back.hidden === isShown) {
      // Set where it changes only: setting it makes the browser look at its styles again, at each key.
      this._back.hidden = !isShown;
    }
    if (isShown) {
      const text = trans.__(
        'Back to %1',
        clock(this._view.state.field(overlayField).player.position_s)
      );
      const span = this._back.querySelector('span:last-child');
      if (span && span.textContent !== text) {
        span.textContent = text;
      }
    }
  }

  /** Brings the playing turn near the top; far ones by CodeMirror, since their heights are estimates. */
  private _come(): void {
    const turn = this._turn;
    if (turn < 0 || !isFollowing(this._state)) {
      return;
    }
    this._view.requestMeasure({
      key: 'vv-follow',
      read: view => {
        const head = headOf(view.state.field(scriptField), turn);
        if (head < 0) {
          return null;
        }
        const { scrollTop, clientHeight } = view.scrollDOM;
        const { top, bottom } = view.lineBlockAt(Math.min(head, view.state.doc.length));
        const isSeen = top >= scrollTop && bottom <= scrollTop + clientHeight * 0.7;
        const isNear = Math.abs(top - scrollTop) < 2 * clientHeight;
        return isSeen ? null : { head, isNear, from: scrollTop, to: Math.max(0, top - MARGIN) };
      },
      write: place => {
        if (place?.isNear) {
          this._glide(place.from, place.to);
        } else if (place) {
          const effects = EditorView.scrollIntoView(place.head, { y: 'start', yMargin: MARGIN });
          // Nothing may be dispatched while the editor measures.
          queueMicrotask(() => this._view.dispatch({ effects }));
        }
      }
    });
  }

  private _glide(from: number, to: number): void {
    const { scrollDOM } = this._view;
    cancelAnimationFrame(this._frame);
    if (isStill()) {
      scrollDOM.scrollTop = to;
      return;
    }
    const begin = performance.now();
    const step = (now: number): void => {
      const part = Math.min(1, Math.max(0, (now - begin) / GLIDE_MS));
      // Ease out: quick at first, then settling.
      scrollDOM.scrollTop = from + (to - from) * (1 - (1 - part) ** 3);
      if (part < 1) {
        this._frame = requestAnimationFrame(step);
      }
    };
    this._frame = requestAnimationFrame(step);
  }

  private readonly _moveAway = (): void => {
    cancelAnimationFrame(this._frame);
    this._handle({ type: 'moved-away' });
  };

  /** A press on the scroll bar hits the scroller itself. */
  private readonly _onPress = (event: MouseEvent): void => {
    if (event.target === this._view.scrollDOM) {
      this._moveAway();
    }
  };

  private readonly _onKey = (event: KeyboardEvent): void => {
    if (scrollKeys.has(event.key)) {
      this._moveAway();
    }
  };

  private readonly _back = drawButton({
    className: 'vv-Button vv-mod-outline vv-Back',
    act: 'back',
    icon: 'follow',
    text: ''
  });
  private _state = restingFollow;
  private _turn = -1;
  private _frame = 0;
}

/** Scrolls along with what is heard, until the person scrolls or types; then a button brings them back. */
export const followPlayer = ViewPlugin.fromClass(FollowPlayer);
