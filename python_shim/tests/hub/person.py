"""A person with a browser, as far as cookies and redirects go."""

from __future__ import annotations

import html
import re
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx

from .real_hub import PASSWORD, RealHub

_NEXT = re.compile(r'http-equiv="refresh" content="0;url=([^"]+)"')
_NAVIGATION = {"Accept": "text/html", "Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "document"}
_SCRIPT = {"Sec-Fetch-Mode": "cors", "Sec-Fetch-Dest": "empty", "Sec-Fetch-Site": "same-origin"}


class Person:
    """Logged in to a hub by its form; `go` walks as a browser's address bar does."""

    def __init__(self, hub: RealHub, name: str) -> None:
        self.hub = hub
        self.name = name
        self.browser = httpx.Client(base_url=hub.origin, follow_redirects=True, timeout=60)
        self.browser.get("/hub/login")
        xsrf = next(cookie.value for cookie in self.browser.cookies.jar if cookie.name == "_xsrf")
        form = {"username": name, "password": PASSWORD, "_xsrf": xsrf}
        answer = self.browser.post("/hub/login", params={"next": "/hub/token"}, data=form)
        assert answer.url.path == "/hub/token", answer.text[:500]

    def __enter__(self) -> Person:
        return self

    def __exit__(self, *_: object) -> None:
        self.browser.close()

    def go(self, path: str, *, site: str = "none") -> httpx.Response:
        """Where an address leads, over redirects and pages that lead on by themselves."""
        answer = self.browser.get(path, headers={**_NAVIGATION, "Sec-Fetch-Site": site})
        while (found := _NEXT.search(answer.text)) is not None:
            answer = self.browser.get(html.unescape(found[1]), headers={**_NAVIGATION, "Sec-Fetch-Site": "same-origin"})
        return answer

    def fetch(self, path: str, **more: Any) -> httpx.Response:
        """What a script of a page on this origin gets."""
        return self.browser.get(path, headers=_SCRIPT, follow_redirects=False, **more)

    def headers(self) -> dict[str, str]:
        """What such a script sends, with all of the browser's cookies."""
        pairs = "; ".join(f"{cookie.name}={cookie.value}" for cookie in self.browser.cookies.jar)
        return {**_SCRIPT, "Cookie": pairs}

    def cookie(self, name: str) -> str:
        """The value of one of the browser's cookies."""
        return next(str(cookie.value) for cookie in self.browser.cookies.jar if cookie.name == name)

    def page_token(self, notebook: dict[str, str]) -> str:
        """The token that a page of the person's own JupyterLab would hold: of the notebook's OAuth client."""
        client, back = notebook["JUPYTERHUB_CLIENT_ID"], notebook["JUPYTERHUB_OAUTH_CALLBACK_URL"]
        query = {"client_id": client, "redirect_uri": back, "response_type": "code", "state": "a-page"}
        answer = self.browser.get("/hub/api/oauth2/authorize", params=query, follow_redirects=False)
        code = parse_qs(urlsplit(answer.headers["Location"]).query)["code"][0]
        form = {"client_id": client, "client_secret": notebook["JUPYTERHUB_API_TOKEN"], "code": code}
        form |= {"grant_type": "authorization_code", "redirect_uri": back}
        answer = httpx.post(f"{notebook['JUPYTERHUB_API_URL']}/oauth2/token", data=form)
        assert answer.is_success, answer.text
        return str(answer.json()["access_token"])
