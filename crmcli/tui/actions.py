"""Every action of the full-screen interface: keys, label, where it applies, and the command that does the same.

The one list that key bindings, footer, help, palette and tests read. Imports no Textual, so that commands may look.
"""

from __future__ import annotations

from crmcli.i18n import N_, _

MOVE, SHOW, CHANGE = "move", "show", "change"


class Action:
    """Something that a key does.

    ``id`` stays (keys are remapped by it), ``keys`` are Textual's names, ``scope`` the kind of screen it belongs to,
    ``does`` whether it only moves about, shows something or changes the store. ``command`` is the command that does
    the same, empty for what only a screen has. ``footer``: how early it stands in the footer, 0 not at all.
    """

    __slots__ = ("command", "does", "footer", "id", "keys", "label", "scope")

    def __init__(
        self, id: str, keys: str, label: str, scope: str, does: str, command: str = "", footer: int = 0
    ) -> None:
        self.id = id
        self.keys = tuple(keys.split(","))
        self.label = label
        self.scope = scope
        self.does = does
        self.command = command
        self.footer = footer

    @property
    def shown(self) -> str:
        """The label in the language in use."""
        return _(self.label)

    @property
    def method(self) -> str:
        """The method of a screen that does it."""
        return "do_" + self.id.replace(".", "_")


# The groups of the help page, in its order: scope, title.
SCOPES = {
    "app": N_("Everywhere"),
    "move": N_("Moving about"),
    "grid": N_("Lists"),
    "record": N_("Records"),
    "reminder": N_("Reminders"),
    "customer": N_("Customers"),
    "adding": N_("At a customer"),
    "document": N_("Documents"),
    "opportunity": N_("Opportunities"),
    "sharing": N_("Sharing"),
    "quote": N_("Quotes"),
    "versions": N_("Two versions"),
    "printed": N_("A printed document"),
    "step": N_("Steps, duties and payments"),
    "order": N_("Orders"),
    "matrix": N_("Progress of orders"),
    "checklist": N_("An order"),
    "product": N_("Products"),
    "expense": N_("Expenses"),
    "approval": N_("Approvals"),
    "decision": N_("Before a decision"),
    "guidance": N_("Guidance"),
    "pipeline": N_("Pipeline"),
    "report": N_("Reports"),
    "team": N_("Team"),
    "pool": N_("Pool"),
    "conflict": N_("Conflicts"),
    "desk": N_("Desk"),
    "agenda": N_("Agenda"),
    "history": N_("History"),
    "plan": N_("Before an import"),
    "imported": N_("After an import"),
    "duplicates": N_("Duplicates"),
    "merge": N_("Before a merge"),
    "preview": N_("Before a hand-over"),
    "note": N_("Note box"),
    "snooze": N_("Putting off"),
    "form": N_("Forms"),
    "pick": N_("Choosing"),
    "confirm": N_("Questions"),
    "output": N_("Answers"),
}

