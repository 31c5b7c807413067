"""All commands with their one-line helps, known without importing any of them; and the feature each belongs to.

A feature can be switched off (``crm config set features.import false``): its commands then neither show nor run.
"""

from __future__ import annotations

from crmcli.i18n import N_

TYPE_CHECKING = False  # typing costs as much to import as Python to start
if TYPE_CHECKING:
    from crmcli.commands.spec import Command


class Entry:
    """A name at the top: a command, or a noun with verbs. ``module`` holds its ``COMMANDS`` by path.

    A verb with a file of its own is written ``verb@file``. ``alone``: the name without a verb is a command too.
    """

    __slots__ = ("alone", "feature", "group", "help", "module", "name", "others", "verbs")

    def __init__(
        self,
        name: str,
        help: str,
        group: str,
        *,
        module: str = "",
        feature: str = "",
        verbs: str = "",
        alone: bool = False,
    ) -> None:
        self.alone = alone
        self.name = name
        self.help = help
        self.group = group
        self.module = f"crmcli.commands.{module or name}"
        self.feature = feature  # empty: cannot be switched off
        words = [verb.partition("@") for verb in verbs.split()]
        self.verbs = [verb for verb, _at, _file in words]
        self.others = {verb: f"crmcli.commands.{file}" for verb, _at, file in words if file}

    @property
    def paths(self) -> list[str]:
        """What can be typed: the name, or the name with each verb, or both."""
        own = [self.name] if self.alone or not self.verbs else []
        return own + [f"{self.name} {verb}" for verb in self.verbs]

    def module_of(self, path: str) -> str:
        """The module that holds the command typed as ``path``."""
        return self.others.get(path.partition(" ")[2], self.module)


GROUPS = {
    "day": N_("Every day"),
    "records": N_("Records"),
    "data": N_("Data in and out"),
    "care": N_("Upkeep"),
}

