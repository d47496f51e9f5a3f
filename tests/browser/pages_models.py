"""Made-up answers about the speech models of the device."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.browser.pages_care import job

Shape = dict[str, Any]
MEASURED = {"words": "about 6 minutes for a 45-minute lesson", "measured_ms": 1_763_049_600_000}
ALTERED = (
    "What was brought is not the published speech model “small”: its file model.bin differs. Nothing was taken in. "
    "Copy it again from where it came from."
)
NOT_OFFERED = {
    "model": "distil-medium.en",
    "title": "Medium, distilled",
    "size_bytes": 792_060_626,
    "sentence": "It cannot be checked yet, so it is not offered: no two public sources agree on all its files.",
}


def state(kind: str) -> Shape:
    """Base is here; with “key” none; “busy” with an import, in “trouble” after one."""
    works = {
        "busy": job("importing-model", "running", title="", done_ms=3_100_000, total_ms=9_000_000, mine=True),
        "trouble": job("importing-model", "failed", title="small", sentence=ALTERED, mine=True),
    }
    none = {"here": False, "ready": False} if kind == "key" else {}
    base = _model("base", "Base", "quick, good for clear speech", 147_882_941, here=True, used=True, speed=MEASURED)
    models = [
        base,
        _model(
            "tiny.en", "Tiny, English", "very quick, some mistakes", 78_090_594, ready=True, languages="English only"
        ),
        _model("small", "Small", "slower, fewer mistakes", 486_212_372, here=True),
        _model("large-v3", "Large", "the best and the slowest", 3_090_835_702),
    ]
    models = [one | none for one in models]
    return {"models": models, "not_offered": [NOT_OFFERED], "folder": "~/models", "work": works.get(kind)}


def replies(now: Shape, body: Any) -> dict[tuple[str, str], Callable[[str], Any]]:
    """What the routes answer; a page may change ``now``."""
    return {
        ("GET", "models"): lambda _: now,
        ("POST", "models/import"): lambda _: _works(now, "importing-model", ""),
        ("PUT", "models/default"): lambda _: _set(now, body["model"]),
        ("DELETE", "models/work"): lambda _: now.update(work=None) or now,
        ("POST", "/measure/"): lambda path: _works(now, "measuring-model", path.split("/")[1]),
        ("POST", "/check/"): lambda path: _works(now, "checking-model", path.split("/")[1]),
        ("DELETE", "models/"): lambda path: _gone(now, path.split("/")[1]),
    }


def _model(name: str, title: str, about: str, size: int, *, here: bool = False, **more: Any) -> Shape:
    told = {"model": name, "title": title, "about": about, "kind": "speech", "size_bytes": size}
    told |= {"languages": "about 100 languages", "here": here, "ready": here, "used": False, "speed": None}
    return told | {"get": f"videoreflect model get {name}"} | more


def _works(now: Shape, kind: str, name: str) -> Shape:
    now["work"] = job(kind, "running", title=name, mine=True)
    return now


def _set(now: Shape, name: str) -> Shape:
    now["models"] = [one | {"used": one["model"] == name} for one in now["models"]]
    return now


def _gone(now: Shape, name: str) -> Shape:
    now["models"] = [one | {"here": False, "ready": False} if one["model"] == name else one for one in now["models"]]
    return now