_ALL = (
    Action("go.desk", "1", N_("Desk"), "app", SHOW, "today"),
    Action("go.customers", "2", N_("Customers"), "app", SHOW, "customer list"),
    Action("go.pipeline", "3", N_("Pipeline"), "app", SHOW, "opportunity board"),
    Action("go.orders", "4", N_("Orders"), "app", SHOW, "order list"),
    Action("go.reports", "6", N_("Reports"), "app", SHOW, "report funnel"),
    Action("go.team", "8", N_("Team"), "app", SHOW, "team tree"),
    Action("go.agenda", "9", N_("Agenda"), "app", SHOW, "agenda"),
    Action("go.history", "0", N_("History"), "app", SHOW, "history"),
    Action("note.new", "n", N_("Note"), "app", CHANGE, "note", 7),
    Action("drafts", "N", N_("Drafts"), "app", MOVE),
    Action("reminder.new", "r", N_("Reminder"), "app", CHANGE, "remind", 42),
    Action("import.begin", "I", N_("Import"), "app", CHANGE, "import"),
    Action("go.conflicts", "|", N_("Conflicts"), "app", SHOW, "sync conflicts", 46),
    Action("sync.now", "&", N_("Exchange with the hub"), "app", CHANGE, "sync"),
    Action("find", "ctrl+f", N_("Find"), "app", SHOW, "find", 48),
    Action("undo", "u", N_("Undo"), "app", CHANGE, "undo", 44),
    Action("redo", "U", N_("Redo"), "app", CHANGE, "undo"),
    Action("palette", "ctrl+p", N_("Commands"), "app", MOVE, "", 92),
    Action("command.line", ":", N_("Type a command"), "app", CHANGE, "batch"),
    Action("copy.ref", "y", N_("Copy the ref"), "app", MOVE),
    Action("copy.command", "Y", N_("Copy the command"), "app", MOVE),
    Action("theme", "ctrl+t", N_("Theme"), "app", CHANGE, "config set"),
    Action("refresh", "f5,ctrl+r", N_("Look again"), "app", MOVE),
    Action("store.back", "W", N_("Write the store back"), "app", CHANGE, "backup", 2),
    Action("help", "?,f1", N_("All keys"), "app", MOVE, "", 95),
    Action("back", "escape", N_("Back"), "app", MOVE, "", 90),
    Action("quit", "q,ctrl+q", N_("Quit"), "app", MOVE),
    Action("suspend", "ctrl+z", N_("To the shell"), "app", MOVE),
    # --- lists of any sort
    Action("move.down", "j,down", N_("Down"), "move", MOVE),
    Action("move.up", "k,up", N_("Up"), "move", MOVE),
    Action("move.page_down", "pagedown,ctrl+d", N_("Page down"), "move", MOVE),
    Action("move.page_up", "pageup,ctrl+u", N_("Page up"), "move", MOVE),
    Action("move.top", "g,home", N_("First"), "move", MOVE),
    Action("move.end", "G,end", N_("Last"), "move", MOVE),
    Action("pane.next", "tab", N_("Next pane"), "move", MOVE),
    Action("pane.previous", "shift+tab", N_("Previous pane"), "move", MOVE),
    # --- grids
    Action("filter.words", "/", N_("Search"), "grid", SHOW, "find", 20),
    Action("filter.where", "w", N_("Filter"), "grid", SHOW, "customer list", 25),
    Action("view", "v", N_("Views"), "grid", SHOW, "customer list", 30),
    Action("sort.by", "o", N_("Sort by"), "grid", SHOW, "customer list", 35),
    Action("sort.reverse", "O", N_("Sort the other way"), "grid", SHOW, "customer list"),
    Action("columns", "C", N_("Columns"), "grid", SHOW, "customer list"),
    Action("column.left", "left", N_("Columns to the left"), "grid", MOVE),
    Action("column.right", "right", N_("Columns to the right"), "grid", MOVE),
    Action("archived", "A", N_("Archived too"), "grid", SHOW, "customer list"),
    Action("mark.one", "space", N_("Mark"), "grid", MOVE, "", 38),
    Action("mark.all", "*", N_("Mark all shown"), "grid", MOVE),
    Action("list.new", "a", N_("New"), "grid", CHANGE, "customer add", 40),
    Action("list.doubles", "=", N_("Duplicates"), "grid", SHOW, "customer duplicates", 58),
    # --- a record under the cursor, or on the screen
    Action("open.record", "enter", N_("Show"), "record", SHOW, "show", 1),
    Action("open.customer", "c", N_("Its customer"), "record", SHOW, "customer show", 60),
    Action("record.edit", "e", N_("Edit"), "record", CHANGE, "customer edit", 9),
    Action("record.history", "h", N_("History"), "record", SHOW, "history", 65),
    Action("record.remove", "D,delete", N_("Remove"), "record", CHANGE, "customer remove"),
    Action("guidance.guide", "M", N_("Guide"), "record", CHANGE, "guide"),
    Action("guidance.ask", "Q", N_("Ask for help"), "record", CHANGE, "ask"),
    # --- guidance under the cursor, or on the screen
    Action("guidance.reply", "T", N_("Answer"), "guidance", CHANGE, "reply"),
    # --- a reminder under the cursor, or on the screen
    Action("reminder.done", "d", N_("Done"), "reminder", CHANGE, "done", 5),
    Action("reminder.snooze", "s", N_("Snooze"), "reminder", CHANGE, "snooze", 6),
    Action("reminder.until", "S", N_("Snooze until"), "reminder", CHANGE, "snooze", 52),
    Action("reminder.important", "i", N_("Important or not"), "reminder", CHANGE, "reminder edit"),
    Action("reminder.urgent", "!", N_("Urgent or not"), "reminder", CHANGE, "reminder edit"),
    # --- a customer under the cursor, or on the screen
    Action("customer.tag", "t", N_("Tags"), "customer", CHANGE, "customer edit", 55),
    Action("customer.archive", "Z", N_("Archive or bring back"), "customer", CHANGE, "customer archive"),
    Action("customer.transfer", "H", N_("Hand over"), "customer", CHANGE, "customer transfer"),
    Action("customer.return", "P", N_("To the pool"), "customer", CHANGE, "pool return"),
    Action("contact.new", "p", N_("Contact"), "adding", CHANGE, "contact add", 56),
    Action("document.new", "f", N_("Document"), "customer", CHANGE, "document add", 57),
    Action("opportunity.new", "b", N_("Opportunity"), "adding", CHANGE, "opportunity add", 58),
    Action("expense.new", "$", N_("Expense"), "customer", CHANGE, "expense add"),
    # --- an opportunity under the cursor, or on the screen
    Action("opportunity.forward", "shift+right,>", N_("Next stage"), "opportunity", CHANGE, "opportunity move", 2),
    Action("opportunity.backward", "shift+left,<", N_("Stage before"), "opportunity", CHANGE, "opportunity move", 8),
    Action("opportunity.win", "w", N_("Won"), "opportunity", CHANGE, "opportunity win", 3),
    Action("opportunity.lose", "L", N_("Lost"), "opportunity", CHANGE, "opportunity lose", 4),
    Action("opportunity.abandon", "X", N_("Give up"), "opportunity", CHANGE, "opportunity abandon"),
    Action("opportunity.reopen", "R", N_("Open again"), "opportunity", CHANGE, "opportunity reopen", 4),
    Action("opportunity.steps", "l", N_("Steps"), "opportunity", CHANGE, "opportunity step", 47),
    Action("opportunity.assess", "B", N_("Assessment"), "opportunity", CHANGE, "opportunity edit", 46),
    Action("opportunity.quote", "+", N_("New quote"), "opportunity", CHANGE, "quote add", 45),
    # --- a customer or an opportunity that is shared and followed
    Action("sharing.share", "V", N_("Share with"), "sharing", CHANGE, "customer share", 48),
    Action("sharing.unshare", "v", N_("Share no more"), "sharing", CHANGE, "customer unshare"),
    Action("sharing.follow", "F", N_("Follow or not"), "sharing", CHANGE, "follow"),
    # --- a quote
    Action("quote.line", "+", N_("Add a line"), "quote", CHANGE, "quote line", 3),
    Action("quote.drop", "-", N_("Take the line out"), "quote", CHANGE, "quote line", 4),
    Action("quote.save", "ctrl+s", N_("Save"), "quote", CHANGE, "quote line", 2),
    Action("quote.left", "left", N_("Cell to the left"), "quote", MOVE),
    Action("quote.right", "right", N_("Cell to the right"), "quote", MOVE),
    Action("quote.submit", "A", N_("Submit"), "quote", CHANGE, "quote submit", 5),
    Action("quote.order", "O", N_("Make the order"), "quote", CHANGE, "quote order", 2),
    Action("quote.accept", "C", N_("Accepted by the customer"), "quote", CHANGE, "quote accept", 12),
    Action("quote.revise", "R", N_("Next version"), "quote", CHANGE, "quote revise", 7),
    Action("quote.compare", "=", N_("Compare versions"), "quote", SHOW, "quote compare", 8),
    Action("quote.newer", "]", N_("Version after"), "quote", SHOW, "quote show", 14),
    Action("quote.older", "[", N_("Version before"), "quote", SHOW, "quote show", 15),
    Action("quote.print", "w", N_("Print"), "quote", SHOW, "quote print", 10),
    Action("versions.later", "right,]", N_("Next two versions"), "versions", SHOW, "quote compare", 2),
    Action("versions.earlier", "left,[", N_("Two versions before"), "versions", SHOW, "quote compare", 3),
    Action("versions.first", "=", N_("First beside last"), "versions", SHOW, "quote compare", 4),
    Action("printed.write", "w,ctrl+s", N_("Write to a file"), "printed", SHOW, "quote print", 1),
    Action("printed.language", "l", N_("Other language"), "printed", SHOW, "quote print", 2),
    # --- a step, a duty, a payment under the cursor; on the matrix the step that is pointed at
    Action("matrix.done", "d", N_("Done"), "matrix", CHANGE, "order step", 1),
    Action("step.block", "b", N_("Block"), "step", CHANGE, "order step", 7),
    Action("step.start", ">", N_("Start"), "step", CHANGE, "order step", 8),
    Action("step.skip", "-", N_("Skip"), "step", CHANGE, "order step", 46),
    Action("step.reopen", "R", N_("Open again"), "step", CHANGE, "order step", 47),
    Action("step.record", ".", N_("Done on a day, with a result"), "step", CHANGE, "order step", 48),
    Action("step.assign", "@", N_("Put in charge"), "step", CHANGE, "order step", 49),
    # --- an order under the cursor, or on the screen
    Action("order.pay", "p", N_("Payment"), "order", CHANGE, "order pay", 11),
    Action("order.change", "E", N_("Change"), "order", CHANGE, "order change", 12),
    Action("order.days", "l", N_("Delivery, arrival"), "order", CHANGE, "order edit", 51),
    Action("order.close", "K", N_("Close"), "order", CHANGE, "order close", 53),
    Action("order.cancel", "X", N_("Cancel"), "order", CHANGE, "order cancel"),
    Action("matrix.turn", "m", N_("List or matrix"), "matrix", SHOW, "order list", 28),
    Action("order.print", "w", N_("Print"), "checklist", SHOW, "order print", 14),
    Action("order.plan", "+", N_("Plan a payment"), "checklist", CHANGE, "payment add", 50),
    # --- a product, an expense
    Action("price.new", "+", N_("Add a price"), "product", CHANGE, "product price", 3),
    Action("price.drop", "-", N_("Take the price out"), "product", CHANGE, "product price", 4),
    Action("expense.submit", "B", N_("Submit"), "expense", CHANGE, "expense submit", 4),
    Action("expense.pay", "K", N_("Pay back"), "expense", CHANGE, "expense pay", 6),
    # --- an approval under the cursor, or on the screen
    Action("approval.approve", "a", N_("Approve"), "approval", CHANGE, "approval approve", 2),
    Action("approval.reject", "x", N_("Reject"), "approval", CHANGE, "approval reject", 3),
    Action("approval.withdraw", "w", N_("Withdraw"), "decision", CHANGE, "approval withdraw", 4),
    Action("approval.delegate", "o", N_("Delegate"), "decision", CHANGE, "approval delegate", 5),
    Action("approval.order", "O", N_("Make the order"), "decision", CHANGE, "quote order", 2),
    Action("approval.next", "right,]", N_("Next waiting"), "decision", SHOW, "approval list", 15),
    Action("approval.previous", "left,[", N_("Waiting before"), "decision", SHOW, "approval list"),
    # --- the board
    Action("board.left", "left", N_("Column to the left"), "pipeline", MOVE),
    Action("board.right", "right", N_("Column to the right"), "pipeline", MOVE),
    Action("board.filter", "/", N_("Filter"), "pipeline", SHOW, "opportunity board", 20),
    Action("board.owner", "o", N_("Whose"), "pipeline", SHOW, "opportunity board", 25),
    Action("board.period", "p", N_("To be decided"), "pipeline", SHOW, "opportunity board", 26),
    Action("board.currency", "$", N_("Currency"), "pipeline", SHOW, "opportunity board"),
    Action("board.process", "P", N_("Process"), "pipeline", SHOW, "opportunity board"),
    Action("board.new", "a", N_("New"), "pipeline", CHANGE, "opportunity add", 10),
    # --- a document under the cursor, or on the screen
    Action("document.read", "m", N_("Open the file"), "document", CHANGE, "document read", 7),
    # --- reports
    Action("report.open", "enter", N_("Its records"), "report", SHOW, "opportunity list", 1),
    Action("report.next", "right", N_("Next report"), "report", SHOW, "report forecast", 10),
    Action("report.previous", "left", N_("Report before"), "report", SHOW, "report approvals"),
    Action("report.period", "p", N_("Period"), "report", SHOW, "report funnel", 15),
    Action("report.earlier", "[", N_("Period before"), "report", SHOW, "report funnel", 16),
    Action("report.later", "]", N_("Period after"), "report", SHOW, "report funnel"),
    Action("report.by", "b", N_("Rows by"), "report", SHOW, "report funnel", 18),
    Action("report.owner", "o", N_("Whose"), "report", SHOW, "report funnel", 20),
    Action("report.filter", "/", N_("Filter"), "report", SHOW, "report funnel", 25),
    Action("report.process", "P", N_("Process"), "report", SHOW, "report funnel"),
    # --- the team, the pool
    Action("team.new", "a", N_("New member"), "team", CHANGE, "team add", 4),
    Action("team.handover", "H", N_("Hand over"), "team", CHANGE, "customer transfer", 3),
    Action("team.move", "m", N_("Put under"), "team", CHANGE, "team move", 5),
    Action("team.suspend", "s", N_("Suspend"), "team", CHANGE, "team suspend", 6),
    Action("team.away", "w", N_("Absence"), "team", CHANGE, "team away", 17),
    Action("team.rights", "R", N_("Rights"), "team", SHOW, "team rights", 16),
    Action("team.customers", "l", N_("Customers"), "team", SHOW, "customer list", 20),
    Action("team.pool", "p", N_("Pool"), "team", SHOW, "pool list", 25),
    Action("team.act", "@", N_("Act as"), "team", SHOW, "ui"),
    Action("pool.take", "m", N_("Take over"), "pool", CHANGE, "pool take", 2),
    Action("pool.sweep", "s", N_("Sweep"), "pool", CHANGE, "pool sweep", 42),
    # --- conflicts of sync, and what the hub refused
    Action("conflict.open", "enter", N_("Show"), "conflict", SHOW, "show", 8),
    Action("conflict.mine", "m", N_("Mine"), "conflict", CHANGE, "sync resolve", 1),
    Action("conflict.theirs", "t", N_("Theirs"), "conflict", CHANGE, "sync resolve", 2),
    Action("conflict.value", "v", N_("Other value"), "conflict", CHANGE, "sync resolve", 4),
    Action("conflict.hub", "h", N_("Hub's"), "conflict", CHANGE, "sync resolve", 5),
    Action("conflict.move", ">", N_("Move there"), "conflict", CHANGE, "sync resolve", 6),
    Action("conflict.by", "b", N_("By whom"), "conflict", CHANGE, "sync resolve", 3),
    Action("conflict.all_mine", "M", N_("All mine"), "conflict", CHANGE, "sync resolve", 9),
    Action("conflict.all_theirs", "T", N_("All theirs"), "conflict", CHANGE, "sync resolve", 10),
    Action("conflict.all_hub", "H", N_("All hub's"), "conflict", CHANGE, "sync resolve", 11),
    Action("refusal.seen", "x", N_("Put away"), "conflict", CHANGE, "sync refused", 2),
    Action("refusal.all", "X", N_("Put all away"), "conflict", CHANGE, "sync refused", 6),
    Action("refusal.copy", "c", N_("Copy the words"), "conflict", MOVE, "", 1),
    # --- screens of their own
    Action("notice.all", "z", N_("Read all notices"), "desk", CHANGE, "notice read"),
    Action("agenda.everyone", "E", N_("Everybody or me"), "agenda", SHOW, "agenda", 35),
    Action("agenda.week", "w", N_("This week or two weeks"), "agenda", SHOW, "agenda", 30),
    Action("agenda.later", "right", N_("Further on"), "agenda", SHOW, "agenda"),
    Action("agenda.earlier", "left", N_("Back to now"), "agenda", SHOW, "agenda"),
    Action("history.open", "enter", N_("Show"), "history", SHOW, "show", 1),
    Action("history.undo", "d", N_("Take back"), "history", CHANGE, "undo", 5),
    # --- an import
    Action("plan.import", "ctrl+s", N_("Import"), "plan", CHANGE, "import", 1),
    Action("plan.change", "enter", N_("Field"), "plan", SHOW, "import", 2),
    Action("plan.leave", "x", N_("Leave out"), "plan", SHOW, "import", 3),
    Action("plan.custom", "c", N_("Custom field"), "plan", SHOW, "import", 5),
    Action("plan.options", "o", N_("Options"), "plan", SHOW, "import", 4),
    Action("plan.count", "t", N_("Try all rows"), "plan", SHOW, "import", 6),
    Action("plan.afresh", "f", N_("Read afresh"), "plan", SHOW, "import", 10),
    Action("imported.good", "ctrl+s", N_("Import the other rows"), "imported", CHANGE, "import", 1),
    Action("imported.open", "enter", N_("Show"), "imported", SHOW, "customer show", 3),
    Action("imported.rejects", "w", N_("Write the rejected rows"), "imported", SHOW, "import", 4),
    # --- duplicates, and a merge of some
    Action("doubles.open", "enter", N_("Side by side"), "duplicates", SHOW, "customer merge", 1),
    Action("doubles.apart", "x", N_("Not the same"), "duplicates", CHANGE, "customer duplicates", 5),
    Action("merge.run", "m,ctrl+s", N_("Merge"), "merge", CHANGE, "customer merge", 1),
    Action("merge.left", "left", N_("Take from the left"), "merge", MOVE),
    Action("merge.right", "right", N_("Take from the right"), "merge", MOVE),
    Action("merge.next", "space", N_("Take the other"), "merge", MOVE, "", 3),
    Action("merge.keep", "K", N_("Keep another record"), "merge", MOVE, "", 5),
    Action("merge.without", "x", N_("Leave one out"), "merge", MOVE, "", 7),
    # --- boxes
    Action("preview.run", "ctrl+s", N_("Do it"), "preview", CHANGE, "customer transfer", 1),
    Action("note.save", "ctrl+s", N_("Save"), "note", CHANGE, "note", 1),
    Action("note.important", "f2", N_("Important"), "note", CHANGE, "note", 10),
    Action("note.urgent", "f3", N_("Urgent"), "note", CHANGE, "note", 11),
    Action("note.customer", "f4", N_("Another customer"), "note", MOVE, "", 12),
    Action("note.take", "enter", N_("Take"), "note", MOVE, "", 2),
    Action("note.down", "down", N_("Down"), "note", MOVE),
    Action("note.up", "up", N_("Up"), "note", MOVE),
    Action("note.next", "tab,shift+tab", N_("Customer or text"), "note", MOVE),
    Action("note.discard", "ctrl+x", N_("Throw the draft away"), "note", MOVE, "", 80),
    Action("note.leave", "escape", N_("Leave"), "note", MOVE, "", 90),
    Action("snooze.hour", "1", N_("In an hour"), "snooze", CHANGE, "snooze"),
    Action("snooze.evening", "2", N_("This evening"), "snooze", CHANGE, "snooze"),
    Action("snooze.tomorrow", "3", N_("Tomorrow morning"), "snooze", CHANGE, "snooze"),
    Action("snooze.monday", "4", N_("Next Monday"), "snooze", CHANGE, "snooze"),
    Action("snooze.week", "5", N_("In a week"), "snooze", CHANGE, "snooze"),
    Action("snooze.take", "enter", N_("Put off"), "snooze", CHANGE, "snooze", 1),
    Action("snooze.words", "tab", N_("In words"), "snooze", MOVE, "", 2),
    Action("snooze.leave", "escape", N_("Leave"), "snooze", MOVE, "", 90),
    Action("form.save", "ctrl+s", N_("Save"), "form", CHANGE, "customer edit", 1),
    Action("form.choose", "f2", N_("Choose"), "form", MOVE, "", 5),
    Action("form.restore", "f3", N_("As it was"), "form", MOVE, "", 10),
    Action("form.restore_all", "f4", N_("All as it was"), "form", MOVE, "", 15),
    Action("form.next", "tab", N_("Next field"), "form", MOVE),
    Action("form.previous", "shift+tab", N_("Field before"), "form", MOVE),
    Action("form.leave", "escape", N_("Leave"), "form", MOVE, "", 90),
    Action("pick.take", "enter", N_("Take"), "pick", MOVE, "", 1),
    Action("pick.mark", "tab", N_("Mark"), "pick", MOVE, "", 2),
    Action("pick.down", "down,ctrl+n", N_("Down"), "pick", MOVE),
    Action("pick.up", "up", N_("Up"), "pick", MOVE),
    Action("pick.page_down", "pagedown", N_("Page down"), "pick", MOVE),
    Action("pick.page_up", "pageup", N_("Page up"), "pick", MOVE),
    Action("pick.outer", "backspace", N_("Folder above"), "pick", MOVE, "", 3),
    Action("pick.leave", "escape", N_("Leave"), "pick", MOVE, "", 90),
    Action("confirm.yes", "y", N_("Yes"), "confirm", MOVE, "", 1),
    Action("confirm.no", "n,escape,enter,q", N_("No"), "confirm", MOVE, "", 2),
    Action("output.again", "R", N_("Run again"), "output", CHANGE, "batch", 10),
)  # fmt: skip

