"""RDS: instances and snapshots with an ID of their own, names that are taken, restores that listen."""

from __future__ import annotations

from typing import Any

from moto.moto_api._internal import mock_random
from moto.rds.exceptions import DBInstanceAlreadyExists
from moto.rds.models import DBInstance, DBParameterGroup, DBSnapshot, RDSBackend

_ID_CHARACTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"


def install() -> None:
    # Gap in moto 5.2.5: every instance has the same DbiResourceId.
    _init = DBInstance.__init__

    def __init__(self: DBInstance, *args: Any, **kwargs: Any) -> None:
        _init(self, *args, **kwargs)
        self.dbi_resource_id = f"db-{_fresh_id()}"

    DBInstance.__init__ = __init__
    # A snapshot has but a name, which another one may have later: its folder needs an ID.
    _init_snapshot = DBSnapshot.__init__

    def init_snapshot(self: DBSnapshot, *args: Any, **kwargs: Any) -> None:
        _init_snapshot(self, *args, **kwargs)
        self.opsctl_id = f"dbsnap-{_fresh_id()}"

    DBSnapshot.__init__ = init_snapshot
    # Gap in moto 5.2.5: a restore takes no setting that is false, so the copy of a protected
    # instance is protected whatever was asked.
    _from_snapshot = RDSBackend.restore_db_instance_from_db_snapshot
    _to_time = RDSBackend.restore_db_instance_to_point_in_time

    def from_snapshot(self: RDSBackend, name: str, overrides: dict[str, Any]) -> DBInstance:
        return _listening(_from_snapshot(self, name, overrides), overrides)

    def to_time(
        self: RDSBackend, source: str, target: str, overrides: dict[str, Any]
    ) -> DBInstance:
        made = _listening(_to_time(self, source, target, overrides), overrides)
        # Gap in moto 5.2.5: it takes the source's name for that of a replica, which Terraform would
        # promote.
        made.source_db_instance_identifier = None
        return made

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


def _fresh_id() -> str:
    return "".join(mock_random.choice(_ID_CHARACTERS) for _ in range(26))
