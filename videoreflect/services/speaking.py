"""What is being said is kept while it is said, piece by piece, as what is being typed: for its author alone.

A draft names it. It is there as long as one does, and goes when the draft lets go of it: the note has its sound
then, or the author does not want it (docs/decisions/0013).
"""

from __future__ import annotations

from videoreflect.domain.policy import Action
from videoreflect.domain.voice_note import VoiceNote
from videoreflect.errors import NotFound, StillSpeaking
from videoreflect.services.permits import permit
from videoreflect.services.voice_notes import keep_voice_note
from videoreflect.vault.private import PrivateFile
from videoreflect.vault.signin import SignIn

GOING_ON_MS = 4_000
"""Pieces come each second: after so long without one, nobody is speaking any more."""

_NOTHING = "Nothing of what you began to say is kept."


def keep_piece(session: SignIn, lesson: str, speaking: str, at: int, sound: bytes) -> int:
    """Keep a piece of what is being said, from byte ``at`` on. Durable when this returns.

    Returns how many bytes are kept now: the page goes on from there, whatever was lost on the way. Raises NotAllowed,
    InvalidInput for more than a voice note can be.
    """
    capsule = session.capsule(lesson)
    held = permit(session, capsule, Action.ANNOTATE)
    return PrivateFile(capsule).add_spoken(held, speaking, at, sound, session.state.system_ms())


def voice_so_far(session: SignIn, lesson: str, speaking: str, after: str = "", *, at_once: bool = False) -> VoiceNote:
    """Make a voice note of what was said so far, for a draft that is about to name it; the pieces stay until it does.

    Asked twice, it gives the same. ``after``: the voice note that it goes on from. ``at_once``: also while another
    window may still be recording it. Raises NotFound, StillSpeaking, and what keep_voice_note raises.
    """
    capsule = session.capsule(lesson)
    held = permit(session, capsule, Action.ANNOTATE)
    private = PrivateFile(capsule)
    last_ms = private.spoken_ms(held).get(speaking)
    if last_ms is None:
        raise NotFound(_NOTHING)
    if not at_once and 0 <= session.state.system_ms() - last_ms < GOING_ON_MS:
        raise StillSpeaking
    return keep_voice_note(session, lesson, private.spoken(held, speaking), after)
