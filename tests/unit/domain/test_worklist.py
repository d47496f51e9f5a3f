"""What a withdrawal or an objection leaves to be done; done is what the vault proves, not what somebody ticks."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.unit.domain.registers import Register, event
from tests.unit.domain.test_exceptions import BACK, objection
from videoreflect.domain.consent import ConsentEvent, ConsentKind, Remedy
from videoreflect.domain.exceptions import month_after
from videoreflect.domain.worklist import Facts, Task, WorkItem, worklist

ALONE = Facts(frozenset(), frozenset(), False, False, None, {})
SHARED = Facts(frozenset({"1" * 32}), frozenset({"1" * 32}), True, True, None, {})
WITHDRAWN = event(ConsentKind.WITHDRAWN)


def items(facts: Facts, *events: ConsentEvent) -> dict[Task, WorkItem]:
    register = Register()
    for one in events:
        register.record("a", one)
    found = worklist(register.recorded, facts)
    assert len({(one.task, one.principal) for one in found}) == len(found)
    return {one.task: one for one in found}


def test_without_a_restriction_there_is_nothing_to_do() -> None:
    assert items(SHARED, event()) == {}
    assert items(SHARED, event(), WITHDRAWN, event()) == {}


def test_a_withdrawal_ends_access_renews_recordings_and_erases_the_transcript() -> None:
    found = items(SHARED, event(), WITHDRAWN)

    assert set(found) == {Task.END_ACCESS, Task.NEW_RECORDINGS, Task.ERASE_TRANSCRIPT}
    assert not any(one.done for one in found.values())
    assert {one.due_ms for one in found.values()} == {month_after(0)}


def test_it_is_done_when_the_vault_says_so_and_tells_when() -> None:
    done = Facts(frozenset(), SHARED.had_access, False, False, 7, {"class": 5})
    found = items(done, event(), WITHDRAWN)

    assert all(one.done for one in found.values())
    assert found[Task.END_ACCESS].proved_ms == 5
    assert found[Task.ERASE_TRANSCRIPT].proved_ms == 7


def test_recordings_are_not_done_before_access_ended() -> None:
    assert not items(replace(SHARED, recordings_owed=False), event(), WITHDRAWN)[Task.NEW_RECORDINGS].done


def test_without_transcript_and_others_only_the_closing_is_told() -> None:
    found = items(ALONE, event(), WITHDRAWN)

    assert set(found) == {Task.END_ACCESS}
    assert found[Task.END_ACCESS].done


def test_an_objection_asks_for_a_choice_and_stays_private() -> None:
    found = items(SHARED, event(), objection(due_ms=9))

    assert set(found) == {Task.CHOOSE, Task.KEEP_PRIVATE, Task.NEW_RECORDINGS}
    assert {one.due_ms for one in found.values()} == {9}
    assert items(ALONE, event(), objection(remedy=Remedy.PRIVATE))[Task.KEEP_PRIVATE].done


@pytest.mark.parametrize("remedy", sorted(set(Remedy) - {Remedy.PRIVATE}))
def test_a_remedy_that_does_not_exist_yet_stays_open_and_says_so(remedy: Remedy) -> None:
    found = items(ALONE, event(), objection(remedy=remedy, places=(BACK,)))

    made = found[Task(str(remedy))]
    assert (made.done, made.possible, made.places) == (False, False, (BACK,))
    assert found[Task.NAME_PLACES].done
    assert not items(ALONE, objection(remedy=remedy))[Task.NAME_PLACES].done
