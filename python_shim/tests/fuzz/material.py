"""What the fuzzing is made of: bytes that are nearly right."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

# Names and values that the contract knows, so that chance comes near to it.
_WORDS = (
    "audio", "turn", "at", "edge", "start", "end", "words", "text", "state", "complete", "limit", "problem", "code",
    "message", "AAAA", "engine_failed", "script", "dialogue", "cast", "turns", "speaker", "id", "version", "seed",
    "mode", "Nora: Hello.", "type", "done", "instance", "ready", "url", "pid", "port", "secret", "contract",
)  # fmt: skip
_NUMBERS = st.one_of(
    st.integers(-3, 3), st.integers(), st.floats(), st.sampled_from([10**400, -(2**63), 1e308, float("nan")])
)
TEXTS = st.one_of(st.sampled_from(_WORDS), st.text(max_size=8), st.just("\ud800"), st.just("\x00"))
JSON_VALUES: st.SearchStrategy[Any] = st.recursive(
    st.one_of(st.none(), st.booleans(), _NUMBERS, TEXTS),
    lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(TEXTS, inner, max_size=5)),
    max_leaves=12,
)
DEEP = st.sampled_from(["[" * 12_000, '{"a":' * 12_000, "[" * 12_000 + "]" * 12_000])


@st.composite
def mutated(draw: st.DrawFn, seeds: list[bytes]) -> bytes:
    """One of some bytes with a few changed, cut out, doubled or put in."""
    data = bytearray(draw(st.sampled_from(seeds)))
    for _ in range(draw(st.integers(0, 6))):
        at = draw(st.integers(0, max(0, len(data) - 1)))
        match draw(st.sampled_from("xdri")):
            case "x" if data:
                data[at] = draw(st.integers(0, 255))
            case "d":
                del data[at : at + draw(st.integers(1, 40))]
            case "r":
                data[at:at] = data[at : at + draw(st.integers(1, 40))]
            case _:
                data[at:at] = draw(st.one_of(st.binary(max_size=8), st.sampled_from([b"\r\n", b"\n\n", b"--", b'"'])))
    return bytes(data)


@st.composite
def pieces(draw: st.DrawFn, whole: st.SearchStrategy[bytes]) -> list[bytes]:
    """Some bytes as the network may cut them."""
    data = draw(whole)
    cuts = sorted(draw(st.lists(st.integers(0, len(data)), max_size=8)))
    return [data[start:end] for start, end in zip([0, *cuts], [*cuts, len(data)], strict=True)]
