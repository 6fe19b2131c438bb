exec "$VIBEVOICE_PYTHON" "$WILD/speech_server.py" "$TAKEN_PORT"
