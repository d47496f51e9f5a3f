"""Guessing who speaks: a child under a lease, as for a transcript, so that it goes on behind the lock screen.

The guess is needed once for a recording: it depends on the sound alone, and a new transcript leaves it as it is.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from videoreflect.domain.ids import new_id
from videoreflect.domain.policy import Action, Allowed
from videoreflect.domain.voices import Voices, guess_body, guess_from
from videoreflect.errors import LeaseEnded, NoSound, VideoReflectError, VoicesModelMissing
from videoreflect.jobs.child import Handlers, run_child
from videoreflect.services.lending import check_lent, lend
from videoreflect.services.permits import decision, permit
from videoreflect.services.playback import clip_of
from videoreflect.services.voices import GUESS, read_voices, voices_of
from videoreflect.services.workers.streams import place_to_json
from videoreflect.speech.catalogue import spec_of
from videoreflect.speech.sources import in_packages
from videoreflect.speech.store import ModelStore
from videoreflect.speech.voice_model import VOICES_MODEL
from videoreflect.vault.blobs import BlobPlace, reading_place
from videoreflect.vault.lease import LeasedCapsule
from videoreflect.vault.log import Statement
from videoreflect.vault.signin import SignIn

MODULE = "videoreflect.services.workers.voices"
_LEASE_OVER = "It was asked for 12 hours ago, and for no longer it may go on without you. Ask for it once more."

Progress = Callable[[int, int], None]
"""Told (done, total) in ms of the clip."""


@dataclass(frozen=True, slots=True)
class GuessingLease:
    """What guessing may do without a sign-in: one lesson, one action, at most 12 hours."""

    capsule: LeasedCapsule
    person: str
    clip: BlobPlace
    model: Path
    total_ms: int
    end_ms: int

    def check(self) -> None:
        """Raise NotAllowed or LeaseEnded when the register, as it is now on the disk, says no, or the lease is over."""
        check_lent(self.capsule, self.person, Action.ANALYSE)
        if self.capsule.now_ms() >= self.end_ms:
            raise LeaseEnded(_LEASE_OVER)


def voices_ready() -> str:
    """What is missing to guess who speaks on this device, in a sentence; "" if nothing is. Nothing is hashed."""
    stored = any(one.name == VOICES_MODEL for one in ModelStore().installed())
    return "" if stored or in_packages(spec_of(VOICES_MODEL)) is not None else VoicesModelMissing.default


def begin_guess(session: SignIn, lesson: str) -> GuessingLease:
    """Check, sign the delegation, and return the lease.

    Raises NotAllowed, NoSound, ModelAltered, VoicesModelMissing.
    """
    capsule = session.capsule(lesson)
    held = permit(session, capsule, Action.ANALYSE)
    clip = clip_of(session, lesson)
    if clip.facts.sound is None:
        raise NoSound
    if missing := voices_ready():
        raise VoicesModelMissing(missing)
    model = ModelStore().locate(VOICES_MODEL)
    place = reading_place(capsule, held, clip.blob)
    lent, end = lend(session, capsule, Action.ANALYSE)
    return GuessingLease(
        capsule=lent,
        person=session.person,
        clip=place,
        model=model,
        total_ms=clip.facts.duration_ms,
        end_ms=end,
    )


def begin_if_wanted(session: SignIn, lesson: str) -> GuessingLease | None:
    """The lease for a guess that follows a transcript without being asked for.

    None where there is a guess already, or it cannot or may not be made: the page of the lesson says why.
    """
    try:
        capsule = session.capsule(lesson)
        if voices_ready() or not isinstance(decision(session, capsule, Action.ANALYSE), Allowed):
            return None
        if read_voices(capsule, permit(session, capsule, Action.VIEW)).guess is not None:
            return None
        return begin_guess(session, lesson)
    except VideoReflectError:
        return None


def carry_out_guess(
    lease: GuessingLease, progress: Progress = lambda done, total: None, stop: threading.Event | None = None
) -> None:
    """Run the child to its end and keep what it guessed.

    Raises Cancelled, LeaseEnded, SpeechError, JobFailed, DiskFull; nothing is kept then.
    """

    def keep(item: dict[str, Any]) -> None:
        guess = guess_from({"guess": new_id(), "spans": item["spans"]})
        lease.check()
        body = guess_body(guess) | {"model": VOICES_MODEL, "duration_ms": lease.total_ms}
        lease.capsule.append_as_job([Statement(GUESS, body)])

    task = {"clip": place_to_json(lease.clip), "model": str(lease.model), "total_ms": lease.total_ms}
    handlers = Handlers(lambda told: progress(told["done_ms"], told["total_ms"]), keep, lease.check)
    run_child(MODULE, task, handlers, stop)


def guess_who_speaks(
    session: SignIn,
    lesson: str,
    progress: Progress = lambda done, total: None,
    stop: threading.Event | None = None,
) -> Voices:
    """Guess here and now; returns who is called what."""
    carry_out_guess(begin_guess(session, lesson), progress, stop)
    return voices_of(session, lesson)
