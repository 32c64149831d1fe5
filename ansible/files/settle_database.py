#!/usr/bin/env python3
"""Has PostgreSQL write what it holds in memory to its volume, and tells where it stands.

Argument: the folder of the server's socket. Prints JSON: lsn, system (the cluster's identifier),
schema (the newest migration of node-pg-migrate, or ""), tables (how many hold a row).
"""

from __future__ import annotations

import json
import subprocess
import sys

FULL_TABLES = """
SELECT count(*) FROM pg_tables
WHERE schemaname NOT IN ('pg_catalog', 'information_schema')
  AND (xpath('/row/full/text()', query_to_xml(
    format('SELECT EXISTS (SELECT 1 FROM %I.%I) AS "full"', schemaname, tablename),
    false, true, '')))[1]::text = 'true'
"""


def ask(socket: str, database: str, sql: str) -> str:
    words = ["psql", "--no-psqlrc", "--quiet", "--tuples-only", "--no-align", "--set=ON_ERROR_STOP=1"]
    where = [f"--host={socket}", "--username=postgres", f"--dbname={database}", f"--command={sql}"]
    return subprocess.run([*words, *where], check=True, text=True, stdout=subprocess.PIPE).stdout.strip()


def main(socket: str) -> None:
    ask(socket, "postgres", "CHECKPOINT")
    listed = "SELECT datname FROM pg_database WHERE datallowconn AND NOT datistemplate"
    tables, schema = 0, ""
    for database in ask(socket, "postgres", listed).splitlines():
        tables += int(ask(socket, database, FULL_TABLES))
        if ask(socket, database, "SELECT to_regclass('public.pgmigrations') IS NOT NULL") == "t":
            schema = ask(socket, database, "SELECT max(name) FROM pgmigrations") or schema
    report = {
        "system": ask(socket, "postgres", "SELECT system_identifier FROM pg_control_system()"),
        "lsn": ask(socket, "postgres", "SELECT pg_current_wal_lsn()"),
        "schema": schema,
        "tables": tables,
    }
    json.dump(report, sys.stdout)


if __name__ == "__main__":
    main(sys.argv[1])
