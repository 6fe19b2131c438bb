"""A web server that answers as a Gradio app does, on GRADIO_SERVER_PORT, after printing Gradio's own line."""

import json
import os
from http.server import BaseHTTPRequestHandler, HTTPServer


class Page(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        body = json.dumps({"components": [], "dependencies": [], "version": "5.50.0"}).encode()
        self.send_response(200 if self.path == "/config" else 404)
        self.send_header("Content-Type", "application/json")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


server = HTTPServer(("127.0.0.1", int(os.environ["GRADIO_SERVER_PORT"])), Page)
print(f"* Running on local URL:  http://127.0.0.1:{server.server_port}", flush=True)
server.serve_forever()
