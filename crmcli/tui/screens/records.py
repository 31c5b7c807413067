"""What can be done to the record under the cursor or on the screen, wherever that is: each by one key."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from crmcli.i18n import _, ngettext, sentences
from crmcli.tui import doing
from crmcli.tui.actions import ACTIONS
from crmcli.tui.screens.page import Page

if TYPE_CHECKING:
    from collections.abc import Sequence

    from crmcli.tui.actions import Action
    from crmcli.verbs.passing import Which

Link = dict[str, Any]


# Actions that are about all that is marked.
SEVERAL = (
    "reminder.done",
    "reminder.snooze",
    "reminder.until",
    "customer.tag",
    "customer.archive",
    "customer.transfer",
    "customer.return",
    "record.remove",
)


def named(links: Sequence[Link]) -> str:
    """One record by its name, several by their number."""
    if len(links) == 1:
        return str(links[0]["name"])
    return ngettext("%(number)d record", "%(number)d records", len(links)) % {"number": len(links)}


def waits(one: Link) -> bool:
    """Whether guidance waits for an answer, or a notice to be read, as far as a link says."""
    return one.get("state") in (None, "open")


_NOT_ON = (
    "notice",
    "member",
    "playbook",
    "share",
    "stage_change",
)  # what tells of other records, or binds them


_NEVER_EDITED = ("guidance", "notice", "approval", "step", "payment")  # what verbs of their own change


def talked_of(one: Link | None) -> Link | None:
    """The record on which one can say something, from what is looked at; None: there is none."""
    if one is not None and one["kind"] == "notice":
        one = one.get("about")
    if one is not None and one["kind"] in ("step", "payment", "duty"):  # of its order
        one = one.get("order") or one.get("about")
    return None if one is None or one["kind"] in _NOT_ON else one


class RecordPage(Page):
    """A page with records on it."""

    def applies(self, action: Action) -> bool:
        """What is said is answered while it waits; what is told is read, and changed in no form."""
        one = self.subject
        if not super().applies(action):
            if action.id != "reminder.done" or action.scope not in self.SCOPES or one is None:
                return False
            return one["kind"] in ("guidance", "notice") and waits(one)
        if action.scope == "guidance":
            return self.spoken is not None and waits(self.spoken)
        if action.id in ("guidance.guide", "guidance.ask"):
            return talked_of(one) is not None
        return action.id != "record.edit" or one is None or one["kind"] not in _NEVER_EDITED

    def label_of(self, action: Action) -> str:
        """What is done with guidance and notices."""
        if action.id == "reminder.done" and self.subject is not None:
            if self.subject["kind"] == "guidance":
                return ACTIONS["guidance.reply"].shown
            if self.subject["kind"] == "notice":
                return _("Mark as read")
        return super().label_of(action)

    def do_open_record(self) -> None:
        """The record, whole."""
        if self.subject is not None:
            self.app.open(self.subject)

    def do_open_customer(self) -> None:
        """The customer whose matter it is."""
        if self.customer is not None:
            self.app.open(self.customer)

    async def do_record_edit(self) -> None:
        """A form with the record's fields."""
        from crmcli.tui.screens.form import edit_record

        if len(self.subjects) > 1:
            self.say(
                _("A form changes one record; %(keys)s take all that are marked.")
                % {"keys": self.of_several()}
            )
        elif self.subject is not None:
            await edit_record(self, self.subject)

    def do_record_history(self) -> None:
        """Who changed the record, when, from what to what."""
        from crmcli.tui.screens.history import HistoryScreen

        if self.subject is not None:
            self.app.push_screen(HistoryScreen(self.subject))

    async def do_record_remove(self) -> None:
        """Remove records and what hangs on them, when that was confirmed."""
        from crmcli.tui.screens.choosing import confirm

        links = list(self.subjects)
        if not links:
            return
        along = await self.app.access.read("hanging", doing.hanging, links)
        if len(links) == 1:
            question = _("Remove %(name)s (%(ref)s)?") % links[0]
        else:
            question = ngettext("Remove %(number)d record?", "Remove %(number)d records?", len(links)) % {
                "number": len(links)
            }
        if along:
            more = ngettext("%(number)d record goes along.", "%(number)d records go along.", along)
            question = sentences((question, more % {"number": along}))
        if await confirm(self, question, _("Remove")):
            transaction = await self.write(doing.remove, links)
            text = ngettext("%(number)d record removed", "%(number)d records removed", len(links))
            self.removed(links)
            self.say_done(text % {"number": len(links)}, transaction)

    def of_several(self) -> str:
        """The keys that act on all that are marked."""
        return " ".join(
            self.app.keys.shown(id) for id in SEVERAL if self.applies(ACTIONS[id]) and self.app.keys.shown(id)
        )

    def removed(self, links: list[Link]) -> None:
        """Records were removed from here; who shows only one of them closes."""

    # --- reminders ------------------------------------------------------------------------------------------------

    async def do_reminder_done(self) -> None:
        """Finish reminders; one that repeats leaves its next one. Notices are read, guidance is answered."""
        if self.subject is not None and self.subject["kind"] == "guidance":
            await self.do_guidance_reply()
            return
        links = [one for one in self.subjects if one["kind"] in ("reminder", "notice")]
        found = await self.write(doing.done, links)
        if links and all(one["kind"] == "notice" for one in links):
            said = ngettext("%(number)d notice read", "%(number)d notices read", len(links))
            self.say_done(said % {"number": len(links)}, found[0]["transaction"])
            return
        names = ", ".join(one["name"] for one in links[:3])
        self.say_done(_("Done: %(names)s") % {"names": names}, found[0]["transaction"] if found else None)

    async def do_reminder_snooze(self) -> None:
        """Put reminders off to the next morning."""
        from crmcli.tui.screens.remind import put_off

        await put_off(self, [one for one in self.subjects if one["kind"] == "reminder"])

    async def do_reminder_until(self) -> None:
        """Put reminders off to a day or moment that is asked for."""
        from crmcli.tui.screens.remind import snooze

        await snooze(self, [one for one in self.subjects if one["kind"] == "reminder"])

    async def _turn(self, key: str, yes: str, no: str) -> None:
        if self.subject is None:
            return
        now, transaction = await self.write(doing.turn, "reminder", self.subject["id"], key)
        self.say_done((yes if now else no) % {"name": self.subject["name"]}, transaction)

    async def do_reminder_important(self) -> None:
        """Important, or not any more."""
        await self._turn("important", _("Important: %(name)s"), _("Not important: %(name)s"))

    async def do_reminder_urgent(self) -> None:
        """Urgent, or not any more."""
        await self._turn("urgent", _("Urgent: %(name)s"), _("Not urgent: %(name)s"))

    # --- what members say to each other ---------------------------------------------------------------------------

    @property
    def spoken(self) -> Link | None:
        """The guidance that can be answered: that under the cursor, or on the screen."""
        one = self.subject
        return one if one is not None and one["kind"] == "guidance" else None

    async def do_guidance_guide(self) -> None:
        """Say something to the record's owner."""
        await self._talk("guide")

    async def do_guidance_ask(self) -> None:
        """Ask somebody for help on the record."""
        await self._talk("ask")

    async def _talk(self, verb: str) -> None:
        from crmcli.tui.screens.talking import say_on

        about = talked_of(self.subject)
        if about is not None:
            await say_on(self, verb, about["id"])

    async def do_guidance_reply(self) -> None:
        """Answer it."""
        from crmcli.tui.screens.talking import answer

        if self.spoken is not None:
            await answer(self, self.spoken["id"])

    # --- customers ------------------------------------------------------------------------------------------------

    @property
    def customers(self) -> list[Link]:
        """The customers that actions on customers are about: the marked ones, else that of the record looked at."""
        found = [one for one in self.subjects if one["kind"] == "customer"]
        return found or ([self.customer] if self.customer is not None else [])

    async def do_customer_tag(self) -> None:
        """Tags of customers: words to add, ``-word`` to take one out."""
        from crmcli.tui.screens.choosing import ask_line

        links = self.customers
        if not links:
            return
        hint = _("words to add, -word takes one out")
        if len(links) == 1:
            record = await self.app.access.read("tags", doing.record, "customer", links[0]["id"])
            now = " ".join(f"#{tag}" for tag in record["tags"])
            hint += " · " + _("now: %(tags)s") % {"tags": now or "—"}
        whose = named(links)
        typed = await ask_line(self, _("Tags of %(name)s") % {"name": whose}, hint=hint)
        words = (typed or "").split()
        if words:
            transaction = await self.write(doing.edit_all, links, {"tags": words})
            self.say_done(_("Tags of %(name)s changed") % {"name": whose}, transaction)

    async def do_customer_archive(self) -> None:
        """Put customers out of the way, or back into use."""
        links = self.customers
        back, transaction = await self.write(doing.archive, links)
        text = _("In use again: %(name)s") if back else _("Archived: %(name)s")
        self.say_done(text % {"name": named(links)}, transaction)

    async def which_customers(self) -> tuple[Which, str, str] | None:
        """The customers that are handed over: which, what they are called, what tells their draft from others."""
        from crmcli.tui.drawn_team import customers
        from crmcli.verbs.passing import Which

        links = self.customers
        if not links:
            return None
        one = links[0]
        if len(links) == 1:
            return Which([one["id"]]), f"{one['name']} ({one['ref']})", one["id"]
        return Which([each["id"] for each in links]), customers(len(links)), "several"

    async def do_customer_transfer(self) -> None:
        """Hand customers over to another member, with what is open on them."""
        from crmcli.tui.screens.handover import hand_over

        found = await self.which_customers()
        if found is not None:
            which, name, about = found
            await hand_over(self, which, _("Hand over %(name)s") % {"name": name}, about)

    async def do_customer_return(self) -> None:
        """Return customers to the pool, with what is open on them."""
        from crmcli.tui.screens.handover import give_back

        found = await self.which_customers()
        if found is not None:
            which, name, about = found
            await give_back(self, which, _("To the pool: %(name)s") % {"name": name}, about)

    async def do_contact_new(self) -> None:
        """A contact of the customer."""
        from crmcli.tui.screens.form import new_record

        if self.customer is not None:
            await new_record(self, "contact", {"customer": self.customer})

    async def do_expense_new(self) -> None:
        """What was spent on it: tied to the dealing, opportunity or order that is looked at."""
        from crmcli.tui.screens.form import new_record

        given: dict[str, Any] = {"customer": self.customer} if self.customer is not None else {}
        for one in (self.subject, self.whole):
            if one is not None and one["kind"] in ("followup", "opportunity", "order"):
                given.setdefault(one["kind"], one)
        await new_record(self, "expense", given)

    async def do_document_new(self) -> None:
        """A file or link on the record."""
        from crmcli.tui.screens.form import add_document

        about = self.whole or self.subject or self.customer
        if about is not None:
            await add_document(self, about)

    async def do_document_read(self) -> None:
        """Open a document where there is a program for it, and say that I have read this version."""
        from crmcli.system.opener import open_with_system

        if self.subject is None:
            return
        link = self.subject
        target, transaction = await self.write(doing.read_document, link)
        failed = await self.app.access.aside(open_with_system, target)
        if failed:
            self.say(failed, "error")
        else:
            self.say_done(_("Read: %(name)s") % link, transaction)
