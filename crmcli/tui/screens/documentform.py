"""A file or link put on a record: its path is completed by tab and looked at as one types."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

from crmcli.errors import CrmError
from crmcli.i18n import N_, _
from crmcli.shown import editing
from crmcli.store.meta import Field
from crmcli.store.records import DOCUMENT
from crmcli.tui.formrows import Row
from crmcli.tui.screens.formbox import FormBox
from crmcli.verbs import documents, files
from crmcli.verbs.shape import link

if TYPE_CHECKING:
    from crmcli.store.open import Store

    Link = dict[str, Any]

_SOURCE = "source"
_MOST_NAMES = 12
_MEANS = N_("A path, which tab completes, or a link that begins with https://. The file stays where it is.")


class DocumentForm(FormBox):
    """What is needed of a new document, or of a new version of one."""

    def __init__(self, about: Link) -> None:
        self._about = about
        self.given = {"about": about}
        label = _("File or link")
        source = Field(_SOURCE, "text", label, label, _MEANS, required=True)
        rows = [Row(source, needed=True), Row(DOCUMENT.fields["name"]), Row(DOCUMENT.fields["kind"])]
        super().__init__(
            _("Document on %(name)s (%(ref)s)") % about, rows, key=f"form:document:new:{about['id']}"
        )

    # --- the path -------------------------------------------------------------------------------------------------

    @property
    def _source(self) -> Row:
        return self.filled[0]

    def understand(self, row: Row) -> None:
        """Whether the file is there is seen in a thread: a disk may be slow."""
        if row is not self._source:
            super().understand(row)
            return
        row.forget()
        name = self.filled[1]
        if name.empty:
            name.said = files.name_of(row.text.strip()) if not row.empty else ""
            if self.is_mounted:
                self.fields.show(name)
        if not row.empty:
            self.begin(self._look(row.text), "form.source")

    async def _look(self, text: str) -> None:
        wrong = await self.app.access.aside(wrong_source, text)
        if self._source.text == text and self._source.wrong != wrong:
            self._source.wrong = wrong
            if self.is_attached:
                self.fields.show(self._source)

    async def _right(self) -> bool:
        """Whether nothing is wrong; the file is looked at once more."""
        if not self._source.empty:
            self._source.wrong = await self.app.access.aside(wrong_source, self._source.text)
        return await super()._right()

    def do_form_next(self) -> None:
        """To the next field; in a path that can go on, on with it."""
        self.fields.sync()
        row = self._source
        if self.fields.row is row and not row.empty and not files.is_url(row.text):
            self.begin(self._complete(), "form.complete")
        else:
            super().do_form_next()

    async def _complete(self) -> None:
        row = self._source
        text = row.text
        whole, names = await self.app.access.aside(completed, text)
        if row.text != text or self.fields.row is not row:
            return
        if whole != text:
            self.fields.fill(row, whole)
        elif len(names) > 1:
            row.said = "  ".join(names[:_MOST_NAMES]) + (" …" if len(names) > _MOST_NAMES else "")
            self.fields.show(row)
        else:
            self.fields.step(1)

    # --- saving ---------------------------------------------------------------------------------------------------

    async def store_it(self, typed: dict[str, list[str]]) -> dict[str, Any]:
        """Put it on the record."""
        source = _path(typed.pop(_SOURCE)[-1])
        document, version, transaction = await self.store(_added, self._about["id"], source, typed)
        said = _("%(name)s · version %(number)d") % {"name": document["name"], "number": version}
        if transaction is None:
            said = f"{document['name']} · " + _("this content is there already; nothing was added")
        return {"link": document, "transaction": transaction, "said": said}


def _added(
    store: Store, about: str, source: str, typed: dict[str, list[str]]
) -> tuple[Link, int, str | None]:
    found = documents.add(store, about, source, typed)
    return link(DOCUMENT, found.row), found.row.version, found.transaction


def _path(typed: str) -> str:
    """What was typed, ``~`` as the shell reads it."""
    return typed if files.is_url(typed) else os.path.expanduser(typed)


def wrong_source(typed: str) -> str:
    """What is wrong with a path or link; empty if nothing is."""
    source = _path(typed.strip())
    try:
        if files.is_url(source):
            files.read_url(source)
        else:
            files.look(source)
    except CrmError as error:
        return editing.wrong_with(DOCUMENT.fields["path"], error)
    return ""


def completed(typed: str) -> tuple[str, list[str]]:
    """A path as far as it can go on in one way, and the names it may go on with."""
    folder, begun = os.path.split(typed)
    try:
        with os.scandir(os.path.expanduser(folder) or ".") as entries:
            names = sorted(
                one.name + (os.sep if one.is_dir() else "")
                for one in entries
                if one.name.startswith(begun) and (begun or not one.name.startswith("."))
            )
    except OSError:
        return typed, []
    common = os.path.commonprefix(names)  # noqa: RUF071 (letters, not folders)
    if len(common) > len(begun):
        return os.path.join(folder, common) if folder else common, names
    return typed, names
