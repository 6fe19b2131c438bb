import { type Extension } from '@codemirror/state';
import { GutterMarker, gutter, type EditorView } from '@codemirror/view';
import { type TranslationBundle } from '@jupyterlab/translation';
import { type ITurnView } from '../../studio/model.ts';
import { actOn, isAct } from './acts.ts';
import { drawButton, drawIcon, drawText } from './elements.ts';
import { hostOf } from './host.ts';
import { isHeard, overlayField, playingTurn } from './overlay.ts';
import { scriptField, turnBeginningAt } from './script-field.ts';
import { isNearTurn } from './row-tint.ts';
import { turnNote, turnTime } from './turn-words.ts';

/** Time, takes and notes of a turn; painted in place, so that focus survives. */
class MetaMarker extends GutterMarker {
  constructor(private readonly _turn: number) {
    super();
  }

  override eq(other: GutterMarker): boolean {
    return other instanceof MetaMarker && other._turn === this._turn;
  }

  override toDOM(view: EditorView): Node {
    const meta = document.createElement('div');
    meta.className = 'vv-Turn-meta';
    meta.dataset.turn = String(this._turn);
    paintMeta(meta, view);
    return meta;
  }
}

/** 2/3, with a button on either side. */
function drawTakeSwitch(turn: ITurnView, isOpen: boolean, trans: TranslationBundle): HTMLElement {
  const element = document.createElement('span');
  element.className = 'vv-TakeSwitch';
  const number =
    Math.max(
      0,
      turn.takes.findIndex(take => take.id === turn.take)
    ) + 1;
  const className = 'vv-Button vv-mod-icon';
  const label = trans.__('Take %1 of %2', number, turn.takes.length);
  const text = drawButton({
    className: 'vv-TakeSwitch-label',
    act: 'takes',
    label,
    text: `${number}/${turn.takes.length}`
  });
  text.setAttribute('aria-expanded', String(isOpen));
  element.append(
    drawButton({
      className,
      act: 'previous-take',
      icon: 'left',
      label: trans.__('Previous take (,)')
    }),
    text,
    drawButton({ className, act: 'next-take', icon: 'right', label: trans.__('Next take (.)') })
  );
  return element;
}

/** What the row says in words, and the button that mends it. */
function drawNote(turn: ITurnView, note: string, trans: TranslationBundle): HTMLElement[] {
  const element = drawText('span', 'vv-Turn-note', '');
  if (turn.state === 'stale') {
    element.append(drawIcon('warn'));
  }
  element.append(drawText('span', '', note));
  element.title = note;
  if (turn.state !== 'stale') {
    return [element];
  }
  return [
    element,
    drawButton({
      className: 'vv-Button vv-mod-outline',
      act: 'retake',
      icon: 'retake',
      label: trans.__('Retake'),
      text: trans.__('Retake')
    })
  ];
}

/** Retake and lock: shown on the row that is played, pointed at or focused. */
function drawTools(turn: ITurnView, trans: TranslationBundle): HTMLElement[] {
  const tools: HTMLElement[] = [];
  if (turn.state === 'done') {
    tools.push(
      drawButton({
        className: 'vv-Button vv-mod-icon vv-mod-quiet',
        act: 'retake',
        icon: 'retake',
        label: trans.__('Retake')
      })
    );
  }
  if (turn.locked || turn.state === 'done' || turn.state === 'stale' || turn.state === 'draft') {
    const lock = drawButton({
      className: `vv-Button vv-mod-icon${turn.locked ? '' : ' vv-mod-quiet'}`,
      act: 'lock',
      icon: turn.locked ? 'lock' : 'unlock',
      label: turn.locked
        ? trans.__('Locked: Generate leaves this turn alone')
        : trans.__('Lock this turn')
    });
    lock.setAttribute('aria-pressed', String(turn.locked));
    tools.push(lock);
  }
  return tools;
}

function drawMeta(turn: ITurnView, isOpen: boolean, trans: TranslationBundle): HTMLElement[] {
  const parts = [drawText('span', 'vv-Turn-time', turnTime(turn))];
  if (turn.takes.length > 1) {
    parts.push(drawTakeSwitch(turn, isOpen, trans));
  }
  const note = turnNote(turn, trans);
  if (note !== null) {
    parts.push(...drawNote(turn, note, trans));
  }
  parts.push(...drawTools(turn, trans));
  return parts;
}

/** What of a turn its meta shows; equal keys need no painting. */
function keyOf(turn: ITurnView, isOpen: boolean): string {
  const { state, change, start, precision, take, takes, locked } = turn;
  return [
    state,
    change,
    start,
    precision,
    take,
    takes.map(each => each.id).join(),
    locked,
    isOpen
  ].join(' ');
}

/** Brings one row right of the text up to date with its turn. */
export function paintMeta(meta: HTMLElement, view: EditorView): void {
  const overlay = view.state.field(overlayField);
  const index = Number(meta.dataset.turn);
  const turn = overlay.turns[index];
  const isOpen = turn !== undefined && overlay.open === turn.id;
  const isPlaying = index === playingTurn(overlay);
  meta.classList.toggle('vv-mod-near', isPlaying || isNearTurn(view.state, index));
  meta.classList.toggle('vv-mod-heard', isHeard(overlay, turn));
  const key = turn ? keyOf(turn, isOpen) : '';
  if (meta.dataset.key !== key) {
    const focused = meta.contains(document.activeElement)
      ? (document.activeElement as HTMLElement).dataset.act
      : undefined;
    meta.dataset.key = key;
    meta.replaceChildren(...(turn ? drawMeta(turn, isOpen, hostOf(view.state).trans) : []));
    meta.querySelector<HTMLElement>(`[data-act="${focused ?? ''}"]`)?.focus();
  }
  // One row's buttons are tab stops, the row's that the list is on; else a long dialogue has hundreds.
  for (const button of meta.querySelectorAll('button')) {
    button.tabIndex = index === overlay.current ? 0 : -1;
  }
}

/** The column right of the text: outside the editable text, so it cannot hurt caret, composition or copy. */
export function rightGutter(): Extension {
  return gutter({
    class: 'vv-meta',
    side: 'after',
    lineMarker(view, line) {
      const turn = turnBeginningAt(view.state, line.from);
      return turn < 0 ? null : new MetaMarker(turn);
    },
    lineMarkerChange: update =>
      update.startState.field(scriptField) !== update.state.field(scriptField),
    domEventHandlers: {
      click(view, _line, event) {
        const button = (event.target as Element).closest<HTMLElement>('[data-act]');
        const row = button?.closest<HTMLElement>('[data-turn]');
        return row && isAct(button?.dataset.act)
          ? actOn(view, Number(row.dataset.turn), button.dataset.act)
          : false;
      },
      mousedown(view, block, event) {
        if ((event.target as Element).closest('button')) {
          return false;
        }
        // A click beside the text lands at the end of its line, as it would in a page.
        event.preventDefault();
        view.dispatch({ selection: { anchor: view.state.doc.lineAt(block.from).to } });
        view.focus();
        return true;
      }
    }
  });
}
