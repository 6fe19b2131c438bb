"""`configure(c)` adds what instances need, takes nothing away, and refuses what cannot work."""

from __future__ import annotations

import asyncio
import json
import re
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from dockerspawner import DockerSpawner
from jupyterhub.spawner import LocalProcessSpawner, Spawner
from jupyterhub.utils import maybe_future
from tornado.web import HTTPError
from traitlets import Bool, Callable, Dict, List, Unicode, Union
from traitlets.config import Config

import jupyterlab_vibevoice.hub
from jupyterlab_vibevoice.hub import configure
from jupyterlab_vibevoice.hub.settings import VibeVoiceHub

PROXY = SimpleNamespace(public_url="http://hub.example/")
OWN = "servers!server=alice/vibevoice"


def make(kind: type[Spawner], c: Config, server: str) -> Any:
    """A Spawner as the hub makes it for alice's server of a name."""
    user = SimpleNamespace(name="alice", id=1, url="/user/alice/", settings={"proxy": PROXY}, escaped_name="alice")
    record = SimpleNamespace(name=server, state={}, server=None, user_options={}, started=None)
    return kind(config=c, user=user, orm_spawner=record, _deprecated_db_session=None)


def start(spawner: Any, options: dict[str, Any] | None = None) -> Any:
    """What the hub runs before the start with a user's options, in its order; returns the Spawner."""

    async def before_the_start() -> None:
        spawner.given_scopes = spawner.server_token_scopes(spawner)
        spawner.user_options = options or {}
        await spawner._run_apply_user_options(spawner.user_options)
        await spawner.pre_spawn_hook(spawner)

    asyncio.run(before_the_start())
    return spawner


def test_a_notebook_may_start_and_reach_exactly_its_users_instance() -> None:
    c = Config()
    configure(c)
    notebook = start(make(LocalProcessSpawner, c, ""))
    base = ["users:activity!user", "access:servers!server"]
    assert notebook.given_scopes == [*base, OWN, f"access:{OWN}"]
    assert start(notebook).oauth_client_allowed_scopes == [f"access:{OWN}"]
    instance = start(make(LocalProcessSpawner, c, "vibevoice"))
    assert instance.given_scopes == base and instance.oauth_client_allowed_scopes == []
    assert instance.cmd == ["jupyter-vibevoice-instance"] and instance.args == []
    assert c.JupyterHub.allow_named_servers


@pytest.mark.parametrize("is_callable", [False, True])
def test_hooks_and_scopes_that_were_there_stay(is_callable: bool) -> None:
    c, seen = Config(), []

    async def hook(spawner: Any) -> None:
        seen.append(spawner.name)
        spawner.environment = {"CUDA_VISIBLE_DEVICES": "1"}

    def of_all(spawner: Any) -> None:
        seen.append("base")

    c.Spawner.pre_spawn_hook = of_all
    c.LocalProcessSpawner.pre_spawn_hook = hook
    scopes = ["users:activity!user", "access:servers!server", "read:users!user"]
    c.Spawner.server_token_scopes = (lambda spawner: scopes) if is_callable else scopes
    c.Spawner.oauth_client_allowed_scopes = ["read:services"]
    c.Spawner.apply_user_options = apply = {"image": "image"}
    configure(c, script="/opt/1键推理.sh", idle_minutes=10)
    notebook = start(make(LocalProcessSpawner, c, ""))
    assert notebook.given_scopes == [*scopes, OWN, f"access:{OWN}"]
    assert notebook.oauth_client_allowed_scopes == ["read:services", f"access:{OWN}"]
    assert notebook.apply_user_options == apply
    # Twice: the hub keeps one Spawner for all starts of a server.
    instance = start(start(make(LocalProcessSpawner, c, "vibevoice")))
    assert instance.environment["CUDA_VISIBLE_DEVICES"] == "1"
    words = json.loads(instance.environment["VIBEVOICE_INSTANCE_OPTIONS"])
    assert "--script=/opt/1键推理.sh" in words and words[words.index("--slug") + 1] == "alice"
    # The more particular section wins over the general one, as it did before.
    assert seen == ["", "vibevoice", "vibevoice"]


def test_other_named_servers_are_allowed_where_they_were() -> None:
    for was_allowed in (False, True):
        c = Config()
        if was_allowed:
            c.JupyterHub.allow_named_servers = True
        configure(c)
        other = make(LocalProcessSpawner, c, "other")
        if was_allowed:
            assert start(other).cmd == ["jupyterhub-singleuser"]
        else:
            with pytest.raises(HTTPError, match="403"):
                start(other)


class SystemdLike(LocalProcessSpawner):
    """What matters here of systemdspawner's."""

    unit_name_template = Unicode("jupyter-{USERNAME}-singleuser", config=True)
    unit_name = Unicode("jupyter-alice-singleuser")


