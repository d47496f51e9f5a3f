"""Records of consent, and what is held about somebody: given out, put right, erased."""

from __future__ import annotations

import base64

from starlette.responses import Response
from starlette.routing import Route

from videoreflect.domain.consent import Place
from videoreflect.domain.rights import About
from videoreflect.errors import InvalidInput
from videoreflect.services import consent_records, rights_answer, rights_doing
from videoreflect.services.rights_doing import Correction
from videoreflect.web.calls import Answer, Call, route
from videoreflect.web.fields import Fields
from videoreflect.web.register_routes import close_to_others

_JSON_LD = "application/ld+json"
_RECORD_LIMIT = consent_records.MAX_FILE + 1
_NOTE_LIMIT = 10_000


def rights_routes() -> list[Route]:
    """The routes of this file."""
    one = "/vr/lessons/{lesson}"
    return [
        route("GET", f"{one}/consent-records", _records),
        route("POST", f"{one}/consent-records", _import),
        route("POST", f"{one}/consent-receipt", _receipt),
        route("GET", f"{one}/register-page", _register_page),
        route("POST", f"{one}/register/correction", _correct),
        route("POST", "/vr/rights", _answer),
        route("GET", "/vr/rights/requests", _requests),
        route("POST", "/vr/rights/erasure", _erase),
    ]


def about_from(fields: Fields) -> About:
    """Whom it is about. Raises InvalidInput."""
    person = "" if fields.is_none("person") else fields.id("person")
    left_out = tuple(one.strip() for one in fields.texts("leave_out") if one.strip())
    return About(person, fields.text("pseudonym", default=""), fields.text("class_name", default=""), left_out)


def _records(call: Call) -> Answer:
    return _file(consent_records.export_records(call.sign_in, call.lesson).text, _JSON_LD, "consent-records.jsonld")


def _receipt(call: Call) -> Answer:
    told = consent_records.export_receipt(call.sign_in, call.lesson, call.fields.text("principal"))
    return {"text": told.text, "gaps": list(told.gaps)}


def _register_page(call: Call) -> Answer:
    return _file(
        consent_records.register_as_page(call.sign_in, call.lesson), "text/html; charset=utf-8", "register.html"
    )


def _import(call: Call) -> Answer:
    text = call.fields.text("text", _RECORD_LIMIT)
    taken = consent_records.import_records(call.sign_in, call.lesson, text.encode("utf-8", "surrogatepass"))
    close_to_others(call.sign_in, call.lesson)
    return {"recorded": taken.recorded, "known": taken.known, "left_out": taken.left_out}


def _correct(call: Call) -> Answer:
    fields = call.fields
    places = None if fields.is_none("places") else tuple(_place(one) for one in fields.objects("places"))
    due = fields.time_or_none("due_ms")
    correction = Correction(fields.text("note", _NOTE_LIMIT), places, due)
    rights_doing.correct_entry(call.sign_in, call.lesson, fields.text("record"), correction)
    return None


def _place(fields: Fields) -> Place:
    return Place(fields.whole("start_ms"), fields.whole("end_ms"), fields.text("where", default=""))


def _answer(call: Call) -> Answer:
    told = rights_answer.answer(call.sign_in, about_from(call.fields))
    held = told.held
    counts = {"lessons": len(held.lessons), "closed": held.closed, "others": held.others, "asked": told.asked}
    private = len({one for people in held.private.values() for one in people})
    if not call.fields.flag("sealed"):
        return counts | {"private": private, "page": told.page}
    raw, code = rights_answer.sealed(told.page)
    return counts | {"private": private, "file": base64.b64encode(raw).decode(), "code": code}


def _requests(call: Call) -> Answer:
    people = {one.id: one.name for one in call.sign_in.people().values()}
    return {
        "requests": [
            {
                "lesson": one.lesson,
                "pseudonym": one.pseudonym,
                "person_name": people.get(one.person, ""),
                "asked_ms": one.asked_ms,
            }
            for one in rights_answer.asked_of_me(call.sign_in)
        ]
    }


def _erase(call: Call) -> Answer:
    person = call.fields.id("person")
    if call.fields.text("word") != "erase":
        raise InvalidInput("Type the word “erase”, so that nothing goes by a slip.")
    done = rights_doing.erase_contributions(call.sign_in, person)
    return {"erased": len(done.certificates), "left": done.left}


def _file(text: str, kind: str, name: str) -> Response:
    headers = {"content-disposition": f'attachment; filename="{name}"'}
    return Response(text, media_type=kind, headers=headers)
