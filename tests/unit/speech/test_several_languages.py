"""A lesson in two languages by the real base model: made-up Spanish between the English of the sample lesson."""

from __future__ import annotations

import shutil
import subprocess
from importlib import resources
from pathlib import Path

import numpy as np
import pytest

from tests.unit.speech.sounds import Samples, joined, noise
from videoreflect.domain.transcript import TranscriptPiece
from videoreflect.errors import InvalidInput
from videoreflect.media.sound import pcm
from videoreflect.speech.pieces import pieces
from videoreflect.speech.store import ModelStore
from videoreflect.speech.whisper import Whisper

ESPEAK = shutil.which("espeak-ng")
pytestmark = [
    pytest.mark.model,
    pytest.mark.timeout(300),
    pytest.mark.skipif(ESPEAK is None, reason="needs espeak-ng for a voice in another language"),
]
SPANISH = (
    "Buenos días a todos, hoy vamos a hablar de las fracciones.",
    "Creo que tres cuartos es más grande que un medio.",
)


@pytest.fixture(scope="module")
def whisper() -> Whisper:
    return Whisper(ModelStore().locate("base"), threads=2)


def sound_of(path: Path) -> Samples:
    with path.open("rb") as file:
        return np.concatenate(list(pcm(file)))


@pytest.fixture(scope="module")
def bilingual(tmp_path_factory: pytest.TempPathFactory) -> tuple[Samples, list[tuple[int, int, str]]]:
    """English, Spanish, English, Spanish, a second apart; with the times of each."""
    english = sound_of(Path(str(resources.files("videoreflect.sample_media") / "lesson.mp4")))
    path, parts, turns, at = tmp_path_factory.mktemp("spanish") / "said.wav", [], [], 0
    for number, text in enumerate(SPANISH):
        subprocess.run([str(ESPEAK), "-v", "es", "-s", "140", "-w", str(path), text], check=True)
        for language, sound in (("en", english[number * 88_000 :][:88_000]), ("es", sound_of(path))):
            turns.append((at // 16, (at + len(sound)) // 16, language))
            parts += [sound, noise(1_000, 0.0005)]
            at += len(sound) + 16_000
    return joined(*parts), turns


def written(whisper: Whisper, sound: Samples, *, translate: bool = False) -> TranscriptPiece:
    (piece,) = pieces([sound])
    return whisper.write_down(piece, several=True, translate=translate, progress=lambda _: None)


def test_every_passage_is_written_in_its_own_language(
    whisper: Whisper, bilingual: tuple[Samples, list[tuple[int, int, str]]]
) -> None:
    sound, turns = bilingual
    found = written(whisper, sound)

    for start_ms, end_ms, language in turns:
        lines = [line for line in found.lines if start_ms <= (line.start_ms + line.end_ms) // 2 < end_ms]
        assert lines, "a passage was passed over"
        assert {line.language or found.language for line in lines} == {language}, found.lines
    spanish = " ".join(line.text for line in found.lines if (line.language or found.language) == "es").lower()
    assert "buenos días" in spanish
    assert "tres cuartos" in spanish


def test_it_is_written_in_english_on_request(
    whisper: Whisper, bilingual: tuple[Samples, list[tuple[int, int, str]]]
) -> None:
    sound, _ = bilingual
    text = " ".join(line.text for line in written(whisper, sound, translate=True).lines).lower()

    assert "buenos" not in text
    assert "fractions" in text


def test_english_alone_stays_english(whisper: Whisper, bilingual: tuple[Samples, list[tuple[int, int, str]]]) -> None:
    found = written(whisper, bilingual[0][:88_000])

    assert (found.language, {line.language for line in found.lines}) == ("en", {""})


def test_a_model_for_english_alone_translates_nothing(bilingual: tuple[Samples, list[tuple[int, int, str]]]) -> None:
    with pytest.raises(InvalidInput, match="cannot translate"):
        written(Whisper(ModelStore().locate("tiny.en"), threads=2), bilingual[0], translate=True)
