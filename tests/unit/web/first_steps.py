"""What several tests of the routes do first: share the lesson, wait for a job."""

from __future__ import annotations

import time
from typing import Any

from tests.unit.web.conftest import Browser, Founded

AGREED = {"basis": "public-task", "purposes": ["mentoring"], "until": "2099-12-31", "transcribe": True}
PATIENCE_S = 60


def shared(teacher: Browser, founded: Founded, person: str | None = None) -> str:
    """Share the lesson; returns its address."""
    one, to = f"lessons/{founded.lesson}", person or founded.mentor
    teacher.ask("POST", f"{one}/agreement", AGREED | {"share_with": [to]})
    teacher.ask("POST", f"{one}/share", {"person": to})
    return one


def settled(browser: Browser, kind: str = "protecting") -> dict[str, Any]:
    """Wait until the newest job of that kind has ended."""
    latest = time.monotonic() + PATIENCE_S
    while time.monotonic() < latest:
        jobs = [job for job in browser.ask("GET", "jobs")["jobs"] if job["kind"] == kind]
        if jobs and jobs[-1]["state"] in {"done", "failed", "stopped"}:
            return dict(jobs[-1])
        time.sleep(0.02)
    raise AssertionError("the job never ended")
