#!/usr/bin/env python3
"""Starts PostgreSQL on a copy of its data and judges the copy.

Reads a request as JSON on stdin, prints a report as JSON on stdout; exit 0 whatever the verdict.
The copy is changed (recovery runs on it, amcheck is installed in it): never point it at live data.

Request: data, bin, run (an empty folder for socket and log), port, user (the server's), expect
{lsn, system, tables} or null, database (for rows and queries; null: the one beside PostgreSQL's
own), rows {table: least}, queries [{name, sql, equals?, atLeast?}], startWithin (seconds).
Report: good, checks [{name, good, found}], startSeconds (to the first answer) or null, schema.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import struct
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

# src/include/catalog/pg_control.h: system_identifier (8 bytes), two versions, then the state.
STATE_OFFSET = 16
SHUT_DOWN = 1

ENVIRONMENT = {"PATH": os.environ.get("PATH", "/usr/bin:/bin"), "LC_ALL": "C"}


class Copy:
    """One copy of a cluster's data, the checks made on it so far, and the server on it."""

    def __init__(self, request: dict[str, Any]):
        self.request = request
        self.data = Path(request["data"])
        self.run_folder = Path(request["run"])
        # Recovery reads at most max_wal_size of log, which takes minutes.
        self.patience = float(request.get("startWithin", 900))
        self.checks: list[dict[str, Any]] = []
        self.start_seconds: float | None = None
        self.schema: str | None = None
        self.environment = ENVIRONMENT

    def check(self, name: str, good: bool, found: str) -> bool:
        self.checks.append({"name": name, "good": good, "found": found[:2000]})
        return good

    def judge(self) -> None:
        """All checks, in order; a later one is left out when it would only repeat an earlier no."""
        if not self._is_there() or not self._pages_before():
            return
        self._take_over()
        if not self._start():
            return
        try:
            self._contents()
        finally:
            stopped = self._stop()
        if self.check("stops cleanly", stopped, "shut down" if stopped else "it had to be killed"):
            self._pages("pages after recovery", self.data)

    def report(self) -> dict[str, Any]:
        return {
            "good": bool(self.checks) and all(check["good"] for check in self.checks),
            "checks": self.checks,
            "startSeconds": self.start_seconds,
            "schema": self.schema,
        }

    def _is_there(self) -> bool:
        needed = ("PG_VERSION", "global/pg_control", "base", "pg_wal")
        missing = [name for name in needed if not (self.data / name).exists()]
        found = f"{', '.join(missing)} missing in {self.data}" if missing else "a cluster is there"
        return self.check("is a cluster", not missing, found)

    def _pages_before(self) -> bool:
        """Every page against its checksum, as it was copied.

        pg_checksums wants a cluster that was shut down, which a copy of a running one never was.
        What it reads is therefore shown to it under a control file that says so; after recovery
        some damage could not be seen any more (PostgreSQL rebuilds free space and visibility maps
        that do not read, and pages that its log holds whole).
        """
        control = (self.data / "global/pg_control").read_bytes()
        end = control_end(control)
        if end is None:
            return self.check("control file", False, "its checksum does not fit")
        side = self.data.with_name(f".{self.data.name}.scan")
        shutil.rmtree(side, ignore_errors=True)
        (side / "global").mkdir(parents=True, mode=0o700)
        try:
            for file in (self.data / "global").iterdir():
                if file.is_file() and file.name != "pg_control":
                    os.link(file, side / "global" / file.name)
            for folder in ("base", "pg_tblspc"):
                if (self.data / folder).exists():
                    os.symlink(self.data / folder, side / folder)
            changed = control[:STATE_OFFSET] + struct.pack("=I", SHUT_DOWN) + control[STATE_OFFSET + 4 : end]
            sealed = changed + struct.pack("=I", crc32c(changed)) + control[end + 4 :]
            (side / "global/pg_control").write_bytes(sealed)
            return self._pages("pages as copied", side, as_root=True)
        finally:
            shutil.rmtree(side, ignore_errors=True)

    def _pages(self, name: str, folder: Path, as_root: bool = False) -> bool:
        scan = self._tool("pg_checksums", "--check", "-D", folder, as_root=as_root)
        words = _words(scan)
        if scan.returncode == 0:
            blocks = next((line for line in words.splitlines() if "Blocks scanned" in line), "")
            return self.check(name, True, blocks.strip() or "all good")
        return self.check(name, False, words)

    def _take_over(self) -> None:
        """Another image may number its users differently; a lock file is the live server's."""
        shutil.chown(self.run_folder, user=self.request["user"])
        (self.data / "postmaster.pid").unlink(missing_ok=True)
        subprocess.run(["chown", "-R", f"{self.request['user']}:", "--", self.data], check=True)
        os.chmod(self.data, 0o700)

    def _start(self) -> bool:
        hba = self.run_folder / "pg_hba.conf"
        hba.write_text("local all all trust\n")
        hba.chmod(0o644)
        settings = {
            "listen_addresses": "",
            "port": str(self.request["port"]),
            "unix_socket_directories": str(self.run_folder),
            "hba_file": str(hba),
            # A copy must not archive into, or follow, what the live one does.
            "archive_mode": "off",
            "restore_command": "",
            "primary_conninfo": "",
            "shared_buffers": "64MB",
        }
        log = self.run_folder / "log"
        words = [word for key, value in settings.items() for word in ("-c", f"{key}={value}")]
        began = time.monotonic()
        with log.open("w") as sink:
            self.server = subprocess.Popen(
                [str(Path(self.request["bin"]) / "postgres"), "-D", str(self.data), *words],
                stdin=subprocess.DEVNULL, stdout=sink, stderr=subprocess.STDOUT, cwd="/",
                user=self.request["user"], group=self.request["user"], extra_groups=[],
                start_new_session=True, env=ENVIRONMENT,
            )  # fmt: skip
        while self._ask("postgres", "SELECT 1") != "1":
            ended = self.server.poll() is not None
            if ended or time.monotonic() - began > self.patience:
                self._stop()
                last = log.read_text(errors="replace")[-1500:]
                why = "ended" if ended else f"does not answer after {self.patience} s"
                return self.check("starts", False, f"{why}: {last}")
            time.sleep(0.1)
        self.start_seconds = round(time.monotonic() - began, 2)
        return self.check("starts", True, f"answers after {self.start_seconds} s")

    def _stop(self) -> bool:
        """A fast shutdown, which writes everything; then harder words. Nothing is left running."""
        for number, patience in ((signal.SIGINT, 600), (signal.SIGQUIT, 30), (signal.SIGKILL, 30)):
            if self.start_seconds is None and number == signal.SIGINT:
                continue
            if self.server.poll() is None:
                self.server.send_signal(number)
            try:
                return self.server.wait(patience) == 0
            except subprocess.TimeoutExpired:
                continue
        return False

    def _contents(self) -> None:
        expect = self.request.get("expect") or {}
        if expect.get("system"):
            found = self._ask("postgres", "SELECT system_identifier FROM pg_control_system()")
            self.check("is the cluster", found == expect["system"], f"system identifier {found}")
        if expect.get("lsn"):
            reached = self._ask("postgres", "SELECT pg_current_wal_lsn()")
            sql = "SELECT pg_current_wal_lsn() >= %s::pg_lsn" % _literal(expect["lsn"])
            good = self._ask("postgres", sql) == "t"
            self.check("log reaches", good, f"{reached}, {expect['lsn']} at the snapshot")
        self._tables(int(expect.get("tables") or 0))
        amcheck = self._tool(
            "pg_amcheck", *self._where(), "--all", "--install-missing", "--heapallindexed",
            "--exclude-database=template0",
        )
        self.check("tables and indexes agree", amcheck.returncode == 0, _words(amcheck) or "they do")
        self._asked_for(self.request.get("database") or self._only_database())

    def _tables(self, least: int) -> None:
        sql = (
            "SELECT format('%I.%I', schemaname, tablename) FROM pg_tables "
            "WHERE schemaname NOT IN ('pg_catalog', 'information_schema')"
        )
        full = total = 0
        databases = self._ask(
            "postgres", "SELECT datname FROM pg_database WHERE datallowconn AND NOT datistemplate"
        )
        for database in (databases or "").splitlines():
            for table in (self._ask(database, sql) or "").splitlines():
                total += 1
                full += self._ask(database, f"SELECT EXISTS (SELECT 1 FROM {table})") == "t"
        good = full >= max(least, 1)
        wanted = f", {least} at the snapshot" if least else ""
        self.check("holds rows", good, f"{full} of {total} tables hold rows{wanted}")

    def _only_database(self) -> str:
        """The service's database: the one beside PostgreSQL's own."""
        sql = "SELECT datname FROM pg_database WHERE NOT datistemplate AND datname <> 'postgres'"
        found = (self._ask("postgres", sql) or "").splitlines()
        return found[0] if len(found) == 1 else "postgres"

    def _asked_for(self, database: str) -> None:
        migrations = "SELECT to_regclass('public.pgmigrations') IS NOT NULL"
        if self._ask(database, migrations) == "t":
            self.schema = self._ask(database, "SELECT max(name) FROM pgmigrations")
        for table, least in (self.request.get("rows") or {}).items():
            quoted = ".".join('"%s"' % part.replace('"', '""') for part in table.split("."))
            self._query({"name": f"rows of {table}", "sql": f"SELECT count(*) FROM {quoted}", "atLeast": least}, database)
        for query in self.request.get("queries") or []:
            self._query(query, database)

    def _query(self, query: dict[str, Any], database: str) -> None:
        answer = self._psql(database, query["sql"])
        found = answer.stdout.strip()
        if answer.returncode != 0:
            self.check(query["name"], False, _words(answer))
        elif "equals" in query:
            self.check(query["name"], found == str(query["equals"]), f"{found}, wanted {query['equals']}")
        else:
            least = float(query.get("atLeast", 0))
            try:
                good = float(found) >= least
            except ValueError:
                good = False
            self.check(query["name"], good, f"{found or 'nothing'}, at least {query.get('atLeast', 0)}")

    def _ask(self, database: str, sql: str) -> str | None:
        answer = self._psql(database, sql)
        return answer.stdout.strip() if answer.returncode == 0 else None

    def _psql(self, database: str, sql: str) -> subprocess.CompletedProcess[str]:
        words = ["--no-psqlrc", "--quiet", "--tuples-only", "--no-align", "--set=ON_ERROR_STOP=1"]
        text = f"SET default_transaction_read_only = on; SET statement_timeout = '30min';\n{sql};\n"
        return self._tool("psql", *self._where(), *words, f"--dbname={database}", stdin=text)

    def _where(self) -> list[str]:
        return [f"--host={self.run_folder}", f"--port={self.request['port']}", "--username=postgres"]

    def _tool(
        self, name: str, *words: Any, stdin: str | None = None, as_root: bool = False
    ) -> subprocess.CompletedProcess[str]:
        who = {} if as_root else {"user": self.request["user"], "group": self.request["user"]}
        given: dict[str, Any] = {"stdin": subprocess.DEVNULL} if stdin is None else {"input": stdin}
        return subprocess.run(
            [str(Path(self.request["bin"]) / name), *map(str, words)], stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT, text=True, errors="replace", cwd="/", env=self.environment,
            extra_groups=[] if who else None, **who, **given,
        )  # fmt: skip


