"""``crm customer transfer``: everything open goes along, everything else stays, and one undo brings it back."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
import sold
from hypothesis import given, settings
from hypothesis import strategies as st
from laid_out import laid_out
from people import Team
from stores import customer, index, opened, rebuilt_index, rows

from crmcli.store.journal import Transaction
from crmcli.store.open import Store
from crmcli.store.records import Customer, Guidance, Member, Opportunity, Reminder, Share
from crmcli.store.statements import by_id, insert
from crmcli.verbs import handover, history
from support import Run

WHY = ("--reason", "moves to Ningbo")


@laid_out
def team(crm_in: Run) -> Run:
    """Wang above Li and Han; Li has two customers with all sorts of things, Han one."""
    run = crm_in
    run("team", "add", "Wang", "--role", "manager").ok()
    for name in ("Li", "Han"):
        run("team", "add", name, "--role", "rep", "--superior", "Wang").ok()
    for name, owner in (("天成外贸公司", "Li"), ("海丰贸易", "Li"), ("北方机械", "Han")):
        run("customer", "add", name, "--owner", owner).ok()
    li = ("--as", "Li")
    run("note", "天成", "拜访，下周五回访", *li).ok()
    run("opportunity", "add", "天成", "泵120台", "--amount", "12万", *li).ok()
    run("opportunity", "add", "天成", "阀门", *li).ok()
    run("opportunity", "lose", "阀门", "--reason", "price", *li).ok()
    run("remind", "天成", "寄样品", "明天", *li).ok()
    run("remind", "天成", "已寄目录", "明天", *li).ok()
    run("done", run("reminder", "list", "--where", "text~目录", "--quiet").out.strip(), *li).ok()
    run("guide", "天成", "先报价", "--as", "Wang").ok()
    return run


def ids(run: Run, noun: str, where: str) -> set[str]:
    return {one["id"] for one in run(noun, "list", "--where", where, "--json").ok().json}


def carried(one: dict[str, Any]) -> dict[str, int]:
    """What went along, of kinds of which anything did."""
    return {name: number for name, number in one["moved"].items() if number}


def test_what_is_open_goes_along_and_the_rest_stays(team: Run) -> None:
    before = team("opportunity", "list", "--json").json
    done = team(
        "customer", "transfer", "--where", "owner=Li", "--to", "Han", *WHY, "--as", "Wang", "--json"
    ).json
    assert {one["name"] for one in done} == {"天成外贸公司", "海丰贸易"}
    first = next(one for one in done if one["name"] == "天成外贸公司")
    assert carried(first) == {"opportunity": 1, "reminder": 2, "guidance": 1}
    assert (first["owner"]["name"], first["from"]["name"], first["to"]["name"]) == ("Han", "Li", "Han")
    assert (first["reason"], first["transaction"]) == ("moves to Ningbo", done[1]["transaction"])
    assert first["owned_since"] == "2026-11-18T10:30:00+08:00"
    deals = {one["title"]: one for one in team("opportunity", "list", "--json").json}
    assert {name: one["owner"]["name"] for name, one in deals.items()} == {"泵120台": "Han", "阀门": "Li"}
    assert deals["阀门"] == next(one for one in before if one["title"] == "阀门")  # closed deals stay closed
    (note,) = team("followup", "list", "--json").json
    assert (note["author"]["name"], note["owner"]["name"]) == ("Li", "Li")
    for_ = {one["text"]: one["for"]["name"] for one in team("reminder", "list", "--json").json}
    assert for_ == {"回访": "Han", "寄样品": "Han", "已寄目录": "Li"}
    (said,) = team("guidance", "list", "--json").json
    assert (said["for"]["name"], said["author"]["name"]) == ("Han", "Wang")
    assert team("history", "--json", "--limit", "1").json[0]["command"] == "customer transfer"


def test_one_undo_restores_everything(team: Run, sealed: Path) -> None:
    path = sealed / "crm.db"
    before = _rows(path)
    done = team("customer", "transfer", "天成", "海丰", "--to", "Han", *WHY, "--as", "Wang", "--json").json
    assert _rows(path) != before
    undone = team("undo", done[0]["transaction"], "--as", "Wang", "--json").ok().json
    assert undone["records"]["customer"] == 2
    assert _rows(path) == before


def _rows(path: Path) -> dict[str, list[Any]]:
    store = opened(path)
    found = rows(store)
    store.close()
    return found


def test_both_owners_are_told_once_and_who_follows(team: Run) -> None:
    team("team", "add", "Zhao", "--role", "rep", "--superior", "Wang").ok()
    team("customer", "share", "天成", "--with", "Zhao").ok()
    team("follow", "天成", "--as", "Zhao").ok()
    for name in ("Li", "Han", "Zhao", "Wang"):
        team("notice", "read", "--all", "--as", name)
    team("customer", "transfer", "--where", "owner=Li", "--to", "Han", *WHY, "--as", "Wang").ok()
    told = {
        name: [
            one for one in team("notice", "list", "--json", "--as", name).json
            if one["command"] == "customer transfer"
        ]
        for name in ("Li", "Han", "Zhao", "Wang")
    }  # fmt: skip
    assert {name: len(found) for name, found in told.items()} == {"Li": 1, "Han": 1, "Zhao": 1, "Wang": 0}
    assert (told["Han"][0]["kind"], told["Han"][0]["number"], told["Han"][0]["detail"]) == (
        "assigned", 2, "moves to Ningbo",
    )  # fmt: skip
    assert (told["Li"][0]["number"], told["Li"][0]["detail"]) == (2, "moves to Ningbo")
    assert told["Zhao"][0]["about"]["name"] == "天成外贸公司"


def test_a_dry_run_says_the_same_and_changes_nothing(team: Run, sealed: Path) -> None:
    words = ("customer", "transfer", "--where", "owner=Li", "--to", "Han", *WHY, "--as", "Wang", "--json")
    before = _rows(sealed / "crm.db")
    dry = team(*words, "--dry-run").ok().json
    assert _rows(sealed / "crm.db") == before
    wet = team(*words).ok().json
    for one, other in zip(dry, wet, strict=True):
        assert one["transaction"] is None
        assert other["transaction"]
        assert {**one, "transaction": 0, "updated_at": 0} == {**other, "transaction": 0, "updated_at": 0}


def test_the_preview_names_each_and_the_totals(team: Run) -> None:
    words = ("customer", "transfer", "--where", "owner=Li", "--to", "Han", *WHY, "--dry-run")
    lines = team(*words).ok().out.splitlines()
    assert "Li → Han" in lines[0]
    assert "2 customers" in lines[-1]
    assert "2 reminders" in lines[-1]


@pytest.mark.slow
def test_a_share_of_the_new_owner_is_needed_no_more(team: Run) -> None:
    team("customer", "share", "天成", "--with", "Han", "--write").ok()
    team("opportunity", "share", "泵120台", "--with", "Han").ok()
    team("customer", "transfer", "天成", "--to", "Han", *WHY).ok()
    assert [one["access"] for one in team("customer", "team", "天成", "--json").json] == ["owner"]
    assert team("opportunity", "show", "泵120台", "--json").json["team"] == []
    team("undo").ok()
    assert [one["access"] for one in team("customer", "team", "天成", "--json").json] == ["owner", "write"]


def test_what_a_colleague_owns_or_waits_for_stays_with_them(team: Run) -> None:
    team("opportunity", "edit", "泵120台", "--owner", "Wang").ok()
    team("remind", "天成", "审合同", "明天", "--to", "Wang").ok()
    (done,) = team("customer", "transfer", "天成", "--to", "Han", *WHY, "--json").json
    assert carried(done) == {"reminder": 2, "guidance": 1}
    assert team("opportunity", "show", "泵120台", "--json").json["owner"]["name"] == "Wang"


# --- quotes, orders, expenses, approvals ---------------------------------------------------------------------------


class Desk:
    """What Li has of sales, open and done with; by name, its record and whether it goes along."""

    def __init__(self, store: Store) -> None:
        self.store = store
        team = Team(store)
        self.li, self.han, self.wang = team.li, team.han, team.wang
        own: dict[str, Any] = {"owner_id": self.li.id}
        of = self.customer = team.customer(self.li)
        deal, lost = sold.deal(store, of, **own), sold.deal(store, of, "Lost", outcome="lost", **own)
        approved = {"status": "approved", "submitted_at": sold.AT, "approved_at": sold.AT}
        self.ordered = sold.quote(store, deal, "Q-ordered", **approved, **own)
        self.order = sold.order(store, of, "open", quote_id=self.ordered.id, **own)
        self.quote = sold.quote(store, deal, "Q-open", status="submitted", **own)
        closed = sold.order(store, of, "closed", status="closed", **own)
        self.records: dict[str, tuple[Any, bool]] = {
            "quote": (self.quote, True),
            "ordered quote": (self.ordered, False),
            "superseded quote": (sold.quote(store, deal, "Q-old", status="superseded", **own), False),
            "quote that was lost": (sold.quote(store, lost, "Q-lost", **own), False),
            "quote of Han": (sold.quote(store, deal, "Q-han", owner_id=self.han.id), False),
            "order": (self.order, True),
            "closed order": (closed, False),
            "step": (sold.step(store, self.order, member_id=self.li.id), True),
            "done step": (sold.step(store, self.order, "signed", status="done", member_id=self.li.id), False),
        }
        asked = sold.approval(store, self.quote, self.wang.id, self.li.id)
        self.personal = {
            "expense": (sold.expense(store, customer_id=of.id, **own), True),
            "expense without a customer": (sold.expense(store, "Tea", **own), True),
            "expense paid back": (sold.expense(store, "Hotel", status="paid", **own), False),
            "approval": (asked, True),
            "decided approval": (
                sold.approval(store, self.ordered, self.wang.id, self.li.id, decision="approved"), False,
            ),
        }  # fmt: skip

    def holder(self, row: Any) -> str:
        now = by_id(self.store, type(row), row.id)
        column = {"step": "member_id", "approval": "asked_by_id"}.get(row.TABLE, "owner_id")
        return str(getattr(now, column))


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(opened(tmp_path / "crm.db"))


def test_open_quotes_orders_and_steps_go_along_with_a_customer(desk: Desk) -> None:
    before = rows(desk.store)
    passed = handover.transfer(desk.store, [desk.customer], desk.han, "moves")
    for name, (row, along) in (
        desk.records | {k: (r, False) for k, (r, _a) in desk.personal.items()}
    ).items():
        stays = desk.han.id if name == "quote of Han" else desk.li.id
        assert desk.holder(row) == (desk.han.id if along else stays), name
    totals = {name: number for name, number in passed.totals.items() if number}
    assert totals == {"opportunity": 1, "quote": 1, "order": 1, "step": 1}
    history.undo(desk.store)
    assert rows(desk.store, "notice") == {name: rows for name, rows in before.items() if name != "notice"}


def test_of_who_leaves_expenses_and_approvals_asked_for_go_along_too(desk: Desk) -> None:
    from crmcli.verbs import team

    before = rows(desk.store)
    changed = team.suspend(desk.store, desk.li, desk.han.id, "leaves")
    for name, (row, along) in (desk.records | desk.personal).items():
        stays = desk.han.id if name == "quote of Han" else desk.li.id
        assert desk.holder(row) == (desk.han.id if along else stays), name
    moved = {name: number for name, number in changed.extra["moved"].items() if number}
    assert moved == {
        "customer": 1,
        "opportunity": 1,
        "quote": 1,
        "order": 1,
        "step": 1,
        "expense": 2,
        "approval": 1,
    }
    assert not any(changed.extra["open"].values())
    history.undo(desk.store)
    assert rows(desk.store, "notice") == {name: rows for name, rows in before.items() if name != "notice"}


def test_what_is_left_open_is_said(desk: Desk) -> None:
    from crmcli.verbs import team

    (warning,) = team.suspend(desk.store, desk.li).warnings
    assert (
        "1 open quote, 1 open order, 1 open step, 2 expenses not paid back, 1 approval asked for" in warning
    )


def test_an_open_order_and_a_quote_that_stands_keep_a_customer_from_the_pool(tmp_path: Path) -> None:
    from crmcli.store import pool

    store = opened(tmp_path / "crm.db")
    free, ordered, quoted, over = (
        customer(store, name, owned_since="2025-01-01T00:00:00.000Z", created_at="2025-01-01T00:00:00.000Z")
        for name in ("free", "ordered", "quoted", "over")
    )
    sold.order(store, ordered)
    for of, valid in ((quoted, "2026-12-31"), (over, "2026-10-01")):
        sold.quote(store, sold.deal(store, of), status="approved", valid_until=valid)
    found = pool.idle(store, "2026-06-01", "2026-11-18", sold.AT)
    assert {one.nid for one in found} == {free.nid, over.nid}


@pytest.mark.mostly_slow(every=2)
@pytest.mark.parametrize(
    ("words", "code", "what"),
    [
        (("天成", "--to", "Han"), 2, "--reason"),
        (("天成", "--to", "Han", "--reason", "  "), 2, "--reason"),
        (("天成", *WHY), 2, "--to"),
        (("--to", "Han", *WHY), 2, "--where"),
        (("天成", "--where", "owner=Li", "--to", "Han", *WHY), 2, "--where"),
        (("天成", "--to", "Nobody", *WHY), 3, "--to"),
        (("没有这家", "--to", "Han", *WHY), 3, "REF"),
        (("--where", "ownr=Li", "--to", "Han", *WHY), 2, "ownr=Li"),
    ],
)  # fmt: skip
def test_bad_input(team: Run, words: tuple[str, ...], code: int, what: str) -> None:
    error = team("customer", "transfer", *words, "--json").fails(code).error
    assert what in (error["details"].get("argument"), error["details"].get("where"))
    assert ids(team, "customer", "owner=Li") == ids(team, "customer", "name=天成外贸公司 or name=海丰贸易")


def test_not_to_who_is_suspended(team: Run) -> None:
    team("team", "suspend", "Han").ok()
    error = team("customer", "transfer", "天成", "--to", "Han", *WHY, "--json").fails(5).error
    assert (error["code"], error["details"]["missing"][0]["code"]) == ("refused", "suspended")


def test_nothing_to_move_is_said(team: Run) -> None:
    answer = team("customer", "transfer", "北方", "--to", "Han", *WHY, "--json").ok()
    assert answer.json == []
    assert "Han" in answer.err
    answer = team("customer", "transfer", "--where", "level=A", "--to", "Han", *WHY).ok()
    assert answer.err
    assert team("history", "--json", "--limit", "1").json[0]["command"] == "guide"


def test_all_that_may_not_be_handed_over_is_named_and_nothing_goes(team: Run) -> None:
    words = (
        "customer",
        "transfer",
        "--where",
        "name is not empty",
        "--to",
        "Han",
        *WHY,
        "--as",
        "Han",
        "--json",
    )
    error = team(*words).fails(5).error
    assert error["code"] == "forbidden"
    assert {one["code"] for one in error["details"]["missing"]} == {"forbidden"}
    assert len(error["details"]["missing"]) == 2  # both of Li's
    assert len(ids(team, "customer", "owner=Li")) == 2


def test_an_owner_may_hand_over_and_is_the_owner_no_more(team: Run) -> None:
    team("customer", "transfer", "天成", "--to", "Han", *WHY, "--as", "Li").ok()
    team("customer", "edit", "天成", "--level", "A", "--as", "Li").fails(5)
    team("customer", "edit", "天成", "--level", "A", "--as", "Han").ok()


# --- any store ----------------------------------------------------------------------------------------------------

PEOPLE = 3
open_or_not = st.booleans()
who = st.integers(0, PEOPLE - 1)


class World:
    """Some members, customers, and what hangs on them."""

    def __init__(self, store: Store, data: list[Any]) -> None:
        self.store = store
        with Transaction(store, "made"):
            self.people = [insert(store, Member, name=f"m{one}") for one in range(PEOPLE)]
            self.customers: list[Customer] = []
            for owner, things in data:
                of = insert(store, Customer, name=f"c{len(self.customers)}", owner_id=self.id(owner))
                self.customers.append(of)
                for kind, whose, is_open in things:
                    self.hang(of, kind, self.id(whose), is_open)

    def id(self, number: int) -> str | None:
        return None if number < 0 else self.people[number].id

    def hang(self, of: Customer, kind: str, whose: str | None, is_open: bool) -> None:
        about = {"about_kind": "customer", "about_id": of.id}
        if kind == "opportunity":
            ended = {} if is_open else {"outcome": "lost", "stage": "lost"}
            insert(self.store, Opportunity, title="x", customer_id=of.id, owner_id=whose, **ended)
        elif kind == "reminder":
            state = "open" if is_open else "done"
            insert(
                self.store,
                Reminder,
                text="x",
                due_on="2026-12-01",
                customer_id=of.id,
                for_id=whose,
                state=state,
            )
        elif kind == "guidance":
            state = "open" if is_open else "answered"
            insert(self.store, Guidance, text="x", for_id=whose, state=state, **about)
        elif whose is not None:
            insert(self.store, Share, member_id=whose, **about)


hung = st.sampled_from(["opportunity", "reminder", "guidance", "share"])
things = st.lists(st.tuples(hung, st.integers(-1, PEOPLE - 1), open_or_not), max_size=5)


@pytest.mark.slow
@settings(max_examples=40)
@given(st.lists(st.tuples(st.integers(-1, PEOPLE - 1), things), min_size=1, max_size=4), who)
def test_a_hand_over_and_its_undo(data: list[Any], to: int) -> None:
    """Against a plain look at every record: who must have what; and undone, every row is as it was."""
    with TemporaryDirectory() as folder:
        store = opened(Path(folder) / "crm.db")
        world = World(store, data)
        before, index_before = rows(store), index(store)
        old = {of.id: of.owner_id for of in world.customers}
        target = world.people[to]

        def hands(cls: Any, column: str) -> dict[str, tuple[str | None, str | None]]:
            sql = f"SELECT id, customer_id, {column} FROM [{cls.TABLE}]"
            return {id: (of, has) for id, of, has in store.db.execute(sql)}

        kinds = ((Opportunity, "owner_id", "outcome IS NULL"), (Reminder, "for_id", "state <> 'done'"),
                 (Guidance, "for_id", "state = 'open'"))  # fmt: skip
        had = {cls: hands(cls, column) for cls, column, _open in kinds}
        is_open = {
            cls: {id for (id,) in store.db.execute(f"SELECT id FROM [{cls.TABLE}] WHERE {test}")}
            for cls, _column, test in kinds
        }
        passed = handover.transfer(store, world.customers, target, "why")
        assert {one.id for one in passed.rows} == {id for id, owner in old.items() if owner != target.id}
        for cls, column, _open in kinds:
            for id, (of, has) in hands(cls, column).items():
                was = had[cls][id][1]
                assert of is not None
                goes = old[of] != target.id and id in is_open[cls] and was == old[of]
                assert has == (target.id if goes else was), cls.TABLE
        assert index(store) == rebuilt_index(store)
        if passed.transaction is not None:
            history.undo(store, passed.transaction)
        assert rows(store) == before
        assert index(store) == index_before
        store.close()


@pytest.mark.slow
def test_ten_thousand_customers_in_a_few_statements(tmp_path: Path) -> None:
    store = opened(tmp_path / "crm.db")
    with Transaction(store, "made"):
        to = insert(store, Member, name="Han")
        found = [insert(store, Customer, name=f"c{number}") for number in range(10_000)]
        for of in found[::4]:
            insert(store, Reminder, text="x", due_on="2026-12-01", customer_id=of.id, for_id=store.me)
    statements: set[tuple[str, int]] = set()  # whole they would fill gigabytes: each is told with its values
    store.db.set_trace_callback(lambda said: statements.add((said[:40], hash(said))))
    passed = handover.transfer(store, found, to, "why")
    store.db.set_trace_callback(None)
    assert (len(passed.rows), passed.totals["reminder"]) == (10_000, 2_500)
    asked = {
        one
        for one in statements
        if one[0].startswith(("UPDATE customer SET owner", "UPDATE reminder SET owner"))
    }
    assert len(asked) == 2  # told again for each row that a trigger sees
    store.close()
