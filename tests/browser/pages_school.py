"""Made-up answers about the school, notices, and what is held about somebody."""

from __future__ import annotations

import base64
from collections.abc import Callable
from typing import Any

from videoreflect.domain.school import School

Shape = dict[str, Any]
HOUR = 1_763_049_600_000
CODE = "7H2K-9QWM-3XTR-5VBN-8CDF-1GJP-4SYZ"
KINDS = ["parents", "pupils-7-11", "pupils-12-16", "staff", "dpia"]
TEXT = "# A lesson of your child’s class was filmed\n\nDear parents and carers,\n\n- The film with its sound.\n" * 4
SAID = School(
    controller="Quillfeather Primary School and Nursery of Otterbourne-under-the-Hill",
    address="1 Chalk Lane\nOtterbourne",
    contact="Mrs Reed, data protection officer",
    email="dpo@quillfeather.example",
    phone="01632 960001",
    jurisdiction="England",
    authority="Information Commissioner’s Office",
    authority_address="ico.org.uk",
    complaints="Please speak with the head teacher first.",
    keep_days=365,
    grace_days=7,
)


def state(kind: str) -> Shape:
    """The school has said who it is, unless nothing was done in this vault yet (“”)."""
    said = SAID if kind else School()
    fields = {name: value for name, value in said.content().items() if name != "schema"}
    kept = {"notice": "e" * 32, "template": "parents", "language": "en-GB", "sha256": "a" * 64, "saved_ms": HOUR}
    asked = {"lesson": "3" * 32, "pseudonym": "pupil 7", "person_name": "", "asked_ms": HOUR}
    return {
        "school": fields | {"may": kind != "mentor"},
        "notices": [kept] if kind else [],
        "requests": [asked] if kind == "key" else [],
    }


def replies(now: Shape, body: Any) -> dict[tuple[str, str], Callable[[str], Any]]:
    """What the routes of this part answer; a page may change ``now``."""
    return {
        ("GET", "school"): lambda _: now["school"],
        ("PUT", "school"): lambda _: now["school"].update(body) or now["school"],
        ("GET", "/notices/"): lambda path: _notices(now, path),
        ("POST", "/notices/"): lambda _: _keep(now, body),
        ("GET", "/notice-drafts/"): lambda path: _draft(path.rsplit("/", 1)[1]),
        ("GET", "rights/requests"): lambda _: {"requests": now["requests"]},
        ("POST", "rights/erasure"): lambda _: {"erased": 2, "left": 1},
        ("POST", "rights"): lambda _: _answer(body),
    }


def _notices(now: Shape, path: str) -> Shape:
    if path.endswith("/notices"):
        return {"notices": now["notices"], "templates": KINDS, "may": True}
    return {**now["notices"][0], "text": TEXT}


def _keep(now: Shape, body: Any) -> Shape:
    one = {"notice": "f" * 32, "sha256": "b" * 64, "saved_ms": HOUR} | {k: body[k] for k in ("template", "language")}
    now["notices"] = [one, *now["notices"]]
    return one


def _draft(kind: str) -> Shape:
    gaps = ["the supervisory authority", "how long the lesson is kept"] if kind == "parents" else []
    return {"template": kind, "language": "en-GB", "text": TEXT, "gaps": gaps, "open": []}


def _answer(body: Any) -> Shape:
    counts = {"lessons": 3, "closed": 1, "others": 2, "private": 1, "asked": 1}
    if body["sealed"]:
        return counts | {"file": base64.b64encode(b"VRANSW01" * 20).decode(), "code": CODE}
    return counts | {"page": "<!doctype html><html><body><h1>What is held about pupil 7</h1><p>x</p></body></html>"}
