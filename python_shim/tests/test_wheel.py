"""The wheel alone, in a clean environment without Node: what somebody gets who never sees this repository."""

import array
import io
import json
import os
import re
import shutil
import subprocess
import sys
import threading
import wave
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

SHIM = Path(__file__).resolve().parents[1]
ROOT = SHIM.parent
BUNDLE = "share/jupyter/labextensions/jupyterlab-vibevoice"
# What a bare machine has; Node is not among it.
TOOLS = (
    *("bash", "sh", "env", "uname", "cat", "sed", "grep", "tr", "ps"),
    *("dirname", "readlink", "sleep", "mkdir", "awk", "head", "tail", "sort", "id"),
)

pytestmark = pytest.mark.timeout(900)


def run(*argv: str | Path, env: dict[str, str] | None = None, cwd: Path | None = None) -> str:
    """What a program prints, both streams; fails with it when the program does."""
    done = subprocess.run(
        [str(word) for word in argv], env=env, cwd=cwd, capture_output=True, text=True, timeout=800, check=False
    )
    assert done.returncode == 0, f"{argv} ended with {done.returncode}\n{done.stdout}\n{done.stderr}"
    return done.stdout + done.stderr


@pytest.fixture(scope="session")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The built wheel; the production bundle has to lie there already, as `npm run build:prod` leaves it."""
    out = tmp_path_factory.mktemp("wheel")
    run(sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", out, SHIM)
    (found,) = out.glob("*.whl")
    return found


@pytest.fixture(scope="session")
def members(wheel: Path) -> dict[str, bytes]:
    """Every file of the wheel with its content."""
    with zipfile.ZipFile(wheel) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


@pytest.fixture(scope="session")
def clean(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """An environment with nothing but the wheel and its extras, on a machine without Node and with an empty HOME."""
    folder = tmp_path_factory.mktemp("clean")
    home = folder / "home"
    home.mkdir()
    run(sys.executable, "-m", "venv", folder / "venv")
    python = folder / "venv/bin/python"
    pip = [python, "-m", "pip", "install", "--quiet", "--no-input", "--disable-pip-version-check"]
    run(*pip, f"{wheel}[lab,traefik,zh,deno]")
    tools = folder / "tools"
    tools.mkdir()
    for name in TOOLS:
        found = shutil.which(name)
        if found:
            (tools / name).symlink_to(found)
    yield {
        "PATH": f"{folder / 'venv/bin'}{os.pathsep}{tools}",
        "HOME": str(home),
        "JUPYTER_RUNTIME_DIR": str(home / "runtime"),
        "LANG": "C.UTF-8",
    }
    shutil.rmtree(folder, ignore_errors=True)


def test_wheel_holds_the_production_bundle_once(members: dict[str, bytes]) -> None:
    bundles = [name for name in members if name.endswith(f"{BUNDLE}/package.json")]
    assert len(bundles) == 1
    package = json.loads(members[bundles[0]])
    load = package["jupyterlab"]["_build"]["load"]
    entry = [name for name in members if name.endswith(f"{BUNDLE}/{load}")]
    assert len(entry) == 1
    assert not [name for name in members if name.endswith(".js.map")]
    # A development bundle wraps each module in a string for eval.
    assert not [name for name, content in members.items() if name.endswith(".js") and b"sourceURL=webpack" in content]
    assert not [name for name in members if "/labextension/" in name]


def test_wheel_holds_settings_translation_script_and_licences(members: dict[str, bytes]) -> None:
    names = list(members)
    assert any(name.endswith("jupyterlab_vibevoice/scripts/1键推理.sh") for name in names)
    assert any(re.search(rf"{BUNDLE}/schemas/.+\.json$", name) for name in names)
    assert any(name.endswith("locale/zh_CN/LC_MESSAGES/jupyterlab_vibevoice.json") for name in names)
    assert any(re.search(r"\.dist-info/licenses/LICENSE$", name) for name in names)
    assert any(re.search(r"\.dist-info/licenses/THIRD_PARTY\.md$", name) for name in names)


def test_wheel_holds_no_tests_and_nothing_of_the_machine_it_was_built_on(members: dict[str, bytes]) -> None:
    assert not [name for name in members if re.search(r"(^|/)(tests?|__tests__|__pycache__)/", name)]
    home = str(Path.home()).encode()
    foreign = [str(ROOT).encode(), *([home] if len(home) > 5 else [])]
    assert not [name for name, content in members.items() if any(path in content for path in foreign)]


def test_node_is_not_on_the_path_of_the_clean_environment(clean: dict[str, str]) -> None:
    assert shutil.which("node", path=clean["PATH"]) is None


def test_extension_is_enabled_in_a_clean_environment(clean: dict[str, str]) -> None:
    lab = run("jupyter", "labextension", "list", env=clean)
    assert re.search(r"jupyterlab-vibevoice v\S+ .*enabled.*OK", lab), lab
    server = run("jupyter", "server", "extension", "list", env=clean)
    assert re.search(r"jupyterlab_vibevoice \S+ .*OK", server), server


def test_doctor_says_what_works_here(clean: dict[str, str]) -> None:
    found = run("jupyter", "vibevoice", "doctor", env=clean)
    for word in ("Traefik", "JupyterLab"):
        assert word in found


def test_a_deno_cell_imports_the_client_by_its_name(clean: dict[str, str], tmp_path: Path) -> None:
    run("jupyter", "vibevoice", "kernels", "install", tmp_path, env=clean)
    source = """import { VibeVoice } from 'jupyterlab-vibevoice/client';
