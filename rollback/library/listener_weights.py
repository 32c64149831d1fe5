#!/usr/bin/python
"""Moves the weights of a load balancer's listener from one colour to the other."""

from __future__ import annotations

DOCUMENTATION = r"""
module: listener_weights
short_description: Sends all traffic of a listener to one of its two target groups
description:
  - Refuses a target group without a healthy target, writes the weights in one call, reads them back
    and fails unless they stand as asked. Nothing else of the listener or the load balancer is
    touched; amazon.aws.elb_application_lb would compare and rewrite all of it.
options:
  load_balancer:
    description: Name of the load balancer.
    type: str
    required: true
  to:
    description: Name of the target group that gets everything.
    type: str
    required: true
  away_from:
    description: Name of the target group that gets nothing.
    type: str
    required: true
  region:
    type: str
    required: true
  unhealthy_too:
    description: Send traffic even if no target of it is healthy.
    type: bool
    default: false
author: opsctl
"""

EXAMPLES = r"""
- name: Back to blue
  listener_weights:
    load_balancer: shop-dev
    to: shop-dev-blue
    away_from: shop-dev-green
    region: eu-west-3
"""

RETURN = r"""
before:
  description: Weight by name of the target group, as found.
  type: dict
  returned: always
after:
  description: The same, as read back.
  type: dict
  returned: always
healthy:
  description: How many targets of the group that gets everything are healthy.
  type: int
  returned: always
"""

try:
    import boto3
    from botocore.exceptions import BotoCoreError, ClientError
except ImportError:
    boto3 = None

from ansible.module_utils.basic import AnsibleModule


def main():
    module = AnsibleModule(
        argument_spec={
            "load_balancer": {"type": "str", "required": True},
            "to": {"type": "str", "required": True},
            "away_from": {"type": "str", "required": True},
            "region": {"type": "str", "required": True},
            "unhealthy_too": {"type": "bool", "default": False},
        },
        supports_check_mode=True,
    )
    if boto3 is None:
        module.fail_json(msg="boto3 is missing: pip install -r ansible/requirements.txt")
    try:
        module.exit_json(**_switch(module))
    except (BotoCoreError, ClientError) as reason:
        module.fail_json(msg=f"AWS refused: {reason}")


def _switch(module):
    want = module.params
    elb = boto3.client("elbv2", region_name=want["region"])
    if want["to"] == want["away_from"]:
        module.fail_json(msg=f"{want['to']} cannot be both the way back and what is left")
    groups = elb.describe_target_groups(Names=[want["to"], want["away_from"]])["TargetGroups"]
    arns = {group["TargetGroupName"]: group["TargetGroupArn"] for group in groups}
    names = {arn: name for name, arn in arns.items()}
    listener = _listener(module, elb, set(names))
    health = elb.describe_target_health(TargetGroupArn=arns[want["to"]])
    states = [target["TargetHealth"]["State"] for target in health["TargetHealthDescriptions"]]
    healthy = states.count("healthy")
    if healthy == 0 and not want["unhealthy_too"]:
        seen = ", ".join(states) or "it has no target"
        module.fail_json(msg=f"no target of {want['to']} is healthy ({seen}); nothing was changed")
    before = _weights(listener, names)
    wanted = {want["to"]: 100, want["away_from"]: 0}
    facts = {"before": before, "healthy": healthy, "changed": before != wanted}
    if before == wanted or module.check_mode:
        return {**facts, "after": before}
    _write(elb, listener, {arns[name]: weight for name, weight in wanted.items()})
    again = elb.describe_listeners(ListenerArns=[listener["ListenerArn"]])["Listeners"][0]
    after = _weights(again, names)
    if after != wanted:
        module.fail_json(msg=f"the weights are {after}, not {wanted}", **facts)
    return {**facts, "after": after}


def _listener(module, elb, arns):
    """The one listener that forwards to both target groups."""
    name = module.params["load_balancer"]
    balancers = elb.describe_load_balancers(Names=[name])["LoadBalancers"]
    listeners = elb.describe_listeners(LoadBalancerArn=balancers[0]["LoadBalancerArn"])
    found = [one for one in listeners["Listeners"] if arns <= set(_shares(one))]
    if len(found) != 1:
        module.fail_json(
            msg=f"{len(found)} listeners of {name} forward to both target groups; one is expected"
        )
    return found[0]


def _shares(listener):
    """Target group ARN to weight."""
    config = [action.get("ForwardConfig", {}) for action in listener["DefaultActions"]]
    groups = [group for one in config for group in one.get("TargetGroups", [])]
    return {group["TargetGroupArn"]: group.get("Weight", 1) for group in groups}


def _weights(listener, names):
    return {names[arn]: weight for arn, weight in _shares(listener).items() if arn in names}


def _write(elb, listener, weights):
    """One call; what else the action says, such as stickiness, stays."""
    actions = listener["DefaultActions"]
    for action in actions:
        for group in action.get("ForwardConfig", {}).get("TargetGroups", []):
            group["Weight"] = weights.get(group["TargetGroupArn"], 0)
        # Beside a list of groups, AWS takes no single one.
        if action.get("ForwardConfig"):
            action.pop("TargetGroupArn", None)
    elb.modify_listener(ListenerArn=listener["ListenerArn"], DefaultActions=actions)


if __name__ == "__main__":
    main()
