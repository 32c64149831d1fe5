from __future__ import annotations

import pytest
from botocore.exceptions import ClientError

from .databases import instance, new_database, serve, subnet_group


@pytest.fixture
def rds(emulator):
    client = emulator.client("rds")
    client.create_db_parameter_group(
        DBParameterGroupName="shop", DBParameterGroupFamily="postgres15", Description="x"
    )
    subnet_group(emulator)
    new_database(
        emulator,
        DBParameterGroupName="shop",
        BackupRetentionPeriod=7,
        DeletionProtection=True,
        StorageEncrypted=True,
    )
    serve(emulator)
    return client


def test_instances_have_ids_of_their_own_and_a_copy_listens(emulator, rds):
    rds.create_db_snapshot(DBInstanceIdentifier="shop-prod", DBSnapshotIdentifier="one")
    rds.restore_db_instance_from_db_snapshot(
        DBInstanceIdentifier="copy",
        DBSnapshotIdentifier="one",
        DeletionProtection=False,
        BackupRetentionPeriod=0,
    )
    serve(emulator)
    live, copy = instance(rds), instance(rds, "copy")
    assert live["DbiResourceId"] != copy["DbiResourceId"]
    assert (copy["DeletionProtection"], copy["BackupRetentionPeriod"]) == (False, 0)
    snapshot = rds.describe_db_snapshots(DBSnapshotIdentifier="one")["DBSnapshots"][0]
    assert snapshot["DbiResourceId"] == live["DbiResourceId"]
    rds.delete_db_instance(DBInstanceIdentifier="copy", SkipFinalSnapshot=True)
    rds.modify_db_instance(DBInstanceIdentifier="shop-prod", DeletionProtection=False)
    assert instance(rds)["DeletionProtection"] is False


def test_a_name_that_is_taken_is_refused_and_the_id_goes_with_the_instance(emulator, rds):
    rds.create_db_snapshot(DBInstanceIdentifier="shop-prod", DBSnapshotIdentifier="one")
    rds.restore_db_instance_from_db_snapshot(
        DBInstanceIdentifier="copy", DBSnapshotIdentifier="one"
    )
    serve(emulator)
    with pytest.raises(ClientError, match="DBInstanceAlreadyExists"):
        rds.modify_db_instance(DBInstanceIdentifier="copy", NewDBInstanceIdentifier="shop-prod")
    before = instance(rds)["DbiResourceId"]
    rds.modify_db_instance(DBInstanceIdentifier="shop-prod", NewDBInstanceIdentifier="aside")
    assert instance(rds, "aside")["DbiResourceId"] == before


def test_a_parameter_says_who_set_it(rds):
    wanted = {"ParameterName": "rds.force_ssl", "ParameterValue": "1", "ApplyMethod": "immediate"}
    rds.modify_db_parameter_group(DBParameterGroupName="shop", Parameters=[wanted])
    (found,) = rds.describe_db_parameters(DBParameterGroupName="shop")["Parameters"]
    assert (found["ParameterName"], found["Source"]) == ("rds.force_ssl", "user")
