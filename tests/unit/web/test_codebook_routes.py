"""Codebooks over their routes, as docs/ROUTES.md gives them."""

from __future__ import annotations

import base64
from typing import Any

import pytest

from tests.unit.web.conftest import Browser, Founded
from videoreflect.domain.builtin_codebooks import BUILT_IN

AGREED = {"basis": "public-task", "purposes": ["mentoring"], "until": "2099-12-31", "transcribe": True}


@pytest.fixture
def at(founded: Founded, teacher: Browser) -> str:
    """Return the address of a lesson that is shared with the mentor."""
    lesson = founded.lesson
    teacher.ask("POST", f"lessons/{lesson}/agreement", AGREED | {"share_with": [founded.mentor]})
    teacher.ask("POST", f"lessons/{lesson}/share", {"person": founded.mentor, "until": None})
    return f"lessons/{lesson}"


def file(text: str, name: str = "Our codes.csv") -> dict[str, str]:
    return {"file": base64.b64encode(text.encode()).decode(), "name": name}


def used(page: Browser, at: str) -> list[str]:
    return [one["id"] for one in page.ask("GET", f"{at}/codebooks")["books"] if one["used"]]


def test_a_file_is_shown_first_taken_in_then_changed_retired_and_saved_again(teacher: Browser, mentor: Browser) -> None:
    sent = file("name,key\nWait,w\nWhy,w\n")
    shown = teacher.ask("POST", "codebooks/preview", sent)
    assert (shown["book"]["title"], len(shown["told"]), shown["replaces"]) == ("Our codes", 1, "")
    assert [one["id"] for one in teacher.ask("GET", "codebooks")["books"]] == list(BUILT_IN)

    assert teacher.ask("POST", "codebooks", sent) == shown
    listed = mentor.ask("GET", "codebooks")["books"][-1]
    assert (listed["id"], listed["place"], listed["by_name"], listed["count"]) == ("our-codes", "vault", "Nadia", 2)
    changed = shown["book"] | {"title": "Changed"}
    assert teacher.ask("PUT", "codebooks/our-codes", {"book": changed})["book"]["title"] == "Changed"
    mentor.ask("PUT", "codebooks/our-codes", {"book": changed}, status=400)
    saved = teacher.client.get("/vr/codebooks/our-codes/file?form=csv")
    assert saved.headers["content-disposition"] == 'attachment; filename="codebook-our-codes.csv"'
    assert saved.text.startswith('\ufeff"name","letters"')
    teacher.ask("PUT", "codebooks/our-codes/retired", {"retired": True})
    mentor.ask("GET", "codebooks/our-codes", status=404)


def test_a_codebook_that_somebody_types_is_kept_or_refused_with_a_sentence(teacher: Browser) -> None:
    code = {"id": "wait", "name": "Wait", "letters": "W", "colour": 1}
    book: dict[str, Any] = {"id": "t-seda", "title": "Ours", "codes": [code]}

    assert teacher.ask("POST", "codebooks", {"book": book})["book"]["id"] == "t-seda-2"
    told = teacher.ask("POST", "codebooks", {"book": book | {"codes": [code, code | {"id": "x"}]}}, status=400)
    assert told["error"]["sentence"] == "Two codes have the same name: “wait”. Change one of them."
    for wrong in (None, {"codes": 1}, book | {"codes": [7]}, book | {"more": 1}):
        teacher.ask("POST", "codebooks", {"book": wrong}, status=400)
    teacher.ask("POST", "codebooks/preview", {"file": "***"}, status=400)
    teacher.ask("POST", "codebooks/preview", file("x" * 1_450_000), status=413)


def test_a_lesson_says_which_are_in_use_with_their_codes_and_the_page_hears_of_it(
    teacher: Browser, mentor: Browser, at: str
) -> None:
    assert used(teacher, at) == ["reactions"]
    before = [page.ask("GET", f"{at}/pulse")["codebooks_revision"] for page in (teacher, mentor)]

    told = mentor.ask("PUT", f"{at}/codebooks/t-seda", {"used": True})["books"]

    assert [one["id"] for one in told if one["used"]] == ["reactions", "t-seda"]
    assert [len(one["book"]["codes"]) for one in told if "book" in one] == [4, 10]
    assert used(teacher, at) == ["reactions"]
    after = [page.ask("GET", f"{at}/pulse")["codebooks_revision"] for page in (teacher, mentor)]
    assert [one == other for one, other in zip(before, after, strict=True)] == [True, False]
    assert teacher.ask("GET", f"{at}/codebooks/ecf")["book"]["codes"][0]["letters"] == "HE"
    assert mentor.client.get(f"/vr/{at}/codebooks/ecf/file?form=json").json()["schema"] == "videoreflect/codebook/1"
    mentor.ask("PUT", f"{at}/codebooks/none-such", {"used": True}, status=404)


def test_two_people_s_codes_stand_side_by_side_once_both_are_ready(
    founded: Founded, teacher: Browser, mentor: Browser, at: str
) -> None:
    ask = f"{at}/agreement?book=t-seda&unit=10&with={founded.mentor}"
    teacher.ask("POST", f"{at}/notes", {"text": "", "at_ms": 10_000, "codes": ["t-seda/r", "t-seda/g"]})
    mentor.ask("POST", f"{at}/notes", {"text": "", "at_ms": 12_000, "to_ms": 25_000, "codes": ["t-seda/r"]})
    teacher.ask("POST", f"{at}/ready", {})
    assert teacher.ask("GET", ask, status=403)["error"]["sentence"].endswith("once both have said ready.")
    mentor.ask("POST", f"{at}/ready", {})

    told = teacher.ask("GET", ask)

    assert told["units"] == 6
    assert [(one["code"], one["both"], one["mine"], one["theirs"], one["neither"]) for one in told["codes"]] == [
        ("t-seda/r", 1, 0, 1, 4), ("t-seda/g", 0, 1, 0, 5),
    ]  # fmt: skip
    assert (told["codes"][0]["percent"], told["codes"][0]["kappa"]) == (83.3, 0.571)
    assert "You and Gwyn did the same 10 of 12 times" in told["meaning"]
    assert told["warning"].startswith("There is too little")
    assert told["apart"][0] == {
        "start_ms": 10_000, "end_ms": 20_000, "mine": ["t-seda/r", "t-seda/g"], "theirs": ["t-seda/r"],
    }  # fmt: skip
    for wrong in (f"{at}/agreement?book=t-seda&unit=7&with={founded.mentor}", f"{at}/agreement"):
        assert teacher.client.get(f"/vr/{wrong}").status_code in {400, 403}


def test_without_a_sign_in_there_is_no_codebook(nobody: Browser) -> None:
    for path in ("codebooks", "codebooks/t-seda", "codebooks/t-seda/file", f"lessons/{'a' * 32}/codebooks"):
        nobody.ask("GET", path, status=401)
