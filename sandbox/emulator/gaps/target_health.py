"""Target health: what the load balancer reported, not moto's "everything is healthy".

States and reasons: https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_TargetHealth.html
"""

from __future__ import annotations

import time
from typing import Any

from moto.elbv2.models import ELBv2Backend, FakeHealthStatus, FakeTargetGroup

STATES = ("healthy", "unhealthy", "initial", "draining", "unused", "unavailable")
_UNREPORTED = ("initial", "Elb.RegistrationInProgress", "Target registration is in progress")
_DRAINING = ("draining", "Target.DeregistrationInProgress", "Target deregistration is in progress")
_UNKNOWN = ("unused", "Target.NotRegistered", "Target is not registered to the target group")

_reported: dict[str, dict[str, dict[str, str]]] = {}


def report(seen: Any) -> None:
    """Take over `{target group ARN: {instance id: {state, reason?, description?}}}`.

    A target group in `seen` replaces all that was reported of it before. Throws ValueError.
    """
    if not isinstance(seen, dict):
        raise ValueError("a JSON object by target group ARN is expected")
    for arn, targets in seen.items():
        for target, health in targets.items() if isinstance(targets, dict) else [(arn, None)]:
            if not isinstance(health, dict) or health.get("state") not in STATES:
                raise ValueError(f"{target}: state must be one of {', '.join(STATES)}")
    _reported.update(seen)


def install() -> None:
    # Gap in moto 5.2.5: every registered running target is healthy, and one that was taken out is
    # gone at once instead of draining for the target group's deregistration delay.
    FakeTargetGroup.health_for = _health_for
    FakeTargetGroup.deregister = _deregister
    FakeTargetGroup.deregister_terminated_instances = _deregister_terminated
    ELBv2Backend.describe_target_health = _describe


def _deregister(self: FakeTargetGroup, targets: list[dict[str, Any]]) -> None:
    # AWS takes a target that is not registered without a word.
    for target in targets:
        was = self.targets.pop(target["Id"], None)
        if was:
            self.deregistered_targets[target["Id"]] = {**was, "left": time.monotonic()}


def _deregister_terminated(self: FakeTargetGroup, instance_ids: list[str]) -> None:
    _deregister(self, [{"Id": i} for i in list(self.targets) if i in instance_ids])


def _describe(
    self: ELBv2Backend, target_group_arn: str, targets: list[dict[str, Any]]
) -> list[FakeHealthStatus]:
    from moto.elbv2.exceptions import TargetGroupNotFoundError

    group = self.target_groups.get(target_group_arn)
    if group is None:
        raise TargetGroupNotFoundError()
    if not targets:
        leaving = [t for i, t in group.deregistered_targets.items() if _is_draining(group, i)]
        targets = [*group.targets.values(), *leaving]
    return [group.health_for(target, self.ec2_backend) for target in targets]


def _is_draining(group: FakeTargetGroup, target_id: str) -> bool:
    was = group.deregistered_targets.get(target_id)
    delay = float(group.attributes["deregistration_delay.timeout_seconds"])
    return was is not None and time.monotonic() - was["left"] < delay


def _health_for(self: FakeTargetGroup, target: dict[str, Any], ec2: Any) -> FakeHealthStatus:
    target_id = target["Id"]
    known = self.targets.get(target_id)
    port = (known or target).get("Port", self.port)
    state, reason, description = _judge(self, target_id, known, ec2)
    checked = str(port) if self.health_check_port == "traffic-port" else self.health_check_port
    return FakeHealthStatus(target_id, port, checked, state, reason, description)


def _judge(
    group: FakeTargetGroup, target_id: str, known: Any, ec2: Any
) -> tuple[str, str | None, str | None]:
    if known is None:
        return _DRAINING if _is_draining(group, target_id) else _UNKNOWN
    instance = ec2.get_instance_by_id(target_id)
    if instance and instance.state != "running":
        return "unused", "Target.InvalidState", f"Target is in the {instance.state} state"
    told = _reported.get(group.arn, {}).get(target_id)
    if told:
        return told["state"], told.get("reason"), told.get("description")
    return _UNREPORTED
