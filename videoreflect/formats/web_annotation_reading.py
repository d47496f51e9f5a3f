"""Reading W3C Web Annotations: ours, and those of other tools (ELAN, Advene, Hypothesis and more).

Taken are a collection, a page, a list of annotations, or one. No context is fetched: the names are those of the
Recommendation, with or without the prefix ``oa:``.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote

from videoreflect.domain.ids import is_id
from videoreflect.domain.note import STATES, Note, is_code
from videoreflect.domain.region import MOST_REGIONS, Region
from videoreflect.errors import InvalidInput
from videoreflect.formats import drawn_region, instant, media_fragment
from videoreflect.formats.given import received, unescaped
from videoreflect.formats.written_note import ReadNotes, WrittenNote

MOST_PAGES = 1_000
NO_NOTE = "annotations that are about no time and say nothing"
NO_REGION = "regions whose place on the picture is not known"
NO_TIME = "times that cannot be read, so that the note is about the whole lesson"

_TAG = re.compile(r"<[^<>]{0,1000}>")
_SETS = frozenset({"Choice", "Composite", "List", "Independents"})
_OF_TAGS = frozenset({"tagging", "classifying", "identifying"})
_MOST_MS = 1 << 40


def read(text: str) -> ReadNotes:
    """Read the annotations of a JSON text. Raises InvalidInput when it holds none, or a time cannot be read."""
    try:
        content = json.loads(received(text))
    except (ValueError, RecursionError):
        raise _unreadable() from None
    if not is_annotations(content):
        raise _unreadable()
    left_out: Counter[str] = Counter()
    items = [*_items(content)]
    others = frozenset(filter(None, (_id(_of(item, "id")) for item in items)))
    notes = [note for item in items if (note := _note(item, others, left_out)) is not None]
    return ReadNotes(tuple(notes), tuple(left_out.items()))


def is_annotations(content: Any) -> bool:
    """Whether parsed JSON looks like Web Annotations."""
    if isinstance(content, list):
        return bool(content) and all(isinstance(one, dict) for one in content[:5]) and is_annotations(content[0])
    if not isinstance(content, dict):
        return False
    if isinstance(content.get("@graph"), list):
        return any(is_annotations(one) for one in content["@graph"] if isinstance(one, dict) and "@graph" not in one)
    kinds = {"Annotation", "AnnotationPage", "AnnotationCollection"}
    return bool(kinds & {_bare(one) for one in _list(_of(content, "type"))})


def _items(content: Any) -> Iterator[dict[str, Any]]:
    """Annotations wherever they lie: in lists, in pages, in the first page of a collection."""
    waiting, pages = [content], 0
    while waiting:
        one = waiting.pop()
        if isinstance(one, list):
            waiting += reversed(one)
        elif isinstance(one, dict):
            kinds = {_bare(kind) for kind in _list(_of(one, "type"))}
            if "Annotation" in kinds:
                yield one
            elif kinds & {"AnnotationPage", "AnnotationCollection"} or "@graph" in one:
                pages += 1
                waiting += [one.get(name) for name in ("next", "items", "first", "@graph")]
        if pages > MOST_PAGES:
            raise InvalidInput("This file has more pages of annotations than one lesson can have.")


@dataclass
class _Found:
    """What the parts of one annotation said so far; ``others`` are the annotations that it may answer."""

    others: frozenset[str]
    times: list[tuple[int, int | None]] = field(default_factory=list)
    quotes: list[str] = field(default_factory=list)
    regions: list[Region] = field(default_factory=list)
    reply_to: str = ""
    unplaced: int = 0
    untimed: bool = False


def _note(item: dict[str, Any], others: frozenset[str], left_out: Counter[str]) -> WrittenNote | None:
    found = _Found(others)
    for target in _list(item.get("target"))[: MOST_REGIONS + 10]:
        _look_at(target, found)
    body = item.get("body", item.get("bodyValue"))
    text, tags = _words(body)
    codes, names, labels = _codes(tags)
    said = "\n".join(filter(None, (text, f"Labels: {', '.join(labels)}" if labels else "")))
    if found.unplaced:
        left_out[NO_REGION] += found.unplaced
    if found.untimed and not found.times:
        left_out[NO_TIME] += 1
    if not (said or codes or found.regions or found.times or _of(item, "vr:about")):
        left_out[NO_NOTE] += 1
        return None
    at, to = _time(item, found)
    state, voice = item.get("vr:state"), item.get("vr:voiceNote")
    note = Note(
        id=_id(_of(item, "id")),
        at_ms=at,
        to_ms=to,
        text=said,
        quote="\n".join(found.quotes),
        talk=item.get("vr:talk") is True,
        created_ms=instant.read(item.get("created")),
        edited_ms=instant.read(item.get("modified")),
        codes=codes,
        state=state if state in STATES else "",
        shared=item.get("vr:shared") is True,
        reply_to=found.reply_to,
        regions=tuple(found.regions[:MOST_REGIONS]),
        voice_ms=voice if type(voice) is int and 0 < voice < 1 << 32 else 0,
        origin=_text(item.get("vr:from")),
    )
    return WrittenNote(
        note, _creator(item.get("creator")) or _creator_of_a(body), _text(item.get("vr:visibility")), names
    )


def _time(item: dict[str, Any], found: _Found) -> tuple[int | None, int | None]:
    """When it is: the first time that is said; ours say apart what is a moment."""
    at, to = found.times[0] if found.times else (None, None)
    if item.get("vr:about") == "moment":
        return at, None
    return at, None if to == at else to


def _look_at(target: Any, found: _Found) -> None:
    if isinstance(target, str):
        return _look_at_address(target, found)
    if not isinstance(target, dict):
        return None
    source = target.get("source", _of(target, "id"))
    if isinstance(source, dict):
        source = _of(source, "id")
    if isinstance(source, str):
        _look_at_address(source, found)
    regions: list[Region] = []
    drawn = 0
    for selector in _selectors(target.get("selector")):
        value, kind = _text(_of(selector, "value")), _bare(_of(selector, "type"))
        if kind == "FragmentSelector":
            _take_time(value, found)
            drawn += "xywh=" in value
            regions += filter(None, [drawn_region.from_xywh(value)])
        elif kind == "SvgSelector":
            drawn += 1
            regions[:] = [*filter(None, [drawn_region.from_svg(value)])] or regions
        elif kind == "TextQuoteSelector" and (exact := _text(selector.get("exact"))):
            found.quotes.append(exact)
        elif kind == "RangeSelector" and type(selector.get("t")) in (int, float):
            _take_time(f"t={selector['t']}", found)
        elif kind == "PointSelector" and type(selector.get("t")) in (int, float):
            _take_time(f"t={max(0, selector['t'])}", found)
    found.regions += regions[:1]
    found.unplaced += bool(drawn and not regions)
    return None


def _look_at_address(address: str, found: _Found) -> None:
    """Another annotation that is answered, or a clip with a fragment."""
    answered = _id(address)
    if answered in found.others or is_id(answered):
        found.reply_to = found.reply_to or answered
        return
    _, mark, fragment = address.partition("#")
    if mark:
        _take_time(unquote(fragment), found)


def _take_time(fragment: str, found: _Found) -> None:
    time = media_fragment.read_time(fragment)
    if time is None:
        found.untimed = found.untimed or media_fragment.has_time(fragment)
        return
    if max(time[0], time[1] or 0) >= _MOST_MS:
        raise InvalidInput("A time in this file cannot be read.")
    if time not in found.times:
        found.times.append(time)


def _selectors(value: Any) -> Iterator[dict[str, Any]]:
    """Selectors and what refines them, a few levels deep."""
    level = _list(value)[:20]
    for _ in range(5):
        level = [one for one in level if isinstance(one, dict)]
        yield from level
        level = [inner for one in level for inner in _list(one.get("refinedBy"))[:20]][:100]


def _words(body: Any) -> tuple[str, list[tuple[str, str]]]:
    """The text, and tags as pairs of value and, of ours, code."""
    texts: list[str] = []
    tags: list[tuple[str, str]] = []
    for one in [*_bodies(body)][:200]:
        if isinstance(one, str):
            texts.append(one)
        elif isinstance(one, dict):
            value = _value(one)
            purposes = {_bare(purpose) for purpose in _list(one.get("purpose"))}
            if purposes & _OF_TAGS:
                tags.append((value, _text(one.get("vr:code"))))
            elif value:
                texts.append(_plain(value) if "html" in _text(one.get("format")) else value)
    return "\n".join(texts), tags


def _bodies(body: Any, deep: int = 3) -> Iterator[Any]:
    """Bodies wherever they lie: also those between which a reader may choose, or that belong together."""
    for one in _list(body)[:200]:
        inner = one.get("items") if isinstance(one, dict) and _SETS & {*map(_bare, _list(_of(one, "type")))} else None
        if inner is not None and deep:
            yield from _bodies(inner, deep - 1)
        else:
            yield one


def _value(body: dict[str, Any]) -> str:
    """What a body says: its value, in all languages; that of its source; or the address at which it lies."""
    said = "\n".join(_texts(_of(body, "value", body.get("chars", ""))))
    source = body.get("source")
    inner = "\n".join(_texts(_of(source, "value"))) if isinstance(source, dict) else _text(source)
    return said or inner or ("" if "TextualBody" in map(_bare, _list(_of(body, "type"))) else _text(_of(body, "id")))


def _texts(value: Any) -> list[str]:
    """A text, several, one with its language, or one for each language."""
    if isinstance(value, dict):
        value = value["@value"] if "@value" in value else [*value.values()]
    said = [one.get("@value") if isinstance(one, dict) else one for one in _list(value)[:50]]
    return [one for one in said if isinstance(one, str) and one]


def _codes(tags: Iterable[tuple[str, str]]) -> tuple[tuple[str, ...], tuple[tuple[str, str], ...], list[str]]:
    """Codes, their names, and tags that are no codes."""
    codes: dict[str, str] = {}
    labels = []
    for value, said in tags:
        code = said or value
        if is_code(code):
            codes.setdefault(code, value if value != code else "")
        elif code.strip():
            labels.append(" ".join(code.split()))
    return tuple(codes), tuple((code, name) for code, name in codes.items() if name), labels


def _plain(page: str) -> str:
    breaks = re.sub(r"<(?:br|/p|/div|/li)\b[^<>]{0,1000}>", "\n", page)
    return unescaped(_TAG.sub("", breaks)).strip()


def _creator(value: Any) -> str:
    for one in _list(value)[:5]:
        name = one if isinstance(one, str) else _of(one, "name", _of(one, "nickname")) if isinstance(one, dict) else ""
        if isinstance(name, str) and name:
            return name
    return ""


def _creator_of_a(body: Any) -> str:
    """Some programs say it of each body and not of the annotation."""
    return next(filter(None, (_creator(one.get("creator")) for one in _bodies(body) if isinstance(one, dict))), "")


def _id(address: Any) -> str:
    """The id behind a ``urn:uuid:``; of other programs the address as it is."""
    if not isinstance(address, str):
        return ""
    plain = address.removeprefix("urn:uuid:").replace("-", "").lower() if address.startswith("urn:uuid:") else ""
    if is_id(plain):
        return plain
    return address[:500]


def _of(one: dict[str, Any], name: str, otherwise: Any = "") -> Any:
    """A property, also under the names that JSON-LD has for it."""
    for known in (name, f"@{name}", f"oa:{name}"):
        if known in one:
            return one[known]
    return otherwise


def _bare(kind: Any) -> str:
    return re.split(r"[:#/]", kind)[-1] if isinstance(kind, str) else ""


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None or value == "" else [value]


def _unreadable() -> InvalidInput:
    return InvalidInput("This file holds no Web Annotations. Export them again, as JSON or JSON-LD.")
