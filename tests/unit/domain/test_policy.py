"""Who may do what: the whole decision table, and random histories against it."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from tests.unit.domain.registers import MENTORING, WIDE, Register, event, in_one_log
from videoreflect.domain.consent import RESTRICTING, ConsentKind, ExportKind, Purpose, Scope
from videoreflect.domain.consent_state import ConsentState
from videoreflect.domain.lesson import Membership
from videoreflect.domain.policy import Action, Allowed, Asked, LessonState, Refused, decide

OWNER, MENTOR, LAPSED, STRANGER = "0" * 32, "1" * 32, "2" * 32, "3" * 32
EVERYBODY = (OWNER, MENTOR, LAPSED, STRANGER)
NOW = 1_000
OWN = {Action.VIEW, Action.PLAY, Action.ANNOTATE}
ALL = set(Action)
COPIES = frozenset(ExportKind)
NOT_GIVEN = event(scope=Scope(share=frozenset({MENTOR})))
OBJECTED = event(ConsentKind.OBJECTED, principal="pupil 7")

# What is recorded -> what the owner may do, and what the mentor may do (share is for the mentor). The
# owner may besides erase at any time.
TABLE: dict[str, tuple[ConsentState, set[Action], set[Action]]] = {
    "nothing": (in_one_log(), OWN, set()),
    "asked": (in_one_log(event(ConsentKind.REQUESTED)), OWN, set()),
    "everything": (in_one_log(event()), ALL, OWN),
    "up to this moment": (in_one_log(event(until_ms=NOW)), ALL, OWN),
    "up to a moment ago": (in_one_log(event(until_ms=NOW - 1)), OWN, set()),
    "sharing only": (in_one_log(NOT_GIVEN), OWN | {Action.SHARE}, OWN),
    "transcript only": (in_one_log(event(scope=Scope(transcribe=True))), OWN | {Action.TRANSCRIBE}, set()),
    "copies only": (in_one_log(event(scope=Scope(export=COPIES))), OWN | {Action.EXPORT}, set()),
    "no use": (in_one_log(event(scope=Scope())), OWN, set()),
    "another person": (
        in_one_log(event(scope=Scope(True, True, frozenset({STRANGER}), COPIES))), ALL - {Action.SHARE}, set(),
    ),
    "for oneself": (
        in_one_log(event(purposes=frozenset({Purpose.SELF_REFLECTION}))), ALL - {Action.SHARE}, set(),
    ),
    "for a group": (in_one_log(event(purposes=frozenset({Purpose.GROUP_LEARNING}))), ALL, OWN),
    "for no purpose": (in_one_log(event(purposes=frozenset())), ALL - {Action.SHARE}, set()),
    "withdrawn": (in_one_log(event(), event(ConsentKind.WITHDRAWN)), OWN, set()),
    "refused": (in_one_log(event(ConsentKind.REFUSED)), OWN, set()),
    "renewed": (in_one_log(event(), event(ConsentKind.WITHDRAWN), event(ConsentKind.RENEWED)), ALL, OWN),
    "one objects": (in_one_log(event(), OBJECTED), OWN | {Action.TRANSCRIBE}, set()),
    "one objects, nothing else": (in_one_log(OBJECTED), OWN, set()),
    "objection lifted": (in_one_log(event(), OBJECTED, event(principal="pupil 7")), ALL, OWN),
}  # fmt: skip


def lesson(consent: ConsentState, erase_after_ms: int | None = None) -> LessonState:
    members = (Membership(MENTOR, "mentor", None), Membership(LAPSED, "mentor", NOW - 1))
    return LessonState(frozenset({OWNER}), members, consent, erase_after_ms)


def allowed(actor: str, state: LessonState, now_ms: int = NOW) -> set[Action]:
    return {action for action in Action if isinstance(decide(actor, action, state, now_ms, Asked(MENTOR)), Allowed)}


@pytest.mark.parametrize("name", TABLE)
def test_the_whole_table(name: str) -> None:
    consent, owner, mentor = TABLE[name]
    state = lesson(consent)

    assert allowed(OWNER, state) == owner | {Action.ERASE}
    assert allowed(MENTOR, state) == mentor
    assert allowed(LAPSED, state) == set()
    assert allowed(STRANGER, state) == set()


@pytest.mark.parametrize(("name", "actor"), list(itertools.product(TABLE, EVERYBODY)))
def test_beyond_its_time_nobody_opens_a_lesson(name: str, actor: str) -> None:
    consent = TABLE[name][0]

    left = {Action.ERASE} if actor == OWNER else set()
    assert allowed(actor, lesson(consent, erase_after_ms=NOW - 1)) == left
    assert allowed(actor, lesson(consent, erase_after_ms=NOW)) == allowed(actor, lesson(consent))


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
        self.members: dict[str, int | None] = {}
        self.agreed: tuple[Scope, frozenset[Purpose], int | None] | None = None
        self.objecting: set[str] = set()

    @rule(
        scope=st.builds(
            Scope, st.booleans(), st.booleans(), st.frozensets(st.sampled_from([MENTOR, LAPSED])), st.booleans()
        ),
        purposes=st.frozensets(st.sampled_from(Purpose)),
        days=st.none() | st.integers(-5, 20),
        kind=st.sampled_from([ConsentKind.GIVEN, ConsentKind.RENEWED]),
    )
    def agree(self, scope: Scope, purposes: frozenset[Purpose], days: int | None, kind: ConsentKind) -> None:
        until = None if days is None else self.now + days
        self.register.record("a", event(kind, scope, purposes=purposes, until_ms=until))
        self.agreed = (scope, purposes, until)

    @rule(kind=st.sampled_from(sorted(RESTRICTING)), principal=st.sampled_from(["class", "pupil 7", "pupil 2"]))
    def restrict(self, kind: ConsentKind, principal: str) -> None:
        before = self._table()
        self.register.record("a", event(kind, principal=principal))
        if principal == "class":
            self.agreed = None
        else:
            self.objecting.add(principal)
        assert self._table() <= before, "a restriction allowed more"

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

    @invariant()
    def the_policy_and_the_plain_rules_agree(self) -> None:
        state = self._state()
        for actor, action, recipient in itertools.product(EVERYBODY, Action, (MENTOR, STRANGER)):
            decided = decide(actor, action, state, self.now, Asked(recipient))
            assert isinstance(decided, Allowed) == self._expected(actor, action, recipient), (actor, action)
            if isinstance(decided, Allowed) and decided.until_ms is not None:
                assert decided.until_ms >= self.now

    def _state(self) -> LessonState:
        members = tuple(Membership(person, "mentor", until) for person, until in self.members.items())
        return LessonState(frozenset({OWNER}), members, self.register.state(), self.erase_after)

    def _table(self) -> set[tuple[str, Action, str]]:
        state = self._state()
        cells = itertools.product(EVERYBODY, Action, (MENTOR, STRANGER))
        return {
            cell for cell in cells if isinstance(decide(cell[0], cell[1], state, self.now, Asked(cell[2])), Allowed)
        }

    def _expected(self, actor: str, action: Action, recipient: str) -> bool:
        if action is Action.ERASE:
            return actor == OWNER
        if self.erase_after is not None and self.now > self.erase_after:
            return False
        if actor == OWNER:
            return action in OWN or self._agreed_for(action, recipient)
        if actor not in self.members or not self._ahead(self.members[actor]):
            return False
        return action in OWN and self._agreed_for(Action.SHARE, actor)

    def _agreed_for(self, action: Action, recipient: str) -> bool:
        if self.agreed is None or not self._ahead(self.agreed[2]):
            return False
        scope, purposes, _ = self.agreed
        if action is Action.TRANSCRIBE:
            return scope.transcribe
        if self.objecting:
            return False
        if action is Action.EXPORT:
            return bool(scope.export)
        return recipient in scope.share and bool(purposes & {Purpose.MENTORING, Purpose.GROUP_LEARNING})

    def _ahead(self, until: int | None) -> bool:
        return until is None or self.now <= until


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
