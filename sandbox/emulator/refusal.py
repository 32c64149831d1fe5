"""Refusals in AWS's own shapes, so that an SDK raises them at once.

Status 400 throughout: SDKs and the Terraform provider retry 5xx, some of them for many minutes.
"""

from __future__ import annotations

import json
from xml.sax.saxutils import escape

from .operation import Operation

Answer = tuple[int, list[tuple[str, str]], bytes]
_REQUEST_ID = "00000000-0000-4000-8000-000000000000"
_XML = '<?xml version="1.0" encoding="UTF-8"?>'


def refuse(operation: Operation, code: str, message: str, status: int = 400) -> Answer:
    """An error answer with AWS code `code`, in the protocol the request came in."""
    if operation.style == "cbor":
        body = _cbor_map({"__type": code, "message": message})
        headers = [("Content-Type", "application/cbor"), ("smithy-protocol", "rpc-v2-cbor")]
        return status, headers, body
    if operation.style == "json" or (operation.style == "rest" and not _speaks_xml(operation)):
        body = json.dumps({"__type": code, "message": message}).encode()
        kind = "application/x-amz-json-1.1" if operation.style == "json" else "application/json"
        return status, [("Content-Type", kind), ("x-amzn-ErrorType", code)], body
    return status, [("Content-Type", "text/xml")], _xml(operation, code, message).encode()


def _speaks_xml(operation: Operation) -> bool:
    return operation.service in ("", "s3", "route53", "cloudfront")


def _xml(operation: Operation, code: str, message: str) -> str:
    error = f"<Code>{escape(code)}</Code><Message>{escape(message)}</Message>"
    if operation.service == "ec2":
        inner = f"<Errors><Error>{error}</Error></Errors><RequestID>{_REQUEST_ID}</RequestID>"
        return f"{_XML}<Response>{inner}</Response>"
    is_control = operation.action.partition(" ")[2].startswith("/v20180820/")
    if operation.style == "rest" and operation.service in ("", "s3") and not is_control:
        return f"{_XML}<Error>{error}<RequestId>{_REQUEST_ID}</RequestId></Error>"
    inner = f"<Error><Type>Sender</Type>{error}</Error><RequestId>{_REQUEST_ID}</RequestId>"
    return f"{_XML}<ErrorResponse>{inner}</ErrorResponse>"


def _cbor_map(fields: dict[str, str]) -> bytes:
    """A CBOR map of texts (RFC 8949, major types 5 and 3), definite lengths."""
    return bytes([0xA0 | len(fields)]) + b"".join(
        _cbor_text(text) for pair in fields.items() for text in pair
    )


def _cbor_text(text: str) -> bytes:
    raw = text.encode()
    if len(raw) < 24:
        return bytes([0x60 | len(raw)]) + raw
    return b"\x79" + len(raw).to_bytes(2, "big") + raw
