read -r -p "Download 5 GB? [y/N] " answer
[ "$answer" = y ] || exit 1
exec "$VIBEVOICE_PYTHON" "$WILD/speech_server.py"
