"""A note that is spoken: recorded in the browser, checked in a child, kept under its author's own keys, heard again.

The sound reaches the disk encrypted only. It is the author's own voice and says what a note says, so it asks for
what a note asks for (docs/decisions/0011).
"""

from __future__ import annotations

import base64
from binascii import Error as NotBase64

from videoreflect.domain.policy import Action
from videoreflect.domain.voice_note import MOST_BYTES, VoiceNote
from videoreflect.errors import InvalidInput, JobFailed, NotFound
from videoreflect.jobs.child import Handlers, run_child
from videoreflect.services.notes import list_notes
from videoreflect.services.permits import permit
from videoreflect.services.voice_keeping import named_in_drafts, released_voice
from videoreflect.vault.permits import Permit
from videoreflect.vault.private import PrivateFile
from videoreflect.vault.signin import SignIn
from videoreflect.vault.voice_notes import voice_note

MODULE = "videoreflect.services.workers.check_voice"
LEFT_OVER_MS = 3_600_000
"""A sound that no note and no draft names after an hour was left by a crash; before, a page may be about to name it."""

_UNREADABLE = "What was recorded cannot be read. Record it again."
_NOT_THERE = "This voice note is not there any more."


def keep_voice_note(session: SignIn, lesson: str, raw: bytes, after: str = "") -> VoiceNote:
    """Check what a browser recorded, and keep it for a note that is about to name it. Durable when this returns.

    ``after``: one's own voice note that is not released, which it goes on from; one that is gone counts for nothing.
    Raises NotAllowed, NotMedia for anything but a voice note, InvalidInput for one that is too long or too large.
    """
    capsule = session.capsule(lesson)
    permit(session, capsule, Action.ANNOTATE)
    if not raw or len(raw) > MOST_BYTES:
        raise InvalidInput(_UNREADABLE if not raw else "A voice note may last three minutes.", too_large=bool(raw))
    private = PrivateFile(capsule)
    before = private.voice(permit(session, capsule, Action.ANNOTATE), after) if after else None
    sound, length_ms = _checked(raw, before.sound if before else b"")
    voice = voice_note(capsule.id, length_ms, sound)
    private.keep_voice(permit(session, capsule, Action.ANNOTATE), voice, session.state.system_ms())
    return voice


def voice_of(session: SignIn, lesson: str, voice: str) -> VoiceNote:
    """The sound of a note that is open to this person, or of one's own that is being written. Raises NotFound."""
    capsule = session.capsule(lesson)
    mine = PrivateFile(capsule).voice(permit(session, capsule, Action.ANNOTATE), voice)
    if mine is not None:
        return mine
    open_to_me = [one for one in list_notes(session, lesson) if one.note.voice == voice]
    held = permit(session, capsule, Action.VIEW)
    for author in dict.fromkeys(one.author for one in open_to_me):
        found = released_voice(capsule, held, author, voice)
        if found is not None:
            return found
    raise NotFound(_NOT_THERE)


def discard_voice_note(session: SignIn, lesson: str, voice: str) -> bool:
    """Delete one's own sound that no note names. Returns False if another window keeps remnants."""
    capsule = session.capsule(lesson)
    return PrivateFile(capsule).drop_voices(permit(session, capsule, Action.ANNOTATE), [voice])


def drop_left_over(session: SignIn, lesson: str) -> None:
    """Delete one's own sounds that were left: older than an hour, and neither a note nor a draft names them.

    Also what was begun to be said, if no draft names it.
    """
    capsule = session.capsule(lesson)
    held = permit(session, capsule, Action.ANNOTATE)
    private = PrivateFile(capsule)
    latest = session.state.system_ms() - LEFT_OVER_MS
    old = {voice for voice, made_ms in private.voices_made_ms(held).items() if made_ms <= latest}
    left = old - _named(private, held, old) if old else old
    if left:
        private.drop_voices(held, left)
    begun = {one for one, last_ms in private.spoken_ms(held).items() if last_ms <= latest}
    unnamed = begun - named_in_drafts(private, held, begun)
    if unnamed:
        private.drop_spoken(held, unnamed)


def _named(private: PrivateFile, held: Permit, voices: set[str]) -> set[str]:
    """Those that a note or a draft names."""
    return voices & {note.voice for note in private.notes(held)} | named_in_drafts(private, held, voices)


def _checked(raw: bytes, before: bytes) -> tuple[bytes, int]:
    task = {"sound": base64.b64encode(raw).decode(), "before": base64.b64encode(before).decode()}
    try:
        found = run_child(MODULE, task, Handlers())
        sound, length_ms = base64.b64decode(found["sound"], validate=True), found["length_ms"]
    except (JobFailed, NotBase64, KeyError, TypeError, ValueError):
        raise InvalidInput(_UNREADABLE) from None
    if type(length_ms) is not int:
        raise InvalidInput(_UNREADABLE)
    return sound, length_ms
