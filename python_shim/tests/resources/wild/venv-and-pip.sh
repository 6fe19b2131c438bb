#!/usr/bin/env bash
# Makes its own environment, prints what pip prints, and serves plain files by HTTP/1.0.
set -e
"$VIBEVOICE_PYTHON" -m venv --without-pip "$HOME/venv"
echo "Collecting torch==2.9.0"
echo "Installing collected packages: torch"
echo "Successfully installed torch-2.9.0"
mkdir -p "$HOME/site" && echo '<!doctype html><title>plain</title><script src="/app.js"></script>' > "$HOME/site/index.html"
echo 'ready()' > "$HOME/site/app.js"
"$HOME/venv/bin/python" -m http.server "$PORT" --bind 127.0.0.1 --directory "$HOME/site"
