"""Who has seen a lesson, and what a member's review screen reports as played."""

from __future__ import annotations

from starlette.routing import Route

from videoreflect.domain.seen import HONEST, MOST_PARTS
from videoreflect.services import seen
from videoreflect.web.calls import Answer, Call, route


def seen_routes() -> list[Route]:
    """The routes of this file."""
    one = "/vr/lessons/{lesson}/seen"
    return [route("GET", one, _seen), route("POST", one, _played), route("POST", f"{one}/print", _printed)]


def _seen(call: Call) -> Answer:
    sign_in, lesson = call.sign_in, call.lesson
    days = [
        {"person": one.person, "day": one.day.isoformat(), "words": one.words}
        for one in seen.seen_words(sign_in, lesson)
    ]
    return {"days": days, "honest": HONEST, "mine": sign_in.person in sign_in.capsule(lesson).header.owners}


def _printed(call: Call) -> Answer:
    seen.record_printed(call.sign_in, call.lesson)
    return None


def _played(call: Call) -> Answer:
    seen.record_played(call.sign_in, call.lesson, call.fields.items("parts", MOST_PARTS))
    return None
