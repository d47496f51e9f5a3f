"""People, un-sharing and handing over on the command line, with a real vault; keys never lie in two people's hands."""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.unit.vault.school import ANNA, MARK, OLGA, PASSPHRASES, School, add_small_lesson
from videoreflect.cli import main
from videoreflect.domain.person import Standing
from videoreflect.services import people
from videoreflect.vault.signin import sign_in

pytest_plugins = ["tests.unit.vault.school_fixtures"]

GWYN, NEW = "Gwyn Gwynedd", "seventeen brass candles"

Call = Callable[..., Any]


@pytest.fixture
def call(school: School, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Call:
    """Return what runs one command as somebody (or nobody) and gives its exit code and JSON document."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(), encoding="utf-8"))
    (tmp_path / "new").write_text(NEW + "\n", "utf-8")

    def run(who: str | None, *arguments: str, passphrase: str | None = None) -> tuple[int, Any]:
        command = ["--json", "--vault", str(school.path), *arguments]
        if who is not None:
            (tmp_path / "old").write_text(passphrase or PASSPHRASES[who], "utf-8")
            command += ["--as", who, "--passphrase-file", "old"]
        code = main(command)
        return code, json.loads(capsys.readouterr().out)

    return run


@pytest.fixture
def must(call: Call) -> Call:
    """Return the same for commands that have to succeed; gives the document."""

    def run(who: str | None, *arguments: str, passphrase: str | None = None) -> Any:
        code, document = call(who, *arguments, passphrase=passphrase)
        assert code == 0, document
        return document

    return run


def standings(must: Call) -> dict[str, str]:
    return {one["name"]: one["standing"] for one in must(ANNA, "person", "list")["people"]}


def test_somebody_is_invited_joins_and_is_confirmed(school: School, call: Call, must: Call) -> None:
    """The code opens once; the words are the same on both screens; only a comparison confirms."""
    invited = must(ANNA, "person", "invite", GWYN)
    assert standings(must)[GWYN] == "invited"
    joining = ("person", "join", "--code", invited["code"], "--new-passphrase-file", "new")
    joined = must(None, *joining)
    assert (joined["person"], joined["name"]) == (invited["person"], GWYN)
    assert call(None, *joining)[0] == 4
    assert standings(must)[GWYN] == "unconfirmed"

    words = must(ANNA, "person", "words", GWYN)["words"]
    own = must(GWYN, "person", "words", passphrase=NEW)["words"]
    assert (len(words), words, words) == (8, own, joined["words"])

    code, told = call(ANNA, "person", "confirm", GWYN)
    assert (code, standings(must)[GWYN]) == (2, "unconfirmed")
    assert "Compare the words" in told["error"]["sentence"]
    assert call(MARK, "person", "confirm", GWYN, "--yes")[0] == 5
    must(ANNA, "person", "confirm", GWYN, "--yes")
    assert standings(must)[GWYN] == "joined"


def test_a_newcomer_may_choose_another_name(school: School, must: Call) -> None:
    code = must(ANNA, "person", "invite", GWYN)["code"]
    joined = must(None, "person", "join", "Gwyn ap Nudd", "--code", code, "--new-passphrase-file", "new")
    assert joined["name"] == "Gwyn ap Nudd"
    assert must("gwyn AP nudd", "person", "words", passphrase=NEW)["person"] == joined["person"]


def test_an_invitation_is_taken_back(school: School, call: Call, must: Call) -> None:
    code = must(ANNA, "person", "invite", GWYN)["code"]
    must(ANNA, "person", "remove", GWYN)
    assert call(None, "person", "join", "--code", code, "--new-passphrase-file", "new")[0] == 4
    assert standings(must)[GWYN] == "removed"


def test_a_name_and_a_passphrase_are_changed(school: School, call: Call, must: Call) -> None:
    """Each needs the passphrase of now, even where the sign-in went by it already."""
    must(MARK, "person", "rename", "Marcus Mentorsson")
    assert call(MARK, "lessons")[0] == 4
    must("Marcus Mentorsson", "person", "passphrase", "--new-passphrase-file", "new", passphrase=PASSPHRASES[MARK])
    assert call("Marcus Mentorsson", "lessons", passphrase=PASSPHRASES[MARK])[0] == 4
    must("Marcus Mentorsson", "lessons", passphrase=NEW)


def test_a_passphrase_that_was_seen_is_replaced_with_keys_and_code(school: School, call: Call, must: Call) -> None:
    """The owner then owes new keys of what was shared; the same passphrase again is refused."""
    before = school.sign_in(OLGA).people()[school.people[MARK]].ed25519
    assert call(MARK, "person", "new-keys", "--new-passphrase-file", "old")[0] == 2
    told = must(MARK, "person", "new-keys", "--new-passphrase-file", "new")
    assert school.sign_in(OLGA).people()[school.people[MARK]].ed25519 != before
    assert call(MARK, "lessons")[0] == 4
    assert must(MARK, "lessons", passphrase=NEW)["lessons"][0]["lesson"] == school.lesson

    owed = must(ANNA, "owed", "--settle")
    assert {"lesson": school.lesson, "reason": "asked", "people": []} in owed["owed"]
    assert must(ANNA, "owed") == {"owed": [], "settled": False}

    again = must(None, "recover", "--code", told["recovery_code"], "--new-passphrase-file", "new")
    assert again["recovery_code"] != told["recovery_code"]
    assert call(None, "recover", "--code", told["recovery_code"], "--new-passphrase-file", "new")[0] == 4


def test_who_is_removed_is_told_what_they_held(school: School, call: Call, must: Call) -> None:
    """Who owns lessons stays, unless they cannot come."""
    lesson = add_small_lesson(school.sign_in(MARK), "Marks own")
    assert call(ANNA, "person", "remove", MARK)[0] == 5
    held = {one["lesson"]: one["owns"] for one in must(ANNA, "person", "remove", MARK, "--cannot-come")["held"]}
    assert held == {school.lesson: False, lesson: True}
    assert call(MARK, "lessons")[0] == 4


def test_sharing_ends_and_recordings_are_written_again(school: School, call: Call, must: Call) -> None:
    """One command refuses the other and renews what they have keys of; nothing is owed afterwards."""
    blobs = {path.name for path in (school.capsule() / "blobs").iterdir()}
    told = must(ANNA, "unshare", school.lesson, MARK)
    assert told == {"person": school.people[MARK], "recordings_renewed": 2}
    assert not blobs & {path.name for path in (school.capsule() / "blobs").iterdir()}
    assert must(MARK, "lessons")["lessons"] == []
    assert must(ANNA, "owed")["owed"] == []
    assert call(ANNA, "unshare", school.lesson, MARK)[0] == 3
    assert call(MARK, "unshare", school.lesson, OLGA)[0] == 3


def test_a_lesson_is_handed_over(school: School, call: Call, must: Call) -> None:
    """Offered by the owner, taken by what the other's program owes."""
    assert call(MARK, "hand-over", school.lesson, OLGA)[0] == 5
    must(ANNA, "hand-over", school.lesson, MARK)
    owed = must(MARK, "owed", "--settle")
    assert owed["owed"] == [{"lesson": school.lesson, "reason": "offered", "people": []}]
    assert school.sign_in(MARK).capsule(school.lesson).header.owners == (school.people[MARK],)


def test_the_vault_is_looked_after_by_two(school: School, must: Call) -> None:
    must(ANNA, "hand-over-vault", MARK, "--share")
    listed = {one["name"]: one["looks_after"] for one in must(OLGA, "person", "list")["people"]}
    assert listed == {ANNA: True, MARK: True, OLGA: False}
    must(MARK, "person", "invite", GWYN)


def test_a_person_reads_sentences(school: School, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Without --json everything is lines of plain words, the code alone on its own."""
    (tmp_path / "old").write_text(PASSPHRASES[ANNA], "utf-8")
    who = ["--vault", str(school.path), "--as", ANNA, "--passphrase-file", str(tmp_path / "old")]
    assert main([*who, "person", "invite", GWYN]) == 0
    first, code = capsys.readouterr().out.rstrip("\n").split("\n")
    assert first.startswith(f"Give this code to {GWYN}.")
    session, _ = people.take_up(school.path, code, NEW)
    assert session.people()[session.person].standing is Standing.UNCONFIRMED
    assert main([*who, "person", "list"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines == [f"{ANNA}  (looks after this vault, you)", MARK, OLGA, f"{GWYN}  (words not compared yet)"]
    assert main([*who, "person", "confirm", GWYN, "--yes"]) == 0
    assert f"{GWYN} is confirmed." in capsys.readouterr().out
    assert main([*who, "owed"]) == 0
    assert capsys.readouterr().out == "Nothing is owed.\n"
    assert main([*who, "unshare", school.lesson, MARK]) == 0
    assert "cannot be taken back" in capsys.readouterr().out
    sign_in(school.path, GWYN, NEW)
