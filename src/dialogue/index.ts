/**
 * The dialogue-script grammar (docs/dialogue.md): parse, print, format, diagnostics with fixes, the dense form that VibeVoice reads.
 * Importers are separate modules (`./importers/…`), so that they load only when somebody imports something.
 */
export { parse, print } from './parse.ts';
export { alignTurnIds } from './align.ts';
export { format } from './format.ts';
export { applyFix } from './fixes.ts';
export { estimateSeconds, estimateTextSeconds, estimateTurnSeconds } from './estimate.ts';
export {
  spokenLine,
  toVibeVoice,
  type VibeVoiceOptions,
  type VibeVoiceScript
} from './vibevoice.ts';
export { localize, localizeFix } from './report.ts';
export { detectFormat, type ForeignFormat } from './foreign.ts';
export { identityOf } from './identity.ts';
export type * from './types.ts';
