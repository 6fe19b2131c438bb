import { EditorView, ViewPlugin, type PluginValue, type ViewUpdate } from '@codemirror/view';
import { actOn, type Act } from './acts.ts';
import { hostOf } from './host.ts';
import { paintItem } from './left-gutter.ts';
import { isListMove, moveInList } from './list-moves.ts';
import { looksSame, overlayField, setOverlay } from './overlay.ts';
import { paintMeta } from './right-gutter.ts';
import { headOf, rowsOfTurn, scriptField, turnAt } from './script-field.ts';

/** A far turn is rendered by scrolling; its row may need a second look until it is there. */
const LOOKS = 4;

const NOWHERE = -1;

const keyActs: Readonly<Record<string, Act>> = {
  ' ': 'state',
  r: 'retake',
  R: 'retake',
  ',': 'previous-take',
  '.': 'next-take',
  l: 'lock',
  L: 'lock'
};

function itemOf(view: EditorView, turn: number): HTMLElement | null {
  return view.dom.querySelector<HTMLElement>(`.vv-Item[data-turn="${turn}"] button`);
}

/** Puts the caret where a turn's text begins. */
function editTurn(view: EditorView, turn: number): void {
  const [row] = rowsOfTurn(view.state.field(scriptField), turn);
  if (row) {
    view.dispatch({ selection: { anchor: row.headTo }, scrollIntoView: true });
    view.focus();
  }
}

/** Leaves the text for the list, at the caret's turn. */
export function leaveText(view: EditorView): boolean {
  const turn = Math.max(0, turnAt(view.state, view.state.selection.main.head));
  if (
    view.composing ||
    !view.state.selection.main.empty ||
    view.state.field(scriptField).heads.length === 0
  ) {
    return false;
  }
  view.plugin(turnList)?.goTo(turn);
  return true;
}

/** Whether the rows are others than before; ones that only moved along while somebody types look the same. */
function isReadAgain({ startState, state }: ViewUpdate): boolean {
  const script = state.field(scriptField);
  return startState.field(scriptField) !== script && !script.isCarried;
}

class TurnList implements PluginValue {
  constructor(private readonly _view: EditorView) {
    const { dom } = _view;
    dom.addEventListener('keydown', this._onKey, { capture: true });
    dom.addEventListener('mousedown', this._onPress, { capture: true });
    dom.addEventListener('focusin', this._onFocusIn);
    dom.addEventListener('focusout', this._onFocusOut);
    dom.addEventListener('mousemove', this._onPointer);
    dom.addEventListener('mouseleave', this._onLeave);
    this._paintSoon();
  }

  update(update: ViewUpdate): void {
    if (
      update.viewportMoved ||
      !looksSame(update.startState.field(overlayField), update.state.field(overlayField)) ||
      isReadAgain(update)
    ) {
      this._paintSoon();
    }
    this._isMoved ||= update.docChanged;
    if (update.selectionSet && update.view.hasFocus) {
      this._followCaret();
    }
  }

  destroy(): void {
    const { dom } = this._view;
    this._isDestroyed = true;
    dom.removeEventListener('keydown', this._onKey, { capture: true });
    dom.removeEventListener('mousedown', this._onPress, { capture: true });
    dom.removeEventListener('focusin', this._onFocusIn);
    dom.removeEventListener('focusout', this._onFocusOut);
    dom.removeEventListener('mousemove', this._onPointer);
    dom.removeEventListener('mouseleave', this._onLeave);
  }

  /** Puts the focus on a turn with the next frame, scrolling there first where its row is not rendered. */
  goTo(turn: number): void {
    const view = this._view;
    const head = headOf(view.state.field(scriptField), turn);
    if (head < 0) {
      return;
    }
    this._goal = turn;
    view.dispatch({
      effects: [
        setOverlay.of({ current: turn }),
        EditorView.scrollIntoView(head, { y: 'nearest', yMargin: 16 })
      ]
    });
    this._arrive(turn, LOOKS);
  }

  private _arrive(turn: number, looks: number): void {
    this._view.requestMeasure({
      read: () => null,
      write: () => {
        if (this._goal !== turn || this._isDestroyed) {
          return;
        }
        const button = itemOf(this._view, turn);
        if (button) {
          this._goal = NOWHERE;
          button.focus({ preventScroll: true });
        } else if (looks > 0) {
          requestAnimationFrame(() => this._arrive(turn, looks - 1));
        } else {
          this._goal = NOWHERE;
        }
      }
    });
  }

  /** The tab stop of the list goes where the caret is. */
  private _followCaret(): void {
    queueMicrotask(() => {
      if (!this._isDestroyed) {
        const turn = turnAt(this._view.state, this._view.state.selection.main.head);
        this._set({ current: Math.max(0, turn) });
      }
    });
  }

