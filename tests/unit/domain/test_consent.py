"""Consent as data: the order of recording decides, and of two that did not know each other the stricter one."""

from __future__ import annotations

import itertools
import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.domain.registers import MENTORING, NARROW, WIDE, Register, event, in_one_log, no_wider
from videoreflect.domain.consent import (
    ALLOWING,
    RESTRICTING,
    Basis,
    ConsentKind,
    ExportKind,
    Place,
    Purpose,
    Remedy,
    Scope,
    event_from,
    event_or_restriction,
)
from videoreflect.domain.consent_state import ConsentState, consent_state
from videoreflect.errors import FormatError

GIVEN, RENEWED, WITHDRAWN, OBJECTED = (
    ConsentKind.GIVEN,
    ConsentKind.RENEWED,
    ConsentKind.WITHDRAWN,
    ConsentKind.OBJECTED,
)


def test_nothing_recorded_allows_nothing() -> None:
    assert consent_state([]) == ConsentState()
    assert not consent_state([]).recorded
    assert consent_state([]).scope == Scope()


def test_asking_is_not_having() -> None:
    state = in_one_log(event(ConsentKind.REQUESTED))

    assert state.basis is None
    assert state.scope == Scope()


@pytest.mark.parametrize("kind", sorted(ALLOWING))
def test_what_was_given_holds(kind: ConsentKind) -> None:
    state = in_one_log(event(kind, WIDE, until_ms=9_000))

    assert (state.recorded, state.withdrawn, state.blocked) == (True, False, ())
    assert (state.scope, state.purposes, state.until_ms) == (WIDE, MENTORING, 9_000)


@pytest.mark.parametrize("kind", sorted(RESTRICTING))
def test_every_restricting_event_about_the_class_ends_it(kind: ConsentKind) -> None:
    state = in_one_log(event(), event(kind))

    assert state.withdrawn
    assert state.scope == Scope()


@pytest.mark.parametrize("kind", sorted(RESTRICTING))
def test_one_person_blocks_and_leaves_the_statement_about_the_class(kind: ConsentKind) -> None:
    state = in_one_log(event(), event(kind, principal="pupil 7"), event(kind, principal="pupil 2"))

    assert state.blocked == ("pupil 2", "pupil 7")
    assert not state.withdrawn
    assert state.scope == WIDE


def test_an_objection_alone_is_recorded_and_allows_nothing() -> None:
    state = in_one_log(event(OBJECTED, principal="pupil 7"))

    assert state.recorded
    assert state.basis is None
    assert state.scope == Scope()


def test_a_back_dated_given_cannot_undo_a_withdrawal() -> None:
    """Times that somebody typed say when it was said, never what came first."""
    state = in_one_log(event(WITHDRAWN, event_ms=2_000), event(OBJECTED, principal="pupil 7", event_ms=1))

    assert state.withdrawn
    assert in_one_log(event(event_ms=9_000), event(WITHDRAWN, event_ms=1)).withdrawn


def test_a_renewal_that_knew_of_the_withdrawal_lifts_it() -> None:
    state = in_one_log(event(), event(WITHDRAWN), event(RENEWED, NARROW))

    assert not state.withdrawn
    assert state.scope == NARROW


def test_a_renewal_on_a_device_that_did_not_know_of_the_withdrawal_lifts_nothing() -> None:
    register = Register()
    register.record("laptop", event())
    register.sync("school", "laptop")
    register.record("school", event(WITHDRAWN))
    register.record("laptop", event(RENEWED, WIDE))

    assert register.state().withdrawn

    register.sync("laptop", "school")
    register.record("laptop", event(RENEWED, NARROW))

    assert not register.state().withdrawn
    assert register.state().scope == NARROW


def test_the_later_of_two_statements_replaces_the_earlier() -> None:
    state = in_one_log(event(scope=WIDE, until_ms=9_000), event(scope=NARROW, until_ms=5_000), event(scope=WIDE))

    assert state.scope == WIDE
    assert state.until_ms is None


def test_of_two_that_did_not_know_each_other_the_more_restrictive_counts() -> None:
    one, two = "1" * 32, "2" * 32
    register = Register()
    register.record("a", event(scope=Scope(True, True, frozenset({one}), frozenset(ExportKind)), until_ms=9_000))
    register.record(
        "b",
        event(
            scope=Scope(True, False, frozenset({one, two})),
            purposes=frozenset({Purpose.MENTORING, Purpose.RESEARCH}),
        ),
    )

    state = register.state()

    assert state.scope == Scope(transcribe=True, share=frozenset({one}))
    assert state.purposes == {Purpose.MENTORING}
    assert state.until_ms == 9_000


