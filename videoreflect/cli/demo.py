"""``videoreflect demo``: the sample lesson in a temporary vault, to try or to check."""

from __future__ import annotations

import sys
import tempfile
import time
from pathlib import Path

from videoreflect.cli import demo_check
from videoreflect.cli.connections import ConnectionTrace
from videoreflect.cli.context import Context
from videoreflect.cli.demo_story import MENTOR, TEACHER, Story
from videoreflect.speech.store import ModelStore


def run(context: Context) -> int:
    """Make the demonstration; with --check report, otherwise start the app on it."""
    since_ns = time.time_ns()
    vault = Path(tempfile.mkdtemp(prefix="videoreflect-demo-")) / "vault"
    ModelStore().locate("base")
    return _check(context, vault, since_ns) if context.given.check else _open(context, vault)


def _check(context: Context, vault: Path, since_ns: int) -> int:
    trace = ConnectionTrace()
    try:
        story = Story(vault, _on_stderr, trace.under, prying=True)
        told = story.play()
        table = demo_check.rows(story, told, trace, since_ns)
    finally:
        trace.remove()
    document = demo_check.as_document(table)
    context.output.show(document, demo_check.as_text(table))
    return 0 if document["holds"] else 1


def _open(context: Context, vault: Path) -> int:
    from videoreflect.serve import start

    story = Story(vault, _on_stderr)
    story.play()
    lines = [
        f"The vault is in {vault}",
        "Sign in as",
        *(f"  {name:<12} {story.passphrases[name]}" for name in (TEACHER, MENTOR)),
    ]
    people = [{"name": name, "passphrase": story.passphrases[name]} for name in (TEACHER, MENTOR)]
    context.output.show({"vault": str(vault), "people": people}, *lines)
    start(vault, context.given.port, open_browser=not context.given.no_browser)
    return 0


def _on_stderr(line: str) -> None:
    sys.stderr.write(f"  {line}\n")
    sys.stderr.flush()
