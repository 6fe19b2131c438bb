"""What a Gradio page says of itself in `/config`: its calls, with the fields that go in and come out.

Read by what the config of Gradio 4 to 6 has in common; `/info` is empty where a page hides its API.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from jupyterlab_vibevoice.contract.problems import ProblemError


@dataclass(frozen=True)
class Field:
    """One component as an input or output of a call: its type, its label ("" where it has none), its properties."""

    kind: str
    label: str
    props: Mapping[str, Any]

    @property
    def value(self) -> Any:
        """What it holds when nobody touches it."""
        return self.props.get("value")

    @property
    def choices(self) -> list[tuple[str, Any]]:
        """What can be chosen: (name that people see, value that is sent)."""
        found = []
        for choice in self.props.get("choices") or ():
            pair = choice if isinstance(choice, list | tuple) and len(choice) == 2 else (choice, choice)
            found.append((str(pair[0]), pair[1]))
        return found


@dataclass(frozen=True)
class Call:
    """One function of the page; `trigger` is the text of the button that calls it, "" where none does."""

    index: int
    name: str
    inputs: tuple[Field, ...]
    outputs: tuple[Field, ...]
    trigger: str
    is_queued: bool


@dataclass(frozen=True)
class GradioApp:
    """A page's version (such as `6.31.0`), the prefix of its API (such as `/gradio_api`, or "") and its calls."""

    version: str
    prefix: str
    title: str
    calls: tuple[Call, ...]

    @property
    def has_playlists(self) -> bool:
        """Whether streamed sound comes as HLS; before Gradio 5 it was one endless MP3."""
        return not self.version.startswith("4.")


def read_app(config: Any) -> GradioApp:
    """A page from its `/config`. Raises `engine_failed` for one of Gradio 3, or for what is no Gradio config."""
    try:
        version = str(config.get("version") or "?")
        if not str(config.get("protocol") or "sse").startswith("sse"):
            raise ProblemError(
                "engine_failed",
                f"The page is made with Gradio {version}, which is too old to be driven.",
                hint="Update the script's gradio to version 4.44 or newer, or use its own page.",
                retryable=False,
            )
        fields = {component["id"]: _field(component) for component in config["components"]}
        calls = tuple(_call(index, wire, fields) for index, wire in enumerate(config["dependencies"]))
        prefix = str(config.get("api_prefix") or "").rstrip("/")
        return GradioApp(version, prefix, str(config.get("title") or ""), calls)
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise ProblemError(
            "engine_failed",
            "The page's config is not one of Gradio 4 to 6.",
            hint="Use the page itself, or update the script's gradio.",
            retryable=False,
        ) from error


def _field(component: dict[str, Any]) -> Field:
    props = component.get("props") or {}
    return Field(str(component.get("type") or ""), str(props.get("label") or ""), props)


def _call(index: int, wire: dict[str, Any], fields: dict[Any, Field]) -> Call:
    # [[component, event], ...], or the lists `targets` of components in older ones; a chained call has no component.
    targets = [target[0] if isinstance(target, list) else target for target in wire.get("targets") or ()]
    buttons = [fields[target] for target in targets if target in fields]
    return Call(
        index=int(wire["id"]) if isinstance(wire.get("id"), int) else index,
        name=str(wire.get("api_name") or ""),
        inputs=tuple(fields[number] for number in wire["inputs"]),
        outputs=tuple(fields[number] for number in wire["outputs"]),
        trigger=next((str(one.value) for one in buttons if one.kind == "button" and one.value), ""),
        is_queued=wire.get("queue") is not False,
    )
