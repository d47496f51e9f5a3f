"""What a call prints: lines for a person, or one JSON document; progress on a terminal."""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from tqdm import tqdm

from videoreflect.errors import NotAllowed, VideoReflectError


class Output:
    """Collects what a command has to say, and prints it once."""

    def __init__(self, *, as_json: bool) -> None:
        self.as_json = as_json
        for stream in (sys.stdout, sys.stderr):
            if isinstance(stream, io.TextIOWrapper):
                _takes_every_sign(stream)

    def show(self, document: dict[str, Any], *lines: str) -> None:
        """Print ``document`` as JSON, or ``lines`` for a person."""
        text = json.dumps(document, ensure_ascii=False, indent=2) if self.as_json else "\n".join(lines)
        if text:
            sys.stdout.write(text + "\n")
            sys.stdout.flush()

    def error(self, error: VideoReflectError) -> None:
        """Tell an error: on standard error for a person, as the one document otherwise."""
        if self.as_json:
            told: dict[str, Any] = {"code": error.code, "sentence": error.sentence}
            if isinstance(error, NotAllowed):
                told |= {"reasons": list(error.reasons), "remedies": list(error.remedies)}
            self.show({"error": told})
        else:
            sys.stderr.write(f"videoreflect: {error.sentence}\n")

    def warn(self, sentence: str) -> None:
        """Tell a person something to think about; a script asks ``doctor``."""
        if not self.as_json:
            sys.stderr.write(f"videoreflect: {sentence}\n")

    @contextmanager
    def progress(self, what: str) -> Iterator[Callable[[int, int], None]]:
        """A bar on a terminal, nothing elsewhere. It takes (done, total) in ms of the clip."""
        with tqdm(
            desc=what, unit="s", disable=self.as_json or not sys.stderr.isatty(), file=sys.stderr, leave=False,
            bar_format="{desc}: {percentage:3.0f} % |{bar}| {remaining} left",
        ) as bar:  # fmt: skip

            def show(done: int, total: int) -> None:
                bar.total = total / 1000
                bar.n = done / 1000
                bar.refresh()

            yield show


def _takes_every_sign(stream: io.TextIOWrapper) -> None:
    """Files and pipes get UTF-8; a terminal that cannot show a sign shows its number instead."""
    if stream.isatty():
        stream.reconfigure(errors="backslashreplace")
    else:
        stream.reconfigure(encoding="utf-8", errors="backslashreplace")
