"""RDS instances are servers: each has an address, and is available once its server says so.

The controller makes a container of each (`world.py`), which follows settings.json in the instance's
folder; what the container says of itself comes back through `report`.
"""

from __future__ import annotations

import hashlib
import ipaddress
from contextlib import suppress
from typing import Any

from moto.ec2 import ec2_backends
from moto.rds.exceptions import DBSnapshotAlreadyExistsError, RDSClientError
from moto.rds.models import DBInstance, RDSBackend

from ..scram import verifier

NETWORK = ipaddress.ip_network("10.20.0.0/16")
# RDS user guide, "Viewing DB instance status": states that end when the server answers.
_ON_THE_WAY = ("creating", "renaming", "rebooting", "starting", "resetting-master-credentials")
_FAILED = ("failed", "restore-error")


def install() -> None:
    _install_beginning_and_end()
    _install_changes()
    # Gap in moto 5.2.5: a name under amazonaws.com, where nobody is. An address instead, which
    # belongs to the instance's name as on AWS the host name does.
    DBInstance.address = property(lambda self: self.opsctl_address)
    _endpoint = DBInstance.endpoint.fget

    def endpoint(self: DBInstance) -> dict[str, Any] | None:
        return None if self.status == "creating" else _endpoint(self)

    DBInstance.endpoint = property(endpoint)


def report(backend: RDSBackend, seen: Any) -> list[dict[str, Any]]:
    """What is new in `{instance ID: {address, generation, password, answers, restorableFrom,
    failed}}`, for `take_over`. An instance that is left out has no running server. Throws ValueError.
    """
    if not isinstance(seen, dict) or not all(isinstance(one, dict) for one in seen.values()):
        raise ValueError("a JSON object by instance ID is expected")
    news = []
    for one in backend.databases.values():
        told = seen.get(one.dbi_resource_id)
        found = {"state": _state(one, told), "restorableFrom": one.opsctl_restorable_from}
        if told:
            found["restorableFrom"] = told.get("restorableFrom")
        if (one.status, one.opsctl_restorable_from) != tuple(found.values()):
            news.append({"id": one.dbi_resource_id, **found})
    return news


def take_over(backend: RDSBackend, news: list[dict[str, Any]]) -> None:
    """Make what `report` found new the truth."""
    by_id = {one.dbi_resource_id: one for one in backend.databases.values()}
    for new in news:
        one = by_id[new["id"]]
        first = one.status == "creating" and new["state"] == "available"
        one.status, one.opsctl_restorable_from = new["state"], new["restorableFrom"]
        if first and one.backup_retention_period:
            # Its name ends with the minute, so an instance that is made anew at once has none.
            with suppress(DBSnapshotAlreadyExistsError):
                one.save_automated_backup()


def _state(one: DBInstance, told: dict[str, Any] | None) -> str:
    if told is None:
        return "stopped" if one.status == "stopping" else one.status
    waits = one.status in (*_ON_THE_WAY, *_FAILED)
    if waits and told.get("failed"):
        return "failed" if one.opsctl_origin is None else "restore-error"
    asked = (one.opsctl_address, one.opsctl_generation, one.opsctl_passwords)
    follows = (told.get("address"), told.get("generation"), told.get("password")) == asked
    return "available" if waits and told.get("answers") and follows else one.status


def _install_beginning_and_end() -> None:
    _create, _delete = RDSBackend.create_db_instance, RDSBackend.delete_db_instance
    _init = DBInstance.__init__

    # Gap in moto 5.2.5: an instance is available, and backed up, before there is anything of it.
    def __init__(self: DBInstance, *args: Any, **kwargs: Any) -> None:
        _init(self, *args, **kwargs)
        self.status = "creating"
        self.opsctl_address = ""
        self.opsctl_generation = self.opsctl_passwords = 0
        self.opsctl_verifier = self.opsctl_origin = self.opsctl_restorable_from = None

    def create(self: RDSBackend, asked: dict[str, Any]) -> DBInstance:
        _refuse_unreal(asked)
        made = _create(self, asked)
        try:
            made.opsctl_address = _address_of_name(self, made)
        except RDSClientError:
            del self.databases[made.db_instance_identifier]
            raise
        _set_password(made, asked.get("master_user_password"))
        return made

    def delete(self: RDSBackend, db_instance_identifier: str, **asked: Any) -> DBInstance:
        gone = _delete(self, db_instance_identifier, **asked)
        subnet, address = _addresses(self).pop(gone.db_instance_identifier)
        for zone in ec2_backends[self.account_id][self.region_name].subnets.values():
            if subnet in zone:
                zone[subnet].del_subnet_ip(address)
        return gone

    DBInstance.__init__ = __init__
    RDSBackend.create_db_instance = create
    RDSBackend.delete_db_instance = delete
    _save = DBInstance.save_automated_backup

    def save_automated_backup(self: DBInstance) -> None:
        if self.status == "available":
            _save(self)

    DBInstance.save_automated_backup = save_automated_backup


