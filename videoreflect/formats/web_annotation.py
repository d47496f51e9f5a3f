"""Notes as W3C Web Annotations (Recommendation of 2017, JSON-LD): what other annotation tools take. Writing.

An AnnotationCollection with one AnnotationPage. The text of a note is a TextualBody with the purpose commenting (of
a reply: replying), each code one with the purpose tagging. The target is the clip, by its name beside the file, with
a FragmentSelector of Media Fragments for the time and a TextQuoteSelector for the words that were marked; each
region is a target of its own, as a fragment and, exactly, as SVG. What the vocabulary has no word for stands in
terms of ours, which the context gives a name, so that other programs may leave it out.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterator, Sequence
from typing import Any
from urllib.parse import quote

from videoreflect.domain.note import Note
from videoreflect.domain.region import Region
from videoreflect.formats import drawn_region, instant, media_fragment
from videoreflect.formats.timecode import clock
from videoreflect.formats.written_note import WrittenNote

CONTEXT = "http://www.w3.org/ns/anno.jsonld"
OWN = "urn:videoreflect:notes#"
"""The names of our own terms; nothing is to be fetched there."""

Json = dict[str, Any]


def write(notes: Sequence[WrittenNote], *, collection: str, media: str = "lesson.mp4", title: str = "") -> str:
    """Write notes as a collection, in their order.

    ``collection`` is a new id for it, ``media`` the name of the clip in the same folder.
    """
    name, source = _address(collection), quote(media)
    page = {
        "id": f"{name}#page1",
        "type": "AnnotationPage",
        "partOf": name,
        "startIndex": 0,
        "items": [_annotation(one, source) for one in notes],
    }
    whole: Json = {
        "@context": [CONTEXT, {"vr": OWN}],
        "id": name,
        "type": "AnnotationCollection",
        "label": title,
        "total": len(notes),
        "first": page,
        "last": page["id"],
    }
    empty = {"label": not title, "first": not notes, "last": not notes}
    return json.dumps({key: value for key, value in whole.items() if not empty.get(key)}, ensure_ascii=False, indent=1)


def _annotation(one: WrittenNote, source: str) -> Json:
    note = one.note
    said: Json = {
        "id": _address(note.id) if note.id else "",
        "type": "Annotation",
        "motivation": _motivations(note),
        "creator": {"type": "Person", "name": one.author} if one.author else "",
        "created": instant.written(note.created_ms),
        "modified": instant.written(note.edited_ms),
        "generator": {"type": "Software", "name": "videoreflect"},
        "body": [*_bodies(one)],
        "target": [*_targets(note, source)],
        "vr:about": "lesson" if note.at_ms is None else "moment" if note.to_ms is None else "range",
        "vr:talk": note.talk,
        "vr:state": note.state,
        "vr:shared": note.shared,
        "vr:visibility": one.visibility,
        "vr:from": note.origin,
        "vr:voiceNote": note.voice_ms,
        "vr:voiceNoteWords": f"voice note {clock(note.voice_ms)}" if note.voice_ms else "",
    }
    return {key: value for key, value in said.items() if value not in ("", False, 0, [])}


def _motivations(note: Note) -> list[str]:
    told = {
        "replying": bool(note.reply_to),
        "commenting": bool(note.text) and not note.reply_to,
        "tagging": bool(note.codes),
        "highlighting": bool(note.regions or note.quote),
    }
    return [name for name, holds in told.items() if holds] or ["bookmarking"]


def _bodies(one: WrittenNote) -> Iterator[Json]:
    note, names = one.note, dict(one.code_names)
    if note.text:
        purpose = "replying" if note.reply_to else "commenting"
        yield {"type": "TextualBody", "purpose": purpose, "value": note.text, "format": "text/plain"}
    for code in note.codes:
        yield {"type": "TextualBody", "purpose": "tagging", "value": names.get(code, code), "vr:code": code}


def _targets(note: Note, source: str) -> Iterator[Any]:
    if note.reply_to:
        yield _address(note.reply_to)
    selectors = [*_time_selector(note), *_quote_selector(note)]
    yield _specific(source, selectors) if selectors else source
    for region in note.regions:
        yield _specific(source, _region_selectors(note, region))


def _specific(source: str, selectors: list[Json]) -> Json:
    return {"type": "SpecificResource", "source": source, "selector": selectors if len(selectors) > 1 else selectors[0]}


def _time_selector(note: Note) -> Iterator[Json]:
    if note.at_ms is not None:
        yield _fragment(_time(note))


def _quote_selector(note: Note) -> Iterator[Json]:
    if note.quote:
        yield {"type": "TextQuoteSelector", "exact": note.quote}


def _region_selectors(note: Note, region: Region) -> list[Json]:
    box = drawn_region.as_xywh(region)
    fragment = _fragment(f"{_time(note)}&{box}" if note.at_ms is not None else box)
    return [fragment, {"type": "SvgSelector", "value": drawn_region.as_svg(region)}]


def _fragment(value: str) -> Json:
    return {"type": "FragmentSelector", "conformsTo": media_fragment.STANDARD, "value": value}


def _time(note: Note) -> str:
    at = note.at_ms or 0
    return media_fragment.time(at, at + 1 if note.to_ms is None else note.to_ms)


def _address(note_id: str) -> str:
    try:
        return f"urn:uuid:{uuid.UUID(hex=note_id)}"
    except ValueError:
        return f"urn:videoreflect:{quote(note_id)}"
