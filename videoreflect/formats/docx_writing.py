"""A transcript for Word and LibreOffice (.docx): a table to read, print and put right, which comes back in.

Columns for start, end, who speaks, the text, and the language where a line has one. It holds no words with times of
their own. Everything in it is text: no fields, no links, no macros.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any

import docx
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt

from videoreflect.domain.transcript import Line
from videoreflect.formats.given import in_xml, language_code
from videoreflect.formats.named import one_name
from videoreflect.formats.timecode import vtt

COLUMNS = ("Start", "End", "Who", "Text")
LANGUAGE_COLUMN = "Language"
_WIDTHS_CM = {"Start": 2.4, "End": 2.4, "Who": 2.8, "Text": 9.4, "Language": 1.8}
_HOW = "Put texts and names right as you like, but leave the times; then it can be taken in again."


def write(lines: Sequence[Line], *, title: str = "", language: str = "") -> bytes:
    """Write lines as a Word document."""
    document = docx.Document()
    facts = document.core_properties
    facts.author, facts.title, facts.comments = "videoreflect", in_xml(title), ""
    facts.language = language_code(language)
    document.styles["Normal"].font.size = Pt(10.5)
    for section in document.sections:
        section.left_margin = section.right_margin = Cm(2)
    document.add_heading(" ".join(in_xml(title).split()) or "Transcript", level=1)
    document.add_paragraph(_HOW)
    columns = [*COLUMNS, *([LANGUAGE_COLUMN] if any(language_code(line.language) for line in lines) else [])]
    table = document.add_table(rows=1, cols=len(columns), style="Table Grid")
    table.autofit = False
    for column, name in zip(table.columns, columns, strict=True):
        column.width = Cm(_WIDTHS_CM[name])
    rows = table._tbl
    _head(rows.tr_lst[0], columns)
    for line in lines:
        rows.append(_row(_cells(line)[: len(columns)], columns))
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _cells(line: Line) -> list[str]:
    times = [vtt(line.start_ms), vtt(line.end_ms)]
    return [*times, one_name(in_xml(line.voice)), in_xml(line.text), language_code(line.language)]


def _head(row: Any, columns: Sequence[str]) -> None:
    """The first row says what is in the columns, again on every page."""
    properties = row.get_or_add_trPr()
    properties.append(OxmlElement("w:tblHeader"))
    for cell, name in zip(row.tc_lst, columns, strict=True):
        cell.p_lst[0].append(_run(name, bold=True))


def _row(cells: Sequence[str], columns: Sequence[str]) -> Any:
    """Rows are put together here: by its own calls the library takes minutes for a long lesson."""
    row = OxmlElement("w:tr")
    for text, name in zip(cells, columns, strict=True):
        cell, width, paragraph = OxmlElement("w:tc"), OxmlElement("w:tcW"), OxmlElement("w:p")
        width.set(qn("w:type"), "dxa")
        width.set(qn("w:w"), str(round(_WIDTHS_CM[name] * 567)))
        properties = OxmlElement("w:tcPr")
        properties.append(width)
        paragraph.append(_run(text))
        cell.extend([properties, paragraph])
        row.append(cell)
    return row


def _run(text: str, *, bold: bool = False) -> Any:
    run: Any = OxmlElement("w:r")
    run.text = text  # new lines and tabs become elements of their own, blanks at either end are kept
    if bold:
        run.get_or_add_rPr().append(OxmlElement("w:b"))
    return run
