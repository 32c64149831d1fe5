"""Snapshots: pages, their origin, and the account's block on public ones."""

from __future__ import annotations

from typing import Any

from moto.core.responses import ActionResult
from moto.ec2.exceptions import InvalidParameterValueError
from moto.ec2.models import EC2Backend
from moto.ec2.responses import EC2Response

_PUBLIC_STATES = ("block-all-sharing", "block-new-sharing")


def install() -> None:
    # Gap in moto 5.2.5: DescribeSnapshots ignores MaxResults and NextToken.
    EC2Response.describe_snapshots = _describe_in_pages
    # Gap in moto 5.2.5: a copied snapshot forgets which one it is a copy of.
    _copy = EC2Backend.copy_snapshot

    def copy_snapshot(self: EC2Backend, source_snapshot_id: str, *args: Any, **kwargs: Any) -> Any:
        snapshot = _copy(self, source_snapshot_id, *args, **kwargs)
        snapshot.opsctl_copy_of = source_snapshot_id
        return snapshot

    EC2Backend.copy_snapshot = copy_snapshot
    # Gap in moto 5.2.5: no EBS snapshot block public access at all.
    EC2Response.enable_snapshot_block_public_access = _block
    EC2Response.disable_snapshot_block_public_access = _unblock
    EC2Response.get_snapshot_block_public_access_state = _read_block


def _describe_in_pages(self: EC2Response) -> ActionResult:
    """https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeSnapshots.html"""
    ids = self._get_param("SnapshotIds", [])
    size = self._get_param("MaxResults")
    token = self._get_param("NextToken")
    found = self.ec2_backend.describe_snapshots(
        snapshot_ids=ids, filters=self._filters_from_querystring()
    )
    owners = self._get_param("OwnerIds", [])
    if owners:
        mine = {self.current_account if owner == "self" else owner for owner in owners}
        found = [s for s in found if s.owner_id in mine or ("amazon" in mine and s.from_ami)]
    if token:
        after = [s.id for s in found]
        if token not in after:
            raise InvalidParameterValueError(f"Invalid value '{token}' for NextToken")
        found = found[after.index(token) :]
    # AWS: at least 5 and at most 1000 a page.
    limit = max(5, min(int(size), 1000)) if size and not ids else len(found)
    following = found[limit].id if limit < len(found) else None
    return ActionResult({"Snapshots": found[:limit], "NextToken": following})


def _block(self: EC2Response) -> ActionResult:
    state = self._get_param("State")
    if state not in _PUBLIC_STATES:
        raise InvalidParameterValueError(f"State must be one of {', '.join(_PUBLIC_STATES)}")
    self.error_on_dryrun()
    self.ec2_backend.opsctl_snapshots_public = state
    return ActionResult({"State": state})


def _unblock(self: EC2Response) -> ActionResult:
    self.error_on_dryrun()
    self.ec2_backend.opsctl_snapshots_public = "unblocked"
    return ActionResult({"State": "unblocked"})


def _read_block(self: EC2Response) -> ActionResult:
    state = getattr(self.ec2_backend, "opsctl_snapshots_public", "unblocked")
    return ActionResult({"State": state, "ManagedBy": "account"})
