"""Notes: private until ready, or shared at once on purpose; then open to the other when both are.

Hidden notes are left out here, not on a page: of lists, counts, search and export alike.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields, replace
from typing import Any

from videoreflect.domain.ids import new_id
from videoreflect.domain.note import AuthoredNote, Note, checked_note
from videoreflect.domain.policy import Action
from videoreflect.domain.region import Region
from videoreflect.errors import InvalidInput, NotAllowed, NoteChanged, NotFound
from videoreflect.services.code_groups import check_one_of
from videoreflect.services.note_lock import one_at_a_time
from videoreflect.services.note_rows import notes_in_lesson, own_in_lesson, own_rows
from videoreflect.services.permits import permit
from videoreflect.services.playback import duration_ms
from videoreflect.services.readiness import is_revealed, ready_times
from videoreflect.services.voice_keeping import (
    drop_let_go,
    moved_out,
    moving_in,
    named_in_drafts,
    unnamed_rows,
    with_length,
)  # fmt: skip
from videoreflect.vault.capsule import Capsule
from videoreflect.vault.erasure import drop_indexes
from videoreflect.vault.log import Statement
from videoreflect.vault.permits import Permit
from videoreflect.vault.private import PrivateFile
from videoreflect.vault.signin import SignIn

_ENDED = "Sharing has ended. Your words are kept and open again if the lesson is shared with you again."
_PAUSED = "Sharing of this lesson is paused. Your words are kept and open again with it."
_ALONE = "Nobody else can open this lesson yet, so a note cannot be shared. Share the lesson first; the words are kept."
_MORE = "You changed this note in another window. Nothing was deleted."
_GONE = "The note that you answer is not there any more. Your words are kept; save them as a note."

NO_WINDOW = "note"
"""What is typed in a page that does not say which window it is."""


@dataclass(frozen=True, slots=True)
class NoteText:
    """What a person typed, drew, said and chose: the fields of a Note that its author decides."""

    text: str
    at_ms: int | None = None
    to_ms: int | None = None
    quote: str = ""
    talk: bool = False
    codes: tuple[str, ...] = ()
    state: str = ""
    shared: bool = False
    reply_to: str = ""
    regions: tuple[Region, ...] = ()
    voice: str = ""
    voice_ms: int = 0
    origin: str = ""


@dataclass(frozen=True, slots=True)
class Which:
    """Which note is saved: ``id`` of one's own note, or of a new one; ``new`` if there need not be one yet.

    A new note whose answer was lost is sent again with the same id and comes once, and never over words that came
    later. ``was_ms``: when the form that is changed was saved (``edited_ms``), so that words of another window are
    not written over unseen.
    """

    id: str
    new: bool = False
    was_ms: int | None = None


def save_note(session: SignIn, lesson: str, typed: NoteText, which: Which | None = None) -> Note:
    """Save a new note, or a new form of one's own note. Durable when this returns.

    A reply is open to whom the note is open that it answers. Raises NotFound for somebody else's note, InvalidInput
    for an empty or over-long one, one to be shared with nobody, or one with two codes of a group that is “one of”,
    NoteChanged if another window changed it since ``was_ms``, NotAllowed.
    If sharing ended while it was being written, it is kept in this person's own file, and NotAllowed says so.
    """
    which = which or Which(new_id(), new=True)
    try:
        return _saved(session, lesson, typed, which)
    except NotAllowed:  # perhaps only because something changed since the permit was made: somebody else’s access
        return _saved_or_set_aside(session, lesson, typed, which)


def _saved_or_set_aside(session: SignIn, lesson: str, typed: NoteText, which: Which) -> Note:
    try:
        return _saved(session, lesson, typed, which)
    except NotAllowed:
        _set_aside(session, lesson, typed, which)
        raise


def _saved(session: SignIn, lesson: str, typed: NoteText, which: Which) -> Note:
    with one_at_a_time(session, lesson):
        capsule = session.capsule(lesson)
        held = permit(session, capsule, Action.ANNOTATE)
        before = _before(capsule, held, which)
        check_one_of(session, lesson, typed.codes, before.codes if before else ())
        typed = replace(typed, shared=_is_to_be_shared(session, capsule, typed, before))
        note = checked_note(_form(session, capsule, held, typed, (which, before)), duration_ms(session, lesson))
        if before and (which.new or which.was_ms not in (None, before.edited_ms)):
            return _unchanged(before, note)
        _keep(capsule, held, note)
        _share_own_replies(capsule, held, note)
        return note


def _form(session: SignIn, capsule: Capsule, held: Permit, typed: NoteText, which: tuple[Which, Note | None]) -> Note:
    wanted, before = which
    now = session.state.system_ms()
    if before is None:
        return with_length(capsule, held, _note(typed, _free_id(capsule, held, wanted.id), now, now))
    changed = _note(typed, before.id, before.created_ms, max(now, before.edited_ms + 1))
    return with_length(capsule, held, changed)


def _before(capsule: Capsule, held: Permit, which: Which) -> Note | None:
    try:
        return _own_note(capsule, held, which.id)
    except NotFound:
        if which.new:
            return None
        raise


def _unchanged(before: Note, note: Note) -> Note:
    """The note that is there, if it says already what is sent: an answer that was lost. Else raises NoteChanged."""
    if replace(note, edited_ms=before.edited_ms) == before:
        return before
    raise NoteChanged


def _free_id(capsule: Capsule, held: Permit, wanted: str) -> str:
    """The id of a new note: the one that was asked for, unless the lesson knows a note of that id.

    It is one that was deleted, and stays so in every copy; or somebody else's, which a page could mistake for it.
    """
    return new_id() if any(note.id == wanted for _, note in notes_in_lesson(capsule, held)) else wanted


def _is_to_be_shared(session: SignIn, capsule: Capsule, typed: NoteText, before: Note | None) -> bool:
    """Whether everybody who holds the lesson may see it at once: as chosen; of a reply, as the note that it answers."""
    if typed.reply_to:
        known = before is not None and before.reply_to == typed.reply_to
        answered = _answered(session, capsule.id, typed.reply_to)
        if answered is not None:
            return answered.note.shared
        if not known:
            raise NotFound(_GONE)
    if typed.shared and not (before and before.shared) and len(capsule.header.people()) < 2:
        raise InvalidInput(_ALONE, field="shared")
    return typed.shared


def _answered(session: SignIn, lesson: str, note_id: str) -> AuthoredNote | None:
    """The note that a reply answers, if it is to be seen. A reply has no replies of its own."""
    found = (one for one in list_notes(session, lesson) if one.note.id == note_id and not one.note.reply_to)
    return next(found, None)


def _share_own_replies(capsule: Capsule, held: Permit, note: Note) -> None:
    """What one answered to one's own note is open to whom the note is open."""
    if note.reply_to:
        return
    for reply in _own_notes(capsule, held, naming=note.id):
        if reply.reply_to == note.id and reply.shared != note.shared:
            _keep(capsule, held, replace(reply, shared=note.shared, edited_ms=max(note.edited_ms, reply.edited_ms + 1)))


