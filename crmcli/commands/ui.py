"""``crm ui``: the full-screen interface."""

from __future__ import annotations

import os
import sys

from crmcli.commands.output import Answer
from crmcli.commands.spec import Arg, Command, Opt
from crmcli.errors import UsageError
from crmcli.i18n import N_, _

TYPE_CHECKING = False  # typing costs as much to import as Python to start
if TYPE_CHECKING:
    from crmcli.commands.session import Session
    from crmcli.store.open import Store
    from crmcli.tui.app import CrmApp, Known

_THEMES = ("dark", "light", "contrast", "colorblind", "terminal")


def ui(session: Session, start: list[str], theme: str | None = None) -> Answer:
    """Run the interface until it is left."""
    if not _terminal(session):
        raise UsageError(
            _("The full-screen interface needs a terminal."),
            hint=_("Everything it does is a command too: `crm --help`."),
            argument="",
            value="",
            expected=_("a terminal"),
        )
    begin = " ".join(start or [])
    while True:
        app = app_of(session, begin, theme or "")
        app.run()
        if not app.again:
            break
        session.close()
        begin = ""
    return Answer({}, exit_code=app.return_code or 0)


def app_of(session: Session, start: str = "", theme: str = "") -> CrmApp:
    """The interface on the session's store, not running yet."""
    # Textual lets a second paint wait for the next of 60 in a second; what a key does is often painted in two.
    os.environ.setdefault("TEXTUAL_FPS", "200")
    from crmcli import config

    if session.flags.color is False or config.get("color") == "never":
        os.environ["NO_COLOR"] = "1"  # the commands that are typed on the screens hear of it too
    if session.flags.member is not None:
        os.environ["CRM_AS"] = session.store.me  # and they are of whoever acts on the screens
    sys.setswitchinterval(0.0005)  # a search in a thread lets a key go first
    from crmcli.tui.app import CrmApp, Outside
    from crmcli.verbs import vocabulary

    vocabulary.use(session.store, now=True)  # threads of the interface must not ask this connection for it
    return CrmApp(
        session.store,
        lambda: _another(session),
        Outside(_commands, [sys.executable, "-m", "crmcli"]),
        start=start,
        theme=theme,
    )


def _terminal(session: Session) -> bool:
    """Whether a person sits at a terminal that can be drawn on."""
    return (
        not session.batch
        and not session.flags.json
        and sys.stdin is not None
        and sys.stdin.isatty()
        and sys.stdout.isatty()
        and os.environ.get("TERM", "") not in ("", "dumb")
    )


def _another(session: Session) -> Store:
    """One more connection to the store, for a thread."""
    from crmcli import clock, config
    from crmcli.store.open import open_store
    from crmcli.verbs.watching import watch

    store = open_store(
        session.store.path,
        lambda: clock.now(config.get("timezone")),
        timeout=float(config.get("store.timeout")),
        create=False,
    )
    store.me = session.store.me
    store.currency = session.store.currency
    store.date_order = session.store.date_order
    watch(store)
    return store


def _commands() -> list[Known]:
    """Every command that is switched on."""
    from crmcli.commands import registry
    from crmcli.tui.app import Known

    out = []
    for path in registry.paths():
        entry = registry.BY_NAME[path.split(" ")[0]]
        if entry.name != "ui" and registry.enabled(entry):
            command = registry.command(path)
            asks = any("--yes" in option.flags for option in command.options)
            out.append(Known(path, command.help, asks))
    return out


COMMANDS = {
    "ui": Command(
        "ui",
        ui,
        N_("The full-screen interface: desk, customers, notes, all by keys; ? shows them."),
        args=(
            Arg(
                "start",
                "START",
                N_(
                    "Where to begin: `desk`, `customers`, `pipeline`, `reports`, `team`, `pool`, `duplicates`, "
                    "`conflicts`, `agenda`, `history`, `import FILE`, or what names a record."
                ),
                many=True,
                required=False,
            ),
        ),
        options=(Opt("--theme", N_("Its colours, this time."), value="THEME", choices=_THEMES),),
        examples=(
            "crm ui",
            "crm ui customers",
            "crm ui 天成",
            "crm ui import customers.xlsx",
            "crm config set ui.theme light",
        ),
    )
}
