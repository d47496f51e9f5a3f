"""Commands about the people in the picture: who objects, what members ask for, what is to be done, who is who."""

from __future__ import annotations

from datetime import UTC, datetime

from videoreflect.cli.context import Context
from videoreflect.domain.consent import ConsentKind, Expression, GivenBy, Place, Remedy
from videoreflect.domain.exceptions import OpenException
from videoreflect.domain.lesson import end_of_day_ms
from videoreflect.errors import InvalidInput
from videoreflect.formats import timecode
from videoreflect.services import exceptions, key_list, owed, requests, worklist
from videoreflect.services.exceptions import SaidNo, SaidYes
from videoreflect.services.requests import Request
from videoreflect.web.register_shapes import exceptions_shape, requests_shape, worklist_shape

_DAY_MS = 86_400_000


def record_exception(context: Context) -> None:
    """Record that one person objects, what is to be done, or that they agreed after all; without a name, list."""
    session, lesson, given = context.session(), context.lesson(), context.given
    if given.principal is not None:
        said = _said_no(context)
        if given.agreed:
            yes = SaidYes(said.principal, said.given_by, said.expressed, said.said_ms, said.note)
            exceptions.record_answer(session, lesson, yes)
        elif given.change:
            _change(context, said)
        else:
            exceptions.record_exception(session, lesson, said)
            owed.suspend(session, lesson)
    found = exceptions.exceptions_of(session, lesson)
    context.output.show(exceptions_shape(found), *(_line(one) for one in found), *([] if found else [_NOBODY]))


def request(context: Context) -> None:
    """Ask the owner to record what somebody in the picture said."""
    said = _said_no(context)
    kind = ConsentKind.GIVEN if context.given.agreed else said.kind
    asked = requests.ask(context.session(), context.lesson(), kind, said)
    context.output.show({"request": asked.id}, "The owner sees it first on their consent page. Nothing changed yet.")


def list_requests(context: Context) -> None:
    """What members ask for; accept or decline one."""
    session, lesson, given = context.session(), context.lesson(), context.given
    if given.accept and given.decline:
        raise InvalidInput("Accept a request or decline it, one at a time.")
    if given.accept:
        requests.accept(session, lesson, given.accept)
        owed.suspend(session, lesson)
    if given.decline:
        requests.decline(session, lesson, given.decline, context.values.text(given.reason, "Why"))
    found = requests.requests_of(session, lesson)
    people = {one.id: {"id": one.id, "name": one.name} for one in session.people().values()}
    names = {person: str(shape["name"]) for person, shape in people.items()}
    lines = [_request_line(one, names) for one in found]
    context.output.show(requests_shape(found, people), *(lines or ["Nobody asked for anything."]))


def show_worklist(context: Context) -> None:
    """What is to be done after a withdrawal or an objection, and what is proved done."""
    session = context.session()
    found = worklist.worklist_of(session, context.lesson())
    told = worklist_shape(found, {one.id: one.first_name for one in session.people().values()})
    lines = [
        f"{'done' if item['done'] else 'open':<6}{_day(item['due_ms'])}  "
        f"{item['principal'] or 'the class'}: {item['words']}. {item['told']}".rstrip()
        for item in told["items"]
    ]
    context.output.show(told, *(lines or ["Nothing is to be done."]), *told["not_undone"])


def keys(context: Context) -> None:
    """Who is behind which pseudonym; only the owner can open it."""
    session, lesson, given = context.session(), context.lesson(), context.given
    if given.principal is None:
        found = key_list.key_list(session, lesson)
    else:
        who = "" if given.remove else context.values.text(given.who, "Who it is")
        found = key_list.keep_key(session, lesson, context.values.text(given.principal, "Who"), who)
    lines = [f"{principal}: {who}" for principal, who in found.items()]
    context.output.show({"keys": found}, *(lines or ["Nobody is on the key list."]))


_NOBODY = "Nobody objects."


def _said_no(context: Context) -> SaidNo:
    given, text = context.given, context.values.text
    return SaidNo(
        principal=text(given.principal, "Who, for example “pupil 7”"),
        kind=ConsentKind(given.kind),
        given_by=GivenBy(given.by),
        expressed=Expression(given.how),
        said_ms=end_of_day_ms(given.said) - _DAY_MS + 1 if given.said else None,
        places=tuple(map(_place, given.place)),
        remedy=Remedy(given.remedy) if getattr(given, "remedy", None) else None,
        note=text(given.note, "Note", default=""),
    )


def _change(context: Context, said: SaidNo) -> None:
    session, lesson = context.session(), context.lesson()
    if said.remedy is not None:
        exceptions.choose_remedy(session, lesson, said.principal, said.remedy, said.places or None)
    else:
        exceptions.name_places(session, lesson, said.principal, said.places)


def _place(text: str) -> Place:
    times, _, where = text.partition(" ")
    start, dash, end = times.partition("-")
    if not dash:
        raise InvalidInput("A place is written like “12:40-13:10 back left”: from, to, and where in the picture.")
    return Place(timecode.parse(start), timecode.parse(end), where.strip())


def _line(one: OpenException) -> str:
    places = ", ".join(
        f"{timecode.clock(at.start_ms)}–{timecode.clock(at.end_ms)} {at.where}".strip() for at in one.places
    )
    chosen = f"chosen: {one.remedy}" if one.remedy else "nothing chosen yet"
    return f"{one.principal}: {one.kind}; {places or 'no place named'}; {chosen}; due {_day(one.due_ms)}"


def _request_line(one: Request, names: dict[str, str]) -> str:
    state = {None: "open", True: "accepted", False: f"declined: {one.reason}"}[one.accepted]
    return f"{one.id}  {names.get(one.by, 'somebody')}: {one.said.principal} {one.said.kind} ({state})"


def _day(ms: int) -> str:
    return f"{datetime.fromtimestamp(ms / 1000, UTC):%Y-%m-%d}"
