"""Commands that end what was shared, hand things over, and do what is owed."""

from __future__ import annotations

from typing import Any

from videoreflect.cli.context import Context
from videoreflect.domain.person import Person
from videoreflect.services import handing_over, unsharing
from videoreflect.services import owed as owing
from videoreflect.services.owed import Owed, Reason

_OWED = {
    Reason.ENDED: "somebody’s access has ended: a new key without them",
    Reason.SUSPENDED: "somebody in the picture objects, or the agreement was withdrawn: a new key for you alone",
    Reason.ASKED: "somebody changed keys or erased words: a new key",
    Reason.RECORDINGS: "recordings have to be written again under new keys",
    Reason.OFFERED: "it was handed over to you",
}


def unshare(context: Context) -> None:
    """End somebody's access; their copy of the keys opens nothing that is written from now on."""
    session, lesson, one = context.session(), context.lesson(), _recipient(context)
    unsharing.unshare(session, lesson, one.id)
    with context.output.progress("Protecting it again") as progress:
        renewed = unsharing.renew_recordings(session, lesson, progress)
    context.output.show(
        {"person": one.id, "recordings_renewed": renewed},
        f"{one.name} cannot open this lesson any more. What they released stays in it.",
        "What they may have copied before cannot be taken back.",
    )


def hand_over(context: Context) -> None:
    """Hand a lesson over."""
    one = _recipient(context)
    handing_over.hand_over(context.session(), context.lesson(), one.id)
    told = f"This lesson goes over to {one.name}, who owns it alone after signing in. Until then it is of both of you."
    context.output.show({"person": one.id}, told)


def hand_over_vault(context: Context) -> None:
    """Hand the vault over, or look after it together."""
    one, share = _recipient(context), context.given.share
    handing_over.hand_over_vault(context.session(), one.id, share=share)
    alone = f"{one.name} looks after this vault alone after signing in. Until then both of you do."
    told = f"You and {one.name} look after this vault together now." if share else alone
    context.output.show({"person": one.id, "shared": share}, told)


def owed(context: Context) -> None:
    """What is owed; with --settle it is done."""
    session, settle = context.session(), context.given.settle
    found = owing.owed(session)
    if settle:
        for one in found:
            with context.output.progress("Protecting it again") as progress:
                owing.settle(session, one, progress)
    head = ("Done." if settle else "Use --settle to do it; the app does it by itself.") if found else "Nothing is owed."
    directory = session.directory.id
    told = {"owed": [_shape(one) for one in found], "settled": settle}
    context.output.show(told, *(_line(one, directory) for one in found), head)


def _shape(one: Owed) -> dict[str, Any]:
    return {"lesson": one.lesson, "reason": str(one.reason), "people": list(one.people)}


def _line(one: Owed, directory: str) -> str:
    return f"{'the vault' if one.lesson == directory else one.lesson}  {_OWED[one.reason]}"


def _recipient(context: Context) -> Person:
    session = context.session()
    return session.named(context.values.text(context.given.recipient, "Name"))
