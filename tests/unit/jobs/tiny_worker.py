"""A child for the tests of jobs: does one small thing, as its task says."""

from __future__ import annotations

import ctypes
import os
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from videoreflect import errors
from videoreflect.jobs.worker import Outbox, serve

SECRET = "-".join(("the", "pupil", "said", "marzipan"))
"""Put together here, so that it stands in no argument and in no environment."""


def work(task: dict[str, Any], outbox: Outbox) -> dict[str, Any]:
    """Do what the task names."""
    return DEEDS[task["do"]](task, outbox)


def _answer(task: dict[str, Any], outbox: Outbox) -> dict[str, Any]:
    for number in range(task.get("items", 0)):
        outbox.item({"number": number})
    return {"answer": task.get("ask")}


def _show_itself(task: dict[str, Any], outbox: Outbox) -> dict[str, Any]:
    seen = {name: Path("/proc/self", name).read_bytes().decode("latin-1") for name in ("cmdline", "environ")}
    return seen | {"nice": os.nice(0)}


def _chatter(task: dict[str, Any], outbox: Outbox) -> dict[str, Any]:
    print("a library says hello")
    sys.stderr.write(SECRET + "\n")
    os.write(1, b'{"result": {"forged": true}}\n')
    os.write(2, SECRET.encode())
    return {"quiet": True}


def _count(task: dict[str, Any], outbox: Outbox) -> dict[str, Any]:
    begun = time.monotonic()
    told = 0
    while time.monotonic() - begun < task["seconds"]:
        outbox.progress(done_ms=told, total_ms=100)
        told += 1
    return {"calls": told}


def _fail(task: dict[str, Any], outbox: Outbox) -> dict[str, Any]:
    kind = getattr(errors, task["error"])
    raise kind(task.get("sentence"))


def _raise(task: dict[str, Any], outbox: Outbox) -> dict[str, Any]:
    raise RuntimeError(SECRET)


def _exit(task: dict[str, Any], outbox: Outbox) -> dict[str, Any]:
    os._exit(task["code"])


def _segfault(task: dict[str, Any], outbox: Outbox) -> dict[str, Any]:
    ctypes.string_at(0)
    return {}


def _be_killed(task: dict[str, Any], outbox: Outbox) -> dict[str, Any]:
    os.kill(os.getpid(), signal.SIGKILL)
    return {}


def _say(task: dict[str, Any], outbox: Outbox) -> dict[str, Any]:
    outbox._stdout.write(task["raw"].encode("latin-1") + b"\n")
    outbox._stdout.flush()
    time.sleep(5)
    return {}


def _sleep(task: dict[str, Any], outbox: Outbox) -> dict[str, Any]:
    outbox.item({"pid": os.getpid()})
    time.sleep(task["seconds"])
    return {"slept": task["seconds"]}


def _hold_all_threads(task: dict[str, Any], outbox: Outbox) -> dict[str, Any]:
    """As native code does that keeps Python's lock: no thread of this process runs meanwhile."""
    ctypes.PyDLL(None).usleep(int(task["seconds"] * 1_000_000))
    return {"held": task["seconds"]}


DEEDS: dict[str, Callable[[dict[str, Any], Outbox], dict[str, Any]]] = {
    "answer": _answer,
    "show itself": _show_itself,
    "chatter": _chatter,
    "count": _count,
    "fail": _fail,
    "raise": _raise,
    "exit": _exit,
    "segfault": _segfault,
    "be killed": _be_killed,
    "say": _say,
    "sleep": _sleep,
    "hold all threads": _hold_all_threads,
}

if __name__ == "__main__":
    serve(work)
