"""What the rules of a process ask of a quote, an order or an expense, and of whom."""

from __future__ import annotations

from crmcli.i18n import _
from crmcli.text.money import Money
from crmcli.text.percents import PercentError, read_percent
from crmcli.verbs.approvals.measures import Measure, larger
from crmcli.verbs.approvals.routing import Route, route, suffices
from crmcli.verbs.rates import Rates, rates
from crmcli.verbs.shape import link, money_json
from crmcli.verbs.staff import Team
from crmcli.verbs.stages import said

TYPE_CHECKING = False  # typing costs as much to import as Python to start
if TYPE_CHECKING:
    from typing import Any

    from crmcli.store.open import Store
    from crmcli.store.records import Approval, Member
    from crmcli.store.row import Record
    from crmcli.verbs.stages import Process
    from crmcli.verbs.totals import Facts

_LONG = 200  # characters of terms of payment that are kept as a measure


class Asked:
    """What a rule asks: by how much it goes beyond (``measure``) which ``limit`` of the asker's, and of whom.

    ``approver`` None: nobody but the asker and the owner could decide. Not ``matched``: no one in line may go that far,
    so it goes to who has all rights; ``note`` says so, and that an amount has no rate.
    """

    __slots__ = (
        "amount", "approver", "asker", "limit", "matched", "measure", "note", "on_behalf_of", "playbook", "rule", "why",
    )  # fmt: skip

    def __init__(self, rule: dict[str, Any], asker: str, playbook: str | None) -> None:
        self.rule = rule
        self.asker = asker
        self.playbook = playbook
        self.measure = ""
        self.limit: str | None = None
        self.amount: Money | None = None
        self.approver: Member | None = None
        self.on_behalf_of: Member | None = None
        self.why = "asked"
        self.matched = True
        self.note = ""

    @property
    def label(self) -> str:
        """What the rule is called in the language in use."""
        return said(self.rule, "label")

    def as_json(self) -> dict[str, Any]:
        """``rule label measure limit amount approver on_behalf_of matched important urgent note``."""
        from crmcli.store.records import MEMBER

        return {
            "rule": self.rule["id"],
            "label": self.label,
            "measure": self.measure or None,
            "limit": self.limit,
            "amount": money_json(self.amount),
            "approver": None if self.approver is None else link(MEMBER, self.approver),
            "on_behalf_of": None if self.on_behalf_of is None else link(MEMBER, self.on_behalf_of),
            "matched": self.matched,
            "important": self.rule["important"],
            "urgent": self.rule["urgent"],
            "note": self.note or None,
        }


def asked(
    store: Store,
    process: Process,
    about: str,
    row: Record,
    facts: Facts | None,
    asker: str,
    *,
    moved: int | None = None,
) -> list[Asked]:
    """What the rules of a process ask of a member who submits a quote, an order or an expense.

    ``moved``: by how much a change moves the amount of an order, in hundredths of a per cent; None: it is no change.
    Nothing of who may go that far alone. An amount that no rate compares is asked of who has all rights.
    """
    wanted = [one for one in process.data.get("approvals", ()) if one["about"] == about]
    if not wanted:
        return []
    team = Team(store)
    if asker not in team.members:
        return []
    kept = rates(store.currency)
    money = _money(row, facts)
    today = store.clock().date().isoformat()
    found: list[Asked] = []
    for rule in wanted:
        measure = _measure(rule, row, facts, money, moved)
        if measure is None or not _asks(team, rule, measure, kept, asker):
            continue
        one = Asked(rule, asker, process.id)
        one.measure, one.amount = measure.text, money
        one.limit = _limit(team, rule, kept, asker)
        _put(team, one, route(team, rule, measure, kept, asker, row.owner_id, today))
        bounds = (rule["over"], team.limits(asker).get(rule["limit"]))
        if money is not None and None in [measure.within(each, kept) for each in bounds if each is not None]:
            more = _("There is no rate for %(code)s: `crm config rates %(code)s RATE`.")
            one.note = (
                f"{one.note} {more % {'code': money.currency}}".strip()
            )  # nothing tells, so the top decides
        found.append(one)
    return found


def covered(one: Asked, given: Approval) -> bool:
    """Whether what was approved once goes at least as far as what is asked now, by what its rule measures."""
    when = one.rule["when"]
    if given.rule != one.rule["id"]:
        return False
    if when == "change":  # every change is another
        return False
    same = given.measure == (one.measure or None)
    if same or when == "terms":
        return same
    if when in ("discount", "below_floor", "margin"):
        try:
            before, now = read_percent(given.measure or ""), read_percent(one.measure)
        except PercentError:  # a loss: what it came to before tells nothing
            return False
        return before <= now if when == "margin" else before >= now
    if one.amount is None:
        return True
    alike = given.amount_currency == one.amount.currency
    return alike and given.amount_minor is not None and given.amount_minor >= one.amount.minor


