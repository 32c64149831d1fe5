"""A started emulator per test, spoken to over HTTP as its users do."""

from __future__ import annotations

import json
import os
import runpy
import signal
import subprocess
import sys
import urllib.request
from pathlib import Path
from typing import Any

import boto3
import pytest
from botocore.config import Config

from .. import surroundings

surroundings.prepare("123456789012")
# Loaded once: most of an emulator's start is loading moto, and `fork` goes on from here.
from .. import server as _loaded  # noqa: E402, F401

SANDBOX = Path(__file__).resolve().parents[2]
REGION = "eu-west-3"


class Emulator:
    """One process on one state folder."""

    def __init__(self, state: Path, *arguments: str):
        self.state = state
        self._arguments = arguments
        self.process: Any = None
        self.ready: dict[str, Any] = {}

    def fork(self) -> Emulator:
        """As `start`, in a copy of this process, which has moto loaded."""
        reading, writing = os.pipe()
        pid = os.fork()
        if pid == 0:
            _become_emulator(["--state", str(self.state), *self._arguments], writing)
        os.close(writing)
        self.process = _Forked(pid)
        with os.fdopen(reading) as stdout:
            self.ready = json.loads(stdout.readline())
        return self

    def start(self) -> Emulator:
        """A process of its own, as `opsctl sandbox up` starts it."""
        words = [sys.executable, "-m", "emulator", "--state", str(self.state), *self._arguments]
        environment = {**os.environ, "PYTHONPATH": str(SANDBOX)}
        self.process = subprocess.Popen(
            words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment
        )
        line = self.process.stdout.readline()
        if not line:
            raise RuntimeError(self.process.communicate(timeout=20)[1])
        self.ready = json.loads(line)
        return self

    def kill(self) -> None:
        self._end(signal.SIGKILL)

    def kill_when_calm(self) -> None:
        """Kill it when a second look at the world shows nothing new; `last` is that world."""
        self.last = self.world()
        while (again := self.get("/_opsctl/world?after=%d&wait=1.5" % self.last["version"])) != (
            self.last
        ):
            self.last = again
        self.kill()

    def stop(self) -> int:
        return self._end(signal.SIGTERM)

    def _end(self, number: int) -> int:
        self.process.send_signal(number)
        self.process.communicate(timeout=20)
        return self.process.returncode

    def client(self, service: str) -> Any:
        return boto3.client(
            service,
            region_name=REGION,
            endpoint_url=self.ready["endpoint"],
            aws_access_key_id="sandbox",
            aws_secret_access_key="sandbox",
            config=Config(retries={"total_max_attempts": 1}, s3={"addressing_style": "path"}),
        )

    def get(self, path: str, host: str | None = None) -> Any:
        request = urllib.request.Request(self.ready["endpoint"] + path)
        if host:
            request.add_header("Host", host)
        with urllib.request.urlopen(request, timeout=70) as answer:
            return json.load(answer)

    def put(self, path: str, value: Any) -> Any:
        request = urllib.request.Request(
            self.ready["endpoint"] + path, data=json.dumps(value).encode(), method="PUT"
        )
        with urllib.request.urlopen(request, timeout=10) as answer:
            return json.load(answer)

    def world(self) -> dict[str, Any]:
        return self.get("/_opsctl/world")


class _Forked:
    """As much of subprocess.Popen as is asked for."""

    def __init__(self, pid: int):
        self.pid = pid
        self.returncode: int | None = None

    def send_signal(self, number: int) -> None:
        os.kill(self.pid, number)

    def poll(self) -> int | None:
        return self._wait(os.WNOHANG)

    def communicate(self, timeout: float) -> None:
        self._wait(0)

    def _wait(self, how: int) -> int | None:
        if self.returncode is None:
            pid, status = os.waitpid(self.pid, how)
            self.returncode = os.waitstatus_to_exitcode(status) if pid else None
        return self.returncode


def _become_emulator(words: list[str], stdout: int) -> None:
    try:
        os.dup2(stdout, 1)
        os.close(stdout)
        # pytest's own are not this process's.
        sys.stdout, sys.stderr = os.fdopen(1, "w"), sys.__stderr__
        sys.argv = ["emulator", *words]
        os.environ["PYTHONPATH"] = str(SANDBOX)
        runpy.run_module("emulator", run_name="__main__", alter_sys=True)
    finally:
        os._exit(70)


@pytest.fixture
def emulator(tmp_path: Path) -> Any:
    started = Emulator(tmp_path / "state", "--replace-gone-after", "1").fork()
    yield started
    if started.process.poll() is None:
        started.stop()


@pytest.fixture
def subnets(emulator: Emulator) -> list[str]:
    """Two subnets of the project's VPC, in two zones."""
    return make_subnets(emulator)


def make_subnets(emulator: Emulator) -> list[str]:
    ec2 = emulator.client("ec2")
    vpc = ec2.create_vpc(CidrBlock="10.20.0.0/16")["Vpc"]["VpcId"]
    return [
        ec2.create_subnet(
            VpcId=vpc, CidrBlock=f"10.20.{number}.0/24", AvailabilityZone=f"{REGION}{zone}"
        )["Subnet"]["SubnetId"]
        for number, zone in enumerate("ab")
    ]


def debian(emulator: Emulator) -> str:
    """The newest Debian 12 image, found as Terraform finds it."""
    images = emulator.client("ec2").describe_images(
        Owners=["136693071363"], Filters=[{"Name": "name", "Values": ["debian-12-amd64-*"]}]
    )["Images"]
    return max(images, key=lambda image: image["CreationDate"])["ImageId"]
