import { type TranslationBundle } from '@jupyterlab/translation';
import { type KeyboardEvent, useEffect, useRef } from 'react';
import { type DrawerTab, type IStudioModel } from '../../studio/model.ts';
import { Button } from '../Button.tsx';
import { useStudio } from '../use-studio.ts';
import { History } from './History.tsx';
import { Log } from './Log.tsx';
import { Problems } from './Problems.tsx';
import { Settings } from './Settings.tsx';

/** What every tab is given. */
export interface IDrawerProps {
  readonly model: IStudioModel;
  readonly trans: TranslationBundle;
  /** Language of diagnostics. */
  readonly language: 'en' | 'zh';
}

const order: readonly DrawerTab[] = ['problems', 'history', 'log', 'settings'];
const contents = { problems: Problems, history: History, log: Log, settings: Settings } as const;

/** Problems, history, log and settings beside the text. Esc closes it, focus goes back to where it was. */
export function Drawer(props: IDrawerProps): JSX.Element | null {
  const { model, trans } = props;
  useStudio(model, 'drawer');
  const tab = model.drawer;
  const ref = useRef<HTMLElement>(null);
  const isOpen = tab !== null;
  useEffect(() => {
    if (!isOpen) {
      return;
    }
    const before = document.activeElement;
    ref.current?.querySelector<HTMLElement>('[aria-selected=true]')?.focus();
    return () => (before instanceof HTMLElement && before.isConnected ? before.focus() : undefined);
  }, [isOpen]);
  if (tab === null) {
    return null;
  }
  const Content = contents[tab];
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Escape') {
      event.stopPropagation();
      model.setDrawer(null);
    }
  };
  return (
    <aside className="vv-Drawer" ref={ref} aria-label={titles(trans)[tab]} onKeyDown={onKeyDown}>
      <Tabs model={model} trans={trans} tab={tab} />
      <div
        className="vv-Drawer-content"
        role="tabpanel"
        aria-labelledby={`vv-tab-${tab}`}
        tabIndex={-1}
      >
        <Content {...props} />
      </div>
    </aside>
  );
}

function titles(trans: TranslationBundle): Readonly<Record<DrawerTab, string>> {
  return {
    problems: trans.__('Problems'),
    history: trans.__('History'),
    log: trans.__('Log'),
    settings: trans.__('Settings')
  };
}

function Tabs({
  model,
  trans,
  tab
}: Omit<IDrawerProps, 'language'> & { tab: DrawerTab }): JSX.Element {
  const names = titles(trans);
  const onKeyDown = (event: KeyboardEvent<HTMLElement>) => {
    const step = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
    if (step !== 0) {
      const next = order[(order.indexOf(tab) + step + order.length) % order.length]!;
      model.setDrawer(next);
      event.currentTarget.querySelector<HTMLElement>(`#vv-tab-${next}`)?.focus();
    }
  };
  return (
    <div className="vv-Drawer-tabs">
      <div role="tablist" className="vv-Drawer-list" onKeyDown={onKeyDown}>
        {order.map(each => (
          <button
            key={each}
            id={`vv-tab-${each}`}
            type="button"
            role="tab"
            className="vv-Drawer-tab"
            aria-selected={each === tab}
            tabIndex={each === tab ? 0 : -1}
            onClick={() => model.setDrawer(each)}
          >
            {names[each]}
          </button>
        ))}
      </div>
      <span className="vv-spacer" />
      <Button icon="close" name={trans.__('Close')} onClick={() => model.setDrawer(null)} />
    </div>
  );
}
