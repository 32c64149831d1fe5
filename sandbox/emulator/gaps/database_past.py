"""The past of RDS instances: where each came from, and back to when it can be had again."""

from __future__ import annotations

import datetime
from typing import Any

from moto.core.responses import ActionResult
from moto.core.utils import utcnow
from moto.rds.exceptions import DBInstanceNotFoundError, RDSClientError
from moto.rds.models import DBInstance, DBSnapshot, RDSBackend
from moto.rds.responses import RDSResponse


def install() -> None:
    _from_snapshot = RDSBackend.restore_db_instance_from_db_snapshot
    _to_time, _copy = RDSBackend.restore_db_instance_to_point_in_time, RDSBackend.copy_db_snapshot

    def from_snapshot(self: RDSBackend, name: str, overrides: dict[str, Any]) -> DBInstance:
        made = _from_snapshot(self, name, overrides)
        snapshot = self.get_db_snapshot(name)
        return _begun(made, {"copy": snapshot.opsctl_id})

    def to_time(
        self: RDSBackend, source: str, target: str, overrides: dict[str, Any]
    ) -> DBInstance:
        moment = _moment_in_window(self, source, overrides)
        made = _to_time(self, source, target, overrides)
        past = self.describe_db_instances(source)[0].dbi_resource_id
        return _begun(made, {"past": past, "until": moment and moment.isoformat()})

    def copy_db_snapshot(self: RDSBackend, *args: Any, **kwargs: Any) -> DBSnapshot:
        made = _copy(self, *args, **kwargs)
        name = kwargs.get("source_db_snapshot_identifier") or args[0]
        made.opsctl_copy_of = self.get_db_snapshot(name).opsctl_id
        return made

    RDSBackend.restore_db_instance_from_db_snapshot = from_snapshot
    RDSBackend.restore_db_instance_to_point_in_time = to_time
    RDSBackend.copy_db_snapshot = copy_db_snapshot
    # Gap in moto 5.2.5: every instance can be had again as of now, and automated backups tell no
    # window.
    DBInstance.latest_restorable_time = property(lambda self: (_window(self) or {}).get("LatestTime"))
    RDSResponse.describe_db_instance_automated_backups = _describe_backups


def _begun(made: DBInstance, origin: dict[str, Any]) -> DBInstance:
    """With the password that is in the copy, until it gets another."""
    made.opsctl_origin = origin
    made.opsctl_passwords, made.opsctl_verifier = 0, None
    return made


def _window(instance: DBInstance) -> dict[str, Any] | None:
    """From the base that its server made, within the days that are asked for, to now: a restore
    takes the server's present log along, where AWS lags some minutes behind."""
    since = instance.opsctl_restorable_from
    if not instance.backup_retention_period or since is None:
        return None
    base = datetime.datetime.fromisoformat(since).astimezone(datetime.timezone.utc)
    oldest = _now() - datetime.timedelta(days=int(instance.backup_retention_period))
    return {"EarliestTime": max(base, oldest), "LatestTime": _now()}


def _now() -> datetime.datetime:
    return utcnow().replace(tzinfo=datetime.timezone.utc)


def _moment_in_window(
    backend: RDSBackend, source: str, asked: dict[str, Any]
) -> datetime.datetime | None:
    """https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_RestoreDBInstanceToPointInTime.html"""
    window = _window(backend.describe_db_instances(source)[0])
    if window is None:
        raise RDSClientError("PointInTimeRestoreNotEnabled", f"{source} keeps no backups")
    moment = asked.get("restore_time")
    if moment is None:
        return None
    moment = moment.replace(tzinfo=moment.tzinfo or datetime.timezone.utc)
    if not window["EarliestTime"] <= moment <= window["LatestTime"]:
        raise RDSClientError("InvalidRestoreFault", f"{moment} is outside of the backups' window")
    return moment


def _describe_backups(self: RDSResponse) -> ActionResult:
    name = self.params.get("DBInstanceIdentifier")
    found = [one for key, one in self.backend.databases.items() if name in (None, key)]
    if name and not found:
        raise DBInstanceNotFoundError(name)
    backups = [
        {
            "DBInstanceIdentifier": one.db_instance_identifier,
            "DbiResourceId": one.dbi_resource_id,
            "BackupRetentionPeriod": one.backup_retention_period,
            "RestoreWindow": _window(one),
            "Status": "active",
        }
        for one in found
        if _window(one)
    ]
    return ActionResult({"DBInstanceAutomatedBackups": backups})
