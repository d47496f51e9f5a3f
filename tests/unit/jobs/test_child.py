"""Parent and child: messages, leases, and what is left when either of them dies."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.unit.jobs.tiny_worker import SECRET
from videoreflect.errors import (
    Cancelled,
    DiskFull,
    JobFailed,
    LeaseEnded,
    ModelMissing,
    NotAllowed,
    NotMedia,
    VideoReflectError,
)
from videoreflect.jobs.child import Handlers, run_child
from videoreflect.jobs.worker import LEASE_SECONDS

WORKER = "tests.unit.jobs.tiny_worker"
posix_only = pytest.mark.skipif(sys.platform == "win32", reason="stops processes by POSIX signals")
linux_only = pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")


@pytest.fixture(autouse=True)
def _children_find_the_tests(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONPATH", str(root))


def run(do: str, handlers: Handlers | None = None, stop: threading.Event | None = None, **task: Any) -> dict[str, Any]:
    return run_child(WORKER, {"do": do, **task}, handlers or Handlers(), stop)


def test_a_child_answers() -> None:
    items: list[int] = []

    told = run("answer", Handlers(on_item=lambda item: items.append(item["number"])), ask="¾ or ⅝?", items=3)

    assert told == {"answer": "¾ or ⅝?"}
    assert items == [0, 1, 2]


def test_progress_comes_at_most_five_times_a_second() -> None:
    seen: list[int] = []

    told = run("count", Handlers(on_progress=lambda one: seen.append(one["done_ms"])), seconds=0.9)

    assert 1 <= len(seen) <= 6
    assert told["calls"] > len(seen)
    assert seen == sorted(seen)


@pytest.mark.parametrize("kind", [NotMedia, DiskFull, ModelMissing, NotAllowed])
def test_an_error_passes_with_its_code_and_sentence(kind: type[VideoReflectError]) -> None:
    with pytest.raises(kind) as caught:
        run("fail", error=kind.__name__)
    assert caught.value.sentence == kind.default

    with pytest.raises(kind, match="Copy it again"):
        run("fail", error=kind.__name__, sentence="Copy it again.")


@pytest.mark.parametrize(
    ("do", "more"),
    [("raise", {}), ("exit", {"code": 0}), ("exit", {"code": 3}), ("be killed", {}), ("segfault", {}), ("no deed", {})],
)
def test_a_crash_is_told_as_one_sentence_without_content(
    do: str, more: dict[str, Any], capfd: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(JobFailed) as caught:
        run(do, **more)

    assert caught.value.sentence == JobFailed.default
    assert caught.value.__cause__ is None
    assert capfd.readouterr() == ("", "")


def test_a_module_that_is_not_there_is_told_too() -> None:
    with pytest.raises(JobFailed):
        run_child("tests.unit.jobs.nobody", {}, Handlers())


def test_what_libraries_print_goes_nowhere(capfd: pytest.CaptureFixture[str]) -> None:
    assert run("chatter") == {"quiet": True}
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize(
    "raw",
    [
        "not json",
        "[]",
        "7",
        '{"result": 7}',
        '{"error": "text"}',
        '{"error": {"code": "no-such-code", "sentence": "x"}}',
        '{"progress": [], "item": {}}',
        "[" * 100_000,
        "\xff\xfe",
    ],
    ids=lambda raw: raw[:20],
)
def test_a_child_that_was_taken_over_cannot_confuse_its_parent(raw: str) -> None:
    with pytest.raises(JobFailed) as caught:
        run("say", raw=raw)

    assert caught.value.sentence == JobFailed.default


def test_an_error_without_a_sentence_has_the_usual_one() -> None:
    with pytest.raises(DiskFull) as caught:
        run("say", raw='{"error": {"code": "disk-full"}}')

    assert caught.value.sentence == DiskFull.default


@linux_only
def test_nothing_of_a_task_shows_in_the_list_of_processes() -> None:
    shown = run("show itself", key="bWFyemlwYW4", path="/lessons/Year 5.mp4")

    assert WORKER in shown["cmdline"]
    for secret in ("bWFyemlwYW4", "Year 5", "show itself"):
        assert secret not in shown["cmdline"] + shown["environ"]


@linux_only
def test_a_child_calls_nobody_and_lets_the_page_go_first() -> None:
    shown = run("show itself")

    for quiet in ("ORT_DISABLE_TELEMETRY=1", "HF_HUB_OFFLINE=1", "HF_HUB_DISABLE_TELEMETRY=1", "DO_NOT_TRACK=1"):
        assert quiet in shown["environ"].split("\0")
    assert shown["nice"] >= 10


def test_a_child_that_was_stopped_ends_within_seconds() -> None:
    stop = threading.Event()
    pids: list[int] = []

    def started(item: dict[str, Any]) -> None:
        pids.append(item["pid"])
        stop.set()

    begun = time.monotonic()
    with pytest.raises(Cancelled):
        run("sleep", Handlers(on_item=started), stop, seconds=60)

    assert time.monotonic() - begun < 3
    assert is_gone(pids[0])


def test_a_lease_that_is_refused_ends_the_child_and_says_why() -> None:
    renewals = []

    def renew() -> None:
        renewals.append(time.monotonic())
        if len(renewals) == 2:
            raise NotAllowed("It was withdrawn.")

    begun = time.monotonic()
    with pytest.raises(LeaseEnded, match="It was withdrawn"):
        run("sleep", Handlers(renew=renew), seconds=60)

    assert time.monotonic() - begun < 4


def test_a_lease_is_renewed_for_as_long_as_it_takes() -> None:
    renewals: list[float] = []
    seconds = LEASE_SECONDS + 1.5

    assert run("sleep", Handlers(renew=lambda: renewals.append(0)), seconds=seconds) == {"slept": seconds}
    assert len(renewals) >= 3


@linux_only
def test_native_code_that_holds_all_threads_does_not_end_a_renewed_lease() -> None:
    seconds = LEASE_SECONDS + 1

    assert run("hold all threads", seconds=seconds) == {"held": seconds}


def test_an_exception_while_a_message_is_handled_ends_the_child() -> None:
    pids: list[int] = []

    def full(item: dict[str, Any]) -> None:
        pids.append(item["pid"])
        raise DiskFull

    with pytest.raises(DiskFull):
        run("sleep", Handlers(on_item=full), seconds=60)

    assert is_gone(pids[0])


# -- When the parent is gone -------------------------------------------------------------


@pytest.fixture
def parent() -> Iterator[tuple[subprocess.Popen[str], int]]:
    """Start a parent in a process of its own; yield it and its child's process id."""
    with subprocess.Popen(
        [sys.executable, "-m", "tests.unit.jobs.tiny_parent"], stdout=subprocess.PIPE, text=True
    ) as started:
        assert started.stdout is not None
        yield started, int(started.stdout.readline())
        started.kill()


