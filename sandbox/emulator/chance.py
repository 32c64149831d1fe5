"""Chance and time, made repeatable while one request runs.

moto draws identifiers from `mock_random`, some of its modules from `os.urandom`, and times from
`moto.core.utils.utcnow`. A replayed request must get the same ones as the first time, so all three
are steered by a seed and an instant that the record keeps with each request.
Not steerable: keys made inside OpenSSL (EC2 key pairs, asymmetric KMS keys).
"""

from __future__ import annotations

import datetime
import os
import types
from collections.abc import Iterator
from contextlib import contextmanager
from threading import get_ident

import moto.core.utils
from moto.moto_api._internal import mock_random

_real_urandom = os.urandom
_steered_thread: int | None = None
_instant: datetime.datetime | None = None


def fresh_seed() -> int:
    """A seed that nobody can guess (128 bits)."""
    return int.from_bytes(_real_urandom(16), "big")


def real_bytes(count: int) -> bytes:
    """Bytes of the operating system, whether or not a request is being steered."""
    return _real_urandom(count)


@contextmanager
def steered(seed: int, at: float) -> Iterator[None]:
    """Run the body with chance from `seed` and the clock standing at `at` (Unix seconds).

    Call it under the one lock: moto's random source is a single object.
    """
    global _steered_thread, _instant
    mock_random.seed(seed)
    _instant = datetime.datetime.fromtimestamp(at, tz=datetime.timezone.utc)
    _steered_thread = get_ident()
    try:
        yield
    finally:
        _steered_thread = None
        _instant = None
        mock_random.seed(fresh_seed())


def install() -> None:
    """Put the steering into moto and `os.urandom`; once per process, before the first request."""
    os.urandom = _urandom
    module = types.SimpleNamespace(**vars(datetime))
    module.datetime = _Clock
    moto.core.utils.datetime = module


def _urandom(count: int) -> bytes:
    if _steered_thread == get_ident():
        return mock_random.getrandbits(count * 8).to_bytes(count, "little") if count else b""
    return _real_urandom(count)


class _Clock(datetime.datetime):
    """`datetime` whose `now` stands still while a request is steered."""

    @classmethod
    def now(cls, tz: datetime.tzinfo | None = None) -> datetime.datetime:
        if _instant is None or _steered_thread != get_ident():
            return datetime.datetime.now(tz)
        return _instant.astimezone(tz) if tz else _instant.replace(tzinfo=None)
