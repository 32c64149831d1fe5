from __future__ import annotations

import ipaddress

import pytest
from botocore.exceptions import ClientError

from .conftest import debian


def run(emulator, subnet, count=1):
    return emulator.client("ec2").run_instances(
        ImageId=debian(emulator), MinCount=count, MaxCount=count, SubnetId=subnet
    )["Instances"]


def test_addresses_follow_aws_rule_and_are_not_reused_at_once(emulator):
    ec2 = emulator.client("ec2")
    vpc = ec2.create_vpc(CidrBlock="10.20.0.0/16")["Vpc"]["VpcId"]
    subnet = ec2.create_subnet(VpcId=vpc, CidrBlock="10.20.3.0/28")["Subnet"]["SubnetId"]
    first = run(emulator, subnet, 2)
    ec2.terminate_instances(InstanceIds=[first[0]["InstanceId"]])
    rest = run(emulator, subnet, 10)
    given = [i["PrivateIpAddress"] for i in [first[1], *rest]]
    low, high = ipaddress.ip_address("10.20.3.4"), ipaddress.ip_address("10.20.3.14")
    assert len(set(given)) == 11
    assert all(low <= ipaddress.ip_address(a) <= high for a in given)
    assert given[-1] == first[0]["PrivateIpAddress"] == "10.20.3.4"
    with pytest.raises(ClientError, match="no free address"):
        run(emulator, subnet)


def test_the_sandbox_s_own_network_is_never_given_out(emulator):
    ec2 = emulator.client("ec2")
    vpc = ec2.create_vpc(CidrBlock="10.20.0.0/16")["Vpc"]["VpcId"]
    subnet = ec2.create_subnet(VpcId=vpc, CidrBlock="10.20.255.0/24")["Subnet"]["SubnetId"]
    with pytest.raises(ClientError, match="no free address"):
        run(emulator, subnet)


def test_a_reboot_raises_the_generation(emulator, subnets):
    (host,) = run(emulator, subnets[0])
    for _ in range(2):
        emulator.client("ec2").reboot_instances(InstanceIds=[host["InstanceId"]])
    assert emulator.world()["instances"][0]["generation"] == 2


def test_managed_nodes_are_the_running_instances(emulator, subnets):
    running, stopped = run(emulator, subnets[0], 2)
    emulator.client("ec2").stop_instances(InstanceIds=[stopped["InstanceId"]])
    nodes = emulator.client("ssm").describe_instance_information(
        Filters=[{"Key": "PingStatus", "Values": ["Online"]}]
    )["InstanceInformationList"]
    assert [n["InstanceId"] for n in nodes] == [running["InstanceId"]]
