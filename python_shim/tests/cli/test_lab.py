"""`jupyter vibevoice lab`: one address, and nothing left behind however it ends."""

from __future__ import annotations

import contextlib
import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import httpx
import psutil
import pytest
from jupyterlab.labapp import LabApp

from jupyterlab_vibevoice.cli.jupyter_child import lab_arguments
from jupyterlab_vibevoice.cli.options import parse_arguments
from jupyterlab_vibevoice.routes import find_traefik

from .conftest import Lab, environment

StartLab = Callable[..., Lab]
_READY = ("ready", "asleep", "busy")
# sysconfig says where programs beside this Python lie; elsewhere, nothing is found there or on PATH.
_WITHOUT_TRAEFIK = (
    "import os, sys, sysconfig; sysconfig.get_path = lambda *_, **__: '/nowhere'; os.environ['PATH'] = '/usr/bin:/bin';"
    "from jupyterlab_vibevoice.cli import main; sys.exit(main())"
)


def _client(lab: Lab) -> httpx.Client:
    return httpx.Client(headers=lab.headers, trust_env=False, timeout=120)


def _start_instance(lab: Lab, client: httpx.Client) -> dict:
    api = f"{lab.origin}/jupyterlab-vibevoice/api/instance"
    instance = client.post(api, json={}).json()
    while instance["state"] == "starting":
        instance = client.get(api).json()
    assert instance["state"] in _READY
    return instance


def test_one_address_leads_to_jupyterlab_and_to_the_instance(start_lab: StartLab) -> None:
    lab = start_lab("--port", str(_free_port()))
    with _client(lab) as client:
        page = client.get(f"{lab.origin}/lab").text
        assert "jupyter-config-data" in page
        # No question whether news may be fetched lies over what somebody does first.
        assert "apputils-extension:announcements" in page
        instance = _start_instance(lab, client)
        assert (instance["place"], instance["url"]) == ("traefik", "/vibevoice/ann/")
        bearer = {"Authorization": f"Bearer {instance['token']}"}
        direct = client.get(f"{lab.origin}/vibevoice/ann/api", headers=bearer)
        assert direct.json() == {"version": "0", "contract": 1}
        assert direct.headers["X-VibeVoice-Route"]
        client.delete(f"{lab.origin}/jupyterlab-vibevoice/api/instance")
        while client.get(f"{lab.origin}/jupyterlab-vibevoice/api/instance").json()["state"] != "stopped":
            pass
        stopped = client.get(f"{lab.origin}/vibevoice/ann/api")
        assert (stopped.status_code, stopped.json()["code"]) == (409, "instance_stopped")
        unknown = client.get(f"{lab.origin}/vibevoice/nobody/", headers={"Accept": "text/html"})
        assert (unknown.status_code, 'id="start"' in unknown.text) == (409, True)
    assert len([line for line in lab.printed if "http" in line]) == 1


@pytest.mark.parametrize("said", [[], ["--LabApp.news_url=https://news.example/"]], ids=["usual", "wished for"])
def test_nothing_is_asked_of_the_network_unless_somebody_says_so(said: list[str]) -> None:
    argv = lab_arguments(parse_arguments(["lab", *said]), host="127.0.0.1", port=8888, front_door=None)
    app = LabApp()
    app.parse_command_line(argv[argv.index("jupyterlab") + 1 :])
    assert app.news_url == ("https://news.example/" if said else None)
    assert app.check_for_updates_class.__name__ == "NeverCheckForUpdate"


def test_a_taken_port_moves_to_the_next_and_says_so(start_lab: StartLab) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        lab = start_lab("--port", str(port))
    assert lab.printed[0].startswith(f"Port {port} is taken; using ")
    assert int(lab.origin.rsplit(":", 1)[1]) > port


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_ctrl_c_ends_everything_it_started(start_lab: StartLab, number: signal.Signals, tmp_path: Path) -> None:
    lab = start_lab("--port", str(_free_port()))
    with _client(lab) as client:
        _start_instance(lab, client)
    lab.note_family()
    lab.process.send_signal(number)
    assert lab.process.wait(90) == 0
    lab.assert_all_ended()
    assert not list((tmp_path / "runtime").glob("vibevoice-door-*"))


def test_ctrl_c_in_the_middle_of_the_start_ends_what_has_started(start_lab: StartLab) -> None:
    lab = start_lab("--port", str(_free_port()), has_to_answer=False)
    while not any("jupyterlab" in command for command in _commands(lab.note_family())):
        with pytest.raises(subprocess.TimeoutExpired):
            lab.process.wait(0.1)
    lab.process.send_signal(signal.SIGINT)
    assert lab.process.wait(90) == 0
    lab.assert_all_ended()


def test_killing_it_leaves_no_orphan(start_lab: StartLab) -> None:
    lab = start_lab("--port", str(_free_port()))
    with _client(lab) as client:
        _start_instance(lab, client)
    family = lab.note_family()
    names = " ".join(" ".join(process.cmdline()) for process in family)
    assert all(word in names for word in ("traefik", "jupyterlab", "small_instance"))
    lab.process.kill()
    lab.process.wait()
    lab.assert_all_ended()


def test_it_ends_when_its_lifeline_does(start_lab: StartLab) -> None:
    child_end, owner_end = os.pipe()
    lab = start_lab("--port", str(_free_port()), "--lifeline-fd", str(child_end), pass_fds=(child_end,))
    os.close(child_end)
    os.close(owner_end)
    assert lab.process.wait(90) == 0
    lab.assert_all_ended()


