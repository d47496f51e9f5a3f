"""Taking in a transcript from a file: what is kept, what is left out, and who may."""

from __future__ import annotations

import json

import pytest

from tests.unit.services.conftest import Room, Shared
from tests.unit.services.spoken import agree, speak
from videoreflect.domain.transcript import Line, Span
from videoreflect.domain.wanted import Wanted
from videoreflect.errors import InvalidInput, NotAllowed
from videoreflect.formats import eaf, transcript_json, webvtt
from videoreflect.services import background, unfinished
from videoreflect.services.exporting import KINDS, copy_out
from videoreflect.services.hiding import hide
from videoreflect.services.naming import name_stretch, rename_voice
from videoreflect.services.transcript_import import MODEL, preview, take_in
from videoreflect.services.transcripts import transcript_of
from videoreflect.services.voices import voices_of

SAID = [
    Line(0, 150, "Who knows?", voice="Teacher"),
    Line(150, 300, "Moi\x07", voice="pupil 3", language="fr"),
    Line(300, 9_000, "Good."),
    Line(600, 700, "after the end"),
    Line(310, 320, " "),
]
LENGTH = 513
"""Milliseconds of the clip: half a second, to the end of its last packet."""

FILE = webvtt.write(SAID).encode()


def test_a_file_is_looked_at_first_and_nothing_changes(room: Room) -> None:
    agree(room.session, room.lesson)

    found = preview(room.session, room.lesson, FILE)

    assert (found.form, found.lines, found.start_ms, found.end_ms) == ("vtt", 3, 0, LENGTH)
    assert (found.voices, found.left_out, found.cut, found.there) == ((("Teacher", 1), ("pupil 3", 1)), 2, 1, 0)
    assert [line.text for line in found.beginning] == ["Who knows?", "Moi", "Good."]
    assert transcript_of(room.session, room.lesson).run == ""


def test_what_was_taken_in_is_the_transcript(room: Room) -> None:
    agree(room.session, room.lesson)

    assert take_in(room.session, room.lesson, FILE) == 3

    now = transcript_of(room.session, room.lesson)
    assert [(line.start_ms, line.end_ms, line.text, line.voice, line.language) for line in now.lines] == [
        (0, 150, "Who knows?", "Teacher", ""),
        (150, 300, "Moi", "pupil 3", "fr"),
        (300, LENGTH, "Good.", "", ""),
    ]
    assert now.complete
    assert len({line.id for line in now.lines}) == 3
    ends = [body for placed, body in room.capsule._entries("transcript-end")]
    assert [(body["model"], body["duration_ms"]) for body in ends] == [(MODEL, LENGTH)]


def test_a_transcript_is_replaced_only_when_somebody_said_so(room: Room) -> None:
    """The speech that was heard stays: no file of subtitles says where somebody speaks."""
    agree(room.session, room.lesson)
    before = speak(room.session, room.lesson)

    assert preview(room.session, room.lesson, FILE).there == 3
    with pytest.raises(InvalidInput, match="has a transcript already"):
        take_in(room.session, room.lesson, FILE)
    assert transcript_of(room.session, room.lesson).run == before
    heard = transcript_of(room.session, room.lesson).speech
    take_in(room.session, room.lesson, FILE, replacing=True)

    now = transcript_of(room.session, room.lesson)
    assert now.run != before
    assert now.speech == heard
    runs = [body["run"] for _, body in room.capsule._entries("transcript")]
    assert before in runs


def test_speech_that_a_file_says_counts(room: Room) -> None:
    agree(room.session, room.lesson)
    raw = transcript_json.write(SAID, speech=[Span(10, 140), Span(400, 900)], language="de").encode()

    take_in(room.session, room.lesson, raw)

    now = transcript_of(room.session, room.lesson)
    assert (now.speech, now.language) == ((Span(10, 140), Span(400, LENGTH)), "de")


def test_only_where_a_transcript_is_agreed(room: Room) -> None:
    """Seen to fail with the permit of ``take_in`` asked for viewing."""
    for call in (preview, take_in):
        with pytest.raises(NotAllowed):
            call(room.session, room.lesson, FILE)
    assert transcript_of(room.session, room.lesson).run == ""


def test_only_the_owner(shared: Shared) -> None:
    for call in (preview, take_in):
        with pytest.raises(NotAllowed):
            call(shared.mentor, shared.lesson, FILE)
    assert transcript_of(shared.session, shared.lesson).run == ""


