"""``people/<id>.state``: what a person has seen, so that older copies put back are refused.

Pins (whose keys are whose), floors (how new every capsule was) and settings, encrypted
under the person's own key. Written after the commit it describes: always a lower bound.
"""

from __future__ import annotations

import time
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Protocol

from videoreflect.crypto.envelope import close_file, open_file
from videoreflect.crypto.framing import framed
from videoreflect.domain.ids import checked_id, new_replica_id
from videoreflect.errors import FormatError, IdentityChanged, IntegrityError, UnsupportedVersion
from videoreflect.vault.durable import locked, read_bounded, replace_file, storage_errors, sync_folder
from videoreflect.vault.folder import FORMAT, VaultFolder
from videoreflect.vault.identity import Identity
from videoreflect.vault.strict_json import compact, parse_object, to_int

MAGIC = b"VRSTATE1"
MAX_STATE_FILE = 8 << 20


@dataclass(slots=True)
class Floor:
    """How new a capsule was when last seen, and who owned it. ``heads``: log -> (number, hash hex)."""

    serial: int = 0
    header: str = ""
    owners: list[str] = field(default_factory=list)
    heads: dict[str, tuple[int, str]] = field(default_factory=dict)
    private: int = 0


@dataclass(slots=True)
class State:
    """Everything in the state file. ``pins``: person -> {"ed25519", "x_wing" in base64, "position"}.

    ``copy`` is the copy of the vault that ``replica`` belongs to.
    """

    directory: str
    owner: str
    replica: str
    serial: int = 0
    pins: dict[str, dict[str, Any]] = field(default_factory=dict)
    floors: dict[str, Floor] = field(default_factory=dict)
    settings: dict[str, Any] = field(default_factory=dict)
    latest_ms: int = 0
    former: str = ""
    """Root secret before a change of keys that is not finished, in base64."""
    copy: str = ""
    corrections: int = 0
    """How often the latest time seen was lowered, because a clock had been ahead."""


class Anchor(Protocol):
    """Remembers outside the vault how new a person's state was."""

    def check(self, serial: int) -> None:
        """Raise OlderCopy if a later state was seen."""

    def raise_to(self, serial: int) -> None:
        """Remember that a state of this serial exists."""


