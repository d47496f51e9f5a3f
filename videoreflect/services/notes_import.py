"""Taking notes in from a file: looked at first, then kept all at once as the private notes of who takes them in.

Nobody signs for anybody else: whoever wrote a note in another place, here it is a note of the person who brought it,
and ``origin`` says whose words it holds. Its id is made of the one in the file, so that the same file brings nothing
twice, and two people who bring the same one do not get in each other's way. What was open, shared or talked about
elsewhere is private here; a note that answers one that does not come along stands by itself.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from videoreflect.crypto.derive import digest
from videoreflect.domain.note import MAX_QUOTE, MAX_TEXT, AuthoredNote, Note, checked_note, is_code
from videoreflect.domain.policy import Action
from videoreflect.errors import InvalidInput
from videoreflect.formats.notes_reading import check_number
from videoreflect.formats.timecode import clock
from videoreflect.formats.written_note import ReadNotes, Tier, WrittenNote
from videoreflect.services.code_groups import Groups, first_of_each, groups_of
from videoreflect.services.note_lock import one_at_a_time
from videoreflect.services.note_rows import own_in_lesson
from videoreflect.services.notes import list_notes
from videoreflect.services.notes_files import read_notes_file
from videoreflect.services.permits import permit
from videoreflect.services.playback import duration_ms
from videoreflect.services.readiness import ready_times
from videoreflect.services.voice_keeping import unnamed_rows
from videoreflect.vault.capsule import Capsule
from videoreflect.vault.erasure import drop_indexes
from videoreflect.vault.log import Row, Statement
from videoreflect.vault.permits import Permit
from videoreflect.vault.private import PrivateFile
from videoreflect.vault.signin import SignIn

SHOWN = 5
"""Notes of the beginning that a preview shows."""

_DEEPEST = 10
"""A reply to a reply to a reply: further back nobody looks."""

NO_WORDS = "notes without words"
TOO_LONG = "notes that are too long"
UNFIT = "notes that hold something that cannot be kept here"


@dataclass(frozen=True, slots=True)
class Preview:
    """What a file would bring into a lesson.

    ``notes`` would be taken in, from ``start_ms`` to ``end_ms``, None if all are about the whole lesson; ``names``
    whose they are, with their number, "" for nobody's. ``clamped`` ones lie beyond the end of the recording and are
    moved to it; ``here`` are in the lesson already; ``left_out`` says in words what else is not taken. ``alone``
    answer a note that does not come along, ``voices`` had a sound that is not in the file, ``codes`` are the codes.
    ``tiers``: the layers that can be chosen from. ``too_many``: a sentence, if they cannot be taken in like this.
    ``open``: the person has said ready already, so what they bring is not private.
    """

    form: str
    notes: int
    names: tuple[tuple[str, int], ...]
    start_ms: int | None
    end_ms: int | None
    whole: int
    clamped: int
    here: int
    left_out: tuple[tuple[str, int], ...]
    alone: int
    voices: int
    codes: tuple[str, ...]
    tiers: tuple[Tier, ...]
    too_many: str
    open: bool
    beginning: tuple[Note, ...]


@dataclass(frozen=True, slots=True)
class _Fitted:
    """The notes of a file as they would be kept, and what became of the others."""

    notes: tuple[Note, ...]
    clamped: int
    here: int
    left_out: tuple[tuple[str, int], ...]
    alone: int
    voices: int


def preview(session: SignIn, lesson: str, raw: bytes, tiers: Collection[int] | None = None) -> Preview:
    """What would be taken in from a file; nothing is changed. Raises InvalidInput, NotAllowed."""
    capsule = session.capsule(lesson)
    held = permit(session, capsule, Action.ANNOTATE)
    found, form = read_notes_file(raw, tiers)
    too_many = _too_many(found)
    if too_many and len(found.tiers) < 2:
        raise InvalidInput(too_many)
    first = replace(found, notes=()) if too_many else found
    fitted = _fit(session, capsule, held, first)
    times = [ms for note in fitted.notes for ms in (note.at_ms, note.to_ms) if ms is not None]
    mine = session.people()[session.person].name
    names = Counter(note.origin or mine for note in fitted.notes)
    return Preview(
        form=form,
        notes=len(fitted.notes),
        names=tuple(names.most_common()),
        start_ms=min(times, default=None),
        end_ms=max(times, default=None),
        whole=sum(note.at_ms is None for note in fitted.notes),
        clamped=fitted.clamped,
        here=fitted.here,
        left_out=fitted.left_out,
        alone=fitted.alone,
        voices=fitted.voices,
        codes=tuple(dict.fromkeys(code for note in fitted.notes for code in note.codes)),
        tiers=found.tiers,
        too_many=too_many,
        open=session.person in ready_times(capsule),
        beginning=fitted.notes[:SHOWN],
    )


def take_in(session: SignIn, lesson: str, raw: bytes, tiers: Collection[int] | None = None) -> list[str]:
    """Take the notes of a file in, all or none; returns their ids. Durable when this returns.

    Raises InvalidInput for a file that holds none that are new here, or too many; NotAllowed.
    """
    capsule = session.capsule(lesson)
    permit(session, capsule, Action.ANNOTATE)
    found, _ = read_notes_file(raw, tiers)
    check_number(found)
    with one_at_a_time(session, lesson):
        held = permit(session, capsule, Action.ANNOTATE)
        fitted = _fit(session, capsule, held, found)
        if not fitted.notes:
            raise InvalidInput(_nothing(fitted))
        _keep(session, capsule, held, fitted.notes)
    return [note.id for note in fitted.notes]


def _keep(session: SignIn, capsule: Capsule, held: Permit, notes: Sequence[Note]) -> None:
    if session.person not in ready_times(capsule):
        PrivateFile(capsule).keep_all(held, notes)
        return
    capsule.check(held)
    capsule.append([Statement("note", note.content()) for note in notes])


def drop(session: SignIn, lesson: str, ids: Iterable[str]) -> int:
    """Undo taking notes in: erase those of one's own notes, all at once. Returns how many there were."""
    capsule, wanted = session.capsule(lesson), set(ids)
    with one_at_a_time(session, lesson):
        held = permit(session, capsule, Action.ANNOTATE)
        notes = [one.note for one in list_notes(session, lesson) if one.author == session.person]
        mine = [note for note in notes if note.id in wanted]
        rows = _rows(capsule, held, {note.id for note in mine})
        if rows:
            others = [note for note in own_in_lesson(capsule, held).values() if note.id not in wanted]
            _erase(session, capsule, [*rows, *unnamed_rows(capsule, held, others)], mine)
        PrivateFile(capsule).drop(held, [note.id for note in mine])
        return len(mine)


