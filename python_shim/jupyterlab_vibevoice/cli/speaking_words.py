"""What `jupyter vibevoice say`, `check`, `voices` and `jobs` say, in English and Simplified Chinese."""

from __future__ import annotations

import os

from .words import is_chinese

_ENGLISH = {
    "help_say": "Speak a dialogue script into an audio file.",
    "help_check": "Say what is wrong with a dialogue script.",
    "help_voices": "List the voices.",
    "help_jobs": "List the newest jobs.",
    "help_file": "the dialogue script; - reads standard input",
    "help_output": "the file to write: wav, flac, mp3, opus or m4a by its ending",
    "help_voice": "who speaks with which voice",
    "help_seed": "the same seed gives the same take",
    "help_engine": "draft: a table read by robot voices",
    "help_title": "title of the file",
    "help_json": "answer as JSON",
    "help_fix": "mend what can be mended without a choice",
    "help_count": "how many",
    "starting": "Starting an instance for this …",
    "not_started": "No instance could be started. The last it said:",
    "no_text": "{path} cannot be read as UTF-8 text.",
    "left": "{percent} %, {time} left",
    "percent": "{percent} %",
    "written": "{path}: {time} by {speakers}",
    "mended": "{path}: {count} mended",
}
_CHINESE = {
    "help_say": "把对话脚本读成音频文件。",
    "help_check": "检查对话脚本有什么问题。",
    "help_voices": "列出声音。",
    "help_jobs": "列出最新的任务。",
    "help_file": "对话脚本；- 表示标准输入",
    "help_output": "要写入的文件：按后缀为 wav、flac、mp3、opus 或 m4a",
    "help_voice": "谁用哪个声音",
    "help_seed": "相同的种子得到相同的录音",
    "help_engine": "draft：机器人声音的草稿朗读",
    "help_title": "文件的标题",
    "help_json": "以 JSON 输出",
    "help_fix": "修复不需要选择的问题",
    "help_count": "数量",
    "starting": "正在为此启动一个实例……",
    "not_started": "无法启动实例。它最后的输出：",
    "no_text": "无法将 {path} 作为 UTF-8 文本读取。",
    "left": "{percent} %，剩余 {time}",
    "percent": "{percent} %",
    "written": "{path}：{time}，{speakers}",
    "mended": "{path}：修复了 {count} 处",
}


def tell(key: str, **values: object) -> str:
    """The sentence `key` in the terminal's language."""
    return (_CHINESE if is_chinese(os.environ) else _ENGLISH)[key].format(**values)
