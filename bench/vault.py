"""Signing in, saving notes, opening a long lesson, deciding by a long register, beside plain SQLite."""

from __future__ import annotations

import os
import secrets
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from bench.lesson import Prepared, agreement, prepared
from bench.plain_notes import PlainNotes, read_anew
from bench.settings import Settings, scratch
from bench.table import NONE, Table, percentile, spread
from videoreflect.crypto import self_test
from videoreflect.crypto.passphrase import Cost
from videoreflect.domain.consent import ConsentEvent, ConsentKind, event_from
from videoreflect.domain.consent_state import RecordedEvent, consent_state
from videoreflect.domain.ids import new_id
from videoreflect.domain.note import Note
from videoreflect.domain.policy import Action, LessonState, decide
from videoreflect.services import permits
from videoreflect.services.notes import NoteText, list_notes, save_note
from videoreflect.services.readiness import say_ready
from videoreflect.services.recording_consent import record_agreement
from videoreflect.vault.log import Statement
from videoreflect.vault.signin import SignIn

TEXT = "Three pupils answered before I had finished asking. Wait longer, then ask somebody who has not spoken yet."
Work = Callable[[], object]


def measure(settings: Settings) -> Table:
    """All rows in one vault, the peer in one SQLite file beside it."""
    count, appended = (100, 30) if settings.quick else (1000, 200)
    table = Table(
        f"vault: notes and consent in a vault with one lesson ({count:,} notes, {count:,} consent events)",
        ("what", "videoreflect", "peer", "the peer is"),
        "the bare key derivation; plain SQLite (WAL, synchronous=FULL) with the same rows as JSON; a bare fsync",
        notes=["“opened anew”: signed in afresh and the lesson not opened before; every row and signature is checked."],
    )
    repeats = max(settings.repeats, 5)
    with scratch() as folder:
        ready, plain = prepared(folder), PlainNotes(folder / "plain.db")
        _sign_in(table, ready, repeats)
        _saving(table, ready, plain, folder, appended)
        _opening(table, ready, plain, folder, count, repeats)
        _deciding(table, ready, plain, folder, count, repeats)
        plain.close()
    return table


def _sign_in(table: Table, ready: Prepared, repeats: int) -> None:
    cost = Cost()

    def derive() -> None:
        Argon2id(
            salt=bytes(32), length=64, iterations=cost.passes, lanes=cost.lanes, memory_cost=cost.memory_kib
        ).derive(ready.passphrase.encode())

    ours, theirs = _alternating(ready.sign_in, derive, repeats)
    _add(table, "sign in", ours, theirs, "Argon2id alone, same cost")
    tested = [_ms(lambda: self_test.check(self_test.known_answers())) for _ in range(repeats)]
    table.add("of it, once a process: known answers", spread(tested, "ms"), NONE, "aim: under 50 ms")


def _saving(table: Table, ready: Prepared, plain: PlainNotes, folder: Path, appended: int) -> None:
    handle = os.open(folder / "bare", os.O_RDWR | os.O_CREAT, 0o600)

    def fsync() -> None:
        os.write(handle, bytes(4096))
        os.fsync(handle)

    ours, theirs = _alternating(lambda: _save(ready), lambda: plain.add("bench", _plain_note()), appended)
    bare = [_ms(fsync) for _ in range(appended)]
    os.close(handle)
    for name, share in (("p50", 50), ("p95", 95)):
        values = [f"{percentile(one, share):.2f} ms" for one in (ours, theirs, bare)]
        peer = f"plain SQLite; 4 KiB + fsync alone: {values[2]}"
        table.add(f"save a private note, durable, {name} of {appended}", values[0], values[1], peer)
    say_ready(ready.session, ready.lesson)
    ours = [_ms(lambda: _save(ready)) for _ in range(appended)]
    for name, share in (("p50", 50), ("p95", 95)):
        values = [f"{percentile(one, share):.2f} ms" for one in (ours, theirs)]
        table.add(f"save a released note, signed, {name} of {appended}", values[0], values[1], "plain SQLite, as above")


