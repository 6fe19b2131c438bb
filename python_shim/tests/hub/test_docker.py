"""A hub whose Spawner is Docker's: the instance runs in a container, and is heard through the hub's Traefik."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

import jupyterlab_vibevoice

from .docker_engine import IMAGE, NETWORK, DockerEngine, docker_engine
from .real_hub import RealHub, bearer
from .test_streams import Listener

pytestmark = [pytest.mark.docker, pytest.mark.timeout(600)]

_MORE = """
c.JupyterHub.spawner_class = "dockerspawner.DockerSpawner"
c.DockerSpawner.client_kwargs = {{"base_url": "{docker}"}}
c.DockerSpawner.image, c.DockerSpawner.pull_policy = "{image}", "never"
c.DockerSpawner.network_name, c.DockerSpawner.use_internal_ip = "{network}", True
c.DockerSpawner.read_only_volumes = {{path: path for path in {paths!r}}}
c.Spawner.environment = {{"PYTHONPATH": "{package}", "HOME": "/root"}}
configure(c, command=["{python}", "-m", "jupyterlab_vibevoice.instance"])
"""


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DockerEngine]:
    """A Docker Engine for these tests alone."""
    with docker_engine(tmp_path_factory.mktemp("docker")) as running:
        yield running


@pytest.fixture(scope="module")
def docker_hub(engine: DockerEngine, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RealHub]:
    """A hub that starts containers."""
    package = Path(jupyterlab_vibevoice.__file__).parents[1]
    values = {"docker": engine.address, "image": IMAGE, "network": NETWORK}
    values |= {"package": str(package), "python": sys.executable}
    paths = ["/usr", sys.prefix, sys.base_prefix, str(package)]
    running = RealHub(
        tmp_path_factory.mktemp("hub"),
        host=engine.gateway,
        more=_MORE.format(paths=paths, **values),
    )
    try:
        running.start()
        running.add_user("alice")
        yield running
    finally:
        running.stop()


def test_an_instance_in_a_container_is_heard_through_the_hub(docker_hub: RealHub, engine: DockerEngine) -> None:
    address, alice = docker_hub.start_instance("alice"), bearer(docker_hub.token("alice"))
    assert engine.run("ps", "--format", "{{.Names}}") == "jupyter-alice--vibevoice"
    status = httpx.get(f"{address}/api/status", headers=alice).json()
    assert status["place"] == "hub" and status["user"] == "alice"
    script = "Nora: We are in a container.\nBen: 我们在容器里。"
    job = httpx.post(f"{address}/api/jobs", headers=alice, json={"script": script, "engine": "draft"}).json()
    listener = Listener(address, job["id"], alice)
    listener.finish()
    assert listener.error is None and listener.events[-1]["type"] == "done"
    assert listener.samples / 24_000 == pytest.approx(listener.events[-1]["audio"]["seconds"], abs=0.001)
    flac = httpx.get(f"{address}/api/jobs/{job['id']}/audio.flac", headers=alice, timeout=60)
    assert flac.content.startswith(b"fLaC")
    docker_hub.stop_instance("alice")
    # A container that stayed would be resumed with its old token.
    assert engine.run("ps", "-aq") == ""
