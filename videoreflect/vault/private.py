"""``private/<person>.db``: a person's notes before “ready”, drafts, where they stopped, and a teacher's key list.

Encrypted under that person's own key: other members of the lesson have no key to it. Anybody
may delete the file, which is how erasing a lesson reaches it.
"""

from __future__ import annotations

import json
import os
import secrets
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

from videoreflect.crypto.derive import digest
from videoreflect.domain.note import Note, checked_note, note_from
from videoreflect.domain.policy import Action
from videoreflect.domain.voice_note import MOST_PRIVATE, VoiceNote
from videoreflect.errors import FormatError, IntegrityError, InvalidInput, OlderCopy
from videoreflect.vault import speaking, voice_notes
from videoreflect.vault.capsule import Capsule
from videoreflect.vault.database import Connection, copy_encrypted, opened, truncate_wal, writing
from videoreflect.vault.durable import locked, make_folder, storage_errors, sync_folder
from videoreflect.vault.folder import VaultFolder
from videoreflect.vault.identity import Identity
from videoreflect.vault.permits import Permit
from videoreflect.vault.strict_json import compact

VERSION = 1
SCHEMA = """
CREATE TABLE note (id TEXT PRIMARY KEY, content TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE draft (id TEXT PRIMARY KEY, content TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE place (id INTEGER PRIMARY KEY CHECK (id = 1), at_ms INTEGER NOT NULL);
CREATE TABLE key (principal TEXT PRIMARY KEY, who TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE change (counter INTEGER NOT NULL, notes BLOB NOT NULL, keys BLOB NOT NULL);
INSERT INTO change VALUES (0, x'', x'')
"""
MAX_DRAFT = 1 << 22
MOST_DRAFTS = 32
"""One for each window that is open; a window that is opened takes up what others left."""
_TOO_MANY = "This lesson is open in too many windows for this text to be kept while you type. Close some of them."
_OWN = frozenset({Action.ANNOTATE})
_KEYS = frozenset({Action.ANNOTATE, Action.ANSWER})
"""A key list is needed to answer somebody who asks what is held, also when the lesson is closed."""


