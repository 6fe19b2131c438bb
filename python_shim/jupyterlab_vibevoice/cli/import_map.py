"""`deno.json` of a folder of notebooks: the names by which Deno's cells import the client.

Deno's kernel takes no `--config` and no `--import-map`; it reads `deno.json` of the notebook's folder, or one above.
"""

from __future__ import annotations

import json
import os
import tempfile
from pathlib import Path
from typing import Any

from jupyter_core.paths import jupyter_path

from .kernels_words import tell

_PACKAGE = "jupyterlab-vibevoice"
_MODULES = ("client", "dialogue")


class KernelsError(Exception):
    """Why nothing could be installed, as a sentence for the terminal."""


def find_modules() -> dict[str, str]:
    """The client's modules by the names they are imported by, as `file:` addresses; they lie in the labextension."""
    checkout = Path(__file__).parents[1] / "labextension"
    installed = (Path(folder) / _PACKAGE for folder in jupyter_path("labextensions"))
    for extension in (checkout, *installed):
        files = {f"{_PACKAGE}/{name}": extension / "client" / f"{name}.mjs" for name in _MODULES}
        if all(file.is_file() for file in files.values()):
            return {name: file.resolve().as_uri() for name, file in files.items()}
    raise KernelsError(tell("no_client"))


def add_names(folder: Path) -> Path:
    """Adds the client's names to a folder's `deno.json`, which keeps all else, and returns its path."""
    modules = find_modules()
    file, config = _config_of(folder, modules)
    config["imports"] = {**config.get("imports", {}), **modules}
    _write(file, config)
    return file


def remove_names(folder: Path) -> Path | None:
    """Takes the client's names out again, and the file where nothing else is in it; None where there were none."""
    file, config = _config_of(folder, {})
    ours = [name for name in config.get("imports", {}) if name.startswith(f"{_PACKAGE}/")]
    if not ours:
        return None
    others = {name: to for name, to in config.pop("imports").items() if name not in ours}
    config |= {"imports": others} if others else {}
    if config:
        _write(file, config)
    else:
        file.unlink()
    return file


def _config_of(folder: Path, wanted: dict[str, str]) -> tuple[Path, dict[str, Any]]:
    """The file's path and content; refuses one with comments, or with an import map of its own elsewhere."""
    if not folder.is_dir():
        raise KernelsError(tell("no_folder", path=folder))
    imports = json.dumps(wanted, indent=2)
    commented, file = folder / "deno.jsonc", folder / "deno.json"
    if commented.exists() and not file.exists():
        raise KernelsError(tell("own_map", path=commented, imports=imports))
    try:
        config = json.loads(file.read_text("utf-8")) if file.exists() else {}
    except ValueError as error:
        raise KernelsError(tell("own_map", path=file, imports=imports)) from error
    if not isinstance(config, dict) or "importMap" in config:
        raise KernelsError(tell("own_map", path=file, imports=imports))
    return file, config


def _write(file: Path, config: dict[str, Any]) -> None:
    """Replaces a file as a whole."""
    try:
        descriptor, new = tempfile.mkstemp(dir=file.parent, prefix=".deno-")
        with os.fdopen(descriptor, "w", encoding="utf-8") as stream:
            stream.write(json.dumps(config, ensure_ascii=False, indent=2) + "\n")
        os.chmod(new, 0o644)
        os.replace(new, file)
    except OSError as error:
        raise KernelsError(tell("not_written", path=file, why=error.strerror)) from error
