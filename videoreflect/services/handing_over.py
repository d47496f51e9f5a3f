"""Handing a lesson, or the vault, over to somebody: offered by the owner, taken by the other's own program.

Every header is signed by who owns the capsule at that moment. So there is a while in which both
own it: from the offer until the other has signed in once.
"""

from __future__ import annotations

from videoreflect.errors import InvalidInput, NotAllowed, NotFound
from videoreflect.vault.capsule import Capsule
from videoreflect.vault.keyring import PublicKeys
from videoreflect.vault.signin import SignIn
from videoreflect.vault.succession import add_owner, end_owner


def hand_over(session: SignIn, lesson: str, person: str) -> None:
    """Offer a lesson to somebody of this vault, who owns it as well from now on and alone after signing in.

    Raises NotAllowed for anybody but the owner, NotFound, InvalidInput.
    """
    _offer(session, session.capsule(lesson), person, hands_over=True)


def hand_over_vault(session: SignIn, person: str, *, share: bool = False) -> None:
    """Offer the vault to somebody, who then looks after its people; with ``share`` both do, from now on."""
    session.check_owns_vault()
    _offer(session, session.directory, person, hands_over=not share)


def offers(session: SignIn, capsule: Capsule) -> tuple[str, ...]:
    """Owners who handed this capsule over to who is signed in, and have not been released yet."""
    return tuple(
        change.by
        for change in capsule.header.successions
        if change.adds == session.person and change.hands_over and change.by in capsule.header.owners
    )


def accept(session: SignIn, lesson: str) -> None:
    """Take over alone what was handed over. Raises NotFound if nothing was."""
    capsule = session.directory if lesson == session.directory.id else session.capsule(lesson)
    waiting = offers(session, capsule)
    if not waiting:
        raise NotFound("Nothing was handed over to you here. Ask whoever wanted to do it.")
    for owner in waiting:
        end_owner(capsule, owner)


def _offer(session: SignIn, capsule: Capsule, person: str, *, hands_over: bool) -> None:
    recipient = session.people().get(person)
    if session.person not in capsule.header.owners:
        raise NotAllowed("Only the owner hands something over. Ask the owner.")
    if recipient is None or not recipient.can_open:
        raise NotFound("That person is not in this vault, or has not signed in yet. Check the name under People.")
    if person in capsule.header.owners:
        raise InvalidInput("It is theirs already.")
    add_owner(capsule, person, PublicKeys(recipient.ed25519, recipient.x_wing), hands_over=hands_over)