ACTIONS: dict[str, Action] = {action.id: action for action in _ALL}


def of_scope(*scopes: str) -> list[Action]:
    """The actions of these scopes."""
    return [action for action in ACTIONS.values() if action.scope in scopes]


_NAMES = {
    "escape": "esc", "pagedown": "pgdn", "pageup": "pgup", "delete": "del", "down": "↓", "up": "↑", "left": "←",
    "right": "→",
}  # fmt: skip


def key_shown(key: str) -> str:
    """A key as people write it: ``^f`` for ``ctrl+f``, ``↓`` for ``down``."""
    ahead, _plus, last = key.rpartition("+") if key != "+" else ("", "", key)
    name = _NAMES.get(last, last)
    return ("^" + name if ahead == "ctrl" else f"{ahead}+{name}") if ahead else name


_EDITING = ("space", "left", "right", "home", "end", "delete", "ctrl+a", "ctrl+d", "ctrl+e", "ctrl+k", "ctrl+u",
            "ctrl+v", "ctrl+w")  # fmt: skip


def is_typed(key: str) -> bool:
    """Whether a key writes or edits where text is typed, so that it does nothing else there."""
    return len(key) == 1 or key in _EDITING


class Keys:
    """Which keys do what: the registry's own, and those that the settings name instead (``keys.ID``).

    ``problems`` says what of the settings cannot be: an action that there is none of, a key that is taken.
    """

    __slots__ = ("_own", "problems")

    def __init__(self, given: dict[str, str]) -> None:
        self.problems: list[str] = []
        self._own: dict[str, tuple[str, ...]] = {}
        for id, text in given.items():
            if id not in ACTIONS:
                self.problems.append(_("keys.%(id)s: there is no such action.") % {"id": id})
                continue
            keys = tuple(key.strip() for key in text.split(",") if key.strip()) if text != "," else (",",)
            self._own[id] = keys
        # All at once, so that two actions may exchange their keys; who has to keep its own may stand in another's way.
        while (found := self._first_taken()) is not None:
            id, key, other = found
            del self._own[id]
            self.problems.append(
                _("keys.%(id)s: “%(key)s” is taken by “%(other)s”.")
                % {"id": id, "key": key, "other": ACTIONS[other].shown}
            )

    def _first_taken(self) -> tuple[str, str, str] | None:
        """The first action whose given keys cannot be: its id, the key, and whose that is."""
        for id, keys in self._own.items():
            taken = self._taken(id, keys)
            if taken is not None:
                return id, *taken
        return None

    def _taken(self, id: str, keys: tuple[str, ...]) -> tuple[str, str] | None:
        """A key among ``keys`` that another action has on a screen where both apply, and that action."""
        scope = ACTIONS[id].scope
        for other in ACTIONS.values():
            if other.id == id or not _meet(scope, other.scope):
                continue
            for key in keys:
                if key in self.of(other.id):
                    return key, other.id
        return None

    @property
    def changed(self) -> list[str]:
        """The actions whose keys the settings name."""
        return list(self._own)

    def of(self, id: str) -> tuple[str, ...]:
        """The keys of an action; none if it was switched off."""
        return self._own.get(id, ACTIONS[id].keys)

    def shown(self, id: str) -> str:
        """Its first key as people write it; empty if it has none."""
        keys = self.of(id)
        return key_shown(keys[0]) if keys else ""


