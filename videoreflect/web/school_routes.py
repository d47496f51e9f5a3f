"""The school’s settings, and notices that are filled from them."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from starlette.routing import Route

from videoreflect.domain.consent import Basis, Purpose
from videoreflect.domain.notice import MAX_NOTICE, Notice
from videoreflect.domain.school import MAX_TEXT, School
from videoreflect.errors import InvalidInput
from videoreflect.formats.notice import NoticeKind
from videoreflect.services import notices
from videoreflect.services.school import save_school, school
from videoreflect.services.sessions import SignIn
from videoreflect.web.calls import Answer, Call, route
from videoreflect.web.fields import Fields
from videoreflect.web.shapes import Shape

_TEXTS = (
    "controller", "address", "contact", "email", "phone", "jurisdiction", "authority", "authority_address",
    "complaints", "language", "notice_language", "dpia",
)  # fmt: skip
_DAYS = ("warn_days", "grace_days", "due_days")


def school_routes() -> list[Route]:
    """The routes of this file."""
    one = "/vr/lessons/{lesson}"
    return [
        route("GET", "/vr/school", _school),
        route("PUT", "/vr/school", _save),
        route("GET", f"{one}/notices", _notices),
        route("POST", f"{one}/notices", _keep),
        route("GET", f"{one}/notices/{{notice}}", _notice),
        route("GET", f"{one}/notice-drafts/{{kind}}", _draft),
    ]


def _school(call: Call) -> Answer:
    return _shape(call.sign_in, school(call.sign_in))


def _save(call: Call) -> Answer:
    return _shape(call.sign_in, save_school(call.sign_in, school_from_fields(call.fields)))


def school_from_fields(fields: Fields) -> School:
    """What was typed. Raises InvalidInput that says what to type."""
    try:
        basis, purposes = Basis(fields.text("basis")), frozenset(map(Purpose, fields.texts("purposes")))
    except ValueError:
        raise InvalidInput("Choose a reason and the purposes from the lists.") from None
    texts: dict[str, Any] = {name: fields.text(name, MAX_TEXT + 1, "").replace("\r\n", "\n").strip() for name in _TEXTS}
    days: dict[str, Any] = {name: fields.whole(name) for name in _DAYS}
    keep = None if fields.is_none("keep_days") else fields.whole("keep_days")
    return School(**texts, **days, keep_days=keep, basis=basis, purposes=purposes)


def _shape(sign_in: SignIn, said: School) -> Shape:
    fields = asdict(said) | {"basis": str(said.basis), "purposes": sorted(map(str, said.purposes))}
    return fields | {"may": sign_in.person in sign_in.directory.header.owners}


def _notices(call: Call) -> Answer:
    found = notices.list_notices(call.sign_in, call.lesson)
    may = call.sign_in.person in call.sign_in.capsule(call.lesson).header.owners
    return {"notices": [_told(one) for one in found], "templates": [str(kind) for kind in NoticeKind], "may": may}


def _notice(call: Call) -> Answer:
    found = notices.find_notice(call.sign_in, call.lesson, call.id("notice"))
    return _told(found) | {"text": found.text}


def _keep(call: Call) -> Answer:
    fields = call.fields
    kind, text = _kind(fields.text("template")), fields.text("text", MAX_NOTICE + 1)
    return _told(notices.save_notice(call.sign_in, call.lesson, kind, text, fields.text("language")))


def _draft(call: Call) -> Answer:
    draft = notices.draft_notice(call.sign_in, call.lesson, _kind(str(call.request.path_params["kind"])))
    return {
        "template": str(draft.kind),
        "language": draft.language,
        "text": draft.text,
        "gaps": list(draft.gaps),
        "open": list(draft.open),
    }


def _kind(name: str) -> NoticeKind:
    try:
        return NoticeKind(name)
    except ValueError:
        raise InvalidInput("Choose a notice from the list.") from None


def _told(one: Notice) -> Shape:
    return {
        "notice": one.id,
        "template": one.template,
        "language": one.language,
        "sha256": one.sha256,
        "saved_ms": one.saved_ms,
    }
