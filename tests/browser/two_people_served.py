"""A lesson that two people share, on a real server."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from importlib import resources
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.browsing import LONGEST, started
from tests.browser.served import serving
from tests.browser.two_people import LESSON, OTHER, OWNER, SECRETS
from videoreflect.domain.consent import Basis, ExportKind, Purpose
from videoreflect.domain.lesson import LessonDetails
from videoreflect.services import accounts
from videoreflect.services.adding import Source, add_lesson
from videoreflect.services.recording_consent import Agreement, record_agreement
from videoreflect.services.sharing import share

YEAR_MS = 365 * 86_400_000


@pytest.fixture(scope="module")
def shared_vault(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make a vault with a lesson that is shared with a mentor."""
    path = tmp_path_factory.mktemp("two_people") / "vault"
    teacher, _ = accounts.found(path, OWNER, SECRETS[OWNER])
    mentor, _ = accounts.add_person(teacher, OTHER, SECRETS[OTHER])
    clip = Path(str(resources.files("videoreflect.sample_media") / "lesson.mp4"))
    lesson = add_lesson(teacher, [Source(path=clip)], LessonDetails(LESSON))
    agreed = Agreement(
        Basis.PUBLIC_TASK,
        frozenset({Purpose.MENTORING}),
        teacher.now_ms() + YEAR_MS,
        share_with=frozenset({mentor}),
        export=frozenset(ExportKind),
    )
    record_agreement(teacher, lesson, agreed)
    share(teacher, lesson, mentor)
    return path


@pytest.fixture
def own_vault(shared_vault: Path, tmp_path: Path) -> Path:
    """Copy it for one test."""
    return Path(shutil.copytree(shared_vault, tmp_path / "vault", symlinks=True))


@pytest.fixture
def own_address(own_vault: Path) -> Iterator[str]:
    """Serve it."""
    with serving(own_vault, own_vault.parent / "home") as running:
        yield running.address


@pytest.fixture(scope="module")
def two_browser(chromium_path: Path) -> Iterator[Browser]:
    """Start a browser whose contexts are browsers of their own: no cookie of one is in the other."""
    with started(chromium_path) as chromium:
        expect.set_options(timeout=LONGEST)
        yield chromium
