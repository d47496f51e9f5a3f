"""The list of lessons, the search in them, and the consent register of one."""

from __future__ import annotations

import datetime

from starlette.routing import Route

from videoreflect.domain.consent import WHOLE_CLASS, ConsentEvent, ConsentKind, ExportKind
from videoreflect.services.lessons import ClosedLesson, ListedLesson, lessons_at_once
from videoreflect.services.permits import recorded_events
from videoreflect.services.search import FoundLesson, search
from videoreflect.web.calls import Answer, Call, route
from videoreflect.web.shapes import Shape, badge_shape

MOST_TYPED = 100_000
"""Far more than is searched for: whatever is pasted into the field is a question and no error."""


def library_routes() -> list[Route]:
    """The routes of this file."""
    return [
        route("GET", "/vr/lessons", _list),
        route("POST", "/vr/search", _search),
        route("GET", "/vr/lessons/{lesson}/register", _register),
    ]


def _list(call: Call) -> Answer:
    me = call.sign_in.person
    names = {person.id: person.name for person in call.sign_in.people().values()}
    listing = lessons_at_once(call.sign_in)
    return {"lessons": [_card(me, one, names) for one in listing.lessons], "behind": listing.behind}


def _search(call: Call) -> Answer:
    found = search(call.sign_in, call.fields.text("words", MOST_TYPED), at_once=True)
    return {"lessons": [_found(one) for one in found.lessons], "behind": found.behind}


def _found(lesson: FoundLesson) -> Shape:
    return {
        "id": lesson.id,
        "title": lesson.title,
        "date": lesson.date,
        "class_name": lesson.class_name,
        "more": lesson.more,
        "hits": [
            {
                "kind": hit.kind,
                "start_ms": hit.start_ms,
                "end_ms": hit.end_ms,
                "author_name": hit.author,
                "parts": [[part.text, part.found] for part in hit.snippet],
            }
            for hit in lesson.hits
        ],
    }


def _card(me: str, one: ListedLesson | ClosedLesson, names: dict[str, str]) -> Shape:
    if isinstance(one, ClosedLesson):
        return _closed(one.id, one.sentence)
    return _closed(one.id, one.tally.problem) if one.tally.problem else _open(me, one, names)


def _open(me: str, lesson: ListedLesson, names: dict[str, str]) -> Shape:
    details = lesson.details
    return {
        "id": lesson.id,
        "title": details.title,
        "date": details.date,
        "class_name": details.class_name,
        "subject": details.subject,
        "duration_ms": lesson.duration_ms,
        "has_picture": lesson.facts.video is not None,
        "recording_erased": lesson.recording_erased,
        "school_key": lesson.school_key,
        "mine": lesson.owner == me,
        "owner_name": names.get(lesson.owner, ""),
        "badge": badge_shape(lesson.badge),
        "note_count": lesson.tally.notes,
        "marks": [list(mark) for mark in lesson.tally.marks],
        "requests": lesson.tally.requests,
        "next_step": _next_step(me, lesson),
        "damaged": "",
    }


def _closed(lesson: str, sentence: str) -> Shape:
    texts = dict.fromkeys(("title", "date", "class_name", "subject", "owner_name", "next_step"), "")
    rest = {
        "duration_ms": 0,
        "has_picture": False,
        "recording_erased": False,
        "school_key": False,
        "mine": False,
        "note_count": 0,
        "marks": [],
        "requests": 0,
    }
    return {"id": lesson, **texts, **rest, "badge": {"kind": "none", "words": ""}, "damaged": sentence}


def _next_step(me: str, lesson: ListedLesson) -> str:
    mine, tally = lesson.owner == me, lesson.tally
    if tally.revealed:
        return "talk"
    if tally.said_ready:
        return "wait"
    if mine and not lesson.consent.recorded:
        return "consent"
    if not tally.own_notes:
        return "reflect"
    return "share" if mine and not lesson.shared_until_ms else ""


def _register(call: Call) -> Answer:
    names = {person.id: person.first_name for person in call.sign_in.people().values()}
    events = reversed(recorded_events(call.sign_in.capsule(call.lesson)))
    return {
        "events": [
            {
                "record": recorded.event.record,
                "kind": str(recorded.event.kind),
                "principal": recorded.event.principal,
                "words": event_words(recorded.event, names),
                "recorded_ms": recorded.recorded_ms,
                "note": recorded.event.note,
            }
            for recorded in events
        ]
    }


def event_words(event: ConsentEvent, first_names: dict[str, str]) -> str:
    """One entry of the register as a sentence."""
    if event.kind in {ConsentKind.GIVEN, ConsentKind.RENEWED}:
        return f"{'; '.join(_allowed(event, first_names))}{_until(event.until_ms)}."
    who = "The class" if event.principal == WHOLE_CLASS else event.principal[:1].upper() + event.principal[1:]
    return f"{who}: {event.kind}. It acts at once."


def _allowed(event: ConsentEvent, first_names: dict[str, str]) -> list[str]:
    scope = event.scope
    share = sorted(first_names.get(person, "somebody else") for person in scope.share)
    words = ["You may watch it"]
    words += ["write a transcript"] if scope.transcribe else []
    words += ["have it worked out who speaks"] if scope.analyse else []
    words += [f"share it with {' and '.join(share)}"] if share else []
    copies = [_COPIES[kind] for kind in ExportKind if kind in scope.export]
    words += [f"copy out {_listed(copies)}"] if copies else []
    return words


_COPIES = {
    ExportKind.NOTES: "the notes",
    ExportKind.TRANSCRIPT: "the transcript",
    ExportKind.TALK: "the record of the talk",
    ExportKind.CLIP: "the clip",
}


def _listed(words: list[str]) -> str:
    return " and ".join(filter(None, [", ".join(words[:-1]), words[-1]]))


def _until(until_ms: int | None) -> str:
    if until_ms is None:
        return ""
    day = datetime.datetime.fromtimestamp(until_ms / 1000, datetime.UTC)
    return f"; until {day.day} {day:%B %Y}"
