from __future__ import annotations

import time

from .conftest import debian


def launch_template(emulator, name="shop-sandbox-app-blue"):
    tags = [{"Key": "Role", "Value": "app"}, {"Key": "Colour", "Value": "blue"}]
    return emulator.client("ec2").create_launch_template(
        LaunchTemplateName=name,
        LaunchTemplateData={
            "ImageId": debian(emulator),
            "InstanceType": "t3.micro",
            "TagSpecifications": [{"ResourceType": "instance", "Tags": tags}],
        },
        TagSpecifications=[
            {"ResourceType": "launch-template", "Tags": [{"Key": "Project", "Value": "shop"}]}
        ],
    )["LaunchTemplate"]


def target_group(emulator, subnets, name="shop-sandbox-blue"):
    vpc = emulator.client("ec2").describe_subnets(SubnetIds=subnets)["Subnets"][0]["VpcId"]
    return emulator.client("elbv2").create_target_group(
        Name=name, Protocol="HTTP", Port=3000, VpcId=vpc, HealthCheckPath="/readyz"
    )["TargetGroups"][0]["TargetGroupArn"]


def group(emulator, subnets, size, name="shop-sandbox-app-blue"):
    template = launch_template(emulator, name)
    arn = target_group(emulator, subnets, name[-11:])
    emulator.client("autoscaling").create_auto_scaling_group(
        AutoScalingGroupName=name,
        MinSize=0,
        MaxSize=6,
        DesiredCapacity=size,
        LaunchTemplate={"LaunchTemplateId": template["LaunchTemplateId"], "Version": "$Latest"},
        VPCZoneIdentifier=",".join(subnets),
        TargetGroupARNs=[arn],
        Tags=[{"Key": "Name", "Value": name, "PropagateAtLaunch": True}],
    )
    return name, arn


def set_capacity(emulator, name, size):
    emulator.client("autoscaling").set_desired_capacity(
        AutoScalingGroupName=name, DesiredCapacity=size
    )


def members(emulator):
    return {i["id"] for i in emulator.world()["instances"]}


def targets(emulator):
    return {t["id"] for g in emulator.world()["targetGroups"] for t in g["targets"]}


def until(ready, seconds=10):
    end = time.monotonic() + seconds
    while not ready():
        assert time.monotonic() < end, "nothing happened"
        time.sleep(0.1)


def test_capacity_up_and_down_is_hosts_in_both_zones_and_targets(emulator, subnets):
    name, _ = group(emulator, subnets, 4)
    world = emulator.world()
    assert sorted(i["subnetId"] for i in world["instances"]) == sorted(subnets * 2)
    tags = world["instances"][0]["tags"]
    assert tags["Role"] == "app" and tags["Colour"] == "blue" and tags["Name"] == name
    assert tags["aws:autoscaling:groupName"] == name
    set_capacity(emulator, name, 2)
    left = [i["subnetId"] for i in emulator.world()["instances"]]
    assert sorted(left) == sorted(subnets) and targets(emulator) == members(emulator)
    set_capacity(emulator, name, 3)
    assert len(members(emulator)) == 3 and targets(emulator) == members(emulator)


def test_a_member_terminated_from_outside_is_replaced_after_a_moment(emulator, subnets):
    group(emulator, subnets, 2)
    before = members(emulator)
    lost = sorted(before)[0]
    emulator.client("ec2").terminate_instances(InstanceIds=[lost])
    assert members(emulator) == before - {lost}
    until(lambda: len(members(emulator)) == 2)
    assert targets(emulator) == members(emulator) and lost not in members(emulator)


def test_new_members_follow_the_template_s_latest_version(emulator, subnets):
    name, _ = group(emulator, subnets, 1)
    emulator.client("ec2").create_launch_template_version(
        LaunchTemplateName=name,
        SourceVersion="1",
        LaunchTemplateData={
            "ImageId": debian(emulator),
            "InstanceType": "t3.small",
            "UserData": "IyEvYmluL3NoCg==",
            "TagSpecifications": [
                {"ResourceType": "instance", "Tags": [{"Key": "Role", "Value": "newer"}]}
            ],
        },
    )
    set_capacity(emulator, name, 2)
    roles = [i["tags"]["Role"] for i in emulator.world()["instances"]]
    assert roles == ["app", "newer"]
    described = emulator.client("autoscaling").describe_auto_scaling_groups()
    seen = described["AutoScalingGroups"][0]["Instances"]
    assert [i["LaunchTemplate"]["Version"] for i in seen] == ["1", "2"]


