"""RDS: instances with an ID of their own, names that are taken, restores that listen, the window."""

from __future__ import annotations

from typing import Any

from moto.core.responses import ActionResult
from moto.core.utils import utcnow
from moto.moto_api._internal import mock_random
from moto.rds.exceptions import DBInstanceAlreadyExists, DBInstanceNotFoundError, RDSClientError
from moto.rds.models import DBInstance, DBParameterGroup, RDSBackend
from moto.rds.responses import RDSResponse

_ID_CHARACTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"


def install() -> None:
    # Gap in moto 5.2.5: every instance has the same DbiResourceId.
    _init = DBInstance.__init__

    def __init__(self: DBInstance, *args: Any, **kwargs: Any) -> None:
        _init(self, *args, **kwargs)
        self.dbi_resource_id = "db-" + "".join(
            mock_random.choice(_ID_CHARACTERS) for _ in range(26)
        )

    DBInstance.__init__ = __init__
    # Gap in moto 5.2.5: a restore takes no setting that is false, so the copy of a protected
    # instance is protected whatever was asked.
    _from_snapshot = RDSBackend.restore_db_instance_from_db_snapshot
    _to_time = RDSBackend.restore_db_instance_to_point_in_time

    def from_snapshot(self: RDSBackend, name: str, overrides: dict[str, Any]) -> DBInstance:
        return _listening(_from_snapshot(self, name, overrides), overrides)

    def to_time(
        self: RDSBackend, source: str, target: str, overrides: dict[str, Any]
    ) -> DBInstance:
        _assert_in_window(self, source, overrides)
        return _listening(_to_time(self, source, target, overrides), overrides)

    RDSBackend.restore_db_instance_from_db_snapshot = from_snapshot
    RDSBackend.restore_db_instance_to_point_in_time = to_time
    # Gap in moto 5.2.5: an instance that is renamed to the name of another one replaces it.
    _modify = RDSBackend.modify_db_instance

    def modify(self: RDSBackend, name: str, asked: dict[str, Any]) -> DBInstance:
        wanted = asked.get("new_db_instance_identifier")
        if wanted and wanted in self.databases:
            raise DBInstanceAlreadyExists()
        return _modify(self, name, asked)

    RDSBackend.modify_db_instance = modify
    # Gap in moto 5.2.5: automated backups without the window that can be restored.
    RDSResponse.describe_db_instance_automated_backups = _describe_backups
    # Gap in moto 5.2.5: a parameter does not say that it was set by the user, so Terraform wants to
    # set it again.
    _update = DBParameterGroup.update_parameters

    def update_parameters(self: DBParameterGroup, new_parameters: Any) -> None:
        changed = list(new_parameters)
        _update(self, changed)
        for one in changed:
            self.parameters[one["ParameterName"]]["Source"] = "user"

    DBParameterGroup.update_parameters = update_parameters


def _listening(made: DBInstance, overrides: dict[str, Any]) -> DBInstance:
    for key, value in overrides.items():
        if value in (False, 0) and hasattr(made, key):
            setattr(made, key, value)
    return made


def _window(instance: DBInstance) -> dict[str, Any] | None:
    """From the first backup to now; AWS lags some minutes behind."""
    if not instance.backup_retention_period:
        return None
    return {"EarliestTime": instance.instance_create_time, "LatestTime": utcnow()}


def _assert_in_window(self: RDSBackend, source: str, asked: dict[str, Any]) -> None:
    """https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_RestoreDBInstanceToPointInTime.html"""
    moment = asked.get("restore_time")
    window = _window(self.describe_db_instances(source)[0])
    if window is None:
        raise RDSClientError("PointInTimeRestoreNotEnabled", f"{source} keeps no backups")
    if moment is None:
        return
    moment = moment.replace(tzinfo=None)
    if not window["EarliestTime"].replace(tzinfo=None) <= moment <= window["LatestTime"].replace(
        tzinfo=None
    ):
        raise RDSClientError("InvalidRestoreFault", f"{moment} is outside of the backups' window")


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
