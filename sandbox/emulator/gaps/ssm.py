"""Systems Manager: every running instance is a managed node that answers."""

from __future__ import annotations

import json
from typing import Any

from moto.core.responses import ActionResult
from moto.core.utils import utcnow
from moto.ec2 import ec2_backends
from moto.ssm.responses import SimpleSystemManagerResponse

_KEYS = {"InstanceIds": "InstanceId", "PingStatus": "PingStatus", "PlatformTypes": "PlatformType"}


def install() -> None:
    # Gap in moto 5.2.5: no DescribeInstanceInformation.
    SimpleSystemManagerResponse.describe_instance_information = _describe


def _describe(self: SimpleSystemManagerResponse) -> ActionResult:
    """https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_DescribeInstanceInformation.html"""
    asked = json.loads(self.body or "{}")
    wanted = {
        f.get("Key") or f.get("key"): f.get("Values") or f.get("valueSet")
        for f in [*asked.get("Filters", []), *asked.get("InstanceInformationFilterList", [])]
    }
    backend = ec2_backends[self.current_account][self.region]
    nodes = [_node(instance) for instance in backend.all_running_instances()]
    nodes = [node for node in nodes if _fits(backend, node, wanted)]
    start = int(asked.get("NextToken") or 0)
    end = start + int(asked.get("MaxResults") or 50)
    answer: dict[str, Any] = {"InstanceInformationList": nodes[start:end]}
    if end < len(nodes):
        answer["NextToken"] = str(end)
    return ActionResult(answer)


def _node(instance: Any) -> dict[str, Any]:
    return {
        "InstanceId": instance.id,
        "PingStatus": "Online",
        "LastPingDateTime": utcnow(),
        "AgentVersion": "3.3.0.0",
        "IsLatestVersion": True,
        "PlatformType": "Linux",
        "PlatformName": "Debian GNU/Linux",
        "PlatformVersion": "12",
        "ResourceType": "EC2Instance",
        "IPAddress": instance.private_ip,
        "ComputerName": instance.private_dns_name,
    }


def _fits(backend: Any, node: dict[str, Any], wanted: dict[str, list[str]]) -> bool:
    for key, values in wanted.items():
        if key.startswith("tag:"):
            tags = backend.describe_tags(filters={"resource-id": [node["InstanceId"]]})
            if not any(t["key"] == key[4:] and t["value"] in values for t in tags):
                return False
        elif key in _KEYS:
            if node[_KEYS[key]] not in values:
                return False
        else:
            raise NotImplementedError(f"DescribeInstanceInformation by {key}")
    return True
