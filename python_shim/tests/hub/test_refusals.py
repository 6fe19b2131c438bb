"""The other user is refused everywhere: bob, with all that he has, at alice's instance."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from http.client import HTTPConnection
from typing import Any
from urllib.parse import urlsplit

import httpx
import psutil
import pytest

from .person import Person
from .real_hub import RealHub, bearer

STATUS = "/user/alice/vibevoice/api/status"
Headers = dict[str, str]
UPGRADE = {
    "Connection": "Upgrade",
    "Upgrade": "websocket",
    "Sec-WebSocket-Version": "13",
    "Sec-WebSocket-Key": "x3JJHMbDL1EzLkh9GBhXDw==",
}


@dataclass
class Loot:
    """What bob holds in his hands, honestly or not."""

    hub: RealHub
    notebook_token: str
    page_token: str
    personal_token: str
    instance_token: str
    narrow_token: str
    revoked_token: str
    session_cookie: str
    hub_cookies: str
    used_ticket: str
    own_ticket: str
    alices_port: int
    alices_jobs: list[dict[str, Any]]

    def cookies(self) -> Headers:
        """All cookies of his, and his session under the name of alice's."""
        mixed = f"vibevoice-bob={self.session_cookie}; vibevoice-alice={self.session_cookie}"
        return {"Cookie": f"{self.hub_cookies}; {mixed}; vibevoice-alice={self.session_cookie}"}


@pytest.fixture(scope="module")
def loot(hub: RealHub) -> Iterator[Loot]:
    """Both have a notebook and an instance; bob has logged in everywhere."""
    hub.start_notebook("alice")
    alices, bobs = hub.start_instance("alice"), hub.start_instance("bob")
    notebook = hub.start_notebook("bob")
    own = bearer(hub.token("alice"))
    link = hub.origin + httpx.post(f"{alices}/api/session", headers=own).json()["url"]
    httpx.get(link)
    with Person(hub, "bob") as bob:
        bob.go("/user/bob/vibevoice/")
        yield Loot(
            hub,
            notebook_token=notebook["JUPYTERHUB_API_TOKEN"],
            page_token=bob.page_token(notebook),
            personal_token=hub.token("bob"),
            instance_token=httpx.post(f"{bobs}/api/tokens", headers=bearer(hub.token("bob"))).json()["token"],
            narrow_token=hub.token("alice", "read:users:name!user=alice"),
            revoked_token=_revoked(hub, "alice"),
            session_cookie=bob.cookie("vibevoice-bob"),
            hub_cookies="; ".join(f"{cookie.name}={cookie.value}" for cookie in bob.browser.cookies.jar),
            used_ticket=urlsplit(link).query.removeprefix("ticket="),
            own_ticket=httpx.post(f"{bobs}/api/session", headers=bearer(hub.token("bob"))).json()["url"].split("=")[1],
            alices_port=_port_of(hub, "alice"),
            alices_jobs=jobs_of_alice(hub),
        )


def _revoked(hub: RealHub, name: str) -> str:
    """A token of a user's that is one no more."""
    made = hub.admin.post(f"/users/{name}/tokens", json={}).json()
    hub.admin.delete(f"/users/{name}/tokens/{made['id']}").raise_for_status()
    return str(made["token"])


def jobs_of_alice(hub: RealHub) -> list[dict[str, Any]]:
    """All that she has made."""
    answer = httpx.get(f"{hub.origin}/user/alice/vibevoice/api/jobs", headers=bearer(hub.token("alice")))
    found: list[dict[str, Any]] = answer.json()["jobs"]
    return found


def _port_of(hub: RealHub, name: str) -> int:
    """Where the hub's proxy reaches a user's instance; every program on the machine can."""
    for process in hub.processes():
        environ = process.environ()
        if environ.get("JUPYTERHUB_USER") == name and environ.get("JUPYTERHUB_SERVER_NAME") == "vibevoice":
            sockets = [found for found in process.net_connections("tcp") if found.status == psutil.CONN_LISTEN]
            if sockets:
                return int(sockets[0].laddr.port)
    raise AssertionError(f"{name} has no instance")


def ask(loot: Loot, path: str, headers: Headers | None = None, method: str = "GET", port: int = 0) -> tuple[int, str]:
    """Status and body of the answer to exactly these bytes; redirects within the site are followed, raw."""
    connection = HTTPConnection("127.0.0.1", port or loot.hub.ports["public_port"], timeout=30)
    connection.request(method, path, headers=headers or {})
    answer = connection.getresponse()
    location, body, status = answer.headers.get("Location", ""), answer.read().decode("utf-8", "replace"), answer.status
    connection.close()
    if location.startswith("/user/") and location != path:
        return ask(loot, location, headers, method)
    return status, body


