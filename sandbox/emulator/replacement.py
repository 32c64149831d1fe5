"""Auto Scaling's own doings: members that are gone or stopped are replaced after a moment.

On AWS the EC2 health check finds a terminated or stopped member within minutes, whatever the
health check grace period, terminates it and launches another
(https://docs.aws.amazon.com/autoscaling/ec2/userguide/ec2-auto-scaling-health-checks.html).
Here: 10 s after a member is gone, 60 s after it was stopped. Checks by the load balancer (health
check type ELB) replace nothing in the sandbox.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from .gaps.autoscaling import terminate

AFTER_GONE_SECONDS = 10.0
AFTER_STOPPED_SECONDS = 60.0
_PROCESSES = {"HealthCheck", "ReplaceUnhealthy", "Launch", "Terminate"}


class Watch:
    """Remembers since when each group lacks a member, and says when a replacement is due."""

    def __init__(self, gone: float, stopped: float, clock: Callable[[], float] = time.monotonic):
        self._after = {"gone": gone, "stopped": stopped}
        self._clock = clock
        self._since: dict[tuple[str, str], float] = {}

    def due(self, groups: dict[str, Any]) -> list[dict[str, Any]]:
        """Tasks for `carry_out`: group name, stopped members to terminate. Call it often."""
        now = self._clock()
        seen: dict[tuple[str, str], float] = {}
        tasks = []
        for group in groups.values():
            if _PROCESSES & {p["ProcessName"] for p in group.suspended_processes}:
                continue
            lacks = len(group.active_instances()) < (group.desired_capacity or 0)
            stopped = [s.instance.id for s in group.active_instances() if _is_stopped(s)]
            reasons = [("gone", group.name)] if lacks else []
            reasons += [("stopped", member) for member in stopped]
            for reason in reasons:
                seen[reason] = self._since.get(reason, now)
            ripe = [r for r in reasons if now - seen[r] >= self._after[r[0]]]
            if ripe:
                members = [member for kind, member in ripe if kind == "stopped"]
                tasks.append({"group": group.name, "stopped": members})
        self._since = seen
        return tasks


def carry_out(groups: dict[str, Any], task: dict[str, Any]) -> None:
    """Terminate the stopped members named in `task` and bring its group to its capacity."""
    group = groups[task["group"]]
    terminate(group, [s for s in group.instance_states if s.instance.id in task["stopped"]])
    group.set_desired_capacity(group.desired_capacity)


def _is_stopped(state: Any) -> bool:
    return state.instance.state in ("stopping", "stopped")
