# WILD_PORT stands for 7860.
exec "$VIBEVOICE_PYTHON" "$WILD/speech_server.py" "$WILD_PORT"
