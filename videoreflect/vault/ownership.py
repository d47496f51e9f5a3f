"""Who owned a capsule when: an owner's word counts for the time in which they were one.

The header names the changes of owners; each of them is also a row in a signed log, so that a
former owner cannot speak as one afterwards, and nobody can make himself one.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from typing import Any

from videoreflect.errors import IntegrityError
from videoreflect.vault.header import Header, Succession
from videoreflect.vault.history import History, PlacedRow
from videoreflect.vault.log import Row


@dataclass(slots=True)
class _Time:
    """One stretch of ownership: from a row (None: from the beginning) to a row (None: still)."""

    begin: PlacedRow | None
    end: PlacedRow | None = None

    def covers(self, said: PlacedRow) -> bool:
        """Whether something was said within it, as far as its author knew."""
        began = self.begin is None or said.has_seen(self.begin)
        return began and (self.end is None or self.end.has_seen(said))


@dataclass(frozen=True, slots=True)
class Ownership:
    """The owners of a capsule over time. ``states`` are the sets of owners that there were, in order."""

    states: tuple[frozenset[str], ...]
    _times: dict[str, list[_Time]] = field(default_factory=dict)

    def spoke_as_owner(self, said: PlacedRow, author: str | None = None) -> bool:
        """Whether the author of a row was an owner when saying it; ``author`` for a job's row: who sent it."""
        return any(time.covers(said) for time in self._times.get(author or said.row.author, ()))

    def ever(self) -> frozenset[str]:
        """Everybody who was an owner at some time."""
        return frozenset(self._times)


BodyOf = Callable[[Row], dict[str, Any] | None]


def ownership_of(header: Header, history: History, body_of: BodyOf, school: Collection[str]) -> Ownership:
    """Follow the changes of owners that a header names. Raises IntegrityError unless each is said by who may.

    ``school``: school recovery keys, also those turned off since: what they handed over stays handed over.
    """
    owners = _founders(header)
    times = {person: [_Time(None)] for person in owners}
    states = [frozenset(owners)]
    for number, change in enumerate(header.successions):
        said = _said(history, change, body_of)
        is_school_key = change.by in school
        if not is_school_key and not (change.by in owners and _may(change, header.successions[:number])):
            raise IntegrityError
        if change.adds is not None:
            owners.add(change.adds)
            times.setdefault(change.adds, []).append(_Time(said))
        if change.ends is not None:
            owners.discard(change.ends)
            times[change.ends][-1].end = said
        states.append(frozenset(owners))
    return Ownership(tuple(states), times)


def _founders(header: Header) -> set[str]:
    """The first owners: today's, with every change undone from the newest to the oldest."""
    owners = set(header.owners)
    for change in reversed(header.successions):
        if (change.adds is not None and change.adds not in owners) or change.ends in owners:
            raise IntegrityError
        owners = (owners - {change.adds or ""}) | ({change.ends} if change.ends else set())
    if not owners:
        raise IntegrityError
    return owners


def _said(history: History, change: Succession, body_of: BodyOf) -> PlacedRow:
    """The row that says so, in the log of who is named. Raises IntegrityError if there is none."""
    try:
        said = history.find(bytes.fromhex(change.row))
    except ValueError:
        said = None
    if said is None or said.row.kind != "succession" or said.row.author != change.by:
        raise IntegrityError
    if body_of(said.row) != change.said():
        raise IntegrityError
    return said


def _may(change: Succession, before: tuple[Succession, ...]) -> bool:
    """An owner ends their own time, or that of who handed over to them."""
    if change.ends in (None, change.by):
        return True
    return any(one.by == change.ends and one.adds == change.by and one.hands_over for one in before)
