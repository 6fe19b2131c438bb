"""`jupyter vibevoice doctor`: what it finds, what it advises, and by which exit code."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from .conftest import environment


def _doctor(folder: Path, *arguments: str, **changes: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "jupyterlab_vibevoice.cli", "doctor", *arguments],
        env=environment(folder, **changes),
        capture_output=True,
        text=True,
        check=False,
        timeout=100,
    )


def _install_lab_extension(folder: Path) -> None:
    package = folder / "data" / "labextensions" / "jupyterlab-vibevoice" / "package.json"
    package.parent.mkdir(parents=True)
    package.write_text('{"name": "jupyterlab-vibevoice", "version": "0.1.0"}')


def test_where_all_that_is_needed_works_it_says_so(tmp_path: Path) -> None:
    _install_lab_extension(tmp_path)
    done = _doctor(tmp_path, "--json")
    told = json.loads(done.stdout)
    states = {check["name"]: check["state"] for check in told["checks"]}
    assert (done.returncode, told["works"]) == (0, True), done.stdout
    needed = ("python", "jupyterlab", "server_extension", "lab_extension", "script", "draft_engine", "traefik", "disk")
    assert {states[name] for name in needed} == {"ok"}
    assert {"gpu", "port", "language_pack", "version", "system"} <= states.keys()


def test_every_finding_that_is_not_well_says_how_to_mend_it(tmp_path: Path) -> None:
    _install_lab_extension(tmp_path)
    done = _doctor(tmp_path, "--json", "--script", str(tmp_path / "missing.sh"))
    told = json.loads(done.stdout)
    broken = {check["name"] for check in told["checks"] if check["state"] == "broken"}
    assert (done.returncode, told["works"]) == (1, False)
    assert broken == {"script"}
    assert all(check["fix"] for check in told["checks"] if check["state"] == "broken")


def test_it_says_whether_cells_can_be_typescript(tmp_path: Path) -> None:
    def found() -> tuple[str, str]:
        # The kernel of this environment, where it has one, comes after the person's own.
        checks = json.loads(_doctor(tmp_path, "--json", JUPYTER_PREFER_ENV_PATH="0").stdout)["checks"]
        check = next(check for check in checks if check["name"] == "deno_kernel")
        return check["state"], check.get("fix", "")

    kernel = tmp_path / "data" / "kernels" / "deno" / "kernel.json"
    kernel.parent.mkdir(parents=True)
    kernel.write_text(json.dumps({"argv": [sys.executable, "jupyter"], "display_name": "Deno"}))
    assert found() == ("ok", "")
    kernel.write_text(json.dumps({"argv": [str(tmp_path / "gone"), "jupyter"], "display_name": "Deno"}))
    assert found() == ("note", "jupyter vibevoice kernels install")


def test_it_speaks_the_terminals_language(tmp_path: Path) -> None:
    english, chinese = _doctor(tmp_path), _doctor(tmp_path, LANG="zh_CN.UTF-8")
    assert "One-click script: the one that comes with VibeVoice" in english.stdout
    assert "do this:" in english.stdout
    assert "一键脚本: VibeVoice 自带的脚本" in chinese.stdout
    assert "请这样做：" in chinese.stdout
