"""One start of the program on a device whose clock says something: ``python -m tests.integration.dated_run``.

The task comes over standard input as JSON; what happened is printed as JSON. Nothing but the disk is shared.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from videoreflect.errors import VideoReflectError
from videoreflect.services.keeping_dates import enforce_dates_in
from videoreflect.services.lessons import open_lesson
from videoreflect.vault.signin import sign_in_by_recovery
from videoreflect.vault.state import StateFile


def main() -> None:
    """Run what every start runs; with a code also sign in, open the lesson, and let the state learn the time."""
    task: dict[str, Any] = json.loads(sys.stdin.read())
    now_ms = int(task["now_ms"])
    StateFile.system_ms = staticmethod(lambda: now_ms)  # type: ignore[method-assign]
    done = enforce_dates_in(Path(task["vault"]))
    told: dict[str, Any] = {"erased": list(done.erased), "asked": list(done.asked), "opened": None}
    if task.get("code"):
        session = sign_in_by_recovery(Path(task["vault"]), task["code"])
        try:
            told["opened"] = open_lesson(session, task["lesson"]).details.title
        except VideoReflectError as error:
            told["opened"] = error.code
        session.state.save()
    print(json.dumps(told))


if __name__ == "__main__":
    main()
