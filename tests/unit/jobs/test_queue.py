"""The queue: one job after the other, each with what a page shows of it."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator

import pytest

from videoreflect.errors import Cancelled, JobFailed, NotMedia
from videoreflect.jobs import queue
from videoreflect.jobs.queue import ENDED, KEPT_ENDED, Job, JobQueue, PutBack

ME, OTHER = "a" * 32, "b" * 32


@pytest.fixture
def jobs() -> Iterator[JobQueue]:
    made = JobQueue()
    yield made
    made.close()


def job(name: str = "1", owner: str = ME) -> Job:
    return Job(name, owner, "adding", f"Lesson {name}")


def until_over(*waited: Job) -> None:
    deadline = time.monotonic() + 10
    while any(one.state not in ENDED for one in waited):
        assert time.monotonic() < deadline, [one.state for one in waited]
        time.sleep(0.01)


def wait_for_stop(running: Job) -> None:
    assert running.stop.wait(10)
    raise Cancelled


def test_jobs_run_one_at_a_time_in_their_order(jobs: JobQueue) -> None:
    events: list[str] = []

    def work(running: Job) -> None:
        events.append(f"begin {running.id}")
        time.sleep(0.02)
        events.append(f"end {running.id}")

    submitted = [jobs.submit(job(str(number)), work) for number in range(4)]
    until_over(*submitted)

    assert events == [f"{word} {number}" for number in range(4) for word in ("begin", "end")]
    assert [one.state for one in submitted] == ["done"] * 4


def test_a_job_that_fails_says_why_and_the_next_one_runs(jobs: JobQueue) -> None:
    def not_media(_: Job) -> None:
        raise NotMedia("This file is empty.")

    def bug(_: Job) -> None:
        raise RuntimeError("what the pupil said")

    told, hidden, fine = (jobs.submit(job(str(n)), work) for n, work in enumerate((not_media, bug, lambda _: None)))
    until_over(told, hidden, fine)

    assert (told.state, told.sentence) == ("failed", "This file is empty.")
    assert (hidden.state, hidden.sentence) == ("failed", JobFailed.default)
    assert (fine.state, fine.sentence) == ("done", "")


def test_a_running_job_can_be_stopped_by_its_owner_only(jobs: JobQueue) -> None:
    running = jobs.submit(job(), wait_for_stop)

    assert not jobs.stop("1", OTHER)
    assert not jobs.stop("2", ME)
    assert jobs.stop("1", ME)
    until_over(running)
    assert running.state == "stopped"


def test_a_waiting_job_that_is_stopped_never_begins(jobs: JobQueue) -> None:
    begun: list[str] = []
    first = jobs.submit(job("1"), wait_for_stop)
    second = jobs.submit(job("2"), lambda running: begun.append(running.id))

    assert jobs.stop("2", ME)
    assert second.state == "stopped"
    assert jobs.stop("1", ME)
    until_over(first)
    assert begun == []


def test_everybody_sees_their_own_jobs(jobs: JobQueue) -> None:
    mine, theirs = jobs.submit(job("1"), wait_for_stop), jobs.submit(job("2", OTHER), wait_for_stop)

    assert jobs.jobs(ME) == [mine]
    assert jobs.jobs(OTHER) == [theirs]
    assert jobs.running() == [mine, theirs]


def test_closing_ends_everything() -> None:
    made = JobQueue()
    running, waiting = made.submit(job("1"), wait_for_stop), made.submit(job("2"), wait_for_stop)

    made.close()

    assert (running.state, waiting.state) == ("stopped", "stopped")
    assert made.running() == []
    assert "jobs" not in {thread.name for thread in threading.enumerate() if thread in made._threads}


def job_of(name: str, lesson: str | None, *, beside: bool = False) -> Job:
    return Job(name, ME, "transcribing", f"Lesson {name}", lesson, beside=beside)


def until_running(*wanted: Job) -> None:
    deadline = time.monotonic() + 10
    while any(one.state != "running" for one in wanted):
        assert time.monotonic() < deadline, [one.state for one in wanted]
        time.sleep(0.01)


def test_as_many_run_at_once_as_their_owner_may_have_but_one_of_a_lesson() -> None:
    wide = JobQueue(lambda owner: 2 if owner == ME else 1)
    try:
        first, same, other, third = (job_of(name, lesson) for name, lesson in zip("1234", "aabc", strict=True))
        for one in (first, same, other, third):
            wide.submit(one, wait_for_stop)
        until_running(first, other)
        assert (same.state, third.state) == ("waiting", "waiting")
        assert wide.before(third) == 3
        first.stop.set()
        until_running(same)
        assert third.state == "waiting"
    finally:
        wide.close()


def test_what_is_beside_waits_for_nothing_but_its_like(jobs: JobQueue) -> None:
    """A passage does not wait behind a whole transcript, and the next transcript does not begin for it."""
    whole, next_one = job_of("1", "a"), job_of("2", "b")
    passage, second = job_of("3", "a", beside=True), job_of("4", "b", beside=True)
    for one in (whole, next_one, passage, second):
        jobs.submit(one, wait_for_stop)
    until_running(whole, passage)

    assert (next_one.state, second.state) == ("waiting", "waiting")
    assert (jobs.before(next_one), jobs.before(second), jobs.busy()) == (1, 1, 2)
    passage.stop.set()
    until_running(second)
    assert next_one.state == "waiting"


def test_when_more_are_wanted_at_once_what_waits_begins() -> None:
    width = {ME: 1}
    made = JobQueue(lambda owner: width[owner])
    try:
        first, second = job_of("1", "a"), job_of("2", "b")
        made.submit(first, wait_for_stop)
        made.submit(second, wait_for_stop)
        until_running(first)
        width[ME] = 2
        made.look_again()
        until_running(second)
    finally:
        made.close()


def test_a_queue_does_not_grow_threads_with_what_waits(jobs: JobQueue) -> None:
    many = [jobs.submit(job(str(number)), lambda _: None) for number in range(100)]
    until_over(*many)

    assert len(jobs._threads) < 5


def test_a_queue_that_never_ran_closes_too() -> None:
    made = JobQueue()

    made.close()

    assert made.jobs() == []


def test_ended_jobs_are_forgotten_after_a_while(jobs: JobQueue) -> None:
    submitted = [jobs.submit(job(str(number)), lambda _: None) for number in range(KEPT_ENDED + 5)]
    until_over(*submitted)
    time.sleep(0.05)

    assert [one.id for one in jobs.jobs()] == [str(number) for number in range(5, KEPT_ENDED + 5)]


# -- Time left ---------------------------------------------------------------------------


class Clock:
    """A clock that the test sets."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.now = 100.0
        monkeypatch.setattr(time, "monotonic", lambda: self.now)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    return Clock(monkeypatch)


