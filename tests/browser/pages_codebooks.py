"""Made-up answers about codebooks of the vault."""

from __future__ import annotations

import base64
from collections.abc import Callable
from typing import Any

from tests.browser.codes_stage import Books
from videoreflect.domain.codebook import codebook_typed
from videoreflect.errors import InvalidInput

Shape = dict[str, Any]


def state(kind: str) -> Shape:
    """Those that come along; in any other state one of my own."""
    books = Books("alone")
    if kind:
        books.take(file('["Wait time", "Why"]', "Our codes.json"), keep=True)
    return {"books": books, "retired": set[str]()}


def file(text: str, name: str) -> Shape:
    """A file as the page sends it."""
    return {"file": base64.b64encode(text.encode()).decode(), "name": name}


def replies(now: Shape, body: Any) -> dict[tuple[str, str], Callable[[str], Any]]:
    """What the routes answer; a page may change ``now``."""
    books: Books = now["books"]
    return {
        ("GET", "codebooks"): lambda _: _listed(now),
        ("POST", "codebooks/preview"): lambda _: books.take(body, keep=False),
        ("POST", "codebooks"): lambda _: books.take(body, keep=True) if "file" in body else _typed(now, body),
        ("PUT", "/retired/"): lambda path: _retired(now, path.split("/")[1], body["retired"]),
        ("PUT", "codebooks/"): lambda _: _typed(now, body),
        ("GET", "codebooks/"): lambda path: {"book": books.books[path.split("/")[1]].content()},
    }


def _listed(now: Shape) -> Shape:
    return {"books": [one | {"retired": one["id"] in now["retired"]} for one in now["books"].listed()["books"]]}


def _typed(now: Shape, body: Shape) -> Any:
    try:
        book = codebook_typed(body["book"])
    except InvalidInput as error:
        return 400, {"error": {"code": error.code, "sentence": str(error)}}
    now["books"].books[book.id] = book
    now["books"].own.add(book.id)
    return {"book": book.content()}


def _retired(now: Shape, book: str, retired: bool) -> None:
    (now["retired"].add if retired else now["retired"].discard)(book)
