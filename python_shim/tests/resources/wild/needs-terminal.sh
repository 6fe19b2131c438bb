if ! [ -t 0 ]; then
  echo "the input device is not a TTY" >&2
  exit 1
fi
exec "$VIBEVOICE_PYTHON" "$WILD/speech_server.py"
