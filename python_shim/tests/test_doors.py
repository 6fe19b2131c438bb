"""The doors between the rooms are shut, except those that docs/house.md leaves open."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[1] / "jupyterlab_vibevoice"
NAME = PACKAGE.name
# What a room may import of ours besides itself; the package's own __init__ (the version) is open to all.
BASE = {"contract", "dialogue"}
DOORS = {
    "contract": set(),
    "dialogue": {"contract"},
    "processes": set(),
    "relay": set(),
    "engines": BASE,
    "instance": BASE | {"processes", "relay"},
    "routes": BASE | {"processes"},
    "launcher": BASE | {"processes", "relay", "routes"},
    "hub": BASE | {"routes"},
    "notebook": BASE,
    "scripts": set(),
    # The command line puts rooms together; how an instance finds its script it asks the instance's room.
    "cli": BASE | {"hub", "processes", "routes", "instance", "notebook"},
}
TORCH = {"torch", "transformers", "vibevoice"}


def _modules() -> list[Path]:
    return sorted(path for path in PACKAGE.rglob("*.py") if "labextension" not in path.parts)


def _room(path: Path) -> str:
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def _imports(path: Path) -> Iterator[tuple[str, bool]]:
    """Every imported module as an absolute name, and whether it is imported when the module is loaded."""
    here = (NAME, *path.relative_to(PACKAGE).parent.parts)
    tree = ast.parse(path.read_text("utf-8"))
    top = {id(node) for node in tree.body}
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((alias.name, id(node) in top) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = here[: len(here) - node.level + 1] if node.level else ()
            module = ".".join((*base, *(node.module or "").split("."))).strip(".")
            yield module, id(node) in top
            if module == NAME:
                yield from ((f"{NAME}.{alias.name}", id(node) in top) for alias in node.names)


@pytest.mark.parametrize("path", _modules(), ids=lambda path: str(path.relative_to(PACKAGE)))
def test_a_module_imports_only_through_open_doors(path: Path) -> None:
    room = _room(path)
    if room == "__init__":
        return
    own = {name for name, _ in _imports(path) if name == NAME or name.startswith(f"{NAME}.")}
    rooms = {name.split(".")[1] for name in own if "." in name} - {"__version__", room}
    assert rooms <= DOORS[room], f"{room} may not import {rooms - DOORS[room]}"


@pytest.mark.parametrize("path", _modules(), ids=lambda path: str(path.relative_to(PACKAGE)))
def test_torch_is_imported_late_and_only_by_the_vibevoice_engine(path: Path) -> None:
    heavy = [(name, is_top) for name, is_top in _imports(path) if name.split(".")[0] in TORCH]
    is_engine = path.relative_to(PACKAGE).parts[:2] == ("engines", "vibevoice")
    assert not heavy or is_engine
    assert not any(is_top for _, is_top in heavy)


def test_no_module_reads_the_environment_when_it_is_imported() -> None:
    readers = []
    for path in _modules():
        for statement in ast.parse(path.read_text("utf-8")).body:
            if isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef | ast.If):
                continue
            attributes = (node.attr for node in ast.walk(statement) if isinstance(node, ast.Attribute))
            readers += [path.name for name in attributes if name in ("environ", "getenv")]
    assert not readers


def test_every_room_is_known() -> None:
    rooms = {_room(path) for path in _modules()} - {"__init__"}
    assert rooms <= DOORS.keys()
