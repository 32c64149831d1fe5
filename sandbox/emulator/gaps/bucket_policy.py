"""A bucket policy's "TLS only" statement does not concern the sandbox's door.

moto 5.2.5 reads a statement whose condition is not met as a refusal, so the usual
`Deny … aws:SecureTransport = false` locks everybody out. The door is plain HTTP on loopback and
stands for AWS's, which is TLS: requests count as secure, and such a statement does not apply.
Other statements are judged by moto as they are.
"""

from __future__ import annotations

import json
from typing import Any

from moto.iam.access_control import IAMPolicy, PermissionResult
from moto.s3.models import FakeBucket


def install() -> None:
    """Judge bucket policies as if every request had come by TLS."""
    FakeBucket.get_permission = get_permission


def get_permission(self: FakeBucket, action: str, resource: str) -> PermissionResult:
    """What the bucket's policy says of an action, every request counting as secure."""
    if self.policy is None:
        return PermissionResult.NEUTRAL
    concerned = without_plain_http(json.loads(self.policy))
    return IAMPolicy(json.dumps(concerned)).is_action_permitted(action, resource)


def without_plain_http(policy: dict[str, Any]) -> dict[str, Any]:
    """The policy without the statements that speak of requests without TLS only."""
    statements = policy.get("Statement", [])
    if isinstance(statements, dict):
        statements = [statements]
    return {**policy, "Statement": [s for s in statements if not _plain_http_only(s)]}


def _plain_http_only(statement: dict[str, Any]) -> bool:
    wanted = statement.get("Condition", {}).get("Bool", {}).get("aws:SecureTransport")
    values = wanted if isinstance(wanted, list) else [wanted]
    return [str(value).lower() for value in values] == ["false"]
