"""Playing: readers of a lesson's clip, poster, waveform and thumbnails, each behind a permit."""

from __future__ import annotations

from dataclasses import dataclass

from videoreflect.crypto.stream import StreamReader
from videoreflect.domain.policy import Action
from videoreflect.errors import FormatError, NotFound
from videoreflect.media.facts import ClipFacts
from videoreflect.services.permits import permit
from videoreflect.vault.blobs import Blob, blob_from, open_blob
from videoreflect.vault.capsule import Capsule
from videoreflect.vault.permits import Permit
from videoreflect.vault.signin import SignIn
from videoreflect.vault.strict_json import to_int

LAYOUT = ("every_ms", "width", "height", "columns", "count")
MOST_IN_LAYOUT = 1 << 31
ERASED_SENTENCE = "The recording of this lesson was erased. Notes, transcript and talk are kept."


@dataclass(frozen=True, slots=True)
class Clip:
    """The playable form of a lesson's recording."""

    blob: Blob
    facts: ClipFacts


def open_clip(session: SignIn, lesson: str) -> StreamReader:
    """A seekable reader of the clip; it asks the register again at every segment."""
    return _open(session, lesson, "playable", Action.PLAY)


def read_poster(session: SignIn, lesson: str) -> bytes:
    """The poster as JPEG. Raises NotFound for a lesson without picture."""
    with _open(session, lesson, "poster", Action.VIEW) as reader:
        return reader.readall()


def read_waveform(session: SignIn, lesson: str) -> bytes:
    """Loudness, one byte per 100 ms. Raises NotFound for a lesson without sound."""
    with _open(session, lesson, "waveform", Action.VIEW) as reader:
        return reader.readall()


def read_thumbnails(session: SignIn, lesson: str) -> bytes:
    """All thumbnails as one JPEG. Raises NotFound for a lesson without picture, or added by an earlier version."""
    with _open(session, lesson, "thumbnails", Action.VIEW) as reader:
        return reader.readall()


def thumbnail_layout(session: SignIn, lesson: str) -> dict[str, int] | None:
    """Where each thumbnail is on the sheet: LAYOUT, all whole numbers from 1. None if there are none to show."""
    capsule = session.capsule(lesson)
    held = permit(session, capsule, Action.VIEW)
    if recording_was_erased(capsule):
        return None
    try:
        facts = find_blob(capsule, held, "thumbnails").facts
        layout = {name: to_int(facts[name], 1, MOST_IN_LAYOUT) for name in LAYOUT}
    except (KeyError, NotFound, FormatError):
        return None
    return layout


def clip_of(session: SignIn, lesson: str) -> Clip:
    """What the clip of a lesson is: length, picture, sound. Raises NotFound if it was erased."""
    capsule = session.capsule(lesson)
    held = permit(session, capsule, Action.VIEW)
    if recording_was_erased(capsule):
        raise NotFound(ERASED_SENTENCE)
    blob = find_blob(capsule, held, "playable")
    return Clip(blob, ClipFacts.from_json(blob.facts))


def recording_was_erased(capsule: Capsule) -> bool:
    """Whether the owner erased the recording of a lesson."""
    return bool(capsule.placed("recording-erased"))


def facts_of(session: SignIn, lesson: str) -> ClipFacts:
    """What is known of the clip; of an erased one only how long it was."""
    capsule = session.capsule(lesson)
    held = permit(session, capsule, Action.VIEW)
    if not recording_was_erased(capsule):
        return clip_of(session, lesson).facts
    _, body = capsule.read(held, "recording-erased")[-1]
    try:
        return ClipFacts(to_int(body["duration_ms"]), "", None, None)
    except KeyError:
        raise FormatError from None


def duration_ms(session: SignIn, lesson: str) -> int:
    """Length of the clip in ms, also of one that was erased."""
    return facts_of(session, lesson).duration_ms


def find_blob(capsule: Capsule, held: Permit, role: str) -> Blob:
    """The newest blob of a role. Raises NotFound if the lesson has none."""
    for _, body in reversed(capsule.read(held, "blob")):
        try:
            blob = blob_from(body)
        except FormatError:
            continue
        if blob.role == role:
            return blob
    raise NotFound("This lesson has no such part: it may be sound only, or without sound.")


def _open(session: SignIn, lesson: str, role: str, action: Action) -> StreamReader:
    capsule = session.capsule(lesson)
    held = permit(session, capsule, action)
    if recording_was_erased(capsule):
        raise NotFound(ERASED_SENTENCE)
    return open_blob(capsule, held, find_blob(capsule, held, role))
