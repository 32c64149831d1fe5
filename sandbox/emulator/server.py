"""The process: bind, replay, say that it is ready, serve, stop."""

from __future__ import annotations

import argparse
import fcntl
import json
import os
import signal
import sys
import threading
import time
from pathlib import Path
from typing import Any

from moto.moto_server.werkzeug_app import MotoRequestHandler
from werkzeug.serving import ThreadedWSGIServer

from . import chance, gaps
from .folders import Folders
from .gateway import Gateway
from .line import Line
from .replacement import Watch
from .start import CannotReplay, bring_up
from .world import World

_HOST = "127.0.0.1"
_RESET = "`opsctl sandbox reset` starts anew (all of the sandbox's resources and data are lost)"


class _Handler(MotoRequestHandler):
    # Header and body are two writes; without this each answer may wait 40 ms for an ACK.
    disable_nagle_algorithm = True

    def log_request(self, *args: Any) -> None:
        """Requests are in the record; a second log would only repeat them."""


def serve(options: argparse.Namespace) -> int:
    """Run until SIGTERM or SIGINT; returns the exit code."""
    began = time.monotonic()
    os.umask(0o022)
    state: Path = options.state.resolve()
    state.mkdir(parents=True, exist_ok=True)
    lock = _only_one(state)
    if lock is None:
        print(f"emulator: another one runs on {state}", file=sys.stderr)
        return 2
    chance.install()
    gaps.install()
    exit_code = [0]
    servers: list[ThreadedWSGIServer] = []

    def stop(code: int) -> None:
        exit_code[0] = code
        for server in servers:
            threading.Thread(target=server.shutdown, daemon=True).start()

    def fatal(reason: str) -> None:
        print(f"emulator: {reason}; starting again restores the last state", file=sys.stderr)
        stop(4)

    world = World(options.account, options.region)
    folders = Folders(state, tuple(options.files_through.split()), options.pause_with)
    try:
        line, count, seconds = bring_up(state, world, folders, fatal)
    except CannotReplay as reason:
        print(f"emulator: cannot continue where it stopped: {reason}; {_RESET}", file=sys.stderr)
        return 3
    facts = {"region": options.region, "account": options.account, "pid": os.getpid()}
    server = ThreadedWSGIServer(_HOST, options.port, Gateway(line, facts), _Handler)
    servers.append(server)
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop(0))
    watch = Watch(options.replace_gone_after, options.replace_stopped_after)
    threading.Thread(target=_tend, args=(line, watch), daemon=True).start()
    port = server.server_address[1]
    ready = {**facts, "ready": True, "port": port, "endpoint": f"http://{_HOST}:{port}"}
    ready |= {"replayed": count, "replaySeconds": round(seconds, 2)}
    ready |= {"startSeconds": round(time.monotonic() - began, 2)}
    print(json.dumps(ready), flush=True)
    server.serve_forever(poll_interval=0.1)
    server.server_close()
    (state / "emulator.pid").unlink(missing_ok=True)
    return exit_code[0]


def _only_one(state: Path) -> Any:
    """Lock the pid file for this process's life; None if another process holds it."""
    descriptor = os.open(state / "emulator.pid", os.O_RDWR | os.O_CREAT, 0o644)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(descriptor)
        return None
    os.ftruncate(descriptor, 0)
    os.write(descriptor, f"{os.getpid()}\n".encode())
    return descriptor


def _tend(line: Line, watch: Watch) -> None:
    while True:
        time.sleep(0.5)
        try:
            line.tend_groups(watch)
        except RuntimeError:
            return  # the line is broken and the process about to end
