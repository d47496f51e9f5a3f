"""Certificates of erasures: rows of kind ``erased`` in the directory's log, signed by who erased.

A certificate names no person but its author, and no title: a random id, times, counts, why. The
id it names is never opened again, so readers believe it only of somebody who owned the lesson.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from videoreflect.domain.ids import checked_id, is_id
from videoreflect.errors import FormatError, VideoReflectError
from videoreflect.vault.capsule import Entry
from videoreflect.vault.erasure import WHY, checked_counts
from videoreflect.vault.folder import VaultFolder
from videoreflect.vault.header import read_header
from videoreflect.vault.keyring import Keyring
from videoreflect.vault.log import Statement
from videoreflect.vault.state import Floor
from videoreflect.vault.strict_json import to_int

LESSON, RECORDING, CONTRIBUTIONS = "lesson", "recording", "contributions"
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


@dataclass(frozen=True, slots=True)
class Witness:
    """What one person knows of owners: capsules as last seen, everybody's keys, and who owns the vault."""

    folder: VaultFolder
    floors: Mapping[str, Floor]
    keyring: Keyring
    vault_owners: Collection[str]

    def owners_of(self, capsule: str) -> frozenset[str]:
        """Who owned a capsule when last seen; else as its signed header says. Empty if neither is there."""
        floor = self.floors.get(capsule)
        if floor is not None and floor.owners:
            return frozenset(floor.owners)
        try:
            signed = read_header(self.folder.capsule(capsule) / "header.json")
            keyring, hashed = self.keyring, signed.hash()
            signed.check_signed_by(lambda person: keyring.header_keys(capsule, person, hashed), keyring.school)
        except VideoReflectError:
            return frozenset()
        return frozenset(signed.header.owners) if signed.header.capsule == capsule else frozenset()

    def believes(self, certificate: Certificate) -> bool:
        """Of the vault's owner, and of who owned it as this person knows; of anybody if nothing of it is known.

        Else a member could have other people's programs refuse a lesson of somebody else.
        """
        owners = self.owners_of(certificate.capsule)
        return not owners or certificate.by in owners or certificate.by in self.vault_owners

    def closed(self, certificates: Iterable[Certificate]) -> frozenset[str]:
        """Capsules that were erased as lessons, by who might: they stay closed for this person."""
        return frozenset(one.capsule for one in certificates if one.what == LESSON and self.believes(one))


def _certificate(body: dict[str, Any], author: str) -> Certificate:
    try:
        what, why, backups = body["what"], body["why"], body["backups"]
        capsule, started_ms, erased_ms = checked_id(body["capsule"]), to_int(body["started_ms"]), body["erased_ms"]
        counts = checked_counts(body["counts"])
    except KeyError:
        raise FormatError from None
    if what not in (LESSON, RECORDING, CONTRIBUTIONS) or why not in WHY or not isinstance(backups, list):
        raise FormatError
    known = tuple(str(backup) for backup in backups[:MAX_BACKUPS] if is_id(backup))
    return Certificate(capsule, what, why, started_ms, to_int(erased_ms), counts, known, author)
