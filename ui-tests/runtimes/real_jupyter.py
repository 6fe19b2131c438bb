"""A real Jupyter server with the extension, its state in a temporary folder; ends when standard input does.

Prints one line of JSON: its base URL and token, and the launcher's address and token as a kernel of it inherits them.
"""

import json
import os
import re
import socket
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
from pathlib import Path
from typing import IO, Any

TOKEN = "jupyter-token"
CONFIG = """
c.ServerApp.allow_root = True
c.ServerApp.open_browser = False
c.ServerApp.ip = "127.0.0.1"
c.ServerApp.port = 0
c.ServerApp.base_url = "/at/home/"
c.ServerApp.default_url = "/lab"
c.ServerApp.jpserver_extensions = {"jupyterlab": False, "jupyterlab_vibevoice": True}
c.IdentityProvider.token = "jupyter-token"
c.VibeVoiceLauncher.engine = "draft"
"""

# A kernel that tells what it inherited, and then waits to be ended.
TELLTALE = """
import json, os, signal, sys
with open(sys.argv[1], "w") as pipe:
    json.dump([os.environ["VIBEVOICE_LAUNCHER"], os.environ["VIBEVOICE_LAUNCHER_TOKEN"]], pipe)
signal.pause()
"""


def environment(folder: Path) -> dict[str, str]:
    """An environment in which nothing of this machine's user is read or written."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("JUPYTER", "VIBEVOICE"))}
    places = {f"JUPYTER_{name}_DIR": str(folder / name.lower()) for name in ("CONFIG", "DATA", "RUNTIME")}
    return {**kept, **places, "HOME": str(folder), "IPYTHONDIR": str(folder / "ipython")}


def address(lines: IO[str]) -> str:
    """Return the server's base URL once it listens there; a thread reads what it prints afterwards."""
    found = (re.search(r"http://(127\.0\.0\.1):(\d+)/at/home/", line) for line in lines)
    match = next(match for match in found if match)
    threading.Thread(target=lines.read, daemon=True).start()
    while True:
        # Jupyter names its address just before it listens.
        try:
            socket.create_connection((match[1], int(match[2])), timeout=5).close()
            return match.group()
        except ConnectionRefusedError:
            time.sleep(0.02)


def call(base_url: str, path: str, body: object, *, method: str = "POST") -> dict[str, Any]:
    """Call Jupyter's own API."""
    headers = {"Authorization": f"token {TOKEN}", "Content-Type": "application/json"}
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(base_url + path, data=data, headers=headers, method=method)
    with urllib.request.urlopen(request, timeout=60) as answer:
        return json.loads(answer.read() or b"{}")


def inherited(base_url: str, folder: Path) -> list[str]:
    """Return what a kernel of the server finds in its environment: the launcher's address and token."""
    pipe = folder / "environment"
    os.mkfifo(pipe)
    spec = folder / "data/kernels/telltale"
    spec.mkdir(parents=True)
    argv = [sys.executable, "-c", TELLTALE, str(pipe), "{connection_file}"]
    (spec / "kernel.json").write_text(json.dumps({"argv": argv, "display_name": "Telltale", "language": "none"}))
    kernel = call(base_url, "api/kernels", {"name": "telltale"})
    # Opening it waits until the kernel does the same.
    said = json.loads(pipe.read_text())
    call(base_url, f"api/kernels/{kernel['id']}", None, method="DELETE")
    return said


def main() -> None:
    """Serve until standard input ends."""
    with tempfile.TemporaryDirectory(prefix="vibevoice-runtimes-") as name:
        folder = Path(name)
        (folder / "config.py").write_text(CONFIG)
        argv = [sys.executable, "-m", "jupyter_server", "--config", str(folder / "config.py")]
        with subprocess.Popen(
            argv, env=environment(folder), cwd=folder, stdin=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
        ) as server:
            try:
                base_url = address(server.stderr)
                launcher, secret = inherited(base_url, folder)
                answer = {"baseUrl": base_url, "token": TOKEN, "launcher": launcher, "launcherToken": secret}
                print(json.dumps(answer), flush=True)
                sys.stdin.read()
            finally:
                server.terminate()


main()
