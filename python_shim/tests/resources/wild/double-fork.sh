"$VIBEVOICE_PYTHON" "$WILD/wild/daemon.py" "$WILD/speech_server.py"
