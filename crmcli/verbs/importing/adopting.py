"""A store that comes back from its export: whoever used it is the same member as before.

A new store has a member by the name of the operating system's user. When a folder of ``crm export all`` is read into
a store that holds nothing else, that member takes the identity of the one who exported, so that owners and authors
are who they were.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from crmcli.store.becoming import become
from crmcli.store.bulk import last_number
from crmcli.store.identity import is_id, is_ref, read_ref
from crmcli.store.journal import Transaction
from crmcli.store.records import KINDS, Member
from crmcli.store.statements import by_id
from crmcli.verbs.export_all import MANIFEST
from crmcli.verbs.importing.sources import manifest

if TYPE_CHECKING:
    from collections.abc import Sequence

    from crmcli.store.open import Store
    from crmcli.verbs.importing.options import Options


def adopt(store: Store, files: Sequence[str], options: Options) -> str:
    """Take the identity of the folder's exporter if this store is new; returns the member's id, else nothing.

    Part of the set-up, so not taken back by ``undo``.
    """
    if options.plan or len(files) != 1 or not os.path.exists(os.path.join(files[0], MANIFEST)):
        return ""
    if any(last_number(store, kind) for kind in KINDS.values() if kind.name not in ("member", "playbook")):
        return ""
    mine = by_id(store, Member, store.me)
    folder = manifest(files[0])
    said = folder.get("me") if folder["files"] else None
    if mine is None or last_number(store, KINDS["member"]) > 1 or not isinstance(said, dict):
        return ""
    id, ref = str(said.get("id", "")).lower(), str(said.get("ref", ""))
    if not is_id(id) or not is_ref(ref) or read_ref(ref)[0] != KINDS["member"].letter:
        return ""
    if id == mine.id:  # an import of the same folder that was refused
        return id
    with Transaction(store, "init", fixed=True):
        become(store, mine, id, read_ref(ref))
    return id
