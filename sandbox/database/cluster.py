"""The files of a server before it serves: made, recovered, and copied as the base of its past."""

from __future__ import annotations

import shutil
import subprocess
import time
from datetime import datetime, timezone
from pathlib import Path

from psycopg2 import sql

from places import RUN, Places, own, own_folder
from server import BIN, SUPERUSER, Server, admin, as_postgres
from settings import Settings

# PostgreSQL's words (15.x, xlogrecovery.c) for a log that holds no commit after the wanted moment.
_ENDED_BEFORE = b"recovery ended before configured recovery target was reached"
_PATIENCE_SECONDS = 300


class Broken(Exception):
    """No server can be made of these files; the text says why."""


def prepare(place: Places, settings: Settings) -> None:
    """
    From whatever a killed run left to files that a server can start on. Throws Broken.

    The base for point-in-time recovery is a copy of files at rest, so the server runs once and
    stops before it; from then on nothing of the log is lost (archive, then the present log).
    """
    first = not place.ready_mark.exists()
    wants_base = settings.backups and not place.base_mark.exists()
    if first and settings.begin == "new":
        _make(place)
    if not place.data.exists():
        raise Broken("there is no data in its folder")
    if first or wants_base:
        _run_once(place, settings, first)
        place.write(place.ready_mark, "")
        shutil.rmtree(place.past, ignore_errors=True)
    if wants_base:
        _make_base(place)
    elif not settings.backups:
        place.base_mark.unlink(missing_ok=True)
        for folder in (place.base, place.archive):
            shutil.rmtree(folder, ignore_errors=True)


def _make(place: Places) -> None:
    if place.data.exists():
        return
    fresh = own_folder(place.root / "making")
    # Small pieces of log: what is copied is mostly data.
    words = [str(BIN / "initdb"), "-D", str(fresh), "-U", SUPERUSER, "--data-checksums"]
    words += ["--wal-segsize=1", "--encoding=UTF8", "--locale=C.UTF-8", "--auth=reject"]
    subprocess.run(words, check=True, stdout=subprocess.DEVNULL, cwd="/", **as_postgres())
    fresh.rename(place.data)


def _run_once(place: Places, settings: Settings, first: bool) -> None:
    past = first and settings.begin == "past"
    recovery = _recovery(place, settings.until) if past else {}
    if not _came_up(place, settings, first, recovery):
        # The log was copied after the wanted moment: without a commit since, its end is that moment.
        recovery.pop("recovery_target_time")
        _came_up(place, settings, first, recovery)


def _came_up(place: Places, settings: Settings, first: bool, recovery: dict[str, str]) -> bool:
    """False when the log ended before the moment that was wanted."""
    if recovery:
        wish = place.data / "recovery.signal"
        wish.touch()
        own(wish)
    words = RUN / "prepare.log"
    with words.open("wb") as log:
        server = Server(place, settings, private=True, log=log, **recovery)
        try:
            late = time.monotonic() + _PATIENCE_SECONDS
            while not server.answers():
                if server.ended():
                    if _ENDED_BEFORE in words.read_bytes() and "recovery_target_time" in recovery:
                        return False
                    raise Broken(_last_words(words))
                if time.monotonic() > late:
                    raise Broken(f"it did not answer within {_PATIENCE_SECONDS} s")
                time.sleep(0.1)
            if first and settings.begin == "new":
                _fill(settings)
        finally:
            server.stop()
    return True


def _recovery(place: Places, until: str | None) -> dict[str, str]:
    past = place.past
    settings = {
        "restore_command": f"cp {past}/archive/%f %p 2>/dev/null || cp {past}/wal/%f %p 2>/dev/null",
        "recovery_target_action": "promote",
    }
    return settings if until is None else {**settings, "recovery_target_time": until}


def _fill(settings: Settings) -> None:
    """The roles, extension and database that an instance of RDS begins with."""

    def missing(table: str, column: str, name: str) -> bool:
        question = sql.SQL("SELECT 1 FROM {} WHERE {} = %s")
        cursor.execute(question.format(sql.Identifier(table), sql.Identifier(column)), [name])
        return cursor.fetchone() is None

    user = sql.Identifier(settings.username)
    # On RDS rds_superuser may create and use both; here they would need a real superuser.
    with admin("template1") as connection, connection.cursor() as cursor:
        if missing("pg_roles", "rolname", "rds_superuser"):
            cursor.execute("CREATE ROLE rds_superuser")
        cursor.execute("GRANT pg_monitor, pg_signal_backend TO rds_superuser WITH ADMIN OPTION")
        cursor.execute("CREATE EXTENSION IF NOT EXISTS amcheck")
        cursor.execute("CREATE EXTENSION IF NOT EXISTS pg_prewarm")
        cursor.execute("GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA public TO rds_superuser")
    with admin("postgres") as connection, connection.cursor() as cursor:
        if missing("pg_roles", "rolname", settings.username):
            new = sql.SQL("CREATE ROLE {} LOGIN CREATEDB CREATEROLE IN ROLE rds_superuser")
            cursor.execute(new.format(user))
        if settings.database and missing("pg_database", "datname", settings.database):
            name = sql.Identifier(settings.database)
            cursor.execute(sql.SQL("CREATE DATABASE {} OWNER {}").format(name, user))


def _make_base(place: Places) -> None:
    fresh = own_folder(place.root / "basing")
    copy = ["cp", "-a", "--reflink=auto", "--", f"{place.data}/.", str(fresh)]
    subprocess.run(copy, check=True, cwd="/", **as_postgres())
    own_folder(place.archive)
    shutil.rmtree(place.base, ignore_errors=True)
    fresh.rename(place.base)
    place.write(place.base_mark, datetime.now(timezone.utc).isoformat())


def _last_words(log: Path) -> str:
    lines = [line for line in log.read_text(errors="replace").splitlines() if line.strip()]
    told = [line for line in lines if "FATAL" in line or "PANIC" in line] or lines
    return (told or ["it ended without a word"])[-1][-300:]
