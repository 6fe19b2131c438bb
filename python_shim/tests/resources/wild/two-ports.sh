# A page about the start, and the server itself a little later.
"$VIBEVOICE_PYTHON" -m http.server "$WILD_PORT" --bind 127.0.0.1 --directory "$HOME" &
SPEECH_SILENCE_S=1.5 "$VIBEVOICE_PYTHON" "$WILD/speech_server.py" "$PORT"
