"""Who opens an instance in a hub: the owner by the hub's tokens, and nobody else."""

from __future__ import annotations

import httpx

from .real_hub import RealHub


def bearer(token: str) -> dict[str, str]:
    """The header that shows a token."""
    return {"Authorization": f"Bearer {token}"}


def test_the_notebooks_own_token_starts_reaches_and_stops_the_instance(hub: RealHub) -> None:
    given = hub.start_notebook("alice")
    server = f"{given['JUPYTERHUB_API_URL']}/users/alice/servers/vibevoice"
    login = {"Authorization": f"token {given['JUPYTERHUB_API_TOKEN']}"}
    with httpx.Client(headers=login, timeout=60) as notebook:
        assert notebook.post(server, json={}).status_code == 201
        address = f"{hub.origin}/user/alice/vibevoice"
        first = notebook.get(f"{address}/api")
        assert first.status_code == 200 and first.headers["X-JupyterHub-Version"] == "6.1.1"
        token = notebook.post(f"{address}/api/tokens").json()["token"]
        status = httpx.get(f"{address}/api/status", headers=bearer(token)).json()
        assert status["place"] == "hub" and status["user"] == "alice" and status["url"] == "/user/alice/vibevoice/"
        assert notebook.delete(server).status_code == 204
