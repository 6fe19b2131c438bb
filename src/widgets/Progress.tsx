import { type TranslationBundle } from '@jupyterlab/translation';
import { useEffect, useRef, useState } from 'react';
import { chip } from '../studio/chip.ts';
import { isBusy } from '../studio/facts.ts';
import { type IStudioModel } from '../studio/model.ts';
import { useStudio } from './use-studio.ts';

/** Progress is read aloud at most this often. */
const pause_ms = 10_000;

/** Says to screen readers how far the job is, politely and seldom; nothing is seen of it. */
export function Progress({
  model,
  trans
}: {
  model: IStudioModel;
  trans: TranslationBundle;
}): JSX.Element {
  useStudio(model, 'job', 'instance');
  const [said, setSaid] = useState('');
  const last = useRef(0);
  const busy = isBusy(model);
  const { text } = chip(model, trans);
  useEffect(() => {
    const left = busy ? Math.max(0, last.current + pause_ms - Date.now()) : 0;
    const timer = setTimeout(() => {
      last.current = Date.now();
      setSaid(text);
    }, left);
    return () => clearTimeout(timer);
  }, [busy, text]);
  return (
    <div className="vv-hidden" role="status">
      {said}
    </div>
  );
}
