"""Volumes, databases and snapshots as folders.

    STATE/volumes/VOL               a volume that is attached to nothing
    STATE/hosts/INSTANCE/volumes/VOL  an attached one (attach and detach are renames)
    STATE/snapshots/SNAP            a copy of the volume's folder made at that moment
    STATE/databases/DB              an RDS instance's (../database/README.md)
    STATE/db-snapshots/DBSNAP       a copy of what of it is data, made at that moment
    STATE/staging/ID                made, but its request is not in the record yet

The wanted layout follows from moto's own state. Copies are made before the request is recorded
(`prepare`), renames and deletions after it (`settle`), so that after a kill at any point `settle`
on the replayed state puts every folder where it belongs.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

_KINDS = ("volumes", "snapshots", "databases", "db-snapshots", "staging")
_IDS = ("vol-", "snap-", "db-", "dbsnap-")


_BIN = ".gone."


class MissingData(Exception):
    """A volume or snapshot that should have a folder has none."""


@dataclass(frozen=True)
class Wanted:
    """One folder: where under STATE it belongs, and the id (or None) it begins as a copy of."""

    place: str
    copy_of: str | None
    runs_on: str | None = None  # the instance that may be writing to the folder copied
    pieces: tuple[tuple[str, str], ...] = ()  # from where to where in them; none is the whole


class Folders:
    """Keeps the folders under `root`; `prefix` goes before `cp` and `rm` (rootless engines)."""

    def __init__(self, root: Path, prefix: tuple[str, ...] = (), engine: str | None = None):
        self._root = root
        self._prefix = prefix
        self._engine = engine
        for name in (*_KINDS, "hosts"):
            (root / name).mkdir(mode=0o755, parents=True, exist_ok=True)

    def prepare(self, wanted: dict[str, Wanted]) -> None:
        """Make what is wanted and exists nowhere yet, in staging. Throws on a failed copy."""
        present = self._present()
        for name, want in wanted.items():
            if name in present:
                continue
            target = self._root / "staging" / name
            source = present.get(want.copy_of or "")
            if source:
                self._copy(source, target, want)
            else:
                target.mkdir(mode=0o755)
            present[name] = target

    def settle(self, wanted: dict[str, Wanted], instances: set[str]) -> None:
        """Rename and delete until the folders are as wanted. Throws MissingData."""
        for instance in instances:
            (self._root / "hosts" / instance / "volumes").mkdir(parents=True, exist_ok=True)
        present = self._present()
        for name, want in wanted.items():
            place = self._root / want.place
            if name not in present:
                raise MissingData(f"the data of {name} is missing ({want.place})")
            if present[name] != place:
                present[name].rename(place)
        for name in present.keys() - wanted.keys():
            self._discard(present[name])
        self._empty_bin()
        self._drop_hosts(instances)

    def note(self, notes: dict[str, str]) -> None:
        """Leave a text in the folder of each id, as settings.json, readable for its owner alone."""
        present = self._present()
        for name, text in notes.items():
            place = present[name] / "settings.json"
            if place.exists() and place.read_text() == text:
                continue
            fresh = place.with_name(".settings.json")
            fresh.unlink(missing_ok=True)
            with open(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
                file.write(text)
            fresh.replace(place)

    def _present(self) -> dict[str, Path]:
        found = [path for kind in _KINDS for path in (self._root / kind).iterdir()]
        found += (self._root / "hosts").glob("*/volumes/*")
        # Ids only: what else lies there is not ours to touch.
        return {path.name: path for path in found if path.name.startswith(_IDS)}

    def _drop_hosts(self, instances: set[str]) -> None:
        for host in (self._root / "hosts").glob("i-*"):
            if host.name not in instances:
                for empty in (host / "volumes", host):
                    try:
                        empty.rmdir()
                    except OSError:
                        break  # somebody else's file is in it: the host's keeper removes it

    def _copy(self, source: Path, target: Path, want: Wanted) -> None:
        half = target.with_name(f".{target.name}")
        if half.exists():
            self._remove(half)
        paused = want.runs_on is not None and self._tell_engine("pause", want.runs_on)
        try:
            for piece, place in want.pieces or ((".", "."),):
                (half / place).parent.mkdir(parents=True, exist_ok=True)
                words = ("-a", "--reflink=auto", "--", str(source / piece), str(half / place))
                self._run("cp", *words)
        finally:
            if paused:
                self._tell_engine("unpause", want.runs_on or "")
        half.rename(target)

    def _tell_engine(self, word: str, instance: str) -> bool:
        """Stand the host still while its volume is copied; False where there is no such host."""
        if not self._engine:
            return False
        done = subprocess.run([self._engine, word, "--", instance], capture_output=True)
        return done.returncode == 0

    def _discard(self, path: Path) -> None:
        """Out of the way at once; a server that still runs on it may write while it is removed."""
        path.rename(self._root / "staging" / f"{_BIN}{path.name}")

    def _empty_bin(self) -> None:
        for path in (self._root / "staging").glob(f"{_BIN}*"):
            with suppress(OSError):
                self._remove(path)  # what is left goes with the next change

    def _remove(self, path: Path) -> None:
        if self._prefix:
            self._run("rm", "-rf", "--one-file-system", "--", str(path))
        else:
            shutil.rmtree(path)

    def _run(self, *words: str) -> None:
        done = subprocess.run([*self._prefix, *words], capture_output=True, text=True)
        if done.returncode != 0:
            raise OSError(f"{words[0]}: {done.stderr.strip()}")
