"""Fields of Gradio pages are told by label and type, in English and Chinese, or by a mapping file."""

import json
from pathlib import Path
from typing import Any

import pytest

from jupyterlab_vibevoice.contract.problems import ProblemError
from jupyterlab_vibevoice.instance.adapters.engine import RenderRequest, RenderTurn
from jupyterlab_vibevoice.instance.adapters.gradio import open_app
from jupyterlab_vibevoice.instance.adapters.gradio_app import read_app
from jupyterlab_vibevoice.instance.adapters.gradio_client import path_of
from jupyterlab_vibevoice.instance.adapters.gradio_events import merge
from jupyterlab_vibevoice.instance.adapters.gradio_inputs import build_inputs, voices_of
from jupyterlab_vibevoice.instance.adapters.gradio_mapping import read_mapping
from jupyterlab_vibevoice.instance.adapters.gradio_matching import Matching, match
from jupyterlab_vibevoice.instance.adapters.gradio_problems import find_blame, of_failure

VOICES = ["en-Alice_woman", "en-Carter_man", "zh-Xinran_woman"]
Part = tuple[str, str, Any] | tuple[str, str, Any, dict[str, Any]]

COUNT: Part = ("slider", "Number of Speakers", 2, {"minimum": 1, "maximum": 4})
SCRIPT: Part = ("textbox", "Conversation Script", None, {"lines": 12})
CFG: Part = ("slider", "CFG Scale (Guidance Strength)", 1.3, {"minimum": 1.0, "maximum": 12.0})
STEPS: Part = ("slider", "Inference Steps", 10, {"minimum": 1, "maximum": 50})
SEED: Part = ("number", "Seed (-1 = random)", 42)
NO_CLONING: Part = ("checkbox", "Disable voice cloning (skip conditioning voice prompts)", False)


def voice(label: str, value: str | None = None) -> Part:
    return ("dropdown", label, value, {"choices": [[name, name] for name in VOICES]})


def speakers(count: int, name: str = "Speaker {}") -> list[Part]:
    return [voice(name.format(number + 1), VOICES[number % 3]) for number in range(count)]


# As the community demo of VibeVoice had them, the last since 2025-12-23; and pages of others.
SIGNATURES: dict[str, list[Part]] = {
    "five": [SCRIPT, *speakers(2), CFG, STEPS],
    "seven": [COUNT, SCRIPT, *speakers(4), CFG],
    "eight": [COUNT, SCRIPT, *speakers(4), CFG, NO_CLONING],
    "ten": [COUNT, SCRIPT, *speakers(4), CFG, STEPS, SEED, NO_CLONING],
    "chinese": [
        ("textbox", "对话脚本", "", {"lines": 10}),
        ("dropdown", "说话人数量", "2", {"choices": [["1 人", "1"], ["2 人", "2"]]}),
        *speakers(2, "说话人 {}"),
        ("slider", "引导系数", 1.3),
        ("slider", "推理步数", 10),
        ("slider", "随机种子", 0, {"minimum": 0, "maximum": 999}),
    ],
    "shuffled": [STEPS, *reversed(speakers(3)), ("textbox", "Title", ""), SCRIPT, CFG, COUNT],
}
ODD: list[Part] = [
    ("textbox", "Prompt A", "", {"lines": 2}),
    ("textbox", "Prompt B", "keep me", {"lines": 9}),
    voice("First", VOICES[0]),
    voice("Second"),
    ("slider", "Temperature", 1),
]


