"""Auto Scaling groups that launch from their template's version and spread over their subnets.

What AWS does, from https://docs.aws.amazon.com/autoscaling/ec2/userguide/ : instances are balanced
over the zones; scaling in takes from the fullest zone, oldest first, protected ones never; a group's
tag beats the launch template's; instances join and leave the group's target groups.
"""

from __future__ import annotations

from typing import Any

from moto.autoscaling.models import (
    ASG_NAME_TAG,
    AutoScalingBackend,
    FakeAutoScalingGroup,
    InstanceState,
    LifecycleHook,
)
from moto.autoscaling.responses import AutoScalingResponse
from moto.core.responses import EmptyResult
from moto.elbv2.exceptions import TargetGroupNotFoundError


def install() -> None:
    # Gaps in moto 5.2.5: all instances in the first subnet, tags and profile of the template's
    # default version, survivors of a scale-in chosen and kept in the order of a set.
    FakeAutoScalingGroup.set_desired_capacity = _set_desired
    # Gap in moto 5.2.5: replaces within the TerminateInstances call, and forgets target groups.
    AutoScalingBackend.notify_terminate_instances = _forget
    # Gap in moto 5.2.5: registers stopped instances (an error) and all others again.
    AutoScalingBackend.update_attached_target_groups = _register_missing
    # Gap in moto 5.2.5: a member reports the template's default version, not its own.
    InstanceState.launch_template = property(_launched_from)
    # Gap in moto 5.2.5: lifecycle hooks come back with made-up ARNs.
    AutoScalingResponse.put_lifecycle_hook = _put_hook


def _set_desired(self: FakeAutoScalingGroup, new_capacity: int | None) -> None:
    if self.mixed_instances_policy:
        raise NotImplementedError("Auto Scaling groups with a mixed instances policy")
    self.desired_capacity = self.min_size if new_capacity is None else new_capacity
    missing = (self.desired_capacity or 0) - len(self.active_instances())
    if missing > 0:
        _launch(self, missing)
    elif missing < 0:
        terminate(self, _first_to_go(self, -missing))
    if self.name in self.autoscaling_backend.autoscaling_groups:
        self.autoscaling_backend.update_attached_elbs(self.name)
        self.autoscaling_backend.update_attached_target_groups(self.name)


def terminate(group: FakeAutoScalingGroup, states: list[InstanceState]) -> None:
    """Terminate members of `group` and take them out of it and of all target groups."""
    ids = [state.instance.id for state in states]
    if not ids:
        return
    group.instance_states = [s for s in group.instance_states if s.instance.id not in ids]
    group.autoscaling_backend.elbv2_backend.notify_terminate_instances(ids)
    group.ec2_backend.terminate_instances(ids)


def _first_to_go(group: FakeAutoScalingGroup, count: int) -> list[InstanceState]:
    left = group.active_instances()
    going: list[InstanceState] = []
    while len(going) < count:
        zones = [s.instance.placement.zone for s in left]
        open_to_it = [s for s in left if not s.protected_from_scale_in]
        if not open_to_it:
            break
        going.append(max(open_to_it, key=lambda s: zones.count(s.instance.placement.zone)))
        left.remove(going[-1])
    return going


def _launch(group: FakeAutoScalingGroup, count: int) -> None:
    for _ in range(count):
        instance = _launch_one(group)
        instance.autoscaling_group = group
        state = InstanceState(
            instance, protected_from_scale_in=group.new_instances_protected_from_scale_in
        )
        group.instance_states.append(state)


def _launch_one(group: FakeAutoScalingGroup) -> Any:
    backend = group.ec2_backend
    template = None
    data: dict[str, Any] = {}
    if group.ec2_launch_template:
        version = group.ec2_launch_template.get_version(group.launch_template_version)
        template = {"LaunchTemplateId": group.ec2_launch_template.id, "Version": version.number}
        data = version.data
    tags = {s["ResourceType"]: s.get("Tags", []) for s in data.get("TagSpecifications", [])}
    by_kind = {kind: {t["Key"]: t["Value"] for t in given} for kind, given in tags.items()}
    named = {**group.get_propagated_tags(), ASG_NAME_TAG: group.name}
    by_kind["instance"] = {**by_kind.get("instance", {}), **named}
    config = group.launch_config
    reservation = backend.run_instances(
        group.image_id,
        1,
        group.user_data,
        group.security_groups,
        instance_type=group.instance_type,
        is_instance_type_default=False,
        region_name=group.region,
        tags=by_kind,
        placement=None if group.vpc_zone_identifier else group.availability_zones[0],
        subnet_id=_emptiest_subnet(group),
        launch_config=config,
        launch_template=template,
        metadata_options=data.get("MetadataOptions", {}),
        associate_public_ip=config.associate_public_ip_address if config else None,
    )
    instance = reservation.instances[0]
    instance.opsctl_template_version = template["Version"] if template else None
    profile = data.get("IamInstanceProfile")
    if profile:
        backend.associate_iam_instance_profile(
            instance_id=instance.id,
            iam_instance_profile_name=profile.get("Name"),
            iam_instance_profile_arn=profile.get("Arn"),
        )
    return instance


def _emptiest_subnet(group: FakeAutoScalingGroup) -> str | None:
    if not group.vpc_zone_identifier:
        return None
    used = [state.instance.subnet_id for state in group.instance_states]
    return min(group.vpc_zone_identifier.split(","), key=used.count)


def _forget(self: AutoScalingBackend, instance_ids: list[str]) -> None:
    for group in self.autoscaling_groups.values():
        left = [s for s in group.instance_states if s.instance.id not in instance_ids]
        group.instance_states = left


def _register_missing(self: AutoScalingBackend, group_name: str) -> None:
    group = self.autoscaling_groups[group_name]
    running = [s.instance.id for s in group.active_instances() if s.instance.is_running()]
    for arn in group.target_group_arns:
        target_group = self.elbv2_backend.target_groups.get(arn)
        if target_group is None:
            raise TargetGroupNotFoundError()
        absent = [i for i in running if i not in target_group.targets]
        target_group.register([{"Id": i, "Port": target_group.port} for i in absent])


def _launched_from(self: InstanceState) -> dict[str, Any] | None:
    template = self.auto_scaling_group.ec2_launch_template
    if template is None:
        return None
    version = getattr(self.instance, "opsctl_template_version", None)
    return {
        "LaunchTemplateId": template.id,
        "LaunchTemplateName": template.name,
        "Version": str(version or template.default_version_number),
    }


def _put_hook(self: AutoScalingResponse) -> EmptyResult:
    backend = self.autoscaling_backend
    hook: LifecycleHook = backend.create_lifecycle_hook(
        name=self._get_param("LifecycleHookName"),
        as_name=self._get_param("AutoScalingGroupName"),
        transition=self._get_param("LifecycleTransition"),
        timeout=self._get_int_param("HeartbeatTimeout"),
        result=self._get_param("DefaultResult"),
    )
    hook.role_arn = self._get_param("RoleARN")
    hook.notification_target_arn = self._get_param("NotificationTargetARN")
    hook.notification_metadata = self._get_param("NotificationMetadata")
    return EmptyResult()
