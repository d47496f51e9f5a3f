"""What the server’s process takes: at start, after a page, while it plays, while it takes a big upload."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Browser, Page

from bench import browsing, served
from bench.player import SEEKS, Shown, with_hour
from bench.resident import forget_peak, peak_mb, resident_mb
from bench.served import Served
from bench.settings import MEGABYTE, Settings, scratch
from bench.table import Cell, Table, spread
from videoreflect.cli.demo_story import TEACHER, Story
from videoreflect.services.sample_lesson import sample

AIM_MB = 300
BLOCK = 1 << 20
PLAYED_MS = 5_000
PHASES = (
    "at start",
    "peak, sign-in and page",
    "after the page",
    "peak, playing and seeking",
    "peak, taking the upload",
)
Figures = dict[str, list[float]]


def measure(settings: Settings) -> Table:
    """Resident memory of the server alone, both in turn; the upload comes after the playing."""
    megabytes = settings.size_mib * BLOCK / MEGABYTE
    table = Table(
        f"memory: resident memory of the server; an upload of {megabytes:,.0f} MB",
        ("server", *PHASES),
        "Streamlit’s own st.video and st.file_uploader on the same clip and file",
    )
    ours: Figures = {phase: [] for phase in PHASES}
    stock: Figures = {phase: [] for phase in PHASES}
    with scratch() as folder, browsing.chromium_running() as browser:
        story = Story(folder / "vault", lambda line: None)
        story.play()
        shown = Shown("sample lesson", sample().clip, story.told.lesson) if settings.quick else with_hour(story, folder)
        recording = _recording(folder, settings.size_mib)
        for _ in range(settings.repeats):
            _ours(ours, browser, story, shown, recording, folder)
            _stock(stock, browser, shown, recording, folder)
        table.add(f"videoreflect, {shown.name}", *_cells(ours))
        table.add(f"stock Streamlit, {shown.name}", *_cells(stock))
    table.notes.append(_against_the_aim(ours))
    return table


def _ours(found: Figures, browser: Browser, story: Story, shown: Shown, recording: Path, folder: Path) -> None:
    with served.app(story.vault, folder) as server, browsing.fresh_page(browser) as page:
        _keep(found, PHASES[0], resident_mb(server.pid))
        browsing.sign_in(page, server.address, TEACHER, story.passphrases[TEACHER])
        _watch(found, server, page, f"{server.address}/review?lesson={shown.lesson}")
        cookie = served.sign_in(server, TEACHER, story.passphrases[TEACHER])
        _keep(found, PHASES[4], _peak_of(server, lambda: _upload(server, cookie, recording)))


def _stock(found: Figures, browser: Browser, shown: Shown, recording: Path, folder: Path) -> None:
    def upload() -> None:
        page.locator("input[type=file]").set_input_files(recording)
        page.get_by_text("taken:").wait_for(timeout=180_000)

    with served.stock_streamlit(shown.clip, folder) as server, browsing.fresh_page(browser) as page:
        _keep(found, PHASES[0], resident_mb(server.pid))
        _watch(found, server, page, server.address)
        _keep(found, PHASES[4], _peak_of(server, upload))


def _watch(found: Figures, server: Served, page: Page, address: str) -> None:
    def plays() -> None:
        browsing.play(page)
        page.wait_for_timeout(PLAYED_MS)
        browsing.seeks(page, SEEKS)

    browsing.first_frame(page, address)
    _keep(found, PHASES[1], peak_mb(server.pid))
    _keep(found, PHASES[2], resident_mb(server.pid))
    _keep(found, PHASES[3], _peak_of(server, plays))


def _peak_of(server: Served, work: Callable[[], None]) -> float | None:
    """The highest while ``work`` is done, not before."""
    forget_peak(server.pid)
    work()
    return peak_mb(server.pid)


def _upload(server: Served, cookie: str, recording: Path) -> None:
    """As the page does it: one PUT for every part, each encrypted as it arrives; dropped after."""
    who, size = {"cookie": cookie}, recording.stat().st_size
    asked = json.dumps({"name": recording.name, "size": size}).encode()
    as_json, as_bytes = {"content-type": "application/json"}, {"content-type": "application/octet-stream"}
    begun = json.loads(served.request(server, "POST", "/vr/uploads", asked, who | as_json)[0])
    address = f"/vr/uploads/{begun['upload']}"
    with recording.open("rb") as file:
        number = 0
        while part := file.read(begun["part_size"]):
            served.request(server, "PUT", f"{address}/parts/{number}", part, who | as_bytes)
            number += 1
    served.request(server, "DELETE", address, b"", who)


def _recording(folder: Path, size_mib: int) -> Path:
    path = folder / "recording.mp4"
    with path.open("wb") as file:
        for _ in range(size_mib):
            file.write(os.urandom(BLOCK))
    return path


def _keep(found: Figures, phase: str, value: float | None) -> None:
    if value is not None:
        found[phase].append(value)


def _cells(found: Figures) -> tuple[Cell, ...]:
    return tuple(spread(found[phase], "MB") for phase in PHASES)


def _against_the_aim(found: Figures) -> str:
    figures = [value for values in found.values() for value in values]
    if not figures:
        return f"Aim: under {AIM_MB} MB. This system does not tell how much memory a process has."
    highest = max(figures)
    verdict = "within it" if highest < AIM_MB else "ABOVE it"
    return f"Aim: under {AIM_MB} MB. The highest of ours: {highest:,.0f} MB, {verdict}."
