"""The consent page as a whole, in real Chromium over made-up answers (``pages_stage``): its order, and the keyboard."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.browsing import Opening, check_at_desk_and_phone
from tests.browser.pages_register import PAGE

CONSENT = f"consent%3Flesson={3:032x}"
RECORDS = "Records On paper"

Opener = Callable[..., Page]
Deed = Callable[[Page], None]

pytest_plugins = ["tests.browser.pages_served"]
pytestmark = pytest.mark.timeout(300)


@pytest.fixture
def opened(opening: Opening) -> Opener:
    """Open the consent page in a scene."""
    return lambda scene="", people="": opening(f"people={people}&care={scene}&to={CONSENT}", "Consent")


def does(*names: str) -> Deed:
    """Return what presses these buttons one after the other."""

    def deed(page: Page) -> None:
        for name in names:
            page.get_by_role("button", name=name).first.click()

    return deed


def allowed(page: Page) -> list[str]:
    """What stands under “What is allowed now”, each with “allowed” or “locked”."""
    return page.get_by_role("complementary", name="What is allowed now").get_by_role("listitem").all_text_contents()


STATES = [
    ("new", does()), ("agreed", does()), ("withdrawn", does("Record a new agreement")),
    ("new", does("Somebody objects")),
    ("agreed", does("Record a change")), ("agreed", does("Withdraw")), ("", does("Somebody objects")),
    ("", does("Keep as an example")), ("agreed", does("Keep as an example", "Keep it as an example")),
    ("", does("Who is who")), ("new", does("Who is who")), ("", does(RECORDS)), ("new", does(RECORDS)),
    ("", does(RECORDS, "Write: A receipt")), ("", does(RECORDS, "Take in: Records")),
    ("", does(RECORDS, "Correct: An entry")),
]  # fmt: skip


@pytest.mark.parametrize(("scene", "deed"), STATES)
def test_axe_finds_nothing_and_nothing_scrolls_sideways(opened: Opener, scene: str, deed: Deed) -> None:
    """At desk width and light, then at phone width and dark."""
    page = opened(scene)
    deed(page)
    check_at_desk_and_phone(page)


def test_the_usual_case_is_first_and_the_keyboard_alone_records_it(opened: Opener) -> None:
    """From the top of the page: the usual case is chosen, and Enter on the first button of the form records it."""
    page = opened("new")
    expect(page.get_by_role("heading", level=2).first).to_have_text("The people in the picture")
    page.get_by_role("radio", name="The usual case").focus()
    expect(page.get_by_role("radio", name="The usual case")).to_be_checked()
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Record it")).to_be_focused()
    with page.expect_request("**/agreement") as sent:
        page.keyboard.press("Enter")
    assert (sent.value.post_data_json or {})["basis"] == "public-task"
    expect(page.get_by_role("heading", name="What has been recorded")).to_be_visible()
    expect(page.get_by_role("heading", name="Consent", exact=True)).to_be_focused()


def test_the_keyboard_alone_records_that_somebody_objects(opened: Opener) -> None:
    page = opened("agreed")
    page.get_by_role("button", name="Somebody objects").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("textbox", name="Who", exact=True)).to_be_focused()
    page.keyboard.type("pupil 4")
    with page.expect_request("**/exceptions") as sent:
        page.keyboard.press("Enter")
    assert (sent.value.post_data_json or {})["principal"] == "pupil 4"
    expect(page.get_by_role("heading", name="Pupil 4 objects")).to_be_visible()
    expect(page.get_by_role("heading", name="What has been recorded")).to_be_focused()


def test_what_needs_the_person_stands_first(opened: Opener) -> None:
    """Requests and exceptions, then an open worklist, then what is recorded; the rest is folded, one line each."""
    heads = [one.inner_text() for one in opened("asked").get_by_role("heading", level=2).all()]
    assert heads[:4] == [
        "Somebody asks you to record this", "Pupil 7 objects", "What has been recorded", "Who can open this lesson",
    ]  # fmt: skip
    heads = [one.inner_text() for one in opened("withdrawn").get_by_role("heading", level=2).all()]
    assert heads[:2] == ["What is to be done", "What has been recorded"], "a withdrawal is an answer, and no gap"


def test_a_line_opens_and_shuts_with_the_keyboard_and_says_so(opened: Opener) -> None:
    page = opened()
    line = page.get_by_role("button", name=RECORDS)
    line.focus()
    expect(line).to_have_attribute("aria-expanded", "false")
    expect(page.get_by_role("region", name="Records")).to_have_count(0)
    page.keyboard.press("Enter")
    expect(line).to_have_attribute("aria-expanded", "true")
    expect(line).to_be_focused()
    expect(page.get_by_role("region", name="Records")).to_be_visible()
    page.keyboard.press("Space")
    expect(page.get_by_role("region", name="Records")).to_have_count(0)


def test_each_use_says_whether_it_is_allowed_why_not_and_what_to_do(opened: Opener) -> None:
    page = opened()
    rows = allowed(page)
    assert [": allowed" in row for row in rows] == [True, True, False, False, False, False]
    side = page.get_by_role("complementary", name="What is allowed now")
    expect(side).to_contain_text("The objection of pupil 7 stands. The lesson stays private until it is dealt with.")
    expect(side).to_contain_text("It is not recorded that this lesson may be kept as an example.")
    expect(side).to_contain_text("Cannot be undone: Gwyn opened it on 18 October 2026 and watched 12:30–14:05")
    side.get_by_role("button", name="Who has seen it").click()
    expect(page.get_by_role("button", name="Who has seen it Last")).to_be_focused()
    expect(page.get_by_role("region", name="Who has seen it")).to_be_visible()
    assert [": allowed" in row for row in allowed(opened("new"))] == [True, *[False] * 5]


@pytest.mark.parametrize("form", ["Somebody objects", "Withdraw"])
def test_what_cannot_be_undone_is_told_before(opened: Opener, form: str) -> None:
    page = opened("agreed")
    expect(page.get_by_text("Cannot be undone:")).to_have_count(0)
    does(form)(page)
    expect(page.get_by_text("Cannot be undone:").locator("..")).to_contain_text("watched 12:30–14:05")


def test_names_are_fetched_when_the_list_is_opened_and_not_before(opened: Opener) -> None:
    """On a screen that somebody else sees too, nobody's name stands before the owner asks for it."""
    page = opened()
    expect(page.get_by_role("button", name="Who is who")).to_be_visible()
    assert "Rhiannon" not in page.locator(".vr .page").evaluate("page => page.textContent")
    does("Who is who")(page)
    card = page.get_by_role("region", name="Who is who")
    expect(card.get_by_role("listitem")).to_have_text(["Pupil 7Rhiannon PughTake off", "Pupil 12Tom FieldTake off"])
    card.get_by_label("Called here").fill("pupil 9")
    card.get_by_label("Who that is").fill("Ana Moss")
    does("Write it down")(page)
    expect(card).to_contain_text("Ana Moss")
    does("Take pupil 7 off the list")(page)
    expect(card).not_to_contain_text("Rhiannon")
    does("Who is who")(page)
    assert "Ana Moss" not in page.locator(".vr .page").evaluate("page => page.textContent")


