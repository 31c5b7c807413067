"""The stage that applies: a row's records are met or made, filled or changed, a chunk at a time."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from crmcli.store import bulk
from crmcli.store.bulkindex import name_key
from crmcli.store.records import CONTACT, CUSTOMER, KINDS, PRODUCT, QUOTE, REMINDER, Member
from crmcli.store.statements import by_nid, insert, record_class
from crmcli.text.clean import clean_line
from crmcli.verbs.importing import rowcells
from crmcli.verbs.importing.columns import Problem
from crmcli.verbs.importing.converting import Named
from crmcli.verbs.importing.days import before_today
from crmcli.verbs.importing.decided import undecided
from crmcli.verbs.importing.draft import Draft
from crmcli.verbs.importing.drafts import FILLED_IN, Drafts, spread
from crmcli.verbs.importing.fresh import Fresh
from crmcli.verbs.importing.links import Links, pair
from crmcli.verbs.importing.matching import CUSTOMER_KEYS, Customers, People, customer_keys
from crmcli.verbs.importing.own import Own, draft_values
from crmcli.verbs.importing.pricelists import PriceLists
from crmcli.verbs.importing.remarks import Remarks
from crmcli.verbs.importing.report import STRENGTH
from crmcli.verbs.importing.same import Same
from crmcli.verbs.importing.untied import Untied
from crmcli.verbs.importing.writing import Writing
from crmcli.verbs.shape import record_json

if TYPE_CHECKING:
    from crmcli.store.meta import Field
    from crmcli.store.open import Store
    from crmcli.verbs.importing.carrying import Carrying
    from crmcli.verbs.importing.columns import Batch, Parsed
    from crmcli.verbs.importing.guarding import Guard
    from crmcli.verbs.importing.offers import Offers
    from crmcli.verbs.importing.report import FileReport, Report
    from crmcli.verbs.importing.rules import Rules

    Values = dict[str, Any]

_AGAIN = 10_000  # rows that contradict the record they met and are looked at once more at the end


class Landing:
    """One table's rows on their way into the store."""

    def __init__(
        self,
        store: Store,
        report: Report,
        file: FileReport,
        rules: Rules,
        known: bulk.Known,
        guard: Guard | None,
        carrying: Carrying | None = None,
    ) -> None:
        self.store = store
        self.report = report
        self.file = file
        self.rules = rules
        self.table = table = file.table
        self.kind = KINDS[table.kind]
        self.person = table.kind == "contact"
        targets = [target.split(".", 2)[:2] for target in table.mapping.targets if target]
        sets = {
            kind.name: tuple(dict.fromkeys(n for k, n in targets if k == kind.name and kind.fields[n].many))
            for kind in dict.fromkeys((CUSTOMER, CONTACT, self.kind))
        }
        for kind in (CUSTOMER, CONTACT):
            if [kind.name, "owner"] in targets:  # the name of one who is not of the team is kept there
                sets[kind.name] = tuple(dict.fromkeys((*sets[kind.name], "custom")))
        sets[self.kind.name] = tuple(
            dict.fromkeys(
                (
                    *sets[self.kind.name],
                    *(one.name for one in self.kind.own if one.many and one.link == "contact"),
                )
            )
        )
        first = dict([rules.first] if rules.first else [])
        self.customers = Customers(
            store, sets["customer"], first.get("customer"), known, named=self.kind is not CUSTOMER
        )
        self.people = People(store, sets["contact"], first.get("contact"))
        self.own = None
        if self.kind not in (CUSTOMER, CONTACT):
            self.own = Own(store, self.kind, sets[self.kind.name], first.get(self.kind.name))
        self.links = Links(store)
        self.same = Same(
            store, table, report, file, enabled=not rules.first,
            wins=rules.on_duplicate in ("update", "ask"),
        )  # fmt: skip
        self.fresh = Fresh(store, table, report, file, self.customers, enabled=not rules.first)
        self.people_named = any(
            kind == "contact" or KINDS[kind].fields[name].link == "contact" for kind, name in targets
        )
        self.drafts = Drafts(store, table, rules, self.customers.changed)
        self.prices = None
        if self.kind is PRODUCT:
            self.prices = PriceLists(
                store, table, wins=rules.on_duplicate == "update", restoring="product" in rules.restoring
            )
        self.offers: Offers | None = None
        if self.kind is QUOTE:
            from crmcli.verbs.importing.offers import Offers

            self.offers = Offers(store, table, trusted=guard is None)
        self.writing = Writing(store, table, report, rules, self.drafts, self.prices, self.offers, carrying)
        self._shown: list[tuple[Parsed, str, dict[str, Draft]]] = []
        self._doubtful: list[tuple[Parsed, str]] = []
        self._nameless: list[tuple[Parsed, Problem]] = []
        self._gone: dict[str, str] = {}
        self._undated = 0  # dealings whose row says no date
        self.remarks = Remarks(report, table, self.kind)
        self.untied = Untied(store, self.kind)
        self.guard = guard

    def land(self, batch: Batch) -> None:
        """Take a chunk of rows: match, decide, write."""
        keys = customer_keys(batch.values.get("customer", {}))
        # Keys that some record may have, or two rows of the chunk: of most rows of a first import none is.
        # The strongest are asked first: rows that say nothing new need no others.
        first, *others = keys.values() or ([],)
        known = self.customers.known.meet(first)
        places = self.same.take(batch, keys, known, self.customers.known)
        if places:
            for column in others:
                known |= self.customers.known.meet(column)
        places = self.fresh.take(batch, places, keys, known)
        good = []
        for at in places:
            row = batch.row(at)
            row.keys = {field: column[at] for field, column in keys.items()}
            problem = self.prices.take(row) if self.prices is not None and row.problems is None else None
            if row.problems is not None or problem is not None:
                problems = list(row.problems or ())
                self.report.reject(self.file, row, problems if problem is None else [*problems, problem])
            else:
                good.append(row)
        if not good:
            return
        if self.person and not self.table.mapping.own:
            named = "customer.name" in self.table.mapping.targets
            for row in good:
                if _stand_alone(row) and named:
                    self.remarks.no_company(row)
        if self.offers is not None:
            self.offers.read(good)
        self._prepare(good)
        for row in good:
            outcome, met = self._row(row)
            if isinstance(outcome, Problem):
                if len(self._nameless) < _AGAIN and outcome.code != "forbidden":
                    self._nameless.append((row, outcome))
                else:
                    self.report.reject(self.file, row, [outcome])
                continue
            self.file.counts[outcome] += 1
            if (
                outcome == "duplicate"
                and not self.rules.asks
                and self.drafts.fill
                and not self.drafts.win
                and len(self._doubtful) < _AGAIN
            ):
                self._doubtful.append((row, outcome))
            if self.report.wants_preview(len(self._shown)):
                self._shown.append((row, outcome, met))
        self._write()

    def _prepare(self, rows: list[Parsed]) -> None:
        met = self.customers.prepare(rows)
        if self.people_named:
            self.people.prepare(
                met,
                [row.contact for row in rows if row.contact and (row.alone or not row.customer)],
                [row.contact["id"] for row in rows if row.contact.get("id")],
            )
        if self.own is not None:
            self.links.prepare(row.own for row in rows)
            self.own.prepare(self._tied(row) for row in rows)

    def _tied(self, row: Parsed) -> Values:
        """What a row says of its own record, its links as ids where the store has what they name."""
        values = {}
        for name, value in row.own.items():
            if isinstance(value, Named):
                found = self.links.of(value)
                if found is not None:
                    values[name] = pair(self.kind.fields[name], found)
            elif self.kind.fields[name].type == "rows":
                values[name] = rowcells.tied(self.kind.fields[name], value, self.links.of)
            else:
                values[name] = value
        if row.customer:
            customer, _by = self.customers.meet(row)
            if customer is not None and customer.id:
                values["customer"] = customer.id
        return values

    def again(self) -> bool:
        """Look once more at rows without a name that met nothing, and at those that differ from what they met.

        A row below may have made or filled the record that such a row means; the next import of the file would
        find it. Returns whether anything changed; as rows only fill here, it ends.
        """
        if not self._doubtful and not self._nameless:
            return False
        self._prepare([row for row, _before in (*self._nameless, *self._doubtful)])
        changed = False
        nameless, self._nameless = self._nameless, []
        for row, problem in nameless:
            outcome, _met = self._row(row)
            if isinstance(outcome, Problem):
                self._nameless.append((row, problem))
            else:
                self.file.counts[outcome] += 1
                changed = True
        for place, (row, before) in enumerate(self._doubtful):
            outcome, _met = self._row(row)
            if isinstance(outcome, Problem):
                continue
            changed |= outcome in ("created", "updated")
            if STRENGTH.index(outcome) > STRENGTH.index(before):
                self.file.counts[before] -= 1
                self.file.counts[outcome] += 1
                self._doubtful[place] = row, outcome
        self._write()
        return changed

    def finish(self) -> None:
        """Reject the rows that met no record of any row; tie links to what came later in the files."""
        for row, problem in self._nameless:
            self.report.reject(self.file, row, [problem])
        lost = self.untied.tie(self.links, stamped=self.table.mapping.own)
        if self._undated:
            self.remarks.undated(self._undated)
        for name, number in lost.items():
            self.remarks.lost(name, number)

    # --- one row ---------------------------------------------------------------------------------------------

    def _row(self, row: Parsed) -> tuple[str | Problem, dict[str, Draft]]:
        """The outcome of a row, and its records. A row that is refused has changed nothing."""
        if self.rules.answers is not None:
            sheet = self.table.sheet
            self.drafts.rule(self.rules.answers.get((sheet.file, sheet.sheet, row.number), "fill"))
        values, person, own = row.customer, row.contact, row.own
        if row.alone and self.people.meet(None, person) is not None:
            values = {}
        if self.own is not None and (own or not values):
            problem = self._incomplete(row)
            if problem is not None:
                return problem, {}
        customer, by = self.customers.meet(row) if values else (None, "")
        makes = values and customer is None
        if makes and not values.get("name"):
            return self.remarks.unknown(values) or self.remarks.missing("customer.name"), {}
        self.remarks.doubt(row, self.customers.doubtful)
        if customer is not None and by in ("email", "phone"):
            self.remarks.other_name(row, customer, by)
        contact = self.people.meet(customer, person) if person and not makes else None
        if person and makes:
            contact = self.people.known_by_itself(person)
        if person and contact is None and not person.get("name"):
            if self.person:
                return self.remarks.missing("contact.name"), {}
            values, person = self._without_name(row, values, person)
        skips = not self.drafts.fill and not self.drafts.win
        adds = customer is not None and self.kind is CUSTOMER and person and contact is None
        skipped = skips and adds
        if skipped:
            person = {}  # with what else it would have brought
        if person and contact is None and not values and not self.table.mapping.own:
            return self.remarks.missing("customer.name"), {}
        if not values and not person and not own:
            return self.remarks.missing(f"{self.table.kind}.{self.kind.title}"), {}
        if self.prices is not None:
            known = self.own.meet(self._tied(row)) if self.own is not None else None
            changes = {} if known is None else self.drafts.compared(known, self._tied(row), "")[0]
            problem = self.prices.hinders(known, changes)
            if problem is not None:
                return problem, {}
        if self.guard is not None:
            problem = self.guard.people(self.drafts, customer, by, values, contact, person)
            if problem is None and self.own is not None and own:
                problem = self.guard.own(self.drafts, self.kind, self.own, self._tied(row), customer)
                if problem is None and self.prices is not None:
                    priced = self.own.meet(self._tied(row))
                    problem = self.guard.edits(priced) if self.prices.may_change(row, priced) else None
            if problem is not None:
                return problem, {}
        if self.offers is not None and self.own is not None and own:
            tied = self._tied(row)
            problem = self.offers.refuses(self.own.meet(tied), tied, self.drafts)
            if problem is not None:
                return problem, {}
        strongest = "unchanged"
        met: dict[str, Draft] = {}
        if makes:
            customer = self.drafts.made(CUSTOMER, values)
            self.customers.made(customer, row)
            if not self.table.mapping.own:
                self.report.named(self.table, ((row.number, values["name"]),))
            strongest = "created"
        elif customer is not None:
            strongest = self.drafts.met(row, customer, values, by)
        if skipped:
            strongest = max(strongest, "duplicate", key=STRENGTH.index)
        if customer is not None:
            met["customer"] = customer
        if person and contact is None:
            contact = self._person(customer, person)
            strongest = "created"
        elif contact is not None:
            outcome = self.drafts.met(row, contact, person, "")
            outcome = max(outcome, self._moved(contact, customer), key=STRENGTH.index)
            if contact.changed or contact.grown:
                self.people.note(customer, contact)
            strongest = max(strongest, outcome, key=STRENGTH.index)
        if contact is not None:
            met["contact"] = contact
        if self.own is not None and own:
            outcome = self._record(row, customer, contact, met)
            strongest = max(strongest, outcome, key=STRENGTH.index)
        return strongest, met

    def _moved(self, contact: Draft, customer: Draft | None) -> str:
        """What becomes of a contact whose row, by its own id, names another customer than it hangs on."""
        if contact.new is not None or customer is None or contact.values.get("customer_id") == customer.id:
            return "unchanged"
        if not self.drafts.win:
            return "duplicate"
        contact.links["customer_id"] = customer
        contact.changed["customer_id"] = contact.values["customer_id"] = customer.id
        contact.state = max(contact.state, 2)
        return "updated"

    def _person(self, customer: Draft | None, values: Values) -> Draft:
        contact = self.drafts.made(CONTACT, values)
        contact.owner = customer
        self.people.note(customer, contact)
        return contact

    def _incomplete(self, row: Parsed) -> Problem | None:
        """What a row lacks for a record of its own kind, if anything."""
        assert self.own is not None
        kind = self.kind
        for field in kind.own:
            said = row.own.get(field.name)
            if field.required and isinstance(said, Named) and self.links.of(said) is None:
                return self.remarks.unlinked(field, said)
            if not field.required or field.name in row.own:
                continue
            if self.table.mapping.own and field.type in ("text", "longtext"):
                row.own[field.name] = ""  # it was empty in the store, too
                continue
            if field.link == "customer" and row.customer:
                continue
            if any(all(row.own.get(part) for part in key.split("+")) for key in ("id", *kind.known)):
                tied = self._tied(row)
                if self.own.meet(tied) is not None:
                    continue
            return self.remarks.missing(f"{kind.name}.{field.name}")
        if kind is REMINDER and "due" not in row.own and not self.rules.restoring:
            return self.remarks.missing("reminder.due")
        return None

    def _without_name(self, row: Parsed, values: Values, person: Values) -> tuple[Values, Values]:
        """A telephone or mailbox of nobody by name is the company's, if that has none; the rest is left out."""
        values = dict(values)
        left = dict(person)
        for many, one in (("phones", "phone"), ("emails", "email")):
            if many in left and one not in values:
                values[one] = "; ".join(left.pop(many))
        if left:
            self.remarks.no_contact(row, left)
        return values, {}

    # --- a record that is neither customer nor contact -------------------------------------------------------

    def _record(
        self, row: Parsed, customer: Draft | None, contact: Draft | None, met: dict[str, Draft]
    ) -> str:
        """Meet or make the record of a row's own kind."""
        assert self.own is not None
        kind = self.kind
        values = self._tied(row)
        values.pop("customer", None)
        if customer is not None and customer.id:
            values["customer"] = customer.id
        untied = [
            (kind.fields[name], [value])
            for name, value in row.own.items()
            if isinstance(value, Named) and name not in values
        ]
        taking = self._taking_part(row, customer, contact)
        own = self.own.meet(values)
        values |= {name: drafts for name, drafts in taking.items() if drafts}
        if own is not None and own.id and own.id == self.rules.adopted:
            met[kind.name] = own
            return self._restored(own, values, untied)
        if own is not None:
            met[kind.name] = own
            outcome = self.drafts.met(row, own, {k: v for k, v in values.items() if k != "customer"}, "")
            priced = self.prices.met(row, own) if self.prices is not None else outcome
            return max(outcome, priced, key=STRENGTH.index)
        values.pop("customer", None)
        for field, named in [one for one in untied if one[0].name == "author"]:
            values[field.name] = self._left(named[0])
            untied.remove((field, named))
        self._complete(values)
        if self.guard is not None:
            values = undecided(kind.name, values)
            untied = [one for one in untied if undecided(kind.name, {one[0].name: None})]
        own = self.drafts.made(kind, values)
        of = kind.fields.get("customer")
        if customer is not None and of is not None and of.writable:
            own.links[of.columns[0]] = customer
        for field, named in untied:
            self.untied.add(own, field, named)
        known = draft_values(own)
        if customer is not None and customer.id:
            known["customer"] = customer.id
        self.own.note(own, {**known, "id": own.id})
        met[kind.name] = own
        if self.prices is not None:
            self.prices.met(row, own)
        return "created"

    def _left(self, named: Named) -> str:
        """Whoever wrote a record is kept although not of the team: as a member who has left."""
        key = name_key(named.name)
        if key not in self._gone:
            member = insert(self.store, Member, name=named.name[:500], active=0)
            self._gone[key] = member.id
            self.report.met("member", member.nid, 3)
            self.remarks.member_made(named.name)
        return self._gone[key]

    def _restored(self, draft: Draft, values: Values, untied: list[tuple[Field, list[Named]]]) -> str:
        """Give the member that this store's own has become all that its row says."""
        self.drafts.drafts.setdefault(id(draft), draft)
        draft.state = 2
        for name, value in values.items():
            field = self.kind.fields[name]
            if name not in ("id", "ref", "archived") and not field.many:
                draft.changed |= spread(field, value)
        for name in FILLED_IN:
            if name in self.kind.fields and f"{self.kind.name}.{name}" in self.table.mapping.targets:
                draft.changed.setdefault(self.kind.fields[name].columns[0], None)
        draft.values |= draft.changed
        for field, named in untied or [(self.kind.fields["id"], [])]:
            self.untied.add(draft, field, named)
        return "updated"

    def _taking_part(
        self, row: Parsed, customer: Draft | None, contact: Draft | None
    ) -> dict[str, list[Any]]:
        """The contacts that a record's sets name, and the contact of its row; whoever is not there is made."""
        found: dict[str, list[Any]] = {}
        for field in self.kind.own:
            if field.link != "contact" or not field.many:
                continue
            members: list[Any] = [contact] if contact is not None else []
            for named in row.own.get(field.name, ()):
                tied = self.links.of(named)
                if tied is not None:
                    members.append(tied[1])
                elif named.name:
                    person = {"name": clean_line(named.name)[:500]}
                    members.append(self.people.meet(customer, person) or self._person(customer, person))
            members = [one.id if isinstance(one, Draft) and one.id else one for one in members]
            found[field.name] = list(dict.fromkeys(members))
        return found

    def _complete(self, values: Values) -> None:
        """What a record gets when its row does not say it."""
        kind = self.kind
        me = self.store.me or None
        if self.table.mapping.own:
            return
        if kind.name == "followup":
            values.setdefault("author", me)
            if "at" not in values:
                self._undated += 1
            values.setdefault("at", (None, self.drafts.now()))
        if kind is REMINDER:
            values.setdefault("for", values.get("owner") or me)
            self._over(values)
            if values.get("state") == "done":
                values.setdefault("done_at", self.drafts.now())
            about = values.get("about")
            if about is not None and about[0] == "customer" and "customer" not in values:
                values["customer"] = about[1]

    def _over(self, values: Values) -> None:
        """A calendar's event that is past is over; nobody has to be reminded of it."""
        on, at = values.get("due") or (None, None)
        if self.table.sheet.format != "ics" or "state" in values or "repeat" in values:
            return
        if before_today(self.store, on, at):
            values["state"] = "done"
            values["done_at"] = at or f"{on}T00:00:00.000Z"

    def _write(self) -> None:
        self.writing.write()
        self.untied.settle()
        self._show()

    def _show(self) -> None:
        """The first rows as they land, for ``--plan``."""
        for row, outcome, met in self._shown:
            shown: dict[str, Any] = {
                "file": self.table.sheet.file, "sheet": self.table.sheet.sheet, "row": row.number, "outcome": outcome,
                "customer": None, "contact": None,
            }  # fmt: skip
            for name, draft in met.items():
                found = by_nid(self.store, record_class(draft.kind), draft.nid)
                if found is not None:
                    shown[name] = record_json(self.store, draft.kind, found)
            self.report.preview.append(shown)
        self._shown.clear()


_TELLING = ("name", "id", "ref", *CUSTOMER_KEYS)


def _stand_alone(row: Parsed) -> bool:
    """A person without a company is a customer by themselves, so that everything known can hang on them.

    Whether the row is such a one.
    """
    person = row.contact
    if not person.get("name") or any(row.customer.get(field) for field in _TELLING):
        return False
    row.alone = True
    row.keys = {}
    row.customer = {"kind": "person", **row.customer, "name": person["name"]}
    for many, one in (("phones", "phone"), ("emails", "email")):
        if person.get(many):
            row.customer[one] = person[many][0]
    return True
