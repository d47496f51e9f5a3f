"""Who objects and what is done about it, requests of members, the worklist and the key list of one lesson."""

from __future__ import annotations

from typing import TypeVar

from starlette.routing import Route

from videoreflect.domain.consent import ConsentKind, Expression, GivenBy, Place, PrincipalRole, Remedy
from videoreflect.domain.lesson import end_of_day_ms
from videoreflect.errors import InvalidInput, VideoReflectError
from videoreflect.services import background, exceptions, key_list, owed, requests, worklist
from videoreflect.services.exceptions import SaidNo, SaidYes
from videoreflect.services.lesson import consent_standing
from videoreflect.services.sessions import SignIn
from videoreflect.web.calls import Answer, Call, route
from videoreflect.web.fields import Fields
from videoreflect.web.register_shapes import exceptions_shape, requests_shape, worklist_shape
from videoreflect.web.shapes import consent_shape, people_shapes

NOTE_LIMIT = 10_000
_Term = TypeVar("_Term", ConsentKind, Expression, GivenBy, PrincipalRole, Remedy)


def register_routes() -> list[Route]:
    """The routes of this file."""
    one = "/vr/lessons/{lesson}"
    return [
        route("GET", f"{one}/exceptions", _exceptions),
        route("POST", f"{one}/exceptions", _record),
        route("PUT", f"{one}/exceptions", _change),
        route("POST", f"{one}/exceptions/answer", _answer),
        route("GET", f"{one}/requests", _requests),
        route("POST", f"{one}/requests", _ask),
        route("POST", f"{one}/requests/{{request}}", _decide),
        route("GET", f"{one}/worklist", _worklist),
        route("DELETE", f"{one}/transcript", _erase_transcript),
        route("GET", f"{one}/key-list", lambda call: {"keys": key_list.key_list(call.sign_in, call.lesson)}),
        route("PUT", f"{one}/key-list", _keep_key),
    ]


def close_to_others(sign_in: SignIn, lesson: str) -> None:
    """After a restriction: a new key without the members now, and the recordings in the background.

    What cannot be done now is owed, and done after the next sign-in; the program refuses at once in any case.
    """
    try:
        if owed.suspend(sign_in, lesson):
            background.start_protecting(sign_in, lesson)
    except VideoReflectError:
        background.start_settling(sign_in)


def said_no_from(fields: Fields) -> SaidNo:
    """What somebody in the picture said. Raises InvalidInput."""
    return SaidNo(
        principal=fields.text("principal"),
        kind=term(ConsentKind, fields.text("kind", default="objected")),
        role=term(PrincipalRole, fields.text("role", default="pupil")),
        given_by=term(GivenBy, fields.text("given_by", default="parent")),
        expressed=term(Expression, fields.text("expressed", default="spoken")),
        said_ms=said_ms_from(fields),
        places=places_from(fields),
        remedy=None if fields.is_none("remedy") else term(Remedy, fields.text("remedy")),
        note=fields.text("note", NOTE_LIMIT, ""),
    )


def term(kind: type[_Term], text: str) -> _Term:
    """A term of the register. Raises InvalidInput for one that is not known: nothing is guessed."""
    try:
        return kind(text)
    except ValueError:
        raise InvalidInput("Choose one of the words that are offered.") from None


def said_ms_from(fields: Fields) -> int | None:
    """The day on which it was said, as its beginning; None for none. Raises InvalidInput."""
    said = fields.text("said", default="")
    return end_of_day_ms(said) - 86_399_999 if said else None


def places_from(fields: Fields) -> tuple[Place, ...]:
    """Where somebody is seen or heard. Raises InvalidInput."""
    return tuple(
        Place(one.whole("start_ms"), one.whole("end_ms"), one.text("where", default=""))
        for one in fields.objects("places")
    )


def _exceptions(call: Call) -> Answer:
    mine = call.sign_in.person in call.sign_in.capsule(call.lesson).header.owners
    return exceptions_shape(exceptions.exceptions_of(call.sign_in, call.lesson) if mine else ())


def _record(call: Call) -> Answer:
    exceptions.record_exception(call.sign_in, call.lesson, said_no_from(call.fields))
    close_to_others(call.sign_in, call.lesson)
    return _consent(call)


def _change(call: Call) -> Answer:
    principal, places = call.fields.text("principal"), places_from(call.fields)
    if call.fields.is_none("remedy"):
        exceptions.name_places(call.sign_in, call.lesson, principal, places)
    else:
        remedy = term(Remedy, call.fields.text("remedy"))
        exceptions.choose_remedy(call.sign_in, call.lesson, principal, remedy, places or None)
    return _consent(call)


def _answer(call: Call) -> Answer:
    fields = call.fields
    said = SaidYes(
        principal=fields.text("principal"),
        given_by=term(GivenBy, fields.text("given_by", default="parent")),
        expressed=term(Expression, fields.text("expressed", default="spoken")),
        said_ms=said_ms_from(fields),
        note=fields.text("note", NOTE_LIMIT, ""),
    )
    exceptions.record_answer(call.sign_in, call.lesson, said)
    return _consent(call)


def _requests(call: Call) -> Answer:
    owner = call.sign_in.capsule(call.lesson).header.owners[0]
    people = people_shapes(call.sign_in.people(), owner)
    return requests_shape(requests.requests_of(call.sign_in, call.lesson), people)


def _ask(call: Call) -> Answer:
    said = said_no_from(call.fields)
    asked = requests.ask(call.sign_in, call.lesson, said.kind, said)
    return {"request": asked.id}


def _decide(call: Call) -> Answer:
    request = call.id("request")
    if not call.fields.flag("accept"):
        requests.decline(call.sign_in, call.lesson, request, call.fields.text("reason", NOTE_LIMIT, ""))
        return _consent(call)
    requests.accept(call.sign_in, call.lesson, request)
    close_to_others(call.sign_in, call.lesson)
    return _consent(call)


def _worklist(call: Call) -> Answer:
    found = worklist.worklist_of(call.sign_in, call.lesson)
    return worklist_shape(found, {one.id: one.first_name for one in call.sign_in.people().values()})


def _erase_transcript(call: Call) -> Answer:
    background.stop_work_on(call.sign_in, call.lesson)
    return {"pieces": worklist.erase_transcript(call.sign_in, call.lesson)}


def _keep_key(call: Call) -> Answer:
    fields = call.fields
    return {
        "keys": key_list.keep_key(call.sign_in, call.lesson, fields.text("principal"), fields.text("who", default=""))
    }


def _consent(call: Call) -> Answer:
    return consent_shape(*consent_standing(call.sign_in, call.lesson))
