"""Traefik as a child of `jupyter vibevoice lab`: found, configured in one private folder, started, stopped."""

from __future__ import annotations

import asyncio
import math
import os
import secrets
import shutil
import socket
import sysconfig
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import aiohttp

from ..processes import Child, OutputRing
from .certificate import make_unused_certificate
from .front_door import API_USER, Door, FrontDoor, write_private
from .route import RouteError
from .traefik_file import dump, render_common, render_static

INSTALL_HINT = 'pip install "jupyterlab-vibevoice[traefik]"'
_START_TIMEOUT_S = 15.0
_POLL_S = 0.02
_STOP_GRACE_S = 2.0
# Before it is started again: after a long life at once, else longer with each short one.
_PAUSES_S = (0.0, 0.0, 0.0, 0.0, 1.0, 2.0, 4.0, 8.0)
_SHORT_LIFE_S = 1.0


def find_traefik(environ: Mapping[str, str]) -> Path | None:
    """The `traefik` program beside this Python, else on PATH; None where it is not installed."""
    beside = Path(sysconfig.get_path("scripts")) / "traefik"
    if beside.is_file():
        return beside
    found = shutil.which("traefik", path=environ.get("PATH", os.defpath))
    return Path(found) if found else None


def traefik_environment(environ: Mapping[str, str]) -> dict[str, str]:
    """The environment without what Traefik would read as options or proxies: it must speak to this machine only."""
    proxies = {"http_proxy", "https_proxy", "all_proxy", "no_proxy"}
    is_read = {name for name in environ if name.startswith("TRAEFIK_") or name.lower() in proxies}
    return {name: value for name, value in environ.items() if name not in is_read}


def is_loopback(host: str) -> bool:
    """Whether `host` can be reached from this machine only."""
    return host in ("localhost", "::1") or host.startswith("127.")


def is_port_free(host: str, port: int) -> bool:
    """Whether a server could listen there now."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True


def free_port(host: str = "127.0.0.1") -> int:
    """A port nobody listens on at this moment."""
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.bind((host, 0))
        return int(probe.getsockname()[1])


def authority(host: str, port: int) -> str:
    """`host:port`, with the brackets an IPv6 address needs."""
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"


@dataclass(frozen=True)
class Address:
    """Where the front door listens; `certificate` = (certificate file, key file) makes it HTTPS."""

    host: str
    port: int
    certificate: tuple[Path, Path] | None = None

    def __post_init__(self) -> None:
        if not is_loopback(self.host) and self.certificate is None:
            raise ValueError(
                f"{self.host} can be reached from other machines, and without TLS everybody on the way could read "
                "the login token. Add --certfile and --keyfile, or leave --host out and use an SSH tunnel."
            )

    @property
    def origin(self) -> str:
        """`scheme://host:port` as people type it; a wildcard address is shown as this machine's name."""
        host = socket.gethostname() if self.host in ("", "0.0.0.0", "::") else self.host
        return f"{'https' if self.certificate else 'http'}://{authority(host, self.port)}"

    @property
    def local(self) -> str:
        """The same, as this machine reaches it."""
        host = {"": "127.0.0.1", "0.0.0.0": "127.0.0.1", "::": "::1"}.get(self.host, self.host)
        return f"{'https' if self.certificate else 'http'}://{authority(host, self.port)}"


class EmbeddedTraefik:
    """A running Traefik of ours and the front door it keeps."""

    def __init__(
        self, program: Path, folder: Path, door: FrontDoor, *, env: Mapping[str, str], output: OutputRing
    ) -> None:
        self.door = door
        self.folder = folder
        self.child: Child
        self._argv = [str(program), f"--configFile={folder / 'static.yml'}"]
        self._env = env
        self._output = output

    @classmethod
    async def start(
        cls, program: Path, folder: Path, address: Address, *, environ: Mapping[str, str], output: OutputRing
    ) -> EmbeddedTraefik:
        """Starts Traefik with all its files in `folder` (absolute, made 0700); RouteError when it does not come up."""
        _make_folders(folder)
        certificate = address.certificate or await make_unused_certificate(folder, environ)
        door = _write_files(folder, address, api=f"127.0.0.1:{free_port()}", certificate=certificate)
        traefik = cls(program, folder, door, env=traefik_environment(environ), output=output)
        try:
            await traefik._run()
        except BaseException:
            await traefik.stop()
            raise
        return traefik

    async def keep(self, on_restart: Callable[[], None], on_pause: Callable[[float], None]) -> None:
        """Starts Traefik again each time it ends, with the routes that are up; `on_pause` hears of a longer pause (s).

        Never gives up: behind it JupyterLab, its kernels and jobs go on.
        """
        loop = asyncio.get_running_loop()
        short_lives, begun = 0, loop.time()
        while True:
            await self.child.wait()
            short_lives = short_lives + 1 if loop.time() - begun < _SHORT_LIFE_S else 0
            pause_s = _PAUSES_S[min(short_lives, len(_PAUSES_S) - 1)]
            if pause_s and short_lives < len(_PAUSES_S):
                on_pause(pause_s)
            await self.child.stop(grace_s=0)
            await asyncio.sleep(pause_s)
            # No life is shorter than that of one that does not come up.
            begun = math.inf
            try:
                await self._run()
            except (RouteError, OSError):
                await self.child.stop(grace_s=0)
                continue
            begun = loop.time()
            on_restart()

    async def _run(self) -> None:
        """One life of Traefik, up to its first answer; its files say all there is to know, the routes too."""
        self.child = await Child.start(self._argv, env=self._env, cwd=self.folder, output=self._output)
        await self._until_ready(f"{self.door.api}/ping", self._output)

    async def _until_ready(self, ping: str, output: OutputRing) -> None:
        deadline = asyncio.get_running_loop().time() + _START_TIMEOUT_S
        async with aiohttp.ClientSession(trust_env=False, timeout=aiohttp.ClientTimeout(total=2)) as session:
            while asyncio.get_running_loop().time() < deadline:
                if self.child.returncode is not None:
                    raise RouteError("Traefik ended at its start: " + " ".join(output.tail(3)))
                try:
                    async with session.get(ping) as answer:
                        if answer.status == 200:
                            return
                except (aiohttp.ClientError, TimeoutError):
                    pass
                await asyncio.sleep(_POLL_S)
        raise RouteError(f"Traefik was not ready within {_START_TIMEOUT_S:.0f} s")

    async def stop(self) -> None:
        """Ends Traefik; streams that go through it are cut after a second."""
        await self.child.stop(grace_s=_STOP_GRACE_S)


def _make_folders(folder: Path) -> None:
    """The private folders; routes of an earlier run go."""
    for private in (folder, folder / "dynamic"):
        private.mkdir(mode=0o700, parents=True, exist_ok=True)
        private.chmod(0o700)
    for left_over in (folder / "dynamic").iterdir():
        left_over.unlink()


def _write_files(folder: Path, address: Address, *, api: str, certificate: tuple[Path, Path] | None) -> FrontDoor:
    """Everything Traefik reads at its start, and the file that says where the door is."""
    dynamic = folder / "dynamic"
    secret = secrets.token_hex(32)
    is_tls = address.certificate is not None
    listen = authority(address.host, address.port)
    static = render_static(address=listen, api_address=api, dynamic=dynamic, is_tls=is_tls)
    common = render_common(api_user=API_USER, api_secret=secret, certificate=certificate)
    write_private(dynamic / "common.yml", dump(common), staging=folder)
    write_private(folder / "static.yml", dump(static), staging=folder)
    return FrontDoor.write(folder, Door(address.origin, address.local, f"http://{api}", secret, str(dynamic)))
