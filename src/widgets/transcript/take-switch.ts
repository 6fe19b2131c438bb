import { type IStudioModel, type ITurnView } from '../../studio/model.ts';

/** Id of the take that the chosen one is compared with: the one before it, or, for the first, the one after. */
export function otherTake(turn: ITurnView): string | undefined {
  const at = turn.takes.findIndex(take => take.id === turn.take);
  return (turn.takes[at - 1] ?? turn.takes[at + 1])?.id;
}

/** Seconds into the take that is heard now; 0 where none of the turn is. */
export function momentOf(turn: ITurnView, player: IStudioModel['player']): number {
  const heard = turn.takes.find(take => take.id === (player.takeId ?? turn.take));
  return player.turnId === turn.id && heard ? (player.said ?? 0) * heard.seconds : 0;
}

/** Plays the other one of A and B, from the same moment. */
export function switchTakes(turn: ITurnView, model: IStudioModel): void {
  const { player } = model;
  const isOther =
    player.turnId === turn.id && player.takeId !== undefined && player.takeId !== turn.take;
  const next = isOther || player.turnId !== turn.id ? turn.take : otherTake(turn);
  if (next !== undefined) {
    model.playTake(turn.id, next, momentOf(turn, player));
  }
}
