"""Stands in for the containers of the RDS instances: data in their folders, and word of them."""

from __future__ import annotations

from .conftest import make_subnets

BASE = "2020-01-01T00:00:00+00:00"


def subnet_group(emulator):
    subnets = make_subnets(emulator)
    emulator.client("rds").create_db_subnet_group(
        DBSubnetGroupName="shop", DBSubnetGroupDescription="x", SubnetIds=subnets
    )


def new_database(emulator, name="shop-prod", **more):
    emulator.client("rds").create_db_instance(
        DBInstanceIdentifier=name,
        DBInstanceClass="db.t3.small",
        Engine="postgres",
        EngineVersion="15",
        AllocatedStorage=20,
        MasterUsername="shop",
        MasterUserPassword="not-a-real-one",
        DBSubnetGroupName="shop",
        **more,
    )


def seen(emulator, **more):
    """What the controller would say when all servers follow."""
    return {
        one["id"]: {
            "address": one["privateIp"],
            "generation": one["generation"],
            "password": password_count(emulator, one["id"]),
            "answers": True,
            "restorableFrom": BASE,
            "failed": None,
            **more,
        }
        for one in emulator.world()["databases"]
        if one["state"] == "running"
    }


def serve(emulator, **more):
    for one in emulator.world()["databases"]:
        folder = emulator.state / "databases" / one["id"]
        for piece in ("data/pg_wal", "base", "archive"):
            (folder / piece).mkdir(parents=True, exist_ok=True)
    emulator.put("/_opsctl/databases", seen(emulator, **more))


def settings(emulator, name):
    import json

    return json.loads((emulator.state / "databases" / name / "settings.json").read_text())


def password_count(emulator, name):
    return settings(emulator, name)["password_count"]


def instance(rds, name="shop-prod"):
    return rds.describe_db_instances(DBInstanceIdentifier=name)["DBInstances"][0]
