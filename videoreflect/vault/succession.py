"""Changing who owns a capsule: said in a log first, then committed by the header."""

from __future__ import annotations

from dataclasses import replace

from videoreflect.vault.capsule import Capsule
from videoreflect.vault.header import Succession
from videoreflect.vault.log import Statement


def change_owners(capsule: Capsule, change: Succession) -> None:
    """Say a change of owners and commit it; ``change.row`` is filled in here.

    A row that no header names changes nothing, so a crash in between leaves all as it was.
    Raises NotAllowed for who may not sign, IntegrityError for a change that nobody would believe.
    """
    capsule.append([Statement("succession", change.said())])
    row = capsule.own_newest("succession")
    with capsule.changing() as now:
        owners = [one for one in now.header.owners if one not in (change.ends, change.adds)]
        owners += [change.adds] if change.adds else []
        said = replace(change, row=row.hash.hex(), by=capsule.person)
        now.write(now.next(owners=tuple(owners), successions=(*now.header.successions, said)))
