nohup "$VIBEVOICE_PYTHON" "$WILD/speech_server.py" > "$HOME/out.log" 2>&1 &
echo "started"
