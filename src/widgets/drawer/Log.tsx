import { useEffect, useLayoutEffect, useRef, useState } from 'react';
import { useStudio } from '../use-studio.ts';
import { type IDrawerProps } from './Drawer.tsx';

/** Lines that are asked for. */
const tail = 400;
/** While something starts or runs, the log is read again this often. */
const interval_ms = 2000;

/** What the one-click script printed; it stays at its end unless somebody scrolled up. */
export function Log({ model, trans }: IDrawerProps): JSX.Element {
  useStudio(model, 'instance', 'job');
  const [text, setText] = useState<string | null>(null);
  const ref = useRef<HTMLPreElement>(null);
  const isAtEnd = useRef(true);
  const state = model.instance?.state ?? 'stopped';
  const isMoving = state === 'starting' || state === 'busy' || state === 'stopping';
  useEffect(() => {
    let isGone = false;
    const read = async () => {
      const log = await model.log(tail).catch(() => null);
      if (!isGone && log !== null) {
        setText(log);
      }
    };
    void read();
    const timer = isMoving ? setInterval(() => void read(), interval_ms) : undefined;
    return () => {
      isGone = true;
      clearInterval(timer);
    };
  }, [model, state, isMoving]);
  useLayoutEffect(() => {
    const box = ref.current?.parentElement;
    if (box && isAtEnd.current) {
      box.scrollTop = box.scrollHeight;
    }
  }, [text]);
  useEffect(() => {
    const box = ref.current?.parentElement;
    const onScroll = () => {
      isAtEnd.current = box!.scrollTop + box!.clientHeight > box!.scrollHeight - 8;
    };
    box?.addEventListener('scroll', onScroll);
    return () => box?.removeEventListener('scroll', onScroll);
  }, []);
  const empty = trans.__('Nothing printed yet. The log of the one-click script shows here.');
  return (
    <pre ref={ref} className="vv-Log" tabIndex={0} aria-label={trans.__('Log')}>
      {text || empty}
    </pre>
  );
}
