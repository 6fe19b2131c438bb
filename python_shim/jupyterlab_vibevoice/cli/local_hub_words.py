"""What `jupyter vibevoice hub` says, in English and Simplified Chinese."""

from __future__ import annotations

import os

from .words import is_chinese

_ENGLISH = {
    "help_hub": "Start a JupyterHub on this machine to try things with: two users and an admin.",
    "help_port": "port of the address; a taken one moves to the next free one",
    "help_folder": "folder for its database, its users' homes and its passwords",
    "no_parts": 'The parts of a hub are not installed. Install them: pip install "jupyterlab-vibevoice[hub,lab]"',
    "ended": "JupyterHub did not start, or ended. The last it said:",
    "ready": "JupyterHub with VibeVoice is ready: {url}",
    "user": "user {name}, password {password}",
}
_CHINESE = {
    "help_hub": "在本机启动一个供试用的 JupyterHub：两个用户和一个管理员。",
    "help_port": "地址的端口；被占用时改用下一个空闲端口",
    "help_folder": "存放数据库、用户主目录和密码的文件夹",
    "no_parts": '没有安装 Hub 所需的部件。请安装：pip install "jupyterlab-vibevoice[hub,lab]"',
    "ended": "JupyterHub 没有启动，或已结束。它最后的输出：",
    "ready": "带有 VibeVoice 的 JupyterHub 已就绪：{url}",
    "user": "用户 {name}，密码 {password}",
}


def tell(key: str, **values: object) -> str:
    """The words `key` in the terminal's language."""
    return (_CHINESE if is_chinese(os.environ) else _ENGLISH)[key].format(**values)
