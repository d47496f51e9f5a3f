"""ELAN's annotation files (.eaf), after the published schema EAF 3.0. Writing; ``eaf_reading`` reads.

A tier for each voice (and one for nobody's), words as time-aligned annotations on a tier below it, languages of
tiers and lines, the clip by its name beside the file. In ELAN two annotations of a tier cannot overlap: a line that
overlaps the one before goes to a second tier of the voice; words are put one after the other, inside of their line.
It does not hold how sure the model was of a word, nor where somebody spoke.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

from lxml import etree

from videoreflect.domain.transcript import Line, Word
from videoreflect.formats.given import in_xml, language_code
from videoreflect.formats.named import one_name

NOBODY = "Transcript"
"""The tier of lines of which nobody knows who speaks; its participant is empty."""
LINE_TYPE, WORD_TYPE = "line", "word"

_SCHEMA = "http://www.mpi.nl/tools/elan/EAFv3.0.xsd"
_XSI = "http://www.w3.org/2001/XMLSchema-instance"
_CONSTRAINTS = {
    "Time_Subdivision": "Time subdivision of parent annotation's time interval, no time gaps allowed within this "
    "interval",
    "Symbolic_Subdivision": "Symbolic subdivision of a parent annotation. Annotations refering to the same parent are "
    "ordered",
    "Symbolic_Association": "1-1 association with a parent annotation",
    "Included_In": "Time alignable annotations within the parent annotation's time interval, gaps are allowed",
}
"""As ELAN itself writes them."""


@dataclass(slots=True)
class _Tier:
    id: str
    voice: str
    lines: list[tuple[int, Line]] = field(default_factory=list)

    @property
    def end_ms(self) -> int:
        return self.lines[-1][1].end_ms if self.lines else 0


class _Slots:
    """Times that annotations refer to; numbered in order of time at the end, as ELAN does."""

    def __init__(self) -> None:
        self._asked: list[tuple[int, Any, str]] = []

    def span(self, one: Any, start_ms: int, end_ms: int) -> None:
        self._asked += [(start_ms, one, "TIME_SLOT_REF1"), (end_ms, one, "TIME_SLOT_REF2")]

    def write(self, order: Any) -> None:
        for number, (ms, one, which) in enumerate(sorted(self._asked, key=lambda asked: asked[0]), start=1):
            etree.SubElement(order, "TIME_SLOT", TIME_SLOT_ID=f"ts{number}", TIME_VALUE=str(ms))
            one.set(which, f"ts{number}")


def write(
    lines: Sequence[Line], *, language: str = "", media: str = "lesson.mp4", written: datetime.datetime | None = None
) -> bytes:
    """Write lines, in order of time, as an ELAN file; ``media`` is the name of the clip in the same folder."""
    at = (written or datetime.datetime.now(datetime.UTC)).replace(microsecond=0).isoformat()
    root = etree.Element("ANNOTATION_DOCUMENT", nsmap={"xsi": _XSI})
    root.set(f"{{{_XSI}}}noNamespaceSchemaLocation", _SCHEMA)
    for name, value in (("AUTHOR", "videoreflect"), ("DATE", at), ("FORMAT", "3.0"), ("VERSION", "3.0")):
        root.set(name, value)
    _header(root, media)
    order, slots = etree.SubElement(root, "TIME_ORDER"), _Slots()
    spoken = language_code(language)
    tiers = _tiers(lines)
    for tier in tiers:
        _lines_tier(root, tier, slots, spoken)
    for tier in tiers:
        if any(line.words for _, line in tier.lines):
            _words_tier(root, tier, tiers, slots)
    slots.write(order)
    _definitions(root, [spoken, *(language_code(line.language) for line in lines)])
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True))


def _header(root: Any, media: str) -> None:
    header = etree.SubElement(root, "HEADER", MEDIA_FILE="", TIME_UNITS="milliseconds")
    address = f"./{quote(in_xml(media))}"
    etree.SubElement(header, "MEDIA_DESCRIPTOR", MEDIA_URL=address, MIME_TYPE="video/mp4", RELATIVE_MEDIA_URL=address)


def _tiers(lines: Sequence[Line]) -> list[_Tier]:
    tiers: list[_Tier] = []
    taken: set[str] = set()
    for number, line in enumerate(lines, start=1):
        voice = one_name(in_xml(line.voice))
        free = (one for one in tiers if one.voice == voice and one.end_ms <= line.start_ms)
        tier = next(free, None)
        if tier is None:
            tier = _Tier(_unused(voice or NOBODY, taken), voice)
            tiers.append(tier)
        tier.lines.append((number, line))
    return tiers or [_Tier(NOBODY, "")]


def _unused(name: str, taken: set[str]) -> str:
    found = name
    for number in range(2, len(taken) + 3):
        if found not in taken:
            break
        found = f"{name} ({number})"
    taken.add(found)
    return found


def _lines_tier(root: Any, tier: _Tier, slots: _Slots, language: str) -> None:
    made = etree.SubElement(root, "TIER", LINGUISTIC_TYPE_REF=LINE_TYPE, PARTICIPANT=tier.voice, TIER_ID=tier.id)
    if language:
        made.set("LANG_REF", language)
    for number, line in tier.lines:
        one = _annotation(made, f"a{number}", line.text)
        slots.span(one, line.start_ms, line.end_ms)
        if language_code(line.language):
            one.set("LANG_REF", language_code(line.language))


def _words_tier(root: Any, tier: _Tier, tiers: Sequence[_Tier], slots: _Slots) -> None:
    name = _unused(f"{tier.id} words", {one.id for one in tiers})
    made = etree.SubElement(
        root, "TIER", LINGUISTIC_TYPE_REF=WORD_TYPE, PARENT_REF=tier.id, PARTICIPANT=tier.voice, TIER_ID=name
    )
    for number, line in tier.lines:
        for at, word in enumerate(_fitting(line), start=1):
            one = _annotation(made, f"w{number}-{at}", word.text.strip())
            slots.span(one, word.start_ms, word.end_ms)


def _annotation(tier: Any, name: str, text: str) -> Any:
    one = etree.SubElement(etree.SubElement(tier, "ANNOTATION"), "ALIGNABLE_ANNOTATION", ANNOTATION_ID=name)
    etree.SubElement(one, "ANNOTATION_VALUE").text = in_xml(text)
    return one


def _fitting(line: Line) -> Iterator[Word]:
    """The words of a line one after the other, none outside of it."""
    at = line.start_ms
    for word in line.words:
        start = min(max(word.start_ms, at), line.end_ms)
        at = min(max(word.end_ms, start), line.end_ms)
        yield Word(start, at, word.text, word.probability)


def _definitions(root: Any, languages: Sequence[str]) -> None:
    etree.SubElement(
        root, "LINGUISTIC_TYPE", GRAPHIC_REFERENCES="false", LINGUISTIC_TYPE_ID=LINE_TYPE, TIME_ALIGNABLE="true"
    )
    etree.SubElement(
        root,
        "LINGUISTIC_TYPE",
        CONSTRAINTS="Included_In",
        GRAPHIC_REFERENCES="false",
        LINGUISTIC_TYPE_ID=WORD_TYPE,
        TIME_ALIGNABLE="true",
    )
    for language in sorted({one for one in languages if one}):
        etree.SubElement(root, "LANGUAGE", LANG_ID=language, LANG_LABEL=language)
    for stereotype, description in _CONSTRAINTS.items():
        etree.SubElement(root, "CONSTRAINT", DESCRIPTION=description, STEREOTYPE=stereotype)
