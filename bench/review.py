"""The review screen of a long lesson in a real Chromium, with 10,000 words and 500 notes, beside a bare page."""

from __future__ import annotations

import random
import secrets
from dataclasses import dataclass, field

from playwright.sync_api import Browser, Page

from bench import browsing, reviewing, served
from bench.clips import hour_long
from bench.lesson import TITLE, Prepared, prepared
from bench.resident import resident_mb
from bench.settings import Settings, scratch
from bench.table import NONE, Cell, Table, percentile, spread
from videoreflect.cli.demo_story import TEACHER
from videoreflect.services import transcript_import
from videoreflect.services.notes import NoteText, save_note

WORDS, NOTES, TYPED = 10_000, 500, 60
QUICK_WORDS, QUICK_NOTES, QUICK_TYPED = 200, 20, 6
HOUR_OF_WORK = 360
"""A note taken back, a jump and a search every ten seconds of an hour."""

AIMS = {"open": "1,000 ms", "seen": "p95 32 ms", "durable": "p95 100 ms", "bytes": "5 KB", "long": "none over 50 ms"}
_VOCABULARY = ("why", "do", "you", "think", "the", "water", "boils", "because", "it", "gets", "hot", "and", "then")


@dataclass(slots=True)
class Seen:
    """What was measured on one server: milliseconds, bytes, and pictures a second."""

    chosen: list[float] = field(default_factory=list)
    frame: list[float] = field(default_factory=list)
    visible: list[float] = field(default_factory=list)
    durable: list[float] = field(default_factory=list)
    socket: list[float] = field(default_factory=list)
    rates: dict[str, list[float]] = field(default_factory=dict)
    longest: dict[str, list[float]] = field(default_factory=dict)


def measure(settings: Settings) -> Table:
    """An hour of lesson of 1 GB unless ``--quick``; each server in turn, with an empty browser cache at sign-in."""
    words, notes = (QUICK_WORDS, QUICK_NOTES) if settings.quick else (WORDS, NOTES)
    table = Table(
        f"review: Chromium, {'a minute' if settings.quick else '60 min'}, {words:,} words, {notes} notes",
        ("what", "videoreflect", "aim", "bare page"),
        "a bare page: <video> on the same file in clear, the same number of notes in plain SQLite and in the page",
        notes=[
            "From the list: chosen a second and a half after it is shown.",
            "Seen: from Enter to the frame that shows the note. Durable: until the server has answered.",
        ],
    )
    with scratch() as folder, browsing.chromium_running() as browser:
        clip = None if settings.quick else hour_long(folder)
        ready = prepared(folder, clip)
        fill(ready, words, notes)
        ours, bare, grown = Seen(), Seen(), ("", "")
        for turn in range(settings.repeats):
            with served.app(ready.vault, folder) as server, browsing.fresh_page(browser) as page:
                grown = _ours(settings, page, server, ready, ours, last=turn == settings.repeats - 1) or grown
            with served.plain(clip or reviewing.sample_clip(), folder) as server:
                _bare(settings, browser, server, bare, notes)
    _rows(table, ours, bare)
    table.add("memory of the page after an hour’s work", grown[0], "no growth", NONE)
    table.add("memory of the server after it", grown[1], "no growth", NONE)
    return table


def fill(ready: Prepared, words: int, notes: int) -> None:
    """Give the lesson so many words, as a transcript from a file, and so many notes."""
    length = reviewing.length_ms(ready)
    chosen = random.Random(7)
    said = [chosen.choice(_VOCABULARY) for _ in range(words)]
    transcript_import.take_in(ready.session, ready.lesson, reviewing.transcript(said, length))
    for number in range(notes):
        save_note(ready.session, ready.lesson, NoteText(f"Note {number} of many.", number * length // notes))


def _ours(
    settings: Settings, page: Page, server: served.Served, ready: Prepared, seen: Seen, *, last: bool
) -> tuple[str, str] | None:
    browsing.sign_in(page, server.address, TEACHER, ready.passphrase)
    seen.chosen.append(browsing.chosen_frame(page, server.address, TITLE))
    traffic = reviewing.SocketBytes(page)
    _open(page, f"{server.address}/review?lesson={ready.lesson}", seen)
    page.locator(".note").first.wait_for()
    page.locator(".line").first.wait_for()
    before = traffic.total
    typed = _type(settings, page, seen)
    seen.socket.append((traffic.total - before) / typed)
    for name, script in reviewing.MOVES.items():
        rate, longest = reviewing.moved(page, script)
        seen.rates.setdefault(name, []).append(rate)
        seen.longest.setdefault(name, []).append(longest)
    return _hour(settings, page, server) if last else None


def _bare(settings: Settings, browser: Browser, server: served.Served, seen: Seen, notes: int) -> None:
    with browsing.fresh_page(browser) as page:
        _open(page, server.address, seen)
        page.evaluate(reviewing.FILL_BARE, notes)
        page.locator("textarea").first.focus()
        _type(settings, page, seen)


def _open(page: Page, address: str, seen: Seen) -> None:
    seen.frame.append(browsing.first_frame(page, address)["frame"])


def _type(settings: Settings, page: Page, seen: Seen) -> int:
    typed = QUICK_TYPED if settings.quick else TYPED
    for number in range(typed):
        told = browsing.note(page, f"Measured note {number}, {secrets.token_hex(4)}.")
        seen.visible.append(told["seen"])
        seen.durable.append(told["durable"])
    return typed


def _hour(settings: Settings, page: Page, server: served.Served) -> tuple[str, str]:
    """What an hour of work leaves behind; a third of it first, since caches fill once."""
    turns = 12 if settings.quick else HOUR_OF_WORK
    reviewing.work(page, turns // 3)
    before, server_before = reviewing.heap(page), resident_mb(server.pid) or 0
    reviewing.work(page, turns)
    after, server_after = reviewing.heap(page), resident_mb(server.pid) or 0
    return f"{before} -> {after}", f"{server_before:.0f} -> {server_after:.0f} MB"


def _rows(table: Table, ours: Seen, bare: Seen) -> None:
    table.add("from the list to first frame", spread(ours.chosen, "ms"), AIMS["open"], NONE)
    table.add("page to first frame", spread(ours.frame, "ms"), AIMS["open"], spread(bare.frame, "ms"))
    for name, aim, mine, other in (
        ("Enter to note seen", "seen", ours.visible, bare.visible),
        ("Enter to note durable", "durable", ours.durable, bare.durable),
    ):
        table.add(name, spread(mine, "ms"), AIMS[aim], spread(other, "ms"))
        table.add("  of these 95 in 100 within", _p95(mine), AIMS[aim], _p95(other))
    table.add("bytes over the WebSocket, each note", spread(ours.socket, "B"), AIMS["bytes"], NONE)
    for name in ours.rates:
        table.add(f"{name}: pictures a second", spread(ours.rates[name], "/s"), "60 /s", NONE)
        table.add(f"{name}: longest task", spread(ours.longest[name], "ms"), AIMS["long"], NONE)


def _p95(values: list[float]) -> Cell:
    return f"{percentile(values, 95):.0f} ms"
