from __future__ import annotations

import json

import pytest
from botocore.exceptions import ClientError


def test_backup_selections_and_tags(emulator):
    backup = emulator.client("backup")
    vault = backup.create_backup_vault(BackupVaultName="shop", BackupVaultTags={"Project": "shop"})
    rule = {"RuleName": "daily", "TargetBackupVaultName": "shop"}
    plan = backup.create_backup_plan(
        BackupPlan={"BackupPlanName": "shop", "Rules": [rule]}, BackupPlanTags={"Project": "shop"}
    )
    for arn in (vault["BackupVaultArn"], plan["BackupPlanArn"]):
        assert backup.list_tags(ResourceArn=arn)["Tags"] == {"Project": "shop"}
    wanted = {"SelectionName": "data", "IamRoleArn": "arn:aws:iam::123456789012:role/backup"}
    made = backup.create_backup_selection(
        BackupPlanId=plan["BackupPlanId"], BackupSelection=wanted
    )
    key = {"BackupPlanId": plan["BackupPlanId"], "SelectionId": made["SelectionId"]}
    assert backup.get_backup_selection(**key)["BackupSelection"] == wanted
    listed = backup.list_backup_selections(BackupPlanId=plan["BackupPlanId"])
    assert [s["SelectionName"] for s in listed["BackupSelectionsList"]] == ["data"]
    opted = backup.describe_region_settings()["ResourceTypeOptInPreference"]
    assert opted["EBS"] and opted["RDS"]
    later = {"BackupPlanName": "shop", "Rules": [{**rule, "ScheduleExpression": "cron(0 4 * * ? *)"}]}
    own = {"BackupPlanId": plan["BackupPlanId"]}
    changed = backup.update_backup_plan(**own, BackupPlan=later)
    assert changed["VersionId"] != plan["VersionId"]
    [found] = backup.get_backup_plan(**own)["BackupPlan"]["Rules"]
    assert (found["ScheduleExpression"], found["StartWindowMinutes"]) == ("cron(0 4 * * ? *)", 480)
    backup.delete_backup_selection(**key)
    backup.delete_backup_plan(BackupPlanId=plan["BackupPlanId"])


def test_restore_testing_is_kept_as_told(emulator):
    backup = emulator.client("backup")
    plan = {
        "RestoreTestingPlanName": "shop",
        "ScheduleExpression": "cron(0 6 ? * SUN *)",
        "RecoveryPointSelection": {
            "Algorithm": "LATEST_WITHIN_WINDOW",
            "IncludeVaults": ["*"],
            "RecoveryPointTypes": ["SNAPSHOT"],
        },
    }
    arn = backup.create_restore_testing_plan(RestoreTestingPlan=plan, Tags={"Project": "shop"})[
        "RestoreTestingPlanArn"
    ]
    assert backup.list_tags(ResourceArn=arn)["Tags"] == {"Project": "shop"}
    with pytest.raises(ClientError, match="AlreadyExists"):
        backup.create_restore_testing_plan(RestoreTestingPlan=plan)
    key = {"RestoreTestingPlanName": "shop"}
    backup.update_restore_testing_plan(
        **key, RestoreTestingPlan={"ScheduleExpression": "cron(0 7 ? * SUN *)"}
    )
    found = backup.get_restore_testing_plan(**key)["RestoreTestingPlan"]
    assert (found["ScheduleExpression"], found["StartWindowHours"]) == ("cron(0 7 ? * SUN *)", 24)
    assert found["RecoveryPointSelection"] == plan["RecoveryPointSelection"]
    assert len(backup.list_restore_testing_plans()["RestoreTestingPlans"]) == 1
    wanted = {
        "RestoreTestingSelectionName": "ebs",
        "ProtectedResourceType": "EBS",
        "IamRoleArn": "arn:aws:iam::123456789012:role/backup",
        "ValidationWindowHours": 4,
    }
    backup.create_restore_testing_selection(**key, RestoreTestingSelection=wanted)
    own = {**key, "RestoreTestingSelectionName": "ebs"}
    backup.update_restore_testing_selection(
        **own, RestoreTestingSelection={"ValidationWindowHours": 5}
    )
    selection = backup.get_restore_testing_selection(**own)["RestoreTestingSelection"]
    assert selection["ValidationWindowHours"] == 5
    listed = backup.list_restore_testing_selections(**key)["RestoreTestingSelections"]
    assert [one["RestoreTestingSelectionName"] for one in listed] == ["ebs"]
    with pytest.raises(ClientError, match="InvalidRequest"):
        backup.delete_restore_testing_plan(**key)
    backup.delete_restore_testing_selection(**own)
    with pytest.raises(ClientError, match="ResourceNotFound"):
        backup.get_restore_testing_selection(**own)
    backup.delete_restore_testing_plan(**key)
    with pytest.raises(ClientError, match="ResourceNotFound"):
        backup.get_restore_testing_plan(**key)


