"""Who speaks, on the stage: the domain's own voices over the turns of the sample lesson, without a vault below."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from videoreflect.domain.transcript import Line
from videoreflect.domain.voices import Guess, Renamed, Saying, StretchNamed, VoiceNamed, Voices, VoiceSpan
from videoreflect.services.voices import heard

Shape = dict[str, Any]
YES: Shape = {"allowed": True, "reasons": [], "remedies": []}
MISSING = "The model of the voices is not on this device."


class WhoSpeaks:
    """What was guessed and said in one scene: “voices” begins with a guess, “unguessed” without."""

    def __init__(self, scene: str, turns: list[Shape]) -> None:
        """Begin as the scene says."""
        self.scene, self.revision, self.asked = scene, 0, list[Shape]()
        names = list(dict.fromkeys(turn["speaker"] for turn in turns))
        spans = (VoiceSpan(one["start_ms"], one["end_ms"], names.index(one["speaker"]) + 1) for one in turns)
        self.guess = Guess("0" * 32, tuple(spans))
        self.said: list[Guess | Saying] = [self.guess] if scene == "voices" else []
        self.waits = 0
        self.there = dict[str, tuple[int, int]]()

    def named(self, lines: list[Shape]) -> list[Shape]:
        """The lines with who speaks."""
        if self.scene not in {"voices", "unguessed"}:
            return lines
        voices = Voices.of(self.said)
        self.there = {one["id"]: (one["start_ms"], one["end_ms"]) for one in lines}
        return [one | {"voice": voices.of_line(Line(one["start_ms"], one["end_ms"], one["text"]))} for one in lines]

    def told(self) -> Shape:
        """The answer of GET …/voices."""
        if self.waits == 1:
            self.said.append(self.guess)
            self.revision += 1
        self.waits -= self.waits > 0
        job = {"job": "3" * 32, "state": "running", "done_ms": 1, "total_ms": 2, "sentence": ""} if self.waits else None
        voices = Voices.of(self.said)
        talk = voices.talk()
        return {
            "mine": True, "may": YES, "may_guess": YES, "missing": "" if self.scene == "unguessed" else MISSING,
            "guessed": voices.guess is not None, "job": job,
            "names": [{"name": name, "talk_ms": talk[name]} for name in voices.known_names()],
            "voices": [
                {"number": one.number, "name": one.name, "talk_ms": one.talk_ms, "samples": one.samples}
                for one in (heard(voices.guess, voices.names) if voices.guess else [])
            ],
        }  # fmt: skip

    def say(self, sent: Shape) -> Shape:
        """POST …/voices."""
        self.asked.append(sent)
        name = sent["name"]
        if "was" in sent:
            self.said.append(Renamed(sent["was"], name))
        elif "lines" in sent:
            spans = [self.there[one] for one in sent["lines"]]
            self.said += [StretchNamed(start, end, name) for start, end in spans]
        elif "number" in sent:
            self.said.append(VoiceNamed(self.guess.id, sent["number"], name))
        else:
            stretch = StretchNamed(sent["start_ms"], sent["end_ms"], name)
            number = self.guess.inside([(stretch.start_ms, stretch.end_ms)]).most_common(1)[0][0]
            self.said += [stretch, VoiceNamed(self.guess.id, number, name)] if sent.get("everywhere") else [stretch]
        self.revision += 1
        return self.told()


def voice_routes(of: Callable[[Request], WhoSpeaks]) -> list[Route]:
    """The routes of ``web/voice_routes.py``."""
    one = "/vr/lessons/{lesson}/voices"

    async def guess(request: Request) -> Response:
        of(request).waits = 2
        return JSONResponse({"job": "3" * 32})

    return [
        Route(one, _answering(lambda request, sent: of(request).told()), methods=["GET"]),
        Route(one, _answering(lambda request, sent: of(request).say(sent)), methods=["POST"]),
        Route(f"{one}/guess", guess, methods=["POST"]),
    ]


def _answering(does: Callable[[Request, Shape], Shape]) -> Callable[[Request], Awaitable[Response]]:
    async def answer(request: Request) -> Response:
        sent = await request.json() if request.method == "POST" else {}
        return JSONResponse(does(request, sent))

    return answer
