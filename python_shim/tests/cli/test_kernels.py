"""`jupyter vibevoice kernels` as a real process, with the Deno of this environment."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from .conftest import environment

CLIENT = "jupyterlab-vibevoice/client"


@pytest.fixture
def modules(tmp_path: Path) -> Path:
    """A labextension with the client's modules, as a wheel brings it."""
    folder = tmp_path / "data" / "labextensions" / "jupyterlab-vibevoice" / "client"
    folder.mkdir(parents=True)
    for name in ("client", "dialogue"):
        (folder / f"{name}.mjs").write_text("export {};\n")
    return folder


def kernels(folder: Path, *words: str, **changes: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "jupyterlab_vibevoice.cli", "kernels", *words]
    env = environment(folder, **changes)
    return subprocess.run(command, capture_output=True, text=True, env=env, cwd=folder, timeout=100, check=False)


def test_the_kernel_is_installed_where_jupyter_looks_and_removed_again(tmp_path: Path) -> None:
    done = kernels(tmp_path, "install", "--prefix", str(tmp_path / "env"))
    assert done.returncode == 0, done.stderr
    folder = tmp_path / "env/share/jupyter/kernels/deno"
    spec = json.loads((folder / "kernel.json").read_text())
    assert Path(spec["argv"][0]).is_absolute() and spec["argv"][1:3] == ["jupyter", "--kernel"]
    assert (folder / "logo-64x64.png").is_file(), "the launcher shows Deno's icon"
    assert str(folder) in done.stdout
    assert not (tmp_path / ".local").exists() and not (tmp_path / "Library").exists(), "HOME stays as it is"
    assert kernels(tmp_path, "uninstall", "--prefix", str(tmp_path / "env")).returncode == 0
    assert not folder.exists()


def test_a_folder_gets_the_names_and_keeps_what_its_file_says_besides(tmp_path: Path, modules: Path) -> None:
    file = tmp_path / "notes" / "deno.json"
    file.parent.mkdir()
    file.write_text('{"fmt": {"lineWidth": 100}, "imports": {"@std/csv": "jsr:@std/csv"}}')
    prefix = ("--prefix", str(tmp_path / "env"))
    for _ in range(2):
        assert kernels(tmp_path, "install", "notes", *prefix).returncode == 0
    config = json.loads(file.read_text())
    assert config["fmt"] == {"lineWidth": 100} and config["imports"]["@std/csv"] == "jsr:@std/csv"
    assert config["imports"][CLIENT].startswith("file:///") and len(config["imports"]) == 3
    assert kernels(tmp_path, "uninstall", "notes", *prefix).returncode == 0
    assert json.loads(file.read_text())["imports"] == {"@std/csv": "jsr:@std/csv"}
    assert (tmp_path / "env/share/jupyter/kernels/deno").is_dir(), "other folders may use the kernel"


def test_a_file_that_was_made_for_the_names_goes_with_them(tmp_path: Path, modules: Path) -> None:
    prefix = ("--prefix", str(tmp_path / "env"))
    assert kernels(tmp_path, "install", ".", *prefix).returncode == 0
    assert (tmp_path / "deno.json").is_file()
    assert kernels(tmp_path, "uninstall", ".", *prefix).returncode == 0
    assert not (tmp_path / "deno.json").exists()


@pytest.mark.parametrize(
    ("name", "content"), [("deno.jsonc", "{} // mine"), ("deno.json", "{,}"), ("deno.json", '{"importMap": "a.json"}')]
)
def test_a_file_that_cannot_be_changed_safely_is_left_alone_and_told_what_to_add(
    tmp_path: Path, modules: Path, name: str, content: str
) -> None:
    (tmp_path / name).write_text(content)
    done = kernels(tmp_path, "install", ".", "--prefix", str(tmp_path / "env"))
    assert done.returncode == 1
    assert name in done.stderr and CLIENT in done.stderr
    assert (tmp_path / name).read_text() == content


def test_without_deno_it_says_how_to_get_it(tmp_path: Path) -> None:
    # The same package seen by an interpreter whose environment has no Deno.
    program = (
        "import sys, sysconfig; sysconfig.get_path = lambda name: '/nowhere';"
        "from jupyterlab_vibevoice.cli import main; sys.exit(main(sys.argv[1:]))"
    )
    env = environment(tmp_path, PATH="/nowhere", LANG="zh_CN.UTF-8")
    command = [sys.executable, "-c", program, "kernels", "install", "--prefix", str(tmp_path / "env")]
    done = subprocess.run(command, capture_output=True, text=True, env=env, timeout=100, check=False)
    assert done.returncode == 1
    assert 'pip install "jupyterlab-vibevoice[deno]"' in done.stderr and "没有安装" in done.stderr