def test_time_left_follows_the_rate(clock: Clock) -> None:
    running = job()
    running.state = "running"
    running.progress(0, 100_000)
    assert running.seconds_left() is None

    clock.now += 1
    running.progress(5_000, 100_000)
    assert running.seconds_left() is None, "a second is too little to go by"

    clock.now += 9
    running.progress(50_000, 100_000)
    assert running.seconds_left() == 10


def test_time_left_of_work_that_goes_on_counts_only_what_was_done_now(clock: Clock) -> None:
    running = job()
    running.state = "running"
    running.progress(80_000, 100_000)
    clock.now += 10
    running.progress(90_000, 100_000)

    assert running.seconds_left() == 10


@pytest.mark.parametrize("state", ["waiting", "done", "failed", "stopped"])
def test_what_does_not_run_has_no_time_left(clock: Clock, state: queue.JobState) -> None:
    one = job()
    one.progress(0, 10)
    clock.now += 5
    one.progress(5, 10)
    one.state = state

    assert one.seconds_left() is None


def test_time_left_is_never_negative(clock: Clock) -> None:
    running = job()
    running.state = "running"
    running.progress(0, 10)
    clock.now += 5
    running.progress(12, 10)

    assert running.seconds_left() == 0


# -- Held, put back, paused --------------------------------------------------------------


