"""Two copies of a lesson become one: the union of their logs, whatever the order; forks are kept and told."""

from __future__ import annotations

import itertools
import random
import secrets
import shutil
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests.unit.vault.attacker import write_rows
from tests.unit.vault.school import ANNA, MARK, School, agreement
from videoreflect.domain.ids import new_id
from videoreflect.domain.note import Note
from videoreflect.errors import IntegrityError, NotAllowed
from videoreflect.services.notes import NoteText, delete_note, list_notes, save_note
from videoreflect.services.permits import lesson_state
from videoreflect.services.readiness import say_ready
from videoreflect.services.recording_consent import record_agreement, record_objection, withdraw_agreement
from videoreflect.vault.log import Statement
from videoreflect.vault.merging import merge_copy
from videoreflect.vault.signin import SignIn

pytest_plugins = ["tests.unit.vault.school_fixtures"]

SAID = ("note", "ready", "consent", "grant", "lesson", "blob")
ACTS = ("note", "ready", "withdraw", "object", "agree")


def act(school: School, name: str, what: str) -> None:
    """Do one thing in one copy, as one person, if it is allowed there."""
    with suppress(NotAllowed):
        _act(school, school.sign_in(name), name, what)


def _act(school: School, session: SignIn, name: str, what: str) -> None:
    if what == "note":
        save_note(session, school.lesson, NoteText(f"{name} {secrets.token_hex(4)}", 1000))
    elif what == "ready":
        say_ready(session, school.lesson)
    elif name != ANNA:
        return
    elif what == "withdraw":
        withdraw_agreement(session, school.lesson)
    elif what == "object":
        record_objection(session, school.lesson, f"pupil {secrets.randbelow(3)}")
    else:
        share_with = (school.people[MARK],)
        record_agreement(session, school.lesson, agreement(*share_with, now_ms=session.now_ms()))


def own_replica(school: School) -> School:
    """Give everybody in this copy of the vault a log of their own."""
    for name in (ANNA, MARK):
        session = school.sign_in(name)
        session.state.state.replica = secrets.token_hex(8)
        session.state.save()
    return school


def picture(school: School, lesson: Path) -> tuple[object, ...]:
    """Return all that Anna's program makes of a lesson's rows and bodies."""
    anna = school.sign_in(ANNA)
    capsule = anna.capsule(school.lesson)
    with capsule.records() as db:
        bodies = frozenset(db.execute("SELECT hash, salt, content FROM body").fetchall())
    rows = frozenset(placed.row.hash for placed in capsule.placed(*SAID))
    notes = frozenset((one.author, one.note.text) for one in list_notes(anna, school.lesson))
    return rows, bodies, notes, lesson_state(capsule), frozenset(capsule.forked_logs)


def merged(base: School, folder: Path, copies: list[School]) -> tuple[object, ...]:
    """Merge copies one after another into a fresh copy of the first vault."""
    into = base.copied_to(folder)
    for copy in copies:
        merge_copy(into.sign_in(ANNA).capsule(into.lesson), copy.capsule())
    return picture(into, into.capsule())


@settings(max_examples=4, phases=[Phase.explicit, Phase.generate], suppress_health_check=list(HealthCheck))
@given(
    acts=st.lists(st.tuples(st.integers(0, 2), st.sampled_from([ANNA, MARK]), st.sampled_from(ACTS)), max_size=9),
    seed=st.integers(0, 1 << 30),
)
def test_merging_is_commutative_associative_and_idempotent(
    first_school: School, tmp_path_factory: pytest.TempPathFactory, acts: list[tuple[int, str, str]], seed: int
) -> None:
    """Whatever three copies said apart, every order and grouping of merging gives one picture.

    Broken on purpose (``INSERT OR IGNORE`` of bodies left out for rows that are there) the pictures differ.
    """
    top = tmp_path_factory.mktemp("merging")
    copies = [own_replica(first_school.copied_to(top / f"copy{number}")) for number in range(3)]
    for number, name, what in acts:
        act(copies[number], name, what)
    order = list(itertools.permutations(copies))
    random.Random(seed).shuffle(order)
    pictures = [merged(first_school, top / f"order{n}", list(one)) for n, one in enumerate(order[:2])]
    pictures.append(merged(first_school, top / "twice", [*order[0], *order[1], order[0][0]]))
    pair = first_school.copied_to(top / "pair")
    for copy in order[1][:2]:
        merge_copy(pair.sign_in(ANNA).capsule(pair.lesson), copy.capsule())
    pictures.append(merged(first_school, top / "grouped", [order[1][2], pair]))
    assert all(one == pictures[0] for one in pictures)
    shutil.rmtree(top)


