from __future__ import annotations

import os

from .conftest import debian


def run(emulator, subnet, **more):
    answer = emulator.client("ec2").run_instances(
        ImageId=debian(emulator),
        MinCount=1,
        MaxCount=1,
        InstanceType="t3.micro",
        SubnetId=subnet,
        **more,
    )
    return answer["Instances"][0]["InstanceId"]


def test_a_volume_is_a_folder_that_moves_with_its_attachment(emulator, subnets):
    ec2 = emulator.client("ec2")
    host = run(emulator, subnets[0])
    volume = ec2.create_volume(AvailabilityZone="eu-west-3a", Size=1)["VolumeId"]
    loose = emulator.state / "volumes" / volume
    assert loose.is_dir()
    ec2.attach_volume(VolumeId=volume, InstanceId=host, Device="/dev/sdf")
    attached = emulator.state / "hosts" / host / "volumes" / volume
    assert attached.is_dir() and not loose.exists()
    (seen,) = emulator.world()["instances"]
    assert seen["volumes"] == [{"device": "/dev/sdf", "volumeId": volume}]
    ec2.detach_volume(VolumeId=volume, InstanceId=host)
    assert loose.is_dir() and not attached.exists()
    ec2.delete_volume(VolumeId=volume)
    assert not loose.exists() and emulator.world()["volumes"] == []


def test_a_snapshot_is_a_copy_of_that_moment_with_owners_and_modes(emulator):
    ec2 = emulator.client("ec2")
    volume = ec2.create_volume(AvailabilityZone="eu-west-3a", Size=1)["VolumeId"]
    data = emulator.state / "volumes" / volume / "data"
    data.mkdir(mode=0o700)
    (data / "row").write_text("before")
    if os.geteuid() == 0:
        os.chown(data / "row", 4321, 1234)
    snapshot = ec2.create_snapshot(VolumeId=volume)["SnapshotId"]
    (data / "row").write_text("after")
    restored = ec2.create_volume(AvailabilityZone="eu-west-3b", SnapshotId=snapshot)["VolumeId"]
    copy = emulator.state / "volumes" / restored / "data"
    assert (copy / "row").read_text() == "before"
    assert copy.stat().st_mode & 0o777 == 0o700
    assert (copy / "row").stat().st_uid == (data / "row").stat().st_uid
    duplicate = ec2.copy_snapshot(SourceSnapshotId=snapshot, SourceRegion="eu-west-3")
    assert (emulator.state / "snapshots" / duplicate["SnapshotId"] / "data/row").exists()
    ec2.delete_snapshot(SnapshotId=snapshot)
    assert not (emulator.state / "snapshots" / snapshot).exists()
    assert [s["id"] for s in emulator.world()["snapshots"]] == [duplicate["SnapshotId"]]


def test_the_end_of_a_host_keeps_a_volume_that_was_attached_to_it(emulator, subnets):
    ec2 = emulator.client("ec2")
    device = {"DeviceName": "/dev/sdg", "Ebs": {"VolumeSize": 2, "DeleteOnTermination": True}}
    host = run(emulator, subnets[0], BlockDeviceMappings=[device])
    (own,) = emulator.world()["volumes"]
    volume = ec2.create_volume(AvailabilityZone="eu-west-3a", Size=1)["VolumeId"]
    ec2.attach_volume(VolumeId=volume, InstanceId=host, Device="/dev/sdf")
    (emulator.state / "hosts" / host / "volumes" / volume / "row").write_text("kept")
    ec2.terminate_instances(InstanceIds=[host])
    assert (emulator.state / "volumes" / volume / "row").read_text() == "kept"
    assert [v["id"] for v in emulator.world()["volumes"]] == [volume]
    assert own["device"] == "/dev/sdg" and not (emulator.state / "hosts" / host).exists()


def test_root_volumes_have_no_folder_and_one_host_has_one(emulator, subnets):
    host = run(emulator, subnets[0])
    instance = emulator.client("ec2").describe_instances(InstanceIds=[host])
    (mapping,) = instance["Reservations"][0]["Instances"][0]["BlockDeviceMappings"]
    assert mapping["DeviceName"] == "/dev/xvda" and mapping["Ebs"]["DeleteOnTermination"]
    assert list((emulator.state / "hosts" / host / "volumes").iterdir()) == []


def test_snapshots_come_in_pages(emulator):
    ec2 = emulator.client("ec2")
    volume = ec2.create_volume(AvailabilityZone="eu-west-3a", Size=1)["VolumeId"]
    made = {ec2.create_snapshot(VolumeId=volume)["SnapshotId"] for _ in range(12)}
    pages = list(
        ec2.get_paginator("describe_snapshots").paginate(
            OwnerIds=["self"], PaginationConfig={"PageSize": 5}
        )
    )
    assert [len(page["Snapshots"]) for page in pages] == [5, 5, 2]
    assert {s["SnapshotId"] for page in pages for s in page["Snapshots"]} == made
