"""Which script runs, and what it may know."""

import os
import subprocess
import sys
import wave
from pathlib import Path

import pytest

from jupyterlab_vibevoice.contract.problems import ProblemError
from jupyterlab_vibevoice.instance.script_start import SHIPPED, engine_environment, find_script, script_argv


def script_in(folder: Path, name: str) -> Path:
    folder.mkdir(exist_ok=True)
    script = folder / name
    script.write_text("#!/bin/sh\n", encoding="utf-8")
    return script


def test_the_setting_goes_before_the_environment_and_both_before_the_places(tmp_path: Path) -> None:
    home = tmp_path / "home"
    placed, set_one, named = script_in(home, "1键推理.sh"), script_in(home, "a.sh"), script_in(home, "b.sh")
    assert find_script(str(set_one), {"VIBEVOICE_SCRIPT": str(named)}, home) == set_one
    assert find_script("", {"VIBEVOICE_SCRIPT": str(named)}, home) == named
    assert find_script("", {}, home) == placed


def test_the_places_are_searched_in_their_order(tmp_path: Path) -> None:
    home, root = tmp_path / "home", tmp_path / "root"
    home.mkdir()
    assert find_script("", {}, home, root=root) == SHIPPED
    last = script_in(root, "1键启动.sh")
    assert find_script("", {}, home, root=root) == last
    first = script_in(home, "1键启动.sh")
    assert find_script("", {}, home, root=root) == first


def test_a_script_that_is_set_but_missing_is_said_without_its_folder(tmp_path: Path) -> None:
    with pytest.raises(ProblemError) as caught:
        find_script(str(tmp_path / "gone.sh"), {}, tmp_path)
    assert "gone.sh" in caught.value.message and str(tmp_path) not in caught.value.message


def test_secrets_do_not_reach_the_script() -> None:
    secrets = {
        name: "secret"
        for name in (
            "JUPYTERHUB_API_TOKEN",
            "JUPYTERHUB_API_URL",
            "JPY_API_TOKEN",
            "JPY_SESSION_NAME",
            "JUPYTER_TOKEN",
            "VIBEVOICE_TOKEN",
            "VIBEVOICE_LAUNCHER_TOKEN",
            "VIBEVOICE_LAUNCHER",
            "VIBEVOICE_CHILD",
            "AWS_SECRET_ACCESS_KEY",
            "OPENAI_API_KEY",
            "PGPASSWORD",
            "github_token",
        )
    }
    env = engine_environment({"PATH": "/bin", "HOME": "/home/me", "HF_TOKEN": "mine", **secrets}, socket_path="/s")
    assert "secret" not in env.values()
    assert env["PATH"] == "/bin" and env["HF_TOKEN"] == "mine"


def test_the_script_is_told_where_to_answer() -> None:
    env = engine_environment({"CUDA_VISIBLE_DEVICES": "1"}, socket_path="/run/e.sock", port=7001, root_path="/vv/me/ui")
    assert env["VIBEVOICE_ENGINE_SOCKET"] == "/run/e.sock"
    assert env["PORT"] == env["GRADIO_SERVER_PORT"] == "7001"
    assert env["GRADIO_SERVER_NAME"] == "127.0.0.1" and env["GRADIO_ROOT_PATH"] == "/vv/me/ui"
    assert env["CUDA_VISIBLE_DEVICES"] == "1"


def test_a_script_without_permission_to_execute_is_run_by_a_shell(tmp_path: Path) -> None:
    script = tmp_path / "1键推理.sh"
    script.write_text("echo hello\n", encoding="utf-8")
    assert subprocess.run(script_argv(script), capture_output=True, text=True, check=True).stdout == "hello\n"
    script.write_text("#!/bin/sh\necho direct\n", encoding="utf-8")
    script.chmod(0o755)
    assert script_argv(script) == [str(script)]


def run_shipped(tmp_path: Path, *words: str, **more: str) -> subprocess.CompletedProcess[str]:
    env = {"PATH": os.environ["PATH"], "HOME": str(tmp_path), "VIBEVOICE_PYTHON": sys.executable, **more}
    return subprocess.run(
        ["bash", str(SHIPPED), *words], env=env, capture_output=True, text=True, timeout=60, check=False, cwd=tmp_path
    )


def test_the_shipped_script_tells_in_both_languages_what_it_found(tmp_path: Path) -> None:
    file = tmp_path / "talk.dialogue.txt"
    file.write_text("Speaker 1: Hello.\nSpeaker 2: 你好。\n", encoding="utf-8")
    done = run_shipped(tmp_path, file.name)
    assert "Model: none found" in done.stdout and "模型：未找到" in done.stdout
    assert "draft engine" in done.stdout and "草稿引擎" in done.stdout
    with wave.open(str(tmp_path / "talk.dialogue.wav")) as sound:
        assert sound.getframerate() == 24_000 and sound.getnframes() > 24_000


def test_a_file_with_an_error_is_told_its_line_and_what_is_wrong(tmp_path: Path) -> None:
    (tmp_path / "talk.txt").write_text("Alice: hello\nAlice: wait [pause:500] ok\n", encoding="utf-8")
    done = run_shipped(tmp_path, "talk.txt")
    assert done.returncode == 1 and "talk.txt:2:" in done.stdout
    assert not (tmp_path / "talk.wav").exists()


def test_the_shipped_script_says_when_weights_have_no_engine_yet(tmp_path: Path) -> None:
    model = tmp_path / "models" / "VibeVoice-1.5B-hf"
    model.mkdir(parents=True)
    (model / "model.safetensors").touch()
    done = run_shipped(tmp_path, "no-such-file.txt")
    assert "Model: VibeVoice-1.5B-hf" in done.stdout
    assert "no VibeVoice engine yet" in done.stdout and "还没有 VibeVoice 引擎" in done.stdout


def test_the_shipped_script_says_what_to_do_without_a_python(tmp_path: Path) -> None:
    (tmp_path / "bin").mkdir()
    done = run_shipped(tmp_path, VIBEVOICE_PYTHON="/none", PATH=f"{tmp_path / 'bin'}:/usr/bin:/bin")
    assert done.returncode == 78
    assert "pip install jupyterlab-vibevoice" in done.stdout and "请安装" in done.stdout
