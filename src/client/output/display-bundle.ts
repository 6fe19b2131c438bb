import { type JobOutput, jobOutputMimeType } from '../../contract/index.ts';
import { clock } from '../../dialogue/clock.ts';

/** What a cell's output holds, by media type: the description, the same as a still page, and as text. */
export interface IDisplayBundle {
  /** What JupyterLab draws live. */
  [jobOutputMimeType]: JobOutput;
  /** A still page without scripts, for every other reader. */
  'text/html': string;
  /** Its first turns as text. */
  'text/plain': string;
}

const words = {
  en: {
    untitled: 'Dialogue',
    states: {
      queued: 'waiting',
      running: 'being made',
      done: 'done',
      failed: 'failed',
      cancelled: 'stopped',
      interrupted: 'interrupted'
    },
    turns: (count: number) => (count === 1 ? '1 turn' : `${count} turns`),
    made: (made: number, count: number) => `${made} of ${count} ${count === 1 ? 'turn' : 'turns'}`,
    more: (count: number) => (count === 1 ? '… and 1 more turn' : `… and ${count} more turns`),
    generated: 'AI-generated speech',
    join: ', '
  },
  zh: {
    untitled: '对话',
    states: {
      queued: '等待中',
      running: '生成中',
      done: '已完成',
      failed: '失败',
      cancelled: '已停止',
      interrupted: '已中断'
    },
    turns: (count: number) => `${count} 句`,
    made: (made: number, count: number) => `${count} 句中的 ${made} 句`,
    more: (count: number) => `……还有 ${count} 句`,
    generated: 'AI 生成的语音',
    join: '，'
  }
};

/** Turns that the text form shows. */
const textTurns = 5;

/** What to put in a cell's output: useful in every reader, also where nothing may run. */
export function displayBundle(output: JobOutput): IDisplayBundle {
  return {
    [jobOutputMimeType]: output,
    'text/html': html(output),
    'text/plain': plain(output)
  };
}

/** The bundle with the sound itself (Opus, in base64), which plays in every reader. */
export function withSound(bundle: IDisplayBundle, opus: Uint8Array): IDisplayBundle {
  const source = `data:audio/ogg;base64,${base64(opus)}`;
  const player = `<audio controls preload="none" src="${source}"></audio>`;
  return { ...bundle, 'text/html': `${bundle['text/html']}\n${player}` };
}

function base64(bytes: Uint8Array): string {
  // A multiple of three, so that the pieces join; an argument list has a limit.
  const size = 3 * 8192;
  let text = '';
  for (let at = 0; at < bytes.length; at += size) {
    text += btoa(String.fromCharCode(...bytes.subarray(at, at + size)));
  }
  return text;
}

function wordsOf({ language }: JobOutput) {
  return language?.toLowerCase().startsWith('zh') ? words.zh : words.en;
}

function facts(output: JobOutput): string {
  const say = wordsOf(output);
  const { state, turn_count, turns_made, seconds } = output;
  const count =
    turns_made === turn_count ? say.turns(turn_count) : say.made(turns_made, turn_count);
  return [say.states[state], count, clock(seconds), say.generated].join(say.join);
}

function html(output: JobOutput): string {
  const say = wordsOf(output);
  const { title, path, problem, turns, turn_count } = output;
  const rest = turn_count - turns.length;
  const lang = say === words.zh ? 'zh-CN' : 'en';
  const lines = [
    `<div lang="${lang}">`,
    `<p><strong>${escaped(title ?? say.untitled)}</strong> (${escaped(facts(output))})</p>`,
    path && `<p><a href="${escaped(href(path))}" download>${escaped(path)}</a></p>`,
    problem && `<p>${escaped(problem.message)}</p>`,
    turns.length > 0 &&
      `<ol>\n${turns
        .map(({ speaker, text }) => `<li><b>${escaped(speaker)}</b>: ${escaped(text)}</li>`)
        .join('\n')}\n</ol>`,
    rest > 0 && `<p>${say.more(rest)}</p>`,
    '</div>'
  ];
  return lines.filter(Boolean).join('\n');
}

function plain(output: JobOutput): string {
  const say = wordsOf(output);
  const { title, path, problem, turns, turn_count } = output;
  const shown = turns.slice(0, textTurns);
  const rest = turn_count - shown.length;
  const lines = [
    `${title ?? say.untitled} (${facts(output)})`,
    path,
    problem?.message,
    ...shown.map(({ speaker, text }) => `${speaker}: ${text}`),
    rest > 0 && say.more(rest)
  ];
  return lines.filter(Boolean).join('\n');
}

/** A relative path as a link: a name with a colon must not be taken for a scheme. */
function href(path: string): string {
  const encoded = path.split('/').map(encodeURIComponent).join('/');
  return path.startsWith('/') ? `.${encoded}` : encoded;
}

function escaped(text: string): string {
  const signs: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
  return text.replace(/[&<>"]/g, sign => signs[sign]!);
}
