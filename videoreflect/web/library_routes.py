"""The list of lessons, and the consent register of one."""

from __future__ import annotations

import datetime

from starlette.routing import Route

from videoreflect.domain.consent import WHOLE_CLASS, ConsentEvent, ConsentKind
from videoreflect.errors import VideoReflectError
from videoreflect.services.lessons import ClosedLesson, Lesson, list_lessons
from videoreflect.services.notes import list_notes
from videoreflect.services.permits import recorded_events
from videoreflect.services.readiness import readiness
from videoreflect.services.sessions import SignIn
from videoreflect.web.calls import Answer, Call, route
from videoreflect.web.shapes import Shape, badge_shape


def library_routes() -> list[Route]:
    """The routes of this file."""
    return [
        route("GET", "/vr/lessons", _list),
        route("GET", "/vr/lessons/{lesson}/register", _register),
    ]


def _list(call: Call) -> Answer:
    sign_in = call.sign_in
    names = {person.id: person.name for person in sign_in.people().values()}
    return {"lessons": [_card(sign_in, one, names) for one in list_lessons(sign_in)]}


def _card(sign_in: SignIn, one: Lesson | ClosedLesson, names: dict[str, str]) -> Shape:
    if isinstance(one, ClosedLesson):
        return _closed(one.id, one.sentence)
    try:
        return _open(sign_in, one, names)
    except VideoReflectError as error:
        return _closed(one.id, error.sentence)


def _open(sign_in: SignIn, lesson: Lesson, names: dict[str, str]) -> Shape:
    details = lesson.details
    mine = lesson.owner == sign_in.person
    notes = list_notes(sign_in, lesson.id)
    own = sum(1 for note in notes if note.author == sign_in.person)
    return {
        "id": lesson.id,
        "title": details.title,
        "date": details.date,
        "class_name": details.class_name,
        "subject": details.subject,
        "duration_ms": lesson.duration_ms,
        "has_picture": lesson.facts.video is not None,
        "recording_erased": lesson.recording_erased,
        "mine": mine,
        "owner_name": names.get(lesson.owner, ""),
        "badge": badge_shape(lesson.badge),
        "note_count": len(notes),
        "next_step": _next_step(sign_in, lesson, own),
        "damaged": "",
    }


def _closed(lesson: str, sentence: str) -> Shape:
    texts = dict.fromkeys(("title", "date", "class_name", "subject", "owner_name", "next_step"), "")
    rest = {"duration_ms": 0, "has_picture": False, "recording_erased": False, "mine": False, "note_count": 0}
    return {"id": lesson, **texts, **rest, "badge": {"kind": "none", "words": ""}, "damaged": sentence}


def _next_step(sign_in: SignIn, lesson: Lesson, own_notes: int) -> str:
    mine = lesson.owner == sign_in.person
    state = readiness(sign_in, lesson.id)
    if state.revealed:
        return "talk"
    if sign_in.person in state.ready_ms:
        return "wait"
    if mine and not lesson.consent.recorded:
        return "consent"
    if not own_notes:
        return "reflect"
    return "share" if mine and not lesson.shared_until_ms else ""


def _register(call: Call) -> Answer:
    names = {person.id: person.first_name for person in call.sign_in.people().values()}
    events = reversed(recorded_events(call.sign_in.capsule(call.lesson)))
    return {
        "events": [
            {
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
    words += [f"share it with {' and '.join(share)}"] if share else []
    words += ["copy out text"] if scope.export else []
    return words


def _until(until_ms: int | None) -> str:
    if until_ms is None:
        return ""
    day = datetime.datetime.fromtimestamp(until_ms / 1000, datetime.UTC)
    return f"; until {day.day} {day:%B %Y}"
