"""A transcript for the lesson of these tests, and one that stands in for speech that nobody has to wait for."""

from __future__ import annotations

from typing import Any

from videoreflect.domain.consent import Basis, Purpose
from videoreflect.domain.ids import new_id
from videoreflect.services.recording_consent import Agreement, record_agreement
from videoreflect.services.transcripts import transcript_of
from videoreflect.vault.log import Statement
from videoreflect.vault.signin import SignIn

SAID = ("Good morning Ottoline", "who knows a half", "Ottoline's answer is right")
STEP = 150
"""Lines of 150 ms: the clip of these tests lasts half a second."""


def agree(session: SignIn, lesson: str, *, transcribe: bool = True) -> None:
    """Record that a transcript may be written."""
    said = Agreement(Basis.PUBLIC_TASK, frozenset({Purpose.MENTORING}), 4_000_000_000_000, transcribe=transcribe)
    record_agreement(session, lesson, said)


def piece(run: str, start_ms: int, end_ms: int, lines: list[list[Any]], **more: Any) -> Statement:
    """A checkpoint as a job writes it."""
    body = {"run": run, "start_ms": start_ms, "end_ms": end_ms, "language": "en", "speech": [[start_ms, end_ms]]}
    return Statement("transcript", body | {"lines": lines} | more)


def speak(session: SignIn, lesson: str, *texts: str, run: str = "") -> str:
    """Write a transcript of two pieces; returns its run."""
    run, lines = run or new_id(), [spoken(n, text) for n, text in enumerate(texts or SAID)]
    end = Statement("transcript-end", {"run": run, "duration_ms": 500, "model": "base"})
    session.capsule(lesson).append([piece(run, 0, STEP, lines[:1]), piece(run, STEP, 500, lines[1:]), end])
    return run


def spoken(at: int, text: str) -> list[Any]:
    """A line with a word every thirty milliseconds, the second in doubt."""
    start = at * STEP
    words = [[start + n * 30, start + n * 30 + 20, f" {w}", 0.2 if n == 1 else 0.9] for n, w in enumerate(text.split())]
    return [start, start + STEP - 10, text, words]


def texts(session: SignIn, lesson: str) -> list[str]:
    """What the transcript says now."""
    return [line.text for line in transcript_of(session, lesson).lines]


def ids(session: SignIn, lesson: str) -> list[str]:
    """What its lines are called."""
    return [line.id for line in transcript_of(session, lesson).lines]
