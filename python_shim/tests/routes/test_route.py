"""Slugs and routes: what may stand in a path, and what a file for Traefik says."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jupyterlab_vibevoice.routes import Route, dump, is_slug, render_lab, render_route, slug_for

TARGET = "http://127.0.0.1:41817"


@pytest.mark.parametrize("name", ["alice", "a", "team-7", "x" * 40])
def test_a_name_that_is_a_slug_stays_as_it_is(name: str) -> None:
    assert slug_for(name) == name


@pytest.mark.parametrize("name", ["Alice", "alice@example.com", "王小明", "", "-", "x" * 41, "a/b", "../a", "a b"])
def test_any_other_name_gets_a_slug_with_a_hash(name: str) -> None:
    slug = slug_for(name)
    assert is_slug(slug)
    assert slug != name


def test_nobody_can_take_a_name_to_get_anothers_slug() -> None:
    assert slug_for(slug_for("Alice")) != slug_for("Alice")


@given(st.text(max_size=60), st.text(max_size=60))
def test_two_names_never_share_a_slug(one: str, other: str) -> None:
    assert is_slug(slug_for(one))
    assert (slug_for(one) == slug_for(other)) == (one == other)


@pytest.mark.parametrize("slug", ["", "Alice", "a/b", "a`b", "{{env}}", "a b", "x" * 41, "a\n"])
def test_a_route_refuses_what_is_no_slug(slug: str) -> None:
    with pytest.raises(ValueError, match="slug"):
        Route(slug, TARGET)


@pytest.mark.parametrize(
    "target",
    [
        "http://127.0.0.1",
        "https://127.0.0.1:1",
        "http://127.0.0.1:1/path",
        "http://user@127.0.0.1:1",
        "http://{{env}}:1",
        "http://a`b:1",
        "http://127.0.0.1:1\n",
        "file:///etc/passwd",
    ],
)
def test_a_route_refuses_a_target_that_is_more_than_host_and_port(target: str) -> None:
    with pytest.raises(ValueError, match="target"):
        Route("alice", target)
    with pytest.raises(ValueError, match="target"):
        render_lab(target, "abcd")


def test_two_starts_of_one_slug_have_routers_of_different_names() -> None:
    assert Route("alice", TARGET).name != Route("alice", TARGET).name


def test_the_file_matches_the_slash_and_strips_without_it() -> None:
    route = Route("alice", TARGET, generation="g0001")
    http = render_route(route)["http"]
    router = http["routers"]["vv-alice-gg0001"]
    assert router["rule"] == "PathPrefix(`/vibevoice/alice/`)"
    assert router["middlewares"][-1] == "vv-alice-gg0001-strip"
    assert http["middlewares"]["vv-alice-gg0001-strip"]["stripPrefix"]["prefixes"] == ["/vibevoice/alice"]
    assert http["services"][router["service"]]["loadBalancer"]["servers"] == [{"url": TARGET}]


def test_a_file_is_refused_where_a_value_would_be_a_template() -> None:
    with pytest.raises(ValueError, match=r"\{\{"):
        dump({"http": {"routers": {"a": {"rule": "Host(`{{ env `HOME` }}`)"}}}})
    assert json.loads(dump(render_route(Route("alice", TARGET))))
