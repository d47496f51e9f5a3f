"""Hiding a name everywhere in one go: another word stands where it stood, and the old one is erased for good.

What others wrote in their own name cannot be changed; it is counted, so that they can be asked.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from videoreflect.domain.lesson import LessonDetails
from videoreflect.domain.matching import Wanted, longer_words
from videoreflect.domain.note import Note, note_from
from videoreflect.domain.policy import Action
from videoreflect.domain.retiming import cleaned
from videoreflect.errors import InvalidInput, StorageError
from videoreflect.services import background
from videoreflect.services.hidden_transcript import hidden_pieces, stands_across
from videoreflect.services.hidden_words import DRAFT, WANTED, labels_in, mentions, replaced, written
from videoreflect.services.note_lock import one_at_a_time
from videoreflect.services.notes import list_notes
from videoreflect.services.permits import permit
from videoreflect.services.readiness import readiness
from videoreflect.services.recording import own_lesson
from videoreflect.services.suggestions import OPEN, suggestions
from videoreflect.services.transcripts import ALL_KINDS, PASSAGE, SUGGESTION, read_edited, read_transcript
from videoreflect.services.voices import SAID as VOICE_SAID
from videoreflect.services.voices import settled
from videoreflect.vault.capsule import Capsule, Entry
from videoreflect.vault.entitlement import ANYBODY, NEVER_ERASED, OWNER
from videoreflect.vault.erasure import drop_indexes
from videoreflect.vault.log import Row, Statement
from videoreflect.vault.permits import Permit
from videoreflect.vault.private import MAX_DRAFT, PrivateFile
from videoreflect.vault.signin import SignIn
from videoreflect.vault.strict_json import compact

MOST_SPELLINGS, LONGEST_NAME, LONGEST_WORD = 20, 100, 60
_TRIES = 3

_NO_WORDS = frozenset({
    "blob", "delegation", "ready", "confirm", "seen", "clock", "backup", "unshared", "rotated", "school", "request",
    "voice-note", "voices", "notice",
})  # fmt: skip
"""Kinds that hold no words of the lesson, or words that are asked of somebody and answered as they are, or that people
were told, with a hash that the register names. A sound in base64 may happen to spell a name, and would be another
sound afterwards."""

_OWN_KINDS = tuple(sorted((OWNER | ANYBODY) - NEVER_ERASED - _NO_WORDS - set(ALL_KINDS)))
"""Kinds that are written again where the owner said them."""

_STAYING_KINDS = {"consent": "register", "retention": "register", "notice": "notices", "request": "requests"}
_PLACE_OF = {
    "note": "notes", "said": "talk", "action": "talk", "lesson": "details", "voice": "transcript",
    "chapter": "chapters", "codebook": "labels",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Hiding:
    """Where a name stands. ``places``: place -> how often; it is hidden there. ``stays``: place -> how often, not
    hidden there. ``others``: person -> in how many notes and words of theirs that can be seen it stays.
    """

    places: Mapping[str, int]
    stays: Mapping[str, int]
    others: Mapping[str, int]
    undo_ends: bool
    longer: tuple[str, ...] = ()
    """Words that go on after it, such as “Lenas”: they stay unless they are named as well."""

    @property
    def count(self) -> int:
        """How often it would be hidden."""
        return sum(self.places.values())


@dataclass(frozen=True, slots=True)
class Hidden:
    """What was done. ``clean`` is False if somebody who reads just now keeps remnants until they close the file."""

    found: Hiding
    clean: bool


def where_it_stands(session: SignIn, lesson: str, names: Sequence[str]) -> Hiding:
    """Where any of these spellings stands in the lesson, as whole words. Raises NotAllowed, InvalidInput."""
    capsule, held = _opened(session, lesson)
    search = _Search(session, capsule, held, _wanted(names, ""), "")
    return replace(search.told(), longer=longer_words(search.texts(), *map(cleaned, names)))


def hide(session: SignIn, lesson: str, names: Sequence[str], by: str) -> Hidden:
    """Put ``by`` in the place of every spelling, and erase what stood there, in every earlier form of it.

    The transcript begins anew: what was edited stays so, and can no longer be undone. Raises NotAllowed for anybody
    but the owner, InvalidInput for names that cannot be looked for, or while the transcript is being written.
    """
    capsule, held = _opened(session, lesson)
    by = "".join(sign for sign in cleaned(by) if sign.isprintable())
    wanted = _wanted(names, by)
    _check_nothing_is_written(session, lesson)
    with one_at_a_time(session, lesson):  # older words of a note must not be written over what is saved meanwhile
        return _hidden(session, capsule, held, wanted, by)


def _hidden(session: SignIn, capsule: Capsule, held: Permit, wanted: Wanted, by: str) -> Hidden:
    first = _Search(session, capsule, held, wanted, by)
    told, search, clean = first.told(), first, True
    for _ in range(_TRIES):  # another program may have said it again meanwhile
        drop_indexes(session.folder)  # before, so that none keeps the words if this is interrupted after the commit
        clean = search.hide()
        drop_indexes(session.folder)  # after, in case one was made meanwhile
        search = _Search(session, capsule, held, wanted, by)
        if not search.found_in_rows and not search.told().count:
            return Hidden(told, clean)
    raise StorageError("The name is being written again by another window. Close it, then hide the name once more.")


def next_word(session: SignIn, lesson: str) -> str:
    """A word for the next pupil, such as “[pupil 3]”, that stands nowhere in the transcript yet."""
    capsule = session.capsule(lesson)
    said = read_transcript(capsule, permit(session, capsule, Action.VIEW)).text.casefold()
    return next(word for n in range(1, 1_000_000) if (word := f"[pupil {n}]") not in said)


def _opened(session: SignIn, lesson: str) -> tuple[Capsule, Permit]:
    """The owner’s lesson, whatever is agreed: to take a name out adds nothing."""
    capsule = own_lesson(session, lesson)
    permit(session, capsule, Action.ANNOTATE)  # also one’s own notes are changed
    return capsule, permit(session, capsule, Action.ERASE)


def _wanted(names: Sequence[str], by: str) -> Wanted:
    typed = [cleaned(name) for name in names if cleaned(name)]
    if not typed or len(typed) > MOST_SPELLINGS or any(len(name) > LONGEST_NAME for name in typed):
        raise InvalidInput("Type the name as it stands there; other spellings of it on lines of their own.")
    wanted = Wanted.of(*typed, whole_words=True)
    if not all(any(one.isalnum() for one in name) for name in typed):
        raise InvalidInput("This is no name that could be found. Type it in letters.")
    if len(by) > LONGEST_WORD or wanted.places(by):
        raise InvalidInput("The word that is to stand there has to be short, and must not hold the name itself.")
    return wanted


def _check_nothing_is_written(session: SignIn, lesson: str) -> None:
    running = [job for job in background.jobs_of(session) if job.lesson == lesson and job.state not in background.ENDED]
    if any(job.kind in background.WRITING for job in running):
        raise InvalidInput("The transcript is being written just now. Wait until it is done, or stop it; then hide it.")


class _Search:
    """One look through a lesson, and what is to be written and erased."""

    def __init__(self, session: SignIn, capsule: Capsule, held: Permit, wanted: Wanted, by: str) -> None:
        self._session, self._capsule, self._held = session, capsule, held
        self._wanted, self._by = wanted, by
        self._statements: list[Statement] = []
        self._rows: list[Row] = []
        self._places: Counter[str] = Counter()
        self._labels: set[str] = set()
        self._books: set[object] = set()
        self._own = PrivateFile(capsule)
        self._annotate = permit(session, capsule, Action.ANNOTATE)
        self._notes, self._drafts = self._private()
        self._settings = self._own_settings()
        self._transcript()
        for kind in _OWN_KINDS:
            self._kind(kind)

    @property
    def found_in_rows(self) -> bool:
        """Whether any row would have to be written again or erased."""
        return bool(self._rows or self._settings)

    def told(self) -> Hiding:
        """What was found, counted."""
        stays = Counter(self._staying())
        stays += Counter({"key list": self._in_key_list(), "labels": len(self._labels), "codebooks": self._in_list()})
        return Hiding(dict(+self._places), dict(+stays), dict(self._others()), self._undo_ends)

    def texts(self) -> Iterator[str]:
        """The words as they stand, and what this person wrote."""
        for line in read_transcript(self._capsule, self._held).lines:
            yield from (line.text, line.voice)
        for note in self._own.notes(self._annotate):
            yield from written("note", note.content())
        for draft in self._own.drafts(self._annotate).values():
            yield from written(DRAFT, draft)
        for placed, body in self._capsule.read(self._held, *_OWN_KINDS):
            if placed.row.author == self._session.person:
                yield from written(placed.row.kind, body)

    def hide(self) -> bool:
        """Write and erase; tells whether nothing is left in any write-ahead log. Raises InvalidInput before both."""
        if any(len(compact(content).decode()) > MAX_DRAFT for content in self._drafts.values()):
            raise InvalidInput("What you are writing would get too long. Save it as a note first; then hide the name.")
        for note in self._notes:
            self._own.keep(self._annotate, note)
        for name, content in self._drafts.items():
            self._own.keep_draft(self._annotate, name, content)
        if self._settings:
            self._session.state.state.settings |= self._settings
            self._session.state.save()
        clean = not (self._notes or self._drafts) or self._own.drop(self._annotate, [])
        return (not self._rows or self._capsule.erase(self._rows, self._statements)) and clean

    def _transcript(self) -> None:
        entries = self._capsule.read(self._held, *ALL_KINDS)
        lines = read_edited(self._capsule, self._held).transcript.lines
        self._undo_ends = any(self._stands_in(one) for one in entries) or stands_across(lines, self._wanted)
        if not self._undo_ends:
            return
        statements, count = hidden_pieces(self._capsule, self._held, entries, self._wanted, self._by)
        self._places["transcript"] += count
        waiting = {one.id for one in suggestions(self._session, self._capsule.id) if one.state == OPEN}
        self._rows += [placed.row for placed, body in entries if not self._may_stay((placed, body), waiting)]
        self._statements += statements

    def _stands_in(self, entry: Entry) -> bool:
        placed, body = entry
        return mentions(self._wanted, placed.row.kind, body)

    def _may_stay(self, entry: Entry, waiting: set[str]) -> bool:
        """The end of a run, and what waits for an answer and does not hold the name: lines keep their ids."""
        placed, body = entry
        if placed.row.kind == SUGGESTION and body.get("suggestion") not in waiting:
            return False
        return placed.row.kind == "transcript-end" or (
            placed.row.kind in {SUGGESTION, PASSAGE} and not self._stands_in(entry)
        )

    def _private(self) -> tuple[list[Note], dict[str, dict[str, Any]]]:
        notes = [self._replaced("note", note.content()) for note in self._own.notes(self._annotate)]
        drafts = {name: self._replaced(DRAFT, one) for name, one in self._own.drafts(self._annotate).items()}
        self._places["notes"] += sum(count for _, count in notes)
        self._places["drafts"] += sum(count for _, count in drafts.values())
        kept = [note_from(body) for body, count in notes if count]
        return kept, {name: body for name, (body, count) in drafts.items() if count}

    def _own_settings(self) -> dict[str, Any]:
        """What one’s own program remembers of this lesson, such as the words that the speech model was told of."""
        found = {}
        for name, value in self._session.state.state.settings.items():
            if self._capsule.id not in name or not isinstance(value, dict):
                continue  # all but how a transcript was wanted are choices, not words
            changed, count = self._replaced(WANTED, value)
            if count:
                found[name] = changed
        return found

    def _kind(self, kind: str) -> None:
        """Write one’s own rows of a kind again, in their order, if one of them holds the name."""
        entries = [one for one in self._capsule.read(self._held, kind) if one[0].row.author == self._session.person]
        found = [(placed, *self._replaced(kind, body)) for placed, body in entries]
        self._books |= {body["book"] for _, body in entries if kind == "codebook" and isinstance(body.get("book"), str)}
        if not any(count for _, _, count in found):
            return
        shown = found[-1:] if kind == "lesson" else found
        self._places[_PLACE_OF.get(kind, "other")] += sum(count for _, _, count in shown)
        if kind == "lesson":
            _check_details(shown[0][1])
        self._rows += [placed.row for placed, _, _ in found]
        bodies = [body for _, body, _ in shown]
        self._statements += [Statement(kind, body) for body in (settled(bodies) if kind == VOICE_SAID else bodies)]

    def _replaced(self, kind: str, body: dict[str, Any]) -> tuple[dict[str, Any], int]:
        self._labels |= labels_in(self._wanted, kind, body)
        return replaced(self._wanted, self._by, kind, body)

    def _staying(self) -> Counter[str]:
        found: Counter[str] = Counter()
        for placed, body in self._capsule.read(self._held, *_STAYING_KINDS):
            found[_STAYING_KINDS[placed.row.kind]] += self._stands_in((placed, body))
        return +found

    def _in_key_list(self) -> int:
        return sum(len(self._wanted.places(who)) for who in self._own.key_list(self._annotate).values())

    def _in_list(self) -> int:
        """In how many of one's own codebooks, as they stand outside this lesson, of those that it has."""
        me, books = self._session.person, self._session.directory.codebooks()
        own = {body.get("book"): body for placed, body in books if placed.row.author == me}
        return sum(mentions(self._wanted, "codebook", body) for book, body in own.items() if book in self._books)

    def _others(self) -> Counter[str]:
        """In how many notes and words of others that can be seen; of what is hidden nothing is told."""
        me, found = self._session.person, Counter[str]()
        for one in list_notes(self._session, self._capsule.id):
            found[one.author] += one.author != me and mentions(self._wanted, "note", one.note.content())
        if readiness(self._session, self._capsule.id).revealed:
            for entry in self._newest_talk():
                author = entry[0].row.author
                found[author] += author != me and self._stands_in(entry)
        return +found

    def _newest_talk(self) -> list[Entry]:
        return self._capsule.read(self._held, "said", "action")


def _check_details(body: dict[str, Any]) -> None:
    """Raise InvalidInput if title, class, subject or focus would get too long."""
    LessonDetails(body["title"], body["date"], body["class"], body["subject"], body["focus"])
