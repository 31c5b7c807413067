"""What joining a hub would do: who becomes whom there, which processes and products are the same, what goes up."""

from __future__ import annotations

from crmcli.errors import Refused
from crmcli.i18n import _, listed, ngettext
from crmcli.store import joining
from crmcli.store.records import JOURNALLED, KINDS, MEMBER, PLAYBOOK, PRODUCT, Member, Playbook, Product
from crmcli.store.statements import rows_where
from crmcli.store.wire import REFERENCE
from crmcli.text.names import name_key
from crmcli.text.phones import email_key
from crmcli.verbs.roles import NAME as ROLES
from crmcli.verbs.roles import Roles
from crmcli.verbs.shape import link
from crmcli.verbs.staff import Team

TYPE_CHECKING = False  # typing costs as much to import as Python to start
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from typing import Any, TypeVar

    from crmcli.store.meta import Kind
    from crmcli.store.open import Store
    from crmcli.store.row import Record
    from crmcli.store.wire import Bucket, Greeting

    T = TypeVar("T", bound=Record)

_NUMBERS = ("active", "version", "in_use", "is_default")
_OWN = ("id", "ref", "owner_id", "created_at", "created_by_id")  # in which the same product may differ


class There:
    """What the hub says of the team, its processes and its products, and who I am among them."""

    def __init__(self, buckets: Iterable[Bucket], greeting: Greeting) -> None:
        self.buckets = list(buckets)
        self.members = self._records(MEMBER, Member)
        self.playbooks = self._records(PLAYBOOK, Playbook)
        self.products = self._records(PRODUCT, Product)
        self.me = next((one for one in self.members if one.id == greeting.member_id), None)
        self.team = _Team(self.members, self.playbooks)

    def rows(self, table: str) -> list[dict[str, str | None]]:
        """The rows of a table that came."""
        found = []
        for bucket in self.buckets:
            columns, rows = bucket.rows.get(table, ((), []))
            found += [dict(zip(columns, row, strict=True)) for row in rows]
        return found

    def _records(self, kind: Kind, cls: type[T]) -> list[T]:
        return [
            cls(int(row.get(name) or 0) if name in _NUMBERS else row.get(name) for name in cls.COLUMNS)
            for row in self.rows(kind.table)
        ]

    def prices_of(self, product: str) -> set[tuple[str, ...]]:
        """The price list of a product, without the ids of its rows."""
        names = [name for name in JOURNALLED["product_price"] if name not in ("id", "product_id")]
        rows = self.rows("product_price")
        return {tuple(row[name] or "" for name in names) for row in rows if row["product_id"] == product}


class _Team(Team):
    """The team as the hub has it."""

    def __init__(self, members: Sequence[Member], playbooks: Sequence[Playbook]) -> None:
        import json

        self.members = {one.id: one for one in members}
        self._roles = None
        for one in playbooks:
            if one.name == ROLES and one.in_use and one.removed_at is None and one.content:
                self._roles = Roles(json.loads(one.content).get("roles", ()))
        if self._roles is None:
            from crmcli.processes.team import compiled

            self._roles = Roles(compiled()["roles"])

    def has(self, id: str, right: str) -> bool:
        """Whether a member who works has a right."""
        found = self.rights(id)
        return self.works(id) and ("all" in found or right in found)


