"""Notes as tiers of an ELAN file (EAF 3.0). Writing; ``notes_eaf_reading`` reads.

A tier for each author. Two annotations of a tier cannot overlap in ELAN, so a note that overlaps the one before goes
to a second tier of its author. Below each tier stand, one to one, the codes of a note, the words that were marked,
and “details”: JSON with everything that ELAN has no place for. An annotation needs a length, so a moment lasts a
second there, or until the next note of its tier; a note about the whole lesson goes from its beginning to its end.
The details say what was what, and at which times; a note whose times were changed in ELAN is as ELAN has it.
"""

from __future__ import annotations

import datetime
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

from lxml import etree

from videoreflect.formats import note_json
from videoreflect.formats.given import in_xml
from videoreflect.formats.named import one_name
from videoreflect.formats.written_note import WrittenNote

NOTES, CODES, QUOTES, DETAILS = "note", "note codes", "note quote", "note details"
"""Types of our tiers."""
BELOW = {CODES: "codes", QUOTES: "quotes", DETAILS: "details"}
"""What tiers of a type are called, behind the name of the tier above."""
NOBODY = "Notes"
MOMENT_MS = 1_000

_SCHEMA = "http://www.mpi.nl/tools/elan/EAFv3.0.xsd"
_XSI = "http://www.w3.org/2001/XMLSchema-instance"
_ONE_TO_ONE = "Symbolic_Association"


@dataclass(slots=True)
class _Placed:
    """A note with the time that its annotation has."""

    one: WrittenNote
    start_ms: int
    end_ms: int


@dataclass(slots=True)
class _Tier:
    """``free_ms``: from when on it has room; a moment can be as short as a millisecond."""

    author: str
    notes: list[_Placed] = field(default_factory=list)
    free_ms: int = 0


def write(
    notes: Sequence[WrittenNote],
    duration_ms: int,
    *,
    media: str = "lesson.mp4",
    written: datetime.datetime | None = None,
) -> bytes:
    """Write notes; ``duration_ms`` is the length of the lesson, ``media`` the name of the clip in the same folder."""
    at = (written or datetime.datetime.now(datetime.UTC)).replace(microsecond=0).isoformat()
    root = etree.Element("ANNOTATION_DOCUMENT", nsmap={"xsi": _XSI})
    root.set(f"{{{_XSI}}}noNamespaceSchemaLocation", _SCHEMA)
    for name, value in (("AUTHOR", "videoreflect"), ("DATE", at), ("FORMAT", "3.0"), ("VERSION", "3.0")):
        root.set(name, value)
    _header(root, media)
    order = etree.SubElement(root, "TIME_ORDER")
    tiers = _tiers(notes, duration_ms)
    slots = _slots(order, tiers)
    number = 0
    for tier, name in zip(tiers, _names(tiers), strict=True):
        number = _write_tier(root, tier, name, (slots, number, duration_ms))
    _definitions(root)
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True))


def _header(root: Any, media: str) -> None:
    header = etree.SubElement(root, "HEADER", MEDIA_FILE="", TIME_UNITS="milliseconds")
    address = f"./{quote(in_xml(media))}"
    etree.SubElement(header, "MEDIA_DESCRIPTOR", MEDIA_URL=address, MIME_TYPE="video/mp4", RELATIVE_MEDIA_URL=address)


def span_of(one: WrittenNote, duration_ms: int) -> tuple[int, int]:
    """From when to when the annotation of a note goes, in milliseconds; of a moment at most."""
    note = one.note
    if note.at_ms is None:
        return 0, max(duration_ms, 1)
    return note.at_ms, note.at_ms + MOMENT_MS if note.to_ms is None else note.to_ms


def _tiers(notes: Sequence[WrittenNote], duration_ms: int) -> list[_Tier]:
    """Each note in the first tier of its author that is free then; a moment makes room for what comes after it."""
    tiers: dict[str, list[_Tier]] = {}
    for one in sorted(notes, key=lambda one: span_of(one, duration_ms)):
        start, end = span_of(one, duration_ms)
        own = tiers.setdefault(one.author, [])
        tier = next((tier for tier in own if tier.free_ms <= start), None)
        if tier is None:
            tier = _Tier(one.author)
            own.append(tier)
        if tier.notes:
            tier.notes[-1].end_ms = min(tier.notes[-1].end_ms, start)
        tier.notes.append(_Placed(one, start, end))
        is_moment = one.note.at_ms is not None and one.note.to_ms is None
        tier.free_ms = start + 1 if is_moment else end
    return [tier for own in tiers.values() for tier in own] or [_Tier("")]


