"""RDS instances as servers: addresses, states, folders, and the same after a kill."""

from __future__ import annotations

import datetime
import json

import pytest
from botocore.exceptions import ClientError

from .databases import BASE, instance, new_database, seen, serve, settings, subnet_group


@pytest.fixture
def rds(emulator):
    subnet_group(emulator)
    new_database(emulator, BackupRetentionPeriod=7, DBName="shop")
    return emulator.client("rds")


def folder_of(emulator, name="shop-prod"):
    ids = {one["name"]: one["id"] for one in emulator.world()["databases"]}
    return emulator.state / "databases" / ids[name]


def snapshots(emulator):
    return sorted((emulator.state / "db-snapshots").iterdir())


def test_it_is_available_when_its_server_says_so_and_not_before(emulator, rds):
    made = instance(rds)
    assert made["DBInstanceStatus"] == "creating" and "Endpoint" not in made
    with pytest.raises(ClientError, match="InvalidDBInstanceState"):
        rds.create_db_snapshot(DBInstanceIdentifier="shop-prod", DBSnapshotIdentifier="early")
    for lacks in ({"answers": False}, {"address": "10.20.9.9"}, {"password": 0}, {"generation": 7}):
        serve(emulator, **lacks)
        assert instance(rds)["DBInstanceStatus"] == "creating"
    serve(emulator)
    made = instance(rds)
    assert made["DBInstanceStatus"] == "available"
    assert made["Endpoint"]["Address"] == emulator.world()["databases"][0]["privateIp"] == "10.20.0.4"


def test_states_follow_the_server_and_not_the_request(emulator, rds):
    serve(emulator)
    one = {"DBInstanceIdentifier": "shop-prod"}
    steps = [
        (lambda: rds.reboot_db_instance(**one), "rebooting"),
        (lambda: rds.modify_db_instance(**one, MasterUserPassword="another-one"), "resetting-master"),
        (lambda: rds.stop_db_instance(**one), "stopping"),
    ]
    for ask, word in steps:
        before = seen(emulator)
        ask()
        emulator.put("/_opsctl/databases", before)
        assert instance(rds)["DBInstanceStatus"].startswith(word)
        if word != "stopping":
            serve(emulator)
            assert instance(rds)["DBInstanceStatus"] == "available"
    emulator.put("/_opsctl/databases", {})
    assert instance(rds)["DBInstanceStatus"] == "stopped"
    rds.start_db_instance(**one)
    assert instance(rds)["DBInstanceStatus"] == "starting"
    serve(emulator)
    assert instance(rds)["DBInstanceStatus"] == "available"


def test_names_are_exchanged_with_their_addresses(emulator, rds):
    serve(emulator)
    rds.create_db_snapshot(DBInstanceIdentifier="shop-prod", DBSnapshotIdentifier="one")
    rds.restore_db_instance_from_db_snapshot(
        DBInstanceIdentifier="copy", DBSnapshotIdentifier="one"
    )
    serve(emulator)
    before = instance(rds)
    rds.modify_db_instance(DBInstanceIdentifier="shop-prod", NewDBInstanceIdentifier="aside")
    assert instance(rds, "aside")["DBInstanceStatus"] == "renaming"
    rds.modify_db_instance(DBInstanceIdentifier="copy", NewDBInstanceIdentifier="shop-prod")
    serve(emulator)
    assert instance(rds)["Endpoint"] == before["Endpoint"]
    assert instance(rds)["DbiResourceId"] != before["DbiResourceId"]
    addresses = [one["privateIp"] for one in emulator.world()["databases"]]
    assert len(set(addresses)) == 2
    rds.delete_db_instance(DBInstanceIdentifier="aside", SkipFinalSnapshot=True)
    assert not (emulator.state / "databases" / before["DbiResourceId"]).exists()


