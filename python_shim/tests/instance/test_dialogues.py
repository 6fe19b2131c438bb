"""Dialogue scripts: read, refused in words, spoken with warnings."""

from __future__ import annotations

from instance_process import InstanceProcess

from jupyterlab_vibevoice.contract import ParseAnswer, Problem


async def test_a_script_is_read_whatever_it_holds(instance: InstanceProcess) -> None:
    answer = await instance.post("/api/dialogues/parse", {"script": "Nora: Hi\nBen: Ho\n"}, status=200)
    told = ParseAnswer.model_validate(answer)
    assert [turn.text for turn in told.dialogue.turns] == ["Hi", "Ho"]
    for bad in ("", "[Nora", "<speak>", "\x00"):
        ParseAnswer.model_validate(await instance.post("/api/dialogues/parse", {"script": bad}, status=200))


async def test_a_script_is_spoken(instance: InstanceProcess) -> None:
    job = await instance.create(script="Nora: One two\nBen: Three [pause:1s] four\nNora:\n")
    done = await instance.ended(job["id"])
    assert done["state"] == "done"
    assert [turn["speaker"] for turn in done["turns"]] == ["Nora", "Ben"]
    assert done["audio"]["seconds"] > 1.9
    warning = await instance.until(job["id"], "warning")
    assert warning["code"].startswith("W_") and warning["range"]["start"]["line"] == 3


async def test_a_script_with_errors_is_refused_with_their_places(instance: InstanceProcess) -> None:
    problem = Problem.model_validate(
        await instance.post("/api/jobs", {"script": "Nora: Hi [pause:500] ho"}, status=400)
    )
    assert problem.code == "invalid_dialogue" and problem.issues
    assert problem.issues[0].code == "E_PAUSE_UNIT" and problem.issues[0].range
    many = "".join(f"S{n}: hi\n" for n in range(1, 6))
    assert (await instance.post("/api/jobs", {"script": many}, status=422))["code"] == "too_many_speakers"
    assert (await instance.post("/api/jobs", {"script": "  \n"}, status=422))["code"] == "empty_dialogue"
    both = {"script": "Nora: Hi", "dialogue": {"version": 1, "cast": {}, "turns": [], "chapters": []}}
    assert (await instance.post("/api/jobs", both, status=400))["code"] == "invalid_request"
    assert (await instance.post("/api/jobs", {}, status=400))["code"] == "invalid_request"
