"""Private addresses as AWS hands them out.

AWS keeps the first four addresses and the last of every subnet
(https://docs.aws.amazon.com/vpc/latest/userguide/subnet-sizing.html). 10.20.255.0/24 is the
sandbox's own network and holds its load balancer and registry.
"""

from __future__ import annotations

import ipaddress
from typing import Any

from moto.ec2.exceptions import InvalidParameterValueError
from moto.ec2.models.instances import Instance
from moto.ec2.models.subnets import Subnet

SANDBOX_NETWORK = ipaddress.ip_network("10.20.255.0/24")


def usable(address: str, network: ipaddress.IPv4Network) -> bool:
    """Whether AWS (and the sandbox) would give `address` of `network` to a host."""
    ip = ipaddress.ip_address(address)
    if ip not in network or ip in SANDBOX_NETWORK:
        return False
    offset = int(ip) - int(network.network_address)
    return 4 <= offset < network.num_addresses - 1


def install() -> None:
    # Gap in moto 5.2.5: keeps three addresses instead of four, hands out the last one, and takes
    # freed ones from an unordered set at once, while the old host may still be going down.
    Subnet.get_available_subnet_ip = _next_address
    Subnet.request_ip = _wanted_address
    # Gap in moto 5.2.5: addresses are freed when Python collects the instance, at no known moment.
    del Instance.__del__
    _terminate = Instance.terminate

    def terminate(self: Instance) -> Any:
        before = _terminate(self)
        if self.subnet_id:
            subnet = self.ec2_backend.get_subnet(self.subnet_id)
            for address in sorted(self._private_ips):
                subnet.del_subnet_ip(address)
        return before

    Instance.terminate = terminate


def _next_address(self: Subnet, instance: Any) -> str:
    """The next free address after the last one given, beginning again at the end."""
    size = self.cidr.num_addresses
    last = getattr(self, "opsctl_last_offset", 3)
    for step in range(1, size + 1):
        offset = (last + step) % size
        address = str(self.cidr.network_address + offset)
        if usable(address, self.cidr) and address not in self._subnet_ips:
            self.opsctl_last_offset = offset
            self._subnet_ips[address] = instance
            return address
    raise InvalidParameterValueError(f"no free address in subnet {self.id} ({self.cidr})")


def _wanted_address(self: Subnet, ip: str, instance: Any) -> None:
    if not usable(ip, self.cidr):
        raise InvalidParameterValueError(f"{ip}: not an address of {self.cidr} that AWS gives out")
    if ip in self._subnet_ips:
        raise InvalidParameterValueError(f"{ip}: in use")
    self._subnet_ips[ip] = instance
