"""Changing who owns a capsule: said in a log first, then committed by the header."""

from __future__ import annotations

from dataclasses import replace

from videoreflect.domain.lesson import Membership
from videoreflect.vault.capsule import Capsule
from videoreflect.vault.header import Succession
from videoreflect.vault.keyring import PublicKeys
from videoreflect.vault.log import Statement

OWNER = "owner"
"""Role of an owner among the members."""


def add_owner(capsule: Capsule, person: str, keys: PublicKeys, *, hands_over: bool) -> None:
    """Make somebody a member and an owner, by one header; ``keys`` come from the signed, pinned directory entry."""
    signer = capsule.identity.signer
    change = Succession("", capsule.person, adds=person, hands_over=hands_over, by_key=signer.public, key=keys.ed25519)
    signature = signer.sign("succession", *change.introduces(capsule.header.vault, capsule.id))
    _change_owners(capsule, replace(change, signature=signature), keys.x_wing)


def end_owner(capsule: Capsule, person: str) -> None:
    """End the time of who handed over, or one's own."""
    _change_owners(capsule, Succession("", capsule.person, ends=person, by_key=capsule.identity.signer.public))


def _change_owners(capsule: Capsule, change: Succession, x_wing: bytes = b"") -> None:
    """Say it, then commit it with the row filled in.

    A row that no header names changes nothing, so a crash in between leaves all as it was.
    Raises NotAllowed for who may not sign.
    """
    capsule.append([Statement("succession", change.said())])
    row = capsule.own_newest("succession")
    with capsule.changing() as now:
        owners = [one for one in now.header.owners if one not in (change.ends, change.adds)]
        members = now.header.members
        if change.adds:
            capsule.grant_to(change.adds, x_wing)
            owners.append(change.adds)
            members = (*(m for m in members if m.person != change.adds), Membership(change.adds, OWNER, None))
        said = replace(change, row=row.hash.hex())
        now.write(now.next(owners=tuple(owners), members=members, successions=(*now.header.successions, said)))