def test_an_example_is_locked_until_it_is_allowed(opened: Opener) -> None:
    page = opened()
    does("Keep as an example")(page)
    locked = page.get_by_role("button", name="Keep it as an example")
    expect(locked).to_have_attribute("aria-disabled", "true")
    expect(locked).to_have_accessible_description(
        "It is not recorded that this lesson may be kept as an example. Record it with “Record a change”."
    )
    page = opened("agreed")
    does("Keep as an example", "Keep it as an example")(page)
    expect(page.get_by_text("This lesson is kept as an example.")).to_be_visible()
    expect(page.get_by_role("button", name="Keep as an example")).to_be_focused()
    does("End it as an example")(page)
    expect(page.get_by_role("button", name="Keep it as an example")).to_be_visible()


def test_the_register_is_printed_and_saved(opened: Opener) -> None:
    page = opened()
    page.route("**/register-page", lambda route: route.fulfill(body=PAGE, content_type="text/html"))
    does(RECORDS, "Print: The register")(page)
    page.wait_for_function("window.printed === 1")
    expect(page.locator(".vr-paper h1")).to_have_text("Consent register")
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    with page.expect_download() as saved:
        does("Save: The record")(page)
    assert saved.value.suggested_filename == "consent-records.jsonld"
    does("Write: A receipt")(page)
    page.get_by_label("For whom").select_option("pupil 7")
    with page.expect_download() as saved:
        does("Save the receipt")(page)
    assert saved.value.suggested_filename == "consent-receipt-pupil-7.jsonld"
    expect(page.get_by_text("The standard also asks for: the address of the school.")).to_be_visible()


