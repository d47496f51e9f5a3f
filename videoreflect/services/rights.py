"""“What do you hold about me?”: everything about one person that who asks can open, over all lessons.

Answering is the owner’s at any time, also of a lesson that is closed by its date (``Action.ANSWER``). Of other
people’s lessons only one’s own words are in it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from videoreflect.domain.consent import ConsentEvent, Place
from videoreflect.domain.note import Note, note_from
from videoreflect.domain.policy import Action
from videoreflect.domain.rights import About, Held, HeldEntry, HeldInLesson
from videoreflect.domain.voice_note import spoken_words
from videoreflect.errors import FormatError, NotAllowed, NotFound, VideoReflectError
from videoreflect.formats.consent_words import KIND_WORDS, REMEDY_WORDS, day_words
from videoreflect.formats.redaction import Redaction
from videoreflect.formats.timecode import clock
from videoreflect.services.chapters import chapters_in
from videoreflect.services.codebooks import code_names
from videoreflect.services.lesson import details_of
from videoreflect.services.notes import list_notes
from videoreflect.services.permits import permit, recorded_events
from videoreflect.services.readiness import is_revealed, ready_times
from videoreflect.services.transcripts import SUGGESTION, Transcript, read_transcript, read_translation
from videoreflect.vault.capsule import Capsule
from videoreflect.vault.permits import Permit
from videoreflect.vault.signin import SignIn

_EACH_WAY_MS = 2_000
"""A line or note that begins a moment before or after a place belongs to it."""

Entries = dict[str, list[HeldEntry]]
_Read = Callable[[Capsule, Permit], Transcript]


def held_about(session: SignIn, about: About) -> Held:
    """Collect it. Raises NotFound if the person is not in this vault; lessons that do not open are counted."""
    people = {one.id: one.name for one in session.people().values()}
    if about.person and about.person not in people:
        raise NotFound("Nobody of that name is in this vault.")
    found: list[HeldInLesson] = []
    private: dict[str, tuple[str, ...]] = {}
    closed = others = 0
    for lesson in session.lesson_ids():
        try:
            with session.in_passing(lesson) as capsule:
                mine = session.person in capsule.header.owners
                if not mine and about.person != session.person:
                    others += 1
                    continue
                part = _part(session, capsule, about, people)
                if part is not None:
                    found.append(part)
                    hidden = _whose_notes_are_hidden(session, capsule)
                    private |= {lesson: hidden} if hidden else {}
        except VideoReflectError:
            closed += 1
    name = people[about.person] if about.person else about.pseudonym.strip()
    return Held(about, name, tuple(found), private, closed, others)


def _part(session: SignIn, capsule: Capsule, about: About, people: dict[str, str]) -> HeldInLesson | None:
    """What one lesson holds about them; None if nothing, or if it is of another class."""
    action = Action.ANSWER if session.person in capsule.header.owners else Action.VIEW
    held = permit(session, capsule, action)
    details = details_of(capsule, held)
    wanted = " ".join(about.class_name.casefold().split())
    if wanted and wanted != " ".join(details.class_name.casefold().split()):
        return None
    kept = [people[about.person]] if about.person else [about.pseudonym]
    redact = Redaction([*people.values(), *about.leave_out], kept)
    collect = _of_a_person if about.person else _of_a_pseudonym
    entries = {kind: found for kind, found in collect(session, capsule, held, about, redact).items() if found}
    name = ", ".join(filter(None, [details.class_name, details.subject, details.date])) or "A lesson without a date"
    return HeldInLesson(capsule.id, redact(name), entries) if entries else None


# -- Somebody in the picture -------------------------------------------------------------


def _of_a_pseudonym(session: SignIn, capsule: Capsule, held: Permit, about: About, redact: Redaction) -> Entries:
    wanted = _plain(about.pseudonym)
    events = [one for one in recorded_events(capsule) if _plain(one.event.principal) == wanted]
    places = [place for one in events for place in one.event.places]
    notes = [
        one
        for one in _open_notes(session, capsule, held)
        if _lies_in(one[1].at_ms, one[1].to_ms, places) or wanted in _plain(one[1].text)
    ]
    called = _code_names(session, capsule)
    return {
        "What was recorded": [HeldEntry(*_event_words(one.event, one.recorded_ms, redact)) for one in events],
        "Where you are seen or heard": [HeldEntry(_place_words(place, redact)) for place in places],
        "What was said there, as the computer wrote it down": _lines(capsule, held, places, redact),
        "The same in English": _lines(capsule, held, places, redact, read_translation),
        "What was noted about it": [_note(author, note, capsule, called, redact) for author, note in notes],
        "Chapters of the lesson": _chapters(capsule, held, redact, about=wanted),
    }


def _event_words(event: ConsentEvent, recorded_ms: int, redact: Redaction) -> tuple[str, str]:
    more = [f"until {day_words(event.until_ms)}"] if event.until_ms is not None else []
    more += [REMEDY_WORDS[event.remedy]] if event.remedy else []
    more += [f"to be done by {day_words(event.due_ms)}"] if event.due_ms is not None else []
    words = "; ".join([KIND_WORDS[event.kind], *more])
    return f"{day_words(recorded_ms)}: {words}.", redact(event.note)


def _place_words(place: Place, redact: Redaction) -> str:
    where = f", {redact(place.where)}" if place.where else ""
    return f"{clock(place.start_ms)} to {clock(place.end_ms)}{where}"


def _lines(
    capsule: Capsule, held: Permit, places: list[Place], redact: Redaction, read: _Read = read_transcript
) -> list[HeldEntry]:
    try:
        lines = read(capsule, held).lines if places else ()
    except FormatError:
        return [HeldEntry("The transcript cannot be read.")]
    inside = [line for line in lines if _lies_in(line.start_ms, line.end_ms, places)]
    return [HeldEntry(clock(line.start_ms), redact(line.text.strip())) for line in inside]


def _lies_in(start_ms: int | None, end_ms: int | None, places: list[Place]) -> bool:
    if start_ms is None:
        return False
    end = start_ms if end_ms is None else end_ms
    return any(start_ms <= one.end_ms + _EACH_WAY_MS and end >= one.start_ms - _EACH_WAY_MS for one in places)


# -- A person of the vault ---------------------------------------------------------------


def _of_a_person(session: SignIn, capsule: Capsule, held: Permit, about: About, redact: Redaction) -> Entries:
    who = about.person
    notes = [(author, note) for author, note in _open_notes(session, capsule, held) if author == who]
    called = _code_names(session, capsule)
    return {
        "Access": _access(capsule, who),
        "Notes": [_note(author, note, capsule, called, redact, whole=True) for author, note in notes],
        "Chapters of the lesson": _chapters(capsule, held, redact) if who in capsule.header.owners else [],
        "Said “ready”": [HeldEntry(day_words(ms)) for person, ms in ready_times(capsule).items() if person == who],
        "Written down in the talk": _texts(capsule, held, "said", redact, lambda author, _: author == who),
        "Agreed actions": _texts(
            capsule, held, "action", redact, lambda author, body: who in (author, body.get("person"))
        ),
        "Suggested for the transcript": _suggested(capsule, held, who, redact),
        "What your program reported as opened, played or copied": _seen(capsule, held, who),
        "Recorded about the people in the picture": _recorded_by(capsule, who),
    }


def _access(capsule: Capsule, who: str) -> list[HeldEntry]:
    return [
        HeldEntry(f"{one.role}{f', until {day_words(one.until_ms)}' if one.until_ms is not None else ''}")
        for one in capsule.header.people()
        if one.person == who
    ]


def _suggested(capsule: Capsule, held: Permit, who: str, redact: Redaction) -> list[HeldEntry]:
    rows = [(placed.row, body.get("gives")) for placed, body in capsule.read(held, SUGGESTION)]
    mine = [(row, gives) for row, gives in rows if row.author == who and isinstance(gives, list)]
    texts = [(row, [str(line[2]) for line in gives if isinstance(line, list) and len(line) > 2]) for row, gives in mine]
    return [HeldEntry(day_words(row.time), redact(" ".join(said) or "a line taken out")) for row, said in texts]


def _texts(
    capsule: Capsule, held: Permit, kind: str, redact: Redaction, wanted: Callable[[str, dict[str, Any]], bool]
) -> list[HeldEntry]:
    # The words of the talk open to both when both are ready; before that nobody can have written any.
    found = [(placed.row, body) for placed, body in capsule.read(held, kind) if wanted(placed.row.author, body)]
    return [
        HeldEntry(day_words(row.time), redact(str(body.get("text", "")))) for row, body in found if body.get("text")
    ]


def _seen(capsule: Capsule, held: Permit, who: str) -> list[HeldEntry]:
    entries = [(placed.row, body) for placed, body in capsule.read(held, "seen") if placed.row.author == who]
    return [
        HeldEntry(day_words(row.time), ", ".join(f"{key}: {body[key]}" for key in sorted(body)))
        for row, body in entries
    ]


def _recorded_by(capsule: Capsule, who: str) -> list[HeldEntry]:
    """How often, not about whom: the register of others is theirs."""
    times = [placed.row.time for placed in capsule.placed("consent") if placed.row.author == who]
    return [HeldEntry(f"{len(times)} entries, the newest on {day_words(max(times))}")] if times else []


# -- Both --------------------------------------------------------------------------------


def _open_notes(session: SignIn, capsule: Capsule, held: Permit) -> Iterator[tuple[str, Note]]:
    """Notes that who asks may see: one’s own, and those of others that are open to them."""
    try:
        found = [(one.author, one.note) for one in list_notes(session, capsule.id)]
    except NotAllowed:  # closed by its date: what was released is still answered for
        ready = ready_times(capsule)
        newest: dict[tuple[str, str], dict[str, Any]] = {}
        for placed, body in capsule.read(held, "note"):
            newest[(placed.row.author, str(body.get("note")))] = body
        found = [
            (author, note)
            for (author, _), body in newest.items()
            for note in _notes_in(body)
            if note.shared or is_revealed(capsule, session.person, author, ready)
        ]
    yield from ((author, note) for author, note in found if not note.deleted)


def _notes_in(body: dict[str, Any]) -> Iterable[Note]:
    try:
        return (note_from(body),)
    except FormatError:
        return ()


def _chapters(capsule: Capsule, held: Permit, redact: Redaction, about: str = "") -> list[HeldEntry]:
    """Only the owner names them: theirs are all, somebody else's those with the pseudonym in their name."""
    named = [one for one in chapters_in(capsule, held) if about in _plain(one.name)]
    return [HeldEntry(clock(one.at_ms), redact(one.name)) for one in named]


