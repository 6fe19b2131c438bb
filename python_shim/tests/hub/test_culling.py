"""jupyterhub-idle-culler, as `configure(c)` sets it up: it stops instances alone, when unused, never during a job."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager

import httpx
from traitlets.config import Config

from jupyterlab_vibevoice.hub import configure

from .real_hub import RealHub, bearer, until

LIMIT_S = 8


@contextmanager
def culling(hub: RealHub) -> Iterator[None]:
    """Runs the service, with the rights that it gets and a short limit; the hub's configuration would start it."""
    c = Config()
    configure(c, cull_minutes=LIMIT_S / 60, activity_seconds=1)
    service = c.JupyterHub.services[-1]
    given = {
        "JUPYTERHUB_API_URL": str(hub.admin.base_url).rstrip("/"),
        "JUPYTERHUB_API_TOKEN": hub.secrets[service["name"]],
    }
    with (hub.folder / "culler.log").open("wb") as log:
        running = subprocess.Popen(service["command"], env={**os.environ, **given}, stdout=log, stderr=log)
    try:
        yield
    finally:
        running.kill()
        running.wait()


def test_only_what_nobody_uses_is_stopped(hub: RealHub) -> None:
    hub.start_notebook("carol")
    hub.start_instance("carol")
    address, dave = hub.start_instance("dave"), bearer(hub.token("dave"))
    control = hub.folder / "home" / "dave" / "control.json"
    # The job waits in the middle of its first turn until it may go on.
    control.write_text(json.dumps({"frames": 2}))
    job = httpx.post(f"{address}/api/jobs", headers=dave, json={"script": "Nora: A job that takes its time."}).json()
    with httpx.stream("GET", f"{address}/api/jobs/{job['id']}/events", headers=dave, timeout=60) as events:
        next(line for line in events.iter_lines() if line == "event: started")
    with culling(hub):
        until(lambda: "vibevoice" not in hub.running("carol"), "the end of what is unused")
        # Her notebook was used even less.
        assert "" in hub.running("carol")
        assert httpx.get(f"{address}/api/jobs/{job['id']}", headers=dave).json()["state"] == "running"
        control.write_text("{}")
        until(lambda: "vibevoice" not in hub.running("dave"), "the end of what is done")
    # What was made is there when he comes back.
    address = hub.start_instance("dave")
    assert httpx.get(f"{address}/api/jobs/{job['id']}", headers=dave).json()["state"] == "done"