# What stands together: the scopes of each sort of screen, beside those of every page. A box takes all keys.
_PAGES = (
    "desk record reminder customer guidance approval step order",
    "agenda record reminder customer adding",
    "grid record reminder customer adding document",
    "grid record customer adding pool",
    "grid record reminder customer step order",
    "grid record customer step order matrix",
    "record reminder customer adding opportunity document guidance sharing approval",
    "record reminder customer adding document guidance approval decision",
    "record reminder customer adding document guidance approval quote",
    "record reminder customer adding document guidance approval expense",
    "record reminder customer adding document guidance product",
    "record reminder customer document guidance approval step order checklist",
    "record reminder customer document guidance step order",
    "grid record customer adding expense",
    "versions",
    "printed",
    "record opportunity pipeline sharing",
    "record team",
    "report", "history", "output", "plan", "imported", "duplicates", "merge", "conflict",
)  # fmt: skip
_BOXES = ("note", "snooze", "form", "pick preview", "confirm")
_TOGETHER = [{"app", "move", *one.split()} for one in _PAGES] + [set(one.split()) for one in _BOXES]


def _meet(one: str, other: str) -> bool:
    """Whether actions of two scopes can be on one screen."""
    return one == other or any({one, other} <= scopes for scopes in _TOGETHER)
