"""AWS Backup: selections, changed plans, the tags of vaults and plans, and the kinds opted in to."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import unquote

import moto.backup.urls as urls
from moto.backup.exceptions import InvalidRequestException, ResourceNotFoundException
from moto.backup.models import BackupBackend, Plan
from moto.backup.responses import BackupResponse
from moto.core.responses import EmptyResult
from moto.core.utils import unix_time
from moto.moto_api._internal import mock_random


def install() -> None:
    # Gap in moto 5.2.5: no backup selections; its pattern for plans swallows their paths.
    urls.url_paths = {
        "{0}/backup/plans/(?P<plan>[^/]+)/selections/?$": urls.response.dispatch,
        "{0}/backup/plans/(?P<plan>[^/]+)/selections/(?P<selection>[^/]+)/?$": (
            urls.response.dispatch
        ),
        "{0}/account-settings/?$": urls.response.dispatch,
        **urls.url_paths,
    }
    BackupResponse.create_backup_selection = _create
    BackupResponse.get_backup_selection = _get
    BackupResponse.list_backup_selections = _list
    BackupResponse.delete_backup_selection = _delete
    # Gap in moto 5.2.5: a plan cannot be changed.
    BackupResponse.update_backup_plan = _update_plan
    # Gap in moto 5.2.5: no region settings.
    BackupResponse.describe_region_settings = _region_settings
    # Gap in moto 5.2.5: reads the ARN from the wrong part of the path unless it ends in a slash,
    # so vaults and plans seem to have no tags.
    BackupResponse.list_tags = _list_tags
    # Gap in moto 5.2.5: a plan with selections can be deleted; a deleted one is still found.
    _delete_plan = BackupBackend.delete_backup_plan
    _get_plan = BackupBackend.get_backup_plan

    def delete_backup_plan(self: BackupBackend, backup_plan_id: str) -> Any:
        if any(s["BackupPlanId"] == backup_plan_id for s in _selections(self).values()):
            raise InvalidRequestException("Related backup plan selections must be deleted first")
        return _delete_plan(self, backup_plan_id)

    def get_backup_plan(self: BackupBackend, backup_plan_id: str, version_id: Any) -> Any:
        plan = _get_plan(self, backup_plan_id, version_id)
        if plan.deletion_date is not None:
            raise ResourceNotFoundException("Cannot find Backup plan with provided id")
        return plan

    BackupBackend.delete_backup_plan = delete_backup_plan
    BackupBackend.get_backup_plan = get_backup_plan


def _selections(backend: BackupBackend) -> dict[str, dict[str, Any]]:
    if not hasattr(backend, "opsctl_selections"):
        backend.opsctl_selections = {}
    return backend.opsctl_selections


def _parts(self: BackupResponse) -> tuple[str, str]:
    """Plan and selection id of `/backup/plans/PLAN/selections/SELECTION`."""
    parts = self.path.strip("/").split("/")
    return unquote(parts[2]), unquote(parts[4]) if len(parts) > 4 else ""


def _create(self: BackupResponse) -> str:
    asked = json.loads(self.body)
    plan_id, _ = _parts(self)
    self.backup_backend.get_backup_plan(plan_id, None)
    made = {
        "BackupPlanId": plan_id,
        "SelectionId": str(mock_random.uuid4()),
        "CreationDate": unix_time(),
        "CreatorRequestId": asked.get("CreatorRequestId"),
        "BackupSelection": asked["BackupSelection"],
    }
    _selections(self.backup_backend)[made["SelectionId"]] = made
    return json.dumps({key: made[key] for key in ("BackupPlanId", "CreationDate", "SelectionId")})


def _find(self: BackupResponse) -> dict[str, Any]:
    plan_id, selection_id = _parts(self)
    found = _selections(self.backup_backend).get(selection_id)
    if not found or found["BackupPlanId"] != plan_id:
        raise ResourceNotFoundException("Cannot find the backup selection")
    return found


def _get(self: BackupResponse) -> str:
    return json.dumps({key: value for key, value in _find(self).items() if value is not None})


def _list(self: BackupResponse) -> str:
    plan_id, _ = _parts(self)
    mine = [s for s in _selections(self.backup_backend).values() if s["BackupPlanId"] == plan_id]
    entries = [
        {
            **{key: s[key] for key in ("BackupPlanId", "CreationDate", "SelectionId")},
            "SelectionName": s["BackupSelection"].get("SelectionName"),
            "IamRoleArn": s["BackupSelection"].get("IamRoleArn"),
        }
        for s in mine
    ]
    return json.dumps({"BackupSelectionsList": entries})


def _delete(self: BackupResponse) -> EmptyResult:
    del _selections(self.backup_backend)[_find(self)["SelectionId"]]
    return EmptyResult()


def _update_plan(self: BackupResponse) -> str:
    plan_id, _ = _parts(self)
    plan = self.backup_backend.get_backup_plan(plan_id, None)
    # What holds where nothing was told is the business of a new one.
    told = Plan(json.loads(self.body)["BackupPlan"], plan.creator_request_id, self.backup_backend)
    plan.backup_plan, plan.version_id = told.backup_plan, told.version_id
    plan.advanced_backup_settings = told.advanced_backup_settings
    return json.dumps(plan.to_dict())


def _region_settings(self: BackupResponse) -> str:
    """A new account copies volumes and databases by their tags (developer guide, "Service opt-in")."""
    return json.dumps({"ResourceTypeOptInPreference": {"EBS": True, "RDS": True}})


def _list_tags(self: BackupResponse) -> str:
    arn = unquote(self.path.partition("/tags/")[2].rstrip("/"))
    return json.dumps({"Tags": self.backup_backend.list_tags(resource_arn=arn)})
