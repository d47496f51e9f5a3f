"""Keeping a lesson as an example for others to learn from, and ending that."""

from __future__ import annotations

from starlette.routing import Route

from videoreflect.domain.policy import Action
from videoreflect.services import exemplars
from videoreflect.services.permits import decision
from videoreflect.web.calls import Answer, Call, route
from videoreflect.web.shapes import allowed_shape


def exemplar_routes() -> list[Route]:
    """The routes of this file."""
    path = "/vr/lessons/{lesson}/exemplar"
    return [route("GET", path, _told), route("PUT", path, _keep)]


def _told(call: Call) -> Answer:
    kept, wanted = (ask(call.sign_in, call.lesson) for ask in (exemplars.is_exemplar, exemplars.is_wanted))
    decided = decision(call.sign_in, call.sign_in.capsule(call.lesson), Action.EXEMPLAR)
    return {"kept": kept, "wanted": wanted, **allowed_shape(decided)}


def _keep(call: Call) -> Answer:
    change = exemplars.keep_as_exemplar if call.fields.flag("kept") else exemplars.end_exemplar
    change(call.sign_in, call.lesson)
    return _told(call)
