"""Where a voice note lies: under its author's own keys while its note is private, in the lesson once it is open.

It moves with its note, in the same commit, and goes with it for good: a sound that no note names stays nowhere.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from videoreflect.domain.note import Note
from videoreflect.domain.voice_note import VoiceNote
from videoreflect.errors import FormatError, InvalidInput
from videoreflect.vault.capsule import Capsule
from videoreflect.vault.history import PlacedRow
from videoreflect.vault.log import Row, Statement
from videoreflect.vault.permits import Permit
from videoreflect.vault.private import PrivateFile
from videoreflect.vault.strict_json import compact
from videoreflect.vault.voice_notes import KIND, body_of, voice_from

_GONE = "The sound of this voice note is not there any more. Record it again, or save the words without it."

_NAMED: dict[bytes, str] = {}
"""Row -> the id of its sound, which is random to whoever has not the sound: reading a body means up to 3 MB."""


def released_voice(capsule: Capsule, held: Permit, author: str, voice: str) -> VoiceNote | None:
    """A voice note that its author released; who may hear it is for the caller to know."""
    for placed in _rows_of(capsule, author):
        if _voice_of(capsule, held, placed) != voice:
            continue
        body = capsule.read_one(held, placed)
        if body is not None:
            return voice_from(capsule.id, body)
    return None


def with_length(capsule: Capsule, held: Permit, note: Note) -> Note:
    """The note with how long its sound really is. Raises InvalidInput for a sound that is not one's own, or gone."""
    if not note.voice:
        return replace(note, voice_ms=0)
    found = PrivateFile(capsule).voice(held, note.voice) or released_voice(capsule, held, capsule.person, note.voice)
    if found is None:
        raise InvalidInput(_GONE, field="voice")
    return replace(note, voice_ms=found.length_ms)


def moving_in(capsule: Capsule, held: Permit, notes: Iterable[Note]) -> list[Statement]:
    """What is said, before the notes and in their commit, so that their voice notes are in the lesson too."""
    there = {_voice_of(capsule, held, placed) for placed in _rows_of(capsule, capsule.person)}
    wanted = dict.fromkeys(note.voice for note in notes if note.voice and note.voice not in there)
    private = PrivateFile(capsule)
    found = (private.voice(held, voice) for voice in wanted)
    return [Statement(KIND, body_of(voice)) for voice in found if voice is not None]


def moved_out(capsule: Capsule, held: Permit, note: Note, now_ms: int) -> None:
    """Take the sound of a note that becomes private again into the private file, before it leaves the lesson."""
    private = PrivateFile(capsule)
    if not note.voice or private.voice(held, note.voice) is not None:
        return
    found = released_voice(capsule, held, capsule.person, note.voice)
    if found is not None:
        private.keep_voice(held, found, now_ms)


def unnamed_rows(capsule: Capsule, held: Permit, notes: Iterable[Note]) -> list[Row]:
    """One's own rows of sounds that none of one's notes in the lesson names: they go with the note that did."""
    named = {note.voice for note in notes}
    mine = _rows_of(capsule, capsule.person)
    return [placed.row for placed in mine if (voice := _voice_of(capsule, held, placed)) and voice not in named]


def named_in_drafts(private: PrivateFile, held: Permit, some: set[str]) -> set[str]:
    """Those that a draft names; a draft is the page's own, so it is looked at as text."""
    texts = [compact(draft).decode() for draft in private.drafts(held).values()] if some else []
    return {one for one in some if any(one in text for text in texts)}


def drop_let_go(private: PrivateFile, held: Permit, before: set[str]) -> None:
    """Delete for good what was begun to be said, which a draft named ``before`` and none names any more."""
    gone = before - named_in_drafts(private, held, before)
    if gone:
        private.drop_spoken(held, gone)


def _rows_of(capsule: Capsule, author: str) -> list[PlacedRow]:
    return [placed for placed in capsule.standing(KIND) if placed.row.author == author]


def _voice_of(capsule: Capsule, held: Permit, placed: PlacedRow) -> str:
    """The id of the sound of a row; nothing if other software wrote it."""
    if placed.row.hash not in _NAMED:
        body = capsule.read_one(held, placed)
        if body is None:
            return ""
        _NAMED[placed.row.hash] = _id_in(capsule, body)
    return _NAMED[placed.row.hash]


def _id_in(capsule: Capsule, body: dict[str, object]) -> str:
    try:
        return voice_from(capsule.id, body).id
    except FormatError:
        return ""
