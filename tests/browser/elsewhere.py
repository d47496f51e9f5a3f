"""What the teacher does in a process of its own while others look: ``python -m tests.browser.elsewhere``.

The task comes over standard input as JSON; one word is printed when it is committed.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from videoreflect.domain.consent import Basis, Purpose
from videoreflect.services import accounts
from videoreflect.services.recording_consent import (
    Agreement,
    record_agreement,
    record_objection,
    withdraw_agreement,
)
from videoreflect.services.retention import keep_until
from videoreflect.services.sharing import share
from videoreflect.services.unsharing import unshare
from videoreflect.vault.signin import SignIn

SOON_MS = 5_000


def _withdraw(session: SignIn, lesson: str, mentor: str, at_ms: int) -> None:
    withdraw_agreement(session, lesson)


def _object(session: SignIn, lesson: str, mentor: str, at_ms: int) -> None:
    record_objection(session, lesson, "pupil 7")


def _unshare(session: SignIn, lesson: str, mentor: str, at_ms: int) -> None:
    unshare(session, lesson, mentor)


def _end_agreement(session: SignIn, lesson: str, mentor: str, at_ms: int) -> None:
    purposes = frozenset({Purpose.MENTORING})
    agreed = Agreement(Basis.PUBLIC_TASK, purposes, at_ms, transcribe=True, share_with=frozenset({mentor}))
    record_agreement(session, lesson, agreed)


def _end_access(session: SignIn, lesson: str, mentor: str, at_ms: int) -> None:
    share(session, lesson, mentor, at_ms)


def _lock(session: SignIn, lesson: str, mentor: str, at_ms: int) -> None:
    keep_until(session, lesson, at_ms)


DEEDS: dict[str, Callable[[SignIn, str, str, int], None]] = {
    "withdraw": _withdraw, "object": _object, "unshare": _unshare,
    "end the agreement": _end_agreement, "end the access": _end_access, "lock": _lock,
}  # fmt: skip


def do(deed: str, vault: Path, name: str, passphrase: str, mentor: str) -> float:
    """Do it in another process; returns when it holds, in s since 1970: now, or when its date comes."""
    task = {"deed": deed, "vault": str(vault), "name": name, "passphrase": passphrase, "mentor": mentor}
    done = subprocess.run(
        [sys.executable, "-m", "tests.browser.elsewhere"],
        input=json.dumps(task),
        capture_output=True,
        text=True,
        check=True,
        timeout=120,
    )
    return float(json.loads(done.stdout)["holds"])


def main() -> None:
    """Do what the task says."""
    task: dict[str, Any] = json.loads(sys.stdin.read())
    session = accounts.sign_in(Path(task["vault"]), task["name"], task["passphrase"])
    (lesson,) = session.lesson_ids()
    at_ms = session.state.system_ms() + SOON_MS
    DEEDS[task["deed"]](session, lesson, task["mentor"], at_ms)
    is_later = task["deed"] in {"end the agreement", "end the access", "lock"}
    print(json.dumps({"holds": at_ms / 1000 if is_later else time.time()}))


if __name__ == "__main__":
    main()
