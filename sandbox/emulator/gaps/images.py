"""The machine images of the sandbox: Debian 12, named and owned as Debian publishes it.

Names and owner: https://wiki.debian.org/Cloud/AmazonEC2Image/Bookworm
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from moto.ec2.models.amis import Ami, AmiBackend

DEBIAN_OWNER = "136693071363"
_BUILDS = (
    ("ami-0deb12000020250814", "debian-12-amd64-20250814-2204", datetime(2025, 8, 14, 6)),
    ("ami-0deb12000020250911", "debian-12-amd64-20250911-2232", datetime(2025, 9, 11, 6)),
)


def install() -> None:
    # Gap in moto 5.2.5: its built-in list has no Debian 12.
    AmiBackend._load_amis = _load_debian
    # Gap in moto 5.2.5: a root device's size is always 15 GiB and survives its instance.
    Ami.block_device_mappings = property(_root_mapping)


def _load_debian(self: AmiBackend) -> None:
    for image_id, name, built in _BUILDS:
        self.amis[image_id] = Ami(
            self,
            image_id,
            name=name,
            description="Debian 12 (bookworm)",
            owner_id=DEBIAN_OWNER,
            public=True,
            virtualization_type="hvm",
            architecture="x86_64",
            hypervisor="xen",
            creation_date=built,
            image_location=f"{DEBIAN_OWNER}/{name}",
            root_device_type="ebs",
            root_device_name="/dev/xvda",
            region_name=f"{self.region_name}a",
        )


def _root_mapping(self: Ami) -> list[dict[str, Any]]:
    return [
        {
            "DeviceName": self.root_device_name,
            "Ebs": {
                "SnapshotId": self.ebs_snapshot.id,
                "VolumeSize": 8,
                "DeleteOnTermination": True,
                "VolumeType": "gp3",
                "Encrypted": False,
            },
        }
    ]
