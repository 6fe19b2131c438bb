import { useEffect, useReducer } from 'react';
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

/** Draws the component again when the player has moved. */
export function usePlayer(model: IStudioModel): IPlayerState {
  const [, redraw] = useReducer((count: number) => count + 1, 0);
  useEffect(() => {
    const onMoved = () => redraw();
    model.moved.connect(onMoved);
    return () => {
      model.moved.disconnect(onMoved);
    };
  }, [model]);
  return model.player;
}
