from __future__ import annotations

import json
import socket
import threading
import time
import urllib.error
import urllib.request

import pytest
from botocore.exceptions import ClientError

from .conftest import Emulator


def refused(emulator, path, **headers):
    request = urllib.request.Request(emulator.ready["endpoint"] + path, headers=headers)
    with pytest.raises(urllib.error.HTTPError) as error:
        urllib.request.urlopen(request, timeout=5)
    return error.value.code


def test_only_loopback_names_are_answered(emulator):
    assert emulator.get("/_opsctl/health")["ready"] is True
    assert refused(emulator, "/_opsctl/world", Host="evil.example") == 403
    assert refused(emulator, "/_opsctl/world", Host="123456789012.127.0.0.1") == 403
    assert refused(emulator, "/", Host="evil.example") == 403
    assert refused(emulator, "/", Origin="http://evil.example") == 403
    assert refused(emulator, "/moto-api/data.json") == 404


def test_the_version_counts_changes_and_wakes_the_long_poll(emulator):
    ec2 = emulator.client("ec2")
    ec2.describe_instances()
    before = emulator.world()["version"]
    assert before == 0
    got = []

    def wait():
        began = time.monotonic()
        world = emulator.get(f"/_opsctl/world?after={before}&wait=20")
        got.append((world["version"], time.monotonic() - began))

    waiting = threading.Thread(target=wait)
    waiting.start()
    time.sleep(0.5)
    ec2.describe_instances()
    ec2.create_vpc(CidrBlock="10.20.0.0/16")
    waiting.join(timeout=25)
    assert got[0][0] == 1 and 0.4 < got[0][1] < 5
    began = time.monotonic()
    assert emulator.get("/_opsctl/world?after=1&wait=0.3")["version"] == 1
    assert time.monotonic() - began >= 0.3


@pytest.mark.parametrize(
    ("service", "call", "arguments"),
    [
        ("dlm", "get_lifecycle_policies", {"State": "ENABLED"}),
        ("pricing", "describe_services", {}),
        ("autoscaling", "start_instance_refresh", {"AutoScalingGroupName": "x"}),
        ("ec2", "describe_volume_status", {}),
        ("backup", "list_frameworks", {}),
        ("route53", "list_traffic_policies", {}),
    ],
)
def test_what_moto_does_not_know_fails_at_once(emulator, service, call, arguments):
    client = emulator.client(service)
    with pytest.raises(ClientError) as error:
        getattr(client, call)(**arguments)
    assert error.value.response["Error"]["Code"] == "NotImplemented"
    assert error.value.response["ResponseMetadata"]["HTTPStatusCode"] == 400


def test_a_cbor_request_is_refused_in_cbor(emulator):
    request = urllib.request.Request(
        emulator.ready["endpoint"]
        + "/service/GraniteServiceVersion20100801/operation/PutMetricAlarm",
        data=b"\xa0",
        headers={"smithy-protocol": "rpc-v2-cbor", "Content-Type": "application/cbor"},
    )
    with pytest.raises(urllib.error.HTTPError) as error:
        urllib.request.urlopen(request, timeout=5)
    assert error.value.code == 400
    assert error.value.headers["smithy-protocol"] == "rpc-v2-cbor"
    assert b"NotImplemented" in error.value.read()


def test_s3_control_comes_through_the_http_proxy(emulator):
    """As Go sends it through HTTP_PROXY: the whole address in the request line."""
    emulator.client("s3").create_bucket(
        Bucket="shop", CreateBucketConfiguration={"LocationConstraint": "eu-west-3"}
    )
    port = emulator.ready["port"]
    host = f"123456789012.127.0.0.1:{port}"
    arn = "arn%3Aaws%3As3%3A%3A%3Ashop"
    signature = "AWS4-HMAC-SHA256 Credential=sandbox/20261123/eu-west-3/s3/aws4_request, "
    lines = [
        f"GET http://{host}/v20180820/tags/{arn} HTTP/1.1",
        f"Host: {host}",
        f"Authorization: {signature}SignedHeaders=host, Signature=00",
        "x-amz-account-id: 123456789012",
        "Connection: close",
    ]
    with socket.create_connection(("127.0.0.1", port), timeout=5) as connection:
        connection.sendall(("\r\n".join(lines) + "\r\n\r\n").encode())
        answer = b"".join(iter(lambda: connection.recv(65536), b"")).decode()
    assert answer.startswith("HTTP/1.1 200") and "<ListTagsForResource" in answer


def test_it_stops_cleanly_and_only_one_runs_on_a_state(tmp_path):
    emulator = Emulator(tmp_path / "state").start()
    with pytest.raises(RuntimeError, match="another one runs"):
        Emulator(emulator.state).start()
    pid = (emulator.state / "emulator.pid").read_text()
    assert int(pid) == emulator.ready["pid"] == emulator.process.pid
    assert emulator.stop() == 0
    assert not (emulator.state / "emulator.pid").exists()
    assert json.dumps(emulator.ready)
