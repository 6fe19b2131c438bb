# Says nothing for minutes (SPEECH_SILENCE_S).
exec "$VIBEVOICE_PYTHON" "$WILD/speech_server.py" 2> /dev/null
