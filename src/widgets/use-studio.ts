import { useEffect, useReducer, useRef } from 'react';
import { type IPlayerState, type IStudioModel, type StudioChange } from '../studio/model.ts';

/** Draws the component again when one of these has changed; without any, at every change. */
export function useStudio(model: IStudioModel, ...changes: readonly StudioChange[]): void {
  const [, redraw] = useReducer((count: number) => count + 1, 0);
  const wanted = changes.join(' ');
  useEffect(() => {
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
  useEffect(() => {
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