import { parse } from 'jupyterlab-vibevoice/dialogue';
console.log(typeof VibeVoice, parse('Nora: Hello.').dialogue.turns.length);"""
    cell = {"cell_type": "code", "id": "one", "metadata": {}, "execution_count": None, "outputs": [], "source": source}
    kernel = {"kernelspec": {"name": "deno", "display_name": "Deno", "language": "typescript"}}
    file = tmp_path / "cell.ipynb"
    file.write_text(json.dumps({"cells": [cell], "metadata": kernel, "nbformat": 4, "nbformat_minor": 5}))
    run("jupyter", "execute", "--inplace", file, env=clean, cwd=tmp_path)
    (ran,) = json.loads(file.read_text())["cells"]
    assert "".join(ran["outputs"][0]["text"]).strip() == "function 1"


@pytest.fixture
def lab(clean: dict[str, str], tmp_path: Path) -> Iterator[httpx.Client]:
    """`jupyter vibevoice lab` of the wheel, as a client that is logged in to it."""
    argv = ["jupyter", "vibevoice", "lab", "--no-browser", "--notebook-dir", str(tmp_path)]
    program = shutil.which(argv[0], path=clean["PATH"])
    assert program
    process = subprocess.Popen(
        [program, *argv[1:]], env=clean, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, cwd=tmp_path
    )
    assert process.stdout
    address = None
    printed = []
    for line in process.stdout:
        printed.append(line)
        address = re.search(r"(https?://[^/\s]+)/\S*token=([\w-]+)", line)
        if address:
            break
    assert address, "".join(printed)
    drain = threading.Thread(target=process.stdout.read, daemon=True)
    drain.start()
    with httpx.Client(base_url=address[1], headers={"Authorization": f"token {address[2]}"}, timeout=60) as client:
        yield client
    process.terminate()
    process.wait(timeout=90)
    drain.join(timeout=90)
    process.stdout.close()


def last_event(client: httpx.Client, path: str, headers: dict[str, str], ends: set[str]) -> dict[str, Any]:
    """The first event of a stream whose `state` or `type` is one of `ends`."""
    with client.stream("GET", path, headers={**headers, "Accept": "text/event-stream"}) as stream:
        for line in stream.iter_lines():
            if line.startswith("data:"):
                event: dict[str, Any] = json.loads(line[5:])
                if {event.get("state"), event.get("type")} & ends:
                    return event
    raise AssertionError(f"{path} ended before {ends}")


def test_wheel_speaks_behind_its_own_front_door(lab: httpx.Client) -> None:
    assert "jupyterlab-vibevoice" in lab.get("/lab").text
    assert lab.post("/jupyterlab-vibevoice/api/instance", json={}).status_code == 202
    instance = last_event(lab, "/jupyterlab-vibevoice/api/instance/events", {}, {"ready", "asleep", "failed"})
    assert instance["place"] == "traefik"
    url = instance["url"]
    login = {"Authorization": f"Bearer {instance['token']}"}
    job = lab.post(
        f"{url}api/jobs", headers=login, json={"script": "Nora: Hello.\nSam: 你好。", "engine": "draft"}
    ).json()
    assert last_event(lab, f"{url}api/jobs/{job['id']}/events", login, {"done", "failed"})["type"] == "done"
    sound = lab.get(f"{url}api/jobs/{job['id']}/audio.wav", headers=login).content
    with wave.open(io.BytesIO(sound)) as file:
        samples = array.array("h", file.readframes(file.getnframes()))
        assert len(samples) > file.getframerate()
    assert max(samples) > 3000


def test_packaged_extension_needs_no_repository(clean: dict[str, str], tmp_path: Path) -> None:
    where = run("python", "-c", "import jupyterlab_vibevoice as v; print(v.__file__)", env=clean, cwd=tmp_path)
    assert str(ROOT) not in where
