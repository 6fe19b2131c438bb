"""What the README shows for a Deno kernel, run in one."""

from __future__ import annotations

import re
from pathlib import Path

import nbformat
from kernels import Place
from test_examples import ROOT, folder, run, shown

__all__ = ["folder"]


def test_the_readme_speaks_from_a_cell_of_deno(folder: Path, place: Place, tmp_path: Path) -> None:
    (code,) = re.findall(r"^```ts\n(.*?)^```", (ROOT / "README.md").read_text("utf-8"), re.DOTALL | re.MULTILINE)
    assert len([line for line in code.splitlines() if line]) <= 5
    kernel = {"name": "deno", "display_name": "Deno", "language": "typescript"}
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(code)], metadata={"kernelspec": kernel})
    nbformat.write(notebook, tmp_path / "readme.ipynb")
    (job,) = shown(run(tmp_path / "readme.ipynb", folder, place))
    assert (job["state"], job["turn_count"]) == ("done", 2)
