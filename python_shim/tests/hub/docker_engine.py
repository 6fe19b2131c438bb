"""A Docker Engine of the tests' own: installed if need be, started, and everything that it leaves behind put back."""

from __future__ import annotations

import contextlib
import io
import json
import os
import shutil
import subprocess
import tarfile
from collections.abc import Iterator
from pathlib import Path

from .real_hub import until

IMAGE, NETWORK = "vibevoice-tests:bind", "vibevoice-tests"
_FORWARDING = Path("/proc/sys/net/ipv4/ip_forward")
_EMPTY = {
    "filter": "*filter\n:INPUT ACCEPT [0:0]\n:FORWARD ACCEPT [0:0]\n:OUTPUT ACCEPT [0:0]\nCOMMIT\n",
    "nat": "*nat\nCOMMIT\n",
}
_FOLDERS = ("usr", "tmp", "etc", "proc", "sys", "dev", "root", "run", "var", "opt", "sbin", "home")


class DockerEngine:
    """`dockerd` with its own socket and data."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.address = f"unix://{folder}/docker.sock"

    def run(self, *words: str, given: bytes = b"") -> str:
        """What a docker command prints; fails with what it says."""
        environ = {**os.environ, "DOCKER_HOST": self.address}
        done = subprocess.run(["docker", *words], input=given, env=environ, capture_output=True, check=False)
        assert done.returncode == 0, (words, done.stderr.decode())
        return done.stdout.decode().strip()

    def is_ready(self) -> bool:
        """Whether it answers."""
        environ = {**os.environ, "DOCKER_HOST": self.address}
        return subprocess.run(["docker", "info"], env=environ, capture_output=True, check=False).returncode == 0

    @property
    def gateway(self) -> str:
        """The host's address in the containers' network."""
        return self.run("network", "inspect", NETWORK, "-f", "{{(index .IPAM.Config 0).Gateway}}")


def require_docker() -> None:
    """Installs Docker Engine where it is missing; says in words why it cannot run here."""
    assert os.geteuid() == 0, "Docker Engine runs as root alone: run this tier as root, on a machine of its own."
    if shutil.which("dockerd") and shutil.which("iptables-save"):
        return
    assert shutil.which("apt-get"), "Docker Engine is not installed, and there is no apt-get to install it with."
    environ = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    # Nothing that is installed may be started: the tests start their own.
    policy = Path("/usr/sbin/policy-rc.d")
    is_ours = not policy.exists()
    if is_ours:
        policy.write_text("#!/bin/sh\nexit 101\n")
        policy.chmod(0o755)
    try:
        wait = ["-o", "DPkg::Lock::Timeout=300"]
        words = ["apt-get", "install", "-y", "--no-install-recommends", *wait, "docker.io", "iptables"]
        for step in (["apt-get", "update", *wait], words):
            done = subprocess.run(step, env=environ, capture_output=True, check=False)
            assert done.returncode == 0, done.stderr.decode()[-2000:]
    finally:
        if is_ours:
            policy.unlink()


def _rules() -> str:
    """The machine's packet rules, in a form that puts exactly them back."""
    saved = subprocess.run(["iptables-save"], capture_output=True, check=True).stdout.decode()
    return saved + "".join(text for table, text in _EMPTY.items() if f"*{table}\n" not in saved)


@contextlib.contextmanager
def docker_engine(folder: Path) -> Iterator[DockerEngine]:
    """An engine with an image of the host's own files and a network."""
    require_docker()
    rules, forwarding = _rules(), _FORWARDING.read_text()
    engine = DockerEngine(folder)
    settings = {"hosts": [engine.address], "data-root": f"{folder}/data", "exec-root": f"{folder}/exec"}
    # Without docker0, which would outlive the engine.
    settings |= {"pidfile": f"{folder}/dockerd.pid", "bridge": "none"}
    (folder / "dockerd.json").write_text(json.dumps(settings))
    environ = {name: value for name, value in os.environ.items() if not name.upper().endswith("_PROXY")}
    with (folder / "dockerd.log").open("wb") as log:
        words = ["dockerd", "--config-file", str(folder / "dockerd.json")]
        daemon = subprocess.Popen(words, env=environ, stdout=log, stderr=log, start_new_session=True)
    try:

        def is_ready() -> bool:
            assert daemon.poll() is None, (folder / "dockerd.log").read_text()[-3000:]
            return engine.is_ready()

        until(is_ready, "Docker Engine")
        engine.run("import", "-", IMAGE, given=_image())
        engine.run("network", "create", NETWORK)
        yield engine
        for container in engine.run("ps", "-aq").split():
            engine.run("rm", "-f", container)
        engine.run("network", "rm", NETWORK)
    finally:
        daemon.terminate()
        daemon.wait(60)
        subprocess.run(["iptables-restore"], input=rules.encode(), check=True)
        _FORWARDING.write_text(forwarding)
        for mounted in _mounts_below(folder):
            subprocess.run(["umount", "-l", mounted], check=False)


def _mounts_below(folder: Path) -> list[str]:
    points = [line.split()[1] for line in Path("/proc/mounts").read_text().splitlines()]
    return sorted((point for point in points if point.startswith(f"{folder}/")), reverse=True)


def _image() -> bytes:
    """Empty folders and links, into which containers get the host's `/usr` and Python, to be read only."""
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w") as archive:
        for name in _FOLDERS:
            entry = tarfile.TarInfo(name)
            entry.type, entry.mode = tarfile.DIRTYPE, 0o1777 if name == "tmp" else 0o755
            archive.addfile(entry)
        for name in ("lib", "lib64", "bin"):
            entry = tarfile.TarInfo(name)
            entry.type, entry.linkname = tarfile.SYMTYPE, f"usr/{name}"
            archive.addfile(entry)
        users = b"root:x:0:0:root:/root:/bin/sh\n"
        entry = tarfile.TarInfo("etc/passwd")
        entry.size = len(users)
        archive.addfile(entry, io.BytesIO(users))
    return packed.getvalue()
