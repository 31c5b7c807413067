"""The end of an order: closed with what is left open told, cancelled, and opened again."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from crmcli.i18n import _
from crmcli.tui import doing_orders
from crmcli.tui.screens.stepform import ReasonForm

if TYPE_CHECKING:
    from crmcli.store.open import Store
    from crmcli.tui.screens.page import Page

    Link = dict[str, Any]

_MOST = 12  # things that are left open and named


async def close(page: Page, order: Link) -> None:
    """Close an order; with something open only for a reason, after it was shown what."""
    missing = await page.app.access.read(page.slot("closing"), doing_orders.left_open, order["id"])
    if not missing:
        transaction = await page.write(doing_orders.end, order["id"], "close")
        page.say_done(_("Closed: %(name)s") % order, transaction)
        return
    await _ask(page, "order-close", order, [str(one["message"]) for one in missing])


async def cancel(page: Page, order: Link) -> None:
    """Cancel an order: why."""
    await _ask(page, "order-cancel", order, [])


async def reopen(page: Page, order: Link) -> None:
    """Open an order again that was closed or cancelled: why."""
    await _ask(page, "order-reopen", order, [])


async def _ask(page: Page, sort: str, order: Link, missing: list[str]) -> None:
    link = {key: order[key] for key in ("kind", "id", "ref", "name")}
    told = missing[:_MOST]
    if len(missing) > _MOST:
        told.append(_("… and %(number)d more") % {"number": len(missing) - _MOST})
    title, means, run, said = _words(sort)
    form = ReasonForm(
        title % link, means, run, f"form:{sort}:{link['id']}", partial(_ended, link["id"], sort),
        told=["\n".join(told)] if told else [], given={"order": link},
    )  # fmt: skip
    answer = await page.app.push_screen_wait(form)
    if answer:
        page.say_done(said % link, answer["transaction"])


def _words(sort: str) -> tuple[str, str, str, str]:
    """Title, what the reason is for, the key's label, what is said afterwards."""
    if sort == "order-close":
        means = _("Why it is closed although this is open: open steps are skipped then, open duties dropped.")
        return _("Close %(name)s (%(ref)s) all the same"), means, _("Close"), _("Closed: %(name)s")
    if sort == "order-cancel":
        means = _("Why; its open steps are skipped then, its open duties dropped.")
        return _("Cancel %(name)s (%(ref)s)"), means, _("Cancel the order"), _("Cancelled: %(name)s")
    means = _("Why it is not over yet.")
    return _("Open %(name)s (%(ref)s) again"), means, _("Open again"), _("Open again: %(name)s")


def _ended(id: str, sort: str, store: Store, why: str) -> str | None:
    return doing_orders.end(store, id, sort.removeprefix("order-"), why, force=True)


async def go_on(page: Page, sort: str, given: dict[str, Any]) -> None:
    """Go on with one of these forms that was begun and left."""
    await {"order-close": close, "order-cancel": cancel, "order-reopen": reopen}[sort](page, given["order"])
