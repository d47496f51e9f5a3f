"""A device whose clock was ahead: how it stands, saying that it is right now, confirming it for somebody."""

from __future__ import annotations

from dataclasses import asdict

from starlette.routing import Route

from videoreflect.services import own_clock
from videoreflect.web.calls import Answer, Call, route
from videoreflect.web.shapes import people_shapes


def clock_routes() -> list[Route]:
    """The routes of this file."""
    return [
        route("GET", "/vr/clock", _clock),
        route("POST", "/vr/clock", _say),
        route("POST", "/vr/clock/confirmation", _confirm),
    ]


def _clock(call: Call) -> Answer:
    people = people_shapes(call.sign_in.people(), call.sign_in.person)
    waiting = [people[one] for one in own_clock.clock_requests(call.sign_in) if one in people]
    return asdict(own_clock.own_clock(call.sign_in)) | {"waiting": waiting}


def _say(call: Call) -> Answer:
    own_clock.say_clock_is_right(call.sign_in)
    return _clock(call)


def _confirm(call: Call) -> Answer:
    own_clock.confirm_clock(call.sign_in, call.fields.id("person"))
    return _clock(call)
