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

# Temporary relations are of another session; what this user may not read pg_prewarm refuses.
EVERY_PAGE = """
CREATE EXTENSION IF NOT EXISTS pg_prewarm;
SELECT coalesce(sum(pg_prewarm(c.oid, 'buffer', fork)), 0)
FROM pg_class c, unnest(ARRAY['main', 'fsm', 'vm', 'init']) AS fork
WHERE c.relkind IN ('r', 'i', 't', 'm', 'S') AND c.relpersistence <> 't'
  AND has_table_privilege(c.oid, 'SELECT') AND pg_relation_size(c.oid, fork) > 0;
"""


class Database(Copy):
    """A server that others started; only what can be asked of it is checked."""

    def __init__(self, request: dict[str, Any]):
        super().__init__({"data": "/", "run": "/", **request})
        # The password never stands among a program's arguments.
        secret = {"PGPASSWORD": request["password"], "PGSSLMODE": request["sslmode"]}
        # That an extension is there already is no finding.
        quiet = {"PGOPTIONS": "-c client_min_messages=warning"}
        self.environment = {**ENVIRONMENT, **secret, **quiet, "PGCONNECT_TIMEOUT": "10"}

    def judge(self) -> None:
        if not self._answers():
            return
        name = self.request["database"]
        self._reads_whole(name)
        self._pages_of(name)
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
        """Every row of every table, as a client gets it."""
        dump = self._tool("pg_dump", *self._where(), "--file=/dev/null", name)
        self.check("reads whole", dump.returncode == 0, _words(dump) or "every row of every table")

    def _pages_of(self, name: str) -> None:
        """Every page of what this user may read, against its checksum: indexes of any kind, free space
        and visibility maps too, of which a dump reads none. PostgreSQL holds the checksum against
        each page that it takes into a buffer (pg_prewarm, mode `buffer`); RDS keeps them always."""
        words = ["--no-psqlrc", "--quiet", "--tuples-only", "--no-align", "--set=ON_ERROR_STOP=1"]
        read = self._tool("psql", *self._where(), *words, f"--dbname={name}", stdin=EVERY_PAGE)
        found = _words(read)
        good = read.returncode == 0 and found.isdigit()
        self.check("pages fit their checksums", good, f"{found} pages" if good else found)

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