def test_lifting_one_objection_leaves_the_other() -> None:
    state = in_one_log(
        event(),
        event(OBJECTED, principal="pupil 7"),
        event(OBJECTED, principal="pupil 2"),
        event(GIVEN, principal="pupil 7"),
    )

    assert state.blocked == ("pupil 2",)


def test_a_statement_about_the_class_does_not_lift_the_objection_of_one() -> None:
    assert in_one_log(event(OBJECTED, principal="pupil 7"), event()).blocked == ("pupil 7",)


# -- On the disk -------------------------------------------------------------------------


def test_an_event_survives_being_written() -> None:
    written = event(GIVEN, WIDE, until_ms=5, event_ms=3)
    exception = replace(
        event(OBJECTED, principal="pupil 7", event_ms=3),
        places=(Place(760_000, 790_000, "back left"), Place(0, 1)),
        remedy=Remedy.BLUR,
        due_ms=9_000,
        notice_hash="ab" * 32,
    )

    assert event_from(written.content()) == written
    assert event_from(json.loads(json.dumps(exception.content()))) == exception


@pytest.mark.parametrize("body", [None, {}, {"principal": 7}, {"principal": ""}, {"event": "given"}], ids=repr)
def test_what_cannot_be_read_counts_as_a_restriction_of_all(body: dict[str, Any] | None) -> None:
    read = event_or_restriction(body)

    assert read.kind in RESTRICTING
    assert in_one_log(event(), read).withdrawn


def test_an_unknown_purpose_of_one_person_restricts_for_that_person() -> None:
    """From an imported record: nothing is guessed, and nothing that was allowed before is lifted."""
    read = event_or_restriction(event(principal="pupil 7").content() | {"purposes": ["advertising"]})

    assert in_one_log(event(), read).blocked == ("pupil 7",)


def test_the_same_withdrawn_record_again_changes_nothing() -> None:
    once = in_one_log(event(), event(WITHDRAWN))

    assert in_one_log(event(), event(WITHDRAWN), event(WITHDRAWN)) == once


@pytest.mark.parametrize(
    "change",
    [
        {"schema": "videoreflect/consent/2"},
        {"event": "granted"},
        {"basis": "vital-interests-of-somebody"},
        {"purposes": ["advertising"]},
        {"purposes": "research"},
        {"purposes": None},
        {"scope": {"transcribe": True, "analyse": False, "share": [], "export": [], "publish": True}},
        {"scope": {"transcribe": 1, "analyse": False, "share": [], "export": []}},
        {"scope": {"transcribe": "yes", "analyse": False, "share": [], "export": []}},
        {"scope": {"share": ["Gwyn"]}},
        {"scope": {"share": "1" * 32}},
        {"scope": {}},
        {"scope": []},
        {"until_ms": "2030-01-01"},
        {"until_ms": True},
        {"until_ms": 1.5},
        {"event_ms": None},
        {"principal": 7},
        {"note": "x" * 10_001},
        {"colour": "blue"},
        {"principal_role": "governor"},
        {"given_by": "a friend"},
        {"expressed": "telepathy"},
        {"remedy": "pixelate"},
        {"remedy": True},
        {"scope": {"transcribe": True, "analyse": False, "share": [], "export": ["everything"]}},
        {"scope": {"transcribe": True, "analyse": False, "share": [], "export": True}},
        {"event_ms": 10, "until_ms": 9},
        {"event_ms": 10, "due_ms": 9},
        {"event_ms": -1},
        {"event_ms": 1 << 54},
        {"places": None},
        {"places": {}},
        {"places": [{"start_ms": 5, "end_ms": 5, "where": ""}]},
        {"places": [{"start_ms": 6, "end_ms": 5, "where": ""}]},
        {"places": [{"start_ms": -1, "end_ms": 5, "where": ""}]},
        {"places": [{"start_ms": 0, "end_ms": 5, "where": 7}]},
        {"places": [{"start_ms": 0, "end_ms": True, "where": ""}]},
        {"places": [{"start_ms": 0, "end_ms": 5, "where": "", "name": "x"}]},
        {"places": [{"start_ms": 0, "end_ms": 5, "where": ""}] * 501},
    ],
    ids=repr,
)
def test_an_unknown_term_is_never_read_as_permission(change: dict[str, Any]) -> None:
    with pytest.raises(FormatError):
        event_from(event().content() | change)


