"""A transcript written anew as it stands, with another word in the place of a name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from videoreflect.domain.edits import line_from, line_list
from videoreflect.domain.matching import Wanted
from videoreflect.domain.replacing import replaced_in
from videoreflect.domain.retiming import cleaned, retimed, text_of
from videoreflect.domain.transcript import Line
from videoreflect.domain.voices import MOST_LETTERS
from videoreflect.domain.wanted import SAID, TRANSLATED
from videoreflect.services.hidden_words import fitting
from videoreflect.services.transcripts import read_edited, read_run
from videoreflect.vault.capsule import Capsule, Entry
from videoreflect.vault.log import Statement
from videoreflect.vault.permits import Permit


def hidden_pieces(
    capsule: Capsule, held: Permit, entries: Sequence[Entry], wanted: Wanted, by: str
) -> tuple[list[Statement], int]:
    """The pieces of the run that is shown, edits and all, as rows to be written, and in how many places the name stood.

    Every line keeps its id. A translation, which has a run of its own, is written again too.
    """
    now = read_edited(capsule, held).transcript
    shown = {SAID: now.run, TRANSLATED: read_run(capsule, held, TRANSLATED).run}
    pieces: dict[tuple[str, int], dict[str, Any]] = {}
    for placed, body in entries:
        track = str(body.get("track", SAID))
        if placed.row.kind == "transcript" and body.get("run") == shown.get(track):
            pieces[(track, body["start_ms"])] = body
    waiting, count = _across(now.lines, wanted, by)
    statements = []
    spoken = [start for track, start in sorted(pieces) if track == SAID]
    for (track, start), body in sorted(pieces.items()):
        if track == SAID:
            later = [one for one in spoken if one > start]
            lines = [line for line in waiting if not later or line.start_ms < later[0]]
            waiting = waiting[len(lines) :]
        else:
            heard = [line_from(line, f"{start}-{at}") for at, line in enumerate(body["lines"])]
            lines, places = _across(heard, wanted, by)
            count += places
        hidden = [_hidden(line, wanted, by) for line in lines]
        count += sum(places for _, places in hidden)
        kept = [line_list(line) for line, _ in hidden if line.text.strip()]
        statements.append(Statement("transcript", body | {"lines": kept}))
    return statements, count


def stands_across(lines: Sequence[Line], wanted: Wanted) -> bool:
    """Whether it stands somewhere at the end of one line and the beginning of the next."""
    return replaced_in(lines, wanted, "").across > 0


def _across(lines: Sequence[Line], wanted: Wanted, by: str) -> tuple[list[Line], int]:
    """Lines in which it stands nowhere in the text, also not from one line into the next; they keep their ids."""
    found = replaced_in(lines, wanted, by)
    given = {before.id: after for before, after in found.lines}
    kept = [given.get(line.id, line) for line in lines]
    return [line for line in kept if line is not None], found.places


def _hidden(line: Line, wanted: Wanted, by: str) -> tuple[Line, int]:
    voice, named = wanted.replaced(line.voice, by)
    line = replace(line, voice=fitting(voice, "name", MOST_LETTERS)) if named else line
    changed, count = _hidden_in_text(line, wanted, by)
    return changed, count + named


def _hidden_in_text(line: Line, wanted: Wanted, by: str) -> tuple[Line, int]:
    text, count = wanted.replaced(line.text, by)
    if not count and not any(wanted.places(word.text) for word in line.words):
        return line, 0
    changed = retimed(line, cleaned(text))
    if wanted.places(text_of(changed.words)):  # other software may have written words that its text does not say
        changed = replace(changed, words=())
    return changed, count
