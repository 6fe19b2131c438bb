"""The server extension: its options, its handlers, its lifetime."""

from __future__ import annotations

import getpass
import os
import secrets
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from jupyter_core.paths import jupyter_runtime_dir
from jupyter_server.extension.application import ExtensionApp
from jupyter_server.utils import url_path_join
from traitlets import Enum, Float, List, Unicode

from ..routes import slug_for
from .hub_place import find_hub
from .settings import LaunchSettings, instance_command

if TYPE_CHECKING:
    from .instance_launcher import InstanceLauncher
    from .launcher import Launcher

LAUNCHER_URL = "VIBEVOICE_LAUNCHER"
LAUNCHER_TOKEN = "VIBEVOICE_LAUNCHER_TOKEN"


class VibeVoiceLauncher(ExtensionApp):
    """Starts one speech instance for the user of this Jupyter server, and leads its browser to it."""

    name = "jupyterlab_vibevoice"
    load_other_extensions = True
    launcher: Launcher
    # The instance beside this server; in a hub that starts instances it is never started.
    beside: InstanceLauncher

    user = Unicode(help="Whose instance it is. Default: the user of this machine.").tag(config=True)
    front_door = Unicode(
        help="Folder of the front door that `jupyter vibevoice lab` opened. Default: none, this server forwards."
    ).tag(config=True)
    script = Unicode(help="The one-click script. Default: the first that the instance finds.").tag(config=True)
    engine = Enum(["auto", "draft"], "auto", help="draft: never run a script, table reads only.").tag(config=True)
    engine_start = Enum(
        ["open", "generate"], "generate", help="When the script's engine wakes: with the studio, or with the first job."
    ).tag(config=True)
    idle_minutes = Float(30.0, min=0.1, help="Minutes without use before the engine sleeps and frees the GPU.").tag(
        config=True
    )
    library_gigabytes = Float(5.0, min=0.01, help="Size of the library before the oldest unpinned jobs go.").tag(
        config=True
    )
    state_dir = Unicode(help="Folder of the library. Default: vibevoice in Jupyter's data folder.").tag(config=True)
    runtime_dir = Unicode(help="Folder of the file that tells of the instance. Default: Jupyter's.").tag(config=True)
    instance_command = List(Unicode(), help="How an instance is started; its options are added.").tag(config=True)
    hub_url = Unicode(
        help="In a JupyterHub: its address for programs beside this server. Default: the one that the hub tells."
    ).tag(config=True)
    profile = Unicode(
        help="In a JupyterHub: the profile of the hub's with which instances start, unless a caller names another."
    ).tag(config=True)
    start_timeout_s = Float(30.0, min=1, help="Seconds an instance may take to start.").tag(config=True)

    def initialize_settings(self) -> None:
        """Makes the launcher and the token that programs started by this server inherit."""
        from .instance_launcher import InstanceLauncher

        hub = find_hub(os.environ, address=self.hub_url)
        user = hub.user if hub else self.user or getpass.getuser()
        self.beside = self.launcher = InstanceLauncher(
            LaunchSettings(
                user=user,
                slug=slug_for(user),
                runtime_dir=Path(self.runtime_dir or jupyter_runtime_dir()),
                command=list(self.instance_command) or instance_command(),
                options=self._instance_options,
                front_door=Path(self.front_door) if self.front_door else None,
                start_timeout_s=self.start_timeout_s,
            )
        )
        if hub:
            from .hub_launcher import HubLauncher

            self.launcher = HubLauncher(hub, self.beside, profile=self.profile)
            self.settings["vibevoice_hub_user"] = hub.user
        self.settings["vibevoice_program_token"] = secrets.token_urlsafe(32)

    def initialize_handlers(self) -> None:
        """Puts the launcher API, the forwarder and the page for stopped instances in their places."""
        from .api_handlers import EventsHandler, InstanceHandler, LogHandler
        from .forward_handler import ForwardHandler
        from .recent_logins import RecentLogins
        from .stopped_handler import StoppedHandler

        given = {"launcher": self.launcher}
        self.handlers += [
            (r"/jupyterlab-vibevoice/api/instance", InstanceHandler, given),
            (r"/jupyterlab-vibevoice/api/instance/events", EventsHandler, given),
            (r"/jupyterlab-vibevoice/api/instance/log", LogHandler, given),
            (r"/jupyterlab-vibevoice/i/(.*)", ForwardHandler, {"launcher": self.beside, "logins": RecentLogins()}),
            (r"/vibevoice/(.*)", StoppedHandler),
        ]

    async def _start_jupyter_server_extension(self, serverapp: Any) -> None:
        # Only now is the port known. The address may end in Jupyter's own token, and leads to the page that Jupyter
        # opens (/lab, /tree). Kernels inherit these two; the token opens the launcher API alone.
        path = url_path_join(serverapp.base_url, "jupyterlab-vibevoice/")
        os.environ[LAUNCHER_URL] = urlsplit(serverapp.local_url)._replace(path=path, query="").geturl()
        os.environ[LAUNCHER_TOKEN] = self.settings["vibevoice_program_token"]

    async def stop_extension(self) -> None:
        """Ends the instance that this server started."""
        if hasattr(self, "launcher"):
            await self.launcher.close()

    def _instance_options(self) -> list[str]:
        options = ["--engine", self.engine, "--engine-start", self.engine_start]
        options += ["--idle-minutes", f"{self.idle_minutes:g}", "--library-gigabytes", f"{self.library_gigabytes:g}"]
        options += ["--state-dir", self.state_dir] if self.state_dir else []
        return options + (["--script", self.script] if self.script else [])
