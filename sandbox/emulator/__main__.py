"""`python -m emulator --port N --state DIR --region REGION`: starts the sandbox's AWS."""

from __future__ import annotations

import argparse
import os
import re
import sys
from pathlib import Path

from . import surroundings


def main() -> int:
    """Exit codes: 0 stopped by SIGTERM, 2 bad arguments, 3 cannot replay, 4 state not kept."""
    options = _options()
    # Some of moto's answers follow the order of Python sets; a replay needs the same order.
    if os.environ.get("PYTHONHASHSEED") != "0":
        environment = {**os.environ, "PYTHONHASHSEED": "0"}
        os.execve(sys.executable, [*_interpreter(), *sys.argv[1:]], environment)
    surroundings.prepare(options.account)

    from .server import serve

    return serve(options)


def _interpreter() -> list[str]:
    return [sys.executable, "-m", __package__]


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m emulator", description=__doc__)
    parser.add_argument("--port", type=int, default=0, help="on 127.0.0.1; 0 takes a free one")
    parser.add_argument("--state", type=Path, required=True, help="folder for record and volumes")
    parser.add_argument("--region", default="eu-west-3")
    parser.add_argument("--account", default="123456789012", help="12 digits")
    parser.add_argument("--replace-gone-after", type=float, default=10.0, metavar="SECONDS")
    parser.add_argument("--replace-stopped-after", type=float, default=60.0, metavar="SECONDS")
    parser.add_argument("--files-through", default="", metavar="WORDS", help='"podman unshare"')
    parser.add_argument("--pause-with", metavar="ENGINE", help="podman or docker, for snapshots")
    options = parser.parse_args()
    if not 0 <= options.port <= 65535:
        parser.error("--port: 0 to 65535")
    if not re.fullmatch(r"[0-9]{12}", options.account):
        parser.error("--account: 12 digits")
    if not re.fullmatch(r"[a-z]{2}(-[a-z]+)+-[0-9]", options.region):
        parser.error("--region: a region's name, such as eu-west-3")
    return options


code = main()
sys.stdout.flush()
sys.stderr.flush()
# Everything is on the disk; the interpreter would take moto apart for a second.
os._exit(code)
