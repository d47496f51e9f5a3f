"""Taking out what Whisper invents where nobody speaks: credits, thanks, endless loops.

Whisper learned from subtitles, and in silence, noise or music it writes what subtitles end
with. The guards are careful: a teacher may thank a class, and pupils chant one word together.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from videoreflect.domain.transcript import Line, Span, Word
from videoreflect.speech.lines import line_of
from videoreflect.speech.spans import covered_ms

LOOP_REPEATS = 8
"""So often in a row nobody says the same few words; only the first time is kept."""

SAME_LINES = 4
"""So many equal lines of three words or more in a row are a loop; only the first is kept."""

_LONGEST_PHRASE = 8
_SURE = 0.6
_HEARD_SHARE = 0.5
_SLACK_MS = 500  # so early or late Whisper's times are at the 90th percentile

# Never said in a lesson: dropped wherever a whole line is one of them.
_CREDITS = re.compile(
    r"(sub-?)?titles? (created |provided |made )?by .{0,40}amara ?org.{0,20}"
    r"|subtitles by .{0,40}community"
    r"|(transcription|transcribed|translated|captions?|captioning) (is |was )?(provided )?by .{0,60}"
    r"|untertitel(ung)? (im auftrag )?(des|der|von|durch|aufgrund) .{0,60}"
    r"|untertitel von .{0,40}|untertitelung .{0,30}\d{4}"
    r"|sous-?titr(es|age) .{0,60}(amara|radio-?canada|st 501|société).{0,30}"
    r"|subtítulos (realizados )?por .{0,60}amara.{0,30}"
    r"|sottotitoli (creati )?(dalla|a cura di) .{0,60}"
    r"|ondertiteling(en)? .{0,60}|ondertitels ingediend door .{0,60}"
    r"|legendas pela comunidade .{0,40}"
    r"|субтитры (сделал|создавал|подогнал).{0,40}|редактор субтитров .{0,60}"
    r"|字幕.{0,3}(by|由).{0,40}|www .{0,30} (org|com)"
)

# Said by people too: dropped only when hardly any voice was heard, or Whisper was not sure.
_FAREWELLS = re.compile(
    r"thank(s| you)( so much| very much)? for (watching|listening|viewing)( (this|the|my) video)?"
    r"|(please )?(like and )?subscribe( to (my|our|the) channel)?"
    r"|(i )?(will )?see you (in the )?next (time|video)"
    r"|thank you( very much)?|you|bye( bye)?"
    r"|vielen dank( für('s| das)? (zuschauen|zusehen|zuhören))?|danke fürs (zuschauen|zusehen)"
    r"|bis zum nächsten mal|merci d'avoir regardé( cette vidéo)?"
    r"|gracias por ver( el video)?|obrigad[oa] por assistir|grazie per la visione"
    r"|bedankt voor het kijken|ご視聴ありがとうございました|谢谢观看|谢谢大家|시청해 ?주셔서 감사합니다"
    r"|продолжение следует|спасибо за просмотр"
)


def without_junk(lines: Sequence[Line], speech: Sequence[Span]) -> tuple[Line, ...]:
    """Return the lines that were said, by all that can be told; loops are cut to their first turn.

    ``speech`` is where a voice was heard. A line is dropped when no voice was heard during or near it,
    when it is a credit line of subtitles, or when it is a farewell of video makers and
    little voice was heard or Whisper was not sure of the words.
    """
    said = [_once(line) for line in lines if not is_invented(line, speech)]
    return tuple(line for at, line in enumerate(said) if not _repeats(said, at))


def is_invented(line: Line, speech: Sequence[Span]) -> bool:
    """Tell whether a line was most likely not said."""
    near_ms = covered_ms(speech, line.start_ms - _SLACK_MS, line.end_ms + _SLACK_MS)
    if near_ms == 0 or not _letters(line.text):
        return True
    plain = _plain(line.text)
    if _CREDITS.fullmatch(plain):
        return True
    if not _FAREWELLS.fullmatch(plain):
        return False
    heard_ms = covered_ms(speech, line.start_ms, line.end_ms)
    return heard_ms < _HEARD_SHARE * (line.end_ms - line.start_ms) or _sureness(line.words) < _SURE


def _once(line: Line) -> Line:
    """Cut a line that says the same few words over and over to the first time."""
    words = [_plain(word.text) for word in line.words]
    for length in range(1, min(_LONGEST_PHRASE, len(words) // LOOP_REPEATS) + 1):
        for begin in range(len(words) - length * LOOP_REPEATS + 1):
            phrase = words[begin : begin + length]
            turns = _turns(words, begin, phrase)
            if turns >= LOOP_REPEATS:
                kept = (*line.words[: begin + length], *line.words[begin + turns * length :])
                return _once(line_of(kept))
    return line


def _turns(words: Sequence[str], begin: int, phrase: Sequence[str]) -> int:
    turns = 0
    while list(words[begin + turns * len(phrase) : begin + (turns + 1) * len(phrase)]) == list(phrase):
        turns += 1
    return turns


def _repeats(lines: Sequence[Line], at: int) -> bool:
    """Tell whether a line stands, not first, in a row of ``SAME_LINES`` or more equal lines."""
    text = _plain(lines[at].text)
    if len(text.split()) < 3:
        return False
    first = last = at
    while first > 0 and _plain(lines[first - 1].text) == text:
        first -= 1
    while last + 1 < len(lines) and _plain(lines[last + 1].text) == text:
        last += 1
    return at > first and last - first + 1 >= SAME_LINES


def _sureness(words: Sequence[Word]) -> float:
    return sum(word.probability for word in words) / len(words) if words else 1.0


def _letters(text: str) -> bool:
    return any(character.isalnum() for character in text)


def _plain(text: str) -> str:
    return re.sub(r"[^\w' -]+", " ", text.lower().replace("’", "'")).strip().replace("  ", " ")
