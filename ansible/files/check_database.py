#!/usr/bin/env python3
"""Judges a PostgreSQL server that was restored elsewhere (an RDS instance), over the network.

Stands beside check_copy.py, whose questions it asks. Reads a request as JSON on stdin, prints the
same report on stdout; exit 0 whatever the verdict. amcheck is installed on the server: never point
it at live data.

Request: host, port, username, password, database, sslmode, bin, user (whose rights the programs
have), tables (that must hold a row, at least), rows, queries, startWithin (seconds).
"""

from __future__ import annotations

import json
import sys
import time
from typing import Any

from check_copy import ENVIRONMENT, Copy, _words


class Database(Copy):
    """A server that others started; only what can be asked of it is checked."""

    def __init__(self, request: dict[str, Any]):
        super().__init__({"data": "/", "run": "/", **request})
        # The password never stands among a program's arguments.
        secret = {"PGPASSWORD": request["password"], "PGSSLMODE": request["sslmode"]}
        self.environment = {**ENVIRONMENT, **secret, "PGCONNECT_TIMEOUT": "10"}

    def judge(self) -> None:
        if not self._answers():
            return
        name = self.request["database"]
        self._reads_whole(name)
        self._tables(int(self.request.get("tables") or 0))
        amcheck = self._tool(
            "pg_amcheck", *self._where(), f"--database={name}", "--install-missing",
            "--heapallindexed",
        )
        self.check("tables and indexes agree", amcheck.returncode == 0, _words(amcheck) or "they do")
        self._asked_for(name)

    def _answers(self) -> bool:
        began = time.monotonic()
        while (answer := self._psql(self.request["database"], "SELECT 1")).returncode != 0:
            # A wrong password or an unknown database does not get better by waiting.
            refused = "FATAL" in answer.stdout and "starting up" not in answer.stdout
            if refused or time.monotonic() - began > self.patience:
                return self.check("answers", False, _words(answer))
            time.sleep(1)
        self.start_seconds = round(time.monotonic() - began, 2)
        return self.check("answers", True, f"after {self.start_seconds} s")

    def _reads_whole(self, name: str) -> None:
        """Every row of every table; RDS keeps page checksums, which PostgreSQL holds against each page it reads."""
        dump = self._tool("pg_dump", *self._where(), "--file=/dev/null", name)
        self.check("reads whole", dump.returncode == 0, _words(dump) or "every row of every table")

    def _where(self) -> list[str]:
        request = self.request
        return [
            f"--host={request['host']}",
            f"--port={request['port']}",
            f"--username={request['username']}",
        ]


def main() -> None:
    database = Database(json.load(sys.stdin))
    try:
        database.judge()
    except Exception as failure:  # what is not understood is not good
        database.check("runs", False, f"{type(failure).__name__}: {failure}")
    json.dump(database.report(), sys.stdout)


if __name__ == "__main__":
    main()