@pytest.mark.parametrize("missing", sorted(event().content()))
def test_a_term_that_is_missing_is_not_made_up(missing: str) -> None:
    fields = {key: value for key, value in event().content().items() if key != missing}

    try:
        read = event_from(fields)
    except FormatError:
        return
    default = getattr(event(), missing)
    assert getattr(read, missing) == default
    assert missing not in {"scope", "purposes", "basis"}


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(),
        lambda deeper: st.lists(deeper, max_size=3) | st.dictionaries(st.text(), deeper, max_size=3),
        max_leaves=8,
    ),
    st.sampled_from(sorted(event().content())),
)
def test_whatever_stands_in_a_field_gives_an_event_or_a_typed_error(value: object, key: str) -> None:
    try:
        read = event_from(event(scope=NARROW).content() | {key: value})
    except FormatError:
        return
    assert read.scope.within(NARROW) == read.scope or key == "scope"


# -- Random registers --------------------------------------------------------------------

SCOPES = st.builds(
    Scope,
    st.booleans(),
    st.booleans(),
    st.frozensets(st.sampled_from(["1" * 32, "2" * 32])),
    st.frozensets(st.sampled_from(ExportKind)),
)
EVENTS = st.builds(
    event,
    st.sampled_from(ConsentKind),
    SCOPES,
    principal=st.sampled_from(["class", "pupil 7"]),
    purposes=st.frozensets(st.sampled_from(Purpose)),
    until_ms=st.none() | st.integers(0, 100),
    event_ms=st.integers(-100, 100),
)
STEPS = st.lists(st.tuples(st.sampled_from("ab"), EVENTS, st.booleans()), max_size=8)


def played(steps: list[tuple[str, Any, bool]]) -> Register:
    register = Register()
    for device, said, sync_first in steps:
        if sync_first:
            register.sync(device, "b" if device == "a" else "a")
        register.record(device, said)
    return register


@given(STEPS, st.randoms(use_true_random=False))
def test_the_order_in_which_copies_are_joined_does_not_matter(steps: list[tuple[str, Any, bool]], chance: Any) -> None:
    register = played(steps)
    mixed = list(register.recorded)
    chance.shuffle(mixed)

    assert consent_state(mixed) == ConsentState(**_fields(register.state()))


@given(STEPS, EVENTS)
def test_typed_times_decide_nothing(steps: list[tuple[str, Any, bool]], other: Any) -> None:
    timeless = [
        (device, event(e.kind, e.scope, principal=e.principal, purposes=e.purposes, until_ms=e.until_ms), sync)
        for device, e, sync in steps
    ]

    assert played(timeless).state() == played(steps).state()


@given(STEPS, EVENTS.filter(lambda e: e.kind in RESTRICTING), st.sampled_from("abc"))
def test_a_restriction_never_allows_more(steps: list[tuple[str, Any, bool]], restriction: Any, device: str) -> None:
    register = played(steps)
    before = register.state()
    register.record(device, restriction)

    assert no_wider(register.state(), before)
    assert restriction.principal in register.state().blocked


@given(STEPS, EVENTS)
def test_a_statement_of_somebody_who_knew_nothing_never_allows_more(
    steps: list[tuple[str, Any, bool]], stranger: Any
) -> None:
    register = played(steps)
    before = register.state()
    register.record("c", stranger)

    if before.basis is not None:
        assert no_wider(register.state(), before)
    assert set(register.state().blocked) >= set(before.blocked)


def test_bases_and_purposes_are_the_ones_that_the_command_line_names() -> None:
    assert [str(basis) for basis in Basis] == ["public-task", "legitimate-interests", "consent"]
    assert [str(purpose) for purpose in Purpose] == [
        "self-reflection", "mentoring", "group-learning", "exemplar", "research",
    ]  # fmt: skip
    assert all(a.within(b) == b.within(a) for a, b in itertools.combinations([WIDE, NARROW, Scope()], 2))


def _fields(state: ConsentState) -> dict[str, Any]:
    return {name: getattr(state, name) for name in ConsentState.__dataclass_fields__}
