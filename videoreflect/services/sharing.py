"""Sharing a lesson with a mentor, until a date."""

from __future__ import annotations

from videoreflect.domain.lesson import Membership
from videoreflect.domain.policy import Action, Asked
from videoreflect.errors import InvalidInput, NotFound
from videoreflect.services.permits import lesson_state, permit
from videoreflect.vault.log import Statement
from videoreflect.vault.signin import SignIn

MENTOR = "mentor"


def share(session: SignIn, lesson: str, person: str, until_ms: int | None = None) -> int | None:
    """Share with a person of this vault; returns until when, which is never beyond the consent's date.

    The key is sealed to the person's pinned key; the signed header, written last, makes it count.
    Raises NotAllowed with reasons and remedies, InvalidInput for an end in the past.
    """
    recipient = session.people().get(person)
    if recipient is None:
        raise NotFound("Nobody of that name is in this vault. Add the person first.")
    if not recipient.can_open:
        raise NotFound("That person has not signed in yet, so nothing can be sealed to their keys. Ask them to do it.")
    capsule = session.capsule(lesson)
    if person in capsule.header.owners:
        raise InvalidInput("This lesson is theirs already. Choose somebody else.")
    held = permit(session, capsule, Action.SHARE, Asked(recipient=person))
    until_ms = _bounded(until_ms, lesson_state(capsule).consent.until_ms)
    if until_ms is not None and until_ms <= session.now_ms():
        raise InvalidInput("That end date has passed. Choose a later one.")
    capsule.check(held, frozenset({Action.SHARE}))
    capsule.append([Statement("grant", {"person": person, "role": MENTOR, "until": until_ms})])
    capsule.admit(Membership(person, MENTOR, until_ms), recipient.x_wing)
    return until_ms


def _bounded(until_ms: int | None, consent_until_ms: int | None) -> int | None:
    return min((t for t in (until_ms, consent_until_ms) if t is not None), default=None)