def test_a_withdrawal_in_one_copy_wins_over_an_agreement_in_the_other(school: School) -> None:
    """They did not know each other, so the more restrictive one counts."""
    other = own_replica(school.copied_to(school.path.parent / "other"))
    own_replica(school)
    act(school, ANNA, "agree")
    act(other, ANNA, "withdraw")
    anna = school.sign_in(ANNA)
    assert not lesson_state(anna.capsule(school.lesson)).consent.withdrawn
    merge_copy(anna.capsule(school.lesson), other.capsule())
    assert lesson_state(school.sign_in(ANNA).capsule(school.lesson)).consent.withdrawn


def forked(school: School) -> SignIn:
    """Let one replica write in two copies, as after a folder copied by hand, and merge them."""
    other = school.copied_to(school.path.parent / "other")
    act(school, ANNA, "agree")
    act(other, ANNA, "withdraw")
    act(other, ANNA, "note")
    anna = school.sign_in(ANNA)
    told = merge_copy(anna.capsule(school.lesson), other.capsule())
    assert told.forks == {anna.state.log_id()}
    return school.sign_in(ANNA)


def test_a_fork_is_kept_and_told_and_the_more_restrictive_way_counts(school: School) -> None:
    """Both rows of one number stay; a withdrawal on one way is not undone by an agreement on the other."""
    anna = forked(school)
    capsule = anna.capsule(school.lesson)
    assert capsule.forked_logs == {anna.state.log_id()}
    assert lesson_state(capsule).consent.withdrawn
    numbers = [placed.row.number for placed in capsule.placed("consent")]
    assert len(numbers) > len(set(numbers))


def test_after_a_fork_a_new_agreement_that_knows_both_counts_again(school: School) -> None:
    """Nobody is locked out for ever: what is said later knows the common part and its own way."""
    forked(school)
    act(own_replica(school), ANNA, "agree")
    act(school, MARK, "note")
    assert school.sign_in(MARK).capsule(school.lesson).forked_logs


def test_a_copy_brings_nothing_that_does_not_verify(school: School) -> None:
    """A row in Anna's name signed by Mark in the copy: nothing of the copy is taken."""
    other = school.copied_to(school.path.parent / "other")
    mark = other.sign_in(MARK)
    forged = Statement("note", Note(new_id(), 1000, None, "forged").content())
    write_rows(mark.capsule(other.lesson), mark.identity.signer, f"{school.people[ANNA]}.00112233aabbccdd", forged)
    anna = school.sign_in(ANNA)
    before = picture(school, school.capsule())
    with pytest.raises(IntegrityError):
        merge_copy(anna.capsule(school.lesson), other.capsule())
    assert picture(school, school.capsule()) == before


def test_what_was_erased_in_one_copy_does_not_come_back_from_the_other(school: School) -> None:
    """Whichever of the two takes in the other, the words are in neither afterwards."""
    for name in (ANNA, MARK):
        act(school, name, "ready")
    other = own_replica(school.copied_to(school.path.parent / "other"))
    anna = school.sign_in(ANNA)
    (mine,) = (one.note for one in list_notes(anna, school.lesson) if one.author == anna.person)
    delete_note(anna, school.lesson, mine.id)
    there = other.sign_in(ANNA)
    assert mine.text in {one.note.text for one in list_notes(there, other.lesson)}

    merge_copy(there.capsule(other.lesson), school.capsule())
    merge_copy(anna.capsule(school.lesson), other.capsule())
    for one in (school, other):
        session = one.sign_in(ANNA)
        assert mine.text not in {found.note.text for found in list_notes(session, one.lesson)}
        with session.capsule(one.lesson).records() as db:
            bodies = b"".join(content for (content,) in db.execute("SELECT content FROM body"))
        assert mine.text.encode() not in bodies


def test_another_lesson_is_no_copy(school: School) -> None:
    """Ids are compared before anything is opened."""
    anna = school.sign_in(ANNA)
    with pytest.raises(IntegrityError):
        merge_copy(anna.capsule(school.lesson), school.directory())
