// Generated from ../dialogue.json by scripts/generate-dialogue.mjs.
export const tables = {
 "limits": {
  "speakers": 4,
  "name_graphemes": 24,
  "name_code_points": 64,
  "name_words": 4,
  "direction_graphemes": 20,
  "head_direction_graphemes": 60,
  "tag_length": 40,
  "pause_default_s": 0.5,
  "pause_max_s": 10,
  "chapter_level": 3
 },
 "rates": {
  "latin_words_per_minute": 190,
  "cjk_signs_per_second": 4.5,
  "turn_gap_s": 0.25
 },
 "words": {
  "numbered": [
   "speaker",
   "说话人",
   "发言人"
  ],
  "numbered_short": "s",
  "monologue": "Speaker 1",
  "name_signs": "_.-'&·’‧・",
  "bullets": "-*•",
  "dashes": "-–—",
  "pauses": [
   "pause",
   "break",
   "wait",
   "停顿"
  ],
  "pauses_zh": [
   "停顿"
  ],
  "milliseconds": [
   "ms",
   "毫秒"
  ],
  "seconds": [
   "s",
   "sec",
   "second",
   "seconds",
   "秒",
   "秒钟"
  ],
  "front_keys": {
   "title": "title",
   "标题": "title",
   "language": "language",
   "语言": "language",
   "speakers": "speakers",
   "角色": "speakers",
   "说话人": "speakers"
  },
  "tags_en": [
   "applause",
   "beat",
   "beep",
   "breath",
   "breathes",
   "break",
   "chuckle",
   "chuckles",
   "clapping",
   "claps",
   "clears throat",
   "cough",
   "coughs",
   "crying",
   "cries",
   "curious",
   "excited",
   "exhales",
   "fade in",
   "fade out",
   "gasp",
   "gasps",
   "giggles",
   "groans",
   "hesitates",
   "humming",
   "inhales",
   "intro",
   "jingle",
   "laughing",
   "laughs",
   "laughter",
   "long pause",
   "mumbles",
   "music",
   "mischievously",
   "outro",
   "pause",
   "pauses",
   "sad",
   "sarcastic",
   "screams",
   "sfx",
   "short pause",
   "sighing",
   "sighs",
   "silence",
   "singing",
   "sings",
   "sneezes",
   "sniffs",
   "snorts",
   "sobs",
   "sound effect",
   "sound effects",
   "static",
   "thunder",
   "wait",
   "whispering",
   "whispers",
   "whistles"
  ],
  "tags_zh": [
   "笑",
   "笑声",
   "大笑",
   "轻笑",
   "微笑",
   "苦笑",
   "冷笑",
   "偷笑",
   "哈哈大笑",
   "哭",
   "哭泣",
   "哽咽",
   "叹气",
   "叹息",
   "咳嗽",
   "清嗓子",
   "吸气",
   "呼气",
   "深呼吸",
   "喘气",
   "打喷嚏",
   "打哈欠",
   "停顿",
   "沉默",
   "静默",
   "安静",
   "音乐",
   "背景音乐",
   "片头",
   "片尾",
   "片头音乐",
   "片尾音乐",
   "掌声",
   "鼓掌",
   "欢呼",
   "口哨",
   "吹口哨",
   "哼唱",
   "唱歌",
   "尖叫",
   "耳语",
   "低语",
   "音效",
   "铃声",
   "电话铃声",
   "敲门声",
   "脚步声",
   "雷声"
  ],
  "events": [
   "applause",
   "beep",
   "burps",
   "chuckle",
   "chuckles",
   "claps",
   "clears throat",
   "coughs",
   "exhales",
   "gasps",
   "groans",
   "humming",
   "inhales",
   "laughs",
   "mumbles",
   "screams",
   "sighs",
   "singing",
   "sings",
   "sneezes",
   "sniffs",
   "whistles"
  ]
 },
 "cjk": [
  [
   11904,
   12255
  ],
  [
   12288,
   12351
  ],
  [
   12352,
   12591
  ],
  [
   12704,
   12735
  ],
  [
   12736,
   12783
  ],
  [
   12784,
   12799
  ],
  [
   12800,
   13311
  ],
  [
   13312,
   19903
  ],
  [
   19968,
   40959
  ],
  [
   63744,
   64255
  ],
  [
   65072,
   65103
  ],
  [
   65280,
   65519
  ],
  [
   131072,
   262141
  ]
 ],
 "cjk_neutral": "‘’“”…—·",
 "diagnostics": {
  "E_EMPTY_SCRIPT": {
   "en": "There is nothing to speak yet. Write or paste a dialogue.",
   "zh": "还没有可以朗读的内容。请输入或粘贴一段对话。"
  },
  "E_FOREIGN_FORMAT": {
   "en": "This looks like {label}, not like a dialogue script. Import it.",
   "zh": "这看起来是 {label}，不是对话脚本。请导入。"
  },
  "E_FRONT_MATTER": {
   "en": "The block at the top has no end. Close it with “---”.",
   "zh": "开头的设置块没有结束。请用“---”结束它。"
  },
  "E_TEXT_WITHOUT_SPEAKER": {
   "en": "This text stands before the first speaker, so nobody speaks it. Give it to a speaker, or make it a comment.",
   "zh": "这段文字在第一位说话人之前，没有人朗读。请指定说话人，或改为注释。"
  },
  "E_TOO_MANY_SPEAKERS": {
   "en": "{count} speakers found: {speakers}. There are {limit} voices; merge some.",
   "zh": "发现 {count} 位说话人：{speakers}。最多 {limit} 位，请合并。"
  },
  "E_UNCLOSED_BRACKET": {
   "en": "A bracket is opened but not closed. Write “]”, or “\\[” to have it read as text.",
   "zh": "方括号没有闭合。请补上“]”，或写成“\\[”按文字朗读。"
  },
  "E_PAUSE_UNIT": {
   "en": "A pause needs a unit, as in [pause:500ms].",
   "zh": "停顿需要单位，写成 [停顿:500毫秒]。"
  },
  "E_PAUSE_RANGE": {
   "en": "A pause lasts at most {limit} seconds. Write [pause:{limit}s].",
   "zh": "停顿最长 {limit} 秒。请写成 [停顿:{limit}秒]。"
  },
  "E_TIMESTAMP": {
   "en": "Timestamps would be read aloud. Remove them.",
   "zh": "时间戳会被念出来。请删除。"
  },
  "W_LOOKS_LIKE_SPEAKER": {
   "en": "“{name}” looks like a speaker; it is read aloud now.",
   "zh": "“{name}”看起来像说话人，现在会被念出来。"
  },
  "W_INLINE_SPEAKER": {
   "en": "“{name}” stands in the middle of a line, so it is read aloud. Start a new line with it.",
   "zh": "“{name}”在一行中间，现在会被念出来。请另起一行。"
  },
  "W_SPEAKER_ONCE": {
   "en": "“{name}” speaks only once. If it is not a speaker, read it as text or make it a comment.",
   "zh": "“{name}”只出现一次。如果不是说话人，请按文字朗读或改为注释。"
  },
  "W_EMPTY_TURN": {
   "en": "“{name}” says nothing here, so this turn is left out.",
   "zh": "“{name}”这里没有内容，这一句会被跳过。"
  },
  "W_MARKDOWN": {
   "en": "Only the words of a link are read, its address is not.",
   "zh": "链接只朗读文字，不朗读地址。"
  },
  "W_NESTED_BRACKET": {
   "en": "Brackets inside brackets are read as text. Use one pair for a tag.",
   "zh": "嵌套的方括号会按文字朗读。标签请只用一对方括号。"
  },
  "W_UNSUPPORTED_TAG": {
   "en": "“{tag}” is not understood and is read as text. Write a plain name or tag.",
   "zh": "无法识别“{tag}”，现在会按文字朗读。请只写名字或标签。"
  },
  "W_SPECIAL_TOKEN": {
   "en": "“{token}” is a control word of a model and is not spoken. Remove it.",
   "zh": "“{token}”是模型的控制符，不会朗读。请删除。"
  },
  "W_FRONT_MATTER": {
   "en": "This setting is not known and has no effect. Known are title, language and speakers.",
   "zh": "无法识别这项设置，它不起作用。可用的有 title、language 和 speakers。"
  }
 },
 "fixes": {
  "add_space": {
   "en": "Add a space, so that “{name}” speaks",
   "zh": "加空格，设为说话人“{name}”"
  },
  "close_bracket": {
   "en": "Close the bracket",
   "zh": "补上括号"
  },
  "close_front": {
   "en": "Close the block",
   "zh": "结束设置块"
  },
  "delete_line": {
   "en": "Delete the line",
   "zh": "删除这一行"
  },
  "escape": {
   "en": "Read it as text",
   "zh": "按文字朗读"
  },
  "give_to": {
   "en": "Give it to {name}",
   "zh": "由{name}朗读"
  },
  "import": {
   "en": "Import as {label}",
   "zh": "按 {label} 导入"
  },
  "keep_words": {
   "en": "Keep only the words",
   "zh": "只保留文字"
  },
  "make_comment": {
   "en": "Make it a comment",
   "zh": "改为注释"
  },
  "make_speaker": {
   "en": "Make it a speaker",
   "zh": "设为说话人"
  },
  "remove": {
   "en": "Remove it",
   "zh": "删除"
  },
  "split_lines": {
   "en": "Start new lines",
   "zh": "拆成多行"
  },
  "strip_timestamps": {
   "en": "Remove all timestamps",
   "zh": "删除所有时间戳"
  },
  "use_colon": {
   "en": "Use “:” after the names",
   "zh": "名字后改用“：”"
  },
  "write_head": {
   "en": "Write [{name}]",
   "zh": "改成 [{name}]"
  },
  "write_pause": {
   "en": "Write {value}",
   "zh": "改成 {value}"
  }
 },
 "formats": {
  "dia": "Dia",
  "podcastfy": "Podcastfy",
  "ssml": "SSML",
  "srt": "SRT",
  "vtt": "WebVTT",
  "json": "JSON",
  "yaml": "YAML",
  "fountain": "Fountain",
  "elevenlabs": "ElevenLabs v3",
  "markdown": "Markdown",
  "docx": "Word (.docx)"
 }
} as const;
