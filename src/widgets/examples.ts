/** A dialogue to begin with. */
export interface IExample {
  readonly id: string;
  readonly language: 'en' | 'zh';
  readonly title: string;
  readonly text: string;
}

function example(
  id: string,
  language: 'en' | 'zh',
  title: string,
  lines: readonly string[]
): IExample {
  return { id, language, title, text: `---\ntitle: ${title}\n---\n${lines.join('\n')}\n` };
}

/** The examples, the one of a first run first in each language. */
export const examples: readonly IExample[] = [
  example('sea-en', 'en', 'Why the sea glows', [
    '# Opening',
    'Nora: Good evening, and welcome to Small Wonders. Tonight we stand on a beach, in the dark, and the water is glowing.',
    'Tom: (laughing) I thought someone had left a torch on under the waves.',
    'Dr. Lin: No torch. Every spark is a living thing, smaller than a grain of salt, and it lights up when the water moves.',
    'Nora: So when I walk in, I am switching them on?',
    'Dr. Lin: You are. Each step is an alarm bell, and each flash says: something is here.',
    '',
    '# An alarm that shines',
    'Ana: My grandmother called it sea fire. She steered by it, because a shoal of fish draws its own outline in light.',
    'Tom: Wait. [pause:500ms] The fish give themselves away?',
    'Dr. Lin: Exactly, and that is the point. The flash calls a bigger hunter, which eats whatever was eating the little light.',
    'Nora: A burglar alarm, then.',
    'Ana: (softly) One that has kept us company for a thousand years.',
    '',
    '# Try it yourself',
    'Tom: Can I take some home in a jar?',
    'Dr. Lin: For an hour or two. After that they are tired, and so, I suspect, are you.',
    'Nora: Then we leave them in the sea. Good night, and mind the waves.'
  ]),
  example('bakery-en', 'en', 'Four in the morning', [
    'Sam: You bake alone, every night?',
    'Rosa: Alone with sixty loaves. They listen better than most people.',
    'Sam: And what do you tell them?',
    'Rosa: [sighs] To rise. [pause:300ms] So far, they have.'
  ]),
  example('lighthouse-en', 'en', 'The lighthouse keeper', [
    'Narrator: The lamp had not been lit for thirty years, yet every evening old Matthias climbed the stairs and polished its glass.',
    'Narrator: On the night of the great storm he understood why. [pause:500ms] Far out, a ship was looking for him.'
  ]),
  example('sea-zh', 'zh', '大海为什么会发光', [
    '# 开场',
    '主持人：晚上好，欢迎收听《小小奇迹》。今晚我们站在海边，四周一片漆黑，而海水正在发光。',
    '小林：（笑）我还以为有人把手电筒忘在浪里了。',
    '陈博士：不是手电筒。每一点火花都是一个活的小生命，比一粒盐还小，水一动，它就发亮。',
    '主持人：那我走进水里，就等于按下了开关？',
    '陈博士：没错。每一步都像警铃，每一次闪光都在说：这里有东西。',
    '',
    '# 会发光的警报',
    '阿宁：我奶奶管它叫“海火”。她靠它认路，因为鱼群会用光在水里画出自己的轮廓。',
    '小林：等等。[停顿:500毫秒]鱼自己把自己暴露了？',
    '陈博士：正是如此，这才是关键。闪光会引来更大的猎手，把正在吃小光点的家伙吃掉。',
    '主持人：原来是防盗警报。',
    '阿宁：（轻声）一个陪伴了我们上千年的警报。',
    '',
    '# 自己试一试',
    '小林：我能用罐子装一点带回家吗？',
    '陈博士：可以，玩上一两个小时。之后它们就累了，我猜你也一样。',
    '主持人：那就把它们留在海里吧。晚安，小心海浪。'
  ]),
  example('bakery-zh', 'zh', '凌晨四点', [
    '小周：你每天夜里都一个人烤面包？',
    '罗姐：一个人，加上六十个面包。它们比大多数人更会听。',
    '小周：你跟它们说什么？',
    '罗姐：（叹气）叫它们长大。[停顿:300毫秒]到现在为止，都长大了。'
  ]),
  example('lighthouse-zh', 'zh', '守灯塔的人', [
    '旁白：那盏灯已经三十年没有亮过，可老马每天傍晚还是爬上楼梯，把灯罩擦得干干净净。',
    '旁白：大风暴的那个夜晚，他终于明白了为什么。[停顿:500毫秒]远处，有一艘船正在找他。'
  ])
];

/** The example of a first run, in the user's language. */
export function firstExample(language: 'en' | 'zh'): IExample {
  const found = examples.find(each => each.language === language);
  if (!found) {
    throw new Error('Every language has an example');
  }
  return found;
}

/** Whether a text is an example that nobody has touched. */
export function isExampleText(text: string): boolean {
  return examples.some(each => each.text === text);
}

/** The example after this text's, of the same language; the first one where the text is none. */
export function nextExample(text: string, language: 'en' | 'zh'): IExample {
  const own = examples.filter(each => each.language === language);
  const at = own.findIndex(each => each.text === text);
  return own[(at + 1) % own.length] ?? firstExample(language);
}
