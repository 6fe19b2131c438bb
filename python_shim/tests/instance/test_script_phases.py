"""Phases read from lines that real programs print."""

import pytest

from jupyterlab_vibevoice.instance.phases import Phase, read_phase

LINES = {
    "Collecting transformers==5.18.0": Phase("installing", "Installing transformers"),
    "  Downloading torch-2.9.0-cp311-cp311-manylinux_2_28_x86_64.whl (899.7 MB)": Phase(
        "downloading", "Downloading torch-2.9.0-cp311-cp311-manylinux_2_28_x86_64.whl"
    ),
    "Installing collected packages: numpy, torch": Phase("installing", "Installing Python packages"),
    "Requirement already satisfied: numpy in /opt/x": Phase("installing", "Installing Python packages"),
    "Cloning into 'VibeVoice'...": Phase("installing", "Cloning VibeVoice"),
    "model-00001-of-00003.safetensors:  42%|####1     | 831M/1.98G [00:11<00:15, 75.2MB/s]": Phase(
        "downloading", "Downloading model-00001-of-00003.safetensors", 0.42
    ),
    "Fetching 12 files:  25%|##5       | 3/12 [00:02<00:07]": Phase("downloading", "Downloading the model", 0.25),
    "正在下载模型 37%": Phase("downloading", "Downloading", 0.37),
    "Loading checkpoint shards:  38%|###7      | 3/8 [00:04<00:07,  1.42s/it]": Phase(
        "loading", "Loading checkpoint 3/8", 0.375
    ),
    "Loading checkpoint shards: 100%": Phase("loading", "Loading checkpoint", 1.0),
    "Loading processor & model from microsoft/VibeVoice-1.5B": Phase("loading", "Loading the model"),
    "正在加载模型……": Phase("loading", "Loading the model"),
    "* Running on local URL:  http://127.0.0.1:7860": Phase("serving", "Its page is up"),
    "INFO:     Uvicorn running on http://127.0.0.1:8000 (Press CTRL+C to quit)": Phase("serving", "Its page is up"),
    " 45%|████▌     | 9/20 [00:01<00:02,  7.9it/s]": Phase("working", "Working", 0.45),
    "Warmup done": Phase("loading", "Warming up"),
}


@pytest.mark.parametrize("line", LINES)
def test_a_line_of_a_real_log_tells_its_phase(line: str) -> None:
    assert read_phase(line) == LINES[line]


@pytest.mark.parametrize(
    "line", ["", "hello", "Using device: cuda", "100% of users like it", "Traceback (most recent call last):", "0/0"]
)
def test_other_lines_tell_nothing(line: str) -> None:
    assert read_phase(line) is None


def test_a_message_never_holds_a_path() -> None:
    found = read_phase("Collecting /srv/secret/package")
    assert found is None or "/" not in found.message
