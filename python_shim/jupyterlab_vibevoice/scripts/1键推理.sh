#!/usr/bin/env bash
# One-click inference: finds model, GPU and Python, says what it found, and starts the engine that fits.
# 一键推理：查找模型、显卡和 Python，说明结果，然后启动合适的引擎。
#
# The instance runs it with VIBEVOICE_ENGINE_SOCKET set. By hand, in a terminal:
#   bash 1键推理.sh                 starts the engine and tells how to use it
#   bash 1键推理.sh dialogue.txt    speaks a file and writes dialogue.wav beside it
# VIBEVOICE_MODEL_DIR names the folder of the weights, VIBEVOICE_PYTHON the Python to use.
set -u

say() { printf '%s\n%s\n' "$1" "$2"; }

find_python() {
  local candidate
  for candidate in "${VIBEVOICE_PYTHON:-}" "${VIRTUAL_ENV:+$VIRTUAL_ENV/bin/python}" python3 python; do
    if [ -n "$candidate" ] && "$candidate" -c 'import jupyterlab_vibevoice' 2>/dev/null; then
      python=$candidate
      return 0
    fi
  done
  return 1
}

find_model() {
  local folder
  for folder in "${VIBEVOICE_MODEL_DIR:-}" "$HOME"/models/VibeVoice* "$HOME"/VibeVoice*/models/* /root/models/VibeVoice* \
    "${HF_HOME:-$HOME/.cache/huggingface}"/hub/models--*VibeVoice*/snapshots/*; do
    if [ -n "$folder" ] && ls "$folder"/*.safetensors >/dev/null 2>&1; then
      model=$folder
      return 0
    fi
  done
  return 1
}

find_gpu() {
  gpu=$(nvidia-smi --query-gpu=name,memory.total --format=csv,noheader 2>/dev/null | head -n 1)
  if [ -z "$gpu" ] && [ "$(uname -sm)" = "Darwin arm64" ]; then gpu="Apple silicon"; fi
  [ -n "$gpu" ]
}

choose_engine() {
  engine=draft
  find_model || return 0
  if "$python" -c 'import importlib.util, sys; sys.exit(importlib.util.find_spec("jupyterlab_vibevoice.engines.vibevoice") is None)' 2>/dev/null; then
    engine=vibevoice
    export VIBEVOICE_MODEL_DIR=$model
  fi
}

tell() {
  local version
  version=$("$python" -c 'import platform; print(platform.python_version())')
  say "Python: $version" "Python：$version"
  if find_gpu; then say "GPU: $gpu" "显卡：$gpu"; else say "GPU: none found" "显卡：未找到"; fi
  if [ -n "${model:-}" ]; then
    say "Model: ${model##*/}" "模型：${model##*/}"
  else
    say "Model: none found; set VIBEVOICE_MODEL_DIR to its folder" "模型：未找到；请用 VIBEVOICE_MODEL_DIR 指定其文件夹"
  fi
  if [ "$engine" = vibevoice ]; then
    say "Starting VibeVoice." "正在启动 VibeVoice。"
  elif [ -n "${model:-}" ]; then
    say "The weights are there, but this version has no VibeVoice engine yet: starting the draft engine, robot voices for a table read." \
      "已找到模型权重，但此版本还没有 VibeVoice 引擎：改为启动草稿引擎，用机器音朗读。"
  else
    say "Starting the draft engine, robot voices for a table read." "正在启动草稿引擎，用机器音朗读。"
  fi
}

model=
if ! find_python; then
  say "No Python with jupyterlab-vibevoice was found. Install it (pip install jupyterlab-vibevoice), or set VIBEVOICE_PYTHON." \
    "未找到装有 jupyterlab-vibevoice 的 Python。请安装（pip install jupyterlab-vibevoice），或设置 VIBEVOICE_PYTHON。"
  # 78: starting again will not help.
  exit 78
fi
choose_engine
tell

if [ -n "${1:-}" ]; then
  exec "$python" -m "jupyterlab_vibevoice.engines.$engine" --speak "$1"
fi
if [ -z "${VIBEVOICE_ENGINE_SOCKET:-}" ]; then
  VIBEVOICE_ENGINE_SOCKET=$(mktemp -d)/engine.sock
  export VIBEVOICE_ENGINE_SOCKET
  say "Ask it: curl --unix-socket $VIBEVOICE_ENGINE_SOCKET http://engine/engine" "试一试：curl --unix-socket $VIBEVOICE_ENGINE_SOCKET http://engine/engine"
  say "Speak a file: bash \"$0\" dialogue.txt. Ctrl-C ends it." "朗读文件：bash \"$0\" dialogue.txt。按 Ctrl-C 结束。"
fi
exec "$python" -m "jupyterlab_vibevoice.engines.$engine"
