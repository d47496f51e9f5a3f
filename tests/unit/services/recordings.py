"""Lessons with real speech in them, recorded as badly as lessons are."""

from __future__ import annotations

import subprocess
import time
from collections.abc import Callable
from importlib import resources
from pathlib import Path

import imageio_ffmpeg

from videoreflect.domain.consent import Basis, Purpose
from videoreflect.domain.lesson import LessonDetails
from videoreflect.jobs.queue import Job
from videoreflect.services.adding import Source, add_lesson
from videoreflect.services.recording_consent import Agreement, record_agreement
from videoreflect.vault.signin import SignIn

SAMPLE = Path(str(resources.files("videoreflect.sample_media") / "lesson.mp4"))
PATIENCE_S = 100
AGREED = Agreement(
    Basis.PUBLIC_TASK, frozenset({Purpose.MENTORING}), 4_000_000_000_000,
    transcribe=True, share_with=frozenset(), export=frozenset(),
)  # fmt: skip


def recorded(folder: Path, name: str, *recipe: str) -> Path:
    """Make a recording with ffmpeg; ``@sample`` stands for the sample lesson."""
    path = folder / name
    words = [str(SAMPLE) if word == "@sample" else word for word in recipe]
    subprocess.run([imageio_ffmpeg.get_ffmpeg_exe(), "-v", "error", "-y", *words, str(path)], check=True)
    return path


def agreed_lesson(session: SignIn, clip: Path, title: str = "Spoken") -> str:
    """Add a clip as a lesson of which a transcript was agreed."""
    lesson = add_lesson(session, [Source(path=clip)], LessonDetails(title))
    record_agreement(session, lesson, AGREED)
    return lesson


def until(check: Callable[[], bool], what: Job | None = None) -> None:
    """Wait until something is so; fail after a while, and tell of the job."""
    latest = time.monotonic() + PATIENCE_S
    while not check():
        assert time.monotonic() < latest, what
        time.sleep(0.05)
