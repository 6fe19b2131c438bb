"""`jupyter vibevoice doctor --gradio`: which field of a page is what, what was not told, and what to do."""

import asyncio
import json
import os
import subprocess
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

from jupyterlab_vibevoice.cli.gradio_checks import gradio_checks

from .page_process import PageProcess

Start = Callable[..., Awaitable[PageProcess]]


async def findings(url: str, script: Path) -> dict[str, dict[str, Any]]:
    """What is found on the page, by name."""
    found = await asyncio.to_thread(lambda: list(gradio_checks(url, script=str(script))))
    return {check.name: check.to_json() for check in found}


async def test_what_was_matched_and_what_was_not_is_shown(start: Start, tmp_path: Path) -> None:
    page = await start(STAND_IN_SIGNATURE="eight")
    script = tmp_path / "1键推理.sh"
    script.write_text("true\n")
    found = await findings(page.url, script)
    assert found["gradio_page"]["state"] == "ok" and "Gradio 6.31.0, call 2" in found["gradio_page"]["found"]
    matched = found["gradio_fields"]["found"]
    assert "dialogue script = “Conversation Script” (textbox)" in matched
    assert "voices = “Speaker 1” (dropdown), “Speaker 2” (dropdown)" in matched
    assert "live sound = “Streaming Audio (Real-time)”" in matched and "stop button = “🛑 Stop Generation”" in matched
    left = found["gradio_left"]["found"]
    assert "there is no steps, seed" in left and "(checkbox) is sent as false" in left and found["gradio_left"]["fix"]


async def test_an_unknown_page_shows_its_fields_and_a_mapping_beside_the_script_is_taken(
    start: Start, tmp_path: Path
) -> None:
    page = await start(STAND_IN_SIGNATURE="odd")
    script = tmp_path / "1键推理.sh"
    script.write_text("true\n")
    found = await findings(page.url, script)
    assert found["gradio_page"]["state"] == "broken" and "1键推理.sh.gradio.json" in found["gradio_page"]["fix"]
    assert "0 “Prompt A” (textbox); 1 “Prompt B” (textbox)" in found["gradio_fields"]["found"]
    mapping = {"inputs": {"script": "Prompt A", "speakers": ["First", "Second"]}}
    (tmp_path / "1键推理.sh.gradio.json").write_text(json.dumps(mapping))
    found = await findings(page.url, script)
    assert "by 1键推理.sh.gradio.json" in found["gradio_page"]["found"]
    assert "dialogue script = “Prompt A”" in found["gradio_fields"]["found"]


async def test_the_command_prints_it_with_its_other_findings(start: Start, tmp_path: Path) -> None:
    page = await start(STAND_IN_SIGNATURE="five")
    argv = [sys.executable, "-m", "jupyterlab_vibevoice.cli", "doctor", "--gradio", page.url]
    env = {**os.environ, "HOME": str(tmp_path), "LANG": "zh_CN.UTF-8"}
    done = await asyncio.to_thread(
        subprocess.run, argv, env=env, capture_output=True, text=True, check=False, timeout=100
    )
    assert "页面的字段: 对话脚本 = “Conversation Script” (textbox)" in done.stdout
    assert "没有对应的: 没有说话人数, 种子" in done.stdout


async def test_an_address_without_a_page_is_named(tmp_path: Path) -> None:
    found = await findings("http://127.0.0.1:9", tmp_path / "none.sh")
    assert found["gradio_page"]["state"] == "broken" and "Running on local URL" in found["gradio_page"]["fix"]
