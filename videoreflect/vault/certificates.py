"""Certificates of erasures: rows of kind ``erased`` in the directory's log, signed by who erased.

A certificate names no person but its author, and no title: a random id, times, counts, why. The
id it names is never opened again, so readers believe it only of somebody who owned the lesson.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from videoreflect.domain.ids import checked_id, is_id
from videoreflect.errors import FormatError, VideoReflectError
from videoreflect.vault.capsule import Entry
from videoreflect.vault.erasure import WHY, checked_counts
from videoreflect.vault.folder import VaultFolder
from videoreflect.vault.header import read_header
from videoreflect.vault.log import Statement
from videoreflect.vault.state import State
from videoreflect.vault.strict_json import to_bytes, to_int

LESSON, RECORDING = "lesson", "recording"
MAX_BACKUPS = 100


@dataclass(frozen=True, slots=True)
class Certificate:
    """That ``what`` of a capsule was erased. ``by`` is the author of the row; times in ms."""

    capsule: str
    what: str
    why: str
    started_ms: int
    erased_ms: int
    counts: Mapping[str, int]
    backups: tuple[str, ...] = ()
    by: str = ""

    def statement(self) -> Statement:
        """The row that says so."""
        times = {"started_ms": self.started_ms, "erased_ms": self.erased_ms}
        rest = {"counts": dict(self.counts), "backups": list(self.backups)}
        return Statement("erased", {"capsule": self.capsule, "what": self.what, "why": self.why} | times | rest)


def certificates_in(entries: list[Entry]) -> list[Certificate]:
    """The certificates of a verified directory, in order. One that is malformed certifies nothing."""
    found = []
    for placed, body in entries:
        try:
            found.append(_certificate(body, placed.row.author))
        except FormatError:
            continue
    return found


def closing(certificates: list[Certificate], folder: VaultFolder, state: State) -> dict[str, Certificate]:
    """Erased capsules that stay closed for this person, with the first certificate that says so."""
    closed: dict[str, Certificate] = {}
    for one in certificates:
        if one.what == LESSON and one.capsule not in closed and _is_believed(one, folder, state):
            closed[one.capsule] = one
    return closed


def known_owners(folder: VaultFolder, state: State, capsule: str) -> frozenset[str]:
    """Who owned a capsule when this person last saw it; else as its signed header says. Empty if neither is there."""
    floor = state.floors.get(capsule)
    if floor is not None and floor.owners:
        return frozenset(floor.owners)
    try:
        signed = read_header(folder.capsule(capsule) / "header.json")
        pinned = {owner: state.pins[owner] for owner in signed.header.owners if owner in state.pins}
        signed.check_signed_by({owner: to_bytes(keys["ed25519"], 32) for owner, keys in pinned.items()})
    except VideoReflectError:
        return frozenset()
    return frozenset(signed.header.owners) if signed.header.capsule == capsule else frozenset()


def _is_believed(certificate: Certificate, folder: VaultFolder, state: State) -> bool:
    """Of the vault's owner, and of who owned it as this person saw it; of anybody if nothing of it is known.

    Else a member could have other people's programs refuse a lesson of somebody else.
    """
    owners = known_owners(folder, state, certificate.capsule)
    return not owners or certificate.by in owners or certificate.by == state.owner


def _certificate(body: dict[str, Any], author: str) -> Certificate:
    try:
        what, why, backups = body["what"], body["why"], body["backups"]
        capsule, started_ms, erased_ms = checked_id(body["capsule"]), to_int(body["started_ms"]), body["erased_ms"]
        counts = checked_counts(body["counts"])
    except KeyError:
        raise FormatError from None
    if what not in (LESSON, RECORDING) or why not in WHY or not isinstance(backups, list):
        raise FormatError
    known = tuple(str(backup) for backup in backups[:MAX_BACKUPS] if is_id(backup))
    return Certificate(capsule, what, why, started_ms, to_int(erased_ms), counts, known, author)
