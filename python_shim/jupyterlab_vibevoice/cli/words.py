"""What the command line says, in English and Simplified Chinese; the locale of the terminal decides."""

from __future__ import annotations

import os
from collections.abc import Mapping

_ENGLISH = {
    "description": "Write a dialogue, hear it spoken: speech for JupyterLab.",
    "help_lab": "Start JupyterLab with VibeVoice at one address.",
    "help_doctor": "Say what works here, what does not, and how to mend it.",
    "help_json": "answer as JSON",
    "help_gradio": "address of a Gradio page: say which of its fields is what",
    "help_port": "port of the address; a taken one moves to the next free one",
    "help_host": "address to listen on; other than this machine needs --certfile and --keyfile",
    "help_notebook_dir": "folder that JupyterLab shows",
    "help_script": "the one-click script that starts the engine; default: the first that is found",
    "help_engine": "draft: run no script, table reads only",
    "help_user": "name of the user; default: the user of this machine",
    "help_no_browser": "do not open a browser",
    "help_certfile": "TLS certificate (PEM)",
    "help_keyfile": "its private key (PEM)",
    "help_lifeline": "end when this descriptor reaches its end (for programs that start this one)",
    "help_verbose": "show what JupyterLab and Traefik print",
    "both_files": "--certfile and --keyfile belong together",
    "no_file": "{path} cannot be read. Give the path of a PEM file.",
    "no_folder": "{path} is no folder. Give --notebook-dir one that exists.",
    "needs_tls": "{host} can be reached from other machines, and without TLS everybody on the way could read the login "
    "token. Add --certfile and --keyfile, or leave --host out and use an SSH tunnel.",
    "no_address": "{host} is no address of this machine. Leave --host out, or give one that is.",
    "port_taken": "Port {taken} is taken; using {port}.",
    "no_port": "No free port from {port} on. Give another with --port.",
    "no_traefik": "Traefik is not installed, so JupyterLab forwards to VibeVoice itself. For the front door: {hint}",
    "traefik_failed": "Traefik did not start, so JupyterLab forwards to VibeVoice itself. {why}",
    "traefik_again": "Traefik ended and was started again. Nothing has to be done.",
    "traefik_pause": "Traefik ended soon after its start, again and again, so the address does not answer. It is tried "
    "again in {seconds} s; JupyterLab, kernels and jobs go on. The last it said:",
    "no_lab": 'JupyterLab is not installed. Install it: pip install "jupyterlab-vibevoice[lab]"',
    "lab_ended": "JupyterLab ended (exit code {code}). The last it said:",
    "lab_slow": "JupyterLab was not ready within {seconds} s. The last it said:",
    "ready": "JupyterLab with VibeVoice is ready: {url}",
    "stop_with": "Ctrl-C stops it.",
    "stopping": "Stopping …",
}
_CHINESE = {
    "description": "写下对话，听它说出来：JupyterLab 里的语音。",
    "help_lab": "在一个地址上启动带有 VibeVoice 的 JupyterLab。",
    "help_doctor": "说明这里哪些可用、哪些不可用，以及如何修复。",
    "help_json": "以 JSON 输出",
    "help_gradio": "Gradio 页面的地址：说明其各个字段的用途",
    "help_port": "地址的端口；被占用时改用下一个空闲端口",
    "help_host": "监听的地址；若不是本机，需要 --certfile 和 --keyfile",
    "help_notebook_dir": "JupyterLab 显示的文件夹",
    "help_script": "启动引擎的一键脚本；默认使用找到的第一个",
    "help_engine": "draft：不运行脚本，只做草稿朗读",
    "help_user": "用户名；默认为本机当前用户",
    "help_no_browser": "不打开浏览器",
    "help_certfile": "TLS 证书（PEM）",
    "help_keyfile": "证书的私钥（PEM）",
    "help_lifeline": "该描述符到达末尾时结束（供启动本程序的程序使用）",
    "help_verbose": "显示 JupyterLab 和 Traefik 的输出",
    "both_files": "--certfile 和 --keyfile 必须同时给出",
    "no_file": "无法读取 {path}。请给出 PEM 文件的路径。",
    "no_folder": "{path} 不是文件夹。请用 --notebook-dir 给出一个存在的文件夹。",
    "needs_tls": "{host} 可以从其他机器访问；没有 TLS 时，途中任何人都能读到登录令牌。"
    "请加上 --certfile 和 --keyfile，或去掉 --host 并使用 SSH 隧道。",
    "no_address": "{host} 不是本机的地址。请去掉 --host，或给出本机的地址。",
    "port_taken": "端口 {taken} 已被占用；改用 {port}。",
    "no_port": "从 {port} 起没有空闲端口。请用 --port 换一个。",
    "no_traefik": "没有安装 Traefik，因此由 JupyterLab 自己转发到 VibeVoice。如需前门：{hint}",
    "traefik_failed": "Traefik 没有启动，因此由 JupyterLab 自己转发到 VibeVoice。{why}",
    "traefik_again": "Traefik 意外结束，已重新启动。无需任何操作。",
    "traefik_pause": "Traefik 启动后不久反复结束，因此该地址没有响应。{seconds} 秒后再试；"
    "JupyterLab、内核和任务继续运行。它最后的输出：",
    "no_lab": '没有安装 JupyterLab。请安装：pip install "jupyterlab-vibevoice[lab]"',
    "lab_ended": "JupyterLab 已结束（退出码 {code}）。它最后的输出：",
    "lab_slow": "JupyterLab 在 {seconds} 秒内没有就绪。它最后的输出：",
    "ready": "带有 VibeVoice 的 JupyterLab 已就绪：{url}",
    "stop_with": "按 Ctrl-C 停止。",
    "stopping": "正在停止……",
}


def is_chinese(environ: Mapping[str, str]) -> bool:
    """Whether the terminal's locale is a Chinese one."""
    value = next((environ[name] for name in ("LC_ALL", "LC_MESSAGES", "LANG") if environ.get(name)), "")
    return value.lower().startswith("zh")


def say(key: str, **values: object) -> str:
    """The sentence `key` in the terminal's language."""
    return (_CHINESE if is_chinese(os.environ) else _ENGLISH)[key].format(**values)