def _code_names(session: SignIn, capsule: Capsule) -> Mapping[str, str]:
    try:
        return code_names(session, capsule.id)
    except NotAllowed:  # closed by its date: labels stand as they are written
        return {}


def _note(
    author: str, note: Note, capsule: Capsule, called: Mapping[str, str], redact: Redaction, *, whole: bool = False
) -> HeldEntry:
    when = "About the whole lesson" if note.at_ms is None else clock(note.at_ms)
    by = "" if whole else f", by {'the teacher' if author in capsule.header.owners else 'a mentor'}"
    quote = f"“{redact(note.quote)}” " if note.quote else ""
    spoken = f" ({spoken_words(note.voice_ms)}, of which only the words are given here)" if note.voice else ""
    origin = f" (from a file: {redact(note.origin)})" if note.origin else ""
    labels = f" (labels: {redact(', '.join(called.get(code, code) for code in note.codes))})" if note.codes else ""
    drawn = " (with a mark drawn on the picture)" if note.regions else ""
    return HeldEntry(f"{when}{by}", f"{quote}{redact(note.text)}{labels}{drawn}{spoken}{origin}".strip())


def _whose_notes_are_hidden(session: SignIn, capsule: Capsule) -> tuple[str, ...]:
    """Others who may have notes here that are not open to who asks, also if their access has ended since."""
    ready = ready_times(capsule)
    writers = {path.stem for path in (capsule.path / "private").glob("*.db")} & session.people().keys()
    others = (writers | {one.person for one in capsule.header.people()}) - {session.person}
    return tuple(sorted(one for one in others if not is_revealed(capsule, session.person, one, ready)))


def _plain(text: str) -> str:
    return " ".join(text.casefold().split())
