"""The consent register of a lesson as a page that a parent can read. Pseudonyms only; the teacher’s notes stay out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from videoreflect.domain.consent import ALLOWING, WHOLE_CLASS, ConsentEvent
from videoreflect.domain.school import School
from videoreflect.formats.consent_words import (
    BASIS_WORDS,
    EXPORT_WORDS,
    KIND_WORDS,
    REMEDY_WORDS,
    day_words,
    listed,
    purpose_words,
)
from videoreflect.formats.printed_page import heading, page, paragraph, points, table
from videoreflect.formats.timecode import clock


@dataclass(frozen=True, slots=True)
class RegisterFacts:
    """What the page says. ``events`` in their order with the time of recording; ``people`` are names of staff by id."""

    class_name: str
    date: str
    subject: str
    teacher: str
    events: Sequence[tuple[ConsentEvent, int]]
    people: Mapping[str, str]
    school: School
    now_ms: int


def register_page(facts: RegisterFacts) -> str:
    """The page as HTML."""
    said = facts.school
    about = ", ".join(filter(None, [facts.class_name, facts.subject, facts.date]))
    parts = [
        paragraph(f"Lesson: {about or 'no class or date is recorded'}. Teacher: {facts.teacher}."),
        paragraph(f"As of {day_words(facts.now_ms)}. The newest entry is at the top.", quiet=True),
        table(["Recorded", "About", "What was said"], [_row(facts, *one) for one in reversed(facts.events)])
        if facts.events
        else paragraph("Nothing is recorded yet. Only the teacher may watch the lesson."),
        heading("What this means"),
        points([
            "People in the picture stand here under a pseudonym such as “pupil 7”. The school knows who is meant.",
            "A refusal, an objection or a withdrawal counts at once, and until it is dealt with.",
            "What somebody has seen before cannot be unseen, and a copy on paper is not reached by it.",
        ]),
        heading("What you can do"),
        points(_doing(said)),
    ]  # fmt: skip
    return page(f"What is recorded about a lesson{f' at {said.controller}' if said.controller else ''}", parts)


def _row(facts: RegisterFacts, event: ConsentEvent, recorded_ms: int) -> tuple[str, str, str]:
    who = "Everybody in the class" if event.principal == WHOLE_CLASS else event.principal
    return day_words(recorded_ms), who, " ".join(_sentences(facts, event))


def _sentences(facts: RegisterFacts, event: ConsentEvent) -> list[str]:
    words = KIND_WORDS[event.kind]
    said = [f"{words[:1].upper()}{words[1:]}."]
    if event.kind in ALLOWING:
        said.append(f"Basis: {BASIS_WORDS[event.basis]}.")
        said += purpose_words(event.purposes)
        said += _uses(facts, event)
    if event.until_ms is not None:
        said.append(f"Until {day_words(event.until_ms)}.")
    for place in event.places:
        where = f", {place.where}" if place.where else ""
        said.append(f"Seen or heard from {clock(place.start_ms)} to {clock(place.end_ms)}{where}.")
    if event.remedy:
        said.append(f"What follows: {REMEDY_WORDS[event.remedy]}.")
    if event.due_ms is not None:
        said.append(f"To be done by {day_words(event.due_ms)}.")
    return said


def _uses(facts: RegisterFacts, event: ConsentEvent) -> list[str]:
    scope = event.scope
    names = sorted(facts.people.get(one, "somebody who is not in this vault any more") for one in scope.share)
    uses = ["What is said is written down." if scope.transcribe else "Nothing is written down by the computer."]
    uses += ["The computer guesses whether the teacher or a pupil speaks."] if scope.analyse else []
    uses.append(f"Shared with {listed(names)}." if names else "Not shared with anybody.")
    copies = [words for kind, words in EXPORT_WORDS.items() if kind in scope.export]
    return [*uses, f"{listed(copies)} may be copied out.".capitalize()] if copies else uses


def _doing(said: School) -> list[str]:
    reach = " or ".join(filter(None, [said.email, said.phone]))
    whom = f"{said.contact or 'the school'}{f' ({reach})' if reach else ''}"
    doing = [f"Object, take back an agreement, or ask what is held: tell the teacher or {whom}."]
    doing += [f"Complain at the school: {said.complaints}"] if said.complaints else []
    where = f": {said.authority_address}" if said.authority_address else ""
    return [*doing, f"Complain to {said.authority}{where}."] if said.authority else doing