def until(check: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 10
    while not check():
        assert time.monotonic() < deadline
        time.sleep(0.01)


@pytest.fixture(autouse=True)
def _looks_often(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queue, "LOOK_SECONDS", 0.02)


def test_a_held_job_says_why_lets_others_go_first_and_begins_when_it_may(jobs: JobQueue) -> None:
    evening = threading.Event()
    held = jobs.submit(job("held"), lambda _: None, lambda _: "" if evening.is_set() else "Waits until 16:00.")
    other = jobs.submit(job("other"), lambda _: None)

    until_over(other)
    assert (held.state, held.held) == ("waiting", "Waits until 16:00.")
    assert jobs.before(held) == 0

    evening.set()
    until_over(held)
    assert (held.state, held.held) == ("done", "")


def test_a_held_job_begins_now_when_its_owner_says_so(jobs: JobQueue) -> None:
    held = jobs.submit(job(), lambda _: None, lambda _: "Waits until 16:00.")

    assert not jobs.begin_now("1", OTHER)
    assert jobs.begin_now("1", ME)
    until_over(held)
    assert held.state == "done"
    assert not jobs.begin_now("1", ME)


def test_work_that_may_not_go_on_is_put_back_and_called_again_before_the_others(jobs: JobQueue) -> None:
    on_mains, calls = threading.Event(), []

    def work(running: Job) -> None:
        calls.append(running.id)
        if not on_mains.is_set():
            raise PutBack

    first = jobs.submit(job("1"), work, lambda one: "Waits." if calls and not on_mains.is_set() else "")
    second = jobs.submit(job("2"), lambda running: calls.append(running.id))
    until_over(second)
    assert (first.state, first.held) == ("waiting", "Waits.")

    on_mains.set()
    until_over(first)
    assert calls == ["1", "2", "1"]
    assert first.state == "done"


def test_a_job_that_is_put_back_can_be_stopped(jobs: JobQueue) -> None:
    def work(running: Job) -> None:
        assert running.stop.wait(10)
        raise PutBack

    running = jobs.submit(job(), work)
    until(lambda: running.state == "running")
    jobs.stop("1", ME)
    until_over(running)
    assert running.state == "stopped"


def test_a_running_job_is_paused_and_a_waiting_one_too(jobs: JobQueue) -> None:
    begun: list[str] = []
    running = jobs.submit(job("1"), wait_for_stop)
    waiting = jobs.submit(job("2"), lambda one: begun.append(one.id))
    until(lambda: running.state == "running")

    assert not jobs.pause("1", OTHER)
    assert jobs.pause("2", ME)
    assert jobs.pause("1", ME)
    until_over(running)

    assert (running.state, waiting.state) == ("paused", "paused")
    assert not jobs.pause("1", ME), "it is over already"
    assert begun == []
    assert jobs.stop("1", ME)
    assert [one.id for one in jobs.jobs()] == ["2"], "one that is paused and stopped is forgotten"


def test_stopping_what_is_being_paused_stops_it(jobs: JobQueue) -> None:
    leave = threading.Event()

    def work(running: Job) -> None:
        assert leave.wait(10)
        raise Cancelled

    running = jobs.submit(job(), work)
    until(lambda: running.state == "running")
    jobs.pause("1", ME)
    jobs.stop("1", ME)
    leave.set()
    until_over(running)
    assert running.state == "stopped"


def test_who_waits_knows_how_many_come_before(jobs: JobQueue) -> None:
    submitted = [jobs.submit(job(str(number), owner), wait_for_stop) for number, owner in enumerate((ME, OTHER, ME))]
    until(lambda: submitted[0].state == "running")

    assert [jobs.before(one) for one in submitted] == [0, 1, 2]
