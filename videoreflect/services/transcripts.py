"""Reading a lesson's transcript: the pieces of one run, joined, and what was edited since.

Of several runs the newest that reached its end is shown, so that nothing is lost while a lesson is written
down again; where none did, the newest. A translation is a track of its own, with runs of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any, TypeVar
from weakref import WeakKeyDictionary

from videoreflect.domain.edits import Replay, Step, line_from, step_from
from videoreflect.domain.policy import Action
from videoreflect.domain.transcript import Line, Span
from videoreflect.domain.wanted import SAID, TRANSLATED, Wanted
from videoreflect.errors import FormatError
from videoreflect.services.permits import permit
from videoreflect.services.voices import voiced
from videoreflect.vault.capsule import Capsule, Entry
from videoreflect.vault.permits import Permit
from videoreflect.vault.signin import SignIn

PIECES = ("transcript", "transcript-end")
EDIT, SUGGESTION, PASSAGE = "transcript-edit", "transcript-suggestion", "passage"
ALL_KINDS = (*PIECES, EDIT, SUGGESTION, PASSAGE)
"""Every kind of row that holds words of the transcript."""

_USUAL = Wanted()
_KNOWN: WeakKeyDictionary[Capsule, tuple[tuple[bytes, ...], Edited]] = WeakKeyDictionary()
"""What came of the rows of a lesson that is open; it goes with the sign-in."""

_Made = TypeVar("_Made")
_Kept = WeakKeyDictionary[Capsule, dict[bytes, _Made]]
_LINES: _Kept[list[Line]] = WeakKeyDictionary()
_STEPS: _Kept[Step | None] = WeakKeyDictionary()
"""What came of each row by itself, by its hash: an edit adds one, and the words of three hours stay as they are."""


@dataclass(frozen=True, slots=True)
class Transcript:
    """What was said so far. ``done_ms`` is how far it goes; ``complete`` when it reached the end."""

    run: str
    lines: tuple[Line, ...] = ()
    speech: tuple[Span, ...] = ()
    language: str = ""
    done_ms: int = 0
    complete: bool = False
    model: str = ""
    asked: str | None = None
    """The choice of language that it was begun with, as ``Wanted.asked``; None if that was not written down."""

    @property
    def text(self) -> str:
        """All lines as one text."""
        return " ".join(line.text.strip() for line in self.lines)


@dataclass(frozen=True, slots=True)
class Edited:
    """The transcript as it stands, with the edits that brought it there. ``declined``: suggestions, by id."""

    transcript: Transcript
    replay: Replay
    declined: frozenset[str] = frozenset()
    begun: bytes = b""
    """Hash of the row with which the transcript that is shown began."""


def transcript_of(session: SignIn, lesson: str) -> Transcript:
    """The newest transcript of a lesson; an empty one if there is none."""
    capsule = session.capsule(lesson)
    return read_transcript(capsule, permit(session, capsule, Action.VIEW))


def translation_of(session: SignIn, lesson: str) -> Transcript:
    """The same in English, from the sound; an empty one if there is none. Raises NotAllowed, FormatError."""
    capsule = session.capsule(lesson)
    return read_translation(capsule, permit(session, capsule, Action.VIEW))


def progress_of(session: SignIn, lesson: str, track: str = SAID) -> Transcript:
    """How far a track is written, without its edits and without who speaks: what a page asks every second."""
    capsule = session.capsule(lesson)
    return read_run(capsule, permit(session, capsule, Action.VIEW), track)


def read_translation(capsule: Capsule, held: Permit) -> Transcript:
    """What was said, in English, with the names of who speaks. Raises FormatError."""
    found = read_run(capsule, held, TRANSLATED)
    return replace(found, lines=voiced(capsule, held, found.lines))


def read_transcript(capsule: Capsule, held: Permit) -> Transcript:
    """What was said, as everybody shows it. A piece counts once: a restart may have written one twice.

    Lines carry the name of who speaks. Raises FormatError for pieces that other software wrote in another form.
    """
    found = read_edited(capsule, held).transcript
    return replace(found, lines=voiced(capsule, held, found.lines))


def read_edited(capsule: Capsule, held: Permit) -> Edited:
    """The transcript with its edits; worked out anew only when a row of it has come or was erased.

    Raises NotAllowed, FormatError as :func:`read_transcript`.
    """
    capsule.check(held)
    state = _state_of(capsule)
    known = _KNOWN.get(capsule)
    if known is not None and known[0] == state:
        return known[1]
    found = _edited(capsule, capsule.read(held, *PIECES, EDIT))
    if _state_of(capsule) == state:  # else something came in between: the next call works it out anew
        _KNOWN[capsule] = (state, found)
    return found


def _state_of(capsule: Capsule) -> tuple[bytes, ...]:
    return tuple(one.row.hash for one in capsule.placed(*PIECES, EDIT, "bodies-erased"))


def _edited(capsule: Capsule, entries: list[Entry]) -> Edited:
    try:
        heard = _joined(capsule, [one for one in entries if one[0].row.kind != EDIT], SAID, newest=False)
        said = [one for one in entries if one[0].row.kind == EDIT]
        edits = [one for one in said if one[1].get("run") == heard.run]
        steps = _each(_standing(_STEPS, capsule, said), edits, step_from)
        replay = Replay.of(heard.lines, (step for step in steps if step is not None))
        declined = frozenset(str(body["declines"]) for _, body in edits if "declines" in body)
        own = (placed.row for placed, body in entries if placed.row.kind != EDIT and body.get("run") == heard.run)
        begun = next((row.hash for row in own), b"")
        return Edited(replace(heard, lines=replay.lines), replay, declined, begun)
    except (AttributeError, KeyError, TypeError, ValueError):
        raise FormatError from None


def read_run(capsule: Capsule, held: Permit, track: str = SAID, *, newest: bool = False) -> Transcript:
    """The run of a track that is shown, as written; with ``newest`` the one that was begun last, shown or not."""
    try:
        return _joined(capsule, capsule.read(held, *PIECES), track, newest)
    except (AttributeError, KeyError, TypeError, ValueError):
        raise FormatError from None


def _standing(kept: _Kept[_Made], capsule: Capsule, there: Iterable[Entry]) -> dict[bytes, _Made]:
    """What came of rows before; of what is not there any more, nothing is kept."""
    standing, before = {placed.row.hash for placed, _ in there}, kept.get(capsule, {}).copy()  # other threads add to it
    made = kept[capsule] = {one: what for one, what in before.items() if one in standing}
    return made


def _each(made: dict[bytes, _Made], wanted: Iterable[Entry], work: Callable[[Any], _Made]) -> Iterator[_Made]:
    """What comes of each row that is wanted, worked out once."""
    for placed, body in wanted:
        if placed.row.hash not in made:
            made[placed.row.hash] = work(body)
        yield made[placed.row.hash]


def _joined(capsule: Capsule, entries: list[Entry], track: str, newest: bool) -> Transcript:
    made = _standing(_LINES, capsule, entries)
    said = [(placed.row.kind, placed, body) for placed, body in entries if body.get("track", SAID) == track]
    if not said:
        return Transcript(run="")
    ended = [body for kind, _, body in said if kind == "transcript-end"]
    run = str((ended if ended and not newest else [body for _, _, body in said])[-1].get("run"))
    own = [one for one in said if one[2].get("run") == run]
    pieces: dict[int, Entry] = {}
    for kind, placed, body in own:
        if kind == "transcript":
            pieces[body["start_ms"]] = placed, body
    rows = [pieces[start] for start in sorted(pieces)]
    ordered = [body for _, body in rows]
    begun = ordered[0] if ordered else {}
    return Transcript(
        run=run,
        lines=tuple(line for piece in _each(made, rows, _lines) for line in piece),
        speech=tuple(Span(*span) for piece in ordered for span in piece["speech"]),
        language=next((piece["language"] for piece in ordered if piece["language"]), ""),
        done_ms=max((piece["end_ms"] for piece in ordered), default=0),
        complete=any(kind == "transcript-end" for kind, _, _ in own),
        model=str(begun.get("model", "")),
        asked=begun.get("asked"),
    )


def piece_body(run: str, item: dict[str, Any], wanted: Wanted = _USUAL) -> dict[str, Any]:
    """The body of a ``transcript`` row from what the child sent; words and spans as short lists."""
    return on_track(wanted) | {
        "model": wanted.model,
        "asked": wanted.asked,
        "run": run,
        "start_ms": item["start_ms"],
        "end_ms": item["end_ms"],
        "language": item["language"],
        "speech": [[span["start_ms"], span["end_ms"]] for span in item["speech"]],
        "lines": [_line_list(line) for line in item["lines"]],
    }


def on_track(wanted: Wanted) -> dict[str, str]:
    """The field that says that a row belongs to a translation."""
    return {"track": wanted.track} if wanted.track else {}


def _line_list(line: dict[str, Any]) -> list[Any]:
    words = [_word_list(word) for word in line["words"]]
    other = [{"language": line["language"]}] if line.get("language") else []
    return [line["start_ms"], line["end_ms"], line["text"], words, *other]


def _word_list(word: dict[str, Any]) -> list[Any]:
    return [word["start_ms"], word["end_ms"], word["text"], round(word["probability"], 3)]


def _lines(piece: dict[str, Any]) -> list[Line]:
    return [line_from(line, f"{piece['start_ms']}-{at}") for at, line in enumerate(piece["lines"])]