def _note(typed: NoteText, note_id: str, created_ms: int, edited_ms: int) -> Note:
    said = {one.name: getattr(typed, one.name) for one in fields(typed)}
    return Note(id=note_id, created_ms=created_ms, edited_ms=edited_ms, **said)


def _set_aside(session: SignIn, lesson: str, typed: NoteText, which: Which) -> None:
    """Keep words for whom sharing ended in the middle of writing. Raises NotAllowed that says so, if there are any."""
    capsule = session.opened_before(lesson)
    if capsule is None or session.person in capsule.header.owners:
        return
    now = session.state.system_ms()
    kept = _note(replace(typed, shared=False), which.id, now, now)
    # A form of a note that lies in the lesson would be hidden behind it, so it becomes a note of its own.
    if PrivateFile(capsule).set_aside(kept, new_id(), new=which.new, was_ms=which.was_ms):
        raise NotAllowed(_PAUSED if capsule.is_still_member() else _ENDED)


def delete_note(session: SignIn, lesson: str, note_id: str, was_ms: int | None = None) -> bool:
    """Erase one's own note, with every earlier form of it and what one wrote down about it in the dialogue.

    A released one leaves an empty marker, so that it stays deleted in every copy. Returns False if
    somebody who reads just now keeps remnants in a write-ahead log until they close it. Raises NoteChanged,
    and erases nothing, if another window changed the note since ``was_ms``.
    """
    with one_at_a_time(session, lesson):
        capsule = session.capsule(lesson)
        held = permit(session, capsule, Action.ANNOTATE)
        note = _own_note(capsule, held, note_id)
        if was_ms not in (None, note.edited_ms):
            raise NoteChanged(_MORE)
        clean = not _in_lesson(capsule, held, note_id) or _erased(session, capsule, held, note)
        return _drop_private(capsule, held, note_id) and clean


