"""Listen to `lesson.mp4` with Whisper and with the voice detector, and compare with `lesson.json`.

Needs `faster-whisper`, `jiwer` and `whisper-normalizer`, and a folder with the Whisper base model::

    python sample_media/check_lesson.py --model FOLDER
"""

import argparse
import itertools
import json
import os
from pathlib import Path
from typing import Any

os.environ.setdefault("ORT_DISABLE_TELEMETRY", "1")
os.environ.setdefault("HF_HUB_OFFLINE", "1")

import jiwer
from faster_whisper import WhisperModel
from faster_whisper.audio import decode_audio
from faster_whisper.vad import VadOptions, get_speech_timestamps
from whisper_normalizer.english import EnglishTextNormalizer

FOLDER = Path(__file__).resolve().parent
PER_MS = 16


def hear(sound: Any, model: Path) -> list[tuple[float, float, str]]:
    """What Whisper writes down, with the settings that videoreflect uses."""
    whisper = WhisperModel(str(model), device="cpu", compute_type="int8", cpu_threads=2)
    segments, _ = whisper.transcribe(
        sound, beam_size=5, vad_filter=True, condition_on_previous_text=False, word_timestamps=True
    )
    return [(segment.start, segment.end, segment.text.strip()) for segment in segments]


def speech_spans(sound: Any) -> list[tuple[int, int]]:
    """Stretches of speech in milliseconds; pauses are read from these, never from Whisper's word ends."""
    options = VadOptions(min_silence_duration_ms=200, speech_pad_ms=0)
    return [(span["start"] // PER_MS, span["end"] // PER_MS) for span in get_speech_timestamps(sound, options)]


def measured_pause(spans: list[tuple[int, int]], end_ms: int, start_ms: int) -> int:
    """The pause that the detector sees between two turns: the gap around the middle of the true one."""
    middle = (end_ms + start_ms) // 2
    before = max((end for _, end in spans if end <= middle), default=0)
    after = min((start for start, _ in spans if start >= middle), default=start_ms)
    return after - before


def main() -> None:
    """Print the word error rate and, pause by pause, truth and measurement."""
    parser = argparse.ArgumentParser(description="Check the sample lesson.")
    parser.add_argument("--model", type=Path, required=True, help="folder with the Whisper base model")
    parser.add_argument("--film", type=Path, default=FOLDER / "lesson.mp4")
    arguments = parser.parse_args()
    turns = json.loads((FOLDER / "lesson.json").read_text(encoding="utf-8"))["turns"]
    sound = decode_audio(str(arguments.film))
    heard = hear(sound, arguments.model)
    for start, end, text in heard:
        print(f"{start:6.2f} {end:6.2f}  {text}")
    normal = EnglishTextNormalizer()
    truth = normal(" ".join(turn["text"] for turn in turns))
    result = jiwer.process_words(truth, normal(" ".join(text for _, _, text in heard)))
    print(f"word error rate {100 * result.wer:.2f} %")
    print(jiwer.visualize_alignment(result, show_measures=False))
    spans = speech_spans(sound)
    for before, after in itertools.pairwise(turns):
        true = after["start_ms"] - before["end_ms"]
        seen = measured_pause(spans, before["end_ms"], after["start_ms"])
        print(f"pause before {after['speaker']:9} at {after['start_ms']:6}: true {true:5} ms, heard {seen:5} ms")


if __name__ == "__main__":
    main()
