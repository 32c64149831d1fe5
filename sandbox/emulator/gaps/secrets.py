"""Secrets Manager: a password that is random, and never the record's to know."""

from __future__ import annotations

import secrets
import string
from typing import Any

import moto.secretsmanager.models as models


def install() -> None:
    # Gap in moto 5.2.5: drawn from the seeded source, whose seeds the sandbox's record keeps; and
    # in "require each type" the required characters always stand at the end.
    models.random_password = random_password


def random_password(
    password_length: int,
    exclude_characters: str,
    exclude_numbers: bool,
    exclude_punctuation: bool,
    exclude_uppercase: bool,
    exclude_lowercase: bool,
    include_space: bool,
    require_each_included_type: bool,
) -> str:
    """Same arguments as moto's. Characters come from the operating system's source."""
    kinds: list[tuple[str, Any]] = [
        (string.ascii_lowercase, not exclude_lowercase),
        (string.ascii_uppercase, not exclude_uppercase),
        (string.digits, not exclude_numbers),
        (string.punctuation, not exclude_punctuation),
        (" ", include_space),
    ]
    pools = [_without(kind, exclude_characters or "") for kind, included in kinds if included]
    pools = [pool for pool in pools if pool]
    source = secrets.SystemRandom()
    required = [source.choice(pool) for pool in pools] if require_each_included_type else []
    everything = "".join(pools)
    rest = [source.choice(everything) for _ in range(int(password_length) - len(required))]
    letters = required + rest
    source.shuffle(letters)
    return "".join(letters)


def _without(kind: str, excluded: str) -> str:
    return "".join(letter for letter in kind if letter not in excluded)