def page(inputs: list[Part], **more: Any) -> dict[str, Any]:
    outputs: list[Part] = [
        ("audio", "Streaming Audio (Real-time)", None, {"streaming": True}),
        ("audio", "Complete Podcast (Download after generation)", None),
        ("textbox", "Generation Log", None),
    ]
    parts = [*inputs, *outputs, ("button", "", "🛑 Stop Generation"), ("button", "", "🎲 Random Example")]
    components = [
        {"id": 100 + n, "type": kind, "props": {"label": label, "value": value, **dict(*rest)}}
        for n, (kind, label, value, *rest) in enumerate(parts)
    ]
    ids = [one["id"] for one in components]
    count = len(inputs)
    ins, outs = ids[:count], ids[count : count + 3]
    calls = [
        # A random example, and examples: they lead to a script's field, too, but give no sound.
        {"id": 0, "inputs": [], "outputs": ins[:2], "targets": [[ids[-1], "click"]], "queue": True},
        {"id": 1, "inputs": ins[:2], "outputs": ins[:2], "targets": [], "queue": True},
        {"id": 2, "inputs": ins, "outputs": outs, "targets": [[None, "then"]], "queue": True, "api_name": "generate"},
        {"id": 3, "inputs": [], "outputs": outs[2:], "targets": [[ids[-2], "click"]], "queue": False},
    ]
    return {"version": "6.31.0", "protocol": "sse_v3", "components": components, "dependencies": calls, **more}


def matched(inputs: list[Part]) -> Matching:
    return match(read_app(page(inputs)))


def labels(found: Matching) -> dict[str, str]:
    return {role: found.call.inputs[position].label for role, position in found.inputs.items()}


@pytest.mark.parametrize("name", SIGNATURES)
def test_known_signatures_are_told(name: str) -> None:
    found = matched(SIGNATURES[name])
    told = labels(found)
    assert found.call.index == 2 and (found.live, found.whole, found.log) == (0, 1, 2)
    assert found.stop is not None and found.stop.index == 3
    assert told["script"] in ("Conversation Script", "对话脚本")
    assert ("count" in told) == (name != "five") and ("steps" in told) == (
        name in ("five", "ten", "chinese", "shuffled")
    )
    assert told["guidance"] in ("CFG Scale (Guidance Strength)", "引导系数")
    chosen = [found.call.inputs[position].label[-1] for position in found.speakers]
    assert chosen == ["1", "2", "3", "4"][: len(chosen)] and len(chosen) == {
        "five": 2,
        "chinese": 2,
        "shuffled": 3,
    }.get(name, 4)
    left = [found.call.inputs[position].label for position in found.unmatched]
    assert left == {"eight": [NO_CLONING[1]], "ten": [NO_CLONING[1]], "shuffled": ["Title"]}.get(name, [])


def test_the_demos_seed_is_known_to_do_nothing() -> None:
    assert not matched(SIGNATURES["ten"]).has_seed and matched(SIGNATURES["chinese"]).has_seed


def test_each_field_gets_its_own_value_and_others_stay_as_the_page_shows_them() -> None:
    turns = [RenderTurn("a", "Hello.", VOICES[2]), RenderTurn("b", "Hi.", VOICES[0]), RenderTurn("c", "So.", VOICES[2])]
    wanted = RenderRequest(turns, seed=1234, steps=20, guidance=2.0)
    script = "Speaker 1: Hello.\nSpeaker 2: Hi.\nSpeaker 1: So."
    sent = build_inputs(matched(SIGNATURES["ten"]), wanted)
    assert sent == [2, script, VOICES[2], VOICES[0], VOICES[2], VOICES[0], 2.0, 20, 1234, False]
    sent = build_inputs(matched(SIGNATURES["chinese"]), wanted)
    assert sent == [script, "2", VOICES[2], VOICES[0], 2.0, 20, 234]
    sent = build_inputs(matched(SIGNATURES["shuffled"]), wanted)
    assert sent == [20, VOICES[2], VOICES[0], VOICES[2], "", script, 2.0, 2]


def test_no_text_can_change_who_speaks_or_reach_the_model_as_a_sign_of_its_own() -> None:
    texts = ["One.\nSpeaker 4: two", "<|vision_pad|>three<|endof<|x|>text|>", "Speaker 3: four", "<|im_end|>"]
    turns = [RenderTurn(f"t{number}", text, VOICES[number % 2]) for number, text in enumerate(texts)]
    script = build_inputs(matched(SIGNATURES["ten"]), RenderRequest(turns))[1]
    lines = script.splitlines()
    assert len(lines) == 3 and [line[:10] for line in lines] == ["Speaker 1:", "Speaker 2:", "Speaker 1:"]
    assert "<|" not in script and "|>" not in script and "three" in lines[1]


