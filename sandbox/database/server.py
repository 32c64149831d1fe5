"""The PostgreSQL server: its configuration, its start and its end."""

from __future__ import annotations

import os
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

import psycopg2

from places import RUN, USER, Places, own_folder
from settings import Settings

BIN = Path("/usr/lib/postgresql/15/bin")
# As on RDS, where customers never get this role.
SUPERUSER = "rdsadmin"
_STOP_SECONDS = 15


class Server:
    """A running server; `private` answers on its socket alone and keeps no archive."""

    def __init__(
        self, place: Places, settings: Settings, private: bool = False, log: IO[bytes] | None = None,
        **more: str,
    ):
        self._place = place
        self._private = private
        self._more = more
        self._folder = own_folder(RUN / "server")
        _make_certificate(self._folder, settings.id)
        self.configure(settings, reload=False)
        # Of a server that was killed, or of the one that was copied: nobody else is on this folder.
        (place.data / "postmaster.pid").unlink(missing_ok=True)
        words = [str(BIN / "postgres"), "-D", str(place.data)]
        words += ["-c", f"config_file={self._folder}/postgresql.conf"]
        self._process = subprocess.Popen(words, stderr=log, cwd="/", **as_postgres())

    def configure(self, settings: Settings, reload: bool = True) -> None:
        """Writes both files; a running server takes them over."""
        lines = {**_usual(self._place, settings, self._folder), **self._more}
        if self._private:
            lines |= {"listen_addresses": "", "archive_mode": "off"}
        text = "".join(f"{key} = {_quoted(value)}\n" for key, value in lines.items())
        (self._folder / "postgresql.conf").write_text(text)
        (self._folder / "pg_hba.conf").write_text(_access(settings.force_ssl))
        if reload:
            self._process.send_signal(signal.SIGHUP)

    def ended(self) -> bool:
        return self._process.poll() is not None

    def answers(self) -> bool:
        """Whether it takes changes: recovery is over."""
        try:
            with admin("postgres") as connection, connection.cursor() as cursor:
                cursor.execute("SELECT NOT pg_is_in_recovery()")
                return bool(cursor.fetchone()[0])
        except psycopg2.Error:
            return False

    def stop(self) -> None:
        """In good order; after that the files are whole without the log."""
        if not self.ended():
            self._process.send_signal(signal.SIGINT)
        try:
            self._process.wait(_STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.send_signal(signal.SIGQUIT)
            self._process.wait()


def as_postgres() -> dict[str, Any]:
    """For `subprocess`: with the rights of PostgreSQL's user and no variable of ours."""
    environment = {"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8"}
    return {"user": USER, "group": USER, "extra_groups": [], "env": environment}


@contextmanager
def admin(database: str) -> Iterator[Any]:
    """A connection of the superuser in which each statement counts at once."""
    connection = psycopg2.connect(host=str(RUN), user=SUPERUSER, dbname=database)
    connection.autocommit = True
    try:
        yield connection
    finally:
        connection.close()


def _usual(place: Places, settings: Settings, folder: Path) -> dict[str, str]:
    archive = f"cp %p {place.archive}/.%f && mv {place.archive}/.%f {place.archive}/%f"
    return {
        "listen_addresses": "*",
        "port": str(settings.port),
        "unix_socket_directories": str(RUN),
        "hba_file": f"{folder}/pg_hba.conf",
        "ident_file": f"{place.data}/pg_ident.conf",
        "ssl": "on",
        "ssl_cert_file": f"{folder}/server.crt",
        "ssl_key_file": f"{folder}/server.key",
        "shared_buffers": "64MB",
        "archive_mode": "on" if settings.backups else "off",
        "archive_command": archive,
    }


def _access(force_ssl: bool) -> str:
    kind = "hostssl" if force_ssl else "host"
    nobody = f"host all {SUPERUSER} all reject\n"
    return f"local all all trust\n{nobody}{kind} all all all scram-sha-256\n"


def _quoted(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"


def _make_certificate(folder: Path, name: str) -> None:
    """Its own, made at each start: the sandbox has no authority that clients could know."""
    words = ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1"]
    words += ["-nodes", "-days", "3650", "-subj", f"/CN={name}"]
    words += ["-keyout", f"{folder}/server.key", "-out", f"{folder}/server.crt"]
    subprocess.run(words, check=True, stderr=subprocess.DEVNULL, cwd="/", **as_postgres())
