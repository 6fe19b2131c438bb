"""The Python client against a real instance; the client with `await` is what the other is made from."""

from __future__ import annotations

import importlib.util
import logging
import os
import subprocess
import sys
import wave
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from kernels import Place

from jupyterlab_vibevoice import AsyncClient, Client, notebook
from jupyterlab_vibevoice.contract import Problem
from jupyterlab_vibevoice.contract.problems import PROBLEM_CODES
from jupyterlab_vibevoice.notebook import errors
from jupyterlab_vibevoice.notebook.problems import ERROR_CLASSES, error_of
from jupyterlab_vibevoice.notebook.sound import samples_of

SCRIPT = "Ann: Good morning.\nBob: Good morning, Ann. Did you sleep well?\n"


@pytest.fixture
def client(place: Place) -> Iterator[Client]:
    with Client(url=place.url, token=place.token) as made:
        yield made


def test_a_dialogue_becomes_sound_captions_and_rows(client: Client, tmp_path: Path) -> None:
    job = client.dialogue(SCRIPT, cast={"Ann": "draft-en-belinda"}, seed=42, title="Morning", engine="draft")
    types = [event.type for event in job.events()]
    job.wait()
    assert (types[0], types[-1], job.state, job.title) == ("queued", "done", "done", "Morning")
    assert [(turn.speaker, turn.state, turn.precision) for turn in job.turns] == [
        ("Ann", "done", "exact"),
        ("Bob", "done", "exact"),
    ]
    for name, head in (("a.wav", b"RIFF"), ("a.flac", b"fLaC"), ("a.opus", b"OggS"), ("a.m4a", b"\0\0\0")):
        job.save(tmp_path / name)
        assert (tmp_path / name).read_bytes().startswith(head)
    samples = job.to_numpy()
    assert samples.dtype == "float32" and abs(len(samples) / 24_000 - job.seconds) < 0.001
    assert b"".join(job.listen()) == samples_of(job.audio("wav"))
    assert "<v Ann>" in job.captions() and "Ann:" in job.captions("srt")
    assert [cue.speaker for cue in job.cues().cues] == ["Ann", "Bob"]
    assert max(job.peaks().peaks) > 10
    assert job.segment(0).startswith(b"fLaC")


def test_a_turn_is_taken_again_and_the_first_take_comes_back(client: Client) -> None:
    job = client.dialogue(SCRIPT, engine="draft").wait()
    first = job.turns[1].take
    job.retake(1, voice="draft-en-adam", text="Morning!").wait()
    assert job.turns[1].takes == 2 and job.turns[1].take != first
    assert first is not None and job.take_audio(first).startswith(b"fLaC")
    assert job.choose_take(job.turns[1].id, first).turns[1].take == first
    with pytest.raises(errors.OptionsError, match="numbered 0 to 1"):
        job.retake(2)


def test_cancel_keeps_the_audio_and_resume_goes_on(client: Client) -> None:
    long = "\n".join(f"Ann: This is sentence number {number} of a long story." for number in range(2000))
    job = client.dialogue(long, engine="draft")
    for event in job.events():
        if event.type == "segment":
            break
    job.cancel()
    job.wait()
    assert job.state == "cancelled" and job.seconds > 0 and job.audio("wav")
    assert job.resume().state in ("queued", "running")
    same = client.attach(job.id)
    assert same.cancel(keep=False).id == job.id
    with pytest.raises(errors.NotFoundError):
        client.attach(job.id)


def test_the_same_key_is_the_same_job_and_lists_are_gone_through(client: Client) -> None:
    first = client.dialogue(SCRIPT, engine="draft", ref="book", idempotency_key="one")
    again = client.dialogue(SCRIPT, engine="draft", ref="book", idempotency_key="one")
    other = client.dialogue(client.parse(SCRIPT).dialogue, engine="draft", ref="book").wait()
    assert (first.id == again.id, first.id == other.id) == (True, False)
    assert [job.id for job in client.jobs(ref="book")] == [other.id, first.id]
    assert [job.id for job in client.all_jobs(ref="book")] == [other.id, first.id]
    assert client.attach(other.id).update(title="Kept", pinned=True).data.pinned
    first.wait().delete()
    assert [job.title for job in client.all_jobs(ref="book")] == ["Kept"]


def test_voices_come_and_go(client: Client, tmp_path: Path) -> None:
    assert any(voice.id == "draft-en-belinda" for voice in client.voices())
    assert client.preview_voice("draft-en-belinda")
    with wave.open(str(tmp_path / "me.wav"), "wb") as file:
        file.setparams((1, 2, 24_000, 0, "NONE", ""))
        file.writeframes((np.sin(np.arange(5 * 24_000) / 20) * 9000).astype("<i2").tobytes())
    with pytest.raises(errors.OptionsError, match="consent"):
        client.add_voice("Me", tmp_path / "me.wav", consent=False)
    voice = client.add_voice("Me", tmp_path / "me.wav", consent=True)
    assert voice.id in [one.id for one in client.voices()]
    client.delete_voice(voice.id)
    with pytest.raises(errors.VoiceNotFoundError):
        client.delete_voice(voice.id)