def _erased(session: SignIn, capsule: Capsule, held: Permit, note: Note) -> bool:
    rows = own_rows(capsule, held, ("note", "note", note.id)) + own_rows(capsule, held, ("said", "moment", note.id))
    rows += unnamed_rows(capsule, held, _others_in_lesson(capsule, held, note.id))
    marker = Note(note.id, None, None, "", created_ms=note.created_ms, deleted=True)
    marker = replace(marker, edited_ms=session.state.system_ms())
    drop_indexes(session.folder)  # before, so that none keeps the words if this is interrupted after the commit
    clean = capsule.erase(rows, [Statement("note", marker.content())])
    drop_indexes(session.folder)  # after, in case one was made meanwhile
    return clean


def list_notes(session: SignIn, lesson: str) -> list[AuthoredNote]:
    """All notes this person may see now, in the order of the clip."""
    capsule = session.capsule(lesson)
    held = permit(session, capsule, Action.VIEW)
    released = notes_in_lesson(capsule, held)
    open_to_me = _shown(capsule, released)
    # A crash right after “ready” may leave private copies; also of notes that were deleted since.
    known = {note.id for author, note in released if author == session.person}
    annotate = permit(session, capsule, Action.ANNOTATE)
    private = [note for note in PrivateFile(capsule).notes(annotate) if note.id not in known]
    mine = [AuthoredNote(session.person, note, "private") for note in private]
    return sorted(open_to_me + mine, key=lambda a: (a.note.at_ms or 0, a.note.created_ms, a.note.id))


def notes_to_show(capsule: Capsule, held: Permit) -> list[AuthoredNote]:
    """The notes in the lesson itself that this person may see now: without their own private ones, in no order."""
    return _shown(capsule, notes_in_lesson(capsule, held))


def _shown(capsule: Capsule, released: list[tuple[str, Note]]) -> list[AuthoredNote]:
    ready = ready_times(capsule)
    return [
        AuthoredNote(author, note, _visibility(capsule, capsule.person, author, note, ready))
        for author, note in released
        if not note.deleted and (note.shared or is_revealed(capsule, capsule.person, author, ready))
    ]


def keep_draft(
    session: SignIn,
    lesson: str,
    content: dict[str, Any] | None,
    window: str = NO_WINDOW,
    taken: Iterable[tuple[str, int | None]] = (),
) -> None:
    """Save what is being typed in a window, encrypted; None drops it. Of two windows neither writes over the other.

    ``taken``: other windows whose words this one took up when it was opened, each with the ``turn`` of its content
    then. They are dropped there, unless that window wrote since. What was begun to be said goes with the draft that
    named it.
    """
    with one_at_a_time(session, lesson):
        capsule = session.capsule(lesson)
        held = permit(session, capsule, Action.ANNOTATE)
        private = PrivateFile(capsule)
        spoken = named_in_drafts(private, held, set(private.spoken_ms(held)))
        private.keep_draft(held, window, content)  # before, so that an interruption loses nothing
        known = private.drafts(held) if taken else {}
        for other, turn in taken:
            if other != window and known.get(other, {}).get("turn") == turn:
                private.keep_draft(held, other, None)
        drop_let_go(private, held, spoken)


