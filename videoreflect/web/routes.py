"""All own routes of the app; docs/ROUTES.md lists them."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from videoreflect.errors import NotFound
from videoreflect.web.about_routes import about_routes
from videoreflect.web.answers import error_answer
from videoreflect.web.care_routes import care_routes
from videoreflect.web.chapter_routes import chapter_routes
from videoreflect.web.clock_routes import clock_routes
from videoreflect.web.codebook_routes import codebook_routes
from videoreflect.web.consent_routes import consent_routes
from videoreflect.web.copying_routes import copying_routes
from videoreflect.web.dialogue_routes import dialogue_routes
from videoreflect.web.editing_routes import editing_routes
from videoreflect.web.erasing_routes import erasing_routes
from videoreflect.web.exemplar_routes import exemplar_routes
from videoreflect.web.files import file_routes
from videoreflect.web.house import House
from videoreflect.web.import_routes import import_routes
from videoreflect.web.job_routes import job_routes
from videoreflect.web.lesson_routes import lesson_routes
from videoreflect.web.library_routes import library_routes
from videoreflect.web.media_route import media_routes
from videoreflect.web.model_routes import model_routes
from videoreflect.web.note_routes import note_routes
from videoreflect.web.notes_import_routes import notes_import_routes
from videoreflect.web.own_routes import own_routes
from videoreflect.web.people_routes import people_routes
from videoreflect.web.presence import presence_routes
from videoreflect.web.register_routes import register_routes
from videoreflect.web.review_settings_routes import review_settings_routes
from videoreflect.web.rights_routes import rights_routes
from videoreflect.web.school_routes import school_routes
from videoreflect.web.seen_routes import seen_routes
from videoreflect.web.sharing_routes import sharing_routes
from videoreflect.web.sign_in_routes import sign_in_routes
from videoreflect.web.upload_routes import upload_routes
from videoreflect.web.voice_note_routes import voice_note_routes
from videoreflect.web.voice_routes import voice_routes
from videoreflect.web.writing_routes import writing_routes


def all_routes(house: House) -> list[Route]:
    """Every own route. What else is asked for under ``/vr/`` is told so in JSON."""
    return [
        *sign_in_routes(house),
        *presence_routes(),
        *file_routes(),
        *library_routes(),
        *job_routes(),
        *writing_routes(),
        *review_settings_routes(),
        *lesson_routes(),
        *note_routes(),
        *codebook_routes(),
        *media_routes(),
        *chapter_routes(),
        *consent_routes(),
        *copying_routes(),
        *import_routes(),
        *notes_import_routes(),
        *exemplar_routes(),
        *school_routes(),
        *rights_routes(),
        *register_routes(),
        *dialogue_routes(),
        *editing_routes(),
        *voice_routes(),
        *voice_note_routes(),
        *upload_routes(),
        *own_routes(house),
        *people_routes(house),
        *seen_routes(),
        *sharing_routes(),
        *erasing_routes(),
        *care_routes(),
        *clock_routes(),
        *about_routes(house),
        *model_routes(),
        Route("/vr/{rest:path}", _nowhere, methods=["GET", "POST", "PUT", "DELETE"]),
    ]


async def _nowhere(_: Request) -> Response:
    return error_answer(NotFound("There is nothing at this address."))
