import { type IDisposable } from '@lumino/disposable';
import { type ISignal, Signal } from '@lumino/signaling';
import { type Dialogue } from '../contract/index.ts';
import { alignTurnIds, type ParseResult } from '../dialogue/index.ts';
import { readText } from './read-text.ts';

/** Text is parsed when nobody has typed for this long, in ms, unless somebody asks before … */
const pause_ms = 150;
/** … and while somebody types without a pause, at least this often. */
const most_ms = 600;

/** A document's text and what it says; turns keep their ids while it is edited. */
export class DocumentText implements IDisposable {
  /** Emitted when typing pauses, and every 600 ms while it does not; the first text is told at once. */
  get changed(): ISignal<this, void> {
    return this._changed;
  }

  get text(): string {
    return this._text;
  }

  /** What the text says now. */
  get script(): ParseResult {
    if (!this._isParsed) {
      this._isParsed = true;
      const next = readText(this._text);
      const before = this._isFirst ? null : this._script.dialogue;
      this._isFirst = false;
      this._script = before ? { ...next, dialogue: alignTurnIds(before, next.dialogue) } : next;
    }
    return this._script;
  }

  get isDisposed(): boolean {
    return this._isDisposed;
  }

  /** Takes a newer text; returns whether it is another one. */
  set(text: string): boolean {
    if (text === this._text) {
      return false;
    }
    this._text = text;
    this._isParsed = false;
    if (this._isFirst) {
      this._changed.emit();
    } else {
      const now = Date.now();
      this._since ??= now;
      clearTimeout(this._timer);
      this._timer = setTimeout(
        () => {
          this._since = null;
          this._changed.emit();
        },
        Math.max(0, Math.min(pause_ms, this._since + most_ms - now))
      );
    }
    return true;
  }

  /** Gives turns the ids that they have in `dialogue`, where they are the same. */
  alignTo(dialogue: Dialogue): void {
    const { script } = this;
    this._script = { ...script, dialogue: alignTurnIds(dialogue, script.dialogue) };
  }

  dispose(): void {
    this._isDisposed = true;
    clearTimeout(this._timer);
    Signal.clearData(this);
  }

  private readonly _changed = new Signal<this, void>(this);
  private _text = '';
  private _script: ParseResult = readText('');
  private _isParsed = true;
  private _isFirst = true;
  private _isDisposed = false;
  private _timer: ReturnType<typeof setTimeout> | undefined;
  /** When the first change was made that nobody has been told of. */
  private _since: number | null = null;
}
