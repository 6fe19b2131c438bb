"""Who opens an instance in a hub: the owner by the hub's tokens and login, others whom the owner shares with."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest

from jupyterlab_vibevoice import Client
from jupyterlab_vibevoice.notebook.errors import ConnectionFailedError

from .person import Person
from .real_hub import RealHub, bearer, until


def test_the_notebooks_own_token_starts_reaches_and_stops_the_instance(hub: RealHub) -> None:
    given = hub.start_notebook("alice")
    server = f"{given['JUPYTERHUB_API_URL']}/users/alice/servers/vibevoice"
    hub.stop_instance("alice")
    with httpx.Client(headers={"Authorization": f"token {given['JUPYTERHUB_API_TOKEN']}"}, timeout=60) as notebook:
        assert notebook.post(server, json={}).status_code in (201, 202)
        address = hub.reach_instance("alice")
        first = notebook.get(f"{address}/api")
        assert first.status_code == 200 and first.headers["X-JupyterHub-Version"] == hub.version
        token = notebook.post(f"{address}/api/tokens").json()["token"]
        status = httpx.get(f"{address}/api/status", headers=bearer(token)).json()
        assert status["place"] == "hub" and status["user"] == "alice" and status["url"] == "/user/alice/vibevoice/"
        others = f"{given['JUPYTERHUB_API_URL']}/users/alice/servers/other"
        assert notebook.post(others, json={}).status_code in (403, 404)
        assert notebook.delete(server).status_code in (202, 204)


def test_a_page_of_ones_own_lab_reaches_exactly_ones_own_instance(hub: RealHub) -> None:
    notebook, address = hub.start_notebook("alice"), hub.start_instance("alice")
    with Person(hub, "alice") as alice:
        token = alice.page_token(notebook)
    assert httpx.get(f"{address}/api/status", headers=bearer(token)).json()["user"] == "alice"
    server = f"{notebook['JUPYTERHUB_API_URL']}/users/alice/servers/vibevoice"
    assert httpx.delete(server, headers=bearer(token)).status_code in (403, 404)


def test_a_browser_that_comes_by_itself_logs_in_by_the_hub(hub: RealHub) -> None:
    hub.start_instance("alice")
    with Person(hub, "alice") as alice:
        assert alice.fetch("/user/alice/vibevoice/api/status").status_code == 401
        page = alice.go("/user/alice/vibevoice")
        assert page.status_code == 200 and page.url.path == "/user/alice/vibevoice/ui/"
        cookies = [cookie for cookie in alice.browser.cookies.jar if cookie.name.startswith("vibevoice-")]
        assert [cookie.name for cookie in cookies] == ["vibevoice-alice"]
        assert cookies[0].path == "/user/alice/vibevoice/"
        assert cookies[0].has_nonstandard_attr("HttpOnly")
        assert cookies[0].get_nonstandard_attr("SameSite") == "Strict"
        assert alice.fetch("/user/alice/vibevoice/api/status").json()["user"] == "alice"
        # From a link on another site's page: the strict cookie does not come along, and the login passes by itself.
        alice.browser.cookies.delete("vibevoice-alice")
        assert alice.go("/user/alice/vibevoice/ui/?from=mail", site="cross-site").url.query == b"from=mail"


def test_a_login_ends_in_the_browser_that_began_it(hub: RealHub) -> None:
    address = hub.start_instance("alice")
    with Person(hub, "alice") as alice, Person(hub, "bob") as bob:
        alice.browser.follow_redirects = False
        to_the_hub = alice.go("/user/alice/vibevoice/")
        back = alice.go(to_the_hub.headers["Location"]).headers["Location"]
        # Somebody else is given the link with alice's code: nothing comes of it.
        stolen = bob.browser.get(back)
        assert stolen.status_code == 401 and "vibevoice-alice" not in bob.browser.cookies
    assert httpx.get(f"{address}/oauth_callback?code=x&state=y").json()["code"] == "login_required"


def test_a_slashless_prefix_and_the_alias_lead_to_the_instance(hub: RealHub) -> None:
    address = hub.start_instance("alice")
    assert httpx.get(address).headers["Location"] == "/user/alice/vibevoice/"
    alias = httpx.get(f"{hub.origin}/vibevoice/alice/api/status?a=%2F")
    assert alias.status_code == 302 and alias.headers["Location"] == "/user/alice/vibevoice/api/status?a=%2F"
    assert httpx.post(f"{hub.origin}/vibevoice/alice/api/jobs").status_code == 307


def test_whom_the_owner_shares_with_is_let_in_until_the_share_is_revoked(hub: RealHub) -> None:
    notebook, address = hub.start_notebook("alice"), hub.start_instance("alice")
    bobs = bearer(hub.token("bob"))
    assert httpx.get(f"{address}/api/status", headers=bobs).status_code == 401
    shares = f"{notebook['JUPYTERHUB_API_URL']}/shares/alice/vibevoice"
    own = {"Authorization": f"token {notebook['JUPYTERHUB_API_TOKEN']}"}
    assert httpx.post(shares, headers=own, json={"user": "bob"}).is_success
    until(lambda: httpx.get(f"{address}/api/status", headers=bobs).is_success, "the share")
    given = httpx.post(f"{address}/api/tokens", headers=bobs).json()["token"]
    with Person(hub, "bob") as bob:
        # The hub asks him first whether the instance may know who he is.
        consent = bob.go("/user/alice/vibevoice/")
        assert "would like permission" in consent.text
        fields = {"_xsrf": bob.cookie("_xsrf"), "scopes": "access:servers!server=alice/vibevoice"}
        query = {"headers": {"Referer": str(consent.url)}, "data": fields}
        bob.browser.post(consent.url, **query)
        bob.go("/user/alice/vibevoice/ui/")
        assert bob.fetch("/user/alice/vibevoice/api/jobs").is_success
        for login in (bobs, bearer(given)):
            assert httpx.get(f"{address}/api/jobs", headers=login).is_success
            # What logs a browser in for good is the owner's alone.
            assert httpx.post(f"{address}/api/session", headers=login).json()["code"] == "not_yours"
        listening = [_listen(address, login) for login in (bobs, bearer(given), bob.headers())]
        assert httpx.request("PATCH", shares, headers=own, json={"user": "bob"}).is_success

        def is_out() -> bool:
            answers = [httpx.get(f"{address}/api/status", headers=login) for login in (bobs, bearer(given))]
            answers.append(bob.fetch("/user/alice/vibevoice/api/status"))
            return all(answer.status_code == 401 for answer in answers)

        until(is_out, "the end of the share")
        for stream in listening:
            # What he has heard of so far is the last that he hears.
            list(stream)


def _listen(address: str, login: dict[str, str]) -> Iterator[str]:
    """An open stream of events, read up to its first event; the rest of it, when it ends."""
    lines = _lines(address, login)
    next(line for line in lines if line.startswith("event:"))
    return lines


def _lines(address: str, login: dict[str, str]) -> Iterator[str]:
    with httpx.stream("GET", f"{address}/api/events", headers=login, timeout=60) as answer:
        yield from answer.iter_lines()


def test_an_administrator_is_let_in_but_is_not_the_owner(hub: RealHub) -> None:
    address, ada = hub.start_instance("alice"), bearer(hub.token("ada"))
    assert httpx.get(f"{address}/api/status", headers=ada).json()["user"] == "alice"
    assert httpx.post(f"{address}/api/session", headers=ada).json()["code"] == "not_yours"


def test_a_flood_of_made_up_tokens_keeps_nobody_out(hub: RealHub) -> None:
    address, login = hub.start_instance("alice"), bearer(hub.token("alice"))
    own = bearer(httpx.post(f"{address}/api/tokens", headers=login).json()["token"])

    def ask(number: int) -> int:
        return client.get(f"{address}/api/status", headers=bearer(f"{number:032x}")).status_code

    with httpx.Client(timeout=60) as client, ThreadPoolExecutor(40) as strangers:
        flood = strangers.map(ask, range(200))
        assert httpx.get(f"{address}/api/status", headers=own, timeout=60).status_code == 200
        # Who is told to wait, because the hub was not asked, is let in nowhere either.
        assert set(flood) <= {401, 503}
    until(lambda: httpx.get(f"{address}/api/status", headers=login).is_success, "the hub's own word")


def test_a_service_of_the_hub_is_never_taken_for_the_owner(hub: RealHub) -> None:
    address = hub.start_instance("zoe-svc")
    login = bearer(hub.secrets["zoe-svc"])
    assert httpx.get(f"{address}/api/status", headers=login).json()["user"] == "zoe-svc"
    assert httpx.post(f"{address}/api/session", headers=login).json()["code"] == "not_yours"


def test_clients_of_an_instance_that_the_hub_has_stopped_hear_how_to_start_it(hub: RealHub) -> None:
    where = {"url": f"{hub.start_instance('zoe-svc')}/", "token": hub.token("zoe-svc")}
    with Client(**where) as old, Client(**where) as new:
        assert old.status().user == "zoe-svc"
        hub.stop_instance("zoe-svc")
        with pytest.raises(ConnectionFailedError, match="Start VibeVoice again") as lost:
            old.status()
        assert lost.value.status == 424
        # Its first call carries no token: the hub leads it to the login.
        with pytest.raises(ConnectionFailedError, match="Start VibeVoice again"):
            new.status()
