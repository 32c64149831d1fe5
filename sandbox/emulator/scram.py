"""A password as PostgreSQL keeps it, so that nothing but the record holds the password itself."""

from __future__ import annotations

import base64
import hashlib
import hmac

_ITERATIONS = 4096  # PostgreSQL 15's own (scram-common.h)


def verifier(password: str, salt: bytes) -> str:
    """The SCRAM-SHA-256 verifier of RFC 5803 for `ALTER ROLE ... PASSWORD`."""
    salted = hashlib.pbkdf2_hmac("sha256", password.encode(), salt, _ITERATIONS)
    stored = hashlib.sha256(hmac.digest(salted, b"Client Key", "sha256")).digest()
    server = hmac.digest(salted, b"Server Key", "sha256")
    salt64, stored64, server64 = (base64.b64encode(one).decode() for one in (salt, stored, server))
    return f"SCRAM-SHA-256${_ITERATIONS}:{salt64}${stored64}:{server64}"
