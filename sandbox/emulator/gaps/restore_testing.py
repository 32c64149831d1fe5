"""AWS Backup's restore testing: plans and selections as they were told. It restores nothing."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import unquote

import moto.backup.urls as urls
from moto.backup.exceptions import (
    AlreadyExistsException,
    InvalidRequestException,
    ResourceNotFoundException,
)
from moto.backup.models import BackupBackend
from moto.backup.responses import BackupResponse
from moto.core.responses import EmptyResult
from moto.core.utils import unix_time
from moto.utilities.utils import get_partition

_PLAN = "RestoreTestingPlanName"
_SELECTION = "RestoreTestingSelectionName"
# API reference, RestoreTestingPlanForCreate: what holds where nothing was told.
_USUAL = {"ScheduleExpressionTimezone": "Etc/UTC", "StartWindowHours": 24}
_LISTED = (
    *("CreationTime", "RestoreTestingPlanArn", _PLAN, "ScheduleExpression", "StartWindowHours"),
    *("ScheduleExpressionTimezone", "IamRoleArn", "ProtectedResourceType", _SELECTION),
    "ValidationWindowHours",
)


def install() -> None:
    # Gap in moto 5.2.5: no restore testing.
    plan = "{0}/restore-testing/plans/(?P<plan>[^/]+)"
    for path in (
        "{0}/restore-testing/plans/?$",
        plan + "/?$",
        plan + "/selections/?$",
        plan + "/selections/(?P<selection>[^/]+)/?$",
    ):
        urls.url_paths = {path: urls.response.dispatch, **urls.url_paths}
    BackupResponse.create_restore_testing_plan = _create_plan
    BackupResponse.get_restore_testing_plan = _get_plan
    BackupResponse.list_restore_testing_plans = _list_plans
    BackupResponse.update_restore_testing_plan = _update_plan
    BackupResponse.delete_restore_testing_plan = _delete_plan
    BackupResponse.create_restore_testing_selection = _create_selection
    BackupResponse.get_restore_testing_selection = _get_selection
    BackupResponse.list_restore_testing_selections = _list_selections
    BackupResponse.update_restore_testing_selection = _update_selection
    BackupResponse.delete_restore_testing_selection = _delete_selection


def _plans(backend: BackupBackend) -> dict[str, dict[str, Any]]:
    """Plans by name; `selections` of each by theirs."""
    if not hasattr(backend, "opsctl_restore_testing"):
        backend.opsctl_restore_testing = {}
    return backend.opsctl_restore_testing


def _name(self: BackupResponse, at: int) -> str:
    """A part of `/restore-testing/plans/PLAN/selections/SELECTION`."""
    return unquote(self.path.strip("/").split("/")[at])


def _plan(self: BackupResponse) -> dict[str, Any]:
    found = _plans(self.backup_backend).get(_name(self, 2))
    if found is None:
        raise ResourceNotFoundException("Cannot find the restore testing plan")
    return found


def _selection(self: BackupResponse) -> dict[str, Any]:
    found = _plan(self)["selections"].get(_name(self, 4))
    if found is None:
        raise ResourceNotFoundException("Cannot find the restore testing selection")
    return found


def _told(what: dict[str, Any], *keys: str) -> dict[str, Any]:
    return {key: what[key] for key in keys if what.get(key) is not None}


def _create_plan(self: BackupResponse) -> tuple[int, dict[str, Any], str]:
    asked = json.loads(self.body)
    plan, backend = asked["RestoreTestingPlan"], self.backup_backend
    name = plan[_PLAN]
    if name in _plans(backend):
        raise AlreadyExistsException(f"Restore testing plan {name} exists already")
    scope = f"{get_partition(self.region)}:backup:{self.region}:{self.current_account}"
    arn = f"arn:{scope}:restore-testing-plan:{name}"
    made = {**_USUAL, **plan, "RestoreTestingPlanArn": arn, "CreationTime": unix_time()}
    _plans(backend)[name] = {"plan": made, "selections": {}}
    if asked.get("Tags"):
        backend.tag_resource(arn, asked["Tags"])
    return _answer(201, _told(made, "CreationTime", "RestoreTestingPlanArn", _PLAN))


def _get_plan(self: BackupResponse) -> str:
    return json.dumps({"RestoreTestingPlan": _told(_plan(self)["plan"], *_plan(self)["plan"])})


def _list_plans(self: BackupResponse) -> str:
    every = [_told(one["plan"], *_LISTED) for one in _plans(self.backup_backend).values()]
    return json.dumps({"RestoreTestingPlans": every})


def _update_plan(self: BackupResponse) -> str:
    plan = _plan(self)["plan"]
    plan |= {**json.loads(self.body)["RestoreTestingPlan"], "LastUpdateTime": unix_time()}
    told = _told(plan, "CreationTime", "RestoreTestingPlanArn", _PLAN)
    return json.dumps({**told, "UpdateTime": plan["LastUpdateTime"]})


def _delete_plan(self: BackupResponse) -> EmptyResult:
    if _plan(self)["selections"]:
        raise InvalidRequestException("The plan's selections must be deleted first")
    del _plans(self.backup_backend)[_name(self, 2)]
    return EmptyResult()


def _create_selection(self: BackupResponse) -> tuple[int, dict[str, Any], str]:
    asked, plan = json.loads(self.body)["RestoreTestingSelection"], _plan(self)
    if asked[_SELECTION] in plan["selections"]:
        raise AlreadyExistsException(f"Restore testing selection {asked[_SELECTION]} exists already")
    made = {**asked, _PLAN: plan["plan"][_PLAN], "CreationTime": unix_time()}
    plan["selections"][asked[_SELECTION]] = made
    return _answer(201, _names(plan, made))


def _names(plan: dict[str, Any], selection: dict[str, Any]) -> dict[str, Any]:
    arn = _told(plan["plan"], "RestoreTestingPlanArn")
    return {**arn, **_told(selection, "CreationTime", _PLAN, _SELECTION)}


def _get_selection(self: BackupResponse) -> str:
    found = _selection(self)
    return json.dumps({"RestoreTestingSelection": _told(found, *found)})


def _list_selections(self: BackupResponse) -> str:
    every = [_told(one, *_LISTED) for one in _plan(self)["selections"].values()]
    return json.dumps({"RestoreTestingSelections": every})


def _update_selection(self: BackupResponse) -> str:
    found = _selection(self)
    found |= json.loads(self.body)["RestoreTestingSelection"]
    return json.dumps({**_names(_plan(self), found), "UpdateTime": unix_time()})


def _delete_selection(self: BackupResponse) -> EmptyResult:
    del _plan(self)["selections"][_selection(self)[_SELECTION]]
    return EmptyResult()


def _answer(status: int, body: dict[str, Any]) -> tuple[int, dict[str, Any], str]:
    return status, {"Content-Type": "application/json"}, json.dumps(body)
