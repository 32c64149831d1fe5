"""RDS instances as the controller and their servers need them, read from moto's backend."""

from __future__ import annotations

import json
from typing import Any

from .folders import Wanted

# A snapshot holds what of an instance is data; neither its settings nor its own past.
_DATA = (("data", "data"),)
# The base that the server made, the log that it archived since, and the one that it writes now.
_PAST = (("base", "data"), ("archive", "past/archive"), ("data/pg_wal", "past/wal"))


def described(instance: Any) -> dict[str, Any]:
    """An instance in the controller's world: its container is to run unless it was stopped."""
    stopped = instance.status in ("stopping", "stopped")
    return {
        "id": instance.dbi_resource_id,
        "name": instance.db_instance_identifier,
        "status": instance.status,
        "state": "stopped" if stopped else "running",
        "privateIp": instance.opsctl_address,
        "generation": instance.opsctl_generation,
        "tags": {tag["Key"]: tag["Value"] for tag in instance.tags},
    }


def folders(rds: Any) -> dict[str, Wanted]:
    """Where the folder of each instance and each snapshot belongs, by id."""
    live = {one.dbi_resource_id for one in rds.databases.values()}
    wanted = {}
    for snapshot in rds.database_snapshots.values():
        origin = getattr(snapshot, "opsctl_copy_of", snapshot.database.dbi_resource_id)
        place, runs_on = f"db-snapshots/{snapshot.opsctl_id}", origin if origin in live else None
        wanted[snapshot.opsctl_id] = Wanted(place, origin, runs_on, _DATA)
    for one in rds.databases.values():
        origin = one.opsctl_origin or {}
        place, past = f"databases/{one.dbi_resource_id}", origin.get("past")
        copy_of, pieces = (past, _PAST) if past else (origin.get("copy"), _DATA)
        wanted[one.dbi_resource_id] = Wanted(place, copy_of, past, pieces)
    return wanted


def settings(rds: Any) -> dict[str, str]:
    """What each server is to be, by id: the settings.json that ../database/settings.py reads."""
    return {
        one.dbi_resource_id: json.dumps(_settings(rds, one), sort_keys=True)
        for one in rds.databases.values()
    }


def _settings(rds: Any, one: Any) -> dict[str, Any]:
    origin = one.opsctl_origin or {}
    begin = "past" if "past" in origin else "copy" if "copy" in origin else "new"
    return {
        "id": one.dbi_resource_id,
        "begin": begin,
        "until": origin.get("until"),
        "port": int(one.port),
        "username": one.master_username,
        "database": one.db_name,
        "verifier": one.opsctl_verifier,
        "password_count": one.opsctl_passwords,
        "force_ssl": _parameter(rds, one, "rds.force_ssl", "1") == "1",
        "backups": bool(one.backup_retention_period),
    }


def _parameter(rds: Any, one: Any, name: str, usual: str) -> str:
    """Without asking the instance for its group: that would make the default one."""
    group = rds.db_parameter_groups.get(one.db_parameter_group_name or "")
    return str((group.parameters if group else {}).get(name, {}).get("ParameterValue", usual))
