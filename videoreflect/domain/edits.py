"""Changes to a transcript as statements, and the transcript that they leave: pure, and the same in every copy.

An edit takes lines by their ids and gives others in their place. To undo it is to take what it gave and give back
what it took; to redo it is to make it again. Lines have an id of their own, which no later line has, so an edit
that met a transcript which is another by now finds its lines gone, and is passed over.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any

from videoreflect.domain.ids import is_id
from videoreflect.domain.transcript import Line, Word
from videoreflect.errors import FormatError

MOST_LINES = 50_000
LONGEST_LINE = 20_000
MOST_WORDS = 5_000
LONGEST_ID = 80
MOST_MS = 1 << 40


class EditKind(StrEnum):
    """What was done; all of them take lines and give lines."""

    TEXT = "text"
    SPLIT = "split"
    MERGE = "merge"
    MOVE = "move"
    DELETE = "delete"
    INSERT = "insert"
    REPLACE = "replace"
    PASSAGE = "passage"
    SUGGESTION = "suggestion"
    SHIFT = "shift"


@dataclass(frozen=True, slots=True)
class Edit:
    """Lines taken out, by id, and lines put in. ``suggestion`` is the id of the one that it takes up, else empty.

    A shift says ``by_ms``, and ``end_ms`` of the clip, instead of the lines that it puts in: they are worked out.
    """

    id: str
    kind: EditKind
    takes: tuple[str, ...] = ()
    gives: tuple[Line, ...] = ()
    suggestion: str = ""
    by_ms: int = 0
    end_ms: int = 0


@dataclass(frozen=True, slots=True)
class Undo:
    """The edit of that id no longer counts."""

    edit: str


@dataclass(frozen=True, slots=True)
class Redo:
    """The undone edit of that id counts again."""

    edit: str


Step = Edit | Undo | Redo


@dataclass(slots=True)
class Replay:
    """A transcript while its edits are made again, in the order of the log; each takes time for its own lines only.

    ``done`` are the edits in force and ``undone`` those that can be made again, the newest last.
    """

    done: dict[str, Edit] = field(default_factory=dict)
    undone: dict[str, Edit] = field(default_factory=dict)
    _there: dict[str, Line] = field(default_factory=dict)
    _place: dict[str, int] = field(default_factory=dict)
    _out: dict[str, dict[str, Line]] = field(default_factory=dict)
    _as_it_was: tuple[Line, ...] = ()

    @classmethod
    def of(cls, base: Iterable[Line], steps: Iterable[Step] = ()) -> Replay:
        """Begin with the lines as they were written down, and take ``steps``; those that do not fit are passed over."""
        replay = cls(_as_it_was=tuple(base))
        replay._put(replay._as_it_was)
        for step in steps:
            replay.take(step)
        return replay

    @property
    def lines(self) -> tuple[Line, ...]:
        """The lines as they stand now, in the order in which they begin."""
        if not self.done:
            return self._as_it_was
        return tuple(sorted(self._there.values(), key=lambda line: (line.start_ms, self._place[line.id])))

    def line(self, line: str) -> Line | None:
        """The line of an id, if it stands there now."""
        return self._there.get(line)

    def fits(self, edit: Edit) -> bool:
        """Whether all that it takes is there, once, and nothing that it gives was there before."""
        given = [line.id for line in edit.gives]
        fresh = len(set(given)) == len(given) and not any(line in self._place for line in given)
        return fresh and len(set(edit.takes)) == len(edit.takes) and self._has(edit.takes)

    def take(self, step: Step) -> bool:
        """Take the next step; tells whether it counts."""
        if isinstance(step, Edit):
            return self._make(step)
        return self._undo(step.edit) if isinstance(step, Undo) else self._redo(step.edit)

    def _make(self, edit: Edit) -> bool:
        if edit.id in self.done or edit.id in self._out or not self._has(edit.takes):
            return False
        edit = self._worked_out(edit)
        if not self.fits(edit):
            return False
        self._exchange(edit)
        self.undone.clear()
        return True

    def _undo(self, name: str) -> bool:
        edit = self.done.get(name)
        if edit is None or not self._has([line.id for line in edit.gives]):
            return False
        for line in edit.gives:
            del self._there[line.id]
        self._there |= self._out[name]
        self.undone[name] = self.done.pop(name)
        return True

    def _redo(self, name: str) -> bool:
        edit = self.undone.get(name)
        if edit is None or not self._has(edit.takes):
            return False
        del self.undone[name]
        self._exchange(edit)
        return True

    def _worked_out(self, edit: Edit) -> Edit:
        """A shift with the lines that it gives, in the order in which it takes them."""
        if edit.kind is not EditKind.SHIFT:
            return edit
        later = [later_line(self._there[one], edit.by_ms, edit.end_ms) for one in edit.takes]
        return replace(edit, gives=named_after(edit.id, later))

    def _exchange(self, edit: Edit) -> None:
        self._out[edit.id] = {line: self._there.pop(line) for line in edit.takes}
        self._put(edit.gives)
        self.done[edit.id] = edit

    def _put(self, lines: Iterable[Line]) -> None:
        for line in lines:
            self._place.setdefault(line.id, len(self._place))
            self._there[line.id] = line

    def _has(self, lines: Iterable[str]) -> bool:
        return all(line in self._there for line in lines)


def later_line(line: Line, by_ms: int, end_ms: int) -> Line:
    """The line so much later, with its words; what would lie outside of the clip is cut there, never to nothing."""

    def at(ms: int, most: int) -> int:
        return min(max(ms + by_ms, 0), most)

    most = max(end_ms, 1)
    start = at(line.start_ms, most - 1)
    words = tuple(replace(one, start_ms=at(one.start_ms, most), end_ms=at(one.end_ms, most)) for one in line.words)
    return replace(line, start_ms=start, end_ms=max(start + 1, at(line.end_ms, most)), words=words)


def newest(edits: dict[str, Edit]) -> Edit | None:
    """The newest of some edits: what the next undo or redo is about."""
    return edits[next(reversed(edits))] if edits else None


def line_list(line: Line) -> list[Any]:
    """A line as rows keep it: times, text, words, and what it is called."""
    named = {"id": line.id, "voice": line.voice, "language": line.language}
    told = {name: value for name, value in named.items() if value}
    words = [[word.start_ms, word.end_ms, word.text, round(word.probability, 3)] for word in line.words]
    return [line.start_ms, line.end_ms, line.text, words, *([told] if told else [])]


def line_from(fields: Any, named: str = "") -> Line:
    """Read a line as rows keep it; ``named`` is its id where it carries none. Raises FormatError."""
    try:
        start, end, text, words, *rest = fields
        more = rest[0] if rest else {}
        timed = tuple(Word(*word) for word in words)
        said = more.get("id", named), more.get("voice", ""), more.get("language", "")
        line = Line(start, end, text, timed, *said)
    except (AttributeError, TypeError, ValueError):
        raise FormatError from None
    return _checked(line)


def _checked(line: Line) -> Line:
    texts = (line.text, line.id, line.voice, line.language, *(word.text for word in line.words))
    times = (line.start_ms, line.end_ms, *(time for word in line.words for time in (word.start_ms, word.end_ms)))
    sure = all(isinstance(word.probability, int | float) for word in line.words)
    if not sure or not all(isinstance(text, str) for text in texts) or not all(type(time) is int for time in times):
        raise FormatError
    return line


def edit_body(run: str, edit: Edit) -> dict[str, Any]:
    """The body of a ``transcript-edit`` row; of a ``transcript-suggestion`` under another name."""
    body = {"run": run, "edit": edit.id, "kind": str(edit.kind), "takes": list(edit.takes)}
    if edit.kind is EditKind.SHIFT:
        return body | {"by_ms": edit.by_ms, "end_ms": edit.end_ms}
    taken_up = {"suggestion": edit.suggestion} if edit.suggestion else {}
    return body | {"gives": [line_list(line) for line in edit.gives]} | taken_up


def step_from(body: dict[str, Any]) -> Step | None:
    """Read the body of a ``transcript-edit`` row; None for anything else, which changes nothing."""
    for name, kind in (("undoes", Undo), ("redoes", Redo)):
        if name in body:
            return kind(body[name]) if is_id(body[name]) else None
    try:
        return edit_from(body)
    except FormatError:
        return None


def edit_from(body: dict[str, Any]) -> Edit:
    """Read an edit. Raises FormatError."""
    shifts = body.get("kind") == EditKind.SHIFT
    takes, gives = body.get("takes"), [] if shifts else body.get("gives")
    if not isinstance(takes, list) or not isinstance(gives, list) or max(len(takes), len(gives)) > MOST_LINES:
        raise FormatError
    lines = tuple(line_from(one) for one in gives)
    if not is_id(body.get("edit")) or not all(_is_name(one) for one in (*takes, *(line.id for line in lines))):
        raise FormatError
    if any(not _is_sound(line) for line in lines) or body.get("kind") not in set(EditKind):
        raise FormatError
    if shifts:
        return Edit(body["edit"], EditKind.SHIFT, tuple(takes), by_ms=_ms(body, "by_ms"), end_ms=_ms(body, "end_ms"))
    suggestion = body.get("suggestion", "")
    return Edit(body["edit"], EditKind(body["kind"]), tuple(takes), lines, suggestion if is_id(suggestion) else "")


def _ms(body: dict[str, Any], name: str) -> int:
    value = body.get(name)
    if type(value) is not int or abs(value) > MOST_MS:
        raise FormatError
    return value


def _is_name(value: object) -> bool:
    return isinstance(value, str) and 0 < len(value) <= LONGEST_ID


def _is_sound(line: Line) -> bool:
    return 0 <= line.start_ms < line.end_ms and len(line.text) <= LONGEST_LINE and len(line.words) <= MOST_WORDS


def named_after(edit: str, lines: Sequence[Line]) -> tuple[Line, ...]:
    """Give lines ids that no other edit gives."""
    return tuple(
        Line(one.start_ms, one.end_ms, one.text, one.words, f"{edit}-{at}", one.voice, one.language)
        for at, one in enumerate(lines)
    )
