"""Who may do what: the whole decision table, and random histories against it."""

from __future__ import annotations

import itertools
from dataclasses import replace

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from tests.unit.domain.registers import MENTORING, WIDE, Register, event, in_one_log
from videoreflect.domain.consent import (
    ALLOWING,
    RESTRICTING,
    ConsentKind,
    ExportKind,
    Place,
    Purpose,
    Remedy,
    Scope,
)
from videoreflect.domain.consent_state import ConsentState, consent_state
from videoreflect.domain.lesson import Membership
from videoreflect.domain.policy import Action, Allowed, Asked, LessonState, Refused, decide

OWNER, MENTOR, LAPSED, STRANGER = "0" * 32, "1" * 32, "2" * 32, "3" * 32
EVERYBODY = (OWNER, MENTOR, LAPSED, STRANGER)
NOW = 1_000
OWN = {Action.VIEW, Action.PLAY, Action.ANNOTATE}
AT_ANY_TIME = {Action.ERASE, Action.ANSWER}
KEEP = {Action.KEEP_LONGER}
ALL = set(Action) - AT_ANY_TIME - {Action.EXEMPLAR}
COPIES = frozenset(ExportKind)
NOT_GIVEN = event(scope=Scope(share=frozenset({MENTOR})))
OBJECTED = event(ConsentKind.OBJECTED, principal="pupil 7")

# What is recorded -> what the owner may do, and what the mentor may do (share is for the mentor). The
# owner may besides erase, and answer somebody's question, at any time.
TABLE: dict[str, tuple[ConsentState, set[Action], set[Action]]] = {
    "nothing": (in_one_log(), OWN, set()),
    "asked": (in_one_log(event(ConsentKind.REQUESTED)), OWN, set()),
    "everything": (in_one_log(event()), ALL, OWN),
    "up to this moment": (in_one_log(event(until_ms=NOW)), ALL, OWN),
    "up to a moment ago": (in_one_log(event(until_ms=NOW - 1)), OWN, set()),
    "sharing only": (in_one_log(NOT_GIVEN), OWN | KEEP | {Action.SHARE}, OWN),
    "transcript only": (in_one_log(event(scope=Scope(transcribe=True))), OWN | KEEP | {Action.TRANSCRIBE}, set()),
    "copies only": (in_one_log(event(scope=Scope(export=COPIES))), OWN | KEEP | {Action.EXPORT}, set()),
    "no use": (in_one_log(event(scope=Scope())), OWN | KEEP, set()),
    "another person": (
        in_one_log(event(scope=Scope(True, True, frozenset({STRANGER}), COPIES))), ALL - {Action.SHARE}, set(),
    ),
    "for oneself": (
        in_one_log(event(purposes=frozenset({Purpose.SELF_REFLECTION}))), ALL - {Action.SHARE}, set(),
    ),
    "for a group": (in_one_log(event(purposes=frozenset({Purpose.GROUP_LEARNING}))), ALL, OWN),
    "as an example": (in_one_log(event(purposes=MENTORING | {Purpose.EXEMPLAR})), ALL | {Action.EXEMPLAR}, OWN),
    "for no purpose": (in_one_log(event(purposes=frozenset())), ALL - {Action.SHARE}, set()),
    "withdrawn": (in_one_log(event(), event(ConsentKind.WITHDRAWN)), OWN, set()),
    "refused": (in_one_log(event(ConsentKind.REFUSED)), OWN, set()),
    "renewed": (in_one_log(event(), event(ConsentKind.WITHDRAWN), event(ConsentKind.RENEWED)), ALL, OWN),
    "one objects": (in_one_log(event(), OBJECTED), OWN | {Action.TRANSCRIBE}, set()),
    "one objects, nothing else": (in_one_log(OBJECTED), OWN, set()),
    "objection lifted": (in_one_log(event(), OBJECTED, event(principal="pupil 7")), ALL, OWN),
}  # fmt: skip


def lesson(consent: ConsentState, erase_after_ms: int | None = None, keep_until_ms: int | None = None) -> LessonState:
    members = (Membership(MENTOR, "mentor", None), Membership(LAPSED, "mentor", NOW - 1))
    return LessonState(frozenset({OWNER}), members, consent, erase_after_ms, keep_until_ms)


