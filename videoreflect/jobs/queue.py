"""Long work one at a time, in the order in which it was asked for, with what a page shows of it."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal

from videoreflect.errors import Cancelled, JobFailed, VideoReflectError

JobState = Literal["waiting", "running", "done", "failed", "stopped"]
ENDED: frozenset[str] = frozenset({"done", "failed", "stopped"})
KEPT_ENDED = 50
"""Ended jobs a page may still ask about; older ones are forgotten."""

_RATE_MEMORY_SECONDS = 2.0


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
    stop: threading.Event = field(default_factory=threading.Event, repr=False)

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


class JobQueue:
    """Runs jobs in one thread; each does its heavy part in a child process."""

    def __init__(self) -> None:
        self._jobs: dict[str, Job] = {}
        self._waiting: list[tuple[Job, Work]] = []
        self._changed = threading.Condition()
        self._closing = False
        self._thread: threading.Thread | None = None

    def submit(self, job: Job, work: Work) -> Job:
        """Queue a job and return it."""
        with self._changed:
            self._jobs[job.id] = job
            self._waiting.append((job, work))
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, daemon=True, name="jobs")
                self._thread.start()
            self._changed.notify()
        return job

    def jobs(self, owner: str | None = None) -> list[Job]:
        """Jobs of one person (or all), the oldest first."""
        with self._changed:
            return [job for job in self._jobs.values() if owner is None or job.owner == owner]

    def running(self) -> list[Job]:
        """Jobs that wait or run."""
        return [job for job in self.jobs() if job.state not in ENDED]

    def stop(self, job_id: str, owner: str) -> bool:
        """Ask a job to end; one that has ended is forgotten. False if this person has no such job."""
        with self._changed:
            job = self._jobs.get(job_id)
            if job is None or job.owner != owner:
                return False
            job.stop.set()
            if job.state in ENDED:
                del self._jobs[job_id]
            if job.state == "waiting":
                job.state = "stopped"
                self._waiting = [(one, work) for one, work in self._waiting if one is not job]
            return True

    def close(self) -> None:
        """End everything; children are killed by their leases."""
        with self._changed:
            self._closing = True
            for job in self._jobs.values():
                job.stop.set()
                if job.state == "waiting":
                    job.state = "stopped"
            self._waiting.clear()
            self._changed.notify()
        if self._thread is not None:
            self._thread.join(timeout=5)

    def _run(self) -> None:
        while (taken := self._next()) is not None:
            job, work = taken
            job.state, job.started = "running", time.monotonic()
            try:
                work(job)
                job.state = "done"
            except Cancelled:
                job.state = "stopped"
            except VideoReflectError as error:
                job.state, job.sentence = "failed", error.sentence
            except Exception:  # noqa: BLE001 - the queue outlives any job; a traceback could quote content
                job.state, job.sentence = "failed", JobFailed.default
            self._forget_old()

    def _next(self) -> tuple[Job, Work] | None:
        with self._changed:
            while not self._waiting and not self._closing:
                self._changed.wait()
            return None if self._closing else self._waiting.pop(0)

    def _forget_old(self) -> None:
        with self._changed:
            ended = [job for job in self._jobs.values() if job.state in ENDED]
            for job in ended[:-KEPT_ENDED]:
                self._jobs.pop(job.id, None)
