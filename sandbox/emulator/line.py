"""The line: requests reach moto one at a time, and every change is recorded before it is answered.

moto is not thread-safe, so readers queue as well; only long polls wait outside.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Any

from . import chance, replacement
from .folders import Folders
from .gaps import databases
from .moto_app import MotoApp
from .operation import Operation, read_operation
from .record import Record
from .refusal import Answer
from .requests import pack, unpack
from .world import World


class Line:
    """`fatal(reason)` is called when folders and moto no longer agree: only a restart helps."""

    def __init__(
        self, world: World, record: Record, folders: Folders, fatal: Callable[[str], None]
    ):
        self.world = world
        self.version = 0
        self._record = record
        self._folders = folders
        self._fatal = fatal
        self._moto = MotoApp()
        self._touched: set[tuple[str, str, str]] = set()
        self._changed = threading.Condition(threading.Lock())
        self._broken: str | None = None

    def request(self, environ: dict[str, Any], body: bytes, operation: Operation) -> Answer:
        """Answer one AWS request. Throws RuntimeError once the state is broken."""
        with self._changed:
            packed = pack(environ, body)
            # moto makes a backend (default VPC and all) when it is first asked for: that is a
            # change too, whatever the operation.
            if operation.changes or self._touch(operation):
                return self._change({"request": packed, "counts": operation.changes})
            return self._moto.run(unpack(packed)[0], operation)

    def tend_groups(self, watch: replacement.Watch) -> None:
        """Let `watch` decide on replacements, and record what it decided as a change."""
        with self._changed:
            for task in watch.due(self.world.groups):
                self._change({"replace": task, "counts": True})

    def hear_of_databases(self, seen: Any) -> None:
        """Take over what the databases' servers say of themselves; news is recorded as a change.
        Throws ValueError."""
        with self._changed:
            news = databases.report(self.world.rds, seen)
            if news:
                self._change({"databases": news, "counts": True})

    def wait_for_world(self, after: int | None, seconds: float) -> dict[str, Any]:
        """The world; with `after`, not before its version is greater, or `seconds` have gone."""
        with self._changed:
            if after is not None:
                self._changed.wait_for(lambda: self.version > after, timeout=seconds)
            return {"version": self.version, **self.world.snapshot()}

    def replay(self, entry: dict[str, Any]) -> tuple[int, str]:
        """Run a recorded entry again; the answer's status and the world's sum afterwards."""
        with self._changed:
            if "request" in entry:
                self._touch(read_operation(*unpack(entry["request"])))
            status = self._run(entry)[0]
            self.version += entry["counts"]
            return status, self.world.fingerprint()

    def settle(self) -> None:
        """Put the folders where the world says. Throws MissingData."""
        self._folders.settle(self.world.folders(), self.world.instance_ids())
        self._folders.note(self.world.notes())

    def _change(self, entry: dict[str, Any]) -> Answer:
        if self._broken:
            raise RuntimeError(self._broken)
        entry |= {"seed": chance.fresh_seed(), "at": time.time()}
        answer = self._run(entry)
        try:
            self._folders.prepare(self.world.folders())
            entry |= {"status": answer[0], "world": self.world.fingerprint()}
            self._record.append(entry)
            self.settle()
        except Exception as reason:
            # moto has changed but folders or record have not: the recorded past is the truth.
            self._broken = f"the sandbox's state could not be kept: {reason}"
            self._fatal(self._broken)
            raise RuntimeError(self._broken) from reason
        if entry["counts"]:
            self.version += 1
            self._changed.notify_all()
        return answer

    def _run(self, entry: dict[str, Any]) -> Answer:
        with chance.steered(entry["seed"], entry["at"]):
            if "replace" in entry:
                replacement.carry_out(self.world.groups, entry["replace"])
                return 200, [], b""
            if "databases" in entry:
                databases.take_over(self.world.rds, entry["databases"])
                return 200, [], b""
            environ, body = unpack(entry["request"])
            return self._moto.run(environ, read_operation(environ, body))

    def _touch(self, operation: Operation) -> bool:
        """Whether this is the first request for its service, region and key."""
        key = (operation.service, operation.region, operation.access_key)
        first = key not in self._touched
        self._touched.add(key)
        return first
