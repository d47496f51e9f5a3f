"""Writing the transcript: a child under a lease, its pieces kept as they come, by a delegated key.

The person signs a delegation; from then on the job needs no person's keys, so it goes on
behind the lock screen. It ends at once when the policy says no, and with the delegation.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from videoreflect.domain.ids import new_id
from videoreflect.domain.policy import Action
from videoreflect.domain.wanted import ENGLISH, TRANSLATED, Wanted
from videoreflect.errors import InvalidInput, LeaseEnded, NoSound
from videoreflect.jobs.child import Handlers, run_child
from videoreflect.services.lending import check_lent, lend
from videoreflect.services.permits import permit
from videoreflect.services.playback import clip_of
from videoreflect.services.transcripts import Transcript, on_track, piece_body, read_run, read_transcript
from videoreflect.services.workers.streams import place_to_json
from videoreflect.speech import catalogue
from videoreflect.speech.catalogue import ModelSpec, spec_of
from videoreflect.speech.store import ModelStore
from videoreflect.vault.blobs import BlobPlace, reading_place
from videoreflect.vault.lease import LeasedCapsule
from videoreflect.vault.log import Statement
from videoreflect.vault.signin import SignIn

MODULE = "videoreflect.services.workers.transcribe"
DEFAULT_MODEL = catalogue.DEFAULT_MODEL
LEASE_OVER = (
    "It was begun 12 hours ago, and for no longer it may go on without you. What is written is kept. "
    "It goes on at your next sign-in, or when you press “Go on”."
)

Progress = Callable[[int, int], None]
"""Told (done, total) in ms of the clip."""


@dataclass(slots=True)
class TranscriptionLease:
    """What a transcription may do without a sign-in: one lesson, one action, at most 12 hours.

    ``start_ms`` and ``language`` follow what is kept, so that it can be carried out in several goes.
    """

    capsule: LeasedCapsule
    person: str
    clip: BlobPlace
    model: Path
    wanted: Wanted
    run: str
    start_ms: int
    total_ms: int
    language: str
    end_ms: int

    def check(self) -> None:
        """Raise NotAllowed or LeaseEnded when the register, as it is now on the disk, says no, or the lease is over."""
        check_lent(self.capsule, self.person, Action.TRANSCRIBE)
        if self.is_over():
            raise LeaseEnded(LEASE_OVER)

    def is_over(self) -> bool:
        """Whether its time is over; also what a device sleeps through counts."""
        return self.capsule.now_ms() >= self.end_ms


def begin(session: SignIn, lesson: str, wanted: Wanted | str = DEFAULT_MODEL) -> TranscriptionLease:
    """Check, sign the delegation, and return the lease. ``wanted`` may be the name of a model alone.

    An unfinished run that was wanted alike goes on where it was.
    Raises NotAllowed, NoSound, ModelMissing, ModelAltered, InvalidInput.
    """
    wanted = Wanted(model=wanted) if isinstance(wanted, str) else wanted
    capsule = session.capsule(lesson)
    held = permit(session, capsule, Action.TRANSCRIBE)
    clip = clip_of(session, lesson)
    if clip.facts.sound is None:
        raise NoSound
    _require_language(spec_of(wanted.model), wanted)
    if wanted.track == TRANSLATED:
        _require_other_language(read_transcript(capsule, held), wanted)
    model = ModelStore().locate(wanted.model)
    before = read_run(capsule, held, wanted.track, newest=True)
    goes_on = _goes_on(before, wanted)
    lent, end = lend(session, capsule, Action.TRANSCRIBE)
    return TranscriptionLease(
        capsule=lent,
        person=session.person,
        clip=reading_place(capsule, permit(session, capsule, Action.TRANSCRIBE), clip.blob),
        model=model,
        wanted=wanted,
        run=before.run if goes_on else new_id(),
        start_ms=before.done_ms if goes_on else 0,
        total_ms=clip.facts.duration_ms,
        language=wanted.language or (before.language if goes_on else ""),
        end_ms=end,
    )


def carry_out(
    lease: TranscriptionLease,
    progress: Progress = lambda done, total: None,
    stop: threading.Event | None = None,
    go_on: Callable[[], None] = lambda: None,
    threads: int | None = None,
) -> None:
    """Run the child to its end, with so many ``threads``. Every piece is kept before the next begins.

    ``go_on`` is asked each second and may raise Cancelled; the lease can be carried out later then.
    Raises Cancelled, LeaseEnded, SpeechError, JobFailed, DiskFull; the pieces so far stay.
    """

    def keep(item: dict[str, Any]) -> None:
        lease.check()
        lease.capsule.append_as_job([Statement("transcript", piece_body(lease.run, item, lease.wanted))])
        lease.start_ms, lease.language = item["end_ms"], lease.language or item["language"]

    def renew() -> None:
        lease.check()
        go_on()

    wanted = lease.wanted
    task = {
        "clip": place_to_json(lease.clip),
        "model": str(lease.model),
        "threads": threads,
        "start_ms": lease.start_ms,
        "total_ms": lease.total_ms,
        "language": lease.language or None,
        "several": wanted.several,
        "words": wanted.words,
        "translate": wanted.track == TRANSLATED,
    }
    handlers = Handlers(lambda told: progress(told["done_ms"], told["total_ms"]), keep, renew)
    run_child(MODULE, task, handlers, stop)
    end = {"run": lease.run, "duration_ms": lease.total_ms, "model": wanted.model}
    lease.capsule.append_as_job([Statement("transcript-end", end | on_track(wanted))])


def transcribe(
    session: SignIn,
    lesson: str,
    wanted: Wanted | str = DEFAULT_MODEL,
    progress: Progress = lambda done, total: None,
    stop: threading.Event | None = None,
) -> Transcript:
    """Transcribe a lesson to its end, here and now; returns the track that was wanted."""
    lease = begin(session, lesson, wanted)
    carry_out(lease, progress, stop)
    capsule = session.capsule(lesson)
    return read_run(capsule, permit(session, capsule, Action.VIEW), lease.wanted.track)


def can_translate(spec: ModelSpec) -> bool:
    """Whether a model turns other languages into English: those for English alone, and turbo, never learned it."""
    return not spec.languages and "turbo" not in spec.name


def _require_language(spec: ModelSpec, wanted: Wanted) -> None:
    """Say now what the child would say after a minute."""
    if wanted.track == TRANSLATED and not can_translate(spec):
        raise InvalidInput("This speech model cannot translate. Choose another, such as “base”.")
    if spec.languages and (wanted.several or wanted.language not in ("", *spec.languages)):
        raise InvalidInput("This speech model knows English only. Choose another, such as “base”.")


def _require_other_language(said: Transcript, wanted: Wanted) -> None:
    others = {line.language for line in said.lines} - {"", ENGLISH}
    if said.complete and said.language == ENGLISH and not others and wanted.language in ("", ENGLISH):
        raise InvalidInput("What was said is in English already, so there is nothing to translate.")


def _goes_on(before: Transcript, wanted: Wanted) -> bool:
    """Whether the newest run is to be taken up: it is not at its end, and was begun with the same choices."""
    if before.run == "" or before.complete:
        return False
    return before.asked is None or (before.model, before.asked) == (wanted.model, wanted.asked)
