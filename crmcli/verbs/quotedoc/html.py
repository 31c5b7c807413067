"""A printed quote as one HTML file that needs nothing else: for a browser, a mail, the printer."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from crmcli.verbs.quotedoc.content import Content

_TAGS = {"zh": "zh-CN", "en": "en"}
# Names of fonts that systems have; none is fetched. Chinese first in Chinese, so that its punctuation sits right.
_FONTS = {
    "en": '"Helvetica Neue", Arial, "Liberation Sans", "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC"',
    "zh": '"PingFang SC", "Microsoft YaHei", "Source Han Sans SC", "Noto Sans CJK SC", "WenQuanYi Micro Hei"',
}

_LONGEST = 24  # characters

_CSS = """
@page { size: A4; margin: 18mm 16mm 16mm; }
* { box-sizing: border-box; }
body { margin: 0 auto; padding: 12mm 10mm; max-width: 190mm; color: #1b1f24; background: #fff;
  font: 10.5pt/1.55 FONTS, sans-serif; overflow-wrap: anywhere; }
header { display: flex; justify-content: space-between; align-items: flex-start; gap: 8mm;
  border-bottom: 1.5pt solid #1b1f24; padding-bottom: 4mm; }
h1 { margin: 0; font-size: 21pt; line-height: 1.2; font-weight: 600; letter-spacing: .02em; }
html:lang(zh) h1 { letter-spacing: .2em; }
h2 { margin: 0 0 1mm; font-size: 9pt; font-weight: 600; color: #57606a; break-after: avoid; }
header p { margin: 1mm 0 0; font-size: 11.5pt; }
.mark { display: inline-block; margin: 4mm 0 0; padding: .6mm 2.5mm; border: .8pt solid #b42318; color: #b42318;
  font-weight: 600; font-size: 9.5pt; }
dl { display: grid; grid-template-columns: max-content minmax(0, 1fr); gap: .4mm 3.5mm; margin: 0; }
dt { color: #57606a; }
dd { margin: 0; }
header dl { flex: none; font-variant-numeric: tabular-nums; }
.parties { display: grid; grid-template-columns: 1fr 1fr; gap: 8mm; margin: 6mm 0 7mm; }
.parties strong { display: block; font-size: 11.5pt; margin-bottom: 1mm; }
table { width: 100%; border-collapse: collapse; font-variant-numeric: tabular-nums; }
thead { display: table-header-group; }
th { text-align: left; font-size: 9pt; font-weight: 600; color: #57606a; border-bottom: .8pt solid #1b1f24; }
th, td { padding: 1.6mm 2mm; vertical-align: top; }
th:first-child, td:first-child { padding-left: 0; }
th:last-child, td:last-child { padding-right: 0; }
tbody td { border-bottom: .4pt solid #d0d7de; }
tr { break-inside: avoid; }
thead th, .figure { white-space: nowrap; }
.figure { text-align: right; }
td { overflow-wrap: break-word; }
.long { overflow-wrap: anywhere; }
.sums { width: auto; margin: 3mm 0 0 auto; break-inside: avoid; }
.sums th, .sums td { border: 0; padding: .8mm 0 .8mm 8mm; font-size: 10.5pt; }
.sums tr:last-child th, .sums tr:last-child td { border-top: .8pt solid #1b1f24; padding-top: 1.4mm; font-weight: 700;
  font-size: 12pt; color: #1b1f24; }
section { margin-top: 7mm; break-inside: avoid; }
section p { margin: 0 0 2mm; white-space: pre-line; }
@media (max-width: 600px) { header, .parties { display: block; } header dl, .parties > div + div { margin-top: 4mm; }
  body { padding: 6mm 4mm; } }
@media print { body { padding: 0; max-width: none; } .mark { print-color-adjust: exact; } }
"""


def page(language: str, title: str, body: list[str], css: str = "") -> str:
    """A whole file: its language, what a window calls it, what stands in it as HTML; ``css`` beside that of all."""
    parts = [
        "<!DOCTYPE html>",
        f'<html lang="{_TAGS[language]}">',
        "<head>",
        '<meta charset="utf-8">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        f"<title>{escape(title)}</title>",
        f"<style>{_CSS.replace('FONTS', _FONTS[language])}{css}</style>",
        "</head>",
        "<body>",
    ]
    return "\n".join([*parts, *body, "</body>", "</html>", ""])


def header(found: Content) -> list[str]:
    """What stands at the top: title, what it is about, that it does not count, facts."""
    parts = ["<header>", f"<div><h1>{escape(found.title)}</h1>"]
    if found.title_line:
        parts.append(f"<p>{escape(found.title_line)}</p>")
    if found.mark:
        parts.append(f'<span class="mark">{escape(found.mark)}</span>')
    return [*parts, "</div>", pairs(found.facts), "</header>"]


def html(found: Content) -> str:
    """The document."""
    parts = [*header(found), '<div class="parties">']
    parts.append(party(found.heading_from, found.company, found.company_facts))
    parts.append(party(found.heading_to, found.customer, found.customer_facts))
    parts += ["</div>", _table(found), _sums(found)]
    if found.terms:
        parts.append(f"<section><h2>{escape(found.heads['terms'])}</h2>{pairs(found.terms)}</section>")
    for name, text in (("note", found.note), ("bank", found.bank)):
        if text:
            parts.append(f"<section><h2>{escape(found.heads[name])}</h2><p>{escape(text)}</p></section>")
    return page(found.language, f"{found.title} {found.number}", parts)


def pairs(facts: list[tuple[str, str]]) -> str:
    """Facts, each with its label."""
    rows = (f"<dt>{escape(label)}</dt><dd>{escape(text)}</dd>" for label, text in facts)
    return f"<dl>{''.join(rows)}</dl>" if facts else ""


def party(head: str, name: str, facts: list[tuple[str, str]]) -> str:
    """Who one side is; nothing if nothing is known."""
    if not name and not facts:
        return ""
    called = f"<strong>{escape(name)}</strong>" if name else ""
    return f"<div><h2>{escape(head)}</h2>{called}{pairs(facts)}</div>"


def _table(found: Content) -> str:
    def cell(tag: str, at: int, text: str) -> str:
        marked = "figure" if at in found.right else "long" if _is_long(text) else ""
        return f"<{tag}{_class(marked)}>{escape(text)}</{tag}>"

    head = "".join(cell("th", at, text) for at, text in enumerate(found.columns))
    rows = "\n".join(
        f"<tr>{''.join(cell('td', at, text) for at, text in enumerate(row))}</tr>" for row in found.rows
    )
    return f"<table><thead><tr>{head}</tr></thead>\n<tbody>\n{rows}\n</tbody></table>"


def _class(name: str) -> str:
    return f' class="{name}"' if name else ""


def _is_long(text: str) -> bool:
    """Whether a word is so long that it may break anywhere: else columns keep theirs whole."""
    return any(len(word) > _LONGEST and word.isascii() for word in text.split())


def _sums(found: Content) -> str:
    rows = (
        f'<tr><th>{escape(label)}</th><td class="figure">{escape(text)}</td></tr>'
        for label, text in found.sums
    )
    return f'<table class="sums"><tbody>{"".join(rows)}</tbody></table>'
