"""Codebooks on the stage: the routes of web/codebook_routes.py over a few notes, with the real shapes and figures."""

from __future__ import annotations

import base64
from collections.abc import Callable
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from videoreflect.domain.agreement import Mark, cells, meaning, pairs, together, warning, windows
from videoreflect.domain.builtin_codebooks import builtin_codebooks
from videoreflect.domain.codebook import Code, Codebook
from videoreflect.errors import InvalidInput
from videoreflect.formats import codebook_csv, codebook_json
from videoreflect.services.agreeing import UNITS
from videoreflect.web import codebook_routes as shapes

Shape = dict[str, Any]
LARGE = Codebook(
    "large", "A large codebook",
    tuple(
        Code(f"c{n}", f"Code number {n}", f"{n:X}".zfill(3), n % 20 + 1, about=f"What number {n} means.")
        for n in range(2_000)
    ),
)  # fmt: skip
CODED = {
    "a": (("t-seda/ire", "noticing/teacher"), ("t-seda/ire", "reactions/strength"), ("t-seda/r", "gone/old-one"),
          ("t-seda/ch", "noticing/describe", "noticing/class")),
    "b": (("t-seda/ire",), ("t-seda/b", "t-seda/r"), ("t-seda/ch", "reactions/question"), ("t-seda/g",)),
}  # fmt: skip


class Books:
    """The codebooks of one scene."""

    def __init__(self, scene: str) -> None:
        """Set the scene: which are there, and which are in use."""
        self.books = dict(builtin_codebooks())
        self.own: set[str] = set()
        self.used = {"reactions"}
        self.revision = 0
        if scene in {"coded", "agreed", "coded500"}:
            self.used = {"reactions", "t-seda", "noticing"}
        if scene == "large":
            self.books["large"] = LARGE
            self.own.add("large")
            self.used = {"large"}
        if scene == "uncoded":
            self.used = set()

    def listed(self) -> Shape:
        """As GET …/codebooks gives it."""
        return {"books": [self._shape(one) for one in self.books.values()]}

    def _shape(self, book: Codebook) -> Shape:
        place = "own" if book.id in self.own else "built-in"
        more = {"place": place, "by_name": "", "used": book.id in self.used, "newer": False}
        return shapes._summary(book) | more | ({"book": book.content()} if book.id in self.used else {})

    def take(self, sent: Shape, *, keep: bool) -> Shape:
        """Look at a file, or take it in."""
        text = base64.b64decode(sent["file"]).decode()
        read = codebook_json.read if text.lstrip()[:1] in {"{", "["} else codebook_csv.read
        found = read(text, sent["name"].rpartition(".")[0])
        if keep:
            self.books[found.book.id] = found.book
            self.own.add(found.book.id)
        return {"book": found.book.content(), "told": list(found.told), "replaces": ""}

    def compared(self, notes: list[Shape], asked: dict[str, str], me: str, duration_ms: int) -> Shape:
        """Two people's codes side by side."""
        book, other = self.books[asked["book"]], asked["with"]
        ours, theirs = ([_mark(one, book) for one in notes if one["author"] == who] for who in (me, other))
        ours, theirs = ([mark for mark in marks if mark.codes] for marks in (ours, theirs))
        window = UNITS[asked["unit"]]
        units = windows(ours, theirs, duration_ms, window) if window else pairs(ours, theirs)
        found = cells(units, (f"{book.id}/{code.id}" for code in book.codes))
        whole = together(found.values())
        return {
            "codes": [{"code": code} | shapes._cell(cell) for code, cell in found.items()],
            "all": shapes._cell(whole) if found else None, "units": len(units), "notes": [len(ours), len(theirs)],
            "meaning": meaning(whole, "Gwyn", len(found)), "warning": warning(whole),
            "apart": [shapes._unit(one, book) for one in units if one.first != one.second], "more_apart": 0,
        }  # fmt: skip


def _mark(note: Shape, book: Codebook) -> Mark:
    end = note["at_ms"] if note["to_ms"] is None else note["to_ms"]
    return Mark(note["at_ms"], end, book.refs() & set(note.get("codes", ())))


def codes_of(scene: str, author: str, number: int) -> list[str]:
    """The labels on a note of the fixture."""
    if scene not in {"coded", "agreed", "coded500"}:
        return []
    of_author = CODED[author]
    return list(of_author[number % len(of_author)])


def codebook_routes(books_of: Callable[[Request], Any]) -> list[Route]:
    """The routes that the screen asks; ``books_of`` gives the fixture."""
    one = "/vr/lessons/{lesson}/codebooks"
    scene: dict[str, Any] = {}

    async def listed(request: Request) -> Response:
        scene["last"] = books_of(request)
        return JSONResponse(scene["last"].books.listed())

    async def book(request: Request) -> Response:
        it, name = books_of(request), request.path_params["book"]
        if request.method == "GET":
            return JSONResponse({"book": it.books.books[name].content()})
        used = (await request.json())["used"]
        (it.books.used.add if used else it.books.used.discard)(name)
        it.books.revision += 1
        return JSONResponse(it.books.listed())

    async def taken(request: Request) -> Response:
        try:
            found = scene["last"].books.take(await request.json(), keep=not request.url.path.endswith("preview"))
        except InvalidInput as error:
            return JSONResponse({"error": {"code": error.code, "sentence": str(error)}}, 400)
        return JSONResponse(found)

    async def agreement(request: Request) -> Response:
        it = books_of(request)
        asked = dict(request.query_params)
        return JSONResponse(it.books.compared(it.notes, asked, it.review()["me"]["id"], it.duration))

    return [
        Route(one, listed),
        Route(one + "/{book}", book, methods=["GET", "PUT"]),
        Route("/vr/lessons/{lesson}/agreement", agreement),
        Route("/vr/codebooks/preview", taken, methods=["POST"]),
        Route("/vr/codebooks", taken, methods=["POST"]),
    ]