def _slots(order: Any, tiers: Sequence[_Tier]) -> dict[int, str]:
    """A time slot for every time, in order; several annotations may share one."""
    times = sorted({ms for tier in tiers for one in tier.notes for ms in (one.start_ms, one.end_ms)})
    names = {ms: f"ts{number}" for number, ms in enumerate(times, start=1)}
    for ms, name in names.items():
        etree.SubElement(order, "TIME_SLOT", TIME_SLOT_ID=name, TIME_VALUE=str(ms))
    return names


def _names(tiers: Sequence[_Tier]) -> Iterator[str]:
    """Names of tiers, none twice, nor that of a tier below another."""
    taken: set[str] = set()
    numbers: dict[str, int] = {}
    for tier in tiers:
        plain = one_name(in_xml(tier.author)) or NOBODY
        name = plain
        while taken & {name, *_below(name)}:
            numbers[plain] = numbers.get(plain, 1) + 1
            name = f"{plain} ({numbers[plain]})"
        taken |= {name, *_below(name)}
        yield name


def _below(name: str) -> list[str]:
    return [f"{name} {what}" for what in BELOW.values()]


def _write_tier(root: Any, tier: _Tier, name: str, at: tuple[dict[str, str] | dict[int, str], int, int]) -> int:
    slots, number, duration_ms = at
    who = one_name(in_xml(tier.author))
    made = etree.SubElement(root, "TIER", ANNOTATOR=who, LINGUISTIC_TYPE_REF=NOTES, PARTICIPANT=who, TIER_ID=name)
    below: dict[str, list[tuple[str, str]]] = {kind: [] for kind in BELOW}
    for placed in tier.notes:
        number += 1
        one = etree.SubElement(
            etree.SubElement(made, "ANNOTATION"),
            "ALIGNABLE_ANNOTATION",
            ANNOTATION_ID=f"n{number}",
            TIME_SLOT_REF1=slots[placed.start_ms],  # type: ignore[index]
            TIME_SLOT_REF2=slots[placed.end_ms],  # type: ignore[index]
        )
        etree.SubElement(one, "ANNOTATION_VALUE").text = in_xml(placed.one.note.text)
        for kind, text in _said_below(placed, duration_ms).items():
            below[kind].append((f"n{number}", text))
    for kind, values in below.items():
        if values:
            _write_below(root, name, who, (kind, values))
    return number


def _said_below(placed: _Placed, duration_ms: int) -> dict[str, str]:
    note = placed.one.note
    said = {CODES: "\n".join(note.codes), QUOTES: in_xml(note.quote), DETAILS: _details(placed, duration_ms)}
    return {kind: text for kind, text in said.items() if text}


def _details(placed: _Placed, duration_ms: int) -> str:
    """Everything but what stands elsewhere unchanged; ``start_ms`` and ``end_ms`` as they are in the annotation."""
    one = placed.one
    said = note_json.content_of(one)
    elsewhere = {"text": in_xml(one.note.text), "quote": in_xml(one.note.quote), "author": one_name(in_xml(one.author))}
    for name, written in elsewhere.items():
        if said.get(name, "") == written:
            said.pop(name, None)
    said.pop("codes", None)
    said |= {"start_ms": placed.start_ms, "end_ms": placed.end_ms}
    return json.dumps(said)


def _write_below(root: Any, above: str, who: str, said: tuple[str, list[tuple[str, str]]]) -> None:
    kind, values = said
    made = etree.SubElement(
        root,
        "TIER",
        ANNOTATOR=who,
        LINGUISTIC_TYPE_REF=kind,
        PARENT_REF=above,
        PARTICIPANT=who,
        TIER_ID=f"{above} {BELOW[kind]}",
    )
    for number, text in values:
        one = etree.SubElement(
            etree.SubElement(made, "ANNOTATION"),
            "REF_ANNOTATION",
            ANNOTATION_ID=f"{number}-{BELOW[kind]}",
            ANNOTATION_REF=number,
        )
        etree.SubElement(one, "ANNOTATION_VALUE").text = text


def _definitions(root: Any) -> None:
    etree.SubElement(
        root, "LINGUISTIC_TYPE", GRAPHIC_REFERENCES="false", LINGUISTIC_TYPE_ID=NOTES, TIME_ALIGNABLE="true"
    )
    for kind in BELOW:
        etree.SubElement(
            root,
            "LINGUISTIC_TYPE",
            CONSTRAINTS=_ONE_TO_ONE,
            GRAPHIC_REFERENCES="false",
            LINGUISTIC_TYPE_ID=kind,
            TIME_ALIGNABLE="false",
        )
    etree.SubElement(root, "CONSTRAINT", DESCRIPTION="1-1 association with a parent annotation", STEREOTYPE=_ONE_TO_ONE)