class Plan:
    """What joining does. Of records here: the other one they become (``same``: by another name, else in its place)."""

    def __init__(self, store: Store, there: There) -> None:
        self.store = store
        self.there = there
        self.same: dict[str, dict[str, Record]] = {kind: {} for kind in REFERENCE}  # kind, id here, there
        self.instead: dict[str, dict[str, Record]] = {kind: {} for kind in REFERENCE}
        self.known: dict[str, set[str]] = {kind: set() for kind in REFERENCE}  # here and there by one id
        self.gone: list[Playbook] = []  # of no use here and not allowed there
        self.new: list[Playbook] = []
        self.members: list[dict[str, Any]] = []
        self.products: list[dict[str, Any]] = []
        self.processes: list[dict[str, Any]] = []
        self.warnings: list[str] = []
        assert there.me is not None
        self.me = there.me
        self.rules = there.team.rules(there.me.id)
        self.people = [there.me.id, *(one.id for one in there.team.below(there.me.id))]
        self._members()
        self._playbooks()
        self._products()

    # --- who becomes whom ---

    def _members(self) -> None:
        here = rows_where(self.store, Member)
        by_id = {one.id: one for one in self.there.members}
        mine = next((one for one in here if one.id == self.store.me), None)
        taken = {one.id for one in here if one.id in by_id} | {self.me.id}
        for one in here:
            if one.id in by_id:
                self.known["member"].add(one.id)
        self.was = mine
        for one in here:
            if one.id in by_id:
                self._say(one, by_id[one.id], "same")
            elif one is mine:
                self._becomes(one, self.me, "same")
        rest = [one for one in here if one.id not in by_id and one is not mine]
        for how, key in (("email", _mailbox), ("name", _named)):
            for one, other in _pairs(rest, [one for one in self.there.members if one.id not in taken], key):
                taken.add(other.id)
                self._becomes(one, other, how)
                rest.remove(one)
        manages = self.there.team.has(self.me.id, "team")
        for one in rest:
            if manages:
                self._say(one, None, "new")
            else:
                self.instead["member"][one.id] = self.me
                number = joining.number_of(self.store, "member", one.id)
                self._say(one, self.me, "yours", number)
        self._warn_of_members(rest, manages)

    def _becomes(self, one: Member, other: Member, how: str) -> None:
        here = other.id in self.known["member"]
        (self.instead if here else self.same)["member"][one.id] = other
        self._say(one, other, how)

    def _say(self, one: Member, other: Member | None, how: str, number: int | None = None) -> None:
        becomes = link(MEMBER, other) if other is not None else None
        self.members.append({"member": link(MEMBER, one), "becomes": becomes, "how": how, "records": number})

    def _warn_of_members(self, rest: Sequence[Member], manages: bool) -> None:
        if self.was is not None and self.was.id in self.known["member"] and self.was.id != self.me.id:
            self.warnings.append(
                _(
                    "This store was %(who)s's. It is yours from now on; what you may not see leaves it when it syncs."
                )
                % {"who": self.was.name}
            )
        others = [one for one in self.members if one["becomes"] and one["becomes"]["id"] not in self.people]
        if others and not self.rules:
            self.warnings.append(
                _("What colleagues wrote here goes up without their names: only they can sign it there.")
            )
        names = listed(one.name for one in rest)
        if rest and manages:
            text = ngettext(
                "%(names)s is new there, without a login: `crm hub add NAME` gives one.",
                "%(names)s are new there, without logins: `crm hub add NAME` gives one.",
                len(rest),
            )
            self.warnings.append(text % {"names": names})
        elif rest:
            text = ngettext(
                "%(names)s is not of that team; what was theirs is yours from now on.",
                "%(names)s are not of that team; what was theirs is yours from now on.",
                len(rest),
            )
            self.warnings.append(text % {"names": names})

    # --- processes ---

    def _playbooks(self) -> None:
        there = self.there.playbooks
        by_id = {one.id for one in there}
        installs = self.there.team.has(self.me.id, "process")
        if not there and not installs:
            self.warnings.append(
                _("The hub has no process yet. Whoever set it up should run `crm sync` before others join.")
            )
        unmet = []
        for one in rows_where(self.store, Playbook):
            if one.id in by_id:
                self.known["playbook"].add(one.id)
                continue
            twin = next((o for o in there if _same_process(one, o)), None)
            if twin is not None:
                self.same["playbook"][one.id] = twin
                self._say_process(one, twin, "same")
            elif installs:
                self.new.append(one)
                self._say_process(one, None, "new")
            else:
                other = self._other_process(one)
                if other is not None:
                    self.instead["playbook"][one.id] = other
                    self._say_process(one, other, "instead")
                elif joining.number_of(self.store, "playbook", one.id):
                    unmet.append(one)
                else:
                    self.gone.append(one)
                    self._say_process(one, None, "left_out")
        if unmet:
            self._refuse_processes(unmet)

    def _other_process(self, one: Playbook) -> Playbook | None:
        """The version in use there, if all that stands open here has its stage in it."""
        for other in self.there.playbooks:
            usable = other.name == one.name and other.in_use and other.removed_at is None
            if usable and (one.name == ROLES or joining.stages_of(self.store, one.id) <= _stages(other)):
                return other
        return None

    def _refuse_processes(self, unmet: Sequence[Playbook]) -> None:
        missing = []
        for one in unmet:
            what = {"name": one.name, "version": one.version}
            message = (
                _("The team has no process “%(name)s” with the stages of your version %(version)d.") % what
            )
            missing.append({"code": "process", "field": one.name, "message": message})
        raise Refused(
            _("What you have follows processes that the team does not have."),
            hint=_(
                "Somebody who may installs them: `crm process install FILE` (`crm process export NAME` writes it)."
            ),
            missing=missing,
        )

    def _say_process(self, one: Playbook, other: Playbook | None, how: str) -> None:
        becomes = link(PLAYBOOK, other) if other is not None else None
        self.processes.append(
            {"process": link(PLAYBOOK, one), "version": one.version, "becomes": becomes, "how": how}
        )

    # --- products ---

    def _products(self) -> None:
        here = rows_where(self.store, Product)
        by_id = {one.id for one in self.there.products}
        self.known["product"] = {one.id for one in here if one.id in by_id}
        states = {row["id"]: row for row in self.there.rows("product")}
        rest = [one for one in here if one.id not in by_id and one.removed_at is None]
        open_there = [one for one in self.there.products if one.removed_at is None]
        open_there = [one for one in open_there if one.id not in self.known["product"]]
        for key in (_listed, _coded, _measured):
            for one, other in _pairs(rest, open_there, key):
                rest.remove(one)
                open_there.remove(other)
                mine = joining.state_of(self.store, "product", one.nid)
                theirs = states[other.id]
                differing = [
                    name
                    for name in mine
                    if name not in _OWN and name in theirs and mine[name] != theirs[name]
                ]
                if joining.prices_of(self.store, one.id) != self.there.prices_of(other.id):
                    differing.append("prices")
                like = link(PRODUCT, other)
                said = {"product": link(PRODUCT, one), "becomes": None if differing else like, "like": like}
                self.products.append({**said, "fields": differing})
                if not differing:
                    self.same["product"][one.id] = other
                else:
                    self.warnings.append(
                        _("%(name)s is %(ref)s on the hub, with another %(fields)s; both stay.")
                        % {"name": one.name, "ref": other.ref, "fields": listed(_labels(differing))}
                    )

    # --- what goes up ---

    def records(self, both: int) -> dict[str, int]:
        """How many records of each kind go up; ``both``: customers that are there too."""
        found = {}
        for table, number in joining.rows_here(self.store).items():
            if table not in KINDS:
                continue
            if table in REFERENCE:
                number -= len(self.known[table]) + len(self.same[table]) + len(self.instead[table])
                number -= len(self.gone) if table == "playbook" else 0
            elif table == "customer":
                number -= both
            if number > 0:
                found[table] = number
        return found


