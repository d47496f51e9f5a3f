"""The state file: a lower bound of what was seen, merged upward, refused when missing or changed."""

from __future__ import annotations

import time
from dataclasses import asdict
from pathlib import Path

import pytest

from tests.unit.vault.school import ANNA, MARK, OLGA, School
from videoreflect.crypto.envelope import close_file
from videoreflect.crypto.framing import framed
from videoreflect.errors import FormatError, IdentityChanged, IntegrityError, UnsupportedVersion, VideoReflectError
from videoreflect.services.notes import NoteText, save_note
from videoreflect.services.recording_consent import withdraw_agreement
from videoreflect.vault.signin import SignIn
from videoreflect.vault.state import MAGIC, Floor, State, StateFile, merged
from videoreflect.vault.strict_json import compact

pytest_plugins = ["tests.unit.vault.school_fixtures"]


def closed(session: SignIn, content: bytes) -> bytes:
    """Return a state file with any content, as the person's own software would write it."""
    aad = framed("state", session.folder.id, session.person)
    return close_file(MAGIC, session.identity.state_key, content, aad)


def test_an_older_state_put_back_while_somebody_is_signed_in_rises_again(school: School) -> None:
    """What is in memory and what is on the disk are merged by maximum at the next write."""
    path = school.person_file(ANNA, "state")
    before = path.read_bytes()
    anna = school.sign_in(ANNA)
    withdraw_agreement(anna, school.lesson)
    heads = dict(anna.state.floor(school.lesson).heads)
    path.write_bytes(before)
    anna.state.save()

    assert StateFile.open(anna.folder, anna.identity).floor(school.lesson).heads == heads


def test_two_runs_of_one_person_do_not_forget_for_each_other(school: School) -> None:
    """Each saves what it saw; the file holds the newer of everything."""
    one, other = school.sign_in(ANNA), school.sign_in(ANNA)
    one.capsule(school.lesson)
    withdraw_agreement(other, school.lesson)
    other.state.state.settings["idle_minutes"] = 5
    other.state.save()
    save_note(one, school.lesson, NoteText("x", 1))
    one.state.save()

    read = StateFile.open(one.folder, one.identity)
    assert read.floor(school.lesson).heads == other.state.floor(school.lesson).heads
    assert read.state.settings == {"idle_minutes": 5}
    assert read.floor(school.lesson).private == 2


def test_a_missing_state_is_told_in_a_sentence(school: School) -> None:
    """Without it nothing is pinned, so nothing is opened."""
    school.person_file(ANNA, "state").unlink()
    with pytest.raises(IntegrityError, match="missing"):
        school.sign_in(ANNA)


def test_a_changed_state_is_a_typed_error(school: School) -> None:
    """Any byte, any length, another person's file."""
    path = school.person_file(ANNA, "state")
    raw = path.read_bytes()
    places = [0, 7, 8, 39, 40, 100, len(raw) - 1]
    bad = [raw[:at] + bytes([raw[at] ^ 1]) + raw[at + 1 :] for at in places]
    for content in [*bad, b"", raw[:39], raw[:-1], raw + b"\0", school.person_file(MARK, "state").read_bytes()]:
        path.write_bytes(content)
        with pytest.raises((FormatError, IntegrityError)):
            school.sign_in(ANNA)


@pytest.mark.parametrize(
    "content",
    [b"", b"{}", b"[]", compact({"format": 1}), compact({"format": 1, "floors": []}), compact({"format": 0})],
)
def test_a_state_of_another_shape_is_a_format_error(school: School, content: bytes) -> None:
    """Failed at first with TypeError or KeyError: a later version may write other keys."""
    anna = school.sign_in(ANNA)
    school.person_file(ANNA, "state").write_bytes(closed(anna, content))
    with pytest.raises(FormatError):
        school.sign_in(ANNA)


