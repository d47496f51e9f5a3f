"""Notes over the routes: sent twice they come once, and no window writes over the words of another unseen."""

from __future__ import annotations

from typing import Any

import pytest

from tests.unit.web.conftest import Browser, Founded
from videoreflect.domain.note import MAX_TEXT

NOTE: dict[str, Any] = {"at_ms": 100, "to_ms": None, "text": "Wait", "quote": "", "talk": False}


@pytest.fixture
def place(founded: Founded) -> str:
    return f"lessons/{founded.lesson}/notes"


def added(browser: Browser, place: str, **more: Any) -> dict[str, Any]:
    found: dict[str, Any] = browser.ask("POST", place, NOTE | more)
    return found


def test_a_note_sent_twice_comes_once(teacher: Browser, place: str) -> None:
    first = added(teacher, place, id="a" * 32)
    assert added(teacher, place, id="a" * 32) == first
    assert teacher.ask("GET", place)["notes"] == [first]
    assert first["id"] == "a" * 32


def test_a_change_of_what_another_window_changed_is_told_and_nothing_is_written_over(
    teacher: Browser, place: str
) -> None:
    note = added(teacher, place)
    one = f"{place}/{note['id']}"
    teacher.ask("PUT", one, NOTE | {"text": "First window", "was_ms": note["edited_ms"]})
    told = teacher.ask("PUT", one, NOTE | {"text": "Second window", "was_ms": note["edited_ms"]}, status=409)
    assert told["error"]["code"] == "note-changed"

    (stands,) = teacher.ask("GET", place)["notes"]
    assert stands["text"] == "First window"
    teacher.ask("PUT", one, NOTE | {"text": "Second window", "was_ms": stands["edited_ms"]})
    assert teacher.ask("GET", place)["notes"][0]["text"] == "Second window"


def test_what_another_window_changed_is_not_deleted_unseen(teacher: Browser, place: str) -> None:
    """Seen to fail without ``was_ms`` in ``delete_note``."""
    note = added(teacher, place)
    one = f"{place}/{note['id']}"
    newer = teacher.ask("PUT", one, NOTE | {"text": "And a paragraph", "was_ms": note["edited_ms"]})
    told = teacher.ask("DELETE", one, {"was_ms": note["edited_ms"]}, status=409)
    assert told["error"]["code"] == "note-changed"
    assert teacher.ask("GET", place)["notes"] == [newer]

    teacher.ask("DELETE", one, {"was_ms": newer["edited_ms"]}, status=204)
    assert teacher.ask("GET", place)["notes"] == []


def test_a_change_whose_answer_was_lost_may_be_sent_again(teacher: Browser, place: str) -> None:
    note = added(teacher, place)
    change = NOTE | {"text": "Changed", "state": "done", "was_ms": note["edited_ms"]}
    first = teacher.ask("PUT", f"{place}/{note['id']}", change)
    assert teacher.ask("PUT", f"{place}/{note['id']}", change) == first


def test_sharing_with_nobody_is_refused_with_what_to_do(teacher: Browser, place: str) -> None:
    told = teacher.ask("POST", place, NOTE | {"shared": True}, status=400)
    assert "Share the lesson first" in told["error"]["sentence"]
    assert teacher.ask("GET", place)["notes"] == []


@pytest.mark.parametrize(
    "wrong",
    [
        {"id": "x"}, {"id": 7}, {"state": "finished"}, {"shared": "yes"}, {"reply_to": "nobody"},
        {"reply_to": "d" * 32}, {"text": "x" * (MAX_TEXT + 1)}, {"text": " \u200b\u202e "}, {"codes": ["no code"]},
        {"codes": "strength"}, {"regions": [{"shape": ["box"], "points": [[0, 0], [9, 9]]}]},
        {"at_ms": -1}, {"at_ms": 1 << 41}, {"to_ms": "late"}, {"quote": "q" * 6_000},
    ],
)  # fmt: skip
def test_what_cannot_be_a_note_gets_a_sentence_and_leaves_nothing(
    teacher: Browser, place: str, wrong: dict[str, Any]
) -> None:
    answer = teacher.client.post(f"/vr/{place}", json=NOTE | wrong)
    assert answer.status_code in {400, 404, 413}
    assert answer.json()["error"]["sentence"].endswith(".")
    assert ("too long" in answer.text) == (len(str(wrong)) > 5_000)  # which field it is helps nobody then
    assert teacher.ask("GET", place)["notes"] == []


def test_a_note_beyond_the_end_or_out_before_in_is_put_right(teacher: Browser, place: str) -> None:
    beyond = added(teacher, place, at_ms=50_000, to_ms=9_000_000)
    assert (beyond["at_ms"], beyond["to_ms"]) == (50_000, 60_000)
    turned = added(teacher, place, at_ms=9_000, to_ms=4_000)
    assert (turned["at_ms"], turned["to_ms"]) == (4_000, 9_000)