class PrivateFile:
    """What one person keeps to themselves about one lesson. Every call asks for an annotate permit."""

    def __init__(self, capsule: Capsule) -> None:
        self._capsule = capsule
        self._path = capsule.path / "private" / f"{capsule.identity.person}.db"
        self._key = capsule.identity.private_key(capsule.id)

    def notes(self, permit: Permit, naming: str = "") -> list[Note]:
        """Notes not yet released, in no particular order; one of another form counts for nothing, and stays.

        ``naming``: an id; only notes that name it are read, the note itself and what answers it among them.
        """
        with self._opened(permit) as db:
            if db:
                _check_whole(db)
            asked = "SELECT content FROM note WHERE instr(content, ?) > 0"
            found = db.execute(asked, (naming,)).fetchall() if db else []
        return [note for (content,) in found if (note := _readable(content)) is not None]

    def keep(self, permit: Permit, note: Note) -> None:
        """Save a note; a note with the same id is replaced, and a voice note goes that no note names any more."""
        with self._changed(permit, lasting=True) as db:
            named = _voices_of(db, [note.id])
            db.execute("INSERT OR REPLACE INTO note VALUES (?, ?)", (note.id, compact(note.content()).decode()))
            _remove_unnamed(db, named)

    def keep_all(self, permit: Permit, notes: Iterable[Note]) -> None:
        """Save notes, all or none; those with the same ids are replaced."""
        rows = [(note.id, compact(note.content()).decode()) for note in notes]
        with self._changed(permit, lasting=True) as db:
            named = _voices_of(db, [note for note, _ in rows])
            db.executemany("INSERT OR REPLACE INTO note VALUES (?, ?)", rows)
            _remove_unnamed(db, named)

    def set_aside(self, note: Note, otherwise: str, *, new: bool, was_ms: int | None = None) -> bool:
        """Keep what was typed when sharing ended meanwhile. No permit: it only puts one's own words away.

        They open again with the lesson, if it is shared with this person again. ``otherwise``: the id that it gets
        if the note that it changes is not here, or is here and says something that came later. Returns False, and
        keeps nothing, for one that says nothing.
        """
        with self._writing(lasting=True) as db:
            kept = _keepable(self._with_sound(db, note))
            if kept is None:
                return False
            there = db.execute("SELECT content FROM note WHERE id = ?", (note.id,)).fetchone()
            before = _readable(there[0]) if there else None
            if new and before and kept == replace(before, created_ms=kept.created_ms, edited_ms=kept.edited_ms):
                return True  # sent again
            takes_its_place = not there if new else before is not None and was_ms in (None, before.edited_ms)
            kept = _after(before, kept) if takes_its_place else replace(kept, id=otherwise)
            db.execute("INSERT OR REPLACE INTO note VALUES (?, ?)", (kept.id, compact(kept.content()).decode()))
        return True

    def drop(self, permit: Permit, notes: Iterable[str]) -> bool:
        """Delete notes for good, with their voice notes: after “ready”, or because their author wants it.

        Returns False if another window of the same person keeps remnants in the write-ahead log.
        """
        gone = list(notes)
        with self._changed(permit, lasting=True) as db:
            named = _voices_of(db, gone)
            db.executemany("DELETE FROM note WHERE id = ?", [(note,) for note in gone])
            _remove_unnamed(db, named)
        with self._opened(permit) as db:
            return db is None or truncate_wal(db)

    def keep_voice(self, permit: Permit, voice: VoiceNote, now_ms: int) -> None:
        """Keep a voice note that was just recorded; no note names it yet. Raises InvalidInput beyond so many."""
        with self._changed(permit, lasting=True) as db:
            if len(voice_notes.made_times(db).keys() - {voice.id}) >= MOST_PRIVATE:
                raise InvalidInput(f"There are {MOST_PRIVATE} voice notes of yours in this lesson. Write this one.")
            voice_notes.put(db, voice, now_ms)

    def voice(self, permit: Permit, voice: str) -> VoiceNote | None:
        """One’s own voice note that is not released, with its sound."""
        with self._opened(permit) as db:
            return voice_notes.get(db, self._capsule.id, voice) if db else None

    def voices_made_ms(self, permit: Permit) -> dict[str, int]:
        """The voice notes that lie here, also those that no note names, and when each was recorded."""
        with self._opened(permit) as db:
            return voice_notes.made_times(db) if db else {}

    def drop_voices(self, permit: Permit, voices: Iterable[str]) -> bool:
        """Delete voice notes for good, but those that a note here names.

        Returns False if another window of the same person keeps remnants in the write-ahead log.
        """
        with self._changed(permit, lasting=True) as db:
            voice_notes.remove(db, set(voices) - _voices_of(db))
        with self._opened(permit) as db:
            return db is None or truncate_wal(db)

    def add_spoken(self, permit: Permit, one: str, at: int, sound: bytes, now_ms: int) -> int:
        """Keep a piece of what is being said, from byte ``at`` on. Returns how many bytes of it are kept now.

        Raises InvalidInput beyond so much or so many.
        """
        with self._changed(permit) as db:
            return speaking.add(db, one, at, sound, now_ms)

    def spoken(self, permit: Permit, one: str) -> bytes:
        """What was said so far, as the browser recorded it; nothing if none of it is kept."""
        with self._opened(permit) as db:
            return speaking.whole(db, one) if db else b""

    def spoken_ms(self, permit: Permit) -> dict[str, int]:
        """Everything that was begun to be said and is kept, and when the last piece of it came."""
        with self._opened(permit) as db:
            return speaking.made_times(db) if db else {}

    def drop_spoken(self, permit: Permit, some: Iterable[str]) -> bool:
        """Delete what was begun to be said for good.

        Returns False if another window of the same person keeps remnants in the write-ahead log.
        """
        with self._changed(permit) as db:
            speaking.remove(db, some)
        with self._opened(permit) as db:
            return db is None or truncate_wal(db)

    def drafts(self, permit: Permit) -> dict[str, dict[str, Any]]:
        """Unsaved text by its id."""
        with self._opened(permit) as db:
            found = db.execute("SELECT id, content FROM draft").fetchall() if db else []
        return {draft: _fields(content) for draft, content in found}

    def keep_draft(self, permit: Permit, draft: str, content: dict[str, Any] | None) -> None:
        """Save what is being typed; None drops it. Text beyond 2²² characters is refused with FormatError.

        Raises InvalidInput for one draft more than there may be.
        """
        text = compact(content or {}).decode()
        if len(text) > MAX_DRAFT:
            raise FormatError
        with self._changed(permit) as db:
            if content is None:
                db.execute("DELETE FROM draft WHERE id = ?", (draft,))
            elif db.execute("SELECT count(*) FROM draft WHERE id != ?", (draft,)).fetchone()[0] >= MOST_DRAFTS:
                raise InvalidInput(_TOO_MANY)
            else:
                db.execute("INSERT OR REPLACE INTO draft VALUES (?, ?)", (draft, text))

    def place_ms(self, permit: Permit) -> int:
        """Where this person stopped watching."""
        with self._opened(permit) as db:
            found = db.execute("SELECT at_ms FROM place").fetchone() if db else None
        return int(found[0]) if found else 0

    def keep_place(self, permit: Permit, at_ms: int) -> None:
        """Remember where this person stopped."""
        with self._changed(permit) as db:
            db.execute("INSERT OR REPLACE INTO place VALUES (1, ?)", (at_ms,))

    def key_list(self, permit: Permit) -> dict[str, str]:
        """Who is behind which pseudonym, as far as this person wrote it down."""
        with self._opened(permit, _KEYS) as db:
            if db:
                _check_whole(db)
            return dict(db.execute("SELECT principal, who FROM key ORDER BY principal").fetchall()) if db else {}

    def keep_key(self, permit: Permit, principal: str, who: str | None) -> bool:
        """Write down who is behind a pseudonym; None takes it away for good.

        Returns False if another window of the same person keeps remnants in the write-ahead log.
        """
        with self._changed(permit, lasting=True, actions=_KEYS) as db:
            if who is None:
                db.execute("DELETE FROM key WHERE principal = ?", (principal,))
            else:
                db.execute("INSERT OR REPLACE INTO key VALUES (?, ?)", (principal, who))
        with self._opened(permit, _KEYS) as db:
            return db is None or truncate_wal(db)

    def _with_sound(self, db: Connection, note: Note) -> Note:
        """The note with how long its sound is, or without one where the sound is not here."""
        found = voice_notes.get(db, self._capsule.id, note.voice) if note.voice else None
        return replace(note, voice=found.id if found else "", voice_ms=found.length_ms if found else 0)

    @contextmanager
    def _opened(self, permit: Permit, actions: frozenset[Action] = _OWN) -> Iterator[Connection | None]:
        self._capsule.check(permit, actions)
        if not os.path.lexists(self._path):  # a link to nowhere is something else, and is refused
            yield None
            return
        with opened(self._path, self._key, SCHEMA, VERSION, create=True) as db:
            self._capsule.check_private(_counter(db))
            yield db

    @contextmanager
    def _changed(
        self, permit: Permit, *, lasting: bool = False, actions: frozenset[Action] = _OWN
    ) -> Iterator[Connection]:
        self._capsule.check(permit, actions)
        with self._writing(lasting=lasting) as db:
            yield db

    @contextmanager
    def _writing(self, *, lasting: bool) -> Iterator[Connection]:
        """One transaction. After a ``lasting`` one the floor rises; drafts and places are too many, and pass."""
        self._capsule.check_keys()
        make_folder(self._path.parent)
        fresh = not self._path.exists()
        with opened(self._path, self._key, SCHEMA, VERSION, create=True) as db:
            with writing(db):
                # A deleted file begins where the old one was, so that an older copy stays older.
                begin = self._capsule.floor().private if fresh else 0
                db.execute("UPDATE change SET counter = max(counter, ?)", (begin,))
                self._capsule.check_private(_counter(db))
                if lasting:
                    _check_whole(db)
                yield db
                if lasting:
                    db.execute("UPDATE change SET notes = ?, keys = ?", (_digest(db), _key_digest(db)))
                db.execute("UPDATE change SET counter = counter + 1")
            counter = _counter(db)
        self._capsule.check_keys()
        if lasting:
            self._capsule.remember_private(counter)