def test_lifecycle_policies_are_kept_as_told(emulator):
    dlm = emulator.client("dlm")
    details = {
        "ResourceTypes": ["VOLUME"],
        "TargetTags": [{"Key": "SnapshotPolicy", "Value": "shop"}],
        "Schedules": [
            {
                "Name": "daily",
                "CreateRule": {"CronExpression": "cron(0 3 * * ? *)"},
                "RetainRule": {"Interval": 7, "IntervalUnit": "DAYS"},
            }
        ],
    }
    made = dlm.create_lifecycle_policy(
        ExecutionRoleArn="arn:aws:iam::123456789012:role/dlm",
        Description="shop",
        State="ENABLED",
        PolicyDetails=details,
        Tags={"Project": "shop"},
    )["PolicyId"]
    found = dlm.get_lifecycle_policy(PolicyId=made)["Policy"]
    assert found["PolicyDetails"]["TargetTags"] == details["TargetTags"]
    arn = found["PolicyArn"]
    dlm.tag_resource(ResourceArn=arn, Tags={"Team": "a"})
    dlm.untag_resource(ResourceArn=arn, TagKeys=["Project"])
    assert dlm.list_tags_for_resource(ResourceArn=arn)["Tags"] == {"Team": "a"}
    dlm.update_lifecycle_policy(PolicyId=made, State="DISABLED")
    (listed,) = dlm.get_lifecycle_policies()["Policies"]
    assert (listed["PolicyId"], listed["State"]) == (made, "DISABLED")
    with pytest.raises(ClientError, match="NotImplemented"):
        dlm.get_lifecycle_policies(State="ENABLED")
    dlm.delete_lifecycle_policy(PolicyId=made)
    with pytest.raises(ClientError, match="ResourceNotFoundException"):
        dlm.get_lifecycle_policy(PolicyId=made)


def test_block_of_public_snapshots(emulator):
    ec2 = emulator.client("ec2")
    assert ec2.get_snapshot_block_public_access_state()["State"] == "unblocked"
    ec2.enable_snapshot_block_public_access(State="block-all-sharing")
    assert ec2.get_snapshot_block_public_access_state()["State"] == "block-all-sharing"
    ec2.disable_snapshot_block_public_access()
    assert ec2.get_snapshot_block_public_access_state()["State"] == "unblocked"


def test_lifecycle_hooks_keep_their_own_arns(emulator, subnets):
    from .test_groups import group

    name, _ = group(emulator, subnets, 0)
    scaling = emulator.client("autoscaling")
    queue = "arn:aws:sqs:eu-west-3:123456789012:shop"
    scaling.put_lifecycle_hook(
        AutoScalingGroupName=name,
        LifecycleHookName="drain",
        LifecycleTransition="autoscaling:EC2_INSTANCE_TERMINATING",
        NotificationTargetARN=queue,
    )
    (hook,) = scaling.describe_lifecycle_hooks(AutoScalingGroupName=name)["LifecycleHooks"]
    assert hook["NotificationTargetARN"] == queue and "RoleARN" not in hook


def test_secrets_with_a_random_password_and_versions(emulator):
    secrets = emulator.client("secretsmanager")
    made = [
        secrets.get_random_password(PasswordLength=40, ExcludePunctuation=True)["RandomPassword"]
        for _ in range(2)
    ]
    assert made[0] != made[1] and len(made[0]) == 40 and made[0].isalnum()
    arn = secrets.create_secret(Name="shop/sandbox/database")["ARN"]
    versions = [
        secrets.put_secret_value(SecretId=arn, SecretString=json.dumps({"password": p}))
        for p in made
    ]
    now = secrets.get_secret_value(SecretId="shop/sandbox/database")
    assert json.loads(now["SecretString"])["password"] == made[1]
    before = secrets.get_secret_value(SecretId=arn, VersionStage="AWSPREVIOUS")
    assert before["VersionId"] == versions[0]["VersionId"]


def test_a_rule_between_groups_and_a_new_bucket_keep_what_they_were_given(emulator, subnets):
    ec2, s3 = emulator.client("ec2"), emulator.client("s3")
    vpc = ec2.describe_subnets(SubnetIds=subnets)["Subnets"][0]["VpcId"]
    made = ec2.create_security_group(GroupName="app", Description="app", VpcId=vpc)["GroupId"]
    pair = {"GroupId": made, "Description": "From app"}
    rule = {"IpProtocol": "tcp", "FromPort": 80, "ToPort": 80, "UserIdGroupPairs": [pair]}
    ec2.authorize_security_group_ingress(GroupId=made, IpPermissions=[rule])
    rules = ec2.describe_security_group_rules(
        Filters=[{"Name": "group-id", "Values": [made]}]
    )["SecurityGroupRules"]
    assert [r["Description"] for r in rules if not r["IsEgress"]] == ["From app"]
    tags = [{"Key": "Project", "Value": "shop"}]
    s3.create_bucket(
        Bucket="shop",
        CreateBucketConfiguration={"LocationConstraint": "eu-west-3", "Tags": tags},
    )
    assert s3.get_bucket_tagging(Bucket="shop")["TagSet"] == tags


def test_a_tls_only_bucket_answers_and_other_refusals_hold(emulator):
    s3 = emulator.client("s3")
    place = {"LocationConstraint": "eu-west-3"}
    s3.create_bucket(Bucket="tls-only", CreateBucketConfiguration=place)
    everything = {
        "Effect": "Deny",
        "Principal": "*",
        "Action": "s3:*",
        "Resource": "arn:aws:s3:::tls-only/*",
        "Condition": {"Bool": {"aws:SecureTransport": "false"}},
    }
    secret = {**everything, "Resource": "arn:aws:s3:::tls-only/secret"}
    del secret["Condition"]
    policy = {"Version": "2012-10-17", "Statement": [everything, secret]}
    s3.put_bucket_policy(Bucket="tls-only", Policy=json.dumps(policy))
    s3.put_object(Bucket="tls-only", Key="open", Body=b"1")
    assert s3.get_object(Bucket="tls-only", Key="open")["Body"].read() == b"1"
    with pytest.raises(ClientError, match="Access Denied|403|Forbidden|AccessDenied"):
        s3.put_object(Bucket="tls-only", Key="secret", Body=b"1")
