"""settings.json, which the emulator writes, and status.json, which the controller reads."""

from __future__ import annotations

import json
from dataclasses import dataclass

from places import Places


@dataclass(frozen=True)
class Settings:
    id: str
    begin: str  # "new", "copy" (of a snapshot) or "past" (of another instance)
    until: str | None  # of a past: the moment, ISO 8601; None is its end
    port: int
    username: str
    database: str | None
    verifier: str | None  # SCRAM-SHA-256; None keeps the password that a copy came with
    password_count: int
    force_ssl: bool
    backups: bool

    @staticmethod
    def read(place: Places) -> Settings:
        return Settings(**json.loads(place.settings.read_text()))


def tell(place: Places, answers: bool = False, password: int = 0, failed: str | None = None) -> None:
    """What the server says of itself; `restorableFrom` is when its base for the past was made."""
    made = place.read(place.base_mark)
    status = {"answers": answers, "password": password, "failed": failed, "restorableFrom": made}
    text = json.dumps(status)
    if place.read(place.status) != text:
        place.write(place.status, text)
