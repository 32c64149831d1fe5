from __future__ import annotations

import datetime

import pytest
from botocore.exceptions import ClientError


@pytest.fixture
def rds(emulator):
    client = emulator.client("rds")
    client.create_db_parameter_group(
        DBParameterGroupName="shop", DBParameterGroupFamily="postgres15", Description="x"
    )
    client.create_db_instance(
        DBInstanceIdentifier="shop-prod",
        DBInstanceClass="db.t3.small",
        Engine="postgres",
        EngineVersion="15",
        AllocatedStorage=20,
        MasterUsername="shop",
        MasterUserPassword="not-a-real-one",
        DBParameterGroupName="shop",
        BackupRetentionPeriod=7,
        DeletionProtection=True,
        StorageEncrypted=True,
    )
    return client


def instance(rds, name="shop-prod"):
    return rds.describe_db_instances(DBInstanceIdentifier=name)["DBInstances"][0]


def test_instances_have_ids_of_their_own_and_a_copy_listens(rds):
    rds.create_db_snapshot(DBInstanceIdentifier="shop-prod", DBSnapshotIdentifier="one")
    rds.restore_db_instance_from_db_snapshot(
        DBInstanceIdentifier="copy",
        DBSnapshotIdentifier="one",
        DeletionProtection=False,
        BackupRetentionPeriod=0,
    )
    live, copy = instance(rds), instance(rds, "copy")
    assert live["DbiResourceId"] != copy["DbiResourceId"]
    assert (copy["DeletionProtection"], copy["BackupRetentionPeriod"]) == (False, 0)
    snapshot = rds.describe_db_snapshots(DBSnapshotIdentifier="one")["DBSnapshots"][0]
    assert snapshot["DbiResourceId"] == live["DbiResourceId"]
    rds.delete_db_instance(DBInstanceIdentifier="copy", SkipFinalSnapshot=True)
    rds.modify_db_instance(DBInstanceIdentifier="shop-prod", DeletionProtection=False)
    assert instance(rds)["DeletionProtection"] is False


def test_a_name_that_is_taken_is_refused_and_the_id_goes_with_the_instance(rds):
    rds.create_db_snapshot(DBInstanceIdentifier="shop-prod", DBSnapshotIdentifier="one")
    rds.restore_db_instance_from_db_snapshot(
        DBInstanceIdentifier="copy", DBSnapshotIdentifier="one"
    )
    with pytest.raises(ClientError, match="DBInstanceAlreadyExists"):
        rds.modify_db_instance(DBInstanceIdentifier="copy", NewDBInstanceIdentifier="shop-prod")
    before = instance(rds)["DbiResourceId"]
    rds.modify_db_instance(DBInstanceIdentifier="shop-prod", NewDBInstanceIdentifier="aside")
    assert instance(rds, "aside")["DbiResourceId"] == before


def test_the_window_and_moments_outside_of_it(rds):
    (backup,) = rds.describe_db_instance_automated_backups(DBInstanceIdentifier="shop-prod")[
        "DBInstanceAutomatedBackups"
    ]
    window = backup["RestoreWindow"]
    assert window["EarliestTime"] <= window["LatestTime"]
    names = {"SourceDBInstanceIdentifier": "shop-prod", "TargetDBInstanceIdentifier": "then"}
    early = window["EarliestTime"] - datetime.timedelta(minutes=1)
    with pytest.raises(ClientError, match="InvalidRestoreFault"):
        rds.restore_db_instance_to_point_in_time(**names, RestoreTime=early)
    rds.restore_db_instance_to_point_in_time(**names, RestoreTime=window["LatestTime"])
    assert instance(rds, "then")["DBInstanceStatus"] == "available"


def test_a_parameter_says_who_set_it(rds):
    wanted = {"ParameterName": "rds.force_ssl", "ParameterValue": "1", "ApplyMethod": "immediate"}
    rds.modify_db_parameter_group(DBParameterGroupName="shop", Parameters=[wanted])
    (found,) = rds.describe_db_parameters(DBParameterGroupName="shop")["Parameters"]
    assert (found["ParameterName"], found["Source"]) == ("rds.force_ssl", "user")