def test_what_goes_wrong_has_a_class_and_says_what_to_do(client: Client, place: Place) -> None:
    with pytest.raises(errors.DialogueError) as dialogue:
        client.dialogue("Ann: Wait [pause:5].")
    assert dialogue.value.code == "invalid_dialogue" and dialogue.value.diagnostics
    with pytest.raises(errors.VoiceNotFoundError) as voice:
        client.dialogue(SCRIPT, engine="draft", cast={"Ann": "draft-en-belind"})
    assert "draft-en-belinda" in voice.value.available
    with pytest.raises(errors.InvalidRequestError, match="sede"):
        client.dialogue(SCRIPT, sede=1)
    with pytest.raises(errors.AuthError) as login, Client(url=place.url, token="wrong") as stranger:
        stranger.voices()
    assert login.value.status == 401
    with (
        pytest.raises(errors.ConnectionFailedError),
        Client(url="http://127.0.0.1:9/", token="x", patience=notebook.Patience(max_retries=0)) as nobody,
    ):
        nobody.voices()
    with pytest.raises(errors.OptionsError, match="Only a launcher"):
        client.start()


def test_no_secret_and_no_text_is_logged_or_shown(place: Place, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG), Client(url=place.url, token=place.token) as client:
        job = client.dialogue("Ann: Something private.", engine="draft").wait()
        client.new_token()
        assert client.page_link().startswith("/")
        shown = repr(client) + repr(job) + repr(vars(client)) + caplog.text
    assert "POST api/jobs: 202" in caplog.text
    assert place.token not in shown and "private" not in caplog.text + repr(job)


async def test_the_client_with_await_does_the_same(place: Place) -> None:
    async with AsyncClient(url=place.url, token=place.token) as client:
        job = await client.dialogue(SCRIPT, engine="draft")
        types = [event.type async for event in job.events()]
        await job.wait()
        assert (types[-1], job.state) == ("done", "done")
        pcm = b"".join([chunk async for chunk in job.listen()])
        assert pcm == samples_of(await job.audio("wav"))
        async for instance in client.changes():
            assert instance.state in ("ready", "asleep", "busy")
            break
        assert (await client.wake()).user == "ann"


def test_turns_are_a_table_where_pandas_is_and_say_so_where_it_is_not(client: Client) -> None:
    job = client.dialogue(SCRIPT, engine="draft").wait()
    if importlib.util.find_spec("pandas") is None:
        with pytest.raises(errors.OptionsError, match="pandas is not installed") as missing:
            job.turns_df()
        assert missing.value.hint and "turns" in missing.value.hint
        return
    table = job.turns_df()
    assert list(table["speaker"]) == ["Ann", "Bob"] and table["end"].iloc[1] > table["start"].iloc[1]


@pytest.mark.long
def test_turns_are_a_table_of_pandas(client: Client, tmp_path: Path) -> None:
    install = [sys.executable, "-m", "pip", "install", "--quiet", "--target", str(tmp_path), "pandas"]
    subprocess.run(install, check=True, timeout=100)
    job = client.dialogue(SCRIPT, engine="draft").wait()
    code = (
        "from jupyterlab_vibevoice.contract import Job\n"
        "from jupyterlab_vibevoice.notebook.turn_records import turn_table\n"
        "import sys; table = turn_table(Job.model_validate_json(sys.stdin.read()))\n"
        "print(type(table).__module__.split('.')[0], list(table['speaker']), table['end'].gt(table['start']).all())"
    )
    env = {**os.environ, "PYTHONPATH": os.pathsep.join([str(tmp_path), *sys.path])}
    argv = [sys.executable, "-W", "ignore", "-c", code]
    told = subprocess.run(argv, env=env, input=job.data.to_json(), capture_output=True, text=True, check=True)
    assert told.stdout == "pandas ['Ann', 'Bob'] True\n"


def test_every_code_has_its_class_and_a_later_one_is_harmless() -> None:
    assert ERROR_CLASSES.keys() == PROBLEM_CODES.keys()
    later: Any = {"code": "too_early", "message": "Wait.", "retryable": False, "request_id": "r"}
    error = error_of(Problem.model_construct(**later))
    assert type(error) is errors.ProblemError and (error.code, str(error)) == ("too_early", "Wait.")


def test_public_names_stay() -> None:
    assert notebook.__all__ == ["AsyncClient", "AsyncJob", "Client", "Job", "Patience"]
    methods = {name for name in vars(Client) if not name.startswith("_")}
    assert methods == {name for name in vars(AsyncClient) if not name.startswith("_")} - {"aclose"} | {"close"}
    jobs = {name for name in vars(notebook.Job) if not name.startswith("_")}
    assert jobs == {name for name in vars(notebook.AsyncJob) if not name.startswith("_")}


def test_the_client_without_await_is_made_from_the_other() -> None:
    script = Path(__file__).parents[3] / "scripts" / "generate-client.py"
    made = subprocess.run([sys.executable, script, "--check"], capture_output=True, text=True, check=False)
    assert made.returncode == 0, made.stdout


def test_importing_the_package_imports_no_client() -> None:
    code = "import sys, jupyterlab_vibevoice; print([name for name in ('httpx', 'pydantic') if name in sys.modules])"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "[]\n"
