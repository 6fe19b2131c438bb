/** What other extensions may use of this one. Kept small: it is loaded with JupyterLab. */
export { type IJobEnd, type ISession, IVibeVoice } from './tokens.ts';