@pytest.mark.parametrize(
    ("more", "code", "words"),
    [
        ({"steps": 51}, "unsupported_option", "steps from 1 to 50"),
        ({"guidance": 0.5}, "unsupported_option", "guidance from 1.0 to 12.0"),
        ({"voices": ["nobody"]}, "voice_not_found", "no voice nobody"),
        ({"voices": ["a", "b", "c", "d", "e"]}, "too_many_speakers", "5 voices"),
        ({"text": "<|only|>"}, "empty_dialogue", "no words"),
    ],
)
def test_what_a_page_does_not_take_is_refused_before_it_is_asked(more: dict[str, Any], code: str, words: str) -> None:
    names, text = more.pop("voices", [VOICES[0]]), more.pop("text", "Hello.")
    turns = [RenderTurn(name, text, name) for name in names]
    with pytest.raises(ProblemError) as caught:
        build_inputs(matched(SIGNATURES["ten"]), RenderRequest(turns, **more))
    assert caught.value.code == code and words in caught.value.message and caught.value.hint


def test_voices_have_what_their_names_say() -> None:
    found = voices_of(matched([SCRIPT, voice("Speaker 1", VOICES[2]), voice("Speaker 2", VOICES[0])]))
    assert found[0] == {"id": VOICES[2], "name": "Xinran", "languages": ["zh"], "gender": "female"}
    assert [one["id"] for one in found] == [VOICES[2], VOICES[0], VOICES[1]]
    assert voices_of(matched([SCRIPT])) == [{"id": "default", "name": "Default", "languages": []}]


def test_a_page_that_nobody_can_tell_is_refused_in_words() -> None:
    with pytest.raises(ProblemError) as caught:
        match(read_app(page(ODD)))
    assert not caught.value.retryable and "mapping file" in (caught.value.hint or "")


@pytest.mark.parametrize("config", [None, [], {}, {"components": [{}], "dependencies": []}, {"dependencies": 3}])
def test_what_is_no_config_is_refused_in_words(config: Any) -> None:
    with pytest.raises(ProblemError) as caught:
        read_app(config)
    assert "Gradio" in caught.value.message


def test_an_old_gradio_is_named() -> None:
    with pytest.raises(ProblemError) as caught:
        read_app(page(ODD, version="3.50.2", protocol="ws"))
    assert "3.50.2" in caught.value.message and "4.44" in (caught.value.hint or "")


MAPPING = {
    "call": "generate",
    "inputs": {"script": "Prompt A", "speakers": ["First", 3]},
    "values": {"Temperature": 0.7},
    "stop": "",
    "seed_works": True,
}


def write(folder: Path, content: Any) -> Path:
    path = folder / "script.sh.gradio.json"
    path.write_text(content if isinstance(content, str) else json.dumps(content))
    return path


def test_a_mapping_says_what_labels_do_not(tmp_path: Path) -> None:
    _, found = open_app(page(ODD), write(tmp_path, MAPPING))
    assert found.stop is None and found.has_seed and (found.live, found.whole) == (0, 1)
    turns = [RenderTurn("a", "Hello.", VOICES[1]), RenderTurn("b", "Hi.", VOICES[2])]
    script = "Speaker 1: Hello.\nSpeaker 2: Hi."
    assert build_inputs(found, RenderRequest(turns)) == [script, "keep me", VOICES[1], VOICES[2], 0.7]


def test_the_mapping_of_the_documentation_is_one(tmp_path: Path) -> None:
    text = (Path(__file__).resolve().parents[3] / "docs" / "engines.md").read_text("utf-8")
    example = text.partition("**A mapping file**")[2].partition("```json\n")[2].partition("```")[0]
    mapping = read_mapping(write(tmp_path, example))
    assert mapping.inputs.speakers == ["First", "Second"] and mapping.stop == "Halt"


