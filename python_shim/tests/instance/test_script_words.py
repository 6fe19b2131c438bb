"""What the last words of real scripts mean, and what the script itself says where they mean nothing."""

from pathlib import Path

import pytest

from jupyterlab_vibevoice.instance.script_words import cause_in, find_cause

LINES = {
    "./start.sh: line 3: $'\\r': command not found": "Windows line ends",
    "OSError: Cannot find empty port in range: 7860-7860. You can specify a different port": "port",
    "[Errno 98] error while attempting to bind on address ('0.0.0.0', 7860): address already in use": "port",
    "端口 7860 已被占用": "port",
    "the input device is not a TTY": "terminal",
    "EOFError: EOF when reading a line": "question",
    "Do you want to continue? [Y/n] Abort.": "question",
    "请输入模型路径：": "question",
    "torch.OutOfMemoryError: CUDA out of memory. Tried to allocate 2.00 GiB.": "free memory",
    "AssertionError: Torch not compiled with CUDA enabled": "needs a GPU",
    "ModuleNotFoundError: No module named 'gradio'": "package gradio",
    "start.sh: line 12: conda: command not found": "program conda",
    "OSError: [Errno 28] No space left on device": "disk is full",
    "curl: (6) Could not resolve host: huggingface.co": "network",
    "bash: /opt/app/run.py: Permission denied": "may not read",
    "start.sh: line 9: syntax error near unexpected token `fi'": "shell language",
}


@pytest.mark.parametrize("line", LINES)
def test_a_known_last_line_is_a_sentence_and_a_remedy(line: str) -> None:
    cause = find_cause(["Loading the model", line, "Traceback ends"])
    assert cause is not None and LINES[line] in cause.message and cause.hint


@pytest.mark.parametrize("line", ["", "RuntimeError: no luck today", "Loading checkpoint shards: 100%", "Goodbye."])
def test_other_lines_mean_nothing_known(line: str) -> None:
    assert find_cause([line]) is None


def test_neither_message_nor_hint_holds_a_path() -> None:
    cause = find_cause(["/srv/secret/place/conda: command not found"])
    assert cause is not None and "/" not in cause.message + cause.hint and "conda" in cause.message


@pytest.mark.parametrize(
    ("script", "words"),
    [
        ("set -e\r\necho hello\r\n", "Windows line ends"),
        ('echo hello\nread -p "Go on? " answer\n', "question"),
        ("select model in small large; do break; done\n", "question"),
        ("while read -r line; do echo $line; done < list\n", None),
        ("exec python app.py\n", None),
    ],
)
def test_a_silent_script_is_read_for_what_goes_wrong(tmp_path: Path, script: str, words: str | None) -> None:
    file = tmp_path / "1键推理.sh"
    file.write_bytes(script.encode())
    cause = cause_in(file, has_failed=True)
    assert cause is None if words is None else cause is not None and words in cause.message
    assert cause_in(tmp_path / "gone.sh", has_failed=True) is None
