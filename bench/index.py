"""Listing and searching a vault of many lessons through the index, beside opening everything and plain full text."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator

from bench.many_lessons import NOTES_EACH, WORDS_EACH, Vault, Words, many_lessons
from bench.plain_words import PlainWords
from bench.settings import Settings, scratch
from bench.table import NONE, Cell, Table, spread
from videoreflect.services.lesson import open_lesson
from videoreflect.services.lessons import Listing, lessons_at_once, list_lessons
from videoreflect.services.notes import NoteText, list_notes, save_note
from videoreflect.services.readiness import readiness
from videoreflect.services.search import search
from videoreflect.vault.signin import SignIn

Work = Callable[[], object]


def measure(settings: Settings) -> Table:
    """All rows in one vault; the peer's words in one plain SQLite file beside it."""
    lessons, repeats = (60, 3) if settings.quick else (2_000, max(settings.repeats, 7))
    count = lessons * NOTES_EACH * WORDS_EACH
    table = Table(
        f"index: {lessons:,} lessons, {lessons * NOTES_EACH:,} notes, {count:,} words of notes",
        ("what", "videoreflect", "peer", "the peer is"),
        "opening every lesson, as without an index; plain SQLite FTS5 with the same texts, no encryption, kept open",
        notes=[
            "A search asks for every lesson found, before it reads of it, whether it may be shown; the peer does not.",
            "Words are made up, as frequent as those of a language (Zipf); what is found is 60 places at most.",
        ],
    )
    with scratch() as folder:
        vault = many_lessons(folder, lessons)
        plain = PlainWords(folder / "plain.db")
        _filling(table, vault, plain)
        _listing(table, vault, repeats)
        _searching(table, vault, plain, repeats, settings.quick)
        plain.close()
    return table


def _filling(table: Table, vault: Vault, plain: PlainWords) -> None:
    ours = _ms(lambda: list_lessons(vault.session))
    theirs = _ms(lambda: plain.fill(vault.texts()))
    table.add("fill the index once, from nothing", _seconds(ours), _seconds(theirs), "filling plain FTS5")
    size = f"{vault.index_bytes() / 1e6:.0f} MB"
    table.add("its size", size, f"{plain.path.stat().st_size / 1e6:.0f} MB", "plain FTS5")


def _listing(table: Table, vault: Vault, repeats: int) -> None:
    time.sleep(0.1)  # what was written last is not taken for settled before
    list_lessons(vault.session)
    fresh = _fresh(vault, repeats)
    ours = [_ms(lambda: _whole(lessons_at_once(next(fresh)), vault.lessons)) for _ in range(repeats)]
    theirs = _ms(lambda: _open_everything(vault.sign_in()))
    table.add("list after sign-in", spread(ours, "ms"), _seconds(theirs), "opening every lesson")
    ours = [_ms(lambda: lessons_at_once(vault.sign_in())) for _ in range(repeats)]
    table.add("sign in by recovery code and list", spread(ours, "ms"), NONE, NONE)
    again = []
    for number in range(repeats):
        save_note(vault.session, vault.ids[number], NoteText("A note that was just saved", 1_000))
        again.append(_ms(lambda: lessons_at_once(vault.session)))
    table.add("list after a note was saved", spread(again, "ms"), NONE, NONE)


def _searching(table: Table, vault: Vault, plain: PlainWords, repeats: int, quick: bool) -> None:
    lessons_at_once(vault.session)
    for what, words in _questions(vault.words).items():
        search(vault.session, words, at_once=True)
        plain.search(words)
        ours, theirs = _alternating(
            lambda words=words: search(vault.session, words, at_once=True),  # type: ignore[misc]
            lambda words=words: plain.search(words),  # type: ignore[misc]
            repeats if quick else repeats * 3,
        )
        found = sum(len(one.hits) for one in search(vault.session, words, at_once=True).lessons)
        table.add(f"search {what}, {found} places", spread(ours, "ms"), spread(theirs, "ms"), "plain FTS5, 60 rows")


def _questions(words: Words) -> dict[str, str]:
    return {
        "the most frequent word": f"{words[0]} ",
        "a frequent word": f"{words[50]} ",
        "a rare word": words[15_000],
        "two frequent words": f"{words[5]} {words[9]}",
        "the three most frequent": " ".join(words[:3]),
        "two letters as a beginning": words[3][:2],
        "three letters as a beginning": words[3][:3],
        "a word that is not there": "zzzznothing",
    }


def _open_everything(session: SignIn) -> None:
    for lesson in session.lesson_ids():
        open_lesson(session, lesson)
        list_notes(session, lesson)
        readiness(session, lesson)


def _whole(listing: Listing, lessons: int) -> None:
    if len(listing.lessons) != lessons or listing.behind:
        raise RuntimeError("the list is not whole, so its time says nothing")


def _fresh(vault: Vault, count: int) -> Iterator[SignIn]:
    """Sign-ins made before the clock runs."""
    return iter([vault.sign_in() for _ in range(count)])


def _alternating(ours: Work, theirs: Work, times: int) -> tuple[list[float], list[float]]:
    """Both in turn, so that a busy machine is busy for both. Milliseconds."""
    taken = [(_ms(ours), _ms(theirs)) for _ in range(times)]
    return [one for one, _ in taken], [other for _, other in taken]


def _seconds(ms: float) -> Cell:
    return spread([ms / 1000], "s")


def _ms(work: Work) -> float:
    begun = time.perf_counter()
    work()
    return (time.perf_counter() - begun) * 1000
