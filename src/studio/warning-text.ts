import { type TranslationBundle } from '@jupyterlab/translation';
import { type Job, type JobWarning } from '../contract/index.ts';

/** One thing that the listener may want to know, however many turns it is about. */
export interface IWarning {
  readonly code: string;
  readonly text: string;
  /** The first turn that it is about. */
  readonly turnId?: string;
}

interface ITold extends JobWarning {
  /** Ids of all turns with the same warning, as the text has them now, and the number of the first, from 1. */
  readonly turnIds: readonly string[];
  readonly first: number;
}

type Wording = (told: ITold, trans: TranslationBundle) => string;

/** What an instance warns of, beside what is wrong in the text. */
const wordings: Readonly<Record<string, Wording>> = {
  table_read: (_, trans) =>
    trans.__(
      'The script’s page cannot be driven from here, so robot voices read this. Open its web page to use it by hand.'
    ),
  spoken_again: (_, trans) =>
    trans.__(
      'This engine speaks several turns in one go, so the passage that broke off was spoken again from its start.'
    ),
  pause_left_out: ({ turnIds, first }, trans) =>
    turnIds.length === 0
      ? trans.__(
          'This engine speaks several turns in one go, so pauses inside turns are left out. Made as “Turns” keeps them.'
        )
      : trans._n(
          'This engine speaks several turns in one go, so the pause inside turn %2 is left out. Made as “Turns” keeps it.',
          'This engine speaks several turns in one go, so pauses inside %1 turns are left out, the first in turn %2. Made as “Turns” keeps them.',
          turnIds.length,
          first
        ),
  unsupported_option: ({ message }, trans) =>
    trans.__(
      'This engine has no setting “%1”, so it was left out. Nothing needs to be done.',
      optionName(message, trans)
    )
};

/** What is worth telling of a job, each thing once; what is wrong in its text is told by Problems. */
export function warningsOf(
  job: Job | null,
  turns: readonly { readonly id: string }[],
  trans: TranslationBundle
): IWarning[] {
  const groups = new Map<string, JobWarning[]>();
  for (const warning of job?.warnings ?? []) {
    if (!warning.code.startsWith('W_')) {
      const key = warning.turn_id === undefined ? warning.message : warning.code;
      groups.set(key, [...(groups.get(key) ?? []), warning]);
    }
  }
  return [...groups.values()].map(group => {
    const about = new Set(group.map(each => each.turn_id));
    const turnIds = turns.map(turn => turn.id).filter(id => about.has(id));
    const first = turns.findIndex(turn => turn.id === turnIds[0]) + 1;
    const told = { ...group[0]!, turnIds, first };
    const text = wordings[told.code]?.(told, trans) ?? told.message;
    return { code: told.code, text, ...(turnIds[0] !== undefined && { turnId: turnIds[0] }) };
  });
}

/** An option's name as Settings has it; the message ends its first sentence with the contract's word. */
function optionName(message: string, trans: TranslationBundle): string {
  const option = /option (\w+)/.exec(message)?.[1] ?? '';
  const names: Readonly<Record<string, string>> = {
    steps: trans.__('Steps'),
    guidance: trans.__('Guidance')
  };
  return names[option] ?? option;
}
