"""The one door: checks the Host, answers /_opsctl/*, and passes AWS requests to the line."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from http import HTTPStatus
from typing import Any
from urllib.parse import parse_qs

from .gaps import target_health
from .line import Line
from .operation import Operation, read_operation
from .refusal import Answer, refuse

_LOOPBACK = re.compile(r"^(127\.0\.0\.1|localhost|\[::1\])(:\d+)?$")
# Account-prefixed hosts (S3 Control) and bucket hosts, as SDKs make them of the endpoint.
_BELOW_LOOPBACK = re.compile(r"^[A-Za-z0-9.-]+\.(127\.0\.0\.1|localhost)(:\d+)?$")
_LARGEST_BODY = 512 * 1024 * 1024
_LONGEST_WAIT = 60.0


class Gateway:
    """A WSGI application."""

    def __init__(self, line: Line, facts: dict[str, Any]):
        self._line = line
        self._facts = facts

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        status, headers, body = self._answer(environ)
        if not any(name.lower() == "content-length" for name, _ in headers):
            headers = [*headers, ("Content-Length", str(len(body)))]
        start_response(f"{status} {_phrase(status)}", headers)
        return [body]

    def _answer(self, environ: dict[str, Any]) -> Answer:
        host = environ.get("HTTP_HOST", "")
        path = environ.get("PATH_INFO", "/")
        if "HTTP_ORIGIN" in environ or "HTTP_SEC_FETCH_SITE" in environ:
            return _plain(403, "the sandbox's AWS does not talk to web pages")
        if not (_LOOPBACK.match(host) or _BELOW_LOOPBACK.match(host)):
            return _plain(403, "the sandbox's AWS answers for its own loopback names only")
        if path.startswith("/_opsctl/"):
            if not _LOOPBACK.match(host):
                return _plain(403, "only under a loopback name")
            return self._own(environ, path.removeprefix("/_opsctl/"))
        if path.startswith("/moto-api"):
            return _plain(404, "moto's own interface is closed: it would bypass the record")
        body = _read(environ)
        if body is None:
            largest = f"at most {_LARGEST_BODY} bytes"
            return refuse(Operation("s3", "", "", "", True, "rest"), "EntityTooLarge", largest)
        operation = read_operation(environ, body)
        try:
            return self._line.request(environ, body, operation)
        except RuntimeError as broken:
            return refuse(operation, "InternalFailure", str(broken), status=500)

    def _own(self, environ: dict[str, Any], name: str) -> Answer:
        method = environ["REQUEST_METHOD"]
        if (method, name) == ("GET", "health"):
            return _json(200, {"ready": True, "version": self._line.version, **self._facts})
        if (method, name) == ("GET", "world"):
            return self._world(parse_qs(environ.get("QUERY_STRING", "")))
        reports = {"target-health": target_health.report, "databases": self._line.hear_of_databases}
        if method == "PUT" and name in reports:
            try:
                reports[name](json.loads(_read(environ) or b""))
            except ValueError as wrong:
                return _json(400, {"error": str(wrong)})
            return _json(200, {})
        return _json(404, {"error": f"no {method} /_opsctl/{name}"})

    def _world(self, query: dict[str, list[str]]) -> Answer:
        try:
            after = int(query["after"][0]) if "after" in query else None
            wait = min(max(float(query.get("wait", ["0"])[0]), 0.0), _LONGEST_WAIT)
        except ValueError:
            return _json(400, {"error": "after and wait are numbers"})
        return _json(200, self._line.wait_for_world(after, wait))


def _read(environ: dict[str, Any]) -> bytes | None:
    """The whole body, or None if it is too large."""
    stream = environ["wsgi.input"]
    if environ.get("wsgi.input_terminated"):
        body = stream.read(_LARGEST_BODY + 1)
        return body if len(body) <= _LARGEST_BODY else None
    length = int(environ.get("CONTENT_LENGTH") or 0)
    return stream.read(length) if length <= _LARGEST_BODY else None


def _phrase(status: int) -> str:
    return HTTPStatus(status).phrase if status in HTTPStatus._value2member_map_ else "Unknown"


def _json(status: int, value: Any) -> Answer:
    return status, [("Content-Type", "application/json")], json.dumps(value).encode()


def _plain(status: int, text: str) -> Answer:
    return status, [("Content-Type", "text/plain; charset=utf-8")], f"{text}\n".encode()
