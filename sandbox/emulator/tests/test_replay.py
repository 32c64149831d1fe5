"""kill -9 at any moment, start again: the same world, or a clear refusal."""

from __future__ import annotations

import random
import shutil

import pytest
from botocore.exceptions import ClientError

from .conftest import Emulator, make_subnets
from .test_groups import group, members, set_capacity, until
from .test_volumes import run


def timeless(world):
    return {
        kind: [
            {k: v for k, v in item.items() if k not in ("launchedAt", "startedAt")}
            for item in items
        ]
        for kind, items in world.items()
        if isinstance(items, list)
    }


def folders(emulator):
    found = emulator.state.glob("*/**/*")
    return sorted(str(f.relative_to(emulator.state)) for f in found if f.is_dir())


def step(chance, emulator, subnets, name):
    """One random change; AWS may refuse it, which is recorded as well."""
    ec2 = emulator.client("ec2")
    world = emulator.world()
    hosts = [i["id"] for i in world["instances"]] or ["i-0123456789abcdef0"]
    volumes = [v["id"] for v in world["volumes"]] or ["vol-0123456789abcdef0"]
    snapshots = [s["id"] for s in world["snapshots"]] or ["snap-0123456789abcdef0"]
    host, volume, snapshot = map(chance.choice, (hosts, volumes, snapshots))
    zone = "eu-west-3a"
    chance.choice(
        [
            lambda: run(emulator, chance.choice(subnets)),
            lambda: ec2.terminate_instances(InstanceIds=[host]),
            lambda: ec2.stop_instances(InstanceIds=[host]),
            lambda: ec2.start_instances(InstanceIds=[host]),
            lambda: ec2.reboot_instances(InstanceIds=[host]),
            lambda: ec2.create_volume(AvailabilityZone=zone, Size=chance.randint(1, 9)),
            lambda: ec2.create_volume(AvailabilityZone=zone, SnapshotId=snapshot),
            lambda: ec2.attach_volume(VolumeId=volume, InstanceId=host, Device="/dev/sdf"),
            lambda: ec2.detach_volume(VolumeId=volume),
            lambda: ec2.delete_volume(VolumeId=volume),
            lambda: ec2.create_snapshot(VolumeId=volume),
            lambda: ec2.delete_snapshot(SnapshotId=snapshot),
            lambda: ec2.create_tags(Resources=[host], Tags=[{"Key": "n", "Value": "1"}]),
            lambda: set_capacity(emulator, name, chance.randint(0, 4)),
        ]
    )()


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_random_past_comes_back_exactly_after_a_kill(tmp_path, seed):
    chance = random.Random(seed)
    emulator = Emulator(tmp_path / "state", "--replace-gone-after", "0.3").start()
    try:
        subnets = make_subnets(emulator)
        name, _ = group(emulator, subnets, 2)
        for _ in range(3):
            for _ in range(15):
                try:
                    step(chance, emulator, subnets, name)
                except ClientError:
                    pass
            emulator.kill_when_calm()
            before, layout = emulator.last, folders(emulator)
            emulator.start()
            after = emulator.world()
            assert after["version"] == before["version"]
            # Times come back as well; only the timeless part is what a start compares.
            assert after == before and timeless(after) == timeless(before)
            assert folders(emulator) == layout
    finally:
        emulator.process.poll() is None and emulator.kill()


def test_a_replacement_is_part_of_the_past(tmp_path):
    emulator = Emulator(tmp_path / "state", "--replace-gone-after", "0.3").start()
    group(emulator, make_subnets(emulator), 2)
    first = members(emulator)
    emulator.client("ec2").terminate_instances(InstanceIds=[sorted(first)[0]])
    until(lambda: len(members(emulator)) == 2)
    before = members(emulator)
    emulator.kill()
    emulator.start()
    assert members(emulator) == before != first
    assert emulator.stop() == 0


@pytest.fixture
def past(tmp_path):
    """A state with one volume and its data, whose emulator was killed."""
    emulator = Emulator(tmp_path / "state").start()
    ec2 = emulator.client("ec2")
    volume = ec2.create_volume(AvailabilityZone="eu-west-3a", Size=1)["VolumeId"]
    (emulator.state / "volumes" / volume / "row").write_text("kept")
    emulator.kill()
    return emulator, volume


def refusal(emulator):
    with pytest.raises(RuntimeError) as error:
        emulator.start()
    assert emulator.process.returncode == 3
    assert "opsctl sandbox reset" in str(error.value)
    return str(error.value)


def test_a_last_line_that_was_cut_off_is_dropped(past):
    emulator, volume = past
    record = emulator.state / "record.jsonl"
    assert record.stat().st_mode & 0o777 == 0o600
    whole = record.read_bytes()
    record.write_bytes(whole + whole[:57])
    emulator.start()
    assert [v["id"] for v in emulator.world()["volumes"]] == [volume]
    assert record.read_bytes() == whole
    assert emulator.stop() == 0


def test_one_changed_bit_in_the_record_is_refused(past):
    emulator, _ = past
    record = emulator.state / "record.jsonl"
    whole = bytearray(record.read_bytes())
    whole[len(whole) // 2] ^= 1
    record.write_bytes(bytes(whole))
    assert "damaged" in refusal(emulator)


def test_missing_data_is_refused(past):
    emulator, volume = past
    shutil.rmtree(emulator.state / "volumes" / volume)
    assert f"the data of {volume} is missing" in refusal(emulator)


def test_work_between_record_and_folders_is_finished_and_undone_at_the_start(past):
    emulator, volume = past
    state = emulator.state
    (state / "volumes" / volume).rename(state / "staging" / volume)  # recorded, not yet in place
    (state / "staging" / "snap-0123456789abcdef0").mkdir()  # made, never recorded
    emulator.start()
    assert (state / "volumes" / volume / "row").read_text() == "kept"
    assert list((state / "staging").iterdir()) == []
    assert emulator.stop() == 0


def test_another_world_than_the_recorded_one_is_refused(past):
    emulator, _ = past
    emulator._arguments = ("--region", "eu-west-1")
    assert "gave another world" in refusal(emulator)