def _put(team: Team, one: Asked, found: Route | None) -> None:
    values = {"rule": one.label}
    if found is None:
        one.matched = False
        one.note = _("“%(rule)s”: there is nobody else who could decide it.") % values
        return
    one.approver = team.members[found.approver]
    one.on_behalf_of = team.members.get(found.on_behalf_of or "")
    one.why, one.matched = found.why, found.matched
    if not found.matched:
        top = {**values, "who": (one.on_behalf_of or one.approver).name}
        one.note = _("“%(rule)s” matches nobody in line, so it goes to the top: %(who)s.") % top


def _money(row: Record, facts: Facts | None) -> Money | None:
    minor = getattr(row, "amount_minor", None) if facts is None else facts.amount
    currency = getattr(row, "amount_currency", None) if facts is None else facts.currency
    return None if minor is None or not currency else Money(minor, currency)


def _measure(
    rule: dict[str, Any], row: Record, facts: Facts | None, money: Money | None, moved: int | None
) -> Measure | None:
    """What a rule looks at; None where there is nothing to be asked."""
    when = rule["when"]
    if when == "change":
        return Measure.of_share(moved) if moved else None
    if when == "always":
        return Measure(f"{Measure.of_amount(money).text}" if money is not None else "")
    if when == "amount":
        return None if money is None else Measure.of_amount(money)
    if when == "terms":
        terms = getattr(row, "payment_terms", None) or ""
        accepted = [_plain(one) for one in rule["terms"]]
        return Measure(terms[:_LONG]) if terms and _plain(terms) not in accepted else None
    if facts is None:
        return None
    if when == "margin":
        wanted = read_percent(rule["over"])
        short = facts.margin_share is not None and facts.margin_share < wanted
        return Measure.of_margin(facts.margin_share or 0, wanted) if short else None
    share: int = getattr(facts, when)
    return Measure.of_share(share) if share > 0 else None


def _asks(team: Team, rule: dict[str, Any], measure: Measure, kept: Rates, asker: str) -> bool:
    if rule["when"] == "always":
        return bool([id for id in team.chain(asker) if team.works(id)]) or not team.rules(asker)
    over = rule["over"]
    if over is None and rule["when"] == "amount" and rule["limit"] not in team.limits(asker):
        return False  # only those are asked who have such a limit
    if over is not None and rule["when"] != "margin" and measure.within(over, kept):
        return False
    return not suffices(team, rule, measure, kept, asker)


def _limit(team: Team, rule: dict[str, Any], kept: Rates, asker: str) -> str | None:
    """How far the asker may go alone, as it is kept and shown."""
    if rule["when"] == "terms":
        return "; ".join(rule["terms"])[:_LONG]
    own = team.limits(asker).get(rule["limit"])
    if rule["when"] == "margin":
        return str(rule["over"])
    found = larger(rule["over"], own, kept)
    if found is None and rule["when"] != "amount" and rule["when"] != "always":
        return "0%"
    if isinstance(found, int) and rule["when"] in ("discount", "below_floor", "change"):
        return f"{found}%"
    return None if found is None else str(found)


def _plain(terms: str) -> str:
    """Terms of payment without what only looks different: case, width, spaces, punctuation."""
    import unicodedata

    return "".join(ch for ch in unicodedata.normalize("NFKC", terms).casefold() if ch.isalnum() or ch == "%")


def unmatched(store: Store, content: dict[str, Any]) -> list[str]:
    """What is to be said of the rules of a process file: those that match nobody of the team as it stands."""
    team = Team(store)
    working = [one for one in team.members.values() if team.works(one.id)]
    said_of: list[str] = []
    for rule in content.get("approvals", ()):
        label = {"rule": rule["id"]}
        if rule["role"] and not any(one.role == rule["role"] for one in working):
            text = _("Rule %(rule)s matches nobody: no member has the role %(role)s. It would go to the top.")
            said_of.append(text % {**label, "role": rule["role"]})
        elif not rule["role"] and rule["limit"] and not _limited(team, working, rule["limit"]):
            text = _("Rule %(rule)s matches nobody: no role has a limit %(limit)s. It would go to the top.")
            said_of.append(text % {**label, "limit": rule["limit"]})
    return said_of


def _limited(team: Team, working: list[Member], name: str) -> bool:
    return any(name in role.limits for role in team.roles) or any(
        name in team.own_limits(one.id) for one in working
    )
