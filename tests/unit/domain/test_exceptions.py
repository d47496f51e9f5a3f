"""People whose objection stands: who, where, what is to be done until when; and nothing lifts that but a yes."""

from __future__ import annotations

import datetime
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.domain.registers import Register, event
from videoreflect.domain.consent import AVAILABLE_REMEDIES, RESTRICTING, ConsentEvent, ConsentKind, Place, Remedy
from videoreflect.domain.consent_state import consent_state
from videoreflect.domain.exceptions import OpenException, month_after, open_exceptions
from videoreflect.domain.remedies import Checked, lifts, still_blocking

BACK, FRONT = Place(760_000, 790_000, "back left"), Place(0, 5_000, "front")
DAY = 86_400_000


def objection(principal: str = "pupil 7", record: str = "a" * 32, **details: Any) -> ConsentEvent:
    return replace(event(ConsentKind.OBJECTED, principal=principal), record=record, **details)


def in_one_log(*events: ConsentEvent) -> tuple[OpenException, ...]:
    register = Register()
    for one in events:
        register.record("a", one)
    return open_exceptions(register.recorded)


def test_one_objection_is_one_open_exception_with_its_details() -> None:
    (found,) = in_one_log(event(), objection(places=(BACK,), remedy=Remedy.BLUR, due_ms=9, note="by letter"))

    assert (found.principal, found.kind, found.places) == ("pupil 7", ConsentKind.OBJECTED, (BACK,))
    assert (found.remedy, found.due_ms, found.note, found.records) == (Remedy.BLUR, 9, "by letter", ("a" * 32,))


@pytest.mark.parametrize("kind", sorted(RESTRICTING))
def test_the_class_as_a_whole_is_no_exception(kind: ConsentKind) -> None:
    assert in_one_log(event(), event(kind)) == ()


def test_a_later_word_of_the_record_replaces_what_it_says_and_keeps_the_rest() -> None:
    (found,) = in_one_log(objection(places=(BACK,), note="a letter"), objection(remedy=Remedy.CUT, places=(FRONT,)))

    assert (found.places, found.remedy, found.note) == ((FRONT,), Remedy.CUT, "a letter")


def test_two_records_of_one_person_are_both_to_be_dealt_with() -> None:
    (found,) = in_one_log(objection(places=(BACK,), remedy=Remedy.MUTE), objection(record="b" * 32, places=(FRONT,)))

    assert found.places == (FRONT, BACK)
    assert found.remedy is Remedy.MUTE
    assert set(found.records) == {"a" * 32, "b" * 32}


def test_words_that_did_not_know_each_other_are_joined_and_the_stricter_remedy_wins() -> None:
    register = Register()
    register.record("a", objection())
    register.sync("b", "a")
    register.record("a", objection(places=(BACK,), remedy=Remedy.BLUR, due_ms=9 * DAY))
    register.record("b", objection(places=(FRONT,), remedy=Remedy.PRIVATE, due_ms=7 * DAY))

    (found,) = open_exceptions(register.recorded)

    assert (found.places, found.remedy, found.due_ms) == ((FRONT, BACK), Remedy.PRIVATE, 7 * DAY)


def test_who_agreed_after_all_is_no_exception_any_more_and_a_new_objection_starts_afresh() -> None:
    agreed = event(principal="pupil 7")

    assert in_one_log(objection(places=(BACK,)), agreed) == ()
    (again,) = in_one_log(objection(places=(BACK,)), agreed, objection())
    assert again.places == ()


def test_a_yes_that_did_not_know_of_the_objection_lifts_nothing() -> None:
    register = Register()
    register.record("a", objection())
    register.record("b", event(principal="pupil 7"))

    assert [one.principal for one in open_exceptions(register.recorded)] == ["pupil 7"]


@pytest.mark.parametrize(
    ("recorded", "due"),
    [("2026-10-20", "2026-11-20"), ("2026-01-31", "2026-02-28"), ("2026-12-15", "2027-01-15")],
)
def test_it_is_due_one_month_after_it_was_recorded(recorded: str, due: str) -> None:
    """UK GDPR Art. 12(3)."""
    assert month_after(ms(recorded)) == ms(due)


@pytest.mark.parametrize("odd", [-(1 << 62), 1 << 62, 253_402_300_799_999])
def test_a_clock_that_was_far_off_gives_a_date_and_no_error(odd: int) -> None:
    assert isinstance(month_after(odd), int)


EVENTS = st.builds(
    lambda kind, who, record, remedy, place, due: replace(
        event(kind, principal=who), record=record, remedy=remedy, places=place, due_ms=due
    ),
    st.sampled_from(ConsentKind),
    st.sampled_from(["class", "pupil 7", "pupil 2"]),
    st.sampled_from(["a", "b"]),
    st.none() | st.sampled_from(Remedy),
    st.sampled_from([(), (BACK,), (FRONT, BACK)]),
    st.none() | st.integers(0, 9),
)
STEPS = st.lists(st.tuples(st.sampled_from("abc"), EVENTS, st.sampled_from("abc")), max_size=12)


@given(STEPS, st.randoms(use_true_random=False))
def test_exceptions_are_those_who_block_in_whatever_order_the_rows_came(
    steps: list[tuple[str, ConsentEvent, str]], chance: Any
) -> None:
    register = Register()
    for device, said, other in steps:
        register.sync(device, other)
        register.record(device, said)
    mixed = list(register.recorded)
    chance.shuffle(mixed)

    found = open_exceptions(register.recorded)

    assert {one.principal for one in found} == set(consent_state(mixed).blocked) - {"class"}
    assert open_exceptions(mixed) == found


# -- The seam ----------------------------------------------------------------------------


def checked(remedy: Remedy, *places: Place) -> Checked:
    return Checked("pupil 7", remedy, "f" * 32, places, 1)


@pytest.mark.parametrize("remedy", Remedy)
def test_nothing_that_is_checked_lifts_an_exception_in_this_version(remedy: Remedy) -> None:
    found = in_one_log(objection(places=(BACK,), remedy=remedy))

    assert still_blocking(found, [checked(remedy, BACK, FRONT)]) == found


def test_keeping_private_never_opens_anything() -> None:
    (found,) = in_one_log(objection(places=(BACK,), remedy=Remedy.PRIVATE))

    assert frozenset({Remedy.PRIVATE}) == AVAILABLE_REMEDIES
    assert not lifts(checked(Remedy.PRIVATE, BACK), found, frozenset(Remedy))


def test_a_later_version_counts_a_checked_result_that_covers_every_place() -> None:
    later = frozenset(Remedy)
    (found,) = in_one_log(objection(places=(BACK, FRONT), remedy=Remedy.BLUR))

    assert lifts(checked(Remedy.BLUR, BACK, FRONT), found, later)
    assert not lifts(checked(Remedy.BLUR, BACK), found, later)
    assert not lifts(checked(Remedy.MUTE, BACK, FRONT), found, later)
    assert not lifts(checked(Remedy.BLUR, BACK, FRONT), replace(found, places=()), later)
    assert not lifts(checked(Remedy.BLUR, BACK, FRONT), replace(found, principal="pupil 2"), later)


def ms(day: str) -> int:
    return int(datetime.datetime.fromisoformat(day).replace(tzinfo=datetime.UTC).timestamp() * 1000)