WAYS: dict[str, Callable[[Loot], tuple[int, str]]] = {
    "nothing": lambda bob: ask(bob, STATUS),
    "a token made up": lambda bob: ask(bob, STATUS, bearer("0" * 32)),
    "his notebook's token": lambda bob: ask(bob, STATUS, bearer(bob.notebook_token)),
    "his notebook's token, in the hub's words": lambda bob: ask(
        bob, STATUS, {"Authorization": f"token {bob.notebook_token}"}
    ),
    "the token in his Lab's page": lambda bob: ask(bob, STATUS, bearer(bob.page_token)),
    "his own token with all his rights": lambda bob: ask(bob, STATUS, bearer(bob.personal_token)),
    "a token of alice's for other things": lambda bob: ask(bob, STATUS, bearer(bob.narrow_token)),
    "a token that alice revoked": lambda bob: ask(bob, STATUS, bearer(bob.revoked_token)),
    "a service's token for another server": lambda bob: ask(bob, STATUS, bearer(bob.hub.secrets["zoe-svc"])),
    "a token of his own instance": lambda bob: ask(bob, STATUS, bearer(bob.instance_token)),
    "his session, by alice's cookie's name": lambda bob: ask(bob, STATUS, bob.cookies()),
    "an empty cookie": lambda bob: ask(bob, STATUS, {"Cookie": "vibevoice-alice="}),
    "a token in the address": lambda bob: ask(bob, f"{STATUS}?token={bob.personal_token}&access_token=x"),
    "basic credentials": lambda bob: ask(
        bob, STATUS, {"Authorization": f"Basic {base64.b64encode(b'alice:' + bob.personal_token.encode()).decode()}"}
    ),
    "an odd Authorization": lambda bob: ask(bob, STATUS, {"Authorization": f"bEARER\t{bob.personal_token} , x"}),
    "dots": lambda bob: ask(bob, "/user/bob/vibevoice/../../alice/vibevoice/api/status", bearer(bob.instance_token)),
    "escaped dots": lambda bob: ask(
        bob, "/user/bob/vibevoice/%2e%2e/%2E%2e/alice/vibevoice/api/status", bearer(bob.instance_token)
    ),
    "escaped slashes": lambda bob: ask(
        bob, "/user/bob/vibevoice/..%2f..%2Falice%2fvibevoice/api/status", bearer(bob.instance_token)
    ),
    "escapes of escapes": lambda bob: ask(
        bob, "/user/bob/vibevoice/%252e%252e/%252e%252e/alice/vibevoice/api/status", bearer(bob.instance_token)
    ),
    "letters escaped": lambda bob: ask(bob, "/user/%61lice/vibevoice/%61pi/status", bearer(bob.personal_token)),
    "backslashes": lambda bob: ask(
        bob, "/user/bob/vibevoice/..%5c..%5calice/vibevoice/api/status", bearer(bob.instance_token)
    ),
    "dots in his page": lambda bob: ask(
        bob, "/user/bob/vibevoice/ui/../../../alice/vibevoice/api/status", bob.cookies()
    ),
    "double slashes": lambda bob: ask(bob, "//user//alice///vibevoice//api//status", bearer(bob.instance_token)),
    "capital letters": lambda bob: ask(bob, "/user/ALICE/vibevoice/api/status", bearer(bob.personal_token)),
    "a path with a parameter": lambda bob: ask(bob, "/user/alice;bob/vibevoice/api/status", bearer(bob.instance_token)),
    "the whole address in the request line": lambda bob: ask(bob, bob.hub.origin + STATUS, bearer(bob.page_token)),
    "the alias": lambda bob: ask(bob, "/vibevoice/alice/api/status", bearer(bob.personal_token)),
    "the alias, escaped": lambda bob: ask(bob, "/vibevoice/%61lice/api/status", bearer(bob.personal_token)),
    "dots in the alias": lambda bob: ask(bob, "/vibevoice/bob/../alice/api/status", bearer(bob.instance_token)),
    "forwarded headers": lambda bob: ask(
        bob,
        STATUS,
        {
            **bearer(bob.instance_token),
            "X-Forwarded-User": "alice",
            "X-Forwarded-Prefix": "/user/alice/vibevoice",
            "X-Forwarded-For": "127.0.0.1",
            "X-Forwarded-Host": "localhost",
            "X-Real-IP": "127.0.0.1",
            "X-Remote-User": "alice",
            "X-JupyterHub-User": "alice",
        },
    ),
    "another address in a header": lambda bob: ask(
        bob,
        "/user/bob/vibevoice/api/status",
        {**bearer(bob.instance_token), "X-Original-URL": STATUS, "X-Rewrite-URL": STATUS, "Host": "alice"},
    ),
    "past the proxy": lambda bob: ask(bob, STATUS, bearer(bob.personal_token), port=bob.alices_port),
    "past the proxy, with his cookies": lambda bob: ask(bob, STATUS, bob.cookies(), port=bob.alices_port),
    "the page": lambda bob: ask(bob, "/user/alice/vibevoice/ui/", bob.cookies()),
    "the page, with his token": lambda bob: ask(bob, "/user/alice/vibevoice/ui/", bearer(bob.personal_token)),
    "the page's WebSocket": lambda bob: ask(bob, "/user/alice/vibevoice/ui/queue/join", {**bob.cookies(), **UPGRADE}),
    "a WebSocket with a token in its address": lambda bob: ask(
        bob, f"/user/alice/vibevoice/ui/queue/join?token={bob.personal_token}", UPGRADE
    ),
    "a WebSocket by the alias": lambda bob: ask(
        bob, "/vibevoice/alice/ui/queue/join", {**bearer(bob.personal_token), **UPGRADE}
    ),
    "a WebSocket past the proxy": lambda bob: ask(
        bob, "/user/alice/vibevoice/ui/queue/join", {**bearer(bob.page_token), **UPGRADE}, port=bob.alices_port
    ),
    "a ticket that was used": lambda bob: ask(bob, f"/user/alice/vibevoice/session?ticket={bob.used_ticket}"),
    "a ticket of his own": lambda bob: ask(bob, f"/user/alice/vibevoice/session?ticket={bob.own_ticket}"),
    "a new token": lambda bob: ask(bob, "/user/alice/vibevoice/api/tokens", bearer(bob.personal_token), "POST"),
    "a new token by his cookies": lambda bob: ask(bob, "/user/alice/vibevoice/api/tokens", bob.cookies(), "POST"),
    "a job": lambda bob: ask(bob, "/user/alice/vibevoice/api/jobs", bearer(bob.page_token), "POST"),
    "events": lambda bob: ask(bob, "/user/alice/vibevoice/api/events", bearer(bob.notebook_token)),
    "metrics": lambda bob: ask(bob, "/user/alice/vibevoice/metrics", bearer(bob.personal_token)),
    "a login that he did not begin": lambda bob: ask(
        bob, "/user/alice/vibevoice/oauth_callback?code=x&state=y", bob.cookies()
    ),
    "the hub's start of it": lambda bob: ask(
        bob, "/hub/api/users/alice/servers/vibevoice", bearer(bob.notebook_token), "POST"
    ),
    "the hub's end of it": lambda bob: ask(
        bob, "/hub/api/users/alice/servers/vibevoice", bearer(bob.personal_token), "DELETE"
    ),
}