def _readable(content: str) -> Note | None:
    try:
        return note_from(_fields(content))
    except FormatError:
        return None


def _keepable(note: Note) -> Note | None:
    """The note as it can be read again: without labels and choices that cannot; None if it says nothing."""
    for form in (note, replace(note, codes=(), state="", reply_to="")):
        try:
            return checked_note(form, None)
        except InvalidInput:
            continue
    return None


def _after(before: Note | None, note: Note) -> Note:
    if before is None:
        return note
    return replace(note, created_ms=before.created_ms, edited_ms=max(note.edited_ms, before.edited_ms + 1))


def _counter(db: Connection) -> int:
    found = db.execute("SELECT counter FROM change").fetchone()
    if found is None:
        raise FormatError
    return int(found[0])


def _check_whole(db: Connection) -> None:
    """Raise OlderCopy if the notes and the key list are not those of the newest change.

    SQLCipher authenticates each page with its place, not with its age: one page of an older copy, put back
    alone, would otherwise show older notes under the newest counter.
    """
    found = db.execute("SELECT notes, keys FROM change").fetchone()
    if found != (_digest(db), _key_digest(db)):
        raise OlderCopy("An older copy of your own notes was put back. They were not opened; restore a backup.")


def _digest(db: Connection) -> bytes:
    """SHA-256 over all notes, by id; nothing if there are none."""
    notes = db.execute("SELECT id, content FROM note ORDER BY id").fetchall()
    return digest("private/notes", *(part for note in notes for part in note)) if notes else b""


