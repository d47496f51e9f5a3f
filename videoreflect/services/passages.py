"""A passage written down once more, with another model or language, beside what stands there: taken, or left.

The child works under a lease, as for a whole transcript, so it goes on behind the lock screen. What it hears counts
for nothing until the owner takes it, which is an edit like any other.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from videoreflect.domain.edits import MOST_LINES, Edit, EditKind, line_from, named_after
from videoreflect.domain.ids import is_id, new_id
from videoreflect.domain.policy import Action
from videoreflect.domain.transcript import Line
from videoreflect.errors import FormatError, InvalidInput, LeaseEnded, NotFound
from videoreflect.jobs.child import Handlers, run_child
from videoreflect.services.editing import existing, opened_to_edit, say
from videoreflect.services.lending import check_lent, lend
from videoreflect.services.permits import permit
from videoreflect.services.playback import clip_of
from videoreflect.services.transcripts import PASSAGE, Edited, piece_body, read_edited
from videoreflect.services.workers.streams import place_to_json
from videoreflect.speech.store import ModelStore
from videoreflect.vault.blobs import BlobPlace, reading_place
from videoreflect.vault.capsule import Capsule
from videoreflect.vault.lease import LeasedCapsule
from videoreflect.vault.log import Row, Statement
from videoreflect.vault.permits import Permit
from videoreflect.vault.signin import SignIn
from videoreflect.vault.strict_json import bounded_list, to_int

MODULE = "videoreflect.services.workers.passage"
LONGEST_MS = 3_600_000
_LEASE_OVER = "It was asked for 12 hours ago, and for no longer it may go on without you. Ask for it once more."

Progress = Callable[[int, int], None]
"""Told (done, total) in ms of the passage."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What is to be written down again: ``[start_ms, end_ms)`` of the clip; ``language`` a code, empty to detect it."""

    start_ms: int
    end_ms: int
    model: str
    language: str = ""


@dataclass(frozen=True, slots=True)
class PassageLease:
    """What the writing of a passage may do without a sign-in: one lesson, one action, at most 12 hours."""

    capsule: LeasedCapsule
    person: str
    clip: BlobPlace
    model: Path
    run: str
    asked: Asked
    end_ms: int

    def check(self) -> None:
        """Raise NotAllowed or LeaseEnded when the register, as it is now on the disk, says no."""
        check_lent(self.capsule, self.person, Action.TRANSCRIBE)
        if self.capsule.now_ms() >= self.end_ms:
            raise LeaseEnded(_LEASE_OVER)


@dataclass(frozen=True, slots=True)
class Passage:
    """What was heard the second time, and the lines that stand in its place now."""

    id: str
    start_ms: int
    end_ms: int
    model: str
    language: str
    lines: tuple[Line, ...]
    before: tuple[Line, ...]


def begin_passage(session: SignIn, lesson: str, asked: Asked) -> PassageLease:
    """Check, sign the delegation, and return the lease.

    Raises NotAllowed, NotFound without a transcript or recording, ModelMissing, ModelAltered, InvalidInput.
    """
    capsule, held = opened_to_edit(session, lesson)
    run = existing(capsule, held).transcript.run
    clip = clip_of(session, lesson)
    if not 0 <= asked.start_ms < asked.end_ms <= clip.facts.duration_ms or asked.end_ms - asked.start_ms > LONGEST_MS:
        raise InvalidInput("Choose a passage of the recording, up to an hour.")
    model = ModelStore().locate(asked.model)
    lent, end = lend(session, capsule, Action.TRANSCRIBE)
    return PassageLease(
        capsule=lent,
        person=session.person,
        clip=reading_place(capsule, held, clip.blob),
        model=model,
        run=run,
        asked=asked,
        end_ms=end,
    )


