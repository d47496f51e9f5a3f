"""How I want the review screen: what letters do, my keys, the questions, how far the tour is."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from starlette.routing import Route

from videoreflect.domain.review_settings import ReviewSettings
from videoreflect.services.review_settings import change_review_settings, review_settings, sample_of
from videoreflect.web.calls import Answer, Call, route
from videoreflect.web.shapes import Shape


def review_settings_routes() -> list[Route]:
    """The routes of this file."""
    path = "/vr/people/me/review"
    return [route("GET", path, lambda call: _shape(call, review_settings(call.sign_in))), route("PUT", path, _change)]


def _change(call: Call) -> Answer:
    """Take what is named; what is not named stays as it was."""
    fields = call.fields
    changes: dict[str, Any] = {
        name: fields.flag(name) for name in ("typing_starts", "prompts") if not fields.is_none(name)
    }
    changes |= {name: fields.object_or_none(name) for name in ("keys", "letters") if not fields.is_none(name)}
    if not fields.is_none("tour"):
        changes["tour"] = fields.text("tour")
    return _shape(call, change_review_settings(call.sign_in, **changes))


def _shape(call: Call, settings: ReviewSettings) -> Shape:
    return asdict(settings) | {"sample": sample_of(call.sign_in)}