def test_a_newer_state_is_refused_as_newer(school: School) -> None:
    """And stays as it is."""
    anna = school.sign_in(ANNA)
    path = school.person_file(ANNA, "state")
    path.write_bytes(closed(anna, compact({"format": 2, "more": 1})))
    before = path.read_bytes()
    with pytest.raises(UnsupportedVersion):
        school.sign_in(ANNA)
    with pytest.raises(UnsupportedVersion):
        anna.state.save()
    assert path.read_bytes() == before


def test_merging_takes_the_higher_of_everything() -> None:
    """Serial, header, heads, private counter and time; whichever side they are on."""
    one = State("d", "o", "r", serial=3, latest_ms=7)
    other = State("d", "o", "r", serial=5, latest_ms=6)
    one.floors["c"] = Floor(2, "new", ["x"], {"a": (5, "h5"), "b": (1, "h1")}, 9)
    other.floors["c"] = Floor(1, "old", ["x"], {"a": (4, "h4"), "b": (2, "h2"), "z": (1, "z1")}, 4)
    other.floors["e"] = Floor(1)
    both = merged(one, other)

    assert (both.serial, both.latest_ms, set(both.floors)) == (5, 7, {"c", "e"})
    assert both.floors["c"] == Floor(2, "new", ["x"], {"a": (5, "h5"), "b": (2, "h2"), "z": (1, "z1")}, 9)


def test_a_pin_never_changes_in_silence() -> None:
    """Neither in memory nor by merging."""
    one = State("d", "o", "r", pins={"p": {"ed25519": "1", "x_wing": "2", "position": 0}})
    other = State("d", "o", "r", pins={"p": {"ed25519": "1", "x_wing": "3", "position": 0}})
    with pytest.raises(IdentityChanged):
        merged(one, other)


def test_keys_in_the_directory_that_differ_from_the_pinned_ones_are_an_error(school: School) -> None:
    """Somebody's keys as pinned at first sight count; a directory that says otherwise is refused at sign-in."""
    anna = school.sign_in(ANNA)
    fields = asdict(anna.state.state) | {"format": 1}
    fields["pins"][school.people[OLGA]]["x_wing"] = fields["pins"][school.people[MARK]]["x_wing"]
    school.person_file(ANNA, "state").write_bytes(closed(anna, compact(fields)))
    with pytest.raises(IdentityChanged):
        school.sign_in(ANNA)


def test_a_clock_set_back_brings_nothing_back(school: School, monkeypatch: pytest.MonkeyPatch) -> None:
    """Dates are judged by the latest time ever seen."""
    anna = school.sign_in(ANNA)
    anna.state.save()
    latest = anna.state.state.latest_ms
    monkeypatch.setattr(time, "time_ns", lambda: 0)

    assert school.sign_in(ANNA).now_ms() >= latest


@pytest.mark.parametrize("place", ["people/{}.lock", "capsules/{}/lock"])
def test_a_folder_in_place_of_a_lock_is_a_typed_error(school: School, place: str) -> None:
    """Failed at first: the lock's own error came through."""
    anna = school.sign_in(ANNA)
    name = anna.person if place.startswith("people") else school.lesson
    path = school.path / place.format(name)
    path.unlink(missing_ok=True)
    path.mkdir()
    with pytest.raises(VideoReflectError):
        anna.state.save() if place.startswith("people") else anna.capsule(school.lesson).replace_header()


def test_a_link_in_place_of_a_lock_changes_nothing_behind_it(school: School, tmp_path: Path) -> None:
    """A lock is opened for writing; a link to somebody's thesis may not empty it."""
    thesis = tmp_path / "thesis.txt"
    thesis.write_text("years of work")
    anna = school.sign_in(ANNA)
    lock = school.person_file(ANNA, "lock")
    lock.unlink(missing_ok=True)
    lock.symlink_to(thesis)
    with pytest.raises(VideoReflectError):
        anna.state.save()
    assert thesis.read_text() == "years of work"
