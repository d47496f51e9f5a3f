"""The known-answer test at sign-in: it passes here, and anything that computes otherwise is caught."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.unit.vault.school import ANNA, PASSPHRASES, School, tree
from videoreflect.crypto import envelope, recovery, self_test, stream
from videoreflect.errors import SelfTestFailed, VideoReflectError
from videoreflect.services import accounts

pytest_plugins = ["tests.unit.vault.school_fixtures"]

ANSWERS = self_test.known_answers()
FIELDS = [(name, field) for name, vector in ANSWERS.items() for field in vector if field != "source"]


def changed(value: str) -> str:
    """Return the value with its last digit or letter another one."""
    return value[:-1] + ("1" if value[-1] == "0" else "0")


@pytest.fixture
def not_tested_yet(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make this process forget that the test passed."""
    self_test.ensure()
    monkeypatch.setattr(self_test, "_passed", type(self_test._passed)())


def test_the_answers_are_right_here() -> None:
    """All of them, and each names where it comes from."""
    self_test.check(ANSWERS)

    assert all(vector["source"] for vector in ANSWERS.values())


@pytest.mark.parametrize(("name", "field"), FIELDS, ids=[f"{name}-{field}" for name, field in FIELDS])
def test_every_value_of_every_vector_matters(name: str, field: str) -> None:
    """One digit changed in one value: refused, and the error names the check."""
    vector = dict(ANSWERS[name])
    vector[field] = changed(vector[field])
    with pytest.raises(SelfTestFailed) as caught:
        self_test.check(ANSWERS | {name: vector})

    assert caught.value.fields == {"check": name}


@pytest.mark.parametrize("name", ANSWERS)
def test_a_missing_vector_is_a_failure(name: str) -> None:
    """A half-installed program does not pass for want of questions."""
    with pytest.raises(SelfTestFailed):
        self_test.check({other: vector for other, vector in ANSWERS.items() if other != name})


def test_a_library_that_says_yes_to_everything_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    """A stream whose tags are not looked at opens to the right text; the flipped one gives it away."""

    def unchecked(
        segments: stream._Segments, index: int, sealed: memoryview, into: memoryview, *, last: bool
    ) -> memoryview:
        size = len(sealed) - 16
        into[:size] = segments._aead.encrypt(segments._nonce(index, last), sealed[:size], None)[:size]
        return into[:size]

    monkeypatch.setattr(stream._Segments, "open", unchecked)
    with pytest.raises(SelfTestFailed) as caught:
        self_test.check(ANSWERS)

    assert caught.value.fields == {"check": "stream"}


@pytest.mark.parametrize(("module", "function"), [(envelope, "AESGCM"), (recovery, "derive"), (stream, "HKDF")])
def test_whatever_a_broken_library_raises_is_the_same_typed_error(
    module: object, function: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No traceback on a sign-in page."""

    def broken(*_: object, **__: object) -> bytes:
        raise RuntimeError("illegal instruction")

    monkeypatch.setattr(module, function, broken)
    with pytest.raises(SelfTestFailed):
        self_test.check(ANSWERS)


@pytest.mark.usefixtures("not_tested_yet")
def test_after_a_failure_nothing_is_opened_and_nothing_written(
    school: School, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Signing in by passphrase or code, and founding: one typed error each, and the folders are as they were.

    Seen to fail with the call left out of each of the three in ``vault/signin.py``.
    """
    wrong = {name: dict(vector) for name, vector in ANSWERS.items()}
    wrong["hkdf"]["made"] = changed(wrong["hkdf"]["made"])
    monkeypatch.setattr(self_test, "known_answers", lambda: wrong)
    before = tree(school.path)
    for attempt in (
        lambda: accounts.sign_in(school.path, ANNA, PASSPHRASES[ANNA]),
        lambda: accounts.recover(school.path, school.codes[ANNA], "another long passphrase"),
        lambda: accounts.found(tmp_path / "new", ANNA, PASSPHRASES[ANNA]),
    ):
        with pytest.raises(SelfTestFailed, match="cryptography gives wrong answers"):
            attempt()

    assert tree(school.path) == before
    assert not (tmp_path / "new").exists()


@pytest.mark.usefixtures("not_tested_yet")
def test_it_runs_once_in_a_process(school: School, monkeypatch: pytest.MonkeyPatch) -> None:
    """The second sign-in does not ask again; after a failure the next one does."""
    asked: list[object] = []
    monkeypatch.setattr(self_test, "check", asked.append)
    school.sign_in(ANNA)
    school.sign_in(ANNA)

    assert asked == [ANSWERS]


def test_the_answers_are_found_from_any_folder(tmp_path: Path, root: Path) -> None:
    """They are installed with the program, and do not hang on where it was started."""
    code = (
        "import json; from videoreflect.crypto import self_test; self_test.ensure(); print(self_test._passed.is_set())"
    )
    environment = os.environ | {"PYTHONPATH": str(root)}
    asked = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, env=environment, capture_output=True, text=True, check=False
    )

    assert asked.stdout.strip() == "True", asked.stderr


def test_answers_that_cannot_be_read_are_a_failure(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A missing or cut file of a broken installation."""
    monkeypatch.setattr(self_test, "files", lambda _: tmp_path)
    with pytest.raises(SelfTestFailed):
        self_test.known_answers()
    (tmp_path / "self_test.json").write_text(json.dumps(ANSWERS)[:-5])
    with pytest.raises(VideoReflectError):
        self_test.known_answers()
