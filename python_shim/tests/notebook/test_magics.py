"""`%%vibevoice` in a real kernel: heard, saved, checked, repeated, interrupted."""

from __future__ import annotations

import base64
import time
from typing import Any

from kernels import MIME, Kernel, last

SCRIPT = "Ann: Good morning.\nBob: Good morning, Ann. Did you sleep well?\n"


def test_a_cell_is_heard_and_saved_and_its_job_has_a_name(kernel: Kernel) -> None:
    began_s = time.monotonic()
    ran = kernel.run(f"%%vibevoice -v Ann=draft-en-belinda --seed 7 -o morning.mp3 --var morning\n{SCRIPT}")
    assert ran.is_ok, ran.traceback
    assert len(ran.bundles) == 1
    # Every two seconds at most, then the end, and the end with its file.
    assert len(ran.updates) <= (time.monotonic() - began_s) / 2 + 2
    job = last(ran)
    assert (job["state"], job["path"], job["turn_count"]) == ("done", "morning.mp3", 2)
    assert job["cast"]["Ann"] == "draft-en-belinda"
    assert {MIME, "text/html", "text/plain"} == set(ran.updates[-1]["data"])
    assert "Good morning" in ran.updates[-1]["data"]["text/html"] and "<script" not in str(ran.updates[-1])
    told = kernel.run("import os; print(morning.id, morning.state, os.path.getsize('morning.mp3') > 1000)").printed
    assert told.split() == [job["job_id"], "done", "True"]


def test_the_same_cell_again_is_the_same_job_and_again_makes_another(kernel: Kernel) -> None:
    cell = f"%%vibevoice --title twice\n{SCRIPT}"
    first, second = last(kernel.run(cell)), last(kernel.run(cell))
    other_text = last(kernel.run(cell + "Ann: Yes."))
    anew = last(kernel.run(cell.replace("twice", "twice --again", 1)))
    assert first["job_id"] == second["job_id"]
    assert len({first["job_id"], other_text["job_id"], anew["job_id"]}) == 3


def test_sound_is_in_the_notebook_only_on_request(kernel: Kernel) -> None:
    plain = kernel.run(f"%%vibevoice --title kept\n{SCRIPT}").updates[-1]["data"]
    kept = kernel.run(f"%%vibevoice --title kept --embed\n{SCRIPT}").updates[-1]["data"]
    assert "<audio" not in plain["text/html"] and len(str(plain)) < 20_000
    sound = kept["text/html"].partition('src="data:audio/ogg;base64,')[2].partition('"')[0]
    assert base64.b64decode(sound).startswith(b"OggS")
    assert kept[MIME]["job_id"] == plain[MIME]["job_id"]


def test_diagnostics_point_into_the_cell_and_show_the_fix(kernel: Kernel) -> None:
    ran = kernel.run("%%vibevoice\nAnn: Hello.\n\nBob: Wait [pause:5] here.")
    assert not ran.is_ok
    assert ran.traceback.split("\n") == [
        "cell:4:11: error: A pause needs a unit, as in [pause:500ms]. [E_PAUSE_UNIT]",
        "  4 | Bob: Wait [pause:5] here.",
        "    |           ^^^^^^^^^",
        "    Write 5s: Bob: Wait [pause:5s] here.",
        "    Write 5ms: Bob: Wait [pause:5ms] here.",
    ]


def test_check_makes_nothing(kernel: Kernel) -> None:
    ran = kernel.run(f"%%vibevoice --check\n{SCRIPT}")
    assert (ran.is_ok, ran.printed, ran.bundles) == (True, "2 turns by Ann, Bob.\n", [])


def test_names_are_filled_in_only_on_request(kernel: Kernel) -> None:
    kernel.run("guest = 'Nora'")
    filled = last(kernel.run("%%vibevoice --fill\nAnn: Welcome, {guest}!"))
    plain = last(kernel.run("%%vibevoice\nAnn: Welcome, {guest}!"))
    assert filled["turns"][0]["text"] == "Welcome, Nora!"
    assert plain["turns"][0]["text"] == "Welcome, {guest}!"
    assert "cannot be filled in" in kernel.run("%%vibevoice --fill\nAnn: {nobody}").traceback


def test_what_is_wrong_is_told_in_words_without_a_traceback(kernel: Kernel) -> None:
    for cell, words in (
        (f"%%vibevoice --sed 7\n{SCRIPT}", "unrecognized arguments: --sed"),
        (f"%%vibevoice -v Ann=draft-en-belinde\n{SCRIPT}", "draft-en-belinda"),
        (f"%%vibevoice -o morning.txt\n{SCRIPT}", "One of wav, flac, mp3, opus, m4a."),
        ("%vibevoice shout", "It knows voices, status"),
        ("%vibevoice attach jnothing", "job"),
    ):
        ran = kernel.run(cell)
        assert not ran.is_ok
        assert words in ran.traceback and "Traceback" not in ran.traceback, ran.traceback


def test_an_interrupt_detaches_and_the_job_goes_on(kernel: Kernel) -> None:
    long = "\n\n".join(f"Ann: Sentence number {number}, and it is a long one." for number in range(3000))

    def interrupt(kind: str, content: dict[str, Any]) -> None:
        if kind == "display_data":
            kernel.manager.interrupt_kernel()

    ran = kernel.run(f"%%vibevoice --title long\n{long}", interrupt)
    job_id = ran.bundles[0]["data"][MIME]["job_id"]
    assert not ran.is_ok
    assert f"Detached: job {job_id} goes on" in ran.traceback and "Traceback" not in ran.traceback
    assert f"{job_id}  running" in kernel.run("%vibevoice jobs").printed
    assert f"{job_id} is stopped" in kernel.run(f"%vibevoice cancel {job_id}").printed
    assert last(kernel.run(f"%vibevoice attach {job_id}"))["state"] == "cancelled"


def test_no_wait_gives_the_cell_back_at_once(kernel: Kernel) -> None:
    ran = kernel.run(f"%%vibevoice --no-wait --title later --var later\n{SCRIPT}")
    assert len(ran.bundles) == 1 and not ran.updates
    assert kernel.run("print(later.wait().state)").printed == "done\n"


def test_the_line_magic_tells_of_voices_and_of_the_instance(kernel: Kernel) -> None:
    offered = kernel.run("%vibevoice voices belinda").printed.splitlines()
    assert offered[0].startswith("draft-en-belinda ") and all("elinda" in row for row in offered)
    assert "table read: draft (espeak-ng) on cpu" in kernel.run("%vibevoice status").printed
    assert kernel.run("%vibevoice sleep").printed == "asleep\n"
    assert kernel.run("%vibevoice wake").is_ok
    assert kernel.run("%vibevoice log 5").is_ok
    assert "attach ID" in kernel.run("%vibevoice").printed


def test_tab_offers_options_voices_and_speakers(kernel: Kernel) -> None:
    def offered(line: str) -> list[str]:
        return kernel.complete(f"{line}\n{SCRIPT}", len(line))

    assert offered("%%vibevoice --se") == ["--seed"]
    assert offered("%%vibevoice -v A") == ["Ann="]
    assert "draft-en-belinda" in offered("%%vibevoice -v Ann=draft-en-b")
    assert offered("%%vibevoice --engine ") == ["script", "draft"]
    assert kernel.complete("%vibevoice ca", 13) == ["cancel"]