def _install_changes() -> None:
    _modify, _start = RDSBackend.modify_db_instance, RDSBackend.start_db_instance
    _stop, _snapshot = RDSBackend.stop_db_instance, RDSBackend.create_db_snapshot

    def modify(self: RDSBackend, name: str, asked: dict[str, Any]) -> DBInstance:
        _assert_settled(self, name)
        if asked.get("manage_master_user_password"):
            raise NotImplementedError("a password that RDS manages")
        changed = _modify(self, name, asked)
        if asked.get("master_user_password"):
            _set_password(changed, asked["master_user_password"])
            changed.status = "resetting-master-credentials"
        address = _address_of_name(self, changed)
        if address != changed.opsctl_address:
            changed.opsctl_address, changed.status = address, "renaming"
        return changed

    def reboot(self: RDSBackend, name: str) -> DBInstance:
        _assert_settled(self, name)
        found = self.describe_db_instances(name)[0]
        found.opsctl_generation += 1
        found.status = "rebooting"
        return found

    def stop(self: RDSBackend, name: str, snapshot: str | None = None) -> DBInstance:
        stopped = _stop(self, name, snapshot)
        stopped.status = "stopping"
        return stopped

    def start(self: RDSBackend, name: str) -> DBInstance:
        started = _start(self, name)
        started.status = "starting"
        return started

    def snapshot(self: RDSBackend, db_instance_identifier: str, *rest: Any, **more: Any) -> Any:
        _assert_settled(self, db_instance_identifier)
        return _snapshot(self, db_instance_identifier, *rest, **more)

    def replica(self: RDSBackend, asked: dict[str, Any]) -> DBInstance:
        raise NotImplementedError("read replicas")

    RDSBackend.modify_db_instance = modify
    RDSBackend.reboot_db_instance = reboot
    RDSBackend.stop_db_instance = stop
    RDSBackend.start_db_instance = start
    RDSBackend.create_db_snapshot = snapshot
    RDSBackend.create_db_instance_read_replica = replica


def _refuse_unreal(asked: dict[str, Any]) -> None:
    """What the sandbox has no server for is refused, and not made of nothing."""
    version = str(asked.get("engine_version") or "")
    if asked.get("engine") != "postgres" or version.split(".")[0] != "15":
        raise NotImplementedError(f"engine {asked.get('engine')} {version}: only postgres 15")
    if asked.get("manage_master_user_password"):
        raise NotImplementedError("a password that RDS manages")


def _set_password(instance: DBInstance, password: str | None) -> None:
    instance.opsctl_passwords += 1
    salt = hashlib.sha256(f"{instance.dbi_resource_id} {instance.opsctl_passwords}".encode())
    instance.opsctl_verifier = verifier(str(password), salt.digest()[:16])


def _assert_settled(backend: RDSBackend, name: str) -> None:
    status = backend.describe_db_instances(name)[0].status
    if status in (*_ON_THE_WAY, *_FAILED, "stopping"):
        raise RDSClientError("InvalidDBInstanceState", f"Instance {name} is {status}.")


def _addresses(backend: RDSBackend) -> dict[str, tuple[str, str]]:
    """Names to subnet ID and address. A name that was given up keeps its own for the next owner,
    so that an exchange of names is an exchange of addresses; a deletion frees it."""
    if not hasattr(backend, "opsctl_addresses"):
        backend.opsctl_addresses = {}
    return backend.opsctl_addresses


def _address_of_name(backend: RDSBackend, instance: DBInstance) -> str:
    known = _addresses(backend)
    name = instance.db_instance_identifier
    if name not in known:
        group = getattr(instance, "db_subnet_group", None)
        subnets = [] if group is None else sorted(group._subnets, key=lambda one: one.id)
        inside = [one for one in subnets if one.cidr.subnet_of(NETWORK)]
        if not inside:
            needs = f"a subnet group in the sandbox's network, {NETWORK}"
            raise RDSClientError("InvalidVPCNetworkStateFault", f"{name} needs {needs}")
        near = [one for one in inside if one.availability_zone == instance.availability_zone]
        subnet = (near or inside)[0]
        known[name] = (subnet.id, subnet.get_available_subnet_ip(instance))
    return known[name][1]
