import { useLayoutEffect, useMemo, useReducer, useRef } from 'react';
import { type IPlayerState, type IStudioModel, type StudioChange } from '../studio/model.ts';

/** Draws the component again when one of these has changed; without any, at every change. Returns how often that was. */
export function useStudio(model: IStudioModel, ...changes: readonly StudioChange[]): number {
  const [count, redraw] = useReducer((count: number) => count + 1, 0);
  const wanted = changes.join(' ');
  // Of layout, so that it listens in the task that drew: after the paint, a change in between would have passed unseen.
  useLayoutEffect(() => {
    const onChanged = (_: IStudioModel, change: StudioChange) => {
      if (wanted === '' || wanted.split(' ').includes(change)) {
        redraw();
      }
    };
    model.changed.connect(onChanged);
    return () => {
      model.changed.disconnect(onChanged);
    };
  }, [model, wanted]);
  return count;
}

/** What `read` tells, read anew when one of these has changed: not when the player moves, while a text may be half typed. */
export function useFacts<T>(
  model: IStudioModel,
  read: (model: IStudioModel) => T,
  ...changes: readonly StudioChange[]
): T {
  const count = useStudio(model, ...changes);
  const look = useRef(read);
  look.current = read;
  return useMemo(() => look.current(model), [model, count]);
}

/** Draws the component again when the player has moved, where what it looks at, told by `seen`, has become another. */
export function usePlayer(
  model: IStudioModel,
  seen: (player: IPlayerState) => string | number
): IPlayerState {
  const [, redraw] = useReducer((count: number) => count + 1, 0);
  const look = useRef(seen);
  look.current = seen;
  const drawn = useRef<string | number>('');
  drawn.current = seen(model.player);
  useLayoutEffect(() => {
    const onMoved = (_: IStudioModel, player: IPlayerState) => {
      if (look.current(player) !== drawn.current) {
        redraw();
      }
    };
    model.moved.connect(onMoved);
    return () => {
      model.moved.disconnect(onMoved);
    };
  }, [model]);
  return model.player;
}
