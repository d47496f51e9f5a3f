"""Which passage is in which language, from made-up probabilities; and the real model on what it is told."""

from __future__ import annotations

import pytest
from faster_whisper.tokenizer import _LANGUAGE_CODES

from videoreflect.domain.transcript import Span
from videoreflect.speech.languages import LANGUAGES, Chosen, Passage, chosen, most_spoken, passages


def passage(begin_s: int, seconds: int, **languages: float) -> Passage:
    return Passage((Span(begin_s * 1000, (begin_s + seconds) * 1000),), languages)


def test_the_languages_are_those_of_the_model() -> None:
    assert set(LANGUAGES) == set(_LANGUAGE_CODES)


def test_speech_is_cut_at_its_silences_and_not_longer_than_the_model_hears() -> None:
    speech = [Span(0, 2_000), Span(2_300, 4_000), Span(4_600, 5_000), Span(5_100, 30_000), Span(30_100, 40_000)]

    assert [(one[0].start_ms, one[-1].end_ms) for one in passages(speech)] == [
        (0, 4_000), (4_600, 30_000), (30_100, 40_000),
    ]  # fmt: skip


def test_a_clear_passage_in_another_language_is_in_that() -> None:
    heard = [passage(0, 8, en=0.99), passage(9, 5, de=0.9, en=0.05), passage(15, 8, en=0.97)]

    assert [one.language for one in chosen(heard, "en")] == ["en", "de", "en"]


@pytest.mark.parametrize("main", ["en", "de"])
def test_a_doubtful_passage_is_in_the_main_language_and_by_itself(main: str) -> None:
    heard = [passage(0, 8, en=0.99), passage(9, 8, de=0.95), passage(18, 3, la=0.2, en=0.15, de=0.14)]

    assert chosen(heard, main)[-1] == Chosen(main, clear=False)


def test_what_one_short_passage_sounds_like_is_chance() -> None:
    """Short German is taken for Dutch now and then; nobody speaks Dutch here."""
    heard = [passage(0, 20, en=0.99), passage(21, 20, de=0.95), passage(42, 2, nl=0.6, de=0.3)]

    assert chosen(heard, "en")[-1].language == "de"


def test_a_word_too_short_to_tell_stays_with_what_was_said_before() -> None:
    heard = [passage(0, 8, en=0.99), passage(9, 8, de=0.95), Passage((Span(18_000, 18_400),), {})]

    assert [one.language for one in chosen(heard, "en")] == ["en", "de", "de"]
    assert chosen([heard[-1]], "en")[0].language == "en"


def test_the_main_language_is_the_one_most_is_said_in() -> None:
    assert most_spoken([passage(0, 3, en=0.99), passage(9, 8, de=0.95)]) == "de"
    assert most_spoken([]) == ""
