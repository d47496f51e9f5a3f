"""Giving the answer out: a page, or a file that a code opens; and asking those whose private notes are not in it."""

from __future__ import annotations

from dataclasses import dataclass

from videoreflect.crypto.sealed_answer import open_answer, seal_answer
from videoreflect.domain.ids import is_id
from videoreflect.domain.policy import Action
from videoreflect.domain.rights import About, Held
from videoreflect.errors import VideoReflectError
from videoreflect.formats.rights_page import rights_page
from videoreflect.services.permits import permit, recorded_events
from videoreflect.services.rights import held_about
from videoreflect.services.school import school
from videoreflect.vault.capsule import Capsule
from videoreflect.vault.log import Statement
from videoreflect.vault.signin import SignIn

WANTS_ANSWER = "answer"
"""What such a ``request`` row wants."""

MAX_SEALED = 64 << 20


@dataclass(frozen=True, slots=True)
class Answer:
    """What is held, as a page, and how many people were asked for their private notes just now."""

    held: Held
    page: str
    asked: int


@dataclass(frozen=True, slots=True)
class AskedOfMe:
    """Somebody asked what is held about a person, and may not see my private notes in this lesson."""

    lesson: str
    pseudonym: str
    person: str
    asked_ms: int


def answer(session: SignIn, about: About) -> Answer:
    """Everything held about somebody as a page to print; leaves each person with private notes a request."""
    held = held_about(session, about)
    names = {one.id: one.name for one in session.people().values()}
    asked = sum(_ask(session, lesson, people, about) for lesson, people in held.private.items())
    return Answer(held, rights_page(held, school(session), names, session.now_ms()), asked)


def sealed(page: str) -> tuple[bytes, str]:
    """The page as an encrypted file, and the code that opens it; the code is shown once and kept nowhere."""
    return seal_answer(page.encode())


def unsealed(raw: bytes, code: str) -> str:
    """The page in an encrypted file. Raises InvalidInput, SignInRefused, FormatError."""
    return open_answer(raw, code).decode("utf-8", "replace")


def asked_of_me(session: SignIn) -> list[AskedOfMe]:
    """Requests in lessons that this person may open, to look through one’s own private notes; the newest first."""
    found = []
    for lesson in session.lesson_ids():
        try:
            with session.in_passing(lesson) as capsule:
                held = permit(session, capsule, Action.VIEW)
                entries = [(placed.row.time, body) for placed, body in capsule.read(held, "request")]
        except VideoReflectError:
            continue
        mine = [
            (ms, body) for ms, body in entries if body.get("wants") == WANTS_ANSWER and body.get("of") == session.person
        ]
        found += [
            AskedOfMe(lesson, str(body.get("pseudonym"))[:100], str(body.get("person"))[:32], ms) for ms, body in mine
        ]
    return sorted(found, key=lambda one: one.asked_ms, reverse=True)


def _ask(session: SignIn, lesson: str, people: tuple[str, ...], about: About) -> int:
    """Leave each of them a request, unless one about the same person waits already. Returns how many."""
    with session.in_passing(lesson) as capsule:
        mine = session.person in capsule.header.owners
        held = permit(session, capsule, Action.ANSWER if mine else Action.VIEW)
        wanted = {"wants": WANTS_ANSWER, "pseudonym": _known_pseudonym(capsule, about), "person": about.person}
        waiting = [body for _, body in capsule.read(held, "request")]
        new = [{**wanted, "of": one} for one in people if is_id(one) and {**wanted, "of": one} not in waiting]
        if new:
            capsule.append([Statement("request", body) for body in new])
        return len(new)


def _known_pseudonym(capsule: Capsule, about: About) -> str:
    """As it stands in the register, which members may read; what somebody typed instead may be a name."""
    known = {one.event.principal.casefold(): one.event.principal for one in recorded_events(capsule)}
    return known.get(" ".join(about.pseudonym.casefold().split()), "")