def control_end(control: bytes) -> int | None:
    """Where the control file's own checksum stands; None when it fits nowhere (it is damaged)."""
    crc = 0xFFFFFFFF
    for at in range(min(len(control), 1024) - 4):
        if at > STATE_OFFSET + 4 and at % 4 == 0:
            if struct.unpack_from("=I", control, at)[0] == crc ^ 0xFFFFFFFF:
                return at
        crc = _TABLE[(crc ^ control[at]) & 0xFF] ^ (crc >> 8)
    return None


def crc32c(data: bytes) -> int:
    """CRC-32C (Castagnoli, RFC 3720), as PostgreSQL seals its control file."""
    crc = 0xFFFFFFFF
    for byte in data:
        crc = _TABLE[(crc ^ byte) & 0xFF] ^ (crc >> 8)
    return crc ^ 0xFFFFFFFF


def _table() -> list[int]:
    table = []
    for value in range(256):
        for _ in range(8):
            value = (value >> 1) ^ (0x82F63B78 if value & 1 else 0)
        table.append(value)
    return table


_TABLE = _table()


def _words(done: subprocess.CompletedProcess[str]) -> str:
    return (done.stdout or "").strip()


def _literal(text: str) -> str:
    return "'%s'" % text.replace("'", "''")


def main() -> None:
    copy = Copy(json.load(sys.stdin))
    try:
        copy.judge()
    except Exception as failure:  # what is not understood is not good
        copy.check("runs", False, f"{type(failure).__name__}: {failure}")
    json.dump(copy.report(), sys.stdout)


if __name__ == "__main__":
    main()
