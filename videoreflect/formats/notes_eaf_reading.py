"""Reading notes from ELAN files: ours, and tiers that people made in ELAN.

Of ours, text, codes, marked words and times are as ELAN has them now; the rest comes from the details. Of others,
each annotation with a time is a note by the tier's participant, or else its name; tiers that hang on others without
times of their own (glosses, translations) are left out, and told.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from typing import Any

from videoreflect.domain.note import Note
from videoreflect.errors import FormatError, InvalidInput
from videoreflect.formats import note_json
from videoreflect.formats.eaf_reading import ROOT
from videoreflect.formats.given import in_xml
from videoreflect.formats.named import one_name
from videoreflect.formats.notes_eaf import BELOW, CODES, DETAILS, NOBODY, NOTES, QUOTES
from videoreflect.formats.written_note import ReadNotes, Tier, WrittenNote
from videoreflect.formats.xml_tree import tree

UNTIMED = "annotations that have no time of their own"

_MOST_DIGITS = 10


def read(raw: bytes, tiers: Collection[int] | None = None) -> ReadNotes:
    """Read an ELAN file; ``tiers`` are the places of those that are wanted, all if it is None.

    Raises InvalidInput when it is none, or a time cannot be read.
    """
    root = tree(raw)
    if root.tag != ROOT:
        raise InvalidInput("This is not an ELAN file. Save it in ELAN again, as an .eaf file.")
    times = {slot.get("TIME_SLOT_ID"): slot.get("TIME_VALUE") for slot in root.iterfind("TIME_ORDER/TIME_SLOT")}
    below = _below(root)
    left_out: Counter[str] = Counter()
    known: list[Tier] = []
    notes: list[WrittenNote] = []
    for tier in root.iterfind("TIER"):
        if tier.get("LINGUISTIC_TYPE_REF") in BELOW and tier.get("PARENT_REF"):
            continue
        left_out[UNTIMED] += sum(1 for _ in tier.iterfind("ANNOTATION/REF_ANNOTATION"))
        found = [*_notes(tier, times, below, left_out)]
        if not found:
            continue
        if tiers is None or len(known) in tiers:
            notes += found
        known.append(Tier(str(tier.get("TIER_ID", "")), len(found)))
    notes.sort(key=lambda one: (one.note.at_ms or 0, one.note.created_ms))
    return ReadNotes(tuple(notes), tuple((what, many) for what, many in left_out.items() if many), tuple(known))


_Below = dict[str, dict[str, str]]
"""Of each type of ours, what hangs on which annotation."""


def _below(root: Any) -> _Below:
    found: _Below = {kind: {} for kind in BELOW}
    for tier in root.iterfind("TIER"):
        kind = tier.get("LINGUISTIC_TYPE_REF")
        if kind in found:
            for one in tier.iterfind("ANNOTATION/REF_ANNOTATION"):
                found[kind][one.get("ANNOTATION_REF", "")] = _value(one)
    return found


def _notes(tier: Any, times: dict[str, str], below: _Below, left_out: Counter[str]) -> Iterator[WrittenNote]:
    who = one_name(tier.get("PARTICIPANT", "") or tier.get("ANNOTATOR", ""))
    name = str(tier.get("TIER_ID", ""))
    author = who or ("" if name.startswith(NOBODY) and tier.get("LINGUISTIC_TYPE_REF") == NOTES else one_name(name))
    for one in tier.iterfind("ANNOTATION/ALIGNABLE_ANNOTATION"):
        start, end = (_time(times.get(one.get(f"TIME_SLOT_REF{at}"))) for at in (1, 2))
        if start is None or end is None:
            left_out[UNTIMED] += 1
            continue
        yield _note(_Said(_value(one), start, end, author), one.get("ANNOTATION_ID", ""), below)


@dataclass(frozen=True, slots=True)
class _Said:
    """An annotation as ELAN has it now."""

    text: str
    start_ms: int
    end_ms: int
    author: str


def _note(said: _Said, number: str, below: _Below) -> WrittenNote:
    text, start_ms, end_ms = said.text, said.start_ms, said.end_ms
    details, written = _details(below[DETAILS].get(number, ""))
    text = details.get("text", text) if _same(details.get("text"), text) else text
    quote = below[QUOTES].get(number, "")
    quote = details.get("quote", quote) if _same(details.get("quote"), quote) else quote
    codes = tuple(below[CODES].get(number, "").split())
    at, to = start_ms, None if end_ms == start_ms else end_ms
    if (details.get("start_ms"), details.get("end_ms")) == (start_ms, end_ms):
        at, to = written.note.at_ms, written.note.to_ms  # type: ignore[assignment]
    note = replace(written.note, text=text, quote=quote, codes=codes, at_ms=at, to_ms=to)
    names = tuple(pair for pair in written.code_names if pair[0] in codes)
    return WrittenNote(note, written.author or said.author, written.visibility, names)


def _same(held: object, shown: str) -> bool:
    """Whether a text is what stands in the file but for characters that XML cannot hold."""
    return isinstance(held, str) and in_xml(held) == shown


def _details(text: str) -> tuple[dict[str, Any], WrittenNote]:
    empty = WrittenNote(Note("", None, None, ""))
    try:
        content = json.loads(text) if text else {}
        return content, note_json.written_from(content)
    except (ValueError, RecursionError, FormatError):
        return {}, empty  # changed by hand; what ELAN shows still counts


def _value(one: Any) -> str:
    value = one.find("ANNOTATION_VALUE")
    return "".join(value.itertext()) if value is not None else ""


def _time(said: str | None) -> int | None:
    if said is None:
        return None
    if not said.isascii() or not said.isdigit() or len(said) > _MOST_DIGITS:
        raise InvalidInput("A time in this ELAN file cannot be read. Save it in ELAN again.")
    return int(said)
