"""Permits: forged, replayed, outlived or outdated ones open nothing (F17)."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable

import pytest

from tests.unit.vault.school import ANNA, MARK, School, add_small_lesson, held
from videoreflect.domain.policy import Action
from videoreflect.errors import NotAllowed
from videoreflect.services.playback import find_blob
from videoreflect.services.recording_consent import record_objection
from videoreflect.vault import permits
from videoreflect.vault.blobs import open_blob, reading_place
from videoreflect.vault.permits import Permit, check, issue

pytest_plugins = ["tests.unit.vault.school_fixtures"]

ALL = frozenset(Action)
GENUINE = issue("p" * 32, Action.VIEW, "l" * 32, "r", 1000)


def holds(permit: Permit, now_ms: int = 1000, register: str = "r", actions: frozenset[Action] = ALL) -> None:
    """Check a permit for the person and lesson of ``GENUINE``."""
    check(permit, actions, "p" * 32, "l" * 32, register, now_ms)


def built_without_constructor(**fields: object) -> Permit:
    """Return a permit put together attribute by attribute."""
    permit = object.__new__(Permit)
    for name, value in fields.items():
        object.__setattr__(permit, name, value)
    return permit


def test_a_genuine_permit_holds_to_its_last_millisecond() -> None:
    """The comparison that the forgeries below fail."""
    holds(GENUINE)


FORGED: dict[str, Callable[[], Permit]] = {
    "other lesson": lambda: dataclasses.replace(GENUINE, lesson="m" * 32),
    "other person": lambda: dataclasses.replace(GENUINE, person="q" * 32),
    "other action": lambda: dataclasses.replace(GENUINE, action=Action.EXPORT),
    "later deadline": lambda: dataclasses.replace(GENUINE, deadline_ms=10**15),
    "other register": lambda: dataclasses.replace(GENUINE, register="s"),
    "guessed mac": lambda: dataclasses.replace(GENUINE, mac=bytes(32)),
    "no mac": lambda: dataclasses.replace(GENUINE, mac=b""),
    "mac of another type": lambda: dataclasses.replace(GENUINE, mac="x" * 32),  # type: ignore[arg-type]
    "nothing in it": lambda: object.__new__(Permit),
    "all but the mac": lambda: built_without_constructor(
        person="p" * 32, action=Action.VIEW, lesson="l" * 32, register="r", deadline_ms=1000
    ),
    "another class": lambda: type("Permit", (), {name: getattr(GENUINE, name) for name in GENUINE.__slots__})(),
    "none": lambda: None,  # type: ignore[dict-item, return-value]
}


@pytest.mark.parametrize("forged", FORGED.values(), ids=FORGED)
def test_a_forged_permit_does_not_hold(forged: Callable[[], Permit]) -> None:
    """NotAllowed for each, never another exception.

    Failed at first for permits without all their fields (AttributeError).
    """
    with pytest.raises(NotAllowed):
        holds(forged(), register=getattr(forged(), "register", "r"), now_ms=5)


def test_time_register_action_person_and_lesson_must_fit() -> None:
    """A genuine permit, used for what it is not for."""
    with pytest.raises(NotAllowed):
        holds(GENUINE, now_ms=1001)
    with pytest.raises(NotAllowed):
        holds(GENUINE, register="changed")
    with pytest.raises(NotAllowed):
        holds(GENUINE, actions=frozenset({Action.PLAY}))
    with pytest.raises(NotAllowed):
        check(GENUINE, ALL, "q" * 32, "l" * 32, "r", 5)
    with pytest.raises(NotAllowed):
        check(GENUINE, ALL, "p" * 32, "m" * 32, "r", 5)


def test_a_permit_is_worth_nothing_in_another_process(monkeypatch: pytest.MonkeyPatch) -> None:
    """The key is made at start and lies nowhere."""
    monkeypatch.setattr(permits, "_PROCESS_KEY", bytes(32))
    with pytest.raises(NotAllowed):
        holds(GENUINE)


def test_content_comes_out_only_for_a_fitting_permit(school: School) -> None:
    """Bodies, recordings and their keys: another's permit, another lesson's, another action's open nothing."""
    anna, mark = school.sign_in(ANNA), school.sign_in(MARK)
    other_lesson = add_small_lesson(anna, "Another")
    capsule, view = held(anna, school.lesson)
    play = held(anna, school.lesson, Action.PLAY)[1]
    blob = find_blob(capsule, view, "playable")
    assert open_blob(capsule, play, blob).read(3) == b"\x00\x01\x02"

    wrong = [held(mark, school.lesson, Action.PLAY)[1], held(anna, other_lesson, Action.PLAY)[1], view]
    for permit in wrong:
        with pytest.raises(NotAllowed):
            open_blob(capsule, permit, blob)
        with pytest.raises(NotAllowed):
            reading_place(capsule, permit, blob)
    for permit in wrong[:2]:
        with pytest.raises(NotAllowed):
            capsule.read(permit, "note")


def test_a_permit_ends_with_any_change_of_the_register(school: School) -> None:
    """An objection recorded in another run makes a permit void at once."""
    anna = school.sign_in(ANNA)
    capsule, view = held(anna, school.lesson)
    record_objection(school.sign_in(ANNA), school.lesson, "pupil 7")
    with pytest.raises(NotAllowed):
        capsule.read(view, "note")
    with pytest.raises(NotAllowed):
        held(school.sign_in(MARK), school.lesson, Action.PLAY)
