"""The form of an absence: from when until when a member is away, and who decides in the member's place."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from crmcli.i18n import _
from crmcli.shown.team import absence
from crmcli.store.records import MEMBER
from crmcli.tui import doing
from crmcli.tui.formrows import Row
from crmcli.tui.screens.formbox import FormBox

if TYPE_CHECKING:
    from crmcli.store.open import Store
    from crmcli.tui.screens.page import Page

    Link = dict[str, Any]

_ROWS = ("away_from", "away_until", "deputy")


class AwayForm(FormBox):
    """From, until, deputy; all three empty: the member is back."""

    def __init__(self, record: dict[str, Any], today: str) -> None:
        self.about = {"kind": "member", **{key: record[key] for key in ("id", "ref", "name")}}
        self.given = {"about": self.about}
        rows = [Row(MEMBER.fields[name], needed=name != "deputy") for name in _ROWS]
        for row in rows:
            row.begin(record[row.field.name])
        if not record["away_from"]:
            rows[0].preset(today)
        title = _("Absence of %(name)s") % self.about
        super().__init__(title, rows, key=f"form:away:{record['id']}")

    @property
    def first(self) -> int:
        """Keys go to the first row that is empty."""
        return next((at for at, row in enumerate(self.filled) if row.empty), 0)

    async def store_it(self, typed: dict[str, list[str]]) -> dict[str, Any] | None:
        """Keep the absence as it stands in all three rows."""
        sent = {row.field.name: "" if row.empty else row.sent()[-1] for row in self.filled}
        record, transaction = await self.store(_away, self.about["id"], sent)
        when = absence(record, self.app.store.clock()) or _("not away")
        said = f"{self.about['name']}: {when}"
        return {"said": said, "transaction": transaction}


def _away(store: Store, id: str, sent: dict[str, str]) -> tuple[dict[str, Any], str | None]:
    from crmcli.verbs import team
    from crmcli.verbs.members import named

    changed = team.away(
        store, named(store, id), since=sent["away_from"], until=sent["away_until"], deputy=sent["deputy"]
    )
    return doing.record(store, "member", id), changed.transaction


def _back(store: Store, id: str) -> str | None:
    from crmcli.verbs import team
    from crmcli.verbs.members import named

    return team.back(store, named(store, id)).transaction


async def absent(page: Page, link: Link) -> None:
    """A form for the absence of a member; one who is away can be back at once."""
    from crmcli.tui.screens.choosing import choose

    record = await page.app.access.read(page.slot("away"), doing.record, "member", link["id"])
    now = page.app.store.clock()
    if record["away_from"]:
        title = f"{record['name']}: {absence(record, now)}"
        options = [("back", _("Back already"), ""), ("form", _("Another time or deputy"), "")]
        chosen = await choose(page, title, options)
        if chosen is None:
            return
        if chosen == "back":
            transaction = await page.write(_back, link["id"])
            page.say_done(_("%(name)s is back") % record, transaction)
            return
    answer = await page.app.push_screen_wait(AwayForm(record, now.date().isoformat()))
    if answer:
        page.say_done(answer["said"], answer["transaction"])
