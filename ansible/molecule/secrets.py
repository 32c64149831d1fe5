"""Answers GetSecretValue for the roles' tests: one secret, and an end of its own after 15 minutes.

Usage: secrets.py http://127.0.0.1:PORT; returns when it answers, and goes on in the background.
"""

import json
import os
import signal
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

LIFETIME_SECONDS = 900
SECRET = {"username": "shop", "database": "shop", "password": "it's \"quoted\" & 8bit: é"}


class Answer(BaseHTTPRequestHandler):
    def do_POST(self):
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        if self.headers["X-Amz-Target"] != "secretsmanager.GetSecretValue":
            self._say(400, {"__type": "InvalidRequestException", "Message": "not played here"})
        else:
            said = {"ARN": asked["SecretId"], "Name": "test", "SecretString": json.dumps(SECRET)}
            self._say(200, said)

    def do_GET(self):
        self._say(200, {})
        if self.path == "/stop":
            threading.Thread(target=self.server.shutdown).start()

    def _say(self, status, body):
        words = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/x-amz-json-1.1")
        self.send_header("Content-Length", str(len(words)))
        self.end_headers()
        self.wfile.write(words)

    def log_message(self, *words):
        pass


def main():
    place = urlsplit(sys.argv[1])
    server = ThreadingHTTPServer((place.hostname, place.port), Answer)
    # Bound and listening before the parent returns, so nobody has to wait for the port.
    if os.fork() > 0:
        return
    os.setsid()
    signal.alarm(LIFETIME_SECONDS)
    nothing = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(nothing, stream)
    server.serve_forever()


main()
