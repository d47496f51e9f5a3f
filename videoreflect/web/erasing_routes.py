"""Until when a lesson is kept, erasing it, what was erased, and what its owner still has to decide."""

from __future__ import annotations

import datetime
from collections.abc import Callable

from starlette.routing import Route

from videoreflect.domain.lesson import end_of_day_ms
from videoreflect.errors import InvalidInput, VideoReflectError
from videoreflect.services import background, erasing, keeping_dates, retention
from videoreflect.services.known_backups import KnownBackup, known_backups
from videoreflect.services.lessons import open_lesson
from videoreflect.services.retention import Keeping
from videoreflect.services.school import school
from videoreflect.services.sessions import SignIn
from videoreflect.vault.certificates import Certificate
from videoreflect.web.calls import Answer, Call, route
from videoreflect.web.shapes import Shape, people_shapes

REASON_LIMIT = 10_000

_ERASE: dict[str, Callable[[SignIn, str], Certificate]] = {
    "lesson": erasing.erase_lesson,
    "recording": erasing.erase_recording,
    "date": keeping_dates.confirm_date,
    "begun": erasing.confirm_erasure,
}
"""What a page may ask to have erased: all of it, the recording, what has passed its date, what began elsewhere."""


def erasing_routes() -> list[Route]:
    """The routes of this file."""
    one = "/vr/lessons/{lesson}"
    return [
        route("GET", f"{one}/keeping", _keeping),
        route("PUT", f"{one}/keeping", _keep),
        route("GET", "/vr/keeping", _usual),
        route("POST", f"{one}/erasure", _erase),
        route("GET", "/vr/decisions", _decisions),
        route("GET", "/vr/certificates", _certificates),
    ]


def backup_shapes(sign_in: SignIn) -> list[Shape]:
    """The backups that were made known, the last heard of first."""
    names = {one.id: one.name for one in sign_in.people().values()}
    return [_backup(one, names) for one in reversed(known_backups(sign_in))]


def _backup(one: KnownBackup, names: dict[str, str]) -> Shape:
    by = names.get(one.by, "")
    return {"id": one.id, "label": one.label, "time_ms": one.time_ms, "state": one.state, "by_name": by}


def _keeping(call: Call) -> Answer:
    sign_in, lesson = call.sign_in, call.lesson
    capsule, found = sign_in.capsule(lesson), open_lesson(sign_in, lesson)
    mine = sign_in.person in capsule.header.owners
    return _kept(retention.keeping(sign_in, lesson)) | {
        "may": mine,
        "school_keeps": school(sign_in).keep_days is not None,
        "recording_erased": found.recording_erased,
        "counts": erasing.what_goes(sign_in, lesson) if mine else {},
        "backups": backup_shapes(sign_in) if mine else [],
    }


def _keep(call: Call) -> Answer:
    fields = call.fields
    until_ms = None if fields.flag("undecided") else end_of_day_ms(fields.text("until"))
    return _kept(retention.keep_until(call.sign_in, call.lesson, until_ms, fields.text("reason", REASON_LIMIT, "")))


def _kept(found: Keeping) -> Shape:
    return {
        "until_ms": found.closes_ms,
        "erased_ms": found.erased_ms,
        "stated": found.stated,
        "reason": found.reason,
        "warns": found.warns,
        "over": found.over,
    }


def _usual(call: Call) -> Answer:
    """What the school says for a new lesson."""
    said, usual = school(call.sign_in), retention.first_retention(call.sign_in, None)
    return {
        "until": _day(usual.keep_until_ms) if usual else None,
        "grace_days": said.grace_days,
        "warn_days": said.warn_days,
    }


def _erase(call: Call) -> Answer:
    sign_in, lesson, what = call.sign_in, call.lesson, call.fields.text("what")
    if what not in _ERASE:
        raise InvalidInput("Say what is to be erased: the lesson, or its recording.", field="what")
    erasing.check_may_erase(sign_in, lesson)
    background.stop_work_on(sign_in, lesson)
    certificate = _ERASE[what](sign_in, lesson)
    return _certificate(sign_in, certificate)


def _certificates(call: Call) -> Answer:
    found = reversed(erasing.list_certificates(call.sign_in))
    return {"certificates": [_certificate(call.sign_in, one) for one in found]}


def _certificate(sign_in: SignIn, one: Certificate) -> Shape:
    people = sign_in.people()
    labels = {known.id: known.label for known in known_backups(sign_in)}
    return {
        "lesson": one.capsule,
        "what": one.what,
        "why": one.why,
        "erased_ms": one.erased_ms,
        "counts": dict(one.counts),
        "backups": [labels.get(backup, "") for backup in one.backups],
        "by_name": people[one.by].name if one.by in people else "",
    }


def _decisions(call: Call) -> Answer:
    sign_in = call.sign_in
    return {"dates": _dates(sign_in), "access": _access(sign_in), "begun": _begun(sign_in)}


def _dates(sign_in: SignIn) -> list[Shape]:
    return [
        {"lesson": one.lesson, "title": one.details.title if one.details else ""} | _kept(one.keeping)
        for one in retention.ending_lessons(sign_in)
    ]


def _access(sign_in: SignIn) -> list[Shape]:
    people = people_shapes(sign_in.people(), sign_in.person)
    gone = [(lesson, who) for lesson, who in keeping_dates.access_to_renew(sign_in) if who in people]
    return [told for lesson, who in gone for told in _gone(sign_in, lesson, people[who])]


def _gone(sign_in: SignIn, lesson: str, person: Shape) -> list[Shape]:
    """Whose access is gone before its day; nothing for a lesson that cannot be opened: the list says why."""
    try:
        found = open_lesson(sign_in, lesson)
    except VideoReflectError:
        return []
    until_ms = found.shared_until_ms.get(person["id"])
    return [{"lesson": lesson, "title": found.details.title, "person": person, "until": _day(until_ms)}]


def _day(until_ms: int | None) -> str | None:
    """The day of an end date, as sharing takes it."""
    if until_ms is None:
        return None
    return datetime.datetime.fromtimestamp(until_ms / 1000, datetime.UTC).date().isoformat()


def _begun(sign_in: SignIn) -> list[Shape]:
    return [
        {"lesson": one.capsule, "why": one.why, "started_ms": one.started_ms, "counts": dict(one.counts)}
        for one in erasing.erasures_to_confirm(sign_in)
    ]
