"""The table of sign-ins, and the slowing of guesses."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from tests.unit.web.conftest import HOST, Clock, Founded
from videoreflect.errors import SignInNeeded, SignInRefused
from videoreflect.services.guesses import Guesses
from videoreflect.services.sessions import Active, Sessions, SignIn, cookie_name


@pytest.fixture
def active(sessions: Sessions, founded: Founded) -> Active:
    sessions.open(founded.sign_in)
    return sessions.active()[0]


def test_a_token_is_random_and_kept_nowhere(sessions: Sessions, founded: Founded) -> None:
    one, other = sessions.open(founded.sign_in), sessions.open(founded.sign_in)

    assert one != other
    assert len(bytes.fromhex(one)) == 32
    assert all(one not in (active.name, repr(active)) for active in sessions.active())
    assert sessions.find(one) is not sessions.find(other)
    assert sessions.find_in({cookie_name(HOST): one}, HOST) is sessions.find(one)
    assert sessions.find_in({cookie_name(HOST): one}, "127.0.0.1:1") is None
    assert sessions.find(None) is None


def test_a_lock_tells_whoever_listens_and_drops_the_keys(sessions: Sessions, active: Active) -> None:
    heard: list[str] = []
    active.on_lock(lambda: heard.append("one"))
    forget = active.on_lock(lambda: heard.append("other"))
    forget()
    link = active.media_link("a" * 32)
    sessions.end(active)
    sessions.end(active)
    active.on_lock(lambda: heard.append("late"))

    assert heard == ["one", "late"]
    assert not active.is_media_link("a" * 32, link)
    with pytest.raises(SignInNeeded):
        _ = active.sign_in


def test_new_keys_go_on_in_one_browser_and_end_the_others(sessions: Sessions, active: Active, founded: Founded) -> None:
    """The same token, page and listeners; nobody else’s sign-in is touched, and another person’s keys are refused."""
    other, mentor = (sessions.find(sessions.open(one)) for one in (founded.sign_in, founded.mentor_sign_in))
    assert other is not None
    assert mentor is not None
    sessions.end_all_of(active.person, but=active)
    assert (other.locked, active.locked, mentor.locked) == (True, False, False)

    heard: list[str] = []
    active.on_lock(lambda: heard.append("ended"))
    renewed = SignIn(founded.sign_in.folder, founded.sign_in.identity, founded.sign_in.state)
    active.go_on_as(renewed)
    assert (active.sign_in is renewed, heard) == (True, [])
    with pytest.raises(SignInNeeded):
        active.go_on_as(founded.mentor_sign_in)
    sessions.end_all_of(active.person)
    with pytest.raises(SignInNeeded):
        active.go_on_as(renewed)
    assert heard == ["ended"]


def test_locks_from_many_threads_tell_once(sessions: Sessions, active: Active) -> None:
    heard: list[int] = []
    active.on_lock(lambda: heard.append(1))
    threads = [threading.Thread(target=sessions.lock_all) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert heard == [1]
    assert sessions.active() == []


def test_a_media_link_holds_for_one_lesson_of_one_sign_in(sessions: Sessions, active: Active, founded: Founded) -> None:
    other = sessions.find(sessions.open(founded.sign_in))
    assert other is not None
    link = active.media_link("a" * 32)

    assert link == active.media_link("a" * 32)
    assert active.is_media_link("a" * 32, link)
    assert not active.is_media_link("b" * 32, link)
    assert not other.is_media_link("a" * 32, link)
    assert not active.is_media_link("a" * 32, "é")


def test_nobody_there_for_ten_minutes_locks(sessions: Sessions, active: Active, clock: Clock) -> None:
    clock.now += 599
    sessions.lock_idle()
    assert not active.locked
    clock.now += 1
    sessions.lock_idle()
    assert active.locked


def test_playing_counts_for_the_remaining_length_and_no_longer(
    sessions: Sessions, active: Active, clock: Clock
) -> None:
    for _ in range(100):
        active.play(remaining_ms=1_000_000)
        clock.now += 15
    assert active.idle_s() == pytest.approx(500)
    clock.now += 100
    sessions.lock_idle()
    assert active.locked


def test_an_action_of_a_person_starts_the_count_anew(active: Active, clock: Clock) -> None:
    active.play(remaining_ms=10_000)
    clock.now += 60
    active.act()
    active.play(remaining_ms=100_000)
    clock.now += 60
    active.play(remaining_ms=100_000)

    assert active.idle_s() == 0


@pytest.mark.parametrize(("setting", "seconds"), [(5, 300), (None, 600), (0, 600), (121, 600), ("5", 600)])
def test_the_idle_time_is_a_setting_within_bounds(active: Active, setting: object, seconds: int) -> None:
    settings = active.sign_in.state.state.settings
    settings["idle_minutes"] = setting
    try:
        assert active.idle_limit_s() == seconds
    finally:
        del settings["idle_minutes"]


# -- Guesses -------------------------------------------------------------------------------


def wait(guesses: Guesses, name: str) -> float:
    try:
        guesses.check(name)
    except SignInRefused as refused:
        return float(str(refused.fields["wait_seconds"]))
    return 0


def test_waits_grow_per_name_and_overall_and_are_forgotten(clock: Clock) -> None:
    guesses = Guesses(None, clock)
    for expected in (1, 2, 4, 8, 16, 30, 30):
        guesses.wrong("Anna")
        assert wait(guesses, "ANNA ") == expected
    assert wait(guesses, "Ben") == 30
    clock.now += 30
    assert wait(guesses, "Anna") == 0
    guesses.right("Ben")
    guesses.wrong("Ben")
    assert wait(guesses, "Ben") == 1
    clock.now += 901
    guesses.wrong("Anna")
    assert wait(guesses, "Anna") == 1


def test_a_restart_does_not_reset_the_count(tmp_path: Path, clock: Clock) -> None:
    file = tmp_path / "guesses.json"
    first = Guesses(file, clock)
    first.right("Anna")
    for _ in range(4):
        first.wrong("Anna")

    assert wait(Guesses(file, clock), "Anna") == 8
    assert b"nna" not in file.read_bytes()


def test_a_missing_counter_costs_the_longest_wait_once_and_only_after_a_mistake(tmp_path: Path, clock: Clock) -> None:
    guesses = Guesses(tmp_path / "guesses.json", clock)
    assert wait(guesses, "Anna") == 0
    guesses.wrong("Anna")
    assert wait(guesses, "Anna") == 30
    clock.now += 30
    guesses.wrong("Anna")
    assert wait(guesses, "Anna") == 2


@pytest.mark.parametrize("content", [b"", b"[]", b'{"wrong": "x"}', b"\xff" * 2000])
def test_a_damaged_counter_is_a_missing_one(tmp_path: Path, clock: Clock, content: bytes) -> None:
    file = tmp_path / "guesses.json"
    file.write_bytes(content)
    guesses = Guesses(file, clock)
    guesses.wrong("Anna")

    assert wait(guesses, "Anna") == 30


def test_a_clock_set_back_does_not_make_anybody_wait_longer(tmp_path: Path, clock: Clock) -> None:
    guesses = Guesses(None, clock)
    guesses.wrong("Anna")
    clock.now -= 1_000_000

    assert wait(guesses, "Anna") <= 1