@pytest.mark.parametrize("way", WAYS)
def test_the_other_user_is_refused(loot: Loot, way: str) -> None:
    status, body = WAYS[way](loot)
    if status == 200:
        # The address led to his own instance after all.
        assert json.loads(body)["user"] == "bob"
    else:
        assert status in (301, 302, 400, 401, 403, 404), (status, body)
    assert '"alice"' not in body and "vibevoice-alice" not in body


def test_the_other_user_does_not_get_through_the_hubs_login(hub: RealHub, loot: Loot) -> None:
    with Person(hub, "bob") as bob:
        assert bob.go("/user/alice/vibevoice/").status_code == 403
        assert "vibevoice-alice" not in bob.browser.cookies
    # His wishes came to nothing: nothing was made, and alice's instance is there still.
    assert jobs_of_alice(hub) == loot.alices_jobs


def test_hub_and_script_learn_no_secrets_of_each_other(hub: RealHub, loot: Loot) -> None:
    address, alice = hub.start_instance("alice"), bearer(hub.token("alice"))
    with httpx.Client(headers=alice, timeout=60) as client:
        client.post(f"{address}/api/jobs", json={"script": "Nora: Who can read this?"}).raise_for_status()
        environment = hub.folder / "home" / "alice" / "script-environment"
        with client.stream("GET", f"{address}/api/events") as events:
            next(line for line in events.iter_lines() if '"state": "ready"' in line)
    told = environment.read_text()
    assert "JUPYTERHUB_" not in told and "VIBEVOICE_INSTANCE_OPTIONS" not in told and "VIBEVOICE_HUB" not in told
    instance = next(found for found in hub.processes() if found.environ().get("JUPYTERHUB_USER") == "alice")
    secrets = [loot.notebook_token, loot.page_token, loot.personal_token, loot.instance_token, loot.session_cookie]
    secrets += [
        loot.used_ticket,
        loot.own_ticket,
        instance.environ()["JUPYTERHUB_API_TOKEN"],
        alice["Authorization"][7:],
    ]
    for text in (told, hub.log.read_text(), (hub.folder / "traefik.log").read_text()):
        assert not [secret for secret in secrets if secret in text]
    for process in hub.processes():
        assert not [secret for secret in secrets if secret in " ".join(process.cmdline())]