@pytest.mark.parametrize(
    ("raw", "sentence"),
    [
        (b"Dear all", "not a transcript"),
        (b"WEBVTT\n", "no words"),
        (webvtt.write([Line(0, 10, " ")]).encode(), "no words"),
        (webvtt.write([Line(700, 900, "later")]).encode(), "belong to another lesson"),
        (webvtt.write([Line(0, 400, "x" * 20_001)]).encode(), "far too long"),
        (webvtt.write([Line(0, 400, "x" * 19_000)] * 200).encode(), "than anybody can speak"),
    ],
)
def test_a_bad_file_changes_nothing(room: Room, raw: bytes, sentence: str) -> None:
    agree(room.session, room.lesson)

    with pytest.raises(InvalidInput, match=sentence):
        take_in(room.session, room.lesson, raw)

    assert transcript_of(room.session, room.lesson).run == ""


def test_not_while_a_transcript_is_being_written(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its next piece would be the newest again, and what was taken in would vanish."""
    agree(room.session, room.lesson)
    job = background.Job("0" * 32, room.session.person, "transcribing", "", room.lesson)
    monkeypatch.setattr(background, "job_of_lesson", lambda *_: job)

    with pytest.raises(InvalidInput, match="being written"):
        take_in(room.session, room.lesson, FILE)


def test_what_is_copied_out_comes_back(shared: Shared) -> None:
    """Each form of the transcript, as a person would: copied out, taken in, copied out again."""
    take_in(shared.session, shared.lesson, eaf.write(SAID[:3]))
    forms = [form for form, kind in KINDS.items() if kind == "transcript" and form != "txt"]

    def copied(form: str) -> bytes:
        return b"".join(copy_out(shared.session, shared.lesson, form).content)

    before = json.loads(copied("json"))["lines"]
    for form in forms:
        take_in(shared.session, shared.lesson, copied(form), replacing=True)
        after = json.loads(copied("json"))["lines"]
        for one, other in zip(before, after, strict=True):
            assert {**one, "id": "", "language": ""} == {**other, "id": "", "language": ""}, form
    assert {"vtt", "srt", "times", "docx", "eaf", "json"} == set(forms)


def test_voices_of_a_file_can_be_named_otherwise_and_outlive_another_run(room: Room) -> None:
    """They are kept by time, in one guess; the transcript that is written next has them too."""
    agree(room.session, room.lesson)
    take_in(room.session, room.lesson, FILE)

    assert voices_of(room.session, room.lesson).known_names() == ["Teacher", "pupil 3"]
    rename_voice(room.session, room.lesson, "Teacher", "Ms Gray")
    name_stretch(room.session, room.lesson, 150, 300, "pupil 4")
    assert [line.voice for line in transcript_of(room.session, room.lesson).lines] == ["Ms Gray", "pupil 4", ""]
    speak(room.session, room.lesson)
    assert [line.voice for line in transcript_of(room.session, room.lesson).lines] == ["Ms Gray", "pupil 4", ""]


def test_what_a_file_says_of_voices_counts_more_than_what_was_said_before(room: Room) -> None:
    """A stretch that was named before lies over any guess. Seen to fail with ``_anew`` left out."""
    agree(room.session, room.lesson)
    speak(room.session, room.lesson)
    name_stretch(room.session, room.lesson, 0, 500, "Everybody")

    take_in(room.session, room.lesson, FILE, replacing=True)

    voices = [line.voice for line in transcript_of(room.session, room.lesson).lines]
    assert voices == ["Teacher", "pupil 3", "Everybody"]


def test_a_file_that_names_nobody_leaves_voices_as_they_are(room: Room) -> None:
    agree(room.session, room.lesson)
    take_in(room.session, room.lesson, FILE)

    take_in(room.session, room.lesson, webvtt.write([Line(0, 100, "Hm.")]).encode(), replacing=True)

    assert [line.voice for line in transcript_of(room.session, room.lesson).lines] == ["Teacher"]
    assert len(room.capsule._entries("voices")) == 1


def test_who_speaks_at_once_is_told_apart(room: Room) -> None:
    """A short remark within a long line; names that voices cannot have are tidied."""
    agree(room.session, room.lesson)
    said = [
        Line(0, 400, "All of you listen", voice="Teacher"),
        Line(100, 150, "Hm.", voice="x\u202ey" + "z" * 80),
        Line(410, 500, "Yes", voice="Ana"),
        Line(410, 500, "No", voice="Bo"),
    ]

    take_in(room.session, room.lesson, webvtt.write(said).encode())

    now = transcript_of(room.session, room.lesson).lines
    assert [line.voice for line in now] == ["Teacher", "xy" + "z" * 58, "Ana", "Bo"]
    rename_voice(room.session, room.lesson, "Ana", "Zoe")
    rename_voice(room.session, room.lesson, "Bo", "Ben")
    now = transcript_of(room.session, room.lesson).lines
    assert [line.voice for line in now] == ["Teacher", "xy" + "z" * 58, "Zoe", "Ben"]


def test_a_name_that_a_file_brings_as_a_voice_can_be_hidden(room: Room) -> None:
    """Teams names people; hiding a name takes it from the voices too, and erases what the file said."""
    agree(room.session, room.lesson)
    said = [Line(0, 150, "Ask Kofi", voice="Kofi Mensah"), Line(150, 300, "Hm.", voice="Ms Gray")]
    take_in(room.session, room.lesson, webvtt.write(said).encode())

    found = hide(room.session, room.lesson, ["Kofi Mensah", "Kofi"], "[pupil 3]").found

    lines = transcript_of(room.session, room.lesson).lines
    assert [(line.voice, line.text) for line in lines] == [("[pupil 3]", "Ask [pupil 3]"), ("Ms Gray", "Hm.")]
    assert found.count == 2
    assert "Kofi" not in repr(room.capsule._entries("transcript", "voices", "voice"))


def test_one_that_was_interrupted_does_not_go_on_afterwards(room: Room) -> None:
    agree(room.session, room.lesson)
    unfinished.remember(room.session, room.lesson, Wanted(), paused=True)

    take_in(room.session, room.lesson, FILE)

    assert unfinished.wanted_for(room.session, room.lesson) is None
    assert unfinished.unfinished(room.session) == []


def test_a_long_file_becomes_pieces_of_five_minutes(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    agree(room.session, room.lesson)
    monkeypatch.setattr("videoreflect.services.transcript_import.duration_ms", lambda *_: 700_000)
    said = [Line(n * 1_000, n * 1_000 + 900, f"line {n}") for n in range(700)]

    take_in(room.session, room.lesson, webvtt.write(said).encode())

    pieces = [body for _, body in room.capsule._entries("transcript")]
    assert [(body["start_ms"], body["end_ms"]) for body in pieces] == [
        (0, 300_000),
        (300_000, 600_000),
        (600_000, 700_000),
    ]
    assert [line.text for line in transcript_of(room.session, room.lesson).lines] == [line.text for line in said]


CAPTIONS = b"[Ana Gray] 09:03:12\nGood morning.\n\n[Bo] 09:03:12\nYes.\n"
NINE = ((9 * 60 + 3) * 60 + 12) * 1000


def test_times_of_the_day_begin_where_the_recording_began(room: Room) -> None:
    """At the first line by default; before, and it comes later; after, and it is cut or left out."""
    agree(room.session, room.lesson)
    first = preview(room.session, room.lesson, CAPTIONS)
    assert (first.form, first.clock_ms, first.start_ms, first.lines) == ("zoom-captions", NINE, 0, 2)

    with pytest.raises(InvalidInput, match="lies within the recording"):
        preview(room.session, room.lesson, CAPTIONS, NINE - 1_000)
    assert preview(room.session, room.lesson, CAPTIONS, NINE - 300).start_ms == 300
    assert preview(room.session, room.lesson, CAPTIONS, NINE + 1_000).end_ms == LENGTH
    with pytest.raises(InvalidInput, match=r"no words|lies within"):
        preview(room.session, room.lesson, CAPTIONS, NINE + 60_000)
    assert take_in(room.session, room.lesson, CAPTIONS, NINE - 300) == 2
    assert [line.start_ms for line in transcript_of(room.session, room.lesson).lines] == [300, 300]


def test_times_far_behind_the_recording_are_taken_for_times_of_the_day(room: Room) -> None:
    """“Name 9:03:12” of Teams would be the tenth hour of a lesson."""
    agree(room.session, room.lesson)
    found = preview(room.session, room.lesson, b"Ana Gray   9:03:12\nGood morning.\n")

    assert (found.form, found.clock_ms, found.start_ms) == ("teams", NINE, 0)


def test_a_file_with_times_of_the_recording_is_not_moved(room: Room) -> None:
    agree(room.session, room.lesson)

    assert preview(room.session, room.lesson, FILE, NINE) == preview(room.session, room.lesson, FILE)
    assert preview(room.session, room.lesson, FILE).clock_ms is None
