"""What a person asks to change in a transcript, and the edit that it comes to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from videoreflect.domain.edits import MOST_WORDS, Edit, EditKind, Replay, later_line, named_after
from videoreflect.domain.line_changes import merge, merge_all, moved, new_line, shifted, split
from videoreflect.domain.matching import LONGEST, Wanted
from videoreflect.domain.replacing import Replaced, replaced_in
from videoreflect.domain.retiming import cleaned, made_sure, retimed
from videoreflect.domain.transcript import Line
from videoreflect.errors import ChangedElsewhere, InvalidInput

LONGEST_TEXT = 5_000


@dataclass(frozen=True, slots=True)
class Change:
    """``lines`` by id, in the order of the clip; what else is needed depends on the kind.

    ``texts``: one for a text, an insert, or a merge that also changes the text; two for a split. ``start_ms`` and
    ``end_ms`` for an insert, or the line that is moved. ``words``: how many words go over to the first of two lines,
    with a minus to the second. ``by_ms``: how much later all these lines are, or all lines there are if none is named.
    """

    kind: EditKind
    lines: tuple[str, ...] = ()
    texts: tuple[str, ...] = ()
    start_ms: int | None = None
    end_ms: int | None = None
    words: int = 0
    by_ms: int = 0


@dataclass(frozen=True, slots=True)
class Replacing:
    """What is looked for and what is written instead; nothing takes the words away."""

    find: str
    by: str = ""
    whole_words: bool = False
    same_case: bool = False

    def wanted(self) -> Wanted:
        """What to look for. Raises InvalidInput if that is nothing, or too long."""
        if not cleaned(self.find) or max(len(self.find), len(self.by)) > LONGEST:
            raise InvalidInput("Type what to look for: a word or a few.")
        return Wanted.of(self.find, whole_words=self.whole_words, same_case=self.same_case)


def edit_for(replay: Replay, change: Change, duration_ms: int, name: str) -> Edit | None:
    """The edit that a change comes to; None if everything stays as it is.

    Raises ChangedElsewhere if a line is not there any more, InvalidInput for what cannot be done.
    """
    if any(len(text) > LONGEST_TEXT for text in change.texts):
        raise InvalidInput("This is too long for one line. Split it into several.")
    lines = [replay.line(one) for one in change.lines]
    found = [line for line in lines if line is not None]
    if len(found) < len(lines) or len(set(change.lines)) < len(lines):
        raise ChangedElsewhere
    if change.kind is EditKind.SHIFT:
        return _shift(found or list(replay.lines), change.by_ms, duration_ms, name)
    kind, gives = _given(change, found, duration_ms)
    if _same(found, gives):
        return None
    return Edit(name, kind, change.lines, named_after(name, gives))


def replacing_edit(lines: Sequence[Line], replacing: Replacing, name: str) -> tuple[Edit, Replaced]:
    """The edit that replaces words everywhere, and what it replaces. Raises InvalidInput."""
    found = replaced_in(lines, replacing.wanted(), cleaned(replacing.by))
    takes = tuple(before.id for before, _ in found.lines)
    gives = [after for _, after in found.lines if after is not None]
    return Edit(name, EditKind.REPLACE, takes, named_after(name, gives)), found


def _given(change: Change, found: list[Line], duration_ms: int) -> tuple[EditKind, list[Line]]:
    """The lines in the place of those that were found, and what that is to be called."""
    kind, texts = change.kind, change.texts
    match kind, found, texts:
        case EditKind.TEXT, [line], [text]:
            return _with_text(line, text)
        case EditKind.SPLIT, [line], [first, second]:
            return kind, list(split(line, first, second))
        case EditKind.MERGE, [_, _, *_], []:
            return kind, [_short_enough(merge_all(found))]
        case EditKind.MERGE, [one, other], [text]:
            return kind, [_checked(retimed(merge(one, other), text))]
        case EditKind.MOVE, [one, other], [] if change.words:
            return kind, list(shifted(one, other, change.words))
        case EditKind.MOVE, [line], []:
            start, end = (line.start_ms, line.end_ms)
            start = start if change.start_ms is None else change.start_ms
            return kind, [moved(line, start, end if change.end_ms is None else change.end_ms, duration_ms)]
        case EditKind.DELETE, [_, *_], []:
            return kind, []
        case EditKind.INSERT, [], [text] if change.start_ms is not None and change.end_ms is not None:
            return kind, [new_line(text, change.start_ms, change.end_ms, duration_ms)]
    raise InvalidInput("That cannot be done with these lines. Load the page again.")


def _shift(lines: list[Line], by_ms: int, duration_ms: int, name: str) -> Edit | None:
    """All these lines so much later, or earlier; those at the ends of the clip may be cut there, but not away."""
    if not by_ms or not lines:
        return None
    least = min(line.end_ms for line in lines)
    most = duration_ms - max(line.start_ms for line in lines)
    if by_ms <= -least or by_ms >= most:
        way, room = ("earlier", least) if by_ms < 0 else ("later", most)
        told = f"at most {max(0, room - 1) // 100 / 10:.1f} seconds {way}"
        raise InvalidInput(f"That would put a line outside of the recording. These lines can go {told}.")
    gives = [later_line(line, by_ms, duration_ms) for line in lines]
    takes = tuple(line.id for line in lines)
    return Edit(name, EditKind.SHIFT, takes, named_after(name, gives), by_ms=by_ms, end_ms=duration_ms)


def _short_enough(line: Line) -> Line:
    if len(line.text) > LONGEST_TEXT or len(line.words) > MOST_WORDS:
        raise InvalidInput("This is too long for one line. Join fewer of them.")
    return line


def _with_text(line: Line, text: str) -> tuple[EditKind, list[Line]]:
    """Saved as it was, a line has been listened to, and nothing in it is in doubt; without a text it goes."""
    if not cleaned(text):
        return EditKind.DELETE, []
    same = cleaned(text) == cleaned(line.text)
    return EditKind.TEXT, [made_sure(line) if same else _checked(retimed(line, text))]


def _checked(line: Line) -> Line:
    if not line.text:
        raise InvalidInput("Type what was said, then save.")
    return line


def _same(before: list[Line], after: list[Line]) -> bool:
    """Whether an edit would change nothing."""
    return len(before) == len(after) and all(
        replace(one, id="") == replace(other, id="") for one, other in zip(before, after, strict=True)
    )
