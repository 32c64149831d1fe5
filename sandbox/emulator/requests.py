"""A request as plain JSON: run it now, keep it in the record, run it again at the next start."""

from __future__ import annotations

import base64
import io
import sys
from typing import Any

_KEYS = (
    "REQUEST_METHOD",
    "PATH_INFO",
    "QUERY_STRING",
    "RAW_URI",
    "REQUEST_URI",
    "SCRIPT_NAME",
    "SERVER_NAME",
    "SERVER_PORT",
    "SERVER_PROTOCOL",
    "CONTENT_TYPE",
    "wsgi.url_scheme",
    "moto.preserved_header_names",
)
_NOT_KEPT = ("HTTP_TRANSFER_ENCODING", "HTTP_EXPECT", "HTTP_CONNECTION")


def pack(environ: dict[str, Any], body: bytes) -> dict[str, Any]:
    """What of a WSGI request matters to moto."""
    kept = {key: environ[key] for key in _KEYS if key in environ}
    kept |= {k: v for k, v in environ.items() if k.startswith("HTTP_") and k not in _NOT_KEPT}
    return {"environ": kept, "body": base64.b64encode(body).decode()}


def unpack(packed: dict[str, Any]) -> tuple[dict[str, Any], bytes]:
    """A fresh WSGI environ, and the body, of a packed request."""
    body = base64.b64decode(packed["body"])
    environ = {
        **packed["environ"],
        "CONTENT_LENGTH": str(len(body)),
        "REMOTE_ADDR": "127.0.0.1",
        "wsgi.version": (1, 0),
        "wsgi.input": io.BytesIO(body),
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
    }
    return environ, body
