"""Voice notes as they lie in the vault: in their author's private file, and as a row once the note is released.

The id is made of the sound, so that a note, which is covered by a hash or a chain, names one sound and no other.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterable
from typing import Any

from videoreflect.crypto.derive import digest
from videoreflect.domain.voice_note import GRACE_MS, LONGEST_MS, MOST_BYTES, VoiceNote
from videoreflect.errors import FormatError, OlderCopy
from videoreflect.vault.database import Connection
from videoreflect.vault.strict_json import to_int

KIND = "voice-note"
VOICE_SCHEMA = """
CREATE TABLE voice (id TEXT PRIMARY KEY, length_ms INTEGER NOT NULL, made_ms INTEGER NOT NULL, sound BLOB NOT NULL)
"""
_THERE = "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'voice'"
_OTHER = "A voice note is not the one that was kept: an older copy was put back. It was not opened; restore a backup."


def voice_note(capsule: str, length_ms: int, sound: bytes) -> VoiceNote:
    """A voice note under its id: the first 16 bytes of a hash over the lesson, the length and the sound.

    Raises FormatError for one that is too long or too large.
    """
    if not 0 < length_ms <= LONGEST_MS + GRACE_MS or not 0 < len(sound) <= MOST_BYTES:
        raise FormatError
    hashed = digest("voice-note", capsule, length_ms.to_bytes(8, "big"), sound)
    return VoiceNote(hashed[:16].hex(), length_ms, sound)


def body_of(voice: VoiceNote) -> dict[str, Any]:
    """The body of a ``voice-note`` row."""
    return {"voice": voice.id, "length_ms": voice.length_ms, "sound": base64.b64encode(voice.sound).decode()}


def voice_from(capsule: str, body: dict[str, Any]) -> VoiceNote:
    """Read the body of a row. Raises FormatError: a member with other software may have written it."""
    try:
        length_ms, sound = to_int(body["length_ms"]), base64.b64decode(body["sound"], validate=True)
    except (KeyError, TypeError, ValueError, binascii.Error):
        raise FormatError from None
    found = voice_note(capsule, length_ms, sound)
    if body.keys() != {"voice", "length_ms", "sound"} or body["voice"] != found.id:
        raise FormatError
    return found


def put(db: Connection, voice: VoiceNote, made_ms: int) -> None:
    """Keep one in a private file, in a transaction of the caller; the table is there from the first one on."""
    if db.execute(_THERE).fetchone() is None:
        db.execute(VOICE_SCHEMA)
    values = (voice.id, voice.length_ms, made_ms, voice.sound)
    db.execute("INSERT OR REPLACE INTO voice VALUES (?, ?, ?, ?)", values)


def get(db: Connection, capsule: str, voice: str) -> VoiceNote | None:
    """One of a private file, or nothing. Raises OlderCopy if the sound is not the one that the id was made of."""
    if db.execute(_THERE).fetchone() is None:
        return None
    found = db.execute("SELECT length_ms, sound FROM voice WHERE id = ?", (voice,)).fetchone()
    if found is None:
        return None
    kept = voice_note(capsule, to_int(found[0]), bytes(found[1]))
    if kept.id != voice:
        raise OlderCopy(_OTHER)
    return kept


def made_times(db: Connection) -> dict[str, int]:
    """When each of a private file was recorded (ms)."""
    if db.execute(_THERE).fetchone() is None:
        return {}
    return {str(voice): int(made) for voice, made in db.execute("SELECT id, made_ms FROM voice")}


def remove(db: Connection, voices: Iterable[str]) -> None:
    """Take some out of a private file, in a transaction of the caller."""
    if db.execute(_THERE).fetchone() is not None:
        db.executemany("DELETE FROM voice WHERE id = ?", [(voice,) for voice in voices])