def _opening(table: Table, ready: Prepared, plain: PlainNotes, folder: Path, count: int, repeats: int) -> None:
    held = len(list_notes(ready.session, ready.lesson))
    notes = [_note() for _ in range(count - held)]
    ready.session.capsule(ready.lesson).append([Statement("note", note.content()) for note in notes])
    plain.add_all("note", [_plain_note() for _ in range(count)])
    fresh = _fresh(ready, repeats)
    ours, theirs = _alternating(
        lambda: list_notes(next(fresh), ready.lesson), lambda: read_anew(folder / "plain.db", "note"), repeats
    )
    again = [_ms(lambda: list_notes(ready.session, ready.lesson)) for _ in range(repeats)]
    _add(table, f"open anew and list {count:,} notes", ours, theirs, "plain SQLite, opened anew")
    theirs = [_ms(lambda: plain.all("note")) for _ in range(repeats)]
    _add(table, f"list {count:,} notes again", again, theirs, "plain SQLite, kept open")


def _deciding(table: Table, ready: Prepared, plain: PlainNotes, folder: Path, count: int, repeats: int) -> None:
    capsule = ready.session.capsule(ready.lesson)
    events = [_event(number) for number in range(count - 2)]
    capsule.append([Statement("consent", event) for event in events])
    record_agreement(ready.session, ready.lesson, agreement(ready.session, ready.mentor))
    plain.add_all("consent", [body for placed, body in capsule.register() if placed.row.kind == "consent"])
    held = sum(placed.row.kind == "consent" for placed, _ in capsule.register())
    fresh = _fresh(ready, repeats)
    ours, theirs = _alternating(
        lambda: next(fresh).capsule(ready.lesson).register(), lambda: read_anew(folder / "plain.db", "consent"), repeats
    )
    _add(table, f"load the register anew, {held:,} events", ours, theirs, "plain SQLite, opened anew")
    ours, theirs = _alternating(
        lambda: permits.decision(ready.session, capsule, Action.TRANSCRIBE),
        lambda: _plain_decision(ready, plain.all("consent")),
        repeats,
    )
    _add(table, f"decide, {held:,} events", ours, theirs, "same rules over plain SQLite")


def _add(table: Table, what: str, ours: list[float], theirs: list[float], peer: str) -> None:
    table.add(what, spread(ours, "ms"), spread(theirs, "ms"), peer)


def _plain_decision(ready: Prepared, bodies: list[dict[str, Any]]) -> object:
    events = [RecordedEvent(event_from(body), "plain", n, {"plain": n - 1}) for n, body in enumerate(bodies, 1)]
    state = LessonState(frozenset({ready.session.person}), (), consent_state(events))
    return decide(ready.session.person, Action.TRANSCRIBE, state, ready.session.now_ms())


def _event(number: int) -> dict[str, Any]:
    """Objections of ever new pupils, every second one taken back: a register that grew for years."""
    kind = ConsentKind.OBJECTED if number % 2 == 0 else ConsentKind.GIVEN
    return ConsentEvent(new_id(), kind, principal=f"pupil {number // 2}", event_ms=number).content()


def _fresh(ready: Prepared, count: int) -> Iterator[SignIn]:
    """Sign-ins made before the clock runs."""
    return iter([ready.sign_in() for _ in range(count)])


def _save(ready: Prepared) -> None:
    save_note(ready.session, ready.lesson, NoteText(TEXT, at_ms=secrets.randbelow(60_000)))


def _note() -> Note:
    at_ms = secrets.randbelow(60_000)
    return Note(new_id(), at_ms, None, TEXT, "", False, at_ms, at_ms)


def _plain_note() -> dict[str, Any]:
    return dict(_note().content())


def _alternating(ours: Work, theirs: Work, times: int) -> tuple[list[float], list[float]]:
    """Both in turn, so that a busy machine is busy for both. Milliseconds."""
    taken = [(_ms(ours), _ms(theirs)) for _ in range(times)]
    return [one for one, _ in taken], [other for _, other in taken]


def _ms(work: Work) -> float:
    begun = time.perf_counter()
    work()
    return (time.perf_counter() - begun) * 1000
