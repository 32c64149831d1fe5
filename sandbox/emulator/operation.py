"""What a request asks for: which service, which operation, and whether it changes anything."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs

# AWS names its reading operations with these verbs. Everything else is taken to change something:
# a read too many in the record costs a line, a change too few would lose it.
_READING = re.compile(
    r"^(Describe|List|Get|Head|Lookup|Search|BatchGet|BatchCheck|Check|Validate|Simulate|Query|Scan"
    r"|Filter|Preview|Estimate|Verify|Encrypt|Decrypt|Sign|GenerateDataKey|GenerateRandom|Test)"
)
_CREDENTIAL = re.compile(r"Credential=([^/]+)/\d+/([^/]+)/([^/]+)/aws4_request")


@dataclass(frozen=True)
class Operation:
    """`service` is the name in the signature ("ec2"), `action` an AWS operation or "GET /path"."""

    service: str
    region: str
    access_key: str
    action: str
    changes: bool
    style: str  # "form", "json", "cbor" or "rest": how a refusal must be written


def read_operation(environ: dict[str, Any], body: bytes) -> Operation:
    """Classify one WSGI request; `body` is its whole body. Never throws."""
    method = environ.get("REQUEST_METHOD", "GET")
    found = _CREDENTIAL.search(environ.get("HTTP_AUTHORIZATION", ""))
    access_key, region, service = found.groups() if found else ("", "", "")
    action, style, dry = _action(environ, body)
    if not action:
        path = environ.get("PATH_INFO", "/")
        return Operation(
            service, region, access_key, f"{method} {path}", method not in ("GET", "HEAD"), "rest"
        )
    changes = not _READING.match(action) and not dry
    # moto makes AWS's own key (alias/aws/ebs and the like) when it is first asked for.
    if service == "kms" and action == "DescribeKey" and b"alias/aws/" in body:
        changes = True
    return Operation(service, region, access_key, action, changes, style)


def _action(environ: dict[str, Any], body: bytes) -> tuple[str, str, bool]:
    if environ.get("HTTP_SMITHY_PROTOCOL") == "rpc-v2-cbor":
        return environ.get("PATH_INFO", "").rsplit("/", 1)[-1], "cbor", False
    target = environ.get("HTTP_X_AMZ_TARGET")
    if target:
        return target.rsplit(".", 1)[-1], "json", False
    fields = parse_qs(environ.get("QUERY_STRING", ""))
    if environ.get("CONTENT_TYPE", "").startswith("application/x-www-form-urlencoded"):
        fields |= parse_qs(body.decode("utf-8", "replace"))
    dry = fields.get("DryRun", [""])[0].lower() == "true"
    return fields.get("Action", [""])[0], "form", dry
