#!/usr/bin/python
"""Sets how many hosts an Auto Scaling group has."""

from __future__ import annotations

DOCUMENTATION = r"""
module: group_capacity
short_description: Sets minimum and desired hosts of an Auto Scaling group, and waits for them
description:
  - Refuses more than the group may have, writes both numbers in one call, waits until as many hosts
    are in service and reads back. Nothing else of the group is touched;
    amazon.aws.autoscaling_group would also rewrite its health check, its termination policies and
    its metrics.
options:
  name:
    type: str
    required: true
  hosts:
    type: int
    required: true
  region:
    type: str
    required: true
  wait:
    description: Seconds to wait for the hosts; 0 does not wait.
    type: int
    default: 300
author: opsctl
"""

EXAMPLES = r"""
- name: Two hosts of blue
  group_capacity:
    name: shop-dev-app-blue
    hosts: 2
    region: eu-west-3
"""

RETURN = r"""
before:
  description: Desired hosts, as found.
  type: int
  returned: always
instances:
  description: Ids of the hosts that are in service.
  type: list
  elements: str
  returned: always
"""

import time

try:
    import boto3
    from botocore.exceptions import BotoCoreError, ClientError
except ImportError:
    boto3 = None

from ansible.module_utils.basic import AnsibleModule


def main():
    module = AnsibleModule(
        argument_spec={
            "name": {"type": "str", "required": True},
            "hosts": {"type": "int", "required": True},
            "region": {"type": "str", "required": True},
            "wait": {"type": "int", "default": 300},
        },
        supports_check_mode=True,
    )
    if boto3 is None:
        module.fail_json(msg="boto3 is missing: pip install -r ansible/requirements.txt")
    try:
        module.exit_json(**_set(module))
    except (BotoCoreError, ClientError) as reason:
        module.fail_json(msg=f"AWS refused: {reason}")


def _set(module):
    name, hosts = module.params["name"], module.params["hosts"]
    scaling = boto3.client("autoscaling", region_name=module.params["region"])
    group = _group(module, scaling)
    if not 0 <= hosts <= group["MaxSize"]:
        module.fail_json(msg=f"{name} may have 0 to {group['MaxSize']} hosts, not {hosts}")
    changed = (group["MinSize"], group["DesiredCapacity"]) != (hosts, hosts)
    facts = {"before": group["DesiredCapacity"], "changed": changed}
    if module.check_mode:
        return {**facts, "instances": _in_service(group)}
    if changed:
        scaling.update_auto_scaling_group(
            AutoScalingGroupName=name, MinSize=hosts, DesiredCapacity=hosts
        )
    deadline = time.monotonic() + module.params["wait"]
    while len(_in_service(group := _group(module, scaling))) < hosts:
        if time.monotonic() >= deadline:
            seen = f"{len(_in_service(group))} of {hosts} hosts of {name} are in service"
            module.fail_json(msg=f"{seen} after {module.params['wait']} s", **facts)
        time.sleep(2)
    if group["DesiredCapacity"] != hosts:
        module.fail_json(msg=f"{name} wants {group['DesiredCapacity']} hosts, not {hosts}", **facts)
    return {**facts, "instances": _in_service(group)}


def _group(module, scaling):
    name = module.params["name"]
    groups = scaling.describe_auto_scaling_groups(AutoScalingGroupNames=[name])
    if not groups["AutoScalingGroups"]:
        module.fail_json(msg=f"there is no Auto Scaling group {name}")
    return groups["AutoScalingGroups"][0]


def _in_service(group):
    instances = group["Instances"]
    return [one["InstanceId"] for one in instances if one["LifecycleState"] == "InService"]


if __name__ == "__main__":
    main()
