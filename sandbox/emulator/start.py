"""From a state folder to a line that is ready: a first start, or a replay of the record."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

from . import chance
from .folders import Folders, MissingData
from .line import Line
from .record import DamagedRecord, Record
from .world import World

# Moto's default VPC and images are made from this, so that each start has the same ones.
_FIRST_SEED = 12
_FIRST_INSTANT = 1_767_225_600.0  # 2026-01-01T00:00:00Z


class CannotReplay(Exception):
    """The recorded past cannot be brought back exactly; the text says why."""


def bring_up(
    state: Path, world: World, folders: Folders, fatal: Callable[[str], None]
) -> tuple[Line, int, float]:
    """The line, how many entries were replayed, and the seconds that took. Throws CannotReplay."""
    record = Record(state / "record.jsonl")
    try:
        entries = record.load()
    except (DamagedRecord, ValueError) as damage:
        raise CannotReplay(f"the record of requests is damaged: {damage}") from damage
    with chance.steered(_FIRST_SEED, _FIRST_INSTANT):
        world.fingerprint()  # the first look makes moto's backends
    line = Line(world, record, folders, fatal)
    began = time.monotonic()
    for number, entry in enumerate(entries, 1):
        status, fingerprint = line.replay(entry)
        if (status, fingerprint) != (entry["status"], entry["world"]):
            raise CannotReplay(f"{_name(entry)} (number {number}) gave another world than before")
    try:
        line.settle()
    except (MissingData, OSError) as missing:
        raise CannotReplay(str(missing)) from missing
    return line, len(entries), time.monotonic() - began


def _name(entry: dict) -> str:
    environ = entry.get("request", {}).get("environ", {})
    path = f"{environ.get('REQUEST_METHOD')} {environ.get('PATH_INFO')}"
    own = "news of the databases" if "databases" in entry else "a replacement"
    return environ.get("HTTP_X_AMZ_TARGET") or (path if environ else own)
