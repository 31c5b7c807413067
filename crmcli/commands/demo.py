"""``crm demo``: a store of a trading company to look at, thrown away or kept."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator
from typing import TYPE_CHECKING

from crmcli import clock, config
from crmcli.commands.output import Answer
from crmcli.commands.session import Session
from crmcli.commands.spec import Command, Opt
from crmcli.errors import UsageError, ValueInvalid
from crmcli.i18n import N_, _
from crmcli.text.clean import harmless

if TYPE_CHECKING:
    from datetime import datetime
    from typing import Any

_QUIET = 1.0  # seconds before progress is shown
_MOST = 10_000_000


def demo(
    session: Session,
    to: str | None = None,
    scale: str | None = None,
    seed: str | None = None,
    force: bool = False,
) -> Answer:
    """Make a demo store: kept at ``to``, else in a temporary folder with the desk on it as the answer."""
    from crmcli.verbs import demo as verb

    size = verb.DEFAULT if scale is None else _customers(scale)
    if force and not to:
        raise UsageError(
            _("--force goes with --to."), hint=_("Without --to nothing is replaced."),
            argument="--force", value="", expected="--to PATH",
        )  # fmt: skip
    if to is not None and not to.strip():
        raise ValueInvalid(
            _("%(option)s needs a value.") % {"option": "--to"},
            argument="--to",
            value="",
            expected=_("a file"),
        )
    if to is None:
        return _thrown_away(session, size, seed or "1")
    made = _made(session, to, size, seed or "1", force)
    return Answer(made, lines=_kept(made), refs=[made["path"]])


def _customers(text: str) -> int:
    plain = text.replace(",", "").replace("_", "")
    if plain.isascii() and plain.isdigit() and 0 < int(plain[:9]) <= _MOST:
        return int(plain[:9])
    raise ValueInvalid(
        _("%(option)s cannot be “%(value)s”.") % {"option": "--scale", "value": text},
        hint=_("Expected: %(expected)s.") % {"expected": _("a number of customers from 1 to 10,000,000")},
        argument="--scale",
        value=text,
        expected=_("a number of customers from 1 to 10,000,000"),
    )


def _now() -> datetime:
    return clock.now(config.get("timezone"))


def _made(session: Session, path: str, size: int, seed: str, replace: bool) -> dict[str, Any]:
    from crmcli.verbs.demo import make

    progress = _Progress(session)
    try:
        return make(path, _now(), seed=seed, scale=size, replace=replace, progress=progress)
    finally:
        progress.end()


def _kept(made: dict[str, Any]) -> str:
    """Where the store is and what it holds."""
    return harmless(
        _(
            "%(path)s: %(customers)s customers, %(followups)s follow-ups, %(opportunities)s opportunities, "
            "%(orders)s orders, "
            "made in %(seconds)s s"
        )
        % {
            "path": made["path"],
            "customers": f"{made['customers']:,}",
            "followups": f"{made['followups']:,}",
            "opportunities": f"{made['opportunities']:,}",
            "orders": f"{made['orders']:,}",
            "seconds": f"{made['seconds']:.1f}",
        }
    )


def _thrown_away(session: Session, size: int, seed: str) -> Answer:
    """The desk of a store in a temporary folder: a person may go on with it, for others it is gone at once."""
    import shutil
    import tempfile

    from crmcli.commands.registry import command
    from crmcli.store.open import open_store

    folder = tempfile.mkdtemp(prefix="crm-demo-")
    keep = False
    try:
        made = _made(session, os.path.join(folder, "demo.db"), size, seed, False)
        store = open_store(made["path"], _now)
        store.currency = config.get("currency")
        store.date_order = config.get("date_order")
        inner = Session(session.flags, store=store, batch=session.batch)
        try:
            desk = command("today").function(inner)
            text = desk.lines(inner) if callable(desk.lines) else desk.lines
        finally:
            store.close()
        keep = session.terminal and not session.flags.json
    finally:
        if not keep:
            shutil.rmtree(folder, ignore_errors=True)
    if keep and not session.flags.quiet and not session.flags.format:
        return Answer(desk.data, raw=_with_hint(text, made["path"], session))
    return Answer(desk.data, lines=text, refs=desk.refs)


def _with_hint(text: str, path: str, session: Session) -> Iterator[str]:
    """The desk, and when it stands there, how to go on with its store."""
    yield text if text.endswith("\n") else text + "\n"
    session.warn(
        _(
            "This is an invented company in a throw-away store. To look around in it:\n"
            "  export CRM_DB=%(path)s\n"
            "  crm customer list\n"
            "  crm show Alfreds\n"
            '  crm note 天成 "called, wants two lots; send contract next fri 3pm"\n'
            "  crm report funnel\n"
            "  crm --as 顾海波 team tree\n"
            "  crm history\n"
            "`unset CRM_DB` goes back to your own."
        )
        % {"path": path}
    )


class _Progress:
    """A line on standard error that says how many customers are made, once it takes longer than a second."""

    def __init__(self, session: Session) -> None:
        self._shows = (
            not session.flags.quiet and not session.batch and sys.stderr is not None and sys.stderr.isatty()
        )
        self._started = self._last = time.monotonic()
        self._said = False

    def __call__(self, made: int, of: int) -> None:
        now = time.monotonic()
        if not self._shows or now - self._started < _QUIET or now - self._last < 0.2:
            return
        self._last = now
        text = _("%(made)s of %(all)s customers") % {"made": f"{made:,}", "all": f"{of:,}"}
        sys.stderr.write(f"\r{text}   ")
        sys.stderr.flush()
        self._said = True

    def end(self) -> None:
        """Take the line away."""
        if self._said:
            sys.stderr.write("\r\x1b[K")
            sys.stderr.flush()


COMMANDS = {
    "demo": Command(
        "demo",
        demo,
        N_(
            "A throw-away store of an invented trading company with a year of dealings and sales, and the desk on it."
        ),
        options=(
            Opt("--to", N_("Keep it in this file, and print only where."), value="PATH"),
            Opt("--scale", N_("How many customers; beyond 60 they are made by thousands."), value="N"),
            Opt(
                "--seed",
                N_("Another company; the same seed at the same moment makes the same store."),
                value="S",
            ),
            Opt("--force", N_("Replace a demo store that is there.")),
        ),
        more=N_(
            "On a terminal the store stays in a temporary folder so that you can go on with it; piped, it is "
            "removed at once."
        ),
        examples=(
            "crm demo",
            "crm demo --to demo.db",
            "crm demo --to big.db --scale 100000 --seed 7 --json",
            "CRM_DB=demo.db crm customer list",
        ),
    )
}