def test_the_password_is_in_no_file_but_the_record(emulator, rds):
    told = settings(emulator, folder_of(emulator).name)
    assert told["verifier"].startswith("SCRAM-SHA-256$4096:") and told["password_count"] == 1
    assert (folder_of(emulator) / "settings.json").stat().st_mode & 0o777 == 0o600
    holders = [f for f in emulator.state.rglob("*") if f.is_file() and b"not-a-real-one" in f.read_bytes()]
    assert holders == [] and "not-a-real-one" not in json.dumps(emulator.world())
    rds_settings = {"DBInstanceIdentifier": "shop-prod", "MasterUserPassword": "another-one"}
    serve(emulator)
    rds.modify_db_instance(**rds_settings)
    again = settings(emulator, folder_of(emulator).name)
    assert again["verifier"] != told["verifier"] and again["password_count"] == 2


def test_tls_is_forced_unless_the_parameter_group_says_no(emulator, rds):
    assert settings(emulator, folder_of(emulator).name)["force_ssl"] is True
    rds.create_db_parameter_group(
        DBParameterGroupName="open", DBParameterGroupFamily="postgres15", Description="x"
    )
    new_database(emulator, "open", DBParameterGroupName="open", BackupRetentionPeriod=0)
    wish = {"ParameterName": "rds.force_ssl", "ParameterValue": "0", "ApplyMethod": "immediate"}
    rds.modify_db_parameter_group(DBParameterGroupName="open", Parameters=[wish])
    told = settings(emulator, folder_of(emulator, "open").name)
    assert (told["force_ssl"], told["backups"]) == (False, False)


def test_a_snapshot_is_the_data_of_that_moment_and_goes_with_it(emulator, rds):
    serve(emulator)
    row = folder_of(emulator) / "data" / "row"
    row.write_text("before")
    rds.create_db_snapshot(DBInstanceIdentifier="shop-prod", DBSnapshotIdentifier="one")
    row.write_text("after")
    rds.restore_db_instance_from_db_snapshot(
        DBInstanceIdentifier="then", DBSnapshotIdentifier="one", BackupRetentionPeriod=0
    )
    then = folder_of(emulator, "then")
    assert (then / "data" / "row").read_text() == "before"
    assert sorted(f.name for f in then.iterdir()) == ["data", "settings.json"]
    told = settings(emulator, then.name)
    # It keeps the password that is in the copy.
    assert (told["begin"], told["verifier"], told["password_count"]) == ("copy", None, 0)
    rds.copy_db_snapshot(
        SourceDBSnapshotIdentifier="one", TargetDBSnapshotIdentifier="two"
    )
    # These two, and the automated one that an instance begins with.
    assert len(snapshots(emulator)) == 3
    rds.delete_db_snapshot(DBSnapshotIdentifier="one")
    (kept,) = [s for s in snapshots(emulator) if (s / "data" / "row").exists()]
    assert (kept / "data" / "row").read_text() == "before"
    rds.create_db_snapshot(DBInstanceIdentifier="shop-prod", DBSnapshotIdentifier="one")
    assert len(snapshots(emulator)) == 3


def test_a_copy_that_no_server_can_start_on_is_a_restore_error(emulator, rds):
    serve(emulator)
    rds.create_db_snapshot(DBInstanceIdentifier="shop-prod", DBSnapshotIdentifier="one")
    rds.restore_db_instance_from_db_snapshot(
        DBInstanceIdentifier="then", DBSnapshotIdentifier="one"
    )
    serve(emulator, answers=False, failed="PANIC")
    assert instance(rds, "then")["DBInstanceStatus"] == "restore-error"
    assert instance(rds)["DBInstanceStatus"] == "available"


