"""moto's own WSGI application, with its silences and breakdowns turned into refusals."""

from __future__ import annotations

import sys
import traceback
from typing import Any

from moto.moto_server.werkzeug_app import DomainDispatcherApplication, create_backend_app
from werkzeug.test import run_wsgi_app

from .operation import Operation
from .refusal import Answer, refuse

NOT_IMPLEMENTED = "NotImplemented"


class _UnknownService(Exception):
    pass


def _create(service: Any) -> Any:
    if service is None:
        raise _UnknownService
    return create_backend_app(service)


class MotoApp:
    """Runs one request in moto. Call it under the lock; it never throws."""

    def __init__(self) -> None:
        self._dispatcher = DomainDispatcherApplication(_create)

    def run(self, environ: dict[str, Any], operation: Operation) -> Answer:
        """The answer to one request; what moto cannot do is an error that SDKs do not retry."""
        named = f"{operation.service or 'AWS'}: {operation.action}"
        unknown = f"the sandbox's AWS does not know {named}"
        if operation.style == "cbor":
            return refuse(operation, NOT_IMPLEMENTED, f"{unknown} in the CBOR protocol")
        try:
            chunks, status, headers = run_wsgi_app(self._dispatcher, environ, buffered=True)
        except (NotImplementedError, _UnknownService) as missing:
            detail = f" ({missing})" if str(missing) else ""
            return refuse(operation, NOT_IMPLEMENTED, unknown + detail)
        except Exception as broken:
            traceback.print_exc(file=sys.stderr)
            message = f"the sandbox's AWS failed on {named}: {type(broken).__name__}: {broken}"
            return refuse(operation, "InternalError", message)
        answer = (int(status.split()[0]), list(headers.items()), b"".join(chunks))
        is_head = environ["REQUEST_METHOD"] == "HEAD"
        return refuse(operation, NOT_IMPLEMENTED, unknown) if _is_lost(answer, is_head) else answer


def _is_lost(answer: Answer, is_head: bool) -> bool:
    """Whether Flask (no such route) or moto (no such operation) answered with no AWS error."""
    status, headers, body = answer
    if status not in (404, 405) or is_head:
        return False
    return not body.strip() or body.lstrip()[:15].lower().startswith(b"<!doctype html")
