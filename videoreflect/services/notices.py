"""Notices of a lesson: filled from what is known, edited by the teacher, kept with a hash that consent can name."""

from __future__ import annotations

from dataclasses import dataclass, replace

from videoreflect.domain.ids import new_id
from videoreflect.domain.lesson import LessonDetails, end_of_day_ms
from videoreflect.domain.notice import Notice, notice_from
from videoreflect.domain.policy import Action, LessonState
from videoreflect.domain.school import School
from videoreflect.errors import FormatError, NotAllowed, NotFound
from videoreflect.formats.consent_words import BASIS_WORDS, day_words, listed, purpose_words
from videoreflect.formats.notice import Filled, NoticeKind, fill, open_places
from videoreflect.services.lesson import details_of
from videoreflect.services.permits import lesson_state, permit
from videoreflect.services.school import school
from videoreflect.vault.capsule import Capsule
from videoreflect.vault.log import Statement
from videoreflect.vault.permits import Permit
from videoreflect.vault.signin import SignIn

GAP_WORDS = {
    "school": "the name of the school",
    "address": "the address of the school",
    "contact": "whom to ask about data protection",
    "reach": "an e-mail address or telephone number",
    "jurisdiction": "the country whose law applies",
    "authority": "the supervisory authority",
    "authority_address": "the address of the supervisory authority",
    "complaints": "how to complain at the school",
    "dpia": "the reference of the impact assessment",
    "kept": "how long the lesson is kept",
    "class_name": "the class",
    "purposes": "what the recording is for",
}
"""What a gap lacks, in words; the first nine are the school’s settings."""


@dataclass(frozen=True, slots=True)
class DraftNotice:
    """A text to be edited. ``gaps`` are what the program did not know, in words; ``open`` what a person has to add."""

    kind: NoticeKind
    language: str
    text: str
    gaps: tuple[str, ...]
    open: tuple[str, ...]


def draft_notice(session: SignIn, lesson: str, kind: NoticeKind) -> DraftNotice:
    """A notice as it would stand now: of what was recorded, else of what the school usually says.

    Raises NotAllowed, NotFound.
    """
    capsule = session.capsule(lesson)
    held = permit(session, capsule, Action.VIEW)
    filled = _filled(session, capsule, held, kind)
    gaps = tuple(GAP_WORDS.get(name, name) for name in filled.gaps)
    return DraftNotice(kind, school(session).notice_language, filled.text, gaps, open_places(filled.text))


def save_notice(session: SignIn, lesson: str, kind: NoticeKind, text: str, language: str) -> Notice:
    """Keep a notice as it is given out. Raises NotAllowed for anybody but the owner, InvalidInput."""
    capsule = session.capsule(lesson)
    if session.person not in capsule.header.owners:
        raise NotAllowed("Only the owner of a lesson keeps its notices. Ask the owner.")
    cleaned = text.replace("\r\n", "\n").strip() + "\n"
    notice = Notice(new_id(), str(kind), language, cleaned, session.state.system_ms())
    capsule.append([Statement("notice", notice.content())])
    return replace(notice, saved_ms=capsule.own_newest("notice").time)


def list_notices(session: SignIn, lesson: str) -> list[Notice]:
    """Every notice that was kept, the newest first. Raises NotAllowed."""
    capsule = session.capsule(lesson)
    return notices_in(capsule, permit(session, capsule, Action.VIEW))


def notices_in(capsule: Capsule, held: Permit) -> list[Notice]:
    """As :func:`list_notices`, with a permit that is held. One that cannot be read counts for nothing."""
    found = []
    for placed, body in capsule.read(held, "notice"):
        try:
            found.append(notice_from(body, placed.row.time))
        except FormatError:
            continue
    return found[::-1]


def find_notice(session: SignIn, lesson: str, notice: str) -> Notice:
    """One that was kept. Raises NotFound."""
    for one in list_notices(session, lesson):
        if one.id == notice:
            return one
    raise NotFound("That notice is not kept in this lesson.")


def _filled(session: SignIn, capsule: Capsule, held: Permit, kind: NoticeKind) -> Filled:
    said, state = school(session), lesson_state(capsule)
    details, consent = details_of(capsule, held), state.consent
    names = {one.id: one.name for one in session.people().values()}
    basis = consent.basis or said.basis
    teacher = names.get(capsule.header.owners[0], "")
    known = _of_the_school(said) | _of_the_lesson(details) | {
        "teacher": teacher,
        "today": day_words(session.now_ms()),
        "basis_words": BASIS_WORDS[basis],
        "purposes": "\n".join(f"- {one}" for one in purpose_words(consent.purposes or said.purposes)),
        "recipients": _recipients(teacher, [names[one] for one in sorted(consent.scope.share) if one in names]),
        "kept": _kept(state, said),
    }  # fmt: skip
    transcribed = consent.scope.transcribe or not consent.recorded  # before it is decided, rather told than not
    analysed = consent.scope.analyse or not consent.recorded
    uses = [name for name, told in (("transcribe", transcribed), ("analyse", analysed)) if told]
    return fill(kind, known, {str(basis), *uses})


def _of_the_school(said: School) -> dict[str, str]:
    return {
        "school": said.controller,
        "address": ", ".join(line.strip() for line in said.address.splitlines() if line.strip()),
        "contact": said.contact,
        "reach": " or ".join(filter(None, [said.email, said.phone])),
        "jurisdiction": said.jurisdiction,
        "authority": said.authority,
        "authority_address": said.authority_address,
        "complaints": said.complaints,
        "dpia": said.dpia,
    }


def _of_the_lesson(details: LessonDetails) -> dict[str, str]:
    day = f" on {day_words(end_of_day_ms(details.date))}" if details.date else ""
    subject = f" in {details.subject}" if details.subject else ""
    named = ", ".join(filter(None, [details.title, details.class_name, details.date]))
    return {"class_name": details.class_name, "lesson_day": subject + day, "lesson": named}


def _recipients(teacher: str, others: list[str]) -> str:
    if not others:
        return f"Only {teacher}, who taught the lesson."
    look = "looks" if len(others) == 1 else "look"
    return f"{teacher}, who taught the lesson, and {listed(others)}, who {look} back at it with {teacher}."


def _kept(state: LessonState, said: School) -> str:
    until = min((one for one in (state.closes_ms, state.consent.until_ms) if one is not None), default=None)
    if until is not None:
        return f"It is kept until {day_words(until)} at the latest."
    if said.keep_days is not None:
        return f"It is kept for {said.keep_days} days at the most."
    return ""