def test_records_are_taken_in_and_refusals_shown(opened: Opener) -> None:
    page = opened()
    does(RECORDS, "Take in: Records", "Take it in")(page)
    expect(page.get_by_text("Choose a file, or paste its text.")).to_be_visible()
    error = '{"error": {"code": "invalid", "sentence": "This is no consent record.", "reasons": [], "remedies": []}}'
    page.route("**/consent-records", lambda route: route.fulfill(status=400, body=error))
    page.get_by_label("Or paste its text").fill("nonsense")
    does("Take it in")(page)
    expect(page.get_by_role("alert")).to_have_text("This is no consent record.")
    page.unroute("**/consent-records")
    page.get_by_label("The file").set_input_files({"name": "r.jsonld", "mimeType": "", "buffer": b'{"@graph": []}'})
    with page.expect_request("**/consent-records") as sent:
        does("Take it in")(page)
    assert (sent.value.post_data_json or {}) == {"text": '{"@graph": []}'}
    expect(page.get_by_text("2 entries taken in. 1 was here already. 1 recipient")).to_be_visible()


def test_an_entry_is_put_right_by_a_new_one(opened: Opener) -> None:
    """An agreement is not among those to choose; places are sent only if they are others."""
    page = opened()
    does(RECORDS, "Correct: An entry")(page)
    expect(page.get_by_label("Which entry").get_by_role("option")).to_have_count(1)
    does("Record the correction")(page)
    expect(page.get_by_text("Say in a few words what was wrong.")).to_be_visible()
    page.get_by_label("What was wrong").fill("It was the other side of the room")
    with page.expect_request("**/register/correction") as sent:
        does("Record the correction")(page)
    assert (sent.value.post_data_json or {}) == {"record": "r-7", "note": "It was the other side of the room"}
    expect(page.get_by_role("button", name=RECORDS)).to_be_focused()


def test_a_member_is_shown_nothing_that_only_the_owner_may(opened: Opener) -> None:
    page = opened("member", "mentor")
    expect(page.get_by_role("heading", name="What has been recorded")).to_be_visible()
    for name in ("Who is who", RECORDS, "Keep as an example", "Record a change", "Somebody objects", "Withdraw"):
        expect(page.get_by_role("button", name=name, exact=True)).to_have_count(0)


def test_a_transcript_is_copied_out_in_every_form_as_it_is(opened: Opener) -> None:
    """Bytes, not text: a Word document that went through a decoder would not open."""
    page = opened()
    allowed_ = {"allowed": True, "reasons": [], "remedies": []}
    kinds = dict.fromkeys(("notes", "transcript", "talk", "clip"), allowed_)
    content = b"PK\x03\x04\xff\xfe\x00\xc3\x28"
    page.route("**/copies", lambda route: route.fulfill(json={"any": allowed_, "kinds": kinds}))
    page.route("**/export?format=*", lambda route: route.fulfill(body=content))
    page.reload()
    does("Copy out")(page)
    forms = {
        "For Word": "docx", "Text": "txt", "Text with times": "txt", "Subtitles (VTT)": "vtt",
        "Subtitles (SRT)": "srt", "For ELAN": "eaf", "With all words (JSON)": "json",
    }  # fmt: skip
    for words, ending in forms.items():
        with page.expect_download() as saved:
            page.get_by_role("button", name=f"Save transcript as {words}", exact=True).click()
        assert saved.value.suggested_filename.endswith(f", transcript.{ending}")
        assert Path(saved.value.path()).read_bytes() == content
