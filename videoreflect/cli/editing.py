"""Commands that put a transcript right, and hide a name in a lesson."""

from __future__ import annotations

import argparse
from collections.abc import Mapping, Sequence

from videoreflect.cli.context import Context
from videoreflect.domain.changes import Change, Replacing
from videoreflect.domain.edits import EditKind
from videoreflect.domain.transcript import Line
from videoreflect.errors import ChangedElsewhere, InvalidInput
from videoreflect.formats import timecode
from videoreflect.services import editing, hiding
from videoreflect.services.hiding import Hiding
from videoreflect.services.known_backups import BEGUN, known_backups
from videoreflect.services.transcripts import transcript_of
from videoreflect.vault.signin import SignIn

_PLACES = {
    "transcript": "in the words",
    "notes": "in your notes",
    "drafts": "in what you are writing",
    "details": "in title, class, subject and focus",
    "talk": "in what you wrote about the talk",
    "chapters": "in the names of chapters",
    "labels": "in the labels of a codebook",
    "other": "in what else you wrote",
}
_STAYS = {
    "register": "in what is recorded about the people in the picture",
    "requests": "in requests about the people in the picture",
    "notices": "in notices, which stay as people were given them",
    "key list": "in your key list",
    "labels": "in short names of labels, by which notes know them",
    "codebooks": "in codebooks of yours outside this lesson",
}
NOT_DONE = "Nothing was changed."


def _lines(context: Context) -> None:
    found = transcript_of(context.session(), context.lesson()).lines
    document = {"lines": [{"line": one.id, "start_ms": one.start_ms, "text": one.text.strip()} for one in found]}
    shown = [f"{one.id}  {timecode.clock(one.start_ms):>8}  {one.text.strip()}" for one in found]
    context.output.show(document, *(shown or ["There is no transcript yet."]))


def _edit(context: Context) -> None:
    text = context.values.text(context.given.text, "What was said")
    made = editing.edit(context.session(), context.lesson(), Change(EditKind.TEXT, (context.given.line,), (text,)))
    context.output.show({"edit": made}, "Saved." if made else "The line says that already.")


def _replace(context: Context) -> None:
    given, session, lesson = context.given, context.session(), context.lesson()
    find, by = context.values.text(given.find, "Find"), context.values.text(given.by, "Replace by")
    replacing = Replacing(find, by, given.whole_words, given.same_case)
    found = editing.replaceable(session, lesson, replacing)
    told = f"{_count(found.places, 'place')} in {_count(found.lines, 'line')}."
    sure = found.places > 0 and (given.yes or context.values.says_yes(f"{told} Replace them?"))
    if sure:
        editing.replace_all(session, lesson, replacing, found.places)
    document = {"places": found.places, "lines": found.lines, "replaced": sure}
    context.output.show(document, told, "Replaced." if sure else NOT_DONE)


def _shift(context: Context) -> None:
    given, session, lesson = context.given, context.session(), context.lesson()
    lines = transcript_of(session, lesson).lines
    by = _amount(given, lines)
    since = timecode.parse(given.since) if given.since else 0
    until = timecode.parse(given.to) if given.to else None
    some = [one.id for one in lines if since <= one.start_ms and (until is None or one.start_ms < until)]
    if lines and not some:
        raise InvalidInput("No line begins there. Look at the lines again.")
    made = editing.edit(session, lesson, Change(EditKind.SHIFT, tuple(some), by_ms=by))
    told = f"{_count(len(some), 'line')} moved by {by / 1000:+} s. “transcript undo” takes it back."
    context.output.show({"edit": made, "lines": len(some), "by_ms": by}, told if made else NOT_DONE)


def _amount(given: argparse.Namespace, lines: Sequence[Line]) -> int:
    """By how much, in ms: as said, or so that one line begins where it was said to."""
    if (given.by is None) == (given.line is None) or (given.line is None) != (given.at is None):
        raise InvalidInput("Say --by with seconds, or --line with --at: where that line is to begin.")
    if given.by is None:
        found = next((one for one in lines if one.id == given.line), None)
        if found is None:
            raise ChangedElsewhere
        return timecode.parse(given.at) - found.start_ms
    earlier = given.by.startswith(("-", "−"))
    size = timecode.parse(given.by.lstrip("+-−"))
    return -size if earlier else size


def _undo(context: Context) -> None:
    undone = editing.undo(context.session(), context.lesson())
    context.output.show({"edit": undone.id, "kind": undone.kind}, "The last edit or name of a voice was taken back.")


def _redo(context: Context) -> None:
    made = editing.redo(context.session(), context.lesson())
    context.output.show({"edit": made.id, "kind": made.kind}, "It was made again.")


def _hide(context: Context) -> None:
    given, session, lesson = context.given, context.session(), context.lesson()
    names = [context.values.text(name, "Name") for name in given.names or [None]]
    by = context.values.text(given.by, "", default=hiding.next_word(session, lesson))
    found = hiding.where_it_stands(session, lesson, names)
    told = _told(session, found)
    counted = {"places": dict(found.places), "stays": dict(found.stays), "others": dict(found.others)}
    document = {**counted, "longer": list(found.longer), "by": by}
    sure = (found.count > 0 or found.undo_ends) and (given.yes or _is_sure(context, told))
    if not sure:
        context.output.show(document | {"hidden": False}, *told, NOT_DONE)
        return
    clean = hiding.hide(session, lesson, names, by).clean
    last = "Hidden." if clean else "Hidden. Close other windows of this lesson: until then they hold traces of it."
    context.output.show(document | {"hidden": True, "clean": clean}, *told, last)


def _is_sure(context: Context, told: list[str]) -> bool:
    return context.values.says_yes(" ".join([*told, "Hide it for good?"]))


def _told(session: SignIn, found: Hiding) -> list[str]:
    people = session.people()
    told = _counted("It stands", found.places, _PLACES) or ["It stands nowhere that you could change it."]
    told += _counted("It stays", found.stays, _STAYS)
    for person, count in found.others.items():
        name = people[person].name if person in people else "Somebody else"
        told.append(f"{name} wrote it in {_count(count, 'note or word', 'notes and words')}: only they change it.")
    if found.longer:
        told.append(f"It stays in longer words, unless you name them too: {', '.join(found.longer)}.")
    if found.undo_ends:
        told.append("What was edited until now can then no longer be undone.")
    if any(one.state != BEGUN for one in known_backups(session)):
        told.append("Backups hold it until the next one is made in the same place.")
    return told


def _counted(begin: str, counts: Mapping[str, int], words: Mapping[str, str]) -> list[str]:
    return [f"{begin} {_count(count, 'time')} {words.get(place, 'elsewhere')}." for place, count in counts.items()]


def _count(number: int, one: str, several: str = "") -> str:
    return f"{number} {one if number == 1 else several or f'{one}s'}"


EDITING = {
    "lines": _lines,
    "edit": _edit,
    "replace": _replace,
    "shift": _shift,
    "undo": _undo,
    "redo": _redo,
    "hide": _hide,
}