def drafts(session: SignIn, lesson: str) -> dict[str, dict[str, Any]]:
    """What was being typed in each window, when it was left or now."""
    capsule = session.capsule(lesson)
    return PrivateFile(capsule).drafts(permit(session, capsule, Action.ANNOTATE))


def keep_place(session: SignIn, lesson: str, at_ms: int) -> None:
    """Remember where this person stopped watching."""
    capsule = session.capsule(lesson)
    PrivateFile(capsule).keep_place(permit(session, capsule, Action.ANNOTATE), max(0, at_ms))


def place_ms(session: SignIn, lesson: str) -> int:
    """Where this person stopped watching."""
    capsule = session.capsule(lesson)
    return PrivateFile(capsule).place_ms(permit(session, capsule, Action.ANNOTATE))


def _keep(capsule: Capsule, held: Permit, note: Note) -> None:
    """Save a note. Of one in the lesson only the newest words stay: nobody can see the earlier ones."""
    if note.shared or _has_said_ready(capsule):
        sounds = moving_in(capsule, held, [note])
        former = own_rows(capsule, held, ("note", "note", note.id))
        former += unnamed_rows(capsule, held, [note, *_others_in_lesson(capsule, held, note.id)])
        capsule.erase(former, [*sounds, Statement("note", note.content())])
        _drop_private(capsule, held, note.id)
        if sounds:
            PrivateFile(capsule).drop_voices(held, [note.voice])
        return
    moved_out(capsule, held, note, note.edited_ms)
    PrivateFile(capsule).keep(held, note)  # before, so that an interruption loses nothing
    if _in_lesson(capsule, held, note.id):
        _take_back(capsule, held, note.id)


def _take_back(capsule: Capsule, held: Permit, note_id: str) -> None:
    """Erase what was shared at once: it is private again. Who read it meanwhile has read it."""
    drop_indexes(capsule.folder)
    rows = own_rows(capsule, held, ("note", "note", note_id))
    capsule.erase(rows + unnamed_rows(capsule, held, _others_in_lesson(capsule, held, note_id)), [])
    drop_indexes(capsule.folder)


def _others_in_lesson(capsule: Capsule, held: Permit, note_id: str) -> list[Note]:
    """One's own other notes that are in the lesson."""
    mine = (note for author, note in notes_in_lesson(capsule, held) if author == capsule.person)
    return [note for note in mine if note.id != note_id and not note.deleted]


def _in_lesson(capsule: Capsule, held: Permit, note_id: str) -> bool:
    return bool(own_rows(capsule, held, ("note", "note", note_id)))


def _drop_private(capsule: Capsule, held: Permit, note_id: str) -> bool:
    """Drop the private form of a note, which may be left from a crash at “ready”."""
    private = PrivateFile(capsule)
    return all(note.id != note_id for note in private.notes(held, note_id)) or private.drop(held, [note_id])


def _own_note(capsule: Capsule, held: Permit, note_id: str) -> Note:
    for note in _own_notes(capsule, held, naming=note_id):
        if note.id == note_id:
            return note
    raise NotFound("That note is not one of yours. Open the lesson again to see your notes.")


def _own_notes(capsule: Capsule, held: Permit, naming: str) -> list[Note]:
    """Each of one's own notes that names an id once: of one that a crash left in both places the form in the lesson.

    Only those are read: a save would otherwise take longer with every note that there is.
    """
    known = own_in_lesson(capsule, held)
    private = [note for note in PrivateFile(capsule).notes(held, naming) if note.id not in known]
    return [note for note in (*known.values(), *private) if not note.deleted]


def _has_said_ready(capsule: Capsule) -> bool:
    return any(placed.row.author == capsule.identity.person for placed in capsule.placed("ready"))


def _visibility(capsule: Capsule, reader: str, author: str, note: Note, ready: dict[str, int]) -> str:
    others = [m.person for m in capsule.header.people() if m.person != author]
    if any(is_revealed(capsule, other, author, ready) for other in (others if reader == author else [reader])):
        return "open"
    return "shared" if note.shared else "waiting"
