"""Instances: one root volume each, reboots that are counted, terminated volumes as on AWS."""

from __future__ import annotations

from typing import Any

from moto.ec2.models import EC2Backend
from moto.ec2.models.instances import Instance


ROOT_SIZE_GIB = 8


def install() -> None:
    # Gap in moto 5.2.5: a root volume at /dev/sda1 whatever the image says, beside the one of a
    # launch template, and none at all when other devices are named in the request.
    Instance.setup_defaults = lambda self: None
    _run = EC2Backend.run_instances

    def run_instances(self: EC2Backend, *args: Any, **kwargs: Any) -> Any:
        reservation = _run(self, *args, **kwargs)
        volume_tags = (kwargs.get("tags") or {}).get("volume", {})
        for instance in reservation.instances:
            _give_root(self, instance, volume_tags)
        return reservation

    EC2Backend.run_instances = run_instances

    # Gap in moto 5.2.5: a reboot leaves no trace; the sandbox restarts the host when this grows.
    _reboot = Instance.reboot

    def reboot(self: Instance) -> None:
        _reboot(self)
        self.opsctl_generation = getattr(self, "opsctl_generation", 0) + 1

    Instance.reboot = reboot


def _give_root(backend: EC2Backend, instance: Instance, tags: dict[str, str]) -> None:
    device = instance.root_device_name
    if device not in instance.block_device_mapping:
        instance.add_block_device(ROOT_SIZE_GIB, device, None, False, True, None, "gp3")
        backend.volumes[instance.block_device_mapping[device].volume_id].add_tags(tags)
    backend.volumes[instance.block_device_mapping[device].volume_id].opsctl_is_root = True
