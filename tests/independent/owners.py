"""FORMAT.md 5.4: who owned a capsule when."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import Any

from tests.independent.records import Logs, Placed, Row
from tests.independent.rules import Refused, need

Time = tuple[Placed | None, Placed | None]
"""From a row to a row; None: from the beginning, or still."""


class Owners:
    """The owners of a capsule over time, as its header and the rows that it names say."""

    def __init__(
        self,
        fields: Mapping[str, Any],
        logs: Logs,
        body: Callable[[Row], dict[str, Any] | None],
        school: Collection[str],
    ) -> None:
        owners = _first(fields)
        self.times: dict[str, list[Time]] = {person: [(None, None)] for person in owners}
        self.sets = [set(owners)]
        for at, one in enumerate(fields["successions"]):
            row = _row_of(one, logs, body)
            before = fields["successions"][:at]
            need(one["by"] in school or (one["by"] in owners and _may(one, before)), "not theirs to say")
            if one["adds"]:
                owners.add(one["adds"])
                self.times.setdefault(one["adds"], []).append((row, None))
            if one["ends"]:
                owners.discard(one["ends"])
                begin, _ = self.times[one["ends"]][-1]
                self.times[one["ends"]][-1] = (begin, row)
            self.sets.append(set(owners))

    def check_floor(self, owners: Collection[str]) -> None:
        """Whom somebody saw owning it before is on the way."""
        need(not owners or set(owners) in self.sets, "another owner")

    def said_as_owner(self, one: Placed) -> bool:
        """Whether its author owned the capsule when saying it."""
        return any(
            (begin is None or one.has_seen(begin)) and (end is None or end.has_seen(one))
            for begin, end in self.times.get(one.row.author, ())
        )


def _first(fields: Mapping[str, Any]) -> set[str]:
    owners = set(fields["owners"])
    for one in reversed(fields["successions"]):
        need((one["adds"] is None or one["adds"] in owners) and one["ends"] not in owners, "these did not come so")
        owners.discard(one["adds"])
        owners |= {one["ends"]} if one["ends"] else set()
    need(owners, "nobody was first")
    return owners


def _row_of(one: Mapping[str, Any], logs: Logs, body: Callable[[Row], dict[str, Any] | None]) -> Placed:
    try:
        found = logs.placed.get(bytes.fromhex(one["row"]))
    except ValueError:
        found = None
    if found is None:
        raise Refused("no row says so")
    need((found.row.kind, found.row.author) == ("succession", one["by"]), "another row")
    need(body(found.row) == {name: one[name] for name in ("adds", "ends", "hands_over")}, "the row says otherwise")
    return found


def _may(one: Mapping[str, Any], before: list[Mapping[str, Any]]) -> bool:
    handed_over = any(o["by"] == one["ends"] and o["adds"] == one["by"] and o["hands_over"] for o in before)
    return one["ends"] in (None, one["by"]) or handed_over
