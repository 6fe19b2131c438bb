"""Server-sent events are read alike wherever the network cuts them."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from jupyterlab_vibevoice.notebook.messages import MessageReader

LINES = st.text(st.characters(codec="utf-8", exclude_characters="\r\n"), max_size=20)


@settings(deadline=None, max_examples=300)
@given(
    messages=st.lists(st.lists(LINES, min_size=1, max_size=3), max_size=6),
    newline=st.sampled_from(["\n", "\r\n", "\r"]),
    size=st.integers(1, 9),
)
def test_messages_are_the_same_in_pieces_of_every_size(messages: list[list[str]], newline: str, size: int) -> None:
    told = [[": here", *[f"data: {one}" for one in lines], "id: 1", ""] for lines in messages]
    text = newline.join(line for lines in told for line in lines)
    # What follows tells where a carriage return at the end belongs to.
    sent = f"{text}{newline}: end".encode()
    reader = MessageReader()
    found = [message for at in range(0, len(sent), size) for message in reader.feed(sent[at : at + size])]
    assert found == ["\n".join(lines) for lines in messages]
