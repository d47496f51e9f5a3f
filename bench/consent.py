"""Deciding by a register of 1,000 events, loading it, and what follows from it, beside plain SQLite."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from bench.lesson import Prepared, agreement, prepared
from bench.plain_notes import PlainNotes, read_anew
from bench.settings import Settings, scratch
from bench.table import NONE, Table, spread
from videoreflect.domain.consent import ConsentEvent, ConsentKind, Place, event_from
from videoreflect.domain.consent_state import RecordedEvent, consent_state
from videoreflect.domain.exceptions import open_exceptions
from videoreflect.domain.ids import new_id
from videoreflect.domain.policy import Action, LessonState, decide
from videoreflect.services import permits
from videoreflect.services.recording_consent import record_agreement
from videoreflect.services.worklist import worklist_of
from videoreflect.vault.log import Statement

Work = Callable[[], object]


def measure(settings: Settings) -> Table:
    """All rows by one register, the peer in one SQLite file beside it."""
    count, asked = (100, 20) if settings.quick else (1000, 500)
    table = Table(
        f"consent: deciding and loading, with a register of {count:,} events",
        ("what", "videoreflect", "peer", "the peer is"),
        "plain SQLite with the same events as JSON, parsed and decided by the same rules",
        notes=["Aims: deciding under 0.1 ms, the register opened anew under 20 ms."],
    )
    repeats = max(settings.repeats, 5)
    with scratch() as folder:
        ready, plain = prepared(folder), PlainNotes(folder / "plain.db")
        capsule = ready.session.capsule(ready.lesson)
        capsule.append([Statement("consent", _event(number)) for number in range(count - 2)])
        record_agreement(ready.session, ready.lesson, agreement(ready.session, ready.mentor))
        plain.add_all("consent", [body for placed, body in capsule.register() if placed.row.kind == "consent"])
        _deciding(table, ready, plain, asked)
        _loading(table, ready, folder, repeats)
        _following(table, ready, repeats)
        plain.close()
    return table


def _deciding(table: Table, ready: Prepared, plain: PlainNotes, asked: int) -> None:
    capsule, now = ready.session.capsule(ready.lesson), ready.session.now_ms()
    state = permits.lesson_state(capsule)
    alone = [_ms(lambda: decide(ready.session.person, Action.SHARE, state, now)) for _ in range(asked)]
    table.add("decide, the state at hand", spread(alone, "ms"), NONE, "aim: under 0.1 ms")
    ours = [_ms(lambda: permits.decision(ready.session, capsule, Action.SHARE)) for _ in range(asked)]
    theirs = [_ms(lambda: _plain_decision(ready, plain.all("consent"))) for _ in range(min(asked, 20))]
    table.add("decide, asking the disk for changes", spread(ours, "ms"), spread(theirs, "ms"), "read, parse, decide")
    minted = [_ms(lambda: permits.permit(ready.session, capsule, Action.PLAY)) for _ in range(asked)]
    table.add("mint a permit to play", spread(minted, "ms"), NONE, "")


def _loading(table: Table, ready: Prepared, folder: Path, repeats: int) -> None:
    fresh = iter([ready.sign_in() for _ in range(2 * repeats)])
    opened = [_ms(lambda: next(fresh).capsule(ready.lesson).register()) for _ in range(repeats)]
    theirs = [_ms(lambda: read_anew(folder / "plain.db", "consent")) for _ in range(repeats)]
    table.add("open the lesson and load the register", spread(opened, "ms"), spread(theirs, "ms"), "opened anew")
    loaded = []
    for session in (next(fresh) for _ in range(repeats)):
        capsule = session.capsule(ready.lesson)
        loaded.append(_ms(lambda capsule=capsule: capsule.register()))  # type: ignore[misc]
    table.add("of it, load the register", spread(loaded, "ms"), NONE, "aim: under 20 ms")


def _following(table: Table, ready: Prepared, repeats: int) -> None:
    capsule = ready.session.capsule(ready.lesson)
    parsed = [_ms(lambda: permits.recorded_events(capsule)) for _ in range(repeats)]
    table.add("read every event", spread(parsed, "ms"), NONE, "")
    events = permits.recorded_events(capsule)
    states = [_ms(lambda: consent_state(events)) for _ in range(repeats)]
    table.add("compute the state", spread(states, "ms"), NONE, "")
    found = [_ms(lambda: open_exceptions(events)) for _ in range(repeats)]
    table.add("compute the open exceptions", spread(found, "ms"), NONE, "")
    lists = [_ms(lambda: worklist_of(ready.session, ready.lesson)) for _ in range(repeats)]
    table.add("the whole worklist", spread(lists, "ms"), NONE, "")


def _plain_decision(ready: Prepared, bodies: list[dict[str, Any]]) -> object:
    events = [RecordedEvent(event_from(body), "plain", n, {"plain": n - 1}) for n, body in enumerate(bodies, 1)]
    state = LessonState(frozenset({ready.session.person}), (), consent_state(events))
    return decide(ready.session.person, Action.SHARE, state, ready.session.now_ms())


def _event(number: int) -> dict[str, Any]:
    """Objections of ever new pupils, each taken back by three who speak for them: a register that grew for years."""
    kind = ConsentKind.GIVEN if number % 4 else ConsentKind.OBJECTED
    places = (Place(0, 1_000, "back left"),) if kind is ConsentKind.OBJECTED else ()
    return ConsentEvent(new_id(), kind, f"pupil {number // 8}", event_ms=number, places=places).content()


def _ms(work: Work) -> float:
    begun = time.perf_counter()
    work()
    return (time.perf_counter() - begun) * 1000