def _key_digest(db: Connection) -> bytes:
    """SHA-256 over the key list, by pseudonym; nothing if there is none."""
    keys = db.execute("SELECT principal, who FROM key ORDER BY principal").fetchall()
    return digest("private/keys", *(part for key in keys for part in key)) if keys else b""


def _remove_unnamed(db: Connection, voices: set[str]) -> None:
    """Delete those of these voice notes that no note names any more."""
    if voices:
        voice_notes.remove(db, voices - _voices_of(db))


def _voices_of(db: Connection, notes: Iterable[str] | None = None) -> set[str]:
    """The voice notes that these notes name, or all of this file."""
    found = dict(db.execute("SELECT id, content FROM note").fetchall())
    chosen = found if notes is None else {note: found[note] for note in notes if note in found}
    return {str(fields["voice"]) for fields in map(_fields, chosen.values()) if fields.get("voice")}


def _fields(content: str) -> dict[str, Any]:
    fields = json.loads(content)
    if not isinstance(fields, dict):
        raise FormatError
    return fields


def rekey_private(folder: VaultFolder, capsule: str, identity: Identity, former: Identity) -> None:
    """Put a person's private file under their new keys; done already, or no file, is fine.

    The old file leaves its write-ahead log first: beside a foreign one the new file could not be read.
    """
    path = folder.capsule(capsule) / "private" / f"{identity.person}.db"
    if not path.is_file():
        return
    key = identity.private_key(capsule)
    with locked(folder.capsule(capsule) / "lock"):
        try:
            with opened(path, key, SCHEMA, VERSION):
                return
        except IntegrityError:
            pass
        fresh = path.with_name(f".{path.name}.{secrets.token_hex(4)}.tmp")
        with opened(path, former.private_key(capsule), SCHEMA, VERSION) as db:
            copy_encrypted(db, fresh, key, VERSION)
            db.execute("PRAGMA journal_mode = DELETE")
        with storage_errors():
            fresh.replace(path)
            sync_folder(path.parent)