ENTRIES = (
    Entry("today", N_("the desk of today: important and urgent first, overdue, due"), "day"),
    Entry("agenda", N_("the time ahead by day"), "day"),
    Entry("note", N_("a note on a customer in one line"), "day"),
    Entry("parse", N_("what a text would be understood as, nothing stored"), "day"),
    Entry("remind", N_("a reminder in one line"), "day", module="reminders"),
    Entry("done", N_("finish reminders, steps of orders and duties"), "day", module="reminders"),
    Entry("snooze", N_("put a reminder off"), "day", module="reminders"),
    Entry("guide", N_("an instruction on a record, for its owner"), "day", module="guidance"),
    Entry("ask", N_("a call for help on a record"), "day", module="guidance"),
    Entry("reply", N_("the answer to one of them"), "day", module="guidance"),
    Entry("find", N_("search everything"), "day"),
    Entry("show", N_("one record, whole, with all that hangs on it"), "day", module="find"),
    Entry("ui", N_("the full-screen interface"), "day", feature="ui"),
    Entry(
        "report",
        N_("figures and charts: funnel, forecast, wins, approvals, orders, money owed"),
        "day",
        verbs="funnel forecast pipeline winloss sources approvals orders receivables duties",
    ),
    Entry("history", N_("who changed what, when, from what to what"), "day"),
    Entry("undo", N_("take back a whole command"), "day", module="history"),
    Entry(
        "customer", N_("customers: the centre of the star"), "records", module="nouns",
        verbs="add list show edit transfer@handover share@sharing unshare@sharing team@sharing archive remove "
        "duplicates@duplicates merge@duplicates",
    ),
    Entry(
        "contact", N_("the people at a customer"), "records", module="nouns",
        verbs="add list show edit remove duplicates@duplicates merge@duplicates",
    ),
    Entry(
        "opportunity", N_("possible sales on their way through the stages"), "records", module="opportunities",
        verbs="board@board add list show edit move win lose abandon reopen step share@sharing unshare@sharing "
        "team@sharing archive remove",
    ),
    Entry(
        "quote", N_("priced offers in versions: lines, approval, print"), "records", module="quotes",
        verbs="add list show edit line submit revise compare accept print order@orders archive remove",
    ),
    Entry(
        "order", N_("signed sales: made of a quote or by hand, with checklist and payments"), "records",
        module="orders",
        verbs="add list show edit line step@order_steps pay@payments change@order_changes close@order_steps "
        "cancel@order_steps reopen@order_steps board@orderboard print@orderprint archive "
        "remove",
    ),
    Entry(
        "step", N_("the steps by which orders are carried out"), "records", module="orders",
        verbs="list show edit@order_steps",
    ),
    Entry(
        "payment", N_("the money of orders"), "records", module="orders",
        verbs="add@payments list show edit@payments remove@payments",
    ),
    Entry(
        "duty", N_("what finished steps of orders oblige somebody to do by a deadline"), "records", module="duties",
        verbs="list show add edit done drop reopen remove",
    ),
    Entry(
        "product", N_("what is sold, with its prices by quantity, period and price list"), "records",
        module="products", verbs="add list show edit price at archive remove",
    ),
    Entry(
        "expense", N_("what selling cost: submitted, approved, paid back"), "records", module="expenses",
        verbs="add list show edit submit pay archive remove",
    ),
    Entry(
        "pool", N_("customers without an owner: taken and returned by rules"), "records",
        verbs="list rules sweep take return",
    ),
    Entry(
        "team", N_("who works here: roles, departments, superiors, rights"), "records",
        verbs="add list show edit move suspend restore away tree roles rights",
    ),
    Entry(
        "approval", N_("decisions asked of a superior: who holds them, since when, what was decided"), "records",
        module="approvals", verbs="list show approve reject withdraw delegate",
    ),
    Entry("follow", N_("hear of changes of a record"), "records", module="sharing"),
    Entry("unfollow", N_("hear of them no more"), "records", module="sharing"),
    Entry(
        "process", N_("kinds of business: stages, what each asks for, reasons"), "records",
        verbs="list show export check install use",
    ),
    Entry("followup", N_("dealings with a customer"), "records", module="nouns", verbs="add list show edit remove"),
    Entry("reminder", N_("what is due"), "records", module="nouns", verbs="add list show edit remove"),
    Entry(
        "document", N_("files and links on any record, in versions"), "records", module="documents",
        verbs="add list show read edit remove",
    ),
    Entry(
        "guidance", N_("instructions, calls for help and answers"), "records", verbs="list show edit remove",
    ),
    Entry(
        "notice", N_("what others did to what is yours or you follow"), "records", module="notices",
        verbs="list show read",
    ),
    Entry("import", N_("spreadsheets in, every row accounted for"), "data", module="import_", feature="import"),
    Entry("export", N_("records out as a file"), "data", feature="export"),
    Entry("calendar", N_("your reminders as a file that calendar apps subscribe to"), "data", feature="calendar"),
    Entry("batch", N_("many commands in one process, as JSON lines"), "data", module="scripts", feature="batch"),
    Entry(
        "hub", N_("the team's hub as its owner keeps it: made, members with logins"), "data", feature="hub",
        verbs="init status list add move suspend restore remove password sql",
    ),
    Entry(
        "sync", N_("exchange with the team's hub; conflicts and what it refused"), "data", feature="sync", alone=True,
        verbs="setup status conflicts resolve refused leave",
    ),
    Entry("sql", N_("read-only SQL on the store"), "data", module="scripts", feature="sql"),
    Entry("schema", N_("the JSON schema of a record"), "data", module="scripts"),
    Entry("notify", N_("what is due as desktop notices, shown by themselves once installed"), "care", feature="notify"),
    Entry("init", N_("first use: who I am, language, currency"), "care", module="settings"),
    Entry("config", N_("settings"), "care", module="settings", verbs="list get set unset rates"),
    Entry("doctor", N_("check the store and mend what can be mended"), "care", module="upkeep"),
    Entry("backup", N_("a copy of the store now; what copies there are"), "care", module="upkeep"),
    Entry("restore", N_("bring back a backup"), "care", module="upkeep"),
    Entry(
        "purge", N_("remove a record for good, from the journal and the index too"), "care", module="upkeep",
        feature="purge",
    ),
    Entry("demo", N_("a throw-away store of a trading company"), "care", feature="demo"),
    Entry("completion", N_("completion for your shell"), "care", module="scripts"),
)  # fmt: skip

BY_NAME = {entry.name: entry for entry in ENTRIES}


def enabled(entry: Entry) -> bool:
    """Whether a command's feature is switched on."""
    if not entry.feature:
        return True
    from crmcli import config

    return config.feature(entry.feature)


def command(path: str) -> Command:
    """The command typed as ``path`` (``note``, ``customer add``), its module imported."""
    name = BY_NAME[path.split(" ")[0]].module_of(path)
    commands = __import__(name, fromlist=["COMMANDS"]).COMMANDS  # importlib would have to be imported itself
    found: Command = commands[path]
    return found


def paths() -> list[str]:
    """Everything that can be typed: ``note``, ``customer add``, …"""
    return [path for entry in ENTRIES for path in entry.paths]
