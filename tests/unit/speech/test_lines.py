"""Lines fitted to speech, invented lines taken out, and what is measured on them."""

from __future__ import annotations

import pytest

from videoreflect.domain.transcript import Line, Span, Word
from videoreflect.speech.junk import without_junk
from videoreflect.speech.lines import fitted, line_of
from videoreflect.speech.talk import Wait, is_question, silence_spans, waits

ALL = (Span(0, 1_000_000),)


def line(text: str, start_ms: int = 0, each_ms: int = 300, probability: float = 0.9) -> Line:
    """Make a line whose words follow each other without a pause."""
    words = [
        Word(start_ms + at * each_ms, start_ms + (at + 1) * each_ms, f" {one}", probability)
        for at, one in enumerate(text.split())
    ]
    return line_of(words)


def texts(lines: tuple[Line, ...]) -> list[str]:
    return [one.text for one in lines]


def test_question_and_answer_in_one_line_are_split_at_the_pause() -> None:
    words = (Word(0, 300, "How", 1), Word(300, 4_000, " many?", 1), Word(4_000, 4_400, " Three.", 1))
    heard = (Span(50, 600), Span(4_100, 4_500))

    found = fitted([Line(0, 4_400, "How many? Three.", words)], heard)

    assert texts(found) == ["How many?", "Three."]
    assert [(one.start_ms, one.end_ms) for one in found] == [(0, 600), (4_100, 4_400)]
    assert all("".join(word.text for word in one.words) == one.text for one in found)


def test_a_short_pause_inside_a_sentence_does_not_split() -> None:
    said = line("a quarter means one of four")
    heard = (Span(0, 800), Span(1_700, 3_000))

    assert [one.text for one in fitted([said], heard)] == [said.text]


@pytest.mark.parametrize(
    ("text", "pause_ms", "parts"),
    [
        ("You need more. Say more.", 500, 2),
        ("You need more. Say more.", 400, 1),
        ("You need more, say more.", 500, 1),
        ("You need more, say more.", 1_000, 2),
        ("You need more and more.", 1_000, 1),
        ("You need more and more.", 2_000, 2),
    ],
)
def test_the_less_a_clause_is_finished_the_longer_a_pause_must_be(text: str, pause_ms: int, parts: int) -> None:
    words = list(line(text).words)
    later = [Word(one.start_ms + pause_ms, one.end_ms + pause_ms, one.text, 0.9) for one in words[3:]]
    said = line_of([*words[:3], *later])
    heard = (Span(0, 900), Span(900 + pause_ms, 5_000))

    found = fitted([said], heard)

    assert len(found) == parts
    assert " ".join(texts(found)) == text


def test_a_line_without_words_or_speech_is_left_alone() -> None:
    bare = Line(0, 9_000, "Edited by hand.")

    assert fitted([bare], (Span(0, 100), Span(5_000, 9_000))) == (bare,)
    assert fitted([bare], ()) == (bare,)


@pytest.mark.parametrize("text", ["Thank you for watching!", "Good morning.", "Thank you."])
def test_a_line_during_which_nobody_speaks_is_dropped(text: str) -> None:
    assert without_junk([line(text, 6_000)], (Span(0, 5_000), Span(9_000, 9_500))) == ()


def test_a_short_answer_that_whisper_placed_too_early_stays() -> None:
    answer = line("Yes.", 4_700)

    assert without_junk([answer], (Span(0, 2_000), Span(5_100, 5_400))) == (answer,)


@pytest.mark.parametrize(
    "text",
    [
        "Subtitles by the Amara.org community",
        "Untertitel der Amara.org-Community",
        "Untertitel im Auftrag des ZDF, 2020",
        "Sous-titres réalisés par la communauté d'Amara.org",
        "Subtítulos realizados por la comunidad de Amara.org",
        "Transcription by CastingWords",
        "...",
        "♪♪",
    ],
)
def test_credits_and_signs_without_letters_are_dropped(text: str) -> None:
    assert without_junk([line(text)], ALL) == ()


@pytest.mark.parametrize("text", ["Thanks for watching!", "Vielen Dank.", "Please subscribe", "you", "Bye."])
def test_a_farewell_goes_when_whisper_was_not_sure_or_little_was_heard(text: str) -> None:
    assert without_junk([line(text, probability=0.3)], ALL) == ()
    assert without_junk([line(text, each_ms=1_000)], (Span(0, 90),)) == ()


@pytest.mark.parametrize(
    "text",
    [
        "Thank you.",
        "Thank you for listening.",
        "Bye bye!",
        "Thank you for watching the experiment so closely.",
        "Who wrote the subtitles by hand?",
        "The word subtitle comes from Latin.",
        "Vielen Dank.",
        "No, no, no, no.",
        "Six, six, six, six, six, six.",
    ],
)
def test_what_a_teacher_says_stays(text: str) -> None:
    assert texts(without_junk([line(text)], ALL)) == [text]


def test_a_loop_keeps_its_first_turn() -> None:
    said = line("we count " + "and then we " * 12 + "stop")

    assert texts(without_junk([said], ALL)) == ["we count and then we stop"]


def test_the_same_line_many_times_is_kept_once() -> None:
    same = [line("I do not know", at * 2_000) for at in range(5)]
    short = [line("Yes.", at * 2_000) for at in range(5)]

    assert without_junk(same, ALL) == (same[0],)
    assert without_junk(same[:3], ALL) == tuple(same[:3])
    assert without_junk(short, ALL) == tuple(short)


@pytest.mark.parametrize("text", ["How many?", "“How many?”", "なぜですか？", "لماذا؟", "Why? "])
def test_a_question_ends_with_its_mark(text: str) -> None:
    assert is_question(text)
    assert not is_question("Why? Because.")


def test_a_pause_after_a_question_is_a_wait() -> None:
    lines = [line("How many is that?", 1_000), line("Three.", 6_800), line("Good.", 12_000)]
    heard = (Span(950, 2_150), Span(7_000, 7_300), Span(12_000, 12_400))

    assert waits(lines, heard) == (Wait(2_150, 7_000),)


def test_the_wait_is_found_where_whisper_stretched_the_last_word() -> None:
    words = (Word(1_000, 1_300, "Who", 1), Word(1_300, 6_900, " knows?", 1))
    lines = [Line(1_000, 6_900, "Who knows?", words), line("Me.", 6_900)]

    assert waits(lines, (Span(1_000, 1_800), Span(7_000, 7_300))) == (Wait(1_800, 7_000),)


def test_short_pauses_later_silences_and_the_end_are_no_waits() -> None:
    asked = line("Who knows?", 1_000)

    assert waits([asked, line("Me.", 4_000)], (Span(1_000, 1_600), Span(4_500, 5_000))) == ()
    later = (Span(1_000, 1_600), Span(2_000, 2_400), Span(9_000, 9_500))
    assert waits([asked, line("Me.", 2_000), line("So.", 9_000)], later) == ()
    assert waits([asked], (Span(1_000, 1_600),)) == ()
    assert waits([asked], ()) == ()


def test_silences_are_those_of_the_stretch_asked_for() -> None:
    heard = (Span(1_000, 2_000), Span(2_500, 3_000))

    assert silence_spans(heard, 0, 4_000) == (Span(0, 1_000), Span(2_000, 2_500), Span(3_000, 4_000))
    assert silence_spans(heard, 0, 4_000, at_least_ms=1_000) == (Span(0, 1_000), Span(3_000, 4_000))
