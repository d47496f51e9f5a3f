"""With whom a lesson is shared: sharing, ending it, handing the lesson over."""

from __future__ import annotations

from starlette.routing import Route

from videoreflect.domain.lesson import end_of_day_ms
from videoreflect.errors import InvalidInput
from videoreflect.services import background, handing_over, sharing, unsharing
from videoreflect.services.lessons import open_lesson
from videoreflect.services.sessions import SignIn
from videoreflect.web.calls import Answer, Call, route
from videoreflect.web.fields import Fields
from videoreflect.web.shapes import Shape, job_shape, people_shapes


def sharing_routes() -> list[Route]:
    """The routes of this file."""
    one = "/vr/lessons/{lesson}"
    return [
        route("POST", f"{one}/share", _share),
        route("GET", f"{one}/sharing", _sharing),
        route("DELETE", f"{one}/sharing/{{person}}", _unshare),
        route("POST", f"{one}/hand-over", _hand_over),
        route("POST", f"{one}/acceptance", _accept),
    ]


def _share(call: Call) -> Answer:
    person = call.fields.id("person")
    if person not in call.sign_in.people():
        raise InvalidInput("Nobody of that name is in this vault. Add the person first.")
    return {"until_ms": sharing.share(call.sign_in, call.lesson, person, _until(call.fields))}


def _until(fields: Fields) -> int | None:
    if fields.is_none("until"):
        return None
    return end_of_day_ms(fields.text("until"))


def _sharing(call: Call) -> Answer:
    return sharing_shape(call.sign_in, call.lesson)


def sharing_shape(sign_in: SignIn, lesson: str) -> Shape:
    """The Sharing of docs/ROUTES.md."""
    found, capsule, people = open_lesson(sign_in, lesson), sign_in.capsule(lesson), sign_in.people()
    shapes, owners = people_shapes(people, found.owner), capsule.header.owners
    job = next((one for one in background.jobs_of(sign_in) if one.kind == "protecting" and one.lesson == lesson), None)
    may_end = sign_in.person in owners
    takers = [one.id for one in people.values() if one.can_open and one.id not in owners]
    return {
        "owners": [shapes[one] for one in owners if one in shapes],
        "shared": [
            {"person": shapes[one], "until_ms": until} for one, until in found.shared_until_ms.items() if one in shapes
        ],
        "school_key": found.school_key,
        "may_end": may_end,
        "may_hand_over_to": [shapes[one] for one in takers] if may_end and len(owners) == 1 else [],
        "offered_by": list(handing_over.offers(sign_in, capsule)),
        "job": job_shape(job) if job and job.state not in background.ENDED else None,
    }


def _unshare(call: Call) -> Answer:
    unsharing.unshare(call.sign_in, call.lesson, call.id("person"))
    return job_shape(background.start_protecting(call.sign_in, call.lesson))


def _hand_over(call: Call) -> Answer:
    handing_over.hand_over(call.sign_in, call.lesson, call.fields.id("person"))
    return None


def _accept(call: Call) -> Answer:
    handing_over.accept(call.sign_in, call.lesson)
    return None
