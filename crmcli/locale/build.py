"""Collect the texts to translate and compile the translations: ``python -m crmcli.locale.build``.

It reads ``_("…")``, ``N_("…")``, ``ngettext("…", "…", n)`` and what a field means, the third argument of
``Label("…", "…", "…")``, from the sources, writes the template
``crmcli.pot``, brings each ``crmcli.po`` in line with it (new texts stand there with an empty translation
to fill in, texts no longer used go) and compiles it to ``crmcli.mo``. The files depend on the sources and
the translations alone: no dates, no line numbers, sorted. ``--check`` writes nothing and fails when a text
lacks its translation or a file is not what would be written.

A comment that begins with ``Translators:`` above a text goes along to the translator. The comment at the
head of a ``crmcli.po`` (its glossary) stays.
"""

from __future__ import annotations

import io
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

SOURCES = Path(__file__).parents[1]
FOLDER = Path(__file__).parent
LANGUAGES = ("zh_CN",)
KEYWORDS: dict[str, tuple[int, ...] | None] = {"_": None, "N_": None, "ngettext": (1, 2), "Label": (3,)}
PLACEHOLDER = re.compile(r"(?<!\{)\{(\w*)[^{}]*\}(?!\})|%\((\w+)\)\d*[sd]|%[sd]")


class Dateless(Catalog):
    """A catalogue whose header says nothing that changes by itself."""

    language = ""

    @property
    def mime_headers(self) -> list[tuple[str, str]]:
        headers = [("Project-Id-Version", "crmcli")]
        if self.language:
            headers += [("Language", self.language), ("Plural-Forms", self.plural_forms)]
        return [
            *headers,
            ("MIME-Version", "1.0"),
            ("Content-Type", "text/plain; charset=utf-8"),
            ("Content-Transfer-Encoding", "8bit\n"),
        ]


def empty(language: str | None = None) -> Catalog:
    """A catalogue without messages; the template if no language is named."""
    catalogue = Dateless(locale=language, header_comment="# Messages of crmcli.", fuzzy=False)
    catalogue.language = language or ""
    return catalogue


def extracted(sources: Path) -> Catalog:
    """The template: every text of the sources, with the files that say it."""
    template = empty()
    found = extract_from_dir(
        str(sources), keywords=KEYWORDS, comment_tags=("Translators:",), strip_comment_tags=True
    )
    for file, _line, message, comments, context in sorted(found, key=lambda each: (each[0], each[1])):
        place = f"{sources.name}/{Path(file).as_posix()}"
        template.add(message, locations=[(place, 1)], auto_comments=comments, context=context)
    for each in messages(template):
        each.locations = list(dict.fromkeys(each.locations))
    return template


def messages(catalogue: Catalog) -> Iterator[Message]:
    """The messages of a catalogue without its header."""
    return (message for message in catalogue if message.id)


def updated(template: Catalog, old: Catalog, language: str) -> Catalog:
    """The texts of the template with their known translations. Nothing is guessed from similar texts."""
    new = empty(language)
    new.header_comment = old.header_comment
    for message in messages(template):
        known = old.get(message.id, message.context)
        fits = known is not None and isinstance(known.id, tuple) == isinstance(message.id, tuple)
        added = new.add(
            message.id,
            known.string if known is not None and fits else "",
            locations=message.locations,
            auto_comments=message.auto_comments,
            user_comments=known.user_comments if known is not None else (),
            context=message.context,
        )
        if known is not None and known.fuzzy:
            added.flags.add("fuzzy")
    return new


def faults(catalogue: Catalog, name: str) -> list[str]:
    """What is wrong with the translations themselves."""
    found = []
    for message in messages(catalogue):
        ids, strings = _texts(message.id), _texts(message.string)
        shown = f"{name}: {ids[0]!r}"
        if not strings or not all(strings):
            found.append(f"{shown} is not translated")
        elif message.fuzzy:
            found.append(f"{shown} is marked fuzzy")
        elif placeholders(ids[-1:]) != placeholders(strings[-1:]):
            found.append(f"{shown} has other placeholders in its translation")
    return found


def _texts(value: Any) -> list[str]:
    return [value] if isinstance(value, str) else list(value or ())


def placeholders(texts: list[str]) -> set[str]:
    """The ``{name}``, ``%(name)s`` and ``%s`` of texts."""
    return {match[1] or match[2] or match[0] for text in texts for match in PLACEHOLDER.finditer(text)}


def po_text(catalogue: Catalog) -> bytes:
    """A catalogue as the bytes of its .po or .pot file."""
    out = io.BytesIO()
    write_po(out, catalogue, width=110, sort_output=True, ignore_obsolete=True, include_lineno=False)
    return out.getvalue()


def mo_bytes(catalogue: Catalog) -> bytes:
    """A catalogue compiled."""
    out = io.BytesIO()
    write_mo(out, catalogue)
    return out.getvalue()


def read(path: Path, language: str) -> Catalog:
    """The catalogue in a .po file; an empty one if there is no file yet."""
    if not path.exists():
        return empty(language)
    with path.open("rb") as file:
        return read_po(file, locale=language, abort_invalid=True)


def files(sources: Path = SOURCES, folder: Path = FOLDER) -> tuple[dict[Path, bytes], list[str]]:
    """Each file as it has to be, and what is wrong with the translations."""
    template = extracted(sources)
    wanted = {folder / "crmcli.pot": po_text(template)}
    wrong: list[str] = []
    for language in LANGUAGES:
        path = folder / language / "LC_MESSAGES" / "crmcli.po"
        catalogue = updated(template, read(path, language), language)
        wanted[path] = po_text(catalogue)
        wanted[path.with_suffix(".mo")] = mo_bytes(catalogue)
        wrong += faults(catalogue, language)
    return wanted, wrong


def problems(sources: Path = SOURCES, folder: Path = FOLDER) -> list[str]:
    """What ``--check`` finds wrong, empty if nothing."""
    wanted, wrong = files(sources, folder)
    stale = [path for path, data in wanted.items() if not path.exists() or path.read_bytes() != data]
    return wrong + [f"{path.relative_to(folder)} is stale: run `make messages`" for path in stale]


def main(arguments: list[str]) -> int:
    """Write the files, or only look with ``--check``."""
    if arguments == ["--check"]:
        wrong = problems()
        print("\n".join(wrong), end="\n" if wrong else "", file=sys.stderr)
        return 1 if wrong else 0
    if arguments:
        print("usage: python -m crmcli.locale.build [--check]", file=sys.stderr)
        return 2
    wanted, wrong = files()
    for path, data in wanted.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    for line in wrong:
        print(line)
    print(f"{len(wrong)} to translate or mend")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