def test_a_template_s_own_tags_stay_out_of_its_data(emulator):
    made = launch_template(emulator)
    assert made["Tags"] == [{"Key": "Project", "Value": "shop"}]
    version = emulator.client("ec2").describe_launch_template_versions(
        LaunchTemplateId=made["LaunchTemplateId"]
    )["LaunchTemplateVersions"][0]
    kinds = [s["ResourceType"] for s in version["LaunchTemplateData"]["TagSpecifications"]]
    assert kinds == ["instance"]


def health(emulator, arn, **more):
    answer = emulator.client("elbv2").describe_target_health(TargetGroupArn=arn, **more)
    return {
        d["Target"]["Id"]: (d["TargetHealth"]["State"], d["TargetHealth"].get("Reason"))
        for d in answer["TargetHealthDescriptions"]
    }


def test_target_health_is_what_was_reported(emulator, subnets):
    name, arn = group(emulator, subnets, 2)
    one, two = sorted(members(emulator))
    unreported = ("initial", "Elb.RegistrationInProgress")
    assert health(emulator, arn) == {one: unreported, two: unreported}
    version = emulator.world()["version"]
    reason = {"state": "unhealthy", "reason": "Target.Timeout"}
    emulator.put("/_opsctl/target-health", {arn: {one: {"state": "healthy"}, two: reason}})
    assert health(emulator, arn) == {one: ("healthy", None), two: ("unhealthy", "Target.Timeout")}
    assert emulator.world()["version"] == version
    emulator.client("ec2").stop_instances(InstanceIds=[two])
    assert health(emulator, arn)[two] == ("unused", "Target.InvalidState")


def test_deregistered_targets_drain_and_go(emulator, subnets):
    name, arn = group(emulator, subnets, 1)
    elb = emulator.client("elbv2")
    elb.modify_target_group_attributes(
        TargetGroupArn=arn,
        Attributes=[{"Key": "deregistration_delay.timeout_seconds", "Value": "1"}],
    )
    (only,) = members(emulator)
    elb.deregister_targets(TargetGroupArn=arn, Targets=[{"Id": only}])
    assert health(emulator, arn) == {only: ("draining", "Target.DeregistrationInProgress")}
    until(lambda: health(emulator, arn) == {})
    asked = health(emulator, arn, Targets=[{"Id": only}])
    assert asked == {only: ("unused", "Target.NotRegistered")}


def test_listener_weights_reach_the_world_and_come_back(emulator, subnets):
    elb = emulator.client("elbv2")
    blue = target_group(emulator, subnets, "blue")
    green = target_group(emulator, subnets, "green")
    balancer = elb.create_load_balancer(Name="shop-sandbox", Subnets=subnets)["LoadBalancers"][0]
    shares = [
        {"TargetGroupArn": blue, "Weight": 95},
        {"TargetGroupArn": green, "Weight": 5},
    ]
    action = {"Type": "forward", "ForwardConfig": {"TargetGroups": shares}}
    listener = elb.create_listener(
        LoadBalancerArn=balancer["LoadBalancerArn"],
        Protocol="HTTP",
        Port=80,
        DefaultActions=[action],
    )["Listeners"][0]
    assert listener["DefaultActions"][0]["ForwardConfig"]["TargetGroups"] == shares
    (seen,) = emulator.world()["loadBalancers"]
    assert seen["dnsName"] == balancer["DNSName"]
    assert [f["weight"] for f in seen["listeners"][0]["forward"]] == [95, 5]
    shares[0]["Weight"], shares[1]["Weight"] = 0, 100
    elb.modify_listener(ListenerArn=listener["ListenerArn"], DefaultActions=[action])
    (seen,) = emulator.world()["loadBalancers"]
    assert [f["weight"] for f in seen["listeners"][0]["forward"]] == [0, 100]
