"""The world as the sandbox's controller needs it, read from moto's backends (under the lock)."""

from __future__ import annotations

import hashlib
import json
from datetime import datetime
from typing import Any

from moto.autoscaling import autoscaling_backends
from moto.ec2 import ec2_backends
from moto.elbv2 import elbv2_backends
from moto.rds import rds_backends

from . import databases
from .folders import Wanted

_GONE = "terminated"


class World:
    """Reads account `account` in `region`."""

    def __init__(self, account: str, region: str):
        self.account = account
        self.region = region

    @property
    def ec2(self) -> Any:
        return ec2_backends[self.account][self.region]

    @property
    def elb(self) -> Any:
        return elbv2_backends[self.account][self.region]

    @property
    def rds(self) -> Any:
        return rds_backends[self.account][self.region]

    @property
    def groups(self) -> dict[str, Any]:
        """Auto Scaling groups by name."""
        return autoscaling_backends[self.account][self.region].autoscaling_groups

    def snapshot(self) -> dict[str, Any]:
        """The contract's world without its version. Terminated instances, root volumes and the
        images' own snapshots are left out."""
        return {
            "instances": [self._instance(i) for i in self._instances()],
            "volumes": [_volume(v) for v in self._volumes()],
            "snapshots": [_snapshot(s) for s in self._snapshots()],
            "loadBalancers": [_balancer(b) for b in self.elb.load_balancers.values()],
            "targetGroups": [_target_group(g) for g in self.elb.target_groups.values()],
            "databases": [databases.described(d) for d in self.rds.databases.values()],
        }

    def folders(self) -> dict[str, Wanted]:
        """Where the folder of each volume, database and snapshot belongs, by id."""
        wanted = {}
        for snapshot in self._snapshots():
            origin = getattr(snapshot, "opsctl_copy_of", snapshot.volume.id)
            attached = snapshot.volume.attachment if origin == snapshot.volume.id else None
            wanted[snapshot.id] = Wanted(
                f"snapshots/{snapshot.id}", origin, attached and attached.instance.id
            )
        for volume in self._volumes():
            host = f"hosts/{volume.attachment.instance.id}/" if volume.attachment else ""
            wanted[volume.id] = Wanted(f"{host}volumes/{volume.id}", volume.snapshot_id)
        return wanted | databases.folders(self.rds)

    def notes(self) -> dict[str, str]:
        """What is to be told in the folders, by id: the settings of the databases' servers."""
        return databases.settings(self.rds)

    def instance_ids(self) -> set[str]:
        """Ids of all instances that are not terminated."""
        return {i.id for i in self._instances()}

    def fingerprint(self) -> str:
        """A sum over the world without times, for comparing it before and after a replay."""
        text = json.dumps(_timeless(self.snapshot()), sort_keys=True, separators=(",", ":"))
        more = [sorted(self.ec2.vpcs), sorted(self.ec2.launch_templates), sorted(self.groups)]
        more.append(sorted(databases.folders(self.rds)))
        return hashlib.sha256((text + json.dumps(more)).encode()).hexdigest()[:32]

    def _instances(self) -> list[Any]:
        return [i for i in self.ec2.all_instances() if i.state != _GONE]

    def _volumes(self) -> list[Any]:
        volumes = self.ec2.volumes.values()
        return [v for v in volumes if not getattr(v, "opsctl_is_root", False)]

    def _snapshots(self) -> list[Any]:
        return [s for s in self.ec2.snapshots.values() if not s.from_ami]

    def _instance(self, instance: Any) -> dict[str, Any]:
        data = {v.id for v in self._volumes()}
        devices = instance.block_device_mapping.items()
        return {
            "id": instance.id,
            "state": instance.state,
            "privateIp": instance.private_ip,
            "subnetId": instance.subnet_id,
            "imageId": instance.image_id,
            "launchedAt": _time(instance.launch_time),
            "generation": getattr(instance, "opsctl_generation", 0),
            "tags": _tags(instance),
            "volumes": [
                {"device": name, "volumeId": device.volume_id}
                for name, device in devices
                if device.volume_id in data
            ],
        }


def _volume(volume: Any) -> dict[str, Any]:
    attached = volume.attachment
    return {
        "id": volume.id,
        "sizeGib": volume.size,
        "snapshotId": volume.snapshot_id,
        "state": volume.status,
        "attachedTo": attached.instance.id if attached else None,
        "device": attached.device if attached else None,
        "tags": _tags(volume),
    }


def _snapshot(snapshot: Any) -> dict[str, Any]:
    return {
        "id": snapshot.id,
        "volumeId": snapshot.volume.id,
        "state": snapshot.status,
        "startedAt": _time(snapshot.start_time),
        "tags": _tags(snapshot),
    }


def _balancer(balancer: Any) -> dict[str, Any]:
    return {
        "arn": balancer.arn,
        "name": balancer.name,
        "dnsName": balancer.dns_name,
        "listeners": [_listener(listener) for listener in balancer.listeners.values()],
    }


def _listener(listener: Any) -> dict[str, Any]:
    forward = [share for action in listener.default_actions for share in _shares(action.data)]
    return {
        "arn": listener.arn,
        "port": int(listener.port),
        "protocol": listener.protocol,
        "forward": forward,
    }


def _shares(action: dict[str, Any]) -> list[dict[str, Any]]:
    """Weights of a forward action. AWS: one target group without a weight counts 1."""
    groups = (action.get("ForwardConfig") or {}).get("TargetGroups") or []
    if not groups and action.get("TargetGroupArn"):
        groups = [{"TargetGroupArn": action["TargetGroupArn"]}]
    return [
        {"targetGroupArn": g["TargetGroupArn"], "weight": int(g.get("Weight", 1))} for g in groups
    ]


def _target_group(group: Any) -> dict[str, Any]:
    return {
        "arn": group.arn,
        "name": group.name,
        "port": int(group.port) if group.port else None,
        "protocol": group.protocol,
        "healthCheck": {
            "path": group.health_check_path,
            "port": group.health_check_port,
            "intervalSeconds": int(group.health_check_interval_seconds),
            "timeoutSeconds": int(group.health_check_timeout_seconds),
            "healthyThreshold": int(group.healthy_threshold_count),
            "unhealthyThreshold": int(group.unhealthy_threshold_count),
            "matcher": (getattr(group, "matcher", None) or {}).get("HttpCode"),
        },
        "deregistrationDelaySeconds": int(group.attributes["deregistration_delay.timeout_seconds"]),
        "targets": [{"id": t["Id"], "port": int(t["Port"])} for t in group.targets.values()],
    }


def _tags(resource: Any) -> dict[str, str]:
    return {tag["key"]: tag["value"] for tag in resource.get_tags()}


def _time(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def _timeless(value: Any) -> Any:
    if isinstance(value, dict):
        times = ("launchedAt", "startedAt")
        return {key: _timeless(inner) for key, inner in value.items() if key not in times}
    return [_timeless(inner) for inner in value] if isinstance(value, list) else value
