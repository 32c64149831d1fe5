"""Data Lifecycle Manager: its policies as they were told. It copies nothing by itself."""

from __future__ import annotations

import json
import re
import sys
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

import moto.backend_index as backend_index
from moto.core.base_backend import BackendDict, BaseBackend
from moto.core.exceptions import JsonRESTError
from moto.core.responses import BaseResponse
from moto.core.utils import iso_8601_datetime_with_milliseconds, utcnow
from moto.moto_api._internal import mock_random
from moto.utilities.utils import get_partition

_TOLD = ("Description", "State", "ExecutionRoleArn", "PolicyDetails", "Tags")


def install() -> None:
    # Gap in moto 5.2.5: no DLM at all. moto looks services up by their host, then imports
    # `moto.SERVICE` and asks it for SERVICE_backends.
    host = re.compile(r"https?://dlm\.(.+)\.amazonaws\.com")
    backend_index.backend_url_patterns.append(("dlm", host))
    sys.modules["moto.dlm"] = sys.modules[__name__]


class PolicyNotFound(JsonRESTError):
    """What AWS answers where there is no such policy."""

    code = 404

    def __init__(self) -> None:
        super().__init__("ResourceNotFoundException", "Lifecycle policy does not exist")


class DlmBackend(BaseBackend):
    """The policies of one account in one region, by their ID."""

    def __init__(self, region_name: str, account_id: str):
        super().__init__(region_name, account_id)
        self.policies: dict[str, dict[str, Any]] = {}

    @property
    def _url_module(self) -> Any:
        return sys.modules[__name__]

    def find(self, policy_id: str) -> dict[str, Any]:
        """Throws PolicyNotFound."""
        if policy_id not in self.policies:
            raise PolicyNotFound
        return self.policies[policy_id]

    def find_by_arn(self, arn: str) -> dict[str, Any]:
        """Throws PolicyNotFound."""
        return self.find(arn.rpartition("policy/")[2])


class DlmResponse(BaseResponse):
    """https://docs.aws.amazon.com/dlm/latest/APIReference/API_Operations.html"""

    def __init__(self) -> None:
        super().__init__(service_name="dlm")

    @property
    def _own(self) -> DlmBackend:
        return dlm_backends[self.current_account][self.region]

    @property
    def _last(self) -> str:
        """The last part of the path: a policy's ID, or an ARN with slashes of its own."""
        return unquote(re.sub(r"^/(policies|tags)/", "", self.path)).rstrip("/")

    @property
    def _query(self) -> dict[str, list[str]]:
        return parse_qs(urlsplit(self.uri).query)

    def create_lifecycle_policy(self) -> str:
        asked = json.loads(self.body)
        if "PolicyDetails" not in asked or "DefaultPolicy" in asked:
            raise NotImplementedError("default policies")
        policy_id = f"policy-{mock_random.get_random_hex(17)}"
        now = iso_8601_datetime_with_milliseconds(utcnow())
        scope = f"{self.region}:{self.current_account}"
        self._own.policies[policy_id] = {
            **{key: asked[key] for key in _TOLD if key in asked},
            "PolicyId": policy_id,
            "PolicyArn": f"arn:{get_partition(self.region)}:dlm:{scope}:policy/{policy_id}",
            "DateCreated": now,
            "DateModified": now,
            "StatusMessage": asked["State"],
        }
        return json.dumps({"PolicyId": policy_id})

    def get_lifecycle_policy(self) -> str:
        return json.dumps({"Policy": self._own.find(self._last)})

    def get_lifecycle_policies(self) -> str:
        if self._query:
            raise NotImplementedError("GetLifecyclePolicies by " + ", ".join(self._query))
        keys = ("PolicyId", "Description", "State", "Tags")
        listed = [{key: p[key] for key in keys if key in p} for p in self._own.policies.values()]
        kind = {"PolicyType": "EBS_SNAPSHOT_MANAGEMENT"}
        return json.dumps({"Policies": [one | kind for one in listed]})

    def update_lifecycle_policy(self) -> str:
        policy, asked = self._own.find(self._last), json.loads(self.body)
        policy |= {key: asked[key] for key in _TOLD if key in asked}
        policy["DateModified"] = iso_8601_datetime_with_milliseconds(utcnow())
        return "{}"

    def delete_lifecycle_policy(self) -> str:
        del self._own.policies[self._own.find(self._last)["PolicyId"]]
        return "{}"

    def list_tags_for_resource(self) -> str:
        return json.dumps({"Tags": self._own.find_by_arn(self._last).get("Tags", {})})

    def tag_resource(self) -> str:
        policy = self._own.find_by_arn(self._last)
        policy["Tags"] = {**policy.get("Tags", {}), **json.loads(self.body)["Tags"]}
        return "{}"

    def untag_resource(self) -> str:
        policy, gone = self._own.find_by_arn(self._last), self._query.get("tagKeys", [])
        policy["Tags"] = {k: v for k, v in policy.get("Tags", {}).items() if k not in gone}
        return "{}"


url_bases = [r"https?://dlm\.(.+)\.amazonaws\.com"]
url_paths = {
    "{0}/policies/?$": DlmResponse.dispatch,
    "{0}/policies/(?P<policy_id>[^/]+)/?$": DlmResponse.dispatch,
    "{0}/tags/(?P<resource_arn>.+)$": DlmResponse.dispatch,
}
dlm_backends = BackendDict(DlmBackend, "dlm")
