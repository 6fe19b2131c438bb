/** The four-speaker examples that people are shown, one for each language, and what they sound like in names. */
export const english = `Nora: Welcome back. Today we ask how a machine learns to take turns.
Dr. Lin: It listens for the end of a thought, not for silence.
Sam (laughing): I wish my brother could do that.
Maya: Mine can, when he is asleep.
Nora: Then let us begin.
`;

export const chinese = `主持人：欢迎收听，今天我们聊聊机器怎样学会轮流说话。
林博士：它听的是一句话有没有说完，而不是有没有停顿。
小明（笑）：要是我弟弟也会就好了。
小红：我弟弟会，在他睡着的时候。
主持人：那我们开始吧。
`;

const sentences = [
  'There are nineteen stops between the harbour and the old observatory, and every one of them has a story.',
  'The first is about a clockmaker who set the whole town ten minutes early, so that nobody would miss the ferry.',
  'People kept the habit long after the ferry was gone, and that is why concerts here begin before they are announced.',
  'I asked the conductor about it once; she only looked at her watch, smiled, and rang the bell.'
];

/** A dialogue of that many turns by four speakers, about 47 words a turn, every text different. */
export function longDialogue(turns: number): string {
  const names = ['Nora', 'Dr. Lin', 'Sam', 'Maya'];
  const lines = Array.from({ length: turns }, (_, index) => {
    const spoken = [0, 1, 2].map(offset => sentences[(index + offset) % sentences.length]);
    return `${names[index % names.length]}: Part ${index + 1}. ${spoken.slice(0, 2 + (index % 2)).join(' ')}`;
  });
  return `${lines.join('\n')}\n`;
}