class KubeLike(LocalProcessSpawner):
    """What matters here of kubespawner's: it applies a profile after every hook."""

    delete_pvc = Bool(True, config=True)
    profile_list = Union([List(Dict()), Callable(), Dict()], config=True)
    image = Unicode("small")

    async def load_user_options(self) -> None:
        found = self.profile_list
        if callable(found):
            found = await maybe_future(found(self))
        found = found.values() if isinstance(found, dict) else found
        wanted = self.user_options.get("profile")
        for profile in found:
            if profile["slug"] == wanted or not wanted:
                for name, value in profile["kubespawner_override"].items():
                    setattr(self, name, value)
                return


def load(spawner: Any) -> Any:
    """Runs what KubeSpawner runs at its start; returns the Spawner."""
    asyncio.run(spawner.load_user_options())
    return spawner


def test_kinds_of_spawners_get_what_they_need_and_notebooks_do_not() -> None:
    c = Config()
    configure(c)
    for server, is_ours in (("vibevoice", True), ("", False)):
        unit = start(start(make(SystemdLike, c, server))).unit_name
        assert unit == ("jupyter-alice-singleuser-vibevoice" if is_ours else "jupyter-alice-singleuser")
        assert start(make(KubeLike, c, server)).delete_pvc is not is_ours
        assert start(make(DockerSpawner, c, server)).remove is is_ours


SMALL = {"slug": "small", "kubespawner_override": {"image": "notebook", "cmd": ["start-notebook"]}}
LARGE = {"slug": "large", "kubespawner_override": {"image": "gpu", "cmd": ["start-notebook"], "args": ["x"]}}


@pytest.mark.parametrize("kind", [list, dict, "called", "awaited"])
def test_profiles_of_kubernetes_choose_the_machine_and_not_the_command(kind: Any) -> None:
    async def awaited(spawner: Any) -> Any:
        return [SMALL, LARGE]

    kinds = {list: [SMALL, LARGE], dict: {"a": SMALL, "b": LARGE}, "called": lambda _: [SMALL, LARGE]}
    c = Config()
    c.KubeLike.profile_list = kinds.get(kind, awaited)
    configure(c)
    kube = make(KubeLike, c, "vibevoice")
    # None was asked for: the default one is for notebooks.
    assert load(start(kube)).image == "small"
    for _ in range(2):
        load(start(kube, {"started_by": "vibevoice", "start": {}, "profile": "large"}))
        assert (kube.image, kube.cmd, kube.args) == ("gpu", ["jupyter-vibevoice-instance"], [])
    assert load(start(make(KubeLike, c, ""), {"profile": "large"})).cmd == ["start-notebook"]
    own = Config()
    own.KubeLike.profile_list = [SMALL, LARGE]
    configure(own, user_options={"profile": "large"})
    assert load(start(make(KubeLike, own, "vibevoice"))).image == "gpu"


def words_of(spawner: Any) -> str:
    """The words that an instance gets."""
    return " ".join(json.loads(spawner.environment["VIBEVOICE_INSTANCE_OPTIONS"]))


@pytest.mark.parametrize(
    ("start_with", "said"),
    [
        ({"script": "/tmp/mine.sh"}, "one-click script"),
        ({"idle_minutes": "7"}, "not understood"),
        ({"idle_minutes": True}, "not understood"),
        ({"library_gigabytes": float("nan")}, "not understood"),
        ({"library_gigabytes": -1}, "not understood"),
        ({"engine_start": "--script=/tmp/mine.sh"}, "not understood"),
        ({"fd": 3}, "not understood"),
        ([], "not understood"),
    ],
)
def test_what_a_user_may_not_choose_is_refused_in_words_that_count_as_no_failure(start_with: Any, said: str) -> None:
    c = Config()
    configure(c)
    with pytest.raises(HTTPError, match=said) as refusal:
        start(make(LocalProcessSpawner, c, "vibevoice"), {"started_by": "vibevoice", "start": start_with})
    assert refusal.value.status_code == 400


def test_an_administrator_says_what_users_choose() -> None:
    asked = {"idle_minutes": 3, "library_gigabytes": 900, "engine_start": "open"}
    options = {"started_by": "vibevoice", "start": asked}
    c = Config()
    configure(c, library_gigabytes=50)
    words = words_of(start(make(LocalProcessSpawner, c, "vibevoice"), options))
    assert "--idle-minutes 3 " in words and "--library-gigabytes 50 " in words and "--engine-start open" in words
    none = Config()
    configure(none, users_choose=[])
    words = words_of(start(make(LocalProcessSpawner, none, "vibevoice"), options))
    assert "--idle-minutes 30 " in words and "--engine-start" not in words
    with pytest.raises(HTTPError, match="a profile"):
        start(make(LocalProcessSpawner, none, "vibevoice"), {"started_by": "vibevoice", "profile": "large"})
    own = Config()
    configure(own, users_choose=["script"], script="/opt/theirs.sh")
    spawner = start(make(LocalProcessSpawner, own, "vibevoice"), {"start": {"script": "--port=1"}})
    assert "--script=--port=1" in words_of(spawner) and "/opt/theirs.sh" not in words_of(spawner)


