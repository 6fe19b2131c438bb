# A page at once; the server beside it when a file says so, and again whenever this is started.
"$VIBEVOICE_PYTHON" -m http.server "$WILD_PORT" --bind 127.0.0.1 --directory "$WILD" &
until [ -e "$GO" ]; do sleep 0.1; done
"$VIBEVOICE_PYTHON" "$WILD/speech_server.py" "$PORT"
wait
