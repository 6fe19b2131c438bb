"""Which engines there are: the one-click script's, where one is to run, and always the draft engine."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from ..contract.problems import ProblemError
from ..processes import OutputRing
from .adapters import EngineAdapter
from .adapters.choose import mapping_file_of
from .adapters.detect import Found
from .lane_engine import LaneName, Process
from .options import Options
from .script import EngineProcess, draft_argv, engine_environment, find_script, script_argv

# A unix socket's path has room for about 100 bytes; a file name is added.
_LONGEST_FOLDER = 80


@dataclass(frozen=True)
class Engines:
    """Supervised engines by lane, the script's file name, and what the script printed."""

    processes: dict[LaneName, Process]
    script_name: str | None
    log: OutputRing


class MissingScript:
    """Stands where a script was asked for that is not there: fails in words whenever it is woken."""

    state: Literal["stopped", "starting", "ready", "failed"] = "failed"
    phase: str | None = None
    fraction: float | None = None
    found: Found | None = None

    def __init__(self, problem: ProblemError) -> None:
        self.problem: ProblemError | None = problem
        self.message = problem.message
        self._error = problem

    async def wake(self) -> EngineAdapter:
        """Raises the problem."""
        raise self._error

    async def sleep(self) -> None:
        """Does nothing."""

    def doubt(self) -> None:
        """Nothing is there to be doubted."""

    def subscribe(self, callback: Callable[[], None]) -> Callable[[], None]:
        """Nothing ever changes."""
        return lambda: None


def make_engines(options: Options, environ: Mapping[str, str]) -> Engines:
    """The supervisors of all engines; nothing is started yet."""
    folder = _sockets_folder(options.state_dir)
    log, draft_log = OutputRing(), OutputRing()
    draft_socket = folder / "draft"
    environment = engine_environment(environ, socket_path=draft_socket)
    draft = EngineProcess(name="draft", argv=draft_argv(), env=environment, socket_path=draft_socket, log=draft_log)
    processes: dict[LaneName, Process] = {"draft": draft}
    if options.engine == "draft":
        return Engines(processes, None, draft_log)
    try:
        script = find_script(options.script, environ, Path.home())
    except ProblemError as problem:
        return Engines({"script": MissingScript(problem), **processes}, Path(options.script).name or None, log)
    socket_path = folder / "script"
    root_path = f"{options.public_url.rstrip('/')}/ui"
    processes["script"] = EngineProcess(
        name="script",
        argv=script_argv(script),
        env=engine_environment(environ, socket_path=socket_path, root_path=root_path),
        socket_path=socket_path,
        log=log,
        cwd=script.parent,
        quiet_timeout_s=options.quiet_minutes * 60,
        table_reader=draft.wake,
        mapping_file=mapping_file_of(script),
        api_key=environ.get("VIBEVOICE_OPENAI_API_KEY", ""),
    )
    return Engines(processes, script.name, log)


def _sockets_folder(state_dir: Path) -> Path:
    folder = (state_dir / "sockets").absolute()
    if len(str(folder).encode()) > _LONGEST_FOLDER:
        return Path(tempfile.mkdtemp(prefix="vibevoice-"))
    folder.mkdir(mode=0o700, exist_ok=True)
    return folder