def test_it_ends_when_jupyterlab_ends(start_lab: StartLab) -> None:
    lab = start_lab("--port", str(_free_port()))
    jupyter = next(process for process in lab.family if "jupyterlab" in process.cmdline())
    jupyter.terminate()
    assert lab.process.wait(90) in (0, 1)
    lab.assert_all_ended()


def test_without_traefik_it_says_how_to_get_it_and_goes_on(start_lab: StartLab) -> None:
    lab = start_lab("--port", str(_free_port()), program=("-c", _WITHOUT_TRAEFIK))
    assert 'pip install "jupyterlab-vibevoice[traefik]"' in lab.printed[0]
    with _client(lab) as client:
        instance = _start_instance(lab, client)
        assert (instance["place"], instance["url"]) == ("jupyter", "/jupyterlab-vibevoice/i/")
        assert client.get(f"{lab.origin}{instance['url']}api").json()["contract"] == 1


def _program_with(traefik: Path, folder: Path) -> tuple[str, str]:
    """The command, with another program in the place of Traefik."""
    (folder / "bin").mkdir()
    traefik.rename(folder / "bin" / "traefik")
    words = (
        f"import sys, sysconfig; sysconfig.get_path = lambda *_, **__: {str(folder / 'bin')!r};"
        "from jupyterlab_vibevoice.cli import main; sys.exit(main())"
    )
    return ("-c", words)


def _failing_traefik(folder: Path, *, fails: str) -> Path:
    """Traefik, but lives whose numbers match the shell pattern `fails` end at their start."""
    real = find_traefik(os.environ)
    assert real is not None
    program = folder / "failing-traefik"
    program.write_text(
        f'#!/bin/sh\necho >> lives\ncase "$(wc -l < lives | tr -d " ")" in\n{fails}) echo "No room here."; exit 1;;\n'
        f'esac\nexec "{real}" "$@"\n'
    )
    program.chmod(0o755)
    return program


def _kill_traefik(lab: Lab) -> None:
    next(process for process in lab.note_family() if process.name().startswith("traefik")).kill()


def test_a_traefik_that_ends_again_and_again_is_tried_until_it_stays(start_lab: StartLab, tmp_path: Path) -> None:
    program = _program_with(_failing_traefik(tmp_path, fails="[2-7]"), tmp_path)
    lab = start_lab("--port", str(_free_port()), program=program, stderr=subprocess.STDOUT)
    with _client(lab) as client:
        token = _start_instance(lab, client)["token"]
        _kill_traefik(lab)
        assert lab.process.stdout is not None
        said: list[str] = []
        for line in lab.process.stdout:
            said.append(line)
            if "Traefik ended and was started again." in line:
                break
        # Told with its last words, each time that the pause has become longer.
        pauses = re.findall(r"again in (\d+) s; JupyterLab, kernels and jobs go on. The last it said:\n", "".join(said))
        assert pauses[:2] == ["1", "2"] and len(pauses) in (2, 3, 4)
        assert "No room here.\n" in said
        # What it led to has not been touched, and is reached as before.
        instance = _start_instance(lab, client)
        assert (instance["url"], instance["token"]) == ("/vibevoice/ann/", token)
    assert lab.process.poll() is None


def test_a_traefik_that_does_not_come_up_at_once_is_tried_again(start_lab: StartLab, tmp_path: Path) -> None:
    program = _program_with(_failing_traefik(tmp_path, fails="[23]"), tmp_path)
    lab = start_lab("--port", str(_free_port()), program=program)
    _kill_traefik(lab)
    assert lab.process.stdout is not None
    assert any("Traefik ended and was started again. Nothing has to be done." in line for line in lab.process.stdout)
    with _client(lab) as client:
        page = client.get(f"{lab.origin}/lab").text
        assert "jupyter-config-data" in page
        # No question whether news may be fetched lies over what somebody does first.
        assert "apputils-extension:announcements" in page


@pytest.mark.parametrize(
    ("arguments", "language", "sentence"),
    [
        (["--host", "0.0.0.0"], "en_GB.UTF-8", "Add --certfile and --keyfile"),
        (["--host", "0.0.0.0"], "zh_CN.UTF-8", "请加上 --certfile 和 --keyfile"),
        (["--host", "no.such.host.invalid"], "C", "without TLS"),
        (["--certfile", "a.pem"], "C", "belong together"),
        (["--certfile", "a.pem", "--keyfile", "b.pem"], "C", "a.pem cannot be read"),
        (["--notebook-dir", "nowhere"], "C", "nowhere is no folder"),
        (["--port", "0"], "C", "1 - 65535"),
    ],
)
def test_what_cannot_be_done_is_refused_in_a_sentence(
    tmp_path: Path, arguments: list[str], language: str, sentence: str
) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "jupyterlab_vibevoice.cli", "lab", "--no-browser", *arguments],
        env=environment(tmp_path, LANG=language),
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert done.returncode == 2
    assert sentence in done.stderr
    assert "Traceback" not in done.stderr


def _commands(processes: list[psutil.Process]) -> list[str]:
    """The command lines of those that still run."""
    found = []
    for process in processes:
        with contextlib.suppress(psutil.NoSuchProcess, psutil.ZombieProcess):
            found.append(" ".join(process.cmdline()))
    return found


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])
