"""What was agreed about the people in the picture."""

from __future__ import annotations

from starlette.routing import Route

from videoreflect.domain.consent import Basis, ExportKind, Purpose
from videoreflect.domain.lesson import end_of_day_ms
from videoreflect.errors import InvalidInput
from videoreflect.services import recording_consent
from videoreflect.services.lesson import consent_standing
from videoreflect.services.recording_consent import Agreement
from videoreflect.web.calls import Answer, Call, route
from videoreflect.web.fields import Fields
from videoreflect.web.register_routes import close_to_others
from videoreflect.web.shapes import consent_shape

NOTE_LIMIT = 10_000


def consent_routes() -> list[Route]:
    """The routes of this file."""
    one = "/vr/lessons/{lesson}"
    return [
        route("POST", f"{one}/agreement", _agreement),
        route("POST", f"{one}/withdrawal", _withdrawal),
        route("POST", f"{one}/objection", _objection),
    ]


def agreement_from(fields: Fields) -> Agreement:
    """What a teacher recorded for the whole class. Raises InvalidInput."""
    try:
        basis = Basis(fields.text("basis"))
        purposes = frozenset(map(Purpose, fields.texts("purposes")))
        export = frozenset(map(ExportKind, fields.texts("export")))
    except ValueError:
        raise InvalidInput("Choose a reason, the purposes and the uses from the lists.") from None
    return Agreement(
        basis=basis,
        purposes=purposes,
        until_ms=end_of_day_ms(fields.text("until")),
        transcribe=fields.flag("transcribe"),
        analyse=fields.flag("analyse"),
        share_with=frozenset(fields.ids("share_with")),
        export=export,
        note=fields.text("note", NOTE_LIMIT, ""),
    )


def _agreement(call: Call) -> Answer:
    recording_consent.record_agreement(call.sign_in, call.lesson, agreement_from(call.fields))
    return _consent(call)


def _withdrawal(call: Call) -> Answer:
    recording_consent.withdraw_agreement(call.sign_in, call.lesson, call.fields.text("note", NOTE_LIMIT, ""))
    close_to_others(call.sign_in, call.lesson)
    return _consent(call)


def _objection(call: Call) -> Answer:
    principal, note = call.fields.text("principal"), call.fields.text("note", NOTE_LIMIT, "")
    recording_consent.record_objection(call.sign_in, call.lesson, principal, note)
    close_to_others(call.sign_in, call.lesson)
    return _consent(call)


def _consent(call: Call) -> Answer:
    return consent_shape(*consent_standing(call.sign_in, call.lesson))
