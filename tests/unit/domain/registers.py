"""Registers for tests: events with their place, written as a replica would write them."""

from __future__ import annotations

from videoreflect.domain.consent import ConsentEvent, ConsentKind, ExportKind, Purpose, Scope
from videoreflect.domain.consent_state import ConsentState, RecordedEvent, consent_state

WIDE = Scope(transcribe=True, analyse=True, share=frozenset({"1" * 32, "2" * 32}), export=frozenset(ExportKind))
NARROW = Scope(transcribe=True, share=frozenset({"1" * 32}))
MENTORING = frozenset({Purpose.SELF_REFLECTION, Purpose.MENTORING})


def event(
    kind: ConsentKind = ConsentKind.GIVEN,
    scope: Scope = WIDE,
    *,
    principal: str = "class",
    purposes: frozenset[Purpose] = MENTORING,
    until_ms: int | None = None,
    event_ms: int = 0,
) -> ConsentEvent:
    """An event; one that allows a lot unless said otherwise."""
    return ConsentEvent("0" * 32, kind, principal, purposes=purposes, scope=scope, until_ms=until_ms, event_ms=event_ms)


class Register:
    """Copies of one lesson's register on several devices, each with a log of its own."""

    def __init__(self) -> None:
        self.recorded: list[RecordedEvent] = []
        self._seen: dict[str, dict[str, int]] = {}

    def record(self, device: str, said: ConsentEvent) -> RecordedEvent:
        """Write an event on a device; it knows what that device knows."""
        knows = self._seen.setdefault(device, {})
        knows[device] = knows.get(device, 0) + 1
        written = RecordedEvent(said, device, knows[device], dict(knows))
        self.recorded.append(written)
        return written

    def sync(self, to: str, other: str) -> None:
        """Bring everything that ``other`` knows to ``to``."""
        mine = self._seen.setdefault(to, {})
        for log, number in self._seen.get(other, {}).items():
            mine[log] = max(mine.get(log, 0), number)

    def state(self) -> ConsentState:
        """What all copies together allow."""
        return consent_state(self.recorded)


def in_one_log(*events: ConsentEvent) -> ConsentState:
    """The state after events on one device, in this order."""
    register = Register()
    for one in events:
        register.record("a", one)
    return register.state()


def no_wider(now: ConsentState, before: ConsentState) -> bool:
    """Whether ``now`` allows nothing that ``before`` did not."""
    if not _allows(now):
        return True
    return (
        _allows(before)
        and now.scope.within(before.scope) == now.scope
        and now.purposes <= before.purposes
        and set(now.blocked) >= set(before.blocked)
        and _end(now) <= _end(before)
    )


def _allows(state: ConsentState) -> bool:
    return state.recorded and not state.withdrawn and state.basis is not None


def _end(state: ConsentState) -> float:
    return float("inf") if state.until_ms is None else state.until_ms