def write_passage(
    lease: PassageLease,
    progress: Progress = lambda done, total: None,
    stop: threading.Event | None = None,
    threads: int | None = None,
) -> str:
    """Run the child to its end and keep what it heard; returns the passage's id. A part of a passage is not kept.

    Raises Cancelled, LeaseEnded, SpeechError, JobFailed.
    """
    heard: list[dict[str, Any]] = []
    asked = lease.asked
    task = {
        "clip": place_to_json(lease.clip),
        "model": str(lease.model),
        "threads": threads,
        "start_ms": asked.start_ms,
        "end_ms": asked.end_ms,
        "language": asked.language or None,
    }
    handlers = Handlers(lambda told: progress(told["done_ms"], told["total_ms"]), heard.append, lease.check)
    run_child(MODULE, task, handlers, stop)
    lease.check()
    pieces = [piece_body(lease.run, item) for item in heard]
    name = new_id()
    body = {
        "run": lease.run,
        "passage": name,
        "start_ms": asked.start_ms,
        "end_ms": asked.end_ms,
        "model": asked.model,
        "language": next((piece["language"] for piece in pieces if piece["language"]), asked.language),
        "lines": [line for piece in pieces for line in piece["lines"]],
        "speech": [span for piece in pieces for span in piece["speech"]],
    }
    lease.capsule.append_as_job([Statement(PASSAGE, body)])
    return name


def passages(session: SignIn, lesson: str) -> tuple[Passage, ...]:
    """What waits to be taken or left, the oldest first; to anybody but the owner nothing."""
    capsule = session.capsule(lesson)
    held = permit(session, capsule, Action.VIEW)
    if session.person not in capsule.header.owners:
        return ()
    return tuple(one for one, _ in _all(capsule, held, read_edited(capsule, held)))


def take_passage(session: SignIn, lesson: str, passage: str) -> str:
    """Put what was heard the second time in the place of the lines that stand there; returns the edit's id.

    Raises NotFound if no such passage waits, ChangedElsewhere, NotAllowed for anybody but the owner.
    """
    capsule, held = opened_to_edit(session, lesson)
    now = existing(capsule, held)
    one, row = _waiting(capsule, held, now, passage)
    name = new_id()
    takes = tuple(line.id for line in one.before)
    made = Edit(name, EditKind.PASSAGE, takes, named_after(name, one.lines))
    return say(capsule, held, now, made, erasing=[row])


def leave_passage(session: SignIn, lesson: str, passage: str) -> None:
    """Leave it: its words are erased. Raises NotFound, NotAllowed for anybody but the owner."""
    capsule = session.capsule(lesson)
    held = permit(session, capsule, Action.ERASE)
    _, row = _waiting(capsule, held, read_edited(capsule, held), passage)
    # A row besides: open pages look at rows, not at bodies.
    capsule.erase([row], [Statement(PASSAGE, {"passage": passage, "left": True})])


def _waiting(capsule: Capsule, held: Permit, now: Edited, passage: str) -> tuple[Passage, Row]:
    for one, row in _all(capsule, held, now):
        if one.id == passage:
            return one, row
    raise NotFound("That passage was taken or left already. Look at the lines again.")


def _all(capsule: Capsule, held: Permit, now: Edited) -> list[tuple[Passage, Row]]:
    found: dict[str, tuple[Passage, Row]] = {}
    for placed, body in capsule.read(held, PASSAGE):
        if body.get("run") == now.transcript.run and (one := _passage(body, now)) is not None:
            found.setdefault(one.id, (one, placed.row))
    return list(found.values())


def _passage(body: dict[str, Any], now: Edited) -> Passage | None:
    """A candidate as it can be shown; None if other software wrote it in another form."""
    if not is_id(body.get("passage")):
        return None
    try:
        start, end = to_int(body["start_ms"]), to_int(body["end_ms"])
        model, language = str(body["model"]), str(body["language"])
        given = tuple(line_from(line, str(at)) for at, line in enumerate(bounded_list(body["lines"], MOST_LINES)))
    except (FormatError, KeyError):
        return None
    inside = tuple(one for one in now.transcript.lines if start <= (one.start_ms + one.end_ms) // 2 < end)
    return Passage(body["passage"], start, end, model, language, given, inside)