def _rows(capsule: Capsule, held: Permit, ids: Collection[str]) -> list[Row]:
    """What the lesson itself holds of one's own notes, and what one wrote down about them in the talk."""
    kinds = (("note", "note"), ("said", "moment"))
    placed = [(one.row, body.get(name)) for kind, name in kinds for one, body in capsule.read(held, kind)]
    mine = [(row, value) for row, value in placed if row.author == capsule.person]
    return [row for row, value in mine if isinstance(value, str) and value in ids]


def _erase(session: SignIn, capsule: Capsule, rows: Sequence[Row], notes: Sequence[Note]) -> None:
    """Erase notes that are open; empty markers stay, so that they stay deleted in every copy."""
    now = session.state.system_ms()
    markers = [Note(one.id, None, None, "", created_ms=one.created_ms, edited_ms=now, deleted=True) for one in notes]
    drop_indexes(session.folder)
    capsule.erase(rows, [Statement("note", marker.content()) for marker in markers])
    drop_indexes(session.folder)


def _too_many(found: ReadNotes) -> str:
    try:
        check_number(found)
    except InvalidInput as error:
        return error.sentence
    return ""


def _nothing(fitted: _Fitted) -> str:
    if fitted.here and not fitted.left_out:
        return "All notes of this file are in the lesson already."
    return "This file holds no notes that can be taken in here."


def _fit(session: SignIn, capsule: Capsule, held: Permit, found: ReadNotes) -> _Fitted:
    """Make notes of what a file holds: in the clip, private, with ids of this person in this lesson."""
    length, now = duration_ms(session, capsule.id), session.state.system_ms()
    mine = session.people()[session.person].name
    ids = _Ids(session, capsule, held)
    groups = groups_of(session, capsule.id, (code for one in found.notes for code in one.note.codes))
    left_out = Counter(dict(found.left_out))
    kept: dict[str, Note] = {}
    here = clamped = voices = 0
    for one, known in zip(found.notes, _known_as(found.notes), strict=True):
        note = _own(one, mine, now, groups)
        reason = _unfit(note)
        if reason:
            left_out[reason] += 1
            continue
        fresh = ids.of(known)
        if fresh is None or fresh in kept:
            here += 1
            continue
        clamped += max(note.at_ms or 0, note.to_ms or 0) > length
        voices += bool(one.note.voice_ms)
        fitted = checked_note(replace(note, reply_to=""), length)
        kept[fresh] = replace(fitted, id=fresh, reply_to=note.reply_to)
    joined = [_joined(note, ids, kept) for note in kept.values()]
    alone = sum(bool(kept[note.id].reply_to) and not note.reply_to for note in joined)
    counted = tuple((what, many) for what, many in left_out.items() if many)
    return _Fitted(tuple(joined), clamped, here, counted, alone, voices)


