"""A parent that the tests may stop or kill: runs a sleeping child and prints the child's process id."""

from __future__ import annotations

from typing import Any

from videoreflect.jobs.child import Handlers, run_child


def _tell(item: dict[str, Any]) -> None:
    print(item["pid"], flush=True)


if __name__ == "__main__":
    run_child("tests.unit.jobs.tiny_worker", {"do": "sleep", "seconds": 60}, Handlers(on_item=_tell))
