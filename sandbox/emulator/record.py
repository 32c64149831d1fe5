"""The record: every mutating request, in order, in a file of one line each.

A line is `<sum> <json>\\n`, where the sum is SHA-256 over the sum before it and the JSON, so that a
changed, lost or swapped line is seen. A last line without its line end was cut off by a kill: its
request had not been answered, so it is dropped.
"""

from __future__ import annotations

import hashlib
import json
import os
from pathlib import Path
from typing import Any

_START = "opsctl-sandbox-record-1"


class DamagedRecord(Exception):
    """The record cannot be trusted; the text says where."""


class Record:
    """Appends entries to `path` (mode 0600), each on disk before `append` returns."""

    def __init__(self, path: Path):
        self._path = path
        self._sum = _START
        self._file: Any = None

    def load(self) -> list[dict[str, Any]]:
        """All entries, oldest first; cuts off an unfinished last line. Throws DamagedRecord."""
        if not self._path.exists():
            return []
        raw = self._path.read_bytes()
        whole = raw[: raw.rfind(b"\n") + 1]
        if len(whole) < len(raw):
            os.truncate(self._path, len(whole))
        return [self._check(number, line) for number, line in enumerate(whole.splitlines(), 1)]

    def append(self, entry: dict[str, Any]) -> None:
        """Write one entry and wait for the disk. Call `load` first."""
        if self._file is None:
            descriptor = os.open(self._path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
            os.fchmod(descriptor, 0o600)
            self._file = os.fdopen(descriptor, "ab", buffering=0)
        text = json.dumps(entry, separators=(",", ":"), sort_keys=True)
        self._sum = _sum(self._sum, text.encode())
        line = f"{self._sum} {text}\n".encode()
        while line:
            line = line[self._file.write(line) :]
        os.fdatasync(self._file.fileno())

    def _check(self, number: int, line: bytes) -> dict[str, Any]:
        written, _, text = line.partition(b" ")
        self._sum = _sum(self._sum, text)
        if written.decode("ascii", "replace") != self._sum:
            raise DamagedRecord(f"line {number} of {self._path.name} is not what was written")
        return json.loads(text)


def _sum(before: str, text: bytes) -> str:
    return hashlib.sha256(before.encode() + b"\n" + text).hexdigest()[:32]