def test_the_past_begins_at_the_base_and_is_copied_with_the_log(emulator, rds):
    ask = {"DBInstanceIdentifier": "shop-prod"}
    assert rds.describe_db_instance_automated_backups(**ask)["DBInstanceAutomatedBackups"] == []
    names = {"SourceDBInstanceIdentifier": "shop-prod", "TargetDBInstanceIdentifier": "then"}
    with pytest.raises(ClientError, match="PointInTimeRestoreNotEnabled"):
        rds.restore_db_instance_to_point_in_time(**names, UseLatestRestorableTime=True)
    base = datetime.datetime.now(datetime.timezone.utc).replace(microsecond=0)
    serve(emulator, restorableFrom=base.isoformat())
    (backup,) = rds.describe_db_instance_automated_backups(**ask)["DBInstanceAutomatedBackups"]
    assert backup["RestoreWindow"]["EarliestTime"] == base
    for piece in ("base/row", "archive/000000010000000000000001", "data/pg_wal/000000010000000000000002"):
        (folder_of(emulator) / piece).write_text(piece)
    with pytest.raises(ClientError, match="InvalidRestoreFault"):
        rds.restore_db_instance_to_point_in_time(
            **names, RestoreTime=base - datetime.timedelta(minutes=1)
        )
    moment = backup["RestoreWindow"]["LatestTime"]
    rds.restore_db_instance_to_point_in_time(**names, RestoreTime=moment)
    assert "ReadReplicaSourceDBInstanceIdentifier" not in instance(rds, "then")
    then = folder_of(emulator, "then")
    assert (then / "data/row").read_text() == "base/row"
    assert [f.name[-1] for f in sorted(then.glob("past/*/*"))] == ["1", "2"]
    told = settings(emulator, then.name)
    assert (told["begin"], datetime.datetime.fromisoformat(told["until"])) == ("past", moment)


def test_the_window_is_no_longer_than_the_days_that_are_kept(emulator, rds):
    serve(emulator, restorableFrom=BASE)
    (backup,) = rds.describe_db_instance_automated_backups()["DBInstanceAutomatedBackups"]
    window = backup["RestoreWindow"]
    assert window["LatestTime"] - window["EarliestTime"] == datetime.timedelta(days=7)


@pytest.mark.parametrize(
    ("asked", "refusal"),
    [
        ({"Engine": "mysql", "EngineVersion": "8.0"}, "only postgres 15"),
        ({"EngineVersion": "16.3"}, "only postgres 15"),
        ({"DBSubnetGroupName": "elsewhere"}, "needs a subnet group in the sandbox's network"),
    ],
)
def test_what_has_no_server_is_refused(emulator, rds, asked, refusal):
    ec2 = emulator.client("ec2")
    vpc = ec2.create_vpc(CidrBlock="10.99.0.0/16")["Vpc"]["VpcId"]
    subnet = ec2.create_subnet(VpcId=vpc, CidrBlock="10.99.0.0/24")["Subnet"]["SubnetId"]
    rds.create_db_subnet_group(
        DBSubnetGroupName="elsewhere", DBSubnetGroupDescription="x", SubnetIds=[subnet]
    )
    usual = {
        "DBInstanceIdentifier": "other",
        "DBInstanceClass": "db.t3.small",
        "Engine": "postgres",
        "EngineVersion": "15",
        "MasterUsername": "shop",
        "MasterUserPassword": "not-a-real-one",
        "DBSubnetGroupName": "shop",
    }
    with pytest.raises(ClientError, match=refusal):
        rds.create_db_instance(**{**usual, **asked})
    assert [one["name"] for one in emulator.world()["databases"]] == ["shop-prod"]


def test_all_of_it_is_there_again_after_a_kill(emulator, rds):
    serve(emulator)
    (folder_of(emulator) / "data" / "row").write_text("kept")
    rds.create_db_snapshot(DBInstanceIdentifier="shop-prod", DBSnapshotIdentifier="one")
    rds.reboot_db_instance(DBInstanceIdentifier="shop-prod")
    serve(emulator)
    emulator.kill_when_calm()
    before, told = emulator.last, settings(emulator, folder_of_last(emulator))
    # Recorded, not yet in place, as after a kill in between.
    place = emulator.state / "databases" / before["databases"][0]["id"]
    place.rename(emulator.state / "staging" / place.name)
    (emulator.state / "staging" / place.name / "settings.json").unlink()
    emulator.start()
    assert emulator.world() == before
    assert settings(emulator, place.name) == told
    assert (place / "data" / "row").read_text() == "kept"


def folder_of_last(emulator):
    return emulator.last["databases"][0]["id"]
