"""Prints what a playbook does as one JSON object a line, for opsctl to read."""

from __future__ import annotations

DOCUMENTATION = """
name: opsctl_events
type: stdout
short_description: one JSON line per event, small and safe to show
description:
  - Names a fixed set of fields, so facts, module arguments and diffs never reach the stream.
  - Tells a host that failed from one that could not be reached, and at the end names the hosts
    for which a play never began, or ended early through another host of the batch.
"""

import json
import re
import time

from ansible.plugins.callback import CallbackBase
from ansible.release import __version__ as ANSIBLE

FORMAT = 1
# What this plug-in and opsctl's waiting for workers rely on came with it.
OLDEST = (2, 19)
LONGEST_TEXT = 4000

# A container that does not run, in podman's and in docker's words. Their connection plug-ins hand
# this on as the output of a module that failed, though no module ever began.
NO_CONTAINER = re.compile(
    r"^Error: can only create exec sessions on running containers"
    r"|^Error: no container with name or ID"
    r"|^Error response from daemon: (container \S+ is not running|No such container)",
    re.IGNORECASE | re.MULTILINE,
)


class CallbackModule(CallbackBase):
    """Ansible's stdout callback; the fields of each event are described in README.md."""

    CALLBACK_VERSION = 2.0
    CALLBACK_TYPE = "stdout"
    CALLBACK_NAME = "opsctl_events"

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self._plays = []
        self._play = None
        self._begun = {}
        self._batches = []
        self._gone = {}

    def v2_playbook_on_start(self, playbook):
        if tuple(int(part) for part in ANSIBLE.split(".")[:2]) < OLDEST:
            self._write("too_old", found=ANSIBLE, needed=".".join(map(str, OLDEST)))
            # Ansible goes on after any ordinary exception of a callback.
            raise SystemExit(2)
        self._plays = playbook.get_plays()
        names = [play.get_name() for play in self._plays]
        self._write("start", format=FORMAT, plays=names)

    def v2_playbook_on_play_start(self, play):
        self._play = play
        # A play that matches no host is begun with all that the run is limited to.
        meant = _hosts(play, "ansible_play_hosts_all")
        batch = [host for host in _hosts(play, "ansible_play_batch") if host in meant]
        # A rolling play starts once per batch, always with the same uuid.
        self._begun.setdefault(play._uuid, set()).update(batch)
        self._batches.append((play, batch))
        self._write("play", play=play.get_name(), hosts=batch, check=play.check_mode is True)

    def v2_playbook_on_no_hosts_matched(self):
        self._write("play_skipped", play=self._play.get_name() if self._play else None)

    def v2_playbook_on_task_start(self, task, is_conditional):
        self._write("task", **_task(task))

    def v2_playbook_on_handler_task_start(self, task):
        self._write("task", handler=True, **_task(task))

    def v2_runner_retry(self, result):
        found = result.result
        self._host_event("retry", result, attempt=found.get("attempts"), of=found.get("retries"))

    def v2_runner_on_ok(self, result):
        self._host_event("changed" if result.result.get("changed") else "ok", result)

    def v2_runner_on_skipped(self, result):
        unjudged = {"unjudged": True} if _left_out_by_check(result, self._play) else {}
        self._host_event("skipped", result, **unjudged)

    def v2_runner_on_unreachable(self, result):
        self._host_event("unreachable", result, **_words(result))

    def v2_runner_on_failed(self, result, ignore_errors=False):
        if not ignore_errors and _is_gone(result):
            name = result.host.get_name()
            self._gone[name] = self._gone.get(name, 0) + 1
            self._host_event("unreachable", result, **_words(result))
            return
        self._host_event("failed", result, ignored=ignore_errors, **_words(result))

    def v2_runner_item_on_failed(self, result):
        self._host_event("item_failed", result, **_words(result))

    def v2_playbook_on_stats(self, stats):
        unfinished = self._unfinished(stats)
        names = sorted(set(stats.processed) | set(unfinished))
        hosts = {name: self._counts(stats.summarize(name), name) for name in names}
        told = {name: said for name, said in stats.custom.items() if name != "_run"}
        self._write("stats", hosts=hosts, unfinished=unfinished, **({"told": told} if told else {}))

    def _counts(self, counts, name):
        """Ansible's own counts, with what was told as unreachable counted as that."""
        gone = self._gone.get(name, 0)
        failures = max(0, counts["failures"] - gone)
        return {**counts, "failures": failures, "unreachable": counts["unreachable"] + gone}

    def _unfinished(self, stats):
        """Hosts that a play was meant for and did not bring to its end, with those plays' names."""
        missed = {}
        for play in self._plays:
            begun = self._begun.get(play._uuid, set())
            for host in _hosts(play, "ansible_play_hosts_all"):
                if host not in begun:
                    missed.setdefault(host, []).append(play.get_name())
        # A host that failed takes the others of its batch with it, and Ansible counts them as good.
        for play, batch in self._batches:
            left = _hosts(play, "ansible_play_hosts")
            for host in batch:
                if host not in left and host not in stats.failures and host not in stats.dark:
                    missed.setdefault(host, []).append(play.get_name())
        return missed

    def _host_event(self, status, result, **fields):
        name = result.host.get_name()
        # The implicit localhost is missing from its own play's batch.
        self._begun.setdefault(self._play._uuid, set()).add(name)
        self._write("host", host=name, status=status, **_task(result.task), **fields)

    def _write(self, event, **fields):
        # Not as escapes: opsctl hides secrets by their value, as they are written.
        line = {"event": event, "at": round(time.time(), 3), **fields}
        self._display.display(json.dumps(line, default=str, ensure_ascii=False))


def _is_gone(result):
    """A host that answers nobody, though Ansible calls it a module that failed."""
    if result.task.action.rsplit(".", 1)[-1] == "wait_for_connection":
        return True
    return NO_CONTAINER.search(str(result.result.get("module_stderr", ""))) is not None


def _left_out_by_check(result, play):
    """Whether a task was skipped because this is a check: by the module, or by its own `when`."""
    if play is None or not play.check_mode:
        return False
    found = result.result
    if "ansible_check_mode" in str(found.get("false_condition", "")):
        return True
    # In the words of module_utils/basic.py and of the command module.
    return "check mode" in str(found.get("msg", ""))


def _task(task):
    return {"task": task.get_name(), "id": task._uuid, "action": task.action}


def _hosts(play, variable):
    found = play.get_variable_manager().get_vars(play=play)
    return [str(name) for name in found.get(variable, [])]


def _words(result):
    """What went wrong in the tool's own words; Ansible has censored it where no_log says so."""
    found = result.result
    if "censored" in found:
        return {"message": found["censored"]}
    words = {"message": _short(found.get("msg") or found.get("reason") or "")}
    for name in ("rc", "stdout", "stderr", "module_stdout", "module_stderr"):
        if found.get(name) not in (None, ""):
            words[name] = _short(found[name])
    return words


def _short(value):
    """Numbers as they are; of a long text the end, where the error is."""
    if isinstance(value, int):
        return value
    text = str(value)
    return text if len(text) <= LONGEST_TEXT else "…" + text[-LONGEST_TEXT:]
