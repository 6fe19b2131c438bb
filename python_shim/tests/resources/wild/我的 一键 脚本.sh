#!/usr/bin/env bash
echo "正在加载模型……"
exec "$VIBEVOICE_PYTHON" "$WILD/speech_server.py"
