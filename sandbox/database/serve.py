#!/usr/bin/env python3
"""An RDS instance of the sandbox: PostgreSQL 15 on the folder that is given, kept as its
settings.json says. Runs as the first program of a container (see README.md).

Exit codes: 0 asked to stop, or to be started anew; 1 the server ended by itself.
"""

from __future__ import annotations

import signal
import subprocess
import sys
import threading
from pathlib import Path

from psycopg2 import sql

from cluster import Broken, prepare
from places import Places
from server import Server, admin
from settings import Settings, tell

_EVERY_SECONDS = 0.5


def main() -> int:
    place = Places(Path(sys.argv[1]))
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    place.status.unlink(missing_ok=True)
    settings = Settings.read(place)
    try:
        prepare(place, settings)
    except Broken as reason:
        print(f"serve: {reason}", file=sys.stderr, flush=True)
        tell(place, failed=str(reason))
        stop.wait()
        return 0
    server = Server(place, settings)
    try:
        return _keep(place, settings, server, stop)
    finally:
        server.stop()


def _keep(place: Places, settings: Settings, server: Server, stop: threading.Event) -> int:
    """Follows the settings until something ends; tells what holds now in status.json."""
    while not stop.wait(_EVERY_SECONDS):
        if server.ended():
            return 1
        wanted = Settings.read(place)
        if wanted.backups != settings.backups:
            return 0  # the log is archived from a start on, so it is started again
        if wanted != settings:
            server.configure(wanted)
        settings = wanted
        if server.answers():
            _keep_password(place, settings)
            tell(place, answers=True, password=settings.password_count)
    return 0


def _keep_password(place: Places, settings: Settings) -> None:
    """Once for each password that was asked for, so that a copy keeps the one it came with."""
    mark = f"{settings.id} {settings.password_count}"
    if settings.verifier is None or place.read(place.password_mark) == mark:
        return
    with admin("postgres") as connection, connection.cursor() as cursor:
        role = sql.Identifier(settings.username)
        cursor.execute(sql.SQL("ALTER ROLE {} PASSWORD %s").format(role), [settings.verifier])
    place.write(place.password_mark, mark)


if __name__ == "__main__":
    try:
        sys.exit(main())
    except subprocess.CalledProcessError as failed:
        sys.exit(f"serve: {failed.cmd[0]} ended with {failed.returncode}")
