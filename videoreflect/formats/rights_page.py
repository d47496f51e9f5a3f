"""The answer to “what do you hold about me?” as a page to read and print."""

from __future__ import annotations

from collections.abc import Mapping

from videoreflect.domain.rights import Held, HeldEntry
from videoreflect.domain.school import School
from videoreflect.formats.consent_words import day_words, listed
from videoreflect.formats.printed_page import heading, page, paragraph, points, quotation


def rights_page(held: Held, school: School, names: Mapping[str, str], now_ms: int) -> str:
    """The page as HTML. ``names`` are those of people of the vault, for the private notes that are not in it."""
    parts = [paragraph(f"Answered on {day_words(now_ms)}{f' by {school.controller}' if school.controller else ''}.")]
    parts.append(paragraph("Other people are left out, and stand as “[somebody else]”.", quiet=True))
    if not held.lessons:
        parts.append(paragraph("Nothing is held in the lessons that could be opened."))
    for lesson in held.lessons:
        parts.append(heading(lesson.name))
        for kind, entries in lesson.entries.items():
            parts.append(heading(kind, 3))
            parts += [part for entry in entries for part in _entry(entry)]
    parts += [
        heading("What is not in it"),
        points(_missing(held, names)),
        heading("What you can do"),
        points(_doing(school)),
    ]
    return page(f"What is held about {held.name}", parts)


def _entry(entry: HeldEntry) -> list[str]:
    return [paragraph(entry.heading), *([quotation(entry.text)] if entry.text else [])]


def _missing(held: Held, names: Mapping[str, str]) -> list[str]:
    told = ["The recordings themselves: others are in the picture. Ask to see the places in which you are."]
    people = sorted({names.get(one, "somebody who has left") for asked in held.private.values() for one in asked})
    if people:
        told.append(f"Private notes of {listed(people)}: only they can open them. Each of them has been asked.")
    if held.others:
        told.append(f"{_lessons(held.others)} of other teachers: they have to be asked.")
    if held.closed:
        told.append(f"{_lessons(held.closed)} that could not be opened.")
    told.append("What was copied out of the program or printed, and backups that are kept elsewhere.")
    told.append("Names of children that somebody said or typed and that the program cannot know were left out by hand.")
    return told


def _lessons(count: int) -> str:
    return "One lesson" if count == 1 else f"{count} lessons"


def _doing(school: School) -> list[str]:
    reach = " or ".join(filter(None, [school.email, school.phone]))
    whom = f"{school.contact or 'the school'}{f' ({reach})' if reach else ''}"
    told = [f"Have something put right or erased, or object: tell {whom}."]
    where = f": {school.authority_address}" if school.authority_address else ""
    return [*told, f"Complain to {school.authority}{where}."] if school.authority else told
