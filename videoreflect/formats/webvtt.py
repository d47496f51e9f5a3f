"""WebVTT, the subtitles that browsers show.

It holds times, texts, voices (``<v Teacher>``) and languages (``<lang de>``, that of the whole in the head as
``Language: de``); no words with times of their own.
Text is escaped so that nothing in it is taken for markup or for a time line; a new line inside a text is
written ``&#10;``, because an empty line would end it. Voices come back from other programs too: Teams writes
``<v Name>``, Zoom “Name: text”.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from videoreflect.domain.transcript import Line
from videoreflect.errors import InvalidInput
from videoreflect.formats.given import language_code, printable, received, unescaped
from videoreflect.formats.named import one_name, parted
from videoreflect.formats.rolling import unrolled
from videoreflect.formats.timecode import parse_cut, vtt

HEAD = "WEBVTT videoreflect"
"""The first line of ours: every voice in it has its tag, so nothing has to be guessed."""

_MOST_HEAD = 2_000

MOST_VOICES = 100
"""More that speak in one cue are no transcript."""

_ARROW = "-->"
_ROLLS = re.compile(r"<[0-9:]{4,9}\.[0-9]{3}><c")
"""Words that appear one by one, as in captions that YouTube made: those show each row twice."""
_SPOKEN = re.compile(r"Language: *([^\s]+)[ \t]*")
_TOKEN = re.compile(r"<[^<>]*>?")
_VOICE = re.compile(r"<v(?:\.[^\s>]*)?[ \t\f]+([^<>]*)>?")
_LANGUAGE = re.compile(r"<lang(?:\.[^\s>]*)?[ \t\f]+([^<>]*)>?")


def write(lines: Sequence[Line], *, language: str = "") -> str:
    """Write lines as a WebVTT file; words and their probabilities are left out."""
    spoken = language_code(language)
    head = f"{HEAD}\nLanguage: {spoken}\n" if spoken else f"{HEAD}\n"
    cues = (f"{vtt(line.start_ms)} {_ARROW} {vtt(line.end_ms)}\n{_payload(line)}\n" for line in lines)
    return "\n".join((head, *cues))


def read(text: str) -> tuple[Line, ...]:
    """Read the cues of a WebVTT file in the order they stand; other markup, notes and styles are left out.

    A cue in which several voices speak becomes a line for each. Raises InvalidInput when it is no WebVTT file or
    a time cannot be read.
    """
    rows = received(text).split("\n")
    if not re.match(r"WEBVTT(?=[ \t]|$)", rows[0]):
        raise InvalidInput("This is not a WebVTT file: its first line should be WEBVTT.")
    lines = tuple(_cues(rows))
    if rows[0].strip() == HEAD or any(line.voice for line in lines):
        return lines
    lines = unrolled(lines, surely=_ROLLS.search(text) is not None)
    spoken = parted([line.text for line in lines])
    return tuple(
        Line(line.start_ms, line.end_ms, said, voice=voice, language=line.language)
        for line, (voice, said) in zip(lines, spoken, strict=True)
    )


def language_of(text: str) -> str:
    """The language that the head of a WebVTT file names, or nothing."""
    head = received(text[:_MOST_HEAD]).split("\n\n", 1)[0].split("\n")
    named = (_SPOKEN.fullmatch(row) for row in head)
    return next((language_code(one[1]) for one in named if one), "")


def _cues(rows: Sequence[str]) -> Iterator[Line]:
    at = 1
    while at < len(rows):
        if _ARROW not in rows[at]:
            at += 1
            continue
        times, body = rows[at], at + 1
        at = body
        while at < len(rows) and rows[at] and _ARROW not in rows[at]:
            at += 1
        start_ms, end_ms = _times(times)
        for part in _parts(rows[body:at]):
            yield Line(start_ms, end_ms, part.text, voice=part.voice, language=part.language)


def _times(row: str) -> tuple[int, int]:
    start, _, rest = row.partition(_ARROW)
    settings = rest.split()
    if not settings or ":" not in start or ":" not in settings[0]:
        raise InvalidInput("A time in this subtitle file cannot be read. Export the file again.")
    return parse_cut(start), parse_cut(settings[0])


def _payload(line: Line) -> str:
    voice, language = one_name(line.voice), language_code(line.language)
    text = _escaped(line.text)
    inner = f"<lang {language}>{text}</lang>" if language else text
    return f"<v {_escaped(voice)}>{inner}</v>" if voice else inner


def _escaped(text: str) -> str:
    marked = printable(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return marked.replace("\n", "&#10;")


@dataclass(slots=True)
class _Part:
    """What one voice says in a cue; ``named`` when a tag began it."""

    voice: str
    named: bool
    said: list[str] = field(default_factory=list)
    languages: set[str] = field(default_factory=set)

    @property
    def text(self) -> str:
        return "".join(self.said)

    @property
    def language(self) -> str:
        return next(iter(self.languages)) if len(self.languages) == 1 else ""


def _parts(rows: Sequence[str]) -> list[_Part]:
    parts, language = [_Part("", named=False)], ""
    for number, row in enumerate(rows):
        if number:
            parts[-1].said.append("\n")
        at = 0
        for tag in _TOKEN.finditer(row):
            _say(parts[-1], row[at : tag.start()], language)
            at = tag.end()
            language = _obey(tag[0], parts, language)
        _say(parts[-1], row[at:], language)
    kept = [part for part in parts if part.named or part.text.strip()] or parts[:1]
    if len(kept) > 1:
        for part in kept:
            part.said = [part.text.strip()]
    return kept


def _obey(tag: str, parts: list[_Part], language: str) -> str:
    """Follow a tag: another voice begins or ends. Returns the language that holds from here."""
    if len(parts) > 2 * MOST_VOICES:
        raise InvalidInput("In one subtitle of this file there are too many voices. Export the file again.")
    if voice := _VOICE.fullmatch(tag):
        parts.append(_Part(one_name(unescaped(voice[1])), named=True))
    elif tag == "</v>":
        parts.append(_Part("", named=False))
    elif spoken := _LANGUAGE.fullmatch(tag):
        language = language_code(spoken[1])
        parts[-1].languages.add(language)
    elif tag == "</lang>":
        return ""
    return language


def _say(part: _Part, text: str, language: str) -> None:
    if text.strip():
        part.languages.add(language)
    part.said.append(unescaped(text))
