"""`jupyter vibevoice hub`: what it prints, and that nothing outlives it."""

from __future__ import annotations

import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import psutil
import pytest

from .conftest import environment

_ENDED_WITHIN_S = 90
_STARTED_WITHIN_S = 90


@contextmanager
def _running(folder: Path) -> Iterator[tuple[subprocess.Popen[str], str, dict[str, str]]]:
    """The command, its address, and the passwords it printed."""
    command = [sys.executable, "-m", "jupyterlab_vibevoice.cli", "hub", "--folder", str(folder / "hub")]
    words = environment(folder, LC_ALL="C.UTF-8")
    with subprocess.Popen([*command, "--port", "28100"], env=words, stdout=subprocess.PIPE, text=True) as process:
        try:
            yield (process, *_printed(process))
        finally:
            if process.poll() is None:
                process.kill()


def _printed(process: subprocess.Popen[str]) -> tuple[str, dict[str, str]]:
    assert process.stdout is not None
    url, passwords, printed = "", {}, []
    for line in process.stdout:
        printed.append(line)
        if found := re.search(r"http://127\S+", line):
            url = found[0]
        if found := re.fullmatch(r"user (\w+), password (\S+)\n", line):
            passwords[found[1]] = found[2]
        if len(passwords) == 3:
            return url, passwords
    raise AssertionError("".join(printed))


def _open_lab(url: str, name: str, password: str) -> str:
    """Logs in as on the hub's page, asks for the user's server, and returns the page of its JupyterLab."""
    with httpx.Client(base_url=url, follow_redirects=True, timeout=60) as browser:
        browser.get("/hub/login")
        form = {"username": name, "password": password, "_xsrf": browser.cookies.get("_xsrf", path="/hub/")}
        assert browser.post("/hub/login?next=%2Fhub%2Fhome", data=form).url.path == "/hub/home"
        xsrf = browser.cookies.get("_xsrf", path="/hub/")
        asked = browser.post(f"/hub/api/users/{name}/server?_xsrf={xsrf}", headers={"Referer": f"{url}hub/home"})
        assert asked.status_code in (201, 202), asked.text
        ends_at = time.monotonic() + _STARTED_WITHIN_S
        while "jupyter-config-data" not in (page := browser.get(f"/user/{name}/lab").text):
            assert time.monotonic() < ends_at, page
            time.sleep(0.2)
        return page


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGKILL])
def test_a_hub_with_three_people_that_leaves_nothing_behind(tmp_path: Path, how: signal.Signals) -> None:
    with _running(tmp_path) as (process, url, passwords):
        assert passwords.keys() == {"alice", "bob", "admin"}
        # No question whether news may be fetched lies over what somebody does first.
        assert "@jupyterlab/apputils-extension:announcements" in _open_lab(url, "alice", passwords["alice"])
        family = psutil.Process(process.pid).children(recursive=True)
        assert any("singleuser" in " ".join(each.cmdline()) for each in family)
        assert any("traefik" in each.name() for each in family)
        process.send_signal(how)
        process.wait(_ENDED_WITHIN_S)
    _, alive = psutil.wait_procs(family, timeout=_ENDED_WITHIN_S)
    assert not [" ".join(each.cmdline()) for each in alive if each.status() != psutil.STATUS_ZOMBIE]
    assert (tmp_path / "hub" / "hub.json").stat().st_mode & 0o077 == 0
