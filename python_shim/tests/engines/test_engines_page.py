"""docs/engines.md: its example is a whole engine, its table names the voices there are."""

import os
import re
import sys
from pathlib import Path

from jupyterlab_vibevoice.engines.draft.voices import VOICES
from jupyterlab_vibevoice.instance.adapters import AudioChunk, RenderRequest, RenderTurn, TurnEdge
from jupyterlab_vibevoice.instance.script import EngineProcess, engine_environment
from jupyterlab_vibevoice.processes import OutputRing

PAGE = (Path(__file__).resolve().parents[3] / "docs" / "engines.md").read_text(encoding="utf-8")


def test_the_table_names_every_draft_voice() -> None:
    assert sorted(re.findall(r"`(draft-[a-z0-9-]+)`", PAGE)) == sorted(voice.id for voice in VOICES)


async def test_the_example_is_a_whole_engine(tmp_path: Path) -> None:
    (example,) = re.findall(r"^```python\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)
    program, socket_path = tmp_path / "whistle.py", tmp_path / "engine.sock"
    program.write_text(example, encoding="utf-8")
    process = EngineProcess(
        name="whistle",
        argv=[sys.executable, str(program)],
        env=engine_environment(os.environ, socket_path=socket_path),
        socket_path=socket_path,
        log=OutputRing(),
    )
    try:
        adapter = await process.wake()
        assert (await adapter.describe()).name == "whistle"
        assert [voice.id for voice in await adapter.voices()] == ["low", "high"]
        turns = [RenderTurn("a", "one two three", "low"), RenderTurn("b", "four", "high")]
        events = [event async for event in adapter.render(RenderRequest(turns))]
    finally:
        await process.sleep()
    assert sum(len(event.pcm) for event in events if isinstance(event, AudioChunk)) == 4 * 8000 * 2
    assert [round(event.at_s, 2) for event in events if isinstance(event, TurnEdge)] == [0, 1.0, 1.0, 1.33]