def _pairs(
    here: Sequence[T], there: Sequence[T], key: Callable[[Any], tuple[str, ...] | None]
) -> list[tuple[T, T]]:
    """Who is one by a key that only one has on either side."""
    mine: dict[tuple[str, ...], list[T]] = {}
    theirs: dict[tuple[str, ...], list[T]] = {}
    for found, rows in ((mine, here), (theirs, there)):
        for one in rows:
            said = key(one)
            if said is not None and one.removed_at is None:
                found.setdefault(said, []).append(one)
    return [
        (ones[0], theirs[said][0])
        for said, ones in mine.items()
        if len(ones) == 1 and len(theirs.get(said, ())) == 1
    ]


def _mailbox(one: Member) -> tuple[str, ...] | None:
    return (email_key(one.email),) if one.email else None


def _named(one: Member) -> tuple[str, ...] | None:
    return (name_key(one.name),)


def _listed(one: Product) -> tuple[str, ...] | None:
    return (one.external_id,) if one.external_id else None


def _coded(one: Product) -> tuple[str, ...] | None:
    return (name_key(one.code),) if one.code else None


def _measured(one: Product) -> tuple[str, ...] | None:
    return name_key(one.name), name_key(one.unit or "")


def _labels(names: Sequence[str]) -> list[str]:
    """What the fields are called to which columns of a product belong."""
    fields = [field for field in PRODUCT.own if field.name in names or set(field.columns) & set(names)]
    return [field.shown for field in fields] or list(names)


def _same_process(one: Playbook, other: Playbook) -> bool:
    return (one.name, one.version, one.content) == (other.name, other.version, other.content)


def _stages(one: Playbook) -> set[str]:
    import json

    return {stage["id"] for stage in json.loads(one.content or "{}").get("stages", ())}
