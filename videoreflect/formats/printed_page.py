"""A page to read and print: one file, no script, nothing from elsewhere, everything escaped."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape

_STYLE = (
    "body{font:11pt/1.5 Georgia,'Times New Roman',serif;color:#1b1b1b;background:#fff;max-width:46rem;margin:2rem auto;"
    "padding:0 1rem}h1{font-size:1.5rem;line-height:1.25}h2{font-size:1.15rem;margin:2rem 0 .5rem}"
    "h3{font-size:1rem;margin:1.25rem 0 .25rem}table{border-collapse:collapse;width:100%}"
    "th,td{text-align:left;vertical-align:top;padding:.35rem .75rem .35rem 0;border-bottom:1px solid #ccc}"
    "th{font-weight:600}p,ul{margin:.35rem 0}.quiet{color:#555}blockquote{margin:.35rem 0;padding-left:.75rem;"
    "border-left:3px solid #ccc;white-space:pre-wrap}@media print{body{margin:0;max-width:none;padding:0}"
    "tr,blockquote,li{break-inside:avoid}h2,h3{break-after:avoid}@page{margin:18mm}}"
)
_POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"


def page(title: str, parts: Iterable[str], language: str = "en-GB") -> str:
    """The whole page around parts that the functions below made."""
    head = (
        f'<meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="{_POLICY}">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{_safe(title)}</title><style>{_STYLE}</style>"
    )
    body = f"<h1>{_safe(title)}</h1>{''.join(parts)}"
    return f'<!doctype html>\n<html lang="{_safe(language)}"><head>{head}</head><body>{body}</body></html>\n'


def heading(text: str, level: int = 2) -> str:
    """A heading of level 2 or 3."""
    return f"<h{level}>{_safe(text)}</h{level}>"


def paragraph(text: str, quiet: bool = False) -> str:
    """A paragraph; line breaks stay."""
    look = ' class="quiet"' if quiet else ""
    return f"<p{look}>{_safe(text).replace(chr(10), '<br>')}</p>"


def quotation(text: str) -> str:
    """What somebody wrote or said, as they did."""
    return f"<blockquote>{_safe(text)}</blockquote>"


def points(texts: Sequence[str]) -> str:
    """A list."""
    return f"<ul>{''.join(f'<li>{_safe(one)}</li>' for one in texts)}</ul>" if texts else ""


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table with a heading for each column."""
    top = "".join(f'<th scope="col">{_safe(one)}</th>' for one in head)
    body = "".join(f"<tr>{''.join(f'<td>{_safe(cell)}</td>' for cell in row)}</tr>" for row in rows)
    return f"<table><thead><tr>{top}</tr></thead><tbody>{body}</tbody></table>"


def _safe(text: str) -> str:
    """Escaped for text and attributes, without signs that could hide or turn round what is read."""
    hidden = {*range(0x202A, 0x202F), *range(0x2066, 0x206A), *range(0x200B, 0x2010), 0x2060, 0xFEFF}
    kept = (sign for sign in text if ord(sign) not in hidden and (ord(sign) >= 32 or sign in "\n\t"))
    return escape("".join("�" if 0xD800 <= ord(sign) < 0xE000 else sign for sign in kept))