def allowed(actor: str, state: LessonState, now_ms: int = NOW) -> set[Action]:
    asked = Asked(MENTOR, ExportKind.NOTES)
    return {action for action in Action if isinstance(decide(actor, action, state, now_ms, asked), Allowed)}


@pytest.mark.parametrize("name", TABLE)
def test_the_whole_table(name: str) -> None:
    consent, owner, mentor = TABLE[name]
    state = lesson(consent)

    assert allowed(OWNER, state) == owner | AT_ANY_TIME
    assert allowed(MENTOR, state) == mentor
    assert allowed(LAPSED, state) == set()
    assert allowed(STRANGER, state) == set()


@pytest.mark.parametrize(("name", "actor"), list(itertools.product(TABLE, EVERYBODY)))
def test_beyond_its_time_nobody_opens_a_lesson(name: str, actor: str) -> None:
    consent = TABLE[name][0]

    before = allowed(actor, lesson(consent))

    left = AT_ANY_TIME | (before & KEEP) if actor == OWNER else set()
    assert allowed(actor, lesson(consent, erase_after_ms=NOW - 1)) == left
    assert allowed(actor, lesson(consent, keep_until_ms=NOW - 1, erase_after_ms=NOW + 1)) == left
    assert allowed(actor, lesson(consent, erase_after_ms=NOW)) == before
    assert allowed(actor, lesson(consent, keep_until_ms=NOW)) == before


@pytest.mark.parametrize(("name", "actor", "action"), list(itertools.product(TABLE, EVERYBODY, Action)))
def test_every_refusal_names_reason_and_remedy(name: str, actor: str, action: Action) -> None:
    decided = decide(actor, action, lesson(TABLE[name][0]), NOW, Asked(MENTOR))

    if isinstance(decided, Refused):
        assert len(decided.reasons) == len(decided.remedies) > 0
        assert len(set(decided.reasons)) == len(decided.reasons)
        assert all(text.endswith(".") and text[0].isupper() for text in (*decided.reasons, *decided.remedies))


def test_a_withdrawal_is_not_told_as_somebodys_objection() -> None:
    decided = decide(OWNER, Action.SHARE, lesson(TABLE["withdrawn"][0]), NOW, Asked(MENTOR))

    assert isinstance(decided, Refused)
    assert decided.reasons == ("The agreement for this lesson was withdrawn.",)


def test_all_that_stands_in_the_way_is_named_at_once() -> None:
    consent = in_one_log(event(scope=Scope()), OBJECTED, event(ConsentKind.REFUSED, principal="pupil 2"))
    decided = decide(OWNER, Action.EXPORT, lesson(consent), NOW)

    assert isinstance(decided, Refused)
    assert len(decided.reasons) == 3


def test_the_owners_view_names_no_reason_to_a_mentor() -> None:
    """Why sharing is paused is the owner's to tell: an objection names a pupil."""
    decided = decide(MENTOR, Action.PLAY, lesson(TABLE["one objects"][0]), NOW)

    assert isinstance(decided, Refused)
    assert "pupil" not in " ".join((*decided.reasons, *decided.remedies))


def test_what_is_allowed_ends_with_the_first_date_that_comes() -> None:
    consent = in_one_log(event(until_ms=5_000))
    members = (Membership(MENTOR, "mentor", 4_000),)
    state = LessonState(frozenset({OWNER}), members, consent, erase_after_ms=6_000)

    assert decide(OWNER, Action.VIEW, state, NOW) == Allowed(6_000)
    assert decide(OWNER, Action.TRANSCRIBE, state, NOW) == Allowed(5_000)
    assert decide(MENTOR, Action.VIEW, state, NOW) == Allowed(4_000)


def test_sharing_needs_the_person_named() -> None:
    assert isinstance(decide(OWNER, Action.SHARE, lesson(TABLE["everything"][0]), NOW), Refused)
    assert isinstance(decide(OWNER, Action.SHARE, lesson(TABLE["everything"][0]), NOW, Asked(STRANGER)), Refused)