class StateFile:
    """The state of one person, kept in memory and merged with the file at every write."""

    anchor: Anchor | None = None

    def __init__(self, folder: VaultFolder, identity: Identity, state: State) -> None:
        self._folder, self._identity, self.state = folder, identity, state

    @classmethod
    def create(cls, folder: VaultFolder, identity: Identity, state: State, *, upcoming: bool = False) -> StateFile:
        """Write a first state; an ``upcoming`` one counts when the slots open the keys that it is under."""
        file = cls(folder, identity, state)
        replace_file(file._upcoming if upcoming else file._path, file._closed())
        return file

    @classmethod
    def open(cls, folder: VaultFolder, identity: Identity) -> StateFile:
        """Read a person's state. Raises IntegrityError if it is missing or changed: without it nothing is pinned."""
        file = cls(folder, identity, State("", "", ""))
        file._take_upcoming()
        if not file._path.is_file():
            raise IntegrityError(
                "Your own file is missing from this vault, so nothing can be checked. Restore a backup."
            )
        file.state = file._read()
        return file

    def floor(self, capsule: str) -> Floor:
        """What was last seen of a capsule."""
        return self.state.floors.setdefault(capsule, Floor())

    def log_id(self) -> str:
        """This person's log in every capsule: one for each copy of the vault."""
        return f"{self._identity.person}.{self.state.replica}"

    @staticmethod
    def system_ms() -> int:
        """The device's clock, in ms since 1970 UTC; stamps rows."""
        return time.time_ns() // 1_000_000

    def now_ms(self) -> int:
        """The time by which dates are judged: a clock set back does not bring anything back."""
        return max(self.system_ms(), self.state.latest_ms)

    def save(self) -> None:
        """Merge with what another process may have written, by maximum, and replace the file."""
        with locked(self._path.with_suffix(".lock")):
            self.state = merged(self.state, self._read())
            self.state.serial += 1
            self.state.latest_ms = self.now_ms()
            replace_file(self._path, self._closed())
            if self.anchor is not None:
                self.anchor.raise_to(self.state.serial)

    def lower_latest(self, latest_ms: int) -> None:
        """Take the latest time seen back. Only ``services/own_clock`` knows when this is no way around a date."""
        with locked(self._path.with_suffix(".lock")):
            self.state = merged(self.state, self._read())
            self.state.serial += 1
            self.state.corrections += 1
            self.state.latest_ms = latest_ms
            replace_file(self._path, self._closed())
            if self.anchor is not None:
                self.anchor.raise_to(self.state.serial)

    def fasten(self, anchor: Anchor) -> None:
        """Raise OlderCopy if the anchor has seen a later state; from now on it learns of every change."""
        anchor.check(self.state.serial)
        anchor.raise_to(self.state.serial)
        self.anchor = anchor

    def belong_to(self, copy: str) -> None:
        """Draw a new replica id if this state came here by way of another copy of the vault.

        Saved before anything else is written, so that two copies never write the same log.
        """
        if self.state.copy == copy:
            return
        with locked(self._path.with_suffix(".lock")):
            self.state = self._read()
            if self.state.copy != copy:  # else another process was quicker, and its replica is ours
                self.state.replica, self.state.copy = new_replica_id(), copy
                self.state.serial += 1
                replace_file(self._path, self._closed())

    def finish_change_of_keys(self) -> None:
        """Forget the former root secret: everything is under the new keys."""
        self.state.former = ""
        self.save()

    def pin(self, person: str, ed25519: str, x_wing: str, position: int = 0) -> None:
        """Remember a person's keys; ``position`` counts the person's changes of keys.

        Only the caller can know that later keys follow the pinned ones (``Keyring.check_pin``).
        Raises IdentityChanged if others are pinned at the same or a later position.
        """
        keys = {"ed25519": ed25519, "x_wing": x_wing, "position": position}
        self.state.pins[person] = _later(person, self.state.pins.get(person, keys), keys)

    @property
    def _path(self) -> Path:
        return self._folder.people / f"{self._identity.person}.state"

    @property
    def _upcoming(self) -> Path:
        return self._path.with_suffix(".next")

    def _take_upcoming(self) -> None:
        """Put the state of new keys in place, if these keys are the new ones; else it was never needed."""
        if not self._upcoming.is_file():
            return
        with locked(self._path.with_suffix(".lock")), storage_errors():
            try:
                self._read_from(self._upcoming)
                self._upcoming.replace(self._path)
                sync_folder(self._path.parent)
            except (IntegrityError, FormatError):
                self._upcoming.unlink(missing_ok=True)

    @property
    def _aad(self) -> bytes:
        return framed("state", self._folder.id, self._identity.person)

    def _closed(self) -> bytes:
        return close_file(MAGIC, self._identity.state_key, compact(asdict(self.state) | {"format": FORMAT}), self._aad)

    def _read(self) -> State:
        return self._read_from(self._path)

    def _read_from(self, path: Path) -> State:
        raw = read_bounded(path, MAX_STATE_FILE)
        fields = parse_object(open_file(MAGIC, self._identity.state_key, raw, self._aad))
        if to_int(fields.pop("format", None), 1) > FORMAT:
            raise UnsupportedVersion
        try:
            floors = {capsule: _floor(floor) for capsule, floor in fields.pop("floors").items()}
            for keys in fields["pins"].values():
                to_int(keys["position"])
            return State(**fields, floors=floors)
        except (AttributeError, KeyError, TypeError, ValueError):
            raise FormatError from None


def merged(mine: State, theirs: State) -> State:
    """The newer of everything: floors only rise, pins only grow. Raises IdentityChanged if pins differ."""
    for person, keys in theirs.pins.items():
        mine.pins[person] = _later(person, mine.pins.get(person, keys), keys)
    for capsule, floor in theirs.floors.items():
        mine.floors[capsule] = _higher(mine.floors.get(capsule, Floor()), floor)
    mine.settings = theirs.settings | mine.settings
    mine.serial = max(mine.serial, theirs.serial)
    # A program that was open meanwhile knows the time before it was lowered, and must not bring it back.
    newest = max(mine.corrections, theirs.corrections)
    mine.latest_ms = max(one.latest_ms for one in (mine, theirs) if one.corrections == newest)
    mine.corrections = newest
    return mine


def _later(person: str, one: dict[str, Any], other: dict[str, Any]) -> dict[str, Any]:
    """The keys of the later position. Raises IdentityChanged if two have one position."""
    if one["ed25519"] == other["ed25519"] and not (one["x_wing"] and other["x_wing"]):
        return max(one, other, key=lambda keys: len(keys["x_wing"]))  # an invitation tells the signing key only
    if one["position"] == other["position"] and one != other:
        raise IdentityChanged(person=person)
    return max(one, other, key=lambda keys: to_int(keys["position"]))


def _higher(one: Floor, other: Floor) -> Floor:
    newer = one if one.serial >= other.serial else other
    heads = dict(one.heads)
    for log, head in other.heads.items():
        heads[log] = max(heads.get(log, (0, "")), head)
    return Floor(newer.serial, newer.header, newer.owners, heads, max(one.private, other.private))


def _floor(fields: dict[str, Any]) -> Floor:
    heads = {log: (to_int(number), str(head)) for log, (number, head) in fields["heads"].items()}
    owners = [checked_id(owner) for owner in fields["owners"]]
    return Floor(to_int(fields["serial"]), str(fields["header"]), owners, heads, to_int(fields["private"]))