@posix_only
def test_a_child_ends_when_its_parent_is_killed(parent: tuple[subprocess.Popen[str], int]) -> None:
    process, child = parent
    assert not is_gone(child)

    os.kill(process.pid, signal.SIGKILL)

    assert seconds_until_gone(child) < 1.5


@posix_only
def test_a_child_ends_when_its_parent_stops_renewing(parent: tuple[subprocess.Popen[str], int]) -> None:
    """A parent that hangs keeps the pipe open, so only the clock can end the child."""
    process, child = parent
    os.kill(process.pid, signal.SIGSTOP)
    try:
        seconds = seconds_until_gone(child)
    finally:
        os.kill(process.pid, signal.SIGCONT)

    assert LEASE_SECONDS - 1.5 < seconds < LEASE_SECONDS + 1.5


def test_the_secret_of_these_tests_is_one() -> None:
    assert SECRET not in Path(__file__).read_text("utf-8")


def is_gone(pid: int) -> bool:
    """Whether a process has ended; one that nobody has collected yet has."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    state = Path(f"/proc/{pid}/stat")
    return state.exists() and state.read_text().rpartition(")")[2].split()[0] == "Z"


def seconds_until_gone(pid: int) -> float:
    begun = time.monotonic()
    while not is_gone(pid) and time.monotonic() - begun < 20:
        time.sleep(0.05)
    return time.monotonic() - begun
