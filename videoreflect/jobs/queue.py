"""Long work one at a time, or a few at once, in the order in which it was asked for, with what a page shows of it."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal

from videoreflect.errors import Cancelled, JobFailed, VideoReflectError

JobState = Literal["waiting", "running", "paused", "done", "failed", "stopped"]
ENDED: frozenset[str] = frozenset({"paused", "done", "failed", "stopped"})
"""States in which nothing goes on by itself; what was paused is begun anew by its owner, where it was."""
KEPT_ENDED = 50
"""Ended jobs a page may still ask about; older ones are forgotten."""

LOOK_SECONDS = 2.0
"""So often it is asked whether a job that waits for something else than its turn may begin."""

_RATE_MEMORY_SECONDS = 2.0


class PutBack(Exception):
    """Raised by work that may not go on just now: it is called again when it may."""


@dataclass(slots=True)
class Job:
    """One piece of long work. Progress in ms of the clip, or in whatever unit the work counts; ``owner`` may see it."""

    id: str
    owner: str
    kind: str
    title: str
    lesson: str | None = None
    uses: frozenset[str] = frozenset()
    """Ids of what the job works on and nothing else may offer meanwhile: uploads, above all."""
    state: JobState = "waiting"
    done_ms: int = 0
    total_ms: int = 0
    sentence: str = ""
    told: list[str] = field(default_factory=list)
    """What was found, in sentences, for work that ends with something to say."""
    clean: bool | None = None
    """Whether nothing wrong was found, for work that looks for it."""
    started: float = 0.0
    held: str = ""
    """Why it may not begin although it is its turn, such as “Waits until 16:00, as you set.”"""
    at_once: bool = False
    """Whether its owner wants it begun whatever holds it."""
    beside: bool = False
    """Whether it is short and waited for: it does not wait for others, but for another such job."""
    stop: threading.Event = field(default_factory=threading.Event, repr=False)
    pausing: bool = False

    _begun: tuple[float, int] | None = field(default=None, repr=False)
    """When the first progress was told, and how far it was: work may go on where it was."""

    def progress(self, done_ms: int, total_ms: int) -> None:
        """Told by the work as it goes."""
        self.done_ms, self.total_ms = done_ms, total_ms
        if self._begun is None:
            self._begun = (time.monotonic(), done_ms)

    def seconds_left(self) -> int | None:
        """An estimate from the rate so far; None while there is too little to go by."""
        if self.state != "running" or self._begun is None:
            return None
        since, from_ms = self._begun
        elapsed, done = time.monotonic() - since, self.done_ms - from_ms
        if done <= 0 or elapsed < _RATE_MEMORY_SECONDS:
            return None
        return round(elapsed * max(0, self.total_ms - self.done_ms) / done)


Work = Callable[[Job], None]
Width = Callable[[str], int]
"""Says how many jobs may run at once when one of this owner begins."""

Hold = Callable[[Job], str]
"""Says why a job may not begin now; nothing if it may. Asked often, and never for long."""


def _one(_: str) -> int:
    return 1


def _free(_: Job) -> str:
    return ""


@dataclass(frozen=True, slots=True)
class _Waiting:
    job: Job
    work: Work
    hold: Hold


class JobQueue:
    """Runs jobs, one at a time unless ``width`` says more; each does its heavy part in a child process.

    A job that is held lets those behind it go first. Of one lesson one job runs at a time, but for those beside.
    """

    def __init__(self, width: Width = _one) -> None:
        self._width = width
        self._jobs: dict[str, Job] = {}
        self._waiting: list[_Waiting] = []
        self._changed = threading.Condition()
        self._closing = False
        self._threads: list[threading.Thread] = []

    def submit(self, job: Job, work: Work, hold: Hold = _free) -> Job:
        """Queue a job and return it. It begins when it is its turn and ``hold`` has nothing to say."""
        with self._changed:
            self._jobs[job.id] = job
            job.held = hold(job)
            self._waiting.append(_Waiting(job, work, hold))
            self._call_threads()
        return job

    def busy(self) -> int:
        """How many jobs run."""
        with self._changed:
            return len(self._active())

    def look_again(self) -> None:
        """Look at what waits: more may run at once than before."""
        with self._changed:
            self._call_threads()

    def jobs(self, owner: str | None = None) -> list[Job]:
        """Jobs of one person (or all), the oldest first."""
        with self._changed:
            return [job for job in self._jobs.values() if owner is None or job.owner == owner]

    def running(self) -> list[Job]:
        """Jobs that wait or run."""
        return [job for job in self.jobs() if job.state not in ENDED]

    def before(self, job: Job) -> int:
        """How many jobs, of anybody, come before one that waits; those that are held do not count."""
        with self._changed:
            waiting = [one.job for one in self._waiting]
            if job not in waiting or job.held:
                return 0
            alike = [one for one in waiting[: waiting.index(job)] + self._active() if one.beside is job.beside]
            return sum(not one.held for one in alike)

    def stop(self, job_id: str, owner: str) -> bool:
        """Ask a job to end; one that has ended is forgotten. False if this person has no such job."""
        with self._changed:
            job = self._of(job_id, owner)
            if job is None:
                return False
            job.pausing = False
            if job.state in ENDED:
                del self._jobs[job_id]
            self._end(job, "stopped")
            return True

    def pause(self, job_id: str, owner: str) -> bool:
        """Ask a job to end for now; it says “paused” then. False if this person has no such job that goes on."""
        with self._changed:
            job = self._of(job_id, owner)
            if job is None or job.state in ENDED:
                return False
            job.pausing = True
            self._end(job, "paused")
            return True

    def begin_now(self, job_id: str, owner: str) -> bool:
        """Begin a job, when it is its turn, whatever holds it. False if this person has no such job that waits."""
        with self._changed:
            job = self._of(job_id, owner)
            if job is None or job.state in ENDED:
                return False
            job.at_once, job.held = True, ""
            self._call_threads()
            return True

    def _of(self, job_id: str, owner: str) -> Job | None:
        job = self._jobs.get(job_id)
        return job if job is not None and job.owner == owner else None

    def _end(self, job: Job, state: JobState) -> None:
        job.stop.set()
        if job.state == "waiting":
            job.state = state
            self._waiting = [one for one in self._waiting if one.job is not job]

    def close(self) -> None:
        """End everything; children are killed by their leases."""
        with self._changed:
            self._closing = True
            for job in self._jobs.values():
                job.stop.set()
                if job.state == "waiting":
                    job.state = "stopped"
            self._waiting.clear()
            self._changed.notify_all()
        for thread in self._threads:
            thread.join(timeout=5)

    def _run(self) -> None:
        while (taken := self._next()) is not None:
            job = taken.job
            try:
                taken.work(job)
                job.state = "done"
            except PutBack:
                self._put_back(taken)
            except Cancelled:
                job.state = "paused" if job.pausing else "stopped"
            except VideoReflectError as error:
                job.state, job.sentence = "failed", error.sentence
            except Exception:  # noqa: BLE001 - the queue outlives any job; a traceback could quote content
                job.state, job.sentence = "failed", JobFailed.default
            self._forget_old()

    def _next(self) -> _Waiting | None:
        with self._changed:
            while not self._closing:
                if (first := self._first_free()) is not None:
                    self._waiting.remove(first)
                    first.job.state, first.job.started = "running", time.monotonic()
                    self._call_threads()  # there may be room for one more
                    return first
                self._changed.wait(LOOK_SECONDS if self._waiting else None)
            return None

    def _call_threads(self) -> None:
        """Wake a thread for what waits; begin another if each of them has a job. Within the lock."""
        self._changed.notify_all()
        if self._waiting and len(self._threads) <= len(self._active()) and not self._closing:
            thread = threading.Thread(target=self._run, daemon=True, name="jobs")
            self._threads.append(thread)
            thread.start()

    def _active(self) -> list[Job]:
        return [one for one in self._jobs.values() if one.state == "running"]

    def _has_turn(self, job: Job) -> bool:
        """Whether there is room for it beside what runs."""
        active = self._active()
        if job.beside:
            return not any(one.beside for one in active)
        others = [one for one in active if not one.beside]
        apart = job.lesson is None or all(one.lesson != job.lesson for one in others)
        return not others or (apart and len(others) < self._width(job.owner))

    def _first_free(self) -> _Waiting | None:
        for one in self._waiting:
            one.job.held = "" if one.job.at_once else one.hold(one.job)
        return next((one for one in self._waiting if not one.job.held and self._has_turn(one.job)), None)

    def _put_back(self, taken: _Waiting) -> None:
        """Let it wait again, before those that have not begun; unless its owner ended it meanwhile."""
        with self._changed:
            job = taken.job
            if self._closing or job.stop.is_set():
                job.state = "paused" if job.pausing else "stopped"
                return
            job.state, job.held, job._begun = "waiting", taken.hold(job), None
            self._waiting.insert(0, taken)

    def _forget_old(self) -> None:
        with self._changed:
            ended = [job for job in self._jobs.values() if job.state in ENDED]
            for job in ended[:-KEPT_ENDED]:
                self._jobs.pop(job.id, None)