def _own(one: WrittenNote, mine: str, now: int, groups: Groups) -> Note:
    """A note as its new author has it: private, without sound, with times that can have been."""
    note = one.note
    created = note.created_ms if 0 < note.created_ms <= now else now
    edited = note.edited_ms if created <= note.edited_ms <= now else created
    codes, more = first_of_each(groups, filter(is_code, note.codes))
    called = dict(one.code_names)
    labels = [called.get(code, code) for code in note.codes if code in more or not is_code(code)]
    said = [note.text, f"Labels: {', '.join(labels)}" if labels else ""]
    if note.voice_ms and not note.text.strip():
        said.insert(0, f"Voice note {clock(note.voice_ms)}. Its sound is not in the file.")
    return replace(
        note,
        text="\n".join(filter(None, said)),
        codes=codes,
        created_ms=created,
        edited_ms=edited,
        deleted=False,
        shared=False,
        voice="",
        voice_ms=0,
        origin=note.origin or ("" if one.author == mine else one.author),
    )


def _unfit(note: Note) -> str:
    """Why a note cannot be kept; nothing if it can."""
    if len(note.text) > MAX_TEXT or len(note.quote) > MAX_QUOTE:
        return TOO_LONG
    try:
        checked = checked_note(replace(note, id="0" * 32, reply_to=""), None)
    except InvalidInput:
        return UNFIT if note.text.strip() else NO_WORDS
    return "" if checked.text or checked.codes or checked.regions else NO_WORDS


def _known_as(notes: Sequence[WrittenNote]) -> Iterator[str]:
    """What each note is known by: its id, or else what it says, and the how-many-th that says so."""
    seen: Counter[str] = Counter()
    for one in notes:
        if one.note.id:
            yield one.note.id
            continue
        note = one.note
        texts = (one.author, repr((note.at_ms, note.to_ms, note.codes)), note.text, note.quote)
        said = digest("notes/said", *(text.encode("utf-8", "surrogatepass") for text in texts)).hex()
        seen[said] += 1
        yield f"{said}/{seen[said]}"


class _Ids:
    """Which id a note of a file gets here, and which notes are here already."""

    def __init__(self, session: SignIn, capsule: Capsule, held: Permit) -> None:
        """Ids of notes that this person may see, of their own that are private, and of those they deleted."""
        self._names = (capsule.id, session.person)
        notes = list_notes(session, capsule.id)
        self._seen = {one.note.id for one in notes}
        self._answerable = {one.note.id for one in notes if _may_be_answered(one, session.person)}
        self._gone = {note.id for note in own_in_lesson(capsule, held).values() if note.deleted}

    def of(self, known: str) -> str | None:
        """The id for a note that is known by this in its file; None if it is here already.

        One that was taken in before and erased since it was open has left a marker, so it gets another id.
        """
        if known in self._seen:
            return None
        for again in range(1_000):
            made = self._made(known, again)
            if made in self._seen:
                return None
            if made not in self._gone:
                return made
        return None

    def answered(self, known: str) -> str:
        """The note of one's own, in the lesson already, that a reply answers; nothing if there is none."""
        return next((one for one in (known, self._made(known, 0)) if one in self._answerable), "")

    def _made(self, known: str, again: int) -> str:
        return digest("notes/taken-in", *self._names, known.encode("utf-8", "replace"), str(again)).hex()[:32]


def _may_be_answered(one: AuthoredNote, me: str) -> bool:
    """A reply is as open as what it answers, so only what is not shared at once keeps it private."""
    return one.author == me and not one.note.shared and not one.note.reply_to


def _joined(note: Note, ids: _Ids, kept: dict[str, Note]) -> Note:
    """A reply stays one if what it answers comes along or is there; of what is a reply itself, it answers the first."""
    known = note.reply_to
    for _ in range(_DEEPEST):
        target = kept.get(ids.of(known) or "") if known else None
        if target is None or target.id == note.id:
            break
        if not target.reply_to:
            return replace(note, reply_to=target.id)
        known = target.reply_to
    return replace(note, reply_to=ids.answered(known) if known else "")
