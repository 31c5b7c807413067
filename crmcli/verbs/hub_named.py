"""Whom a text names on the hub, or in the local store."""

from __future__ import annotations

from crmcli.errors import Ambiguous, NotFound
from crmcli.i18n import _, listed
from crmcli.store.records import Member
from crmcli.store.statements import by_id, rows_where
from crmcli.verbs.hub import link

TYPE_CHECKING = False  # typing costs as much to import as Python to start
if TYPE_CHECKING:
    from collections.abc import Sequence

    from crmcli.store.open import Store
    from crmcli.sync.people import Person


def on_hub(everybody: Sequence[Person], text: str) -> Person | None:
    """The member on the hub that a text names exactly: ref, login, name or e-mail. Raises :class:`Ambiguous`."""
    wanted = text.strip().casefold()
    found = [one for one in everybody if wanted in (one.ref.casefold(), (one.login or "").casefold())] or [
        one for one in everybody if wanted in (one.name.casefold(), (one.email or "").casefold())
    ]
    if len(found) > 1:
        links = [{**link(one), "why": one.login or one.department or ""} for one in found]
        raise Ambiguous(
            _("“%(text)s” names several: %(names)s")
            % {"text": text, "names": listed(f"{one['ref']} {one['name']}" for one in links)},
            hint=_("Say which by its ref."),
            argument="NAME",
            value=text,
            candidates=links,
        )
    return found[0] if found else None


def named(everybody: Sequence[Person], text: str, argument: str) -> Person:
    """The member on the hub that a text names. Raises :class:`NotFound` with the closest."""
    found = on_hub(everybody, text)
    if found is not None:
        return found
    parts = [one for one in everybody if text.strip() and text.strip().casefold() in one.name.casefold()]
    if len(parts) == 1:
        return parts[0]
    from rapidfuzz import process

    names = {one.id: one.name for one in everybody}
    near = parts or [
        next(one for one in everybody if one.id == id)
        for _name, _score, id in process.extract(text, names, limit=3, score_cutoff=50)
    ]
    raise NotFound(
        _("There is no member “%(text)s” on the hub.") % {"text": text},
        hint=_("Did you mean %(names)s?") % {"names": listed(f"{one.name} ({one.ref})" for one in near[:3])}
        if near
        else _("`crm hub list` shows all members."),
        argument=argument,
        value=text,
        closest=[link(one) for one in near[:3]],
    )


def local_member(store: Store, text: str) -> Member | None:
    """The living member of the local store that a text names exactly (``me`` too); None if there is none."""
    wanted = text.strip().casefold()
    if wanted in ("me", "我"):
        return by_id(store, Member, store.me)
    found = [
        one
        for one in rows_where(store, Member, removed_at=None)
        if wanted in (one.ref.casefold(), one.name.casefold())
    ]
    if len(found) > 1:
        from crmcli.store.records import MEMBER
        from crmcli.verbs.resolve import Found, ambiguous

        raise ambiguous(text, [Found(MEMBER, one, "") for one in found], "NAME")
    return found[0] if found else None
