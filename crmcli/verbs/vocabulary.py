"""Where the words come from that a team's processes add to choices: stages, reasons, kinds of follow-up."""

from __future__ import annotations

from crmcli.store import meta

TYPE_CHECKING = False  # typing costs as much to import as Python to start
if TYPE_CHECKING:
    from crmcli.store.meta import Choices
    from crmcli.store.open import Store

NAMES = ("stage", "reason", "followup_kind")


def use(store: Store | None, *, now: bool = False) -> None:
    """Have the fields of records know the processes of a store; read when first asked for, or ``now``.

    Without a store: the built-in processes.
    """

    def words(name: str) -> Choices:
        from crmcli.verbs.stages import words as of

        return of(store, name)

    meta.use_vocabularies(words, store)
    if now:
        for name in NAMES:
            meta.said(name)
