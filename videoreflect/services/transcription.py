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
from videoreflect.domain.policy import Action
from videoreflect.errors import NoSound
from videoreflect.jobs.child import Handlers, run_child
from videoreflect.services.permits import permit
from videoreflect.services.playback import clip_of
from videoreflect.services.transcripts import Transcript, piece_body, read_transcript
from videoreflect.services.workers.streams import place_to_json
from videoreflect.speech.store import ModelStore
from videoreflect.vault.blobs import BlobPlace, reading_place
from videoreflect.vault.capsule import Capsule
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

    capsule: Capsule
    writer: Writer
    clip: BlobPlace
    model: Path
    model_name: str
    run: str
    start_ms: int
    total_ms: int
    language: str
    check: Callable[[], None]


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
    job, signer = new_id(), Signer.fresh()
    end = session.state.system_ms() + LEASE_MS
    fields = {"job": job, "ed25519": to_text(signer.public), "action": str(Action.TRANSCRIBE), "end": end}
    capsule.append([Statement("delegation", fields)])
    return TranscriptionLease(
        capsule=capsule,
        writer=Writer(f"{job}.{session.state.state.replica}", signer),
        clip=reading_place(capsule, permit(session, capsule, Action.TRANSCRIBE), clip.blob),
        model=model,
        model_name=model_name,
        run=before.run if goes_on else new_id(),
        start_ms=before.done_ms if goes_on else 0,
        total_ms=clip.facts.duration_ms,
        language=before.language if goes_on else "",
        check=lambda: _still_allowed(session, lesson),
    )


def carry_out(
    lease: TranscriptionLease, progress: Progress = lambda done, total: None, stop: threading.Event | None = None
) -> None:
    """Run the child to its end. Every piece is kept before the next begins.

    Raises Cancelled, LeaseEnded, SpeechError, JobFailed; the pieces so far stay.
    """

    def keep(item: dict[str, Any]) -> None:
        lease.check()
        lease.capsule.append([Statement("transcript", piece_body(lease.run, item))], lease.writer)

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
    lease.capsule.append([Statement("transcript-end", end)], lease.writer)


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


def _still_allowed(session: SignIn, lesson: str) -> None:
    permit(session, session.capsule(lesson), Action.TRANSCRIBE)
