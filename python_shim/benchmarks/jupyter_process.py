"""A Jupyter server for a benchmark, with everything in a folder of its own, and a browser's login to it."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from http.cookiejar import CookieJar
from pathlib import Path

from raw_client import Target

UPSTREAM = Path(__file__).parent / "small_upstream.py"
_CONFIG = """
c.ServerApp.allow_root = True
c.ServerApp.open_browser = False
c.ServerApp.ip = "127.0.0.1"
c.ServerApp.port = 0
c.ServerApp.log_level = "INFO"
c.ServerApp.jpserver_extensions = {{"jupyterlab_vibevoice": True, "jupyter_server_proxy": True}}
c.IdentityProvider.token = "bench"
c.VibeVoiceLauncher.instance_command = [{python!r}, {upstream!r}]
"""


@contextmanager
def jupyter_server(folder: Path) -> Iterator[tuple[int, str]]:
    """Runs it; gives its port and the header lines of a logged-in browser."""
    config = folder / "server_config.py"
    config.write_text(_CONFIG.format(python=sys.executable, upstream=str(UPSTREAM)))
    kept = {name: value for name, value in os.environ.items() if not name.startswith("JUPYTER")}
    places = {f"JUPYTER_{name}_DIR": str(folder / name.lower()) for name in ("CONFIG", "RUNTIME", "DATA")}
    process = subprocess.Popen(
        [sys.executable, "-m", "jupyter_server", f"--config={config}"],
        env={**kept, **places, "HOME": str(folder)},
        cwd=folder,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    )
    assert process.stderr is not None
    try:
        for line in process.stderr:
            if match := re.search(rb"127\.0\.0\.1:(\d+)/\?token", line):
                break
        else:
            raise RuntimeError("Jupyter server did not start")
        # Its log goes nowhere from here on, and never fills the pipe: both forwarders are spared alike.
        subprocess.Popen(["cat"], stdin=process.stderr, stdout=subprocess.DEVNULL)
        port = int(match[1])
        yield port, _login(port)
    finally:
        process.terminate()
        process.wait(20)
        process.stderr.close()


def _login(port: int) -> str:
    """The cookies that a browser has after its first page."""
    jar = CookieJar()
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}), urllib.request.HTTPCookieProcessor(jar))
    for attempt in range(100):
        try:
            opener.open(f"http://127.0.0.1:{port}/login?token=bench", timeout=10).read()
            break
        except OSError:
            if attempt == 99:
                raise
    cookies = "; ".join(f"{cookie.name}={cookie.value}" for cookie in jar)
    return f"Cookie: {cookies}\r\nAccept: */*\r\nUser-Agent: bench\r\nSec-Fetch-Site: same-origin\r\n"


def start_instance(port: int) -> int:
    """Starts the launcher's instance, which is the small upstream here; returns its port."""
    url = f"http://127.0.0.1:{port}/jupyterlab-vibevoice/api/instance"
    request = urllib.request.Request(url, b"{}", {"Authorization": "token bench"}, method="POST")
    with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(request, timeout=30) as answer:
        instance = json.load(answer)
    assert instance["state"] == "ready", instance
    return int(instance["kernel_url"].rsplit(":", 1)[1].rstrip("/"))


def forwarders(port: int, headers: str, upstream: int) -> tuple[Target, Target]:
    """The launcher's forwarder and jupyter-server-proxy, in the same server, to the same upstream."""
    return Target(port, "/jupyterlab-vibevoice/i", headers), Target(port, f"/proxy/{upstream}", headers)
