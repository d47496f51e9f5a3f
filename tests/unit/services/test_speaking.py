"""What is being said is kept piece by piece for its author alone, in order, and goes with the draft that names it.

Seen to fail: with every piece taken as it comes in ``speaking.add`` (one that comes twice, or early, spoils the sound),
without ``drop_let_go`` in ``keep_draft`` and without the last lines of ``drop_left_over`` (it stays for ever), and
without ``drop_spoken`` in ``rights_doing``.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.unit.services.conftest import NAME, PASSPHRASE, Room, Shared
from tests.unit.voice_samples import recorded
from videoreflect.domain.policy import Action
from videoreflect.domain.voice_note import MOST_BYTES
from videoreflect.errors import InvalidInput, MediaError, NotAllowed, NotFound, StillSpeaking
from videoreflect.services import accounts, notes, speaking, voice_notes
from videoreflect.services.permits import permit
from videoreflect.services.rights_doing import erase_contributions
from videoreflect.vault.private import PrivateFile

ONE = "1" * 32
PIECE = 1_500


def say(room: Room, sound: bytes, one: str = ONE) -> int:
    """Send a sound as a page does, piece by piece."""
    kept = 0
    for at in range(0, len(sound), PIECE):
        kept = speaking.keep_piece(room.session, room.lesson, one, at, sound[at : at + PIECE])
    return kept


def kept(room: Room) -> set[str]:
    """What lies in the private file."""
    return set(PrivateFile(room.capsule).spoken_ms(permit(room.session, room.capsule, Action.ANNOTATE)))


def so_far(room: Room, one: str = ONE, after: str = "") -> str:
    return speaking.voice_so_far(room.session, room.lesson, one, after, at_once=True).id


def test_pieces_that_come_twice_late_or_too_early_make_the_sound_that_was_recorded(room: Room) -> None:
    sound = recorded()
    first, second, third = sound[:1_000], sound[1_000:2_500], sound[2_500:]
    sent = [(1_000, second), (0, first), (0, first), (2_500, third), (1_000, second), (0, sound[:3_000])]

    told = [speaking.keep_piece(room.session, room.lesson, ONE, at, piece) for at, piece in sent]
    assert told == [0, 1_000, 1_000, 1_000, 2_500, 3_000]
    assert speaking.keep_piece(room.session, room.lesson, ONE, 3_000, sound[3_000:]) == len(sound)

    assert so_far(room) == voice_notes.keep_voice_note(room.session, room.lesson, sound).id


def test_after_the_program_ended_in_the_middle_a_sound_comes_out_asked_twice_the_same(room: Room) -> None:
    sound = recorded(3_000)
    say(room, sound[:9_000])
    again = Room(room.vault, accounts.sign_in(room.vault, NAME, PASSPHRASE), room.lesson)

    voice = speaking.voice_so_far(again.session, again.lesson, ONE, at_once=True)
    assert 1_400 < voice.length_ms < 2_000
    assert so_far(again) == voice.id
    assert kept(again) == {ONE}  # until a draft has the sound


def test_what_was_kept_goes_when_the_draft_lets_go_of_it(room: Room) -> None:
    """Not before, whichever window says what; and a draft that is dropped takes it along."""
    for one in (ONE, "2" * 32):
        say(room, recorded(), one)
        notes.keep_draft(room.session, room.lesson, {"writing": {"speaking": one}}, window=one)
    notes.keep_draft(room.session, room.lesson, {"writing": {"speaking": ONE}}, "3" * 32, [(ONE, None)])
    notes.keep_draft(room.session, room.lesson, {"writing": {"text": "else"}}, window="4" * 32)
    assert kept(room) == {ONE, "2" * 32}

    notes.keep_draft(room.session, room.lesson, {"writing": {"speaking": "", "voice": so_far(room)}}, window="3" * 32)
    assert kept(room) == {"2" * 32}
    notes.keep_draft(room.session, room.lesson, None, window="2" * 32)
    assert kept(room) == set()


def test_what_a_crash_left_unnamed_goes_after_an_hour(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    say(room, recorded())
    say(room, recorded(), "2" * 32)
    notes.keep_draft(room.session, room.lesson, {"writing": {"speaking": ONE}})
    voice_notes.drop_left_over(room.session, room.lesson)
    assert kept(room) == {ONE, "2" * 32}

    monkeypatch.setattr(voice_notes, "LEFT_OVER_MS", -1)
    voice_notes.drop_left_over(room.session, room.lesson)
    assert kept(room) == {ONE}


def test_it_goes_with_what_its_author_erases(room: Room) -> None:
    say(room, recorded())

    erase_contributions(room.session, room.session.person)

    assert kept(room) == set()


def test_gone_on_with_it_is_one_sound(room: Room) -> None:
    first = voice_notes.keep_voice_note(room.session, room.lesson, recorded(2_000))
    say(room, recorded(1_500, tone=440.0))

    both = speaking.voice_so_far(room.session, room.lesson, ONE, first.id, at_once=True)
    assert 3_400 < both.length_ms < 3_700
    sent = voice_notes.keep_voice_note(room.session, room.lesson, recorded(1_500, tone=440.0), first.id)
    assert sent.id == both.id
    assert voice_notes.keep_voice_note(room.session, room.lesson, recorded(1_500), "9" * 32).length_ms < 1_600


def test_nobody_but_its_author_can_have_it(shared: Shared) -> None:
    """It is in the author's own file, under the author's own key; nothing of it lies in clear on the disk."""
    sound = recorded()
    say(shared, sound)
    with pytest.raises(NotFound):
        speaking.voice_so_far(shared.mentor, shared.lesson, ONE, at_once=True)

    marks = (sound[-600:-400], sound[-600:-560], b"webm")
    for file in (path for path in Path(shared.vault).rglob("*") if path.is_file()):
        assert not any(mark in file.read_bytes() for mark in marks), file.name


def test_while_another_window_still_sends_pieces_it_says_so(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    say(room, recorded())
    with pytest.raises(StillSpeaking):
        speaking.voice_so_far(room.session, room.lesson, ONE)

    monkeypatch.setattr(speaking, "GOING_ON_MS", 0)
    assert speaking.voice_so_far(room.session, room.lesson, ONE).id == so_far(room)


def test_there_is_a_bound_on_how_much_and_how_many(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    assert speaking.keep_piece(room.session, room.lesson, ONE, 0, bytes(MOST_BYTES)) == MOST_BYTES
    with pytest.raises(InvalidInput):
        speaking.keep_piece(room.session, room.lesson, ONE, MOST_BYTES, b"x")
    with pytest.raises(MediaError):
        so_far(room)

    monkeypatch.setattr("videoreflect.vault.speaking.MOST_SPEAKING", 1)
    with pytest.raises(InvalidInput):
        speaking.keep_piece(room.session, room.lesson, "2" * 32, 0, b"x")


def test_nothing_of_it_without_the_lesson(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    say(room, recorded())
    monkeypatch.setattr(speaking, "permit", _refuse)

    with pytest.raises(NotAllowed):
        speaking.keep_piece(room.session, room.lesson, ONE, 0, b"x")
    with pytest.raises(NotAllowed):
        so_far(room)


def _refuse(*_: object) -> None:
    raise NotAllowed
