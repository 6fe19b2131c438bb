"""What `jupyter vibevoice kernels` says, in English and Simplified Chinese."""

from __future__ import annotations

import os

from .words import is_chinese

_ENGLISH = {
    "help_kernels": "Install Deno's kernel, and the client for its cells.",
    "help_action": "install or uninstall",
    "help_folder": "a folder of notebooks, whose Deno cells may import the client by its name",
    "help_prefix": "where the kernel belongs, in place of this environment",
    "no_deno": 'Deno is not installed here. Install it: pip install "jupyterlab-vibevoice[deno]"',
    "deno_refused": "Deno made no kernel. The last it said: {said}",
    "no_client": "The client's module is missing. Install it again: pip install --force-reinstall jupyterlab-vibevoice",
    "no_folder": "{path} is no folder. Name one that exists.",
    "own_map": "{path} cannot be changed by a program. Add this to its imports: {imports}",
    "not_written": "{path} cannot be written: {why}",
    "kernel": "Deno kernel: {path}",
    "import_map": "Names of the client: {path}",
    "removed": "Removed: {path}",
}
_CHINESE = {
    "help_kernels": "安装 Deno 内核，以及供其单元格使用的客户端。",
    "help_action": "install 安装，或 uninstall 卸载",
    "help_folder": "笔记本所在的文件夹，其中的 Deno 单元格可按名称导入客户端",
    "help_prefix": "内核的安装位置，代替当前环境",
    "no_deno": '这里没有安装 Deno。请安装：pip install "jupyterlab-vibevoice[deno]"',
    "deno_refused": "Deno 没有生成内核。它最后的输出：{said}",
    "no_client": "缺少客户端模块。请重新安装：pip install --force-reinstall jupyterlab-vibevoice",
    "no_folder": "{path} 不是文件夹。请给出一个存在的文件夹。",
    "own_map": "程序无法修改 {path}。请在其 imports 中加入：{imports}",
    "not_written": "无法写入 {path}：{why}",
    "kernel": "Deno 内核：{path}",
    "import_map": "客户端的名称：{path}",
    "removed": "已移除：{path}",
}


def tell(key: str, **values: object) -> str:
    """The sentence `key` in the terminal's language."""
    return (_CHINESE if is_chinese(os.environ) else _ENGLISH)[key].format(**values)
