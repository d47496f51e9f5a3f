"""Every file of a vault changed in every way: a typed error or the right content, in bounded time and memory.

Opened by people who had seen the newer state. ``mutation_vault`` says what is in the vault, ``mutations`` what is
done to it, ``mutation_run`` what is looked at.
"""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from tests.integration.mutation_run import Run, carry_out, prepared
from tests.integration.mutation_vault import GWYN
from tests.integration.mutations import CHANGES, kind_of, put_right
from tests.unit.vault.looking import REFUSED
from tests.unit.vault.school import ANNA, MARK, OLGA
from videoreflect.crypto.stream import _Segments
from videoreflect.services.judging import Judge, Judgement, Shown, Stale, _state_of
from videoreflect.services.survey import survey
from videoreflect.vault import folder, private
from videoreflect.vault.capsule import Capsule
from videoreflect.vault.header import SignedHeader
from videoreflect.vault.history import History
from videoreflect.vault.index import Indexed
from videoreflect.vault.signin import SignIn

pytestmark = pytest.mark.skipif(os.name != "posix", reason="links, pipes and limits of memory are those of POSIX")

ROOT = Path(__file__).resolve().parents[2]
FEW, MANY = 300, 20_000
MOST_MEGABYTES = 200


def in_a_child(count: int, seed: int) -> dict[str, Any]:
    """Run so many changes in a process with bounded memory; a case that does not end, ends it."""
    command = [sys.executable, "-m", "tests.integration.mutation_run", str(count), str(seed)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"seed {seed}: {done.stderr[-4000:]}"
    told: dict[str, Any] = json.loads(done.stdout)
    return told


def check(told: dict[str, Any]) -> None:
    """What has to hold of every run, however long."""
    assert told["failures"] == [], f"seed {told['seed']}"
    assert told["clean_after"]
    assert told["megabytes_more"] < MOST_MEGABYTES
    assert sum(told["refused"].values()) > sum(told["cases"].values()) / 2


@pytest.mark.timeout(900)
def test_no_change_of_any_file_gives_wrong_content() -> None:
    """Some hundred changes over all files, another choice each time; a failure names its seed."""
    check(in_a_child(FEW, random.randrange(1 << 32)))


@pytest.mark.slow
@pytest.mark.timeout(4 * 3600)
def test_no_change_of_any_file_gives_wrong_content_at_length() -> None:
    """Twenty thousand, and every kind of change was refused many times."""
    told = in_a_child(MANY, random.randrange(1 << 32))
    check(told)
    print(json.dumps(told))

    assert sum(told["cases"].values()) >= MANY
    assert all(told["refused"][change] > 100 for change in CHANGES)


# -- The oracle is seen to fail ------------------------------------------------------------------


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Run:
    """Return one vault, ready to be changed."""
    return prepared(tmp_path_factory.mktemp("mutable"))


def found(run: Run, count: int, kind: str, *changes: str) -> list[str]:
    """Change files of one kind so often; return what was found wrong."""
    run.cases, run.refused, run.failures = Counter(), Counter(), []
    carry_out(run, count, 20261122, changes, [kind])
    return run.failures


def test_every_kind_of_file_is_in_the_vault(run: Run) -> None:
    """And what a person sees of it is not nothing."""
    assert {kind_of(name) for name in run.whole} >= {
        "vault.json", ".json", ".state", "header.json", "grants", "records", "records-wal", "private", "blobs",
        "upload list", "upload part", "index", "index-wal", "clock.json", "erased",
    }  # fmt: skip
    assert all(seen["notes"] and seen["search"] for (name, _), seen in run.before.items() if name in (ANNA, MARK))
    assert run.before[GWYN, 0]["invited as"] == GWYN


def test_the_vault_was_lived_in(run: Run) -> None:
    """Both lessons have later epochs than on the earliest day; Olga could open one of them, and Mark's keys differ."""
    school, earliest = run.vault.schools[0], run.earlier[0]
    lessons = [name for name in run.whole for one in run.vault.schools if one.lesson in name]
    epochs = {name.rpartition("records.")[2] for name in lessons if kind_of(name) == "records"}
    olgas = f"capsules/{school.lesson}/grants/{school.people[OLGA]}."

    assert {name.rpartition("records.")[2] for name in earliest if kind_of(name) == "records"} == {"1.db"}
    assert epochs
    assert "1.db" not in epochs
    assert any(name.startswith(olgas) for name in earliest)
    assert not any(name.startswith(olgas) for name in run.whole)
    assert all(run.before[OLGA, 0][what] == REFUSED for what in ("notes", "clip", "details"))
    for tree in (earliest, run.whole):
        assert any(name.startswith(f"capsules/{run.vault.erased[0]}/") for name in tree) == (tree is earliest)


def test_an_index_is_used_when_it_is_changed(run: Run) -> None:
    """Else its changes would only show that lessons can be opened: entries are believed when the case begins."""
    run._warm(ANNA, 0)
    found = survey(run.vault.schools[0].sign_in(ANNA))
    put_right(run.vault.path, run.whole)

    assert set(found.shown) == {school.lesson for school in run.vault.schools}


def test_without_the_floors_an_older_header_is_found(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """``_check_serial`` left out: a date or a member of an earlier day comes alive again, and the oracle tells."""
    assert not found(run, 20, "header.json", "earlier")
    monkeypatch.setattr(Capsule, "_check_serial", lambda *_: None)

    assert found(run, 20, "header.json", "earlier")


def test_without_the_heads_older_records_are_found(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """``check_floor`` left out: words and consents of an earlier day, and the oracle tells."""
    assert not found(run, 20, "records", "earlier")
    monkeypatch.setattr(History, "check_floor", lambda *_: None)

    assert found(run, 20, "records", "earlier")


def test_without_the_signature_a_forged_header_is_found(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """``check_signed_by`` left out."""
    assert not found(run, 10, "header.json", "forged")
    monkeypatch.setattr(SignedHeader, "check_signed_by", lambda *_: None)

    assert found(run, 10, "header.json", "forged")


def test_without_the_tags_a_changed_recording_is_found(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """A stream whose segments are not authenticated."""

    def unchecked(segments: _Segments, index: int, sealed: memoryview, into: memoryview, *, last: bool) -> memoryview:
        size = len(sealed) - 16
        into[:size] = segments._aead.encrypt(segments._nonce(index, last), sealed[:size], None)[:size]
        return into[:size]

    assert not found(run, 10, "blobs", "flipped")
    monkeypatch.setattr(_Segments, "open", unchecked)

    assert found(run, 10, "blobs", "flipped")


@pytest.mark.timeout(900)
def test_without_their_hash_older_pages_of_private_notes_are_found(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """SQLCipher takes one page of an older copy for genuine; this is how that was found."""
    assert not found(run, 120, "private", "an earlier page")
    monkeypatch.setattr(private, "_check_whole", lambda _: None)

    assert found(run, 120, "private", "an earlier page")


def test_an_older_index_that_is_believed_is_found(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """A judge who does not ask whether the lesson is still as it was: titles of an earlier day."""

    def believing(judge: Judge, _: str, entry: Indexed | None) -> Judgement:
        held = judge.permit_after_opening(entry) if entry is not None and entry.has_card else None
        return Shown(held, _state_of(entry)) if entry is not None and held is not None else Stale()

    assert not found(run, 15, "index", "earlier")
    monkeypatch.setattr(Judge, "judged", believing)

    assert found(run, 15, "index", "earlier")


def test_an_erased_lesson_that_comes_back_is_found(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """Certificates that nobody asks for."""
    assert not found(run, 10, "erased", "an earlier capsule")
    monkeypatch.setattr(SignIn, "is_erased", lambda *_: False)

    assert found(run, 10, "erased", "an earlier capsule")


def test_an_exception_that_is_not_typed_is_found(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever else is raised is a finding, with its stack."""

    def broken(*_: object) -> None:
        raise RuntimeError("not for a page")

    assert not found(run, 1, "vault.json", "renamed")
    monkeypatch.setattr(folder, "parse_object", broken)

    assert "not for a page" in found(run, 1, "vault.json", "flipped")[0]
