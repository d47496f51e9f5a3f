"""Word documents that other programs and attackers make."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence

import docx

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_RELS = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r" Type='
    '"http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/>'
    "</Relationships>"
)


def of_paragraphs(paragraphs: Sequence[str]) -> bytes:
    """A document as Teams makes it; a new line in a paragraph is a break."""
    document = docx.Document()
    for text in paragraphs:
        document.add_paragraph(text)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def packed(body: str, more: Sequence[tuple[str, bytes]] = (), rels: str = _RELS) -> bytes:
    """A document of the given XML, put together by hand."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("_rels/.rels", rels)
        file.writestr("word/document.xml", f'<w:document xmlns:w="{W}"><w:body>{body}</w:body></w:document>')
        for name, content in more:
            file.writestr(name, content)
    return out.getvalue()
