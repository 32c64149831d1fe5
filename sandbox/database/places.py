"""The files of one instance."""

from __future__ import annotations

import os
import pwd
import shutil
from dataclasses import dataclass
from pathlib import Path

USER = "postgres"
# Gone with the container: nothing in it is data.
RUN = Path("/tmp")


@dataclass(frozen=True)
class Places:
    """`root` belongs to root and holds what the README lists."""

    root: Path

    @property
    def settings(self) -> Path:
        return self.root / "settings.json"

    @property
    def status(self) -> Path:
        return self.root / "status.json"

    @property
    def data(self) -> Path:
        return self.root / "data"

    @property
    def archive(self) -> Path:
        return self.root / "archive"

    @property
    def base(self) -> Path:
        return self.root / "base"

    @property
    def past(self) -> Path:
        return self.root / "past"

    @property
    def ready_mark(self) -> Path:
        return self.root / "ready"

    @property
    def password_mark(self) -> Path:
        return self.root / "password-set"

    @property
    def base_mark(self) -> Path:
        return self.root / "base-made"

    @staticmethod
    def read(path: Path) -> str | None:
        return path.read_text() if path.exists() else None

    @staticmethod
    def write(path: Path, text: str) -> None:
        """Whole or not at all."""
        fresh = path.with_name(f".{path.name}")
        fresh.write_text(text)
        fresh.replace(path)


def own_folder(path: Path) -> Path:
    """An empty folder that only PostgreSQL's user may enter."""
    shutil.rmtree(path, ignore_errors=True)
    path.mkdir(mode=0o700)
    own(path)
    return path


def own(path: Path) -> None:
    """Makes it PostgreSQL's."""
    user = pwd.getpwnam(USER)
    os.chown(path, user.pw_uid, user.pw_gid)
