"""``--mine`` of the lists of orders, their steps and duties."""

from __future__ import annotations

from crmcli.commands.spec import Opt
from crmcli.i18n import N_

TYPE_CHECKING = False  # typing costs as much to import as Python to start
if TYPE_CHECKING:
    from collections.abc import Callable

    from crmcli.commands.session import Session
    from crmcli.store.meta import Kind

ORDERS = Opt("--mine", N_("Only open ones of mine, and of those who are away and whose deputy I am."))
TASKS = Opt(
    "--mine",
    N_("Only open ones that I have to do, by name or for my department, and of those whose deputy I am now."),
)


def flags(kind: Kind) -> dict[str, str | Callable[[Session], str]]:
    """What ``--mine`` stands for in the list of a kind."""

    def mine(session: Session) -> str:
        from crmcli.verbs.order_mine import mine

        return mine(session.store, kind.name)

    return {"mine": mine}