@pytest.mark.parametrize("kind", ExportKind)
def test_each_kind_of_copy_needs_its_own_record(kind: ExportKind) -> None:
    state = lesson(in_one_log(event(scope=Scope(export=frozenset({kind})))))

    found = {
        one for one in ExportKind if isinstance(decide(OWNER, Action.EXPORT, state, NOW, Asked(export=one)), Allowed)
    }

    assert found == {kind}


def test_keeping_longer_stays_within_what_was_recorded() -> None:
    state = lesson(in_one_log(event(until_ms=5_000)), keep_until_ms=NOW - 1)

    assert decide(OWNER, Action.KEEP_LONGER, state, NOW, Asked(until_ms=5_000)) == Allowed(NOW - 1)
    assert isinstance(decide(OWNER, Action.KEEP_LONGER, state, NOW, Asked(until_ms=5_001)), Refused)
    assert isinstance(decide(MENTOR, Action.KEEP_LONGER, state, NOW, Asked(until_ms=4_000)), Refused)


# -- Random histories --------------------------------------------------------------------


class Histories(RuleBasedStateMachine):
    """One lesson lives on: people come, things are agreed and taken back, time passes.

    The model beside it knows only the plain rules: last word about the class, who objects, dates.
    """

    def __init__(self) -> None:
        super().__init__()
        self.register = Register()
        self.now = 0
        self.erase_after: int | None = None
        self.keep_until: int | None = None
        self.members: dict[str, int | None] = {}
        self.agreed: tuple[Scope, frozenset[Purpose], int | None] | None = None
        self.objecting: set[str] = set()

    @rule(
        scope=st.builds(
            Scope,
            st.booleans(),
            st.booleans(),
            st.frozensets(st.sampled_from([MENTOR, LAPSED])),
            st.frozensets(st.sampled_from(ExportKind)),
        ),
        purposes=st.frozensets(st.sampled_from(Purpose)),
        days=st.none() | st.integers(-5, 20),
        kind=st.sampled_from([ConsentKind.GIVEN, ConsentKind.RENEWED]),
        said=st.integers(-100, 100),
    )
    def agree(self, scope: Scope, purposes: frozenset[Purpose], days: int | None, kind: ConsentKind, said: int) -> None:
        until = None if days is None else self.now + days
        self.register.record("a", event(kind, scope, purposes=purposes, until_ms=until, event_ms=self.now + said))
        self.agreed = (scope, purposes, until)

    @rule(
        kind=st.sampled_from(sorted(RESTRICTING)),
        principal=st.sampled_from(["class", "pupil 7", "pupil 2"]),
        remedy=st.none() | st.sampled_from(Remedy),
        said=st.integers(-100, 100),
    )
    def restrict(self, kind: ConsentKind, principal: str, remedy: Remedy | None, said: int) -> None:
        before = self._table()
        about = event(kind, principal=principal, event_ms=self.now + said)
        self.register.record("a", replace(about, remedy=remedy, places=(Place(0, 1_000, "back left"),)))
        if principal == "class":
            self.agreed = None
        else:
            self.objecting.add(principal)
        assert self._table() <= before, "a restriction allowed more"

    @rule(kind=st.sampled_from(sorted(ALLOWING)), said=st.integers(0, 100))
    def a_copy_that_knew_nothing_says_yes(self, kind: ConsentKind, said: int) -> None:
        """A back- or future-dated “given” of a device that saw none of this lifts no restriction."""
        before = self.register.state()
        copied = Register()
        written = copied.record("copy", event(kind, event_ms=self.now + said))
        assert set(consent_state([*self.register.recorded, written]).blocked) >= set(before.blocked)

    @precondition(lambda self: self.objecting)
    @rule()
    def deal_with_an_objection(self) -> None:
        who = min(self.objecting)
        self.objecting.remove(who)
        self.register.record("a", event(principal=who))

    @rule()
    def ask(self) -> None:
        before = self._table()
        self.register.record("a", event(ConsentKind.REQUESTED))
        assert self._table() == before, "asking changed something"

    @rule(person=st.sampled_from([MENTOR, LAPSED]), days=st.none() | st.integers(-3, 10))
    def share(self, person: str, days: int | None) -> None:
        self.members[person] = None if days is None else self.now + days

    @precondition(lambda self: self.members)
    @rule()
    def end_a_share(self) -> None:
        before = self._table()
        del self.members[min(self.members)]
        assert self._table() <= before, "ending a share allowed more"

    @rule(days=st.integers(1, 8))
    def let_time_pass(self, days: int) -> None:
        before = self._table()
        self.now += days
        assert self._table() <= before, "time alone allowed more"

    @rule(days=st.integers(0, 15))
    def set_retention(self, days: int) -> None:
        earlier = self.now + days
        before = self._table()
        self.erase_after = earlier if self.erase_after is None else min(self.erase_after, earlier)
        assert self._table() <= before, "an earlier end allowed more"

    @rule(days=st.integers(-2, 15))
    def keep_until_a_day(self, days: int) -> None:
        self.keep_until = self.now + days

    @invariant()
    def the_policy_and_the_plain_rules_agree(self) -> None:
        state = self._state()
        for actor, action, asked in self._cells():
            decided = decide(actor, action, state, self.now, asked)
            assert isinstance(decided, Allowed) == self._expected(actor, action, asked), (actor, action, asked)
            if isinstance(decided, Allowed) and decided.until_ms is not None:
                assert decided.until_ms >= self.now or action is Action.KEEP_LONGER

    def _cells(self) -> itertools.product[tuple[str, Action, Asked]]:
        return itertools.product(EVERYBODY, Action, ASKED)

    def _state(self) -> LessonState:
        members = tuple(Membership(person, "mentor", until) for person, until in self.members.items())
        return LessonState(frozenset({OWNER}), members, self.register.state(), self.erase_after, self.keep_until)

    def _table(self) -> set[tuple[str, Action, Asked]]:
        state = self._state()
        return {cell for cell in self._cells() if isinstance(decide(*cell[:2], state, self.now, cell[2]), Allowed)}

    def _expected(self, actor: str, action: Action, asked: Asked) -> bool:
        if action in AT_ANY_TIME:
            return actor == OWNER
        closed = not (self._ahead(self.erase_after) and self._ahead(self.keep_until))
        if closed and not (actor == OWNER and action is Action.KEEP_LONGER):
            return False
        if actor == OWNER:
            return action in OWN or self._agreed_for(action, asked)
        if actor not in self.members or not self._ahead(self.members[actor]):
            return False
        return action in OWN and self._agreed_for(Action.SHARE, Asked(actor))

    def _agreed_for(self, action: Action, asked: Asked) -> bool:
        if self.agreed is None or not self._ahead(self.agreed[2]):
            return False
        scope, purposes, until = self.agreed
        if action is Action.TRANSCRIBE:
            return scope.transcribe
        if self.objecting:
            return False
        if action is Action.ANALYSE:
            return scope.analyse
        if action is Action.EXPORT:
            return bool(scope.export) if asked.export is None else asked.export in scope.export
        if action is Action.EXEMPLAR:
            return Purpose.EXEMPLAR in purposes
        if action is Action.KEEP_LONGER:
            return asked.until_ms is None or until is None or asked.until_ms <= until
        return asked.recipient in scope.share and bool(purposes & {Purpose.MENTORING, Purpose.GROUP_LEARNING})

    def _ahead(self, until: int | None) -> bool:
        return until is None or self.now <= until


ASKED = (Asked(MENTOR), Asked(STRANGER, ExportKind.NOTES, 8), Asked(LAPSED, ExportKind.CLIP, 40))

TestHistories = Histories.TestCase
TestHistories.settings = settings(max_examples=80, stateful_step_count=20, deadline=None)


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_a_hundred_thousand_steps() -> None:
    from hypothesis.stateful import run_state_machine_as_test

    run_state_machine_as_test(Histories, settings=settings(max_examples=2_000, stateful_step_count=50, deadline=None))


def test_the_table_would_notice_a_hole() -> None:
    """Seen to fail: with the objection forgotten the table no longer holds."""
    forgotten = ConsentState(True, False, in_one_log(event()).basis, MENTORING, WIDE)

    assert allowed(MENTOR, lesson(forgotten)) != TABLE["one objects"][2]
