"""docs/THREAT-MODEL.md says what a data protection lead asks, in the order in which they ask it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

HEADINGS = [
    "What it is",
    "What it encrypts",
    "What it is not",
    "What it does not encrypt",
    "Somebody with the stolen disk could …",
    "Another account on the device could …",
    "Somebody who can write to the folder could …",
    "A mentor with other software or an old copy could …",
    "Somebody whose access ended could …",
    "Somebody who saw a passphrase could …",
    "Somebody with an invitation’s code could …",
    "Somebody with the paper of the school key could …",
    "Another web page in the same browser could …",
    "Somebody with a backup could …",
    "What erasing does, and what it cannot do",
    "Guarantees",
    "Accepted risks",
    "Not built yet",
]


@pytest.fixture(scope="module")
def sections(root: Path) -> dict[str, str]:
    text = (root / "docs" / "THREAT-MODEL.md").read_text("utf-8")
    _, *parts = re.split(r"^## (.+)$", text, flags=re.MULTILINE)
    return dict(zip(parts[::2], parts[1::2], strict=True))


def test_its_headings_stand_in_order(sections: dict[str, str]) -> None:
    assert list(sections) == HEADINGS
    assert all(text.strip() for text in sections.values())


@pytest.mark.parametrize("heading", ["Guarantees", "Accepted risks"])
def test_what_others_refer_to_is_numbered_without_a_gap(sections: dict[str, str], heading: str) -> None:
    numbers = [int(number) for number in re.findall(r"^(\d+)\. ", sections[heading], re.MULTILINE)]

    assert numbers == list(range(1, len(numbers) + 1))
    assert len(numbers) >= 10


def test_every_risk_that_is_referred_to_is_there(sections: dict[str, str]) -> None:
    count = len(re.findall(r"^\d+\. ", sections["Accepted risks"], re.MULTILINE))
    named = {int(number) for text in sections.values() for number in re.findall(r"risks? (\d+)", text)}

    assert named
    assert max(named) <= count