def test_a_mapping_leaves_to_labels_what_it_does_not_name(tmp_path: Path) -> None:
    _, found = open_app(page(SIGNATURES["ten"]), write(tmp_path, {"values": {"9": True}, "outputs": {"live": 1}}))
    assert labels(found) == labels(matched(SIGNATURES["ten"]))
    assert found.values == {9: True} and found.live == 1 and found.stop is not None


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("{", "line 1, column 2"),
        ('{"inputs": {"scrpt": 1}}', "inputs.scrpt: Extra inputs are not permitted"),
        ({"inputs": {"script": True}}, "inputs.script"),
        ({"inputs": {"script": "Text"}}, 'inputs.script: the page has no input "Text"'),
        ({"call": "generate", "inputs": {"script": "Text"}}, '0 "Prompt A" (textbox); 1 "Prompt B" (textbox)'),
        ({"call": 2, "inputs": {"script": 9}}, "inputs.script: there is no position 9"),
        ({"call": "other"}, 'call: the page has no call "other"; it has: 0'),
        ({"call": 2}, "inputs.script: it is not named"),
        ({**MAPPING, "stop": "Halt"}, 'stop: the page has no call without inputs "Halt"'),
        ({**MAPPING, "values": {"Top p": 1}}, 'values.Top p: there is no label "Top p"'),
        ({**MAPPING, "outputs": {"whole": "Sound"}}, 'outputs.whole: there is no label "Sound"'),
    ],
)
def test_a_mapping_that_does_not_fit_names_the_place_and_what_is_there(
    tmp_path: Path, content: Any, words: str
) -> None:
    with pytest.raises(ProblemError) as caught:
        open_app(page(ODD), write(tmp_path, content))
    assert words in caught.value.message and caught.value.hint and not caught.value.retryable
    assert str(tmp_path) not in caught.value.message


def test_changes_of_outputs_are_followed() -> None:
    outputs = merge([], [{"path": "a", "value": 1}, "log", [1, 2]])
    changes = [
        [["replace", ["path"], "b"], ["delete", ["value"], None], ["add", ["new"], {"x": 1}]],
        [["append", [], " and more"]],
        [["add", [1], 9], ["replace", [0], 8]],
    ]
    outputs = merge(outputs, changes)
    assert outputs == [{"path": "b", "new": {"x": 1}}, "log and more", [8, 9, 2]]
    assert merge(outputs, [[], [["replace", [], "other"]], []])[1] == "other"


@pytest.mark.parametrize(
    ("file", "path"),
    [
        ({"url": "http://127.0.0.1:7860/gradio_api/file=/tmp/g/a b.wav"}, "/gradio_api/file=/tmp/g/a%20b.wav"),
        ({"url": "https://hub.example/user/ann/vibevoice/ui/gradio_api/stream/s/r/1/playlist.m3u8"}, None),
        ({"path": "/tmp/完.wav"}, "/gradio_api/file=/tmp/%E5%AE%8C.wav"),
        ({"url": "http://evil.example/elsewhere.wav"}, ""),
        (None, ""),
    ],
)
def test_files_are_fetched_from_the_page_itself_whatever_root_it_believes_in(file: Any, path: str | None) -> None:
    app = read_app(page(SIGNATURES["ten"], api_prefix="/gradio_api"))
    expected = "/gradio_api/stream/s/r/1/playlist.m3u8" if path is None else path or None
    assert path_of(file, app) == expected


@pytest.mark.parametrize(
    ("text", "words", "hint"),
    [
        ("Executable 'ffprobe' not found", "ffmpeg and ffprobe", "apt"),
        ("Streaming audio output requires ffmpeg", "ffmpeg and ffprobe", "conda"),
        ("CUDA out of memory. Tried to allocate 2.00 GiB", "out of memory", "Split"),
        ("🛑 Generation stopped by user", "Somebody stopped", "Resume"),
        (None, "without saying why", "show_error=True"),
        ("ValueError: cannot open '/srv/models/secret/model.bin'", "ValueError: cannot open", "log"),
    ],
)
def test_a_pages_error_is_told_with_its_cause_and_what_to_do(text: str | None, words: str, hint: str) -> None:
    problem = of_failure(text)
    assert words in problem.message and hint in (problem.hint or "")
    assert "/srv" not in problem.message and "secret" not in problem.message


def test_what_a_pages_own_log_says_of_a_failure_is_found() -> None:
    found = find_blame("🎙️ Generating podcast\n❌ An unexpected error occurred: expected 2 voices, got 3\nBye")
    assert found is not None and "expected 2 voices, got 3" in found.message
    assert find_blame("🎙️ Generating podcast\n0 errors\n✨ Generation successful!") is None
