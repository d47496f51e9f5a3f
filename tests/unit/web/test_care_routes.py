"""Checking, backing up, tidying a backup, and the school recovery key, over the routes and with a real vault."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import pytest

from tests.unit.web.conftest import MENTOR, NAME, Browser, Founded, add_plain_lesson
from tests.unit.web.first_steps import settled, shared
from videoreflect.crypto.recovery import written_root
from videoreflect.services.checking import verify
from videoreflect.vault.folder import open_vault_folder
from videoreflect.web.house import House


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    """Return a folder to back up to."""
    (tmp_path / "stick").mkdir()
    return tmp_path / "stick"


def checked(browser: Browser, *, quick: bool = False) -> dict[str, Any]:
    assert browser.ask("POST", "vault/check", {"quick": quick})["kind"] == "checking"
    return settled(browser, "checking")


def test_a_sound_vault_is_checked(teacher: Browser) -> None:
    """In a job of its own, whose end says in sentences what was looked at."""
    for quick in (True, False):
        ended = checked(teacher, quick=quick)
        assert (ended["state"], ended["clean"], ended["told"][0]) == ("done", True, "Nothing is wrong."), ended
        assert ended["told"][-1] == "1 lesson of yours looked into, 4 recording files checked."


def test_damage_is_told_with_the_lesson_and_what_to_do(teacher: Browser, own_house: House, founded: Founded) -> None:
    blobs = sorted(
        (own_house.vault / "capsules" / founded.lesson / "blobs").iterdir(), key=lambda one: one.stat().st_size
    )
    changed = bytearray(blobs[-1].read_bytes())
    changed[1_000_000] ^= 1
    blobs[-1].write_bytes(changed)
    (own_house.vault / "vault.json").chmod(0o644)
    ended = checked(teacher)
    assert (ended["state"], ended["clean"]) == ("done", False)
    assert ended["told"][0] == "Something is wrong. What is named here needs you."
    assert any("“Fractions with 6K”: a recording is missing or damaged. Restore it" in one for one in ended["told"])
    assert any("Other accounts on this device can get at files" in one for one in ended["told"])


def test_lessons_of_others_are_checked_from_outside(mentor: Browser) -> None:
    assert "1 lesson of other people checked from outside" in checked(mentor)["told"][-1]


def test_a_lesson_that_vanished_is_told(teacher: Browser, own_house: House, founded: Founded) -> None:
    teacher.ask("GET", f"lessons/{founded.lesson}")
    (own_house.vault / "capsules" / founded.lesson).rename(own_house.vault.parent / "elsewhere")
    ended = checked(teacher, quick=True)
    assert any("is missing, and nobody wrote that it was erased" in one for one in ended["told"])


def test_the_server_answers_while_a_check_runs_and_one_runs_at_a_time(teacher: Browser, founded: Founded) -> None:
    """The work is a child’s; a second request for such work is told to wait, and the first can be stopped."""
    job = teacher.ask("POST", "vault/check", {"quick": False})
    begun = time.monotonic()
    teacher.ask("GET", f"lessons/{founded.lesson}")
    assert time.monotonic() - begun < 30
    assert "already" in teacher.ask("POST", "vault/check", {"quick": True}, 400)["error"]["sentence"]
    teacher.ask("DELETE", f"jobs/{job['job']}", status=204)
    assert settled(teacher, "checking")["state"] in {"stopped", "done"}


def test_a_vault_is_backed_up_and_the_backup_is_known(
    teacher: Browser, mentor: Browser, stick: Path, founded: Founded, own_house: House
) -> None:
    """Everybody sees by label that it exists; a second one copies only what is new."""
    body = {"folder": str(stick), "label": "Blue stick"}
    assert teacher.ask("POST", "vault/backups", body)["title"] == str(stick)
    ended = settled(teacher, "backing-up")
    assert (ended["state"], ended["clean"]) == ("done", True), ended
    assert ended["told"][0] == "The backup is complete. Everything in it was read back, and nothing is wrong."
    assert "4 recording files copied" in ended["told"][1]
    for browser in (teacher, mentor):
        (known,) = browser.ask("GET", "vault/backups")["backups"]
        assert (known["label"], known["state"], known["by_name"]) == ("Blue stick", "complete", NAME)
    teacher.ask("POST", "vault/backups", body | {"label": ""})
    again = settled(teacher, "backing-up")
    assert "0 recording files copied (0 MB), 4 were there already." in again["told"]
    assert teacher.ask("GET", "vault/backups")["backups"][0]["label"] == "Blue stick"
    assert verify(own_house.vault, founded.reopened(own_house.vault)).clean


def test_what_was_erased_goes_from_the_backup(teacher: Browser, stick: Path, founded: Founded) -> None:
    teacher.ask("POST", "vault/backups/pruning", {"folder": str(stick)}, 503)
    teacher.ask("POST", "vault/backups", {"folder": str(stick), "label": "Blue stick"})
    assert settled(teacher, "backing-up")["state"] == "done"
    teacher.ask("POST", f"lessons/{founded.lesson}/erasure", {"what": "lesson"})
    assert list(stick.rglob(founded.lesson))
    teacher.ask("POST", "vault/backups/pruning", {"folder": str(stick)})
    ended = settled(teacher, "pruning")
    assert (ended["state"], ended["clean"]) == ("done", True), ended
    assert ended["told"][0] == "1 erased lesson and 4 recording files were taken out of this backup."
    assert teacher.ask("GET", "vault/backups")["backups"][0]["state"] == "pruned"


@pytest.mark.parametrize(
    ("folder", "status"),
    [("", 400), ("backups", 400), ("/nowhere/at/all", 409), ("VAULT", 409), ("a\0b", 400), (5, 400)],
)
def test_a_folder_that_cannot_take_a_backup_is_refused_at_once(
    teacher: Browser, own_house: House, folder: object, status: int
) -> None:
    place = str(own_house.vault) if folder == "VAULT" else folder
    teacher.ask("POST", "vault/backups", {"folder": place, "label": ""}, status)
    assert teacher.ask("GET", "jobs") == {"jobs": []}


def test_keys_and_secrets_stand_nowhere_but_in_the_answer(
    teacher: Browser, stick: Path, founded: Founded, own_house: House, tmp_path: Path
) -> None:
    """The root secret goes to the child through its pipe: it is in no argument, job, file or temporary folder."""
    teacher.ask("POST", "vault/backups", {"folder": str(stick), "label": ""})
    settled(teacher, "backing-up")
    code = teacher.ask("POST", "vault/school-key")["code"]
    root = founded.sign_in.identity.root
    hidden = (root, written_root(root).encode(), code.encode())
    for path in tmp_path.rglob("*"):
        if path.is_file():
            content = path.read_bytes()
            assert not any(one in content for one in hidden), path
    told = repr(teacher.ask("GET", "jobs")) + repr(teacher.ask("GET", "vault/school-key"))
    assert code not in told


def test_the_school_key_is_off_until_it_is_made_and_each_confirms_it(
    teacher: Browser, mentor: Browser, founded: Founded, own_house: House
) -> None:
    """Only who looks after the vault makes it; the code is answered once; others compare words."""
    off = teacher.ask("GET", "vault/school-key")
    assert off == {"on": False, "words": [], "confirmed": False, "may_make": True, "sealed": []}
    mentor.ask("POST", "vault/school-key", {}, 403)
    made = teacher.ask("POST", "vault/school-key")
    assert made["on"]
    assert not made["confirmed"]
    assert len(made["words"]) == 8
    assert "code" not in teacher.ask("GET", "vault/school-key")
    teacher.ask("POST", "vault/school-key", {}, 400)

    seen = mentor.ask("GET", "vault/school-key")
    assert (seen["on"], seen["words"], seen["confirmed"], seen["may_make"]) == (True, made["words"], False, False)
    mentor.ask("POST", "vault/school-key/confirmation", {"words": made["words"][::-1]}, 400)
    assert mentor.ask("POST", "vault/school-key/confirmation", {"words": made["words"]})["confirmed"]

    lesson = add_plain_lesson(founded.reopened(own_house.vault, mentor=True))
    (card,) = mentor.ask("GET", "lessons")["lessons"]
    assert card["school_key"] is True
    assert mentor.ask("GET", f"lessons/{lesson}/sharing")["school_key"] is True
    assert teacher.ask("GET", "lessons")["lessons"][0]["school_key"] is False
    mentor.ask("DELETE", "vault/school-key", status=403)
    assert teacher.ask("DELETE", "vault/school-key")["on"] is False


def test_a_lesson_of_somebody_who_was_removed_is_handed_over(
    teacher: Browser, mentor: Browser, founded: Founded, own_house: House
) -> None:
    """Only with the code, only to somebody who is here; what can be handed over is listed without its title."""
    code = teacher.ask("POST", "vault/school-key")["code"]
    words = mentor.ask("GET", "vault/school-key")["words"]
    mentor.ask("POST", "vault/school-key/confirmation", {"words": words})
    lesson = add_plain_lesson(founded.reopened(own_house.vault, mentor=True))
    assert teacher.ask("GET", "vault/school-key")["sealed"] == []
    teacher.ask("POST", f"people/{founded.mentor}/removal", {"cannot_come": True})
    (sealed,) = teacher.ask("GET", "vault/school-key")["sealed"]
    assert (sealed["lesson"], sealed["owner_name"]) == (lesson, MENTOR)
    assert sealed["bytes"] > 2_000_000

    me = teacher.ask("GET", "people")["me"]["id"]
    body = {"code": code, "lesson": lesson, "person": me}
    teacher.ask("POST", "vault/school-key/hand-over", body | {"code": code[:-1]}, 400)
    teacher.ask("POST", "vault/school-key/hand-over", body | {"code": written_root(bytes(32))}, 401)
    teacher.ask("POST", "vault/school-key/hand-over", body, 204)
    assert lesson in {one["id"] for one in teacher.ask("GET", "lessons")["lessons"]}
    assert teacher.ask("GET", "vault/school-key")["sealed"] == []


def test_a_check_changes_no_file(teacher: Browser, founded: Founded, own_house: House) -> None:
    """A check changes nothing in the vault."""
    shared(teacher, founded)
    folder = open_vault_folder(own_house.vault)

    def files() -> dict[Path, bytes]:
        """Everything but the write-ahead logs, which follow whoever reads."""
        return {
            one: one.read_bytes()
            for one in folder.path.rglob("*")
            if one.is_file() and not one.name.endswith(("-wal", "-shm"))
        }

    before = files()
    ended = checked(teacher)
    assert ended["clean"] is True, ended
    assert files() == before
