"""Commands that take away for good: erase, keep, certificates."""

from __future__ import annotations

from dataclasses import asdict

from videoreflect.cli.context import Context
from videoreflect.cli.programs import day
from videoreflect.domain.ids import is_id
from videoreflect.domain.lesson import end_of_day_ms
from videoreflect.domain.retention import Retention
from videoreflect.errors import Cancelled, InvalidInput, NotFound
from videoreflect.services import erasing, keeping_dates, notes, retention
from videoreflect.services.lessons import find_lesson
from videoreflect.vault.certificates import Certificate

UNDECIDED = "undecided"
"""What is typed for a day that is not decided yet."""

_WHAT = {
    "lesson": "a lesson",
    "recording": "the recording of a lesson",
    "contributions": "what one person wrote in a lesson",
}
_WHY = {
    "asked": "as its owner asked",
    "retention": "because its date had come",
    "withdrawn": "because the agreement was withdrawn",
    "removed": "because its owner was removed",
}

_OVER = "Its time was over on {}. Keep it longer with “keep”, or let it go with “erase”."
_NEAR = "It closes after {}, and is then erased. Keep it longer with “keep”, or let it go with “erase”."
_GONE = "{} cannot open it any more, though the date has not come. Share it again."
_ELSEWHERE = "It was erased by another start of the program. “erase” with this id signs the certificate."


def erase(context: Context) -> None:
    """Erase a lesson, its recording, or a note."""
    if context.given.note and context.given.recording:
        raise InvalidInput("Erase the recording or a note, one after the other.")
    if context.given.note:
        _erase_note(context)
    elif context.given.recording:
        lesson = context.lesson()
        _ask(context, "The recording goes for everybody and for good; notes, transcript and talk stay.")
        _tell(context, erasing.erase_recording(context.session(), lesson))
    else:
        lesson = _lesson(context)
        erasing.check_may_erase(context.session(), lesson)
        _ask(context, "The lesson goes for everybody and for good, with everybody’s notes about it.")
        _tell(context, erasing.erase_lesson(context.session(), lesson))


def keep(context: Context) -> None:
    """Say until when a lesson is kept."""
    given = context.given
    until = None if given.until == UNDECIDED else end_of_day_ms(given.until)
    reason = context.values.text(given.reason, "Reason", default="")
    lesson = context.lesson()
    kept = retention.keep_until(context.session(), lesson, until, reason)
    document = {"lesson": lesson, "keep_until_ms": kept.closes_ms, "erase_after_ms": kept.erased_ms}
    context.output.show(document, _kept_words(kept))


def first_retention(context: Context) -> Retention:
    """Until when a new lesson is kept: as the call says, else as the school does, else asked for."""
    session, given = context.session(), context.given.keep_until
    said = None if given else retention.first_retention(session, None)
    if said is not None:
        return said
    day_or_not = context.values.text(given, f"Keep until (YYYY-MM-DD, or {UNDECIDED})").strip()
    until = None if day_or_not == UNDECIDED else end_of_day_ms(day_or_not)
    found = retention.first_retention(session, until, undecided=True)
    assert found is not None  # noqa: S101 - a day, or the choice that none is decided
    return found


def _kept_words(kept: retention.Keeping) -> str:
    if kept.closes_ms is None:
        return "No day is decided yet: the lesson is kept until you erase it."
    closed = f"The lesson is kept until {day(kept.closes_ms)}. After that day it closes"
    if kept.erased_ms == kept.closes_ms:
        return f"{closed}, and is erased by itself."
    return f"{closed}; it is erased by itself after {day(kept.erased_ms or 0)}."


def certificates(context: Context) -> None:
    """List certificates."""
    found = erasing.list_certificates(context.session())
    lines = [f"{one.capsule}  {day(one.erased_ms)}: {_words(one)}" for one in found]
    context.output.show({"certificates": [_listed(one) for one in found]}, *(lines or ["Nothing was erased yet."]))


def asked(context: Context) -> tuple[dict[str, object], list[str]]:
    """What the person should know or decide about dates, for the list of lessons."""
    session = context.session()
    names = {one.id: one.name for one in session.people().values()}
    ending, gone = retention.ending_lessons(session), keeping_dates.access_to_renew(session)
    elsewhere = [one.capsule for one in erasing.erasures_to_confirm(session)]
    document: dict[str, object] = {
        "dates_over": [_ending(one) for one in ending if one.keeping.over],
        "dates_near": [_ending(one) for one in ending if not one.keeping.over],
        "access_gone": [{"lesson": lesson, "person": who} for lesson, who in gone],
        "erased_elsewhere": elsewhere,
    }
    lines = [f"{one.lesson}  {_ending_words(one)}" for one in ending]
    lines += [f"{lesson}  {_GONE.format(names.get(who, 'Somebody'))}" for lesson, who in gone]
    return document, [*lines, *(f"{lesson}  {_ELSEWHERE}" for lesson in elsewhere)]


def _ending(one: retention.Ending) -> dict[str, object]:
    kept = one.keeping
    return {"lesson": one.lesson, "keep_until_ms": kept.closes_ms, "erase_after_ms": kept.erased_ms}


def _ending_words(one: retention.Ending) -> str:
    return (_OVER if one.keeping.over else _NEAR).format(day(one.keeping.closes_ms or 0))


def _erase_note(context: Context) -> None:
    session, lesson, wanted = context.session(), context.lesson(), context.given.note
    mine = [one.note.id for one in notes.list_notes(session, lesson) if one.author == session.person]
    matches = [one for one in mine if one == wanted or (len(wanted) >= 4 and one.startswith(wanted))]
    if len(matches) != 1:
        raise NotFound("That note is not one of yours. “videoreflect show LESSON --json” gives their ids.")
    _ask(context, "The note goes for everybody and for good.")
    clean = notes.delete_note(session, lesson, matches[0])
    told = ["The note is erased."]
    if not clean:
        told.append("Another videoreflect is reading this lesson; remnants go from the disk when it has ended.")
    context.output.show({"note": matches[0], "remnants": not clean}, *told)


def _lesson(context: Context) -> str:
    """The lesson named; also by its whole id, when it is damaged, put back, or of somebody who was removed."""
    wanted: str = context.given.lesson
    try:
        return find_lesson(context.session(), wanted)
    except NotFound:
        if not is_id(wanted):
            raise
        return wanted


def _ask(context: Context, question: str) -> None:
    if not context.given.yes and not context.values.agreed("erase", question):
        raise Cancelled("Nothing was erased.")


def _tell(context: Context, certificate: Certificate) -> None:
    told = f"Erased: {_words(certificate)}. The certificate is in the vault’s register."
    context.output.show({"certificate": _listed(certificate)}, told)


def _words(one: Certificate) -> str:
    counted = ", ".join(f"{count} {name}" for name, count in sorted(one.counts.items()))
    count = len(one.backups)
    backups = f"; still in {count} known backup{'s' if count > 1 else ''}, until pruned" if count else ""
    return f"{_WHAT[one.what]}, {_WHY[one.why]} ({counted}){backups}"


def _listed(one: Certificate) -> dict[str, object]:
    return asdict(one) | {"counts": dict(one.counts)}