@pytest.mark.parametrize("letter", ["x", "授", "🙂"])
def test_a_note_of_the_greatest_length_is_kept_in_every_script_and_as_a_draft(
    teacher: Browser, place: str, founded: Founded, letter: str
) -> None:
    """A megabyte of letters; signs of other scripts take three bytes each, and pictures four."""
    text = letter * MAX_TEXT
    teacher.ask("PUT", f"lessons/{founded.lesson}/draft", {"content": {"writing": NOTE | {"text": text}}})
    assert teacher.ask("GET", f"lessons/{founded.lesson}")["drafts"]["note"]["writing"]["text"] == text
    added(teacher, place, text=text)
    assert teacher.ask("GET", place)["notes"][0]["text"] == text


def test_a_draft_that_is_too_long_gets_a_sentence_and_leaves_the_one_before(teacher: Browser, founded: Founded) -> None:
    draft = f"lessons/{founded.lesson}/draft"
    teacher.ask("PUT", draft, {"content": {"writing": NOTE}})
    told = teacher.ask("PUT", draft, {"content": {"writing": "x" * 4_100_000}}, status=413)
    assert "too long" in told["error"]["sentence"]
    assert teacher.ask("GET", f"lessons/{founded.lesson}")["drafts"] == {"note": {"writing": NOTE}}


def test_two_windows_keep_what_is_typed_beside_one_another(teacher: Browser, founded: Founded) -> None:
    """What a third took up is dropped, unless it was written on since. Seen to fail with one row for all windows."""
    lesson = f"lessons/{founded.lesson}"
    first, second, third = ({"content": {"writing": {"text": n}, "turn": 1}, "window": n * 32} for n in "abc")
    teacher.ask("PUT", f"{lesson}/draft", first)
    teacher.ask("PUT", f"{lesson}/draft", second)
    teacher.ask("PUT", f"{lesson}/draft", second | {"content": None})
    assert teacher.ask("GET", lesson)["drafts"] == {"a" * 32: first["content"]}

    teacher.ask("PUT", f"{lesson}/draft", second | {"content": {"writing": {"text": "b and more"}, "turn": 2}})
    taken = [{"window": one["window"], "turn": 1} for one in (first, second)]
    teacher.ask("PUT", f"{lesson}/draft", third | {"taken": taken})
    assert list(teacher.ask("GET", lesson)["drafts"]) == ["b" * 32, "c" * 32]


def test_so_many_windows_that_no_more_is_kept_are_told(teacher: Browser, founded: Founded) -> None:
    draft = f"lessons/{founded.lesson}/draft"
    for number in range(32):
        teacher.ask("PUT", draft, {"content": {"turn": 1}, "window": f"{number:032x}"})
    told = teacher.ask("PUT", draft, {"content": {"turn": 1}, "window": "f" * 32}, status=400)
    assert "too many windows" in told["error"]["sentence"]
    teacher.ask("PUT", draft, {"content": {"turn": 2}, "window": f"{7:032x}"})


def test_half_a_sign_is_left_out_and_the_rest_is_kept(teacher: Browser, founded: Founded) -> None:
    """As a page has it when half of an emoji was deleted. Seen to fail without ``_whole_signs``: nothing was kept."""
    sent = b'{"content": {"writing": {"text": "x\\ud800y \\ud83d\\ude00"}}}'
    answer = teacher.client.put(
        f"/vr/lessons/{founded.lesson}/draft", content=sent, headers={"content-type": "application/json"}
    )

    assert answer.status_code == 204
    assert teacher.ask("GET", f"lessons/{founded.lesson}")["drafts"]["note"]["writing"]["text"] == "xy \U0001f600"


@pytest.mark.parametrize(
    "body",
    [
        b'{"content": {"writing": NaN}}',
        b'{"content": {"writing": -Infinity}}',
        b'{"content": {"writing": 1e999}}',
        b'{"content": {"writing": ' + b"[" * 200 + b"]" * 200 + b"}}",
        '{"content": {"writing": "\ud800"}}'.encode("utf-16-le", "surrogatepass"),
    ],
)
def test_a_draft_that_no_answer_could_hold_is_refused_and_the_lesson_opens(
    teacher: Browser, founded: Founded, body: bytes
) -> None:
    """Seen to fail with plain ``json.loads``: after NaN or 1e999 the lesson never opened again."""
    lesson = f"lessons/{founded.lesson}"
    teacher.ask("PUT", f"{lesson}/draft", {"content": {"writing": NOTE}})
    answer = teacher.client.put(f"/vr/{lesson}/draft", content=body, headers={"content-type": "application/json"})

    assert answer.status_code == 400
    assert teacher.ask("GET", lesson)["drafts"] == {"note": {"writing": NOTE}}
