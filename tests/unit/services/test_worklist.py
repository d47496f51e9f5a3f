"""The worklist of a real lesson: what is proved by its rows, keys and files."""

from __future__ import annotations

import pytest

from tests.unit.services.conftest import Shared
from videoreflect.domain.consent import Remedy
from videoreflect.domain.policy import Action
from videoreflect.domain.worklist import Task, WorkItem
from videoreflect.errors import NotAllowed, VideoReflectError
from videoreflect.services import owed
from videoreflect.services.exceptions import SaidNo, SaidYes, choose_remedy, record_answer, record_exception
from videoreflect.services.permits import permit
from videoreflect.services.recording_consent import withdraw_agreement
from videoreflect.services.sharing import share
from videoreflect.services.worklist import erase_transcript, worklist_of
from videoreflect.vault.grants import grants_of
from videoreflect.vault.log import Statement

PIECE = {"run": "0" * 32, "start_ms": 0, "end_ms": 400, "language": "en", "lines": [], "speech": []}


def tasks(shared: Shared) -> dict[Task, WorkItem]:
    return {one.task: one for one in worklist_of(shared.session, shared.lesson).items}


def settle(shared: Shared) -> None:
    for one in owed.owed(shared.session):
        owed.settle(shared.session, one)


def test_a_withdrawal_is_proved_done_by_keys_and_rows(shared: Shared) -> None:
    shared.capsule.append([Statement("transcript", PIECE)])
    assert tasks(shared) == {}
    withdraw_agreement(shared.session, shared.lesson)
    found = worklist_of(shared.session, shared.lesson)
    assert not any(one.done for one in found.items)
    assert found.had_access == (shared.mentor.person,)
    assert len(found.not_undone) == 3

    assert {one.reason for one in owed.owed(shared.session)} == {owed.Reason.SUSPENDED, owed.Reason.RECORDINGS}
    settle(shared)

    done = tasks(shared)
    assert {task for task, one in done.items() if one.done} == {Task.END_ACCESS, Task.NEW_RECORDINGS}
    assert done[Task.END_ACCESS].proved_ms is not None
    assert grants_of(shared.capsule.path, shared.mentor.person) == []
    with pytest.raises(VideoReflectError):
        shared.mentor.capsule(shared.lesson).refresh()

    assert erase_transcript(shared.session, shared.lesson) == 1
    assert erase_transcript(shared.session, shared.lesson) == 0  # nothing is left, and nothing is wrong
    erased = tasks(shared)[Task.ERASE_TRANSCRIPT]
    assert erased.done
    assert erased.proved_ms is not None
    assert [one.reason for one in owed.owed(shared.session)] == [owed.Reason.ASKED]


def test_an_objection_owes_a_new_key_and_access_is_given_again_by_sharing(shared: Shared) -> None:
    record_exception(shared.session, shared.lesson, SaidNo("pupil 7"))
    choose_remedy(shared.session, shared.lesson, "pupil 7", Remedy.PRIVATE)
    assert not tasks(shared)[Task.KEEP_PRIVATE].done

    assert owed.suspend(shared.session, shared.lesson) == (shared.mentor.person,)
    assert owed.suspend(shared.session, shared.lesson) == ()

    assert tasks(shared)[Task.KEEP_PRIVATE].done
    assert tasks(shared)[Task.KEEP_PRIVATE].proved_ms is not None
    record_answer(shared.session, shared.lesson, SaidYes("pupil 7"))
    assert tasks(shared) == {}
    share(shared.session, shared.lesson, shared.mentor.person)
    permit(shared.mentor, shared.mentor.capsule(shared.lesson), Action.PLAY)


def test_a_grant_that_was_put_back_is_not_proof(shared: Shared) -> None:
    """Seen to fail with ``holding`` left out of ``_others``: the header alone names nobody any more."""
    kept = {path.name: path.read_bytes() for path in grants_of(shared.capsule.path, shared.mentor.person)}
    record_exception(shared.session, shared.lesson, SaidNo("pupil 7"))
    owed.suspend(shared.session, shared.lesson)
    assert tasks(shared)[Task.KEEP_PRIVATE].done

    header = shared.capsule.header
    for content in kept.values():
        (shared.capsule.path / "grants" / f"{shared.mentor.person}.{header.epoch}").write_bytes(content)

    assert not tasks(shared)[Task.KEEP_PRIVATE].done


def test_only_the_owner_sees_it(shared: Shared) -> None:
    with pytest.raises(NotAllowed):
        worklist_of(shared.mentor, shared.lesson)
    with pytest.raises(NotAllowed):
        erase_transcript(shared.mentor, shared.lesson)


def test_a_suspension_is_the_owners(shared: Shared) -> None:
    record_exception(shared.session, shared.lesson, SaidNo("pupil 7"))

    assert owed.suspend(shared.mentor, shared.lesson) == ()
    assert owed.owed(shared.mentor) == []
