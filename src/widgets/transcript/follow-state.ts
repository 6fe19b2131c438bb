/** Whether the transcript scrolls along with what is said, and why not. */
export interface IFollow {
  /** The person's own choice in the player. */
  readonly isWanted: boolean;
  readonly isPlaying: boolean;
  /** Their own scroll or typing holds it until they ask to come back. */
  readonly isHeld: boolean;
}

/** What can happen to it. */
export type FollowEvent =
  | { readonly type: 'player'; readonly isPlaying: boolean; readonly isWanted: boolean }
  | { readonly type: 'moved-away' }
  | { readonly type: 'back' };

/** The state before anything has played. */
export const restingFollow: IFollow = { isWanted: true, isPlaying: false, isHeld: false };

/** The state after an event; the same object when nothing changes. */
export function follow(state: IFollow, event: FollowEvent): IFollow {
  switch (event.type) {
    case 'player': {
      const { isPlaying, isWanted } = event;
      if (isPlaying === state.isPlaying && isWanted === state.isWanted) {
        return state;
      }
      // Turning it on again, or beginning to play again, is asking to be taken along.
      const isAsked = (isWanted && !state.isWanted) || (isPlaying && !state.isPlaying);
      return { isWanted, isPlaying, isHeld: state.isHeld && isPlaying && !isAsked };
    }
    case 'moved-away':
      return state.isPlaying && state.isWanted && !state.isHeld
        ? { ...state, isHeld: true }
        : state;
    case 'back':
      return state.isHeld ? { ...state, isHeld: false } : state;
  }
}

/** Whether the playing turn is to be scrolled to. */
export function isFollowing(state: IFollow): boolean {
  return state.isPlaying && state.isWanted && !state.isHeld;
}
