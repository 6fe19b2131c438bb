"""Both problem tables and section 5 of docs/contract.md say the same."""

import re
import subprocess
import sys
from pathlib import Path

from jupyterlab_vibevoice.contract import CONTRACT, Problem
from jupyterlab_vibevoice.contract.problems import PROBLEM_CODES, ProblemError

ROOT = Path(__file__).parents[3]


def documented() -> dict[str, int]:
    page = (ROOT / "docs/contract.md").read_text()
    section = page.split("## 5. Problem codes")[1].split("Text diagnostics")[0]
    found, status = {}, 0
    for number, code in re.findall(r"(\d{3})|`(\w+)`", section):
        if number:
            status = int(number)
        else:
            found[code] = status
    return found


def test_the_table_has_exactly_the_documented_codes() -> None:
    assert {code: rule.status for code, rule in PROBLEM_CODES.items()} == documented()


def test_typescript_knows_the_same_codes_and_rules() -> None:
    text = (ROOT / "src/contract/problems.ts").read_text()
    rows = re.findall(r"^  (\w+): rule\((\d+)(, true)?\)", text, re.MULTILINE)
    assert {code: (int(status), bool(again)) for code, status, again in rows} == dict(PROBLEM_CODES)


def test_a_problem_is_sent_as_the_contract_says() -> None:
    error = ProblemError("queue_full", "The queue is full.", hint="Wait.", retry_after_s=3.2)
    sent = Problem.model_validate(error.to_wire("r-1"))
    assert (error.status, error.headers, sent.retryable) == (429, {"Retry-After": "3"}, True)


def test_what_belongs_to_a_code_is_sent_beside_it() -> None:
    error = ProblemError("voice_not_found", "There is no such voice.", details={"available": ["a"]})
    assert Problem.model_validate(error.to_wire("r")).available == ["a"]


def test_naming_a_problem_does_not_load_the_models() -> None:
    program = (
        "import sys; from jupyterlab_vibevoice.contract import CONTRACT, problems; sys.exit('pydantic' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0


def test_the_contract_has_a_number() -> None:
    assert CONTRACT == 1
