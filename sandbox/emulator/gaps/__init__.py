"""What moto 5.2.5 lacks, one module per thought; each has `install()`, run once at start."""

from __future__ import annotations

from . import (
    addresses,
    autoscaling,
    backup,
    bucket_policy,
    database_past,
    databases,
    descriptions,
    dlm,
    images,
    instances,
    launch_templates,
    rds,
    restore_testing,
    secrets,
    snapshots,
    ssm,
    target_health,
)

_GAPS = (
    addresses,
    images,
    instances,
    snapshots,
    launch_templates,
    autoscaling,
    target_health,
    backup,
    restore_testing,
    dlm,
    bucket_policy,
    descriptions,
    ssm,
    secrets,
    rds,
    databases,
    database_past,
)


def install() -> None:
    """Close all gaps in moto's classes, before moto answers its first request."""
    for gap in _GAPS:
        gap.install()
