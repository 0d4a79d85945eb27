#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""A server that keeps what is posted to it.

usage: post_server.py PORT FILE

Listens on 127.0.0.1; appends each body, with its path and content type, to FILE as a line of JSON. Prints "listening".
"""

import http.server
import json
import sys


class Keep(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        line = {"path": self.path, "type": self.headers["Content-Type"], "body": json.loads(body)}
        with open(self.server.file, "a", encoding="utf-8") as file:
            file.write(json.dumps(line) + "\n")
        self.send_response(204)
        self.end_headers()

    def log_message(self, *_):
        pass


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__.strip())
    with http.server.HTTPServer(("127.0.0.1", int(sys.argv[1])), Keep) as server:
        server.file = sys.argv[2]
        print("listening", flush=True)
        server.serve_forever()
