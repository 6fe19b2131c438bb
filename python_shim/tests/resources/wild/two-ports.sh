# The server, and once it listens a page about it on another port.
until (: < "/dev/tcp/127.0.0.1/$PORT") 2> /dev/null; do sleep 0.1; done &&
  "$VIBEVOICE_PYTHON" -m http.server "$WILD_PORT" --bind 127.0.0.1 --directory "$HOME" &
"$VIBEVOICE_PYTHON" "$WILD/speech_server.py" "$PORT"
