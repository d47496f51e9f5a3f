"""Editing on the stage: the domain's own edits over the fixture's lines, without a vault below."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from videoreflect.domain.changes import Change, Replacing, edit_for, replacing_edit
from videoreflect.domain.edits import Edit, EditKind, Redo, Replay, Step, Undo, named_after, newest
from videoreflect.domain.ids import new_id
from videoreflect.domain.line_changes import new_line
from videoreflect.domain.matching import Wanted
from videoreflect.domain.retiming import retimed
from videoreflect.domain.transcript import Line, Word
from videoreflect.errors import InvalidInput

GWYN = "b" * 32
DURATION = 4_000_000
NO = "A transcript is not among the uses that were recorded."
Shape = dict[str, Any]


class Edits:
    """What was edited in one scene."""

    def __init__(self, scene: str) -> None:
        """Begin with nothing; in the scene “suggested” with a suggestion and a passage."""
        self.scene, self.revision = scene, 0
        self.steps: list[Step] = []
        self.base: tuple[Line, ...] = ()
        self.suggestions: list[Shape] = []
        self.passages: list[Shape] = []
        self.asked: list[Shape] = []
        self.waits = 0

    @property
    def replay(self) -> Replay:
        """The transcript as it stands."""
        return Replay.of(self.base, self.steps)

    def lines(self, shapes: list[Shape]) -> list[Shape]:
        """The fixture’s lines with what was edited."""
        first = not self.base
        self.base = tuple(line_from_shape(one) for one in shapes)
        if first and self.scene == "suggested" and len(self.base) > 3:
            self.suggest(self.base[1].id, f"{self.base[1].text} Yes.")
            self.write_again(self.base[3].start_ms, self.base[3].end_ms)
        return [shape_of(line) for line in self.replay.lines]

    def step(self, step: Step | None) -> None:
        """Take a step; InvalidInput if it does not fit."""
        replay = self.replay
        if step is not None and not replay.take(step):
            raise InvalidInput
        if step is not None:
            self.steps.append(step)
            self.revision += 1

    def suggest(self, line: str, text: str) -> None:
        """What Gwyn suggests."""
        now = self.replay.line(line)
        assert now is not None
        self.suggestions.append({
            "suggestion": new_id(), "author": GWYN, "time_ms": 1, "kind": "text", "state": "open",
            "before": [short(now)], "after": [short(retimed(now, text))],
        })  # fmt: skip
        self.revision += 1

    def write_again(self, start_ms: int, end_ms: int) -> None:
        """What another model heard."""
        before = [one for one in self.replay.lines if start_ms <= (one.start_ms + one.end_ms) // 2 < end_ms]
        heard = new_line("You need more of them, so say a bit more about it.", start_ms, end_ms, DURATION)
        self.passages.append({
            "passage": new_id(), "start_ms": start_ms, "end_ms": end_ms, "model": "small", "language": "en",
            "before": [short(one) for one in before], "after": [short(heard)],
        })  # fmt: skip
        self.revision += 1

    def told(self) -> Shape:
        """The Editing of docs/ROUTES.md."""
        replay, mine = self.replay, self.scene != "member"
        self.waits -= self.waits > 0
        job = {"job": "2" * 32, "state": "running", "done_ms": 1, "total_ms": 2, "sentence": ""} if self.waits else None
        return {
            "may": {"allowed": mine and self.scene not in {"locked", "unagreed"}, "reasons": [NO], "remedies": []},
            "mine": mine,
            "undo": step_shape(newest(replay.done)),
            "redo": step_shape(newest(replay.undone)),
            "suggestions": self.suggestions,
            "passages": self.passages if not self.waits else self.passages[:-1],
            "passage_job": job,
            "models": ["base", "small"],
        }


def line_from_shape(one: Shape) -> Line:
    """A line of the fixture."""
    words = tuple(Word(*word) for word in one["words"])
    return Line(one["start_ms"], one["end_ms"], one["text"], words, one["id"])


def shape_of(line: Line) -> Shape:
    """A line as the routes give it."""
    words = [[one.start_ms, one.end_ms, one.text, one.probability] for one in line.words]
    return short(line) | {"voice": "", "language": "", "words": words}


def short(line: Line) -> Shape:
    """A line as suggestions and passages show it."""
    return {"id": line.id, "start_ms": line.start_ms, "end_ms": line.end_ms, "text": line.text}


def step_shape(edit: Edit | None) -> Shape | None:
    """What could be undone."""
    return {"edit": edit.id, "kind": str(edit.kind)} if edit else None


def editing_routes(of: Callable[[Request], Edits]) -> list[Route]:
    """The routes of ``web/editing_routes.py``."""
    one = "/vr/lessons/{lesson}"

    def route(path: str, does: Callable[[Edits, Shape, Request], object], method: str = "POST") -> Route:
        return Route(f"{one}{path}", _answering(of, does), methods=[method])

    return [
        route("/edits", lambda it, sent, request: it.told(), "GET"),
        route("/edits", _edit),
        route("/edits/undo", lambda it, sent, request: it.step(_or_none(Undo, newest(it.replay.done)))),
        route("/edits/redo", lambda it, sent, request: it.step(_or_none(Redo, newest(it.replay.undone)))),
        route("/edits/replaceable", lambda it, sent, request: _replacing(it, sent)[1]),
        route("/edits/replace", _replace),
        route("/suggestions", _suggest),
        route("/suggestions/{name}", _answer),
        route("/suggestions/{name}", _withdraw, "DELETE"),
        route("/passages", _passage),
        route("/passages/{name}", _take),
        route("/passages/{name}", _leave, "DELETE"),
        route("/hiding/look", lambda it, sent, request: _hiding(it, sent) | {"by": "[pupil 1]"}),
        route("/hiding", _hide),
    ]


def _answering(
    of: Callable[[Request], Edits], does: Callable[[Edits, Shape, Request], object]
) -> Callable[[Request], Awaitable[Response]]:
    async def answer(request: Request) -> Response:
        it = of(request)
        sent = await request.json() if request.method == "POST" else {}
        it.asked.append({"path": request.url.path, **sent})
        try:
            found = does(it, sent, request)
        except InvalidInput as error:
            code = {"error": {"code": error.code, "sentence": error.sentence, "reasons": [], "remedies": []}}
            return JSONResponse(code, 409 if error.code == "changed-elsewhere" else 400)
        return JSONResponse(found) if found is not None else Response(status_code=204)

    return answer


def _or_none(kind: type[Undo] | type[Redo], edit: Edit | None) -> Step | None:
    return kind(edit.id) if edit else None


def _change(sent: Shape) -> Change:
    words = sent.get("words", 0) * (-1 if sent.get("forward") else 1)
    lines, texts = tuple(sent.get("lines", ())), tuple(sent.get("texts", ()))
    by = sent.get("by_ms", 0) * (-1 if sent.get("earlier") else 1)
    return Change(EditKind(sent["kind"]), lines, texts, sent.get("start_ms"), sent.get("end_ms"), words, by)


def _edit(it: Edits, sent: Shape, _: Request) -> Shape:
    name = new_id()
    it.step(edit_for(it.replay, _change(sent), DURATION, name))
    return {"edit": name}


def _replacing(it: Edits, sent: Shape) -> tuple[Edit, Shape]:
    asked = Replacing(sent["find"], sent["by"], sent["whole_words"], sent["same_case"])
    edit, found = replacing_edit(it.replay.lines, asked, new_id())
    return edit, {"places": found.places, "lines": len(edit.takes), "across": found.across}


def _replace(it: Edits, sent: Shape, _: Request) -> Shape:
    edit, told = _replacing(it, sent)
    it.step(edit)
    return told


def _suggest(it: Edits, sent: Shape, _: Request) -> Shape:
    it.suggest(sent["lines"][0], sent["texts"][0])
    return {"suggestion": it.suggestions[-1]["suggestion"]}


def _named(shapes: list[Shape], key: str, request: Request) -> Shape:
    found = next(one for one in shapes if one[key] == request.path_params["name"])
    shapes.remove(found)
    return found


def _answer(it: Edits, sent: Shape, request: Request) -> Shape:
    found, name = _named(it.suggestions, "suggestion", request), new_id()
    it.revision += 1
    if sent["take"]:
        line = it.replay.line(found["before"][0]["id"])
        assert line is not None
        given = named_after(name, [retimed(line, found["after"][0]["text"])])
        it.step(Edit(name, EditKind.SUGGESTION, (line.id,), given))
    return {"edit": name}


def _withdraw(it: Edits, _: Shape, request: Request) -> None:
    _named(it.suggestions, "suggestion", request)
    it.revision += 1


def _passage(it: Edits, sent: Shape, _: Request) -> Shape:
    it.write_again(sent["start_ms"], sent["end_ms"])
    it.waits = 2
    return {"job": "2" * 32}


def _take(it: Edits, _: Shape, request: Request) -> Shape:
    found, name = _named(it.passages, "passage", request), new_id()
    lines = [new_line(one["text"], one["start_ms"], one["end_ms"], DURATION) for one in found["after"]]
    it.step(Edit(name, EditKind.PASSAGE, tuple(one["id"] for one in found["before"]), named_after(name, lines)))
    return {"edit": name}


def _leave(it: Edits, _: Shape, request: Request) -> None:
    _named(it.passages, "passage", request)
    it.revision += 1


def _hiding(it: Edits, sent: Shape) -> Shape:
    wanted = Wanted.of(*sent["names"], whole_words=True)
    count = sum(len(wanted.places(line.text)) for line in it.replay.lines)
    if not sent["names"]:
        raise InvalidInput("Type the name as it stands there; other spellings of it on lines of their own.")
    return {
        "count": count, "places": {"transcript": count} if count else {}, "stays": {"key list": 1},
        "others": [{"person": GWYN, "count": 2}], "undo_ends": count > 0, "longer": ["Ottolines"],
        "backups": 1,
    }  # fmt: skip


def _hide(it: Edits, sent: Shape, _: Request) -> Shape:
    told, wanted = _hiding(it, sent), Wanted.of(*sent["names"], whole_words=True)
    lines = [retimed(line, wanted.replaced(line.text, sent["by"])[0]) for line in it.replay.lines]
    name = new_id()
    it.step(Edit(name, EditKind.REPLACE, tuple(line.id for line in it.replay.lines), named_after(name, lines)))
    return told | {"clean": True}