def test_what_a_person_chose_on_the_hubs_own_page_stays() -> None:
    c = Config()
    configure(c, user_options={"image": "speech", "project": "p"}, profiles={"large": {"queue": "long"}})
    spawner = start(make(LocalProcessSpawner, c, "vibevoice"), {"image": "mine", "profile": "of the form"})
    assert spawner.user_options == {"image": "mine", "project": "p", "profile": "of the form"}
    notebook = start(make(LocalProcessSpawner, c, ""), {"image": "mine"})
    assert notebook.user_options == {"image": "mine"}


def test_internal_tls_is_refused_in_words() -> None:
    c = Config()
    configure(c)
    spawner = make(LocalProcessSpawner, c, "vibevoice")
    spawner.internal_ssl = True
    with pytest.raises(HTTPError, match="internal_ssl"):
        start(spawner)


def test_traefik_is_told_of_the_alias_and_another_proxy_is_left_alone() -> None:
    c = Config()
    c.JupyterHub.proxy_class, c.JupyterHub.bind_url = "traefik_file", "https://hub.example/lab/"
    own = {"http": {"routers": {"mine": {"rule": "Host(`a`)"}}}}
    c.TraefikProxy.extra_dynamic_config = own
    configure(c)
    http = c.TraefikProxy.extra_dynamic_config["http"]
    assert http["routers"]["mine"] == {"rule": "Host(`a`)"}
    assert http["routers"]["vibevoice-alias"]["rule"] == "PathRegexp(`^/lab/vibevoice/[^/]+(/|$)`)"
    redirect = http["middlewares"]["vibevoice-alias"]["redirectRegex"]
    assert redirect["replacement"] == "/lab/user/${1}/vibevoice/${2}"
    timeouts = c.TraefikProxy.extra_static_config["entryPoints"]["https"]["transport"]["respondingTimeouts"]
    assert timeouts == {"readTimeout": "0s"}
    # A fast hash for a random password alone.
    assert c.TraefikProxy.traefik_api_hashed_password.startswith("{SHA}")
    assert len(c.TraefikProxy.traefik_api_password) == 64
    for settings in ({"proxy_class": "traefik_file"}, {}):
        c = Config({"JupyterHub": settings, "TraefikProxy": {"traefik_api_password": "chosen by a person"}})
        configure(c, alias=False)
        assert "traefik_api_hashed_password" not in c.TraefikProxy
        assert "extra_dynamic_config" not in c.TraefikProxy


def test_sharing_adds_to_the_role_of_users() -> None:
    c = Config()
    c.JupyterHub.load_roles = [{"name": "user", "scopes": ["self", "read:services"]}]
    configure(c, sharing=True)
    assert c.JupyterHub.load_roles[0]["scopes"][:3] == ["self", "read:services", "shares!user"]
    assert len(c.JupyterHub.load_roles) == 1
    scopes = start(make(LocalProcessSpawner, c, "")).given_scopes
    assert scopes[-2:] == ["shares!server=alice/vibevoice", "read:users:name"]


def test_the_culler_stops_instances_alone_and_waits_for_news_after_a_pause() -> None:
    c = Config()
    c.JupyterHub.services = [{"name": "mine"}]
    configure(c, cull_minutes=60)
    assert [service["name"] for service in c.JupyterHub.services] == ["mine", "vibevoice-culler"]
    config = Config()
    code = Path(jupyterlab_vibevoice.hub.__file__).with_name("culler_config.py").read_text("utf-8")
    exec(compile(code, "culler_config.py", "exec"), {"get_config": lambda: config})
    may_be_stopped, day = config.IdleCuller.cull_arbiter_hook, timedelta(days=1)
    assert not may_be_stopped(inactive=day, inactive_limit=0, server={"name": ""})
    assert may_be_stopped(inactive=day, inactive_limit=0, server={"name": "vibevoice"})
    # The culler itself has not been there for so long: instances at work may not have been able to say so.
    assert not may_be_stopped(inactive=day, inactive_limit=3600, server={"name": "vibevoice"})


def test_what_cannot_work_is_said_at_once() -> None:
    with pytest.raises(TypeError, match="idle_hours"):
        configure(Config(), idle_hours=1)
    with pytest.raises(ValueError, match="cull_minutes"):
        configure(Config(), cull_minutes=5)
    c = Config()
    c.VibeVoiceHub.idle_minutes = 7
    configure(c)
    environment = start(make(LocalProcessSpawner, c, "vibevoice")).environment
    words = json.loads(environment["VIBEVOICE_INSTANCE_OPTIONS"])
    assert words[words.index("--idle-minutes") + 1] == "7"


def test_what_the_administrators_page_shows_works() -> None:
    page = (Path(__file__).parents[3] / "docs" / "admins.md").read_text("utf-8")
    blocks = re.findall(r"```python\n(.*?)```", page, re.DOTALL)
    assert blocks
    for block in blocks:
        c = Config()
        exec(compile(block, "admins.md", "exec"), {"c": c})
        assert start(make(LocalProcessSpawner, c, "vibevoice")).cmd == ["jupyter-vibevoice-instance"]
    options = re.findall(r"^\| `([a-z_]+)` \|", page, re.MULTILINE)
    assert sorted(options) == sorted(VibeVoiceHub.class_trait_names(config=True))
