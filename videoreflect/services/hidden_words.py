"""What people wrote in the body of a row, and what only stands for something: ids, labels, shapes, choices.

Another word may stand in the place of a name in the first only. A label or an id that spells the name keeps it: notes
know their labels by it, and a note that names what is not there could not be read again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from videoreflect.domain.builtin_codebooks import builtin_codebooks
from videoreflect.domain.chapter import MAX_NAME, chapter_from
from videoreflect.domain.codebook import MOST_ABOUT, MOST_NAME, MOST_TITLE, codebook_from
from videoreflect.domain.matching import Wanted
from videoreflect.domain.note import MAX_ORIGIN, MAX_QUOTE, MAX_TEXT, note_from, printable
from videoreflect.domain.retiming import cleaned
from videoreflect.domain.voices import MOST_LETTERS
from videoreflect.domain.wanted import MOST_WORDS
from videoreflect.errors import FormatError, InvalidInput

DRAFT, WANTED = "draft", "wanted"
"""What the page keeps of what is being typed, and how a transcript was wanted: no rows, but looked through as these."""

_OF_NOTES = frozenset({"note", "id", "codes", "state", "reply_to", "regions", "voice", "speaking"})
_OF_TRANSCRIPTS = frozenset({
    "run", "edit", "kind", "suggestion", "passage", "model", "language", "asked", "track", "takes", "undoes", "redoes",
    "declines", "id",
})  # fmt: skip
_OF_THE_REGISTER = frozenset({
    "record", "schema", "event", "principal_role", "basis", "purposes", "scope", "notice", "notice_hash", "template",
    "sha256", "language", "remedy", "wants", "request", "of", "person",
})  # fmt: skip
_REFERENCES: Mapping[str, frozenset[str]] = {
    "consent": _OF_THE_REGISTER,
    "request": _OF_THE_REGISTER,
    "retention": _OF_THE_REGISTER,
    "notice": _OF_THE_REGISTER,
    "note": _OF_NOTES,
    DRAFT: _OF_NOTES,
    WANTED: frozenset({"model", "language", "track"}),
    "said": frozenset({"moment"}),
    "action": frozenset({"action", "person", "by"}),
    "chapter": frozenset({"chapter"}),
    "codebook": frozenset({"book", "id", "letters", "key", "group"}),
    "lesson": frozenset({"date"}),
    "request-answer": frozenset({"request", "record"}),
    "voice": frozenset({"guess", "edit", "undoes", "redoes"}),
    "transcript": _OF_TRANSCRIPTS,
    "transcript-end": _OF_TRANSCRIPTS,
    "transcript-edit": _OF_TRANSCRIPTS,
    "transcript-suggestion": _OF_TRANSCRIPTS,
    "passage": _OF_TRANSCRIPTS,
}
"""Fields of docs/FORMAT.md that name something, or say a choice: no words of anybody's."""

_OF_A_NOTE = {"text": MAX_TEXT, "quote": MAX_QUOTE, "origin": MAX_ORIGIN}
_MOST: Mapping[str, Mapping[str, int]] = {
    "note": _OF_A_NOTE,
    DRAFT: _OF_A_NOTE,
    WANTED: {"words": MOST_WORDS},
    "lesson": {"words": MOST_WORDS},
    "chapter": {"name": MAX_NAME},
    "codebook": {"title": MOST_TITLE, "name": MOST_NAME, "about": MOST_ABOUT, "source": MOST_ABOUT},
    "voice": {"name": MOST_LETTERS, "was": MOST_LETTERS},
}
"""How long a text may be that takes another word in: a longer one would count for nothing."""

_ON_ONE_LINE = frozenset({"name", "title", "was", "origin"})
_NEVER_EMPTY = frozenset({"text", "name", "title", "was"})
_LEFT_OUT = "…"
_NEAR_THE_END = 40

_READERS: Mapping[str, Callable[[dict[str, Any]], object]] = {
    "note": note_from,
    "chapter": chapter_from,
    "codebook": lambda body: codebook_from(body["content"]) if "content" in body else None,
}


def written(kind: str, body: object) -> Iterator[str]:
    """Every text that somebody wrote in the body of a row of this kind."""
    if isinstance(body, str):
        yield body
    named = _REFERENCES.get(kind, frozenset())
    inner = body if isinstance(body, list) else ()
    if isinstance(body, dict):
        inner = [value for name, value in body.items() if name not in named]
    for one in inner:
        yield from written(kind, one)


def mentions(wanted: Wanted, kind: str, body: object) -> bool:
    """Whether any text that somebody wrote in it holds the name."""
    return any(wanted.places(text) for text in written(kind, body))


