"""The front door with a real Traefik: routes answer when they are published, and no longer when they are withdrawn."""

from __future__ import annotations

import json
import ssl
import stat
import subprocess
from pathlib import Path

import aiohttp
import pytest
from yarl import URL

from jupyterlab_vibevoice.routes import Address, EmbeddedTraefik, FrontDoor, Route, RouteError, free_port

from .conftest import echo_server, start_traefik

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def _get(url: str, **options: object) -> tuple[int, dict]:
    async with (
        aiohttp.ClientSession(trust_env=False) as session,
        session.get(URL(url, encoded=True), allow_redirects=False, **options) as answer,
    ):
        text = await answer.text()
        body = json.loads(text) if text.startswith("{") else {}
        return answer.status, {**body, "location": answer.headers.get("Location")}


async def test_a_published_route_answers_at_once_with_the_prefix_taken_off(traefik: EmbeddedTraefik) -> None:
    door = FrontDoor.read(traefik.folder)
    async with echo_server("alice") as target:
        await door.publish(Route("alice", target))
        status, body = await _get(f"{door.origin}/vibevoice/alice/api/jobs?a=%2F")
        await door.withdraw("alice")
    assert (status, body["name"], body["target"]) == (200, "alice", "/api/jobs?a=%2F")
    assert body["headers"]["x-forwarded-prefix"] == "/vibevoice/alice"


async def test_a_withdrawn_or_unknown_slug_falls_through_to_jupyterlab(traefik: EmbeddedTraefik) -> None:
    door = traefik.door
    async with echo_server("bob") as target:
        await door.publish(Route("bob", target))
        await door.withdraw("bob")
        await door.withdraw("bob")
        for path in ("/vibevoice/bob/api", "/vibevoice/never/api", "/lab"):
            status, body = await _get(f"{door.origin}{path}")
            assert (status, body["name"], body["target"]) == (200, "lab", path)


async def test_a_slug_does_not_catch_the_path_of_a_longer_one(traefik: EmbeddedTraefik) -> None:
    async with echo_server("ann") as target:
        await traefik.door.publish(Route("ann", target))
        assert (await _get(f"{traefik.door.origin}/vibevoice/anna/secret"))[1]["name"] == "lab"
        await traefik.door.withdraw("ann")


async def test_the_path_without_its_slash_is_sent_to_the_one_with_it(traefik: EmbeddedTraefik) -> None:
    status, body = await _get(f"{traefik.door.origin}/vibevoice/alice?x=1")
    assert (status, body["location"]) == (302, "/vibevoice/alice/?x=1")


async def test_a_new_start_takes_the_place_of_the_old_one(traefik: EmbeddedTraefik) -> None:
    async with echo_server("old") as old, echo_server("new") as new:
        await traefik.door.publish(Route("carol", old))
        await traefik.door.publish(Route("carol", new))
        assert (await _get(f"{traefik.door.origin}/vibevoice/carol/"))[1]["name"] == "new"
        await traefik.door.withdraw("carol")


@pytest.mark.parametrize("path", ["a%2Fb", "a%5Cb", "%00"])
async def test_encoded_separators_are_refused(traefik: EmbeddedTraefik, path: str) -> None:
    async with echo_server("dave") as target:
        await traefik.door.publish(Route("dave", target))
        assert (await _get(f"{traefik.door.origin}/vibevoice/dave/{path}"))[0] == 400
        await traefik.door.withdraw("dave")


async def test_headers_that_only_proxies_may_set_are_taken_from_callers(traefik: EmbeddedTraefik) -> None:
    headers = {"X-Forwarded-Prefix": "/evil", "X-Forwarded-Host": "evil", "X_Forwarded_Host": "evil"}
    _, body = await _get(f"{traefik.door.origin}/anything", headers=headers)
    assert "evil" not in json.dumps(body["headers"])


async def test_the_api_asks_for_its_secret_and_there_is_no_dashboard(traefik: EmbeddedTraefik) -> None:
    door = json.loads((traefik.folder / "door.json").read_text())
    assert (await _get(f"{door['api']}/api/http/routers"))[0] == 401
    wrong = {"Authorization": aiohttp.encode_basic_auth("vibevoice", "wrong")}
    assert (await _get(f"{door['api']}/api/http/routers", headers=wrong))[0] == 401
    assert (await _get(f"{door['api']}/dashboard/"))[0] == 404
    assert (await _get(f"{door['origin']}/api/http/routers"))[1]["name"] == "lab"


async def test_all_files_are_private_and_none_is_written_in_place(traefik: EmbeddedTraefik) -> None:
    async with echo_server("erin") as target:
        await traefik.door.publish(Route("erin", target))
        for path in traefik.folder.rglob("*"):
            assert stat.S_IMODE(path.stat().st_mode) == (0o700 if path.is_dir() else 0o600), path
        await traefik.door.withdraw("erin")
    assert stat.S_IMODE(traefik.folder.stat().st_mode) == 0o700
    unused = {"unused-certificate.pem", "unused-key.pem"}
    assert {path.name for path in traefik.folder.iterdir()} == {"dynamic", "door.json", "static.yml", *unused}
    assert {path.name for path in (traefik.folder / "dynamic").iterdir()} == {"common.yml", "lab.yml"}


async def test_a_route_to_nobody_is_published_and_answers_bad_gateway(traefik: EmbeddedTraefik) -> None:
    await traefik.door.publish(Route("frank", f"http://127.0.0.1:{free_port()}"))
    assert (await _get(f"{traefik.door.origin}/vibevoice/frank/"))[0] == 502
    await traefik.door.withdraw("frank")


async def test_a_traefik_that_cannot_listen_says_why(tmp_path: Path, traefik: EmbeddedTraefik) -> None:
    taken = URL(traefik.door.origin).port
    with pytest.raises(RouteError, match="address already in use"):
        await start_traefik(tmp_path / "second", Address("127.0.0.1", int(taken or 0)))


async def test_an_address_of_other_machines_needs_tls() -> None:
    with pytest.raises(ValueError, match="--certfile"):
        Address("0.0.0.0", 8888)


def _certificate(folder: Path) -> tuple[Path, Path]:
    certificate, key = folder / "certificate.pem", folder / "key.pem"
    options = ["-newkey", "rsa:2048", "-nodes", "-days", "1", "-subj", "/CN=localhost"]
    options += ["-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1"]
    argv = ["openssl", "req", "-x509", *options, "-keyout", key, "-out", certificate]
    subprocess.run(argv, check=True, capture_output=True)
    return certificate, key


async def test_with_tls_files_the_door_speaks_https(tmp_path: Path) -> None:
    certificate, key = _certificate(tmp_path)
    running = await start_traefik(tmp_path / "tls", Address("0.0.0.0", free_port(), (certificate, key)))
    try:
        assert running.door.origin.startswith("https://")
        async with echo_server("alice") as target:
            await running.door.publish(Route("alice", target))
            trusted = ssl.create_default_context(cafile=str(certificate))
            local = json.loads((running.folder / "door.json").read_text())["local"]
            status, body = await _get(f"{local}/vibevoice/alice/", ssl=trusted)
    finally:
        await running.stop()
    assert (status, body["headers"]["x-forwarded-proto"]) == (200, "https")
