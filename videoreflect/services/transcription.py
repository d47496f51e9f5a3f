"""Writing the transcript: a child under a lease, its pieces kept as they come, by a delegated key.

The person signs a delegation; from then on the job needs no person's keys, so it goes on
behind the lock screen. It ends at once when the policy says no.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from videoreflect.crypto.signing import Signer
from videoreflect.domain.ids import new_id
from videoreflect.domain.policy import Action, Refused, decide
from videoreflect.errors import LeaseEnded, NoSound, NotAllowed
from videoreflect.jobs.child import Handlers, run_child
from videoreflect.services.permits import lesson_state, permit
from videoreflect.services.playback import ERASED_SENTENCE, clip_of, recording_was_erased
from videoreflect.services.transcripts import Transcript, piece_body, read_transcript
from videoreflect.services.workers.streams import place_to_json
from videoreflect.speech.store import ModelStore
from videoreflect.vault.blobs import BlobPlace, reading_place
from videoreflect.vault.delegation import job_id
from videoreflect.vault.lease import LeasedCapsule
from videoreflect.vault.log import Statement, Writer
from videoreflect.vault.signin import SignIn
from videoreflect.vault.strict_json import to_text

MODULE = "videoreflect.services.workers.transcribe"
DEFAULT_MODEL = "base"
LEASE_MS = 12 * 3_600_000

Progress = Callable[[int, int], None]
"""Told (done, total) in ms of the clip."""


@dataclass(frozen=True, slots=True)
class TranscriptionLease:
    """What a transcription may do without a sign-in: one lesson, one action, at most 12 hours."""

    capsule: LeasedCapsule
    person: str
    clip: BlobPlace
    model: Path
    model_name: str
    run: str
    start_ms: int
    total_ms: int
    language: str

    def check(self) -> None:
        """Raise NotAllowed or LeaseEnded when the register, as it is now on the disk, says no."""
        state = lesson_state(self.capsule)
        decided = decide(self.person, Action.TRANSCRIBE, state, self.capsule.now_ms())
        if isinstance(decided, Refused):
            raise NotAllowed(reasons=decided.reasons, remedies=decided.remedies)
        if recording_was_erased(self.capsule):
            raise LeaseEnded(ERASED_SENTENCE)


def begin(session: SignIn, lesson: str, model_name: str = DEFAULT_MODEL) -> TranscriptionLease:
    """Check, sign the delegation, and return the lease. An unfinished run goes on where it was.

    Raises NotAllowed, NoSound, ModelMissing, ModelAltered.
    """
    capsule = session.capsule(lesson)
    held = permit(session, capsule, Action.TRANSCRIBE)
    clip = clip_of(session, lesson)
    if clip.facts.sound is None:
        raise NoSound
    model = ModelStore().locate(model_name)
    before = read_transcript(capsule, held)
    goes_on = before.run != "" and not before.complete
    signer = Signer.fresh()
    job = job_id(signer.public)
    end = session.state.system_ms() + LEASE_MS
    fields = {"job": job, "ed25519": to_text(signer.public), "action": str(Action.TRANSCRIBE), "end": end}
    capsule.append([Statement("delegation", fields)])
    writer = Writer(f"{job}.{session.state.state.replica}", signer)
    return TranscriptionLease(
        capsule=session.lease(lesson, writer),
        person=session.person,
        clip=reading_place(capsule, permit(session, capsule, Action.TRANSCRIBE), clip.blob),
        model=model,
        model_name=model_name,
        run=before.run if goes_on else new_id(),
        start_ms=before.done_ms if goes_on else 0,
        total_ms=clip.facts.duration_ms,
        language=before.language if goes_on else "",
    )


def carry_out(
    lease: TranscriptionLease, progress: Progress = lambda done, total: None, stop: threading.Event | None = None
) -> None:
    """Run the child to its end. Every piece is kept before the next begins.

    Raises Cancelled, LeaseEnded, SpeechError, JobFailed; the pieces so far stay.
    """

    def keep(item: dict[str, Any]) -> None:
        lease.check()
        lease.capsule.append_as_job([Statement("transcript", piece_body(lease.run, item))])

    task = {
        "clip": place_to_json(lease.clip),
        "model": str(lease.model),
        "start_ms": lease.start_ms,
        "total_ms": lease.total_ms,
        "language": lease.language or None,
    }
    handlers = Handlers(lambda told: progress(told["done_ms"], told["total_ms"]), keep, lease.check)
    run_child(MODULE, task, handlers, stop)
    end = {"run": lease.run, "duration_ms": lease.total_ms, "model": lease.model_name}
    lease.capsule.append_as_job([Statement("transcript-end", end)])


def transcribe(
    session: SignIn,
    lesson: str,
    model_name: str = DEFAULT_MODEL,
    progress: Progress = lambda done, total: None,
    stop: threading.Event | None = None,
) -> Transcript:
    """Transcribe a lesson to its end, here and now."""
    carry_out(begin(session, lesson, model_name), progress, stop)
    capsule = session.capsule(lesson)
    return read_transcript(capsule, permit(session, capsule, Action.VIEW))
