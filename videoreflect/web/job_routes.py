"""Adding lessons; every job of one's own: shown, stopped."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from starlette.routing import Route

from videoreflect.domain.lesson import end_of_day_ms
from videoreflect.domain.retention import Retention
from videoreflect.errors import InvalidInput
from videoreflect.services import background, uploads
from videoreflect.services.adding import Source
from videoreflect.services.retention import first_retention
from videoreflect.services.sessions import SignIn
from videoreflect.web.calls import Answer, Call, route
from videoreflect.web.consent_routes import agreement_from
from videoreflect.web.fields import Fields
from videoreflect.web.lesson_routes import details_from
from videoreflect.web.shapes import job_shape

PATH_LIMIT = 4_096


def job_routes() -> list[Route]:
    """The routes of this file."""
    return [
        route("POST", "/vr/lessons", _add),
        route("POST", "/vr/sample-lesson", lambda call: {"job": background.start_sample(call.sign_in).id}),
        route("GET", "/vr/jobs", lambda call: {"jobs": [job_shape(job) for job in background.jobs_of(call.sign_in)]}),
        route("DELETE", "/vr/jobs/{job}", _stop),
    ]


def _add(call: Call) -> Answer:
    sign_in, fields = call.sign_in, call.fields
    uploaded = fields.ids("uploads")
    details = details_from(fields)
    agreement = None if fields.is_none("agreement") else agreement_from(fields.object("agreement"))
    added = partial(_drop_all, sign_in, uploaded)
    sources = _sources(sign_in, fields, uploaded)
    retention = _retention(sign_in, fields)
    job = background.start_adding(sign_in, sources, details, agreement, added, frozenset(uploaded), retention)
    return {"job": job.id}


def _retention(sign_in: SignIn, fields: Fields) -> Retention:
    """Until when it is kept: nobody adds a lesson without having been asked."""
    until_ms = None if fields.is_none("keep_until") else end_of_day_ms(fields.text("keep_until"))
    said = first_retention(sign_in, until_ms, undecided=fields.flag("undecided"))
    if said is None:
        raise InvalidInput("Say until when the lesson is kept, or that it is not decided yet.", field="keep_until")
    return said


def _sources(sign_in: SignIn, fields: Fields, uploaded: list[str]) -> list[Source]:
    paths = fields.texts("paths", PATH_LIMIT)
    if bool(uploaded) == bool(paths):
        raise InvalidInput("Choose a recording first.")
    if uploaded:
        return [Source(parts=uploads.open_upload(sign_in, upload)) for upload in uploaded]
    return [Source(path=Path(path.strip().strip('"')).expanduser()) for path in paths]


def _drop_all(sign_in: SignIn, uploaded: list[str]) -> None:
    for upload in uploaded:
        uploads.drop_upload(sign_in, upload)


def _stop(call: Call) -> Answer:
    background.stop_job(call.sign_in, call.id("job"))
    return None