def replaced(wanted: Wanted, by: str, kind: str, body: dict[str, Any]) -> tuple[dict[str, Any], int]:
    """The body with another word wherever somebody wrote the name, and in how many places that was.

    What grows too long is cut. Raises InvalidInput if it could not be read again all the same.
    """
    named, most, counted = _REFERENCES.get(kind, frozenset()), _MOST.get(kind, {}), [0]

    def walk(value: Any, name: str) -> Any:
        if isinstance(value, str):
            text, count = wanted.replaced(value, by)
            counted[0] += count
            return fitting(text, name, most.get(name)) if count else value
        if isinstance(value, list):
            return [walk(one, name) for one in value]
        if isinstance(value, dict):
            return {key: one if key in named else walk(one, key) for key, one in value.items()}
        return value

    changed = walk(body, "")
    if counted[0]:
        changed = _told_apart(body, changed) if kind == "codebook" else changed
        _check_readable(kind, body, changed)
    return changed, counted[0]


def fitting(text: str, name: str, most: int | None) -> str:
    """A changed text as the field of this name may hold it."""
    text = cleaned(text) if name in _ON_ONE_LINE else text
    if name in _NEVER_EMPTY and not printable(text):
        return _LEFT_OUT
    if most is None or len(text) <= most:
        return text
    kept = text[: most - len(_LEFT_OUT)]
    start, space, _ = kept[-_NEAR_THE_END:].rpartition(" ")  # a part of a word could be the name again
    kept = kept[:-_NEAR_THE_END] + start if space else kept
    return kept.rstrip() + _LEFT_OUT


def labels_in(wanted: Wanted, kind: str, body: dict[str, Any]) -> set[str]:
    """The labels that spell the name, as ``codebook/code``, of people's own codebooks."""
    found = {text for text, spelled in _labels(kind, body) if any(map(wanted.places, spelled))}
    return {label for label in found if label.partition("/")[0] not in builtin_codebooks()}


def _labels(kind: str, body: Any) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Labels, each with what it is spelled with."""
    content = body.get("content")
    if kind == "codebook" and isinstance(content, dict):
        codes = content.get("codes")
        for code in codes if isinstance(codes, list) else ():
            if isinstance(code, dict):
                label = f"{body.get('book')}/{code.get('id')}"
                yield label, (label, str(code.get("letters", "")), str(code.get("group", "")))
    elif kind in {"note", DRAFT}:
        yield from ((code, (code,)) for code in _codes(body))


def _codes(value: Any) -> Iterator[str]:
    if isinstance(value, list):
        for one in value:
            yield from _codes(one)
    if isinstance(value, dict):
        codes = value.get("codes")
        yield from (code for code in (codes if isinstance(codes, list) else ()) if isinstance(code, str))
        for one in value.values():
            yield from _codes(one)


def _told_apart(before: dict[str, Any], after: dict[str, Any]) -> dict[str, Any]:
    """A codebook in which no two codes, and no two groups, came to be called the same."""
    old, new = before.get("content"), after.get("content")
    if not isinstance(old, dict) or not isinstance(new, dict):
        return after
    lists = {name: _numbered(old[name], new[name]) for name in ("codes", "groups") if isinstance(new.get(name), list)}
    return after | {"content": new | lists}


def _numbered(before: list[Any], after: list[Any]) -> list[Any]:
    """The same with a number behind each changed name that another has already."""
    same = [one for one, was in zip(after, before, strict=True) if one == was]
    taken = {_called(one).casefold() for one in same}
    numbered = []
    for one, was in zip(after, before, strict=True):
        if one != was and _called(one):
            name = _free(_called(one), taken)
            taken.add(name.casefold())
            one = one | {"name": name}
        numbered.append(one)
    return numbered


def _called(one: Any) -> str:
    name = one.get("name") if isinstance(one, dict) else None
    return name if isinstance(name, str) else ""


def _free(name: str, taken: set[str]) -> str:
    found, number = name, 2
    while found.casefold() in taken:
        found, number = f"{fitting(name, 'name', MOST_NAME - 5)} {number}", number + 1
    return found


def _check_readable(kind: str, before: dict[str, Any], after: dict[str, Any]) -> None:
    """Raise InvalidInput if this would count for nothing with the other word in it, and did not before."""
    if _is_readable(kind, before) and not _is_readable(kind, after):
        raise InvalidInput(
            "With this word one of your notes, chapters or codebooks could not be kept. Nothing was changed; "
            "choose a shorter word."
        )


def _is_readable(kind: str, body: dict[str, Any]) -> bool:
    try:
        _READERS.get(kind, id)(body)
    except (FormatError, TypeError, AttributeError):
        return False
    return True