  private _set(change: { current?: number; hover?: number }): void {
    const overlay = this._view.state.field(overlayField);
    const isNew =
      (change.current ?? overlay.current) !== overlay.current ||
      (change.hover ?? overlay.hover) !== overlay.hover;
    if (isNew && !this._view.composing && !this._isDestroyed) {
      this._view.dispatch({ effects: setOverlay.of(change) });
    }
  }

  /** After the gutters have made their rows. */
  private _paintSoon(): void {
    if (!this._isPainting) {
      this._isPainting = true;
      queueMicrotask(() => {
        this._isPainting = false;
        if (!this._isDestroyed) {
          this._paint();
        }
      });
    }
  }

  private _paint(): void {
    const view = this._view;
    this._describe();
    const items = [...view.dom.querySelectorAll<HTMLElement>('.vv-Item')];
    const { current } = view.state.field(overlayField);
    const stop = items.find(item => Number(item.dataset.turn) === current) ?? items[0];
    for (const item of items) {
      paintItem(item, view);
      item.querySelector('button')?.setAttribute('tabindex', item === stop ? '0' : '-1');
    }
    for (const meta of view.dom.querySelectorAll<HTMLElement>('.vv-Turn-meta')) {
      paintMeta(meta, view);
    }
    const isLost = this._isMoved || !view.dom.contains(document.activeElement);
    this._isMoved = false;
    if (this._hasFocus && isLost) {
      // A row keeps its place when a turn comes in above, so the focus has to go along with its turn.
      itemOf(view, current)?.focus({ preventScroll: true });
    }
  }

  /** CodeMirror hides its gutters from screen readers; ours is the list. */
  private _describe(): void {
    for (const gutters of this._view.dom.querySelectorAll('.cm-gutters[aria-hidden]')) {
      gutters.removeAttribute('aria-hidden');
    }
    const list = this._view.dom.querySelector('.vv-gutter');
    if (list && list.getAttribute('role') !== 'list') {
      list.setAttribute('role', 'list');
      list.setAttribute('aria-label', hostOf(this._view.state).trans.__('Turns of this dialogue'));
    }
  }

  private readonly _onKey = (event: KeyboardEvent): void => {
    const item = (event.target as Element).closest<HTMLElement>('.vv-Item');
    // Keys may come faster than frames: what follows a move is meant for the turn it leads to.
    const turn = this._goal === NOWHERE ? Number(item?.dataset.turn ?? NOWHERE) : this._goal;
    if (turn === NOWHERE || event.isComposing || event.ctrlKey || event.altKey || event.metaKey) {
      return;
    }
    const { key } = event;
    if (isListMove(key)) {
      this.goTo(moveInList(this._view.state.field(scriptField), turn, key));
    } else if (key === 'Enter') {
      this._goal = NOWHERE;
      editTurn(this._view, turn);
    } else if (keyActs[key]) {
      actOn(this._view, turn, keyActs[key]);
    } else {
      return;
    }
    event.preventDefault();
    event.stopPropagation();
  };

  private readonly _onFocusIn = (event: FocusEvent): void => {
    const item = (event.target as Element).closest<HTMLElement>('.vv-Item');
    this._hasFocus = item !== null;
    this._goal = NOWHERE;
    if (item) {
      // Focus may come in the middle of an update, when nothing may be dispatched.
      queueMicrotask(() => this._set({ current: Number(item.dataset.turn) }));
    }
  };

  private readonly _onFocusOut = (event: FocusEvent): void => {
    const target = event.target as Element;
    if (event.relatedTarget !== null) {
      this._goal = NOWHERE;
    }
    queueMicrotask(() => {
      // A row that is made anew loses the focus without the person leaving it.
      if (target.isConnected) {
        this._hasFocus = Boolean(document.activeElement?.closest('.vv-Item'));
      }
    });
  };

  private readonly _onPress = (): void => {
    this._goal = NOWHERE;
  };

  private readonly _onPointer = (event: MouseEvent): void => {
    const view = this._view;
    const block = view.lineBlockAtHeight(event.clientY - view.documentTop);
    const row = view.state.field(scriptField).rows[view.state.doc.lineAt(block.from).number - 1];
    this._set({ hover: row?.turn ?? -1 });
  };

  private readonly _onLeave = (): void => this._set({ hover: -1 });

  private _isPainting = false;
  private _isDestroyed = false;
  private _hasFocus = false;
  private _isMoved = false;
  /** The turn that the focus is on its way to; whatever else takes the focus meanwhile keeps it. */
  private _goal = NOWHERE;
}

/** Makes the gutters a list that can be walked, and keeps its rows up to date. */
export const turnList = ViewPlugin.fromClass(TurnList);
