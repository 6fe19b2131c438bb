import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const root = join(__dirname, '..', '..');
const python = join(root, '.venv', 'bin', 'python');
const engine = join(root, 'python_shim', 'tests', 'resources', 'tone_engine.py');

/** What the small engine is told: how many tenths of a second it may make (all where absent), and the text that it fails at. */
export interface IHold {
  readonly frames?: number;
  readonly fail_at?: string;
}

/** Prints what a test says, until the test lets it load or has it give up. */
const starting = `
seen=
until [ -e loaded ]; do
  said=$(cat said)
  [ "$said" = "$seen" ] || echo "$said"
  [ "$said" = "give up" ] && exit 78
  seen=$said
  sleep 0.05
done`;

/** A one-click script in somebody's HOME that a test holds: in each phase of its start, and at each tenth of a second that it speaks. */
export class HeldScript {
  constructor(private readonly _home: string) {
    this.unload();
    this.say('Starting');
    this.hold({});
    const lines = [
      `cd "${_home}"`,
      starting,
      `export TONE_CONTROL="${_home}/control.json"`,
      `exec "${python}" "${engine}"`
    ];
    writeFileSync(join(_home, '1键推理.sh'), `${lines.join('\n')}\n`);
  }

  /** Has it print a line while it starts; at "give up" it ends. */
  say(line: string): void {
    writeFileSync(join(this._home, 'said'), line);
  }

  /** Lets this start, and those after it, come to their end. */
  load(): void {
    writeFileSync(join(this._home, 'loaded'), '');
  }

  /** Keeps the next start in its phases. */
  unload(): void {
    rmSync(join(this._home, 'loaded'), { force: true });
  }

  /** Sets how far it speaks. */
  hold(how: IHold): void {
    writeFileSync(join(this._home, 'control.json'), JSON.stringify(how));
  }
}
