"""Stores for the screens, and how coroutines are run: each in a loop of its own."""

from __future__ import annotations

import inspect
import os
import shutil
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

import demos
import pytest
import stores

from support import NOW

from .harness import hurried, run


@pytest.hookimpl(tryfirst=True)
def pytest_pyfunc_call(pyfuncitem: pytest.Function) -> bool | None:
    """Run a test that is a coroutine."""
    if not inspect.iscoroutinefunction(pyfuncitem.obj):
        return None
    names = inspect.signature(pyfuncitem.obj).parameters
    given = {name: value for name, value in pyfuncitem.funcargs.items() if name in names}
    run(pyfuncitem.obj(**given))
    return True


@pytest.fixture(autouse=True)
def opener(sealed: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A system that opens files: what it was asked to open is in this file, a line each."""
    asked, folder = sealed.parent / "opened", sealed.parent / "bin"
    folder.mkdir()
    for name in ("xdg-open", "open"):
        program = folder / name
        program.write_text(f'#!/bin/sh\necho "$1" >> "{asked}"\n')
        program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{folder}{os.pathsep}{os.environ['PATH']}")
    return asked


TABLE = """\
Company,Contact,Phone,E-mail,City,Colour
Harbour & Pine Ltd.,Emma Clarke,+44 117 496 0123,emma@harbourpine.example,Bristol,green
Ernst Handel,Roland Mendel,+43 7675 3425,no address,Graz,
宁波天成外贸公司,王芳,0574-88881234,wang@tiancheng.example,宁波,红
"""


@pytest.fixture(autouse=True)
def folder(sealed: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The working folder, with what somebody may import: `customers.csv`, a row of which cannot be taken; `2025/`."""
    path = sealed.parent / "work"
    (path / "2025").mkdir(parents=True)
    file = path / "customers.csv"
    file.write_text(TABLE, encoding="utf-8")
    changed = datetime.fromisoformat(NOW).timestamp() - 86400
    os.utime(file, (changed, changed))
    monkeypatch.chdir(path)
    return path


@pytest.fixture(scope="session")
def demo_made(pytestconfig: pytest.Config, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo store, made once; not to be written."""
    path = tmp_path_factory.mktemp("demo") / "demo.db"
    demos.copied(pytestconfig, path)
    return path


@pytest.fixture
def demo(demo_made: Path, sealed: Path) -> str:
    """A copy of the demo store: 60 customers, a year of dealings; I am Lin."""
    sealed.mkdir(mode=0o700, exist_ok=True)
    return str(shutil.copy(demo_made, sealed / "demo.db"))


@pytest.fixture(scope="session")
def empty_made(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """What the file of a new store holds."""
    return _fresh(str(tmp_path_factory.mktemp("empty")), "empty").read_bytes()


@pytest.fixture
def empty(empty_made: bytes, sealed: Path) -> str:
    """A store in which nothing is."""
    return _put(sealed, empty_made)


def _put(home: Path, content: bytes) -> str:
    """A store's file where the settings expect it."""
    home.mkdir(mode=0o700, exist_ok=True)
    path = home / "crm.db"
    path.write_bytes(content)
    path.chmod(0o600)
    return str(path)


def _fresh(folder: str, name: str) -> Path:
    """A store in which nothing is, the same every time: I am Lin."""
    from crmcli.store.identity import Identity
    from crmcli.store.open import open_store

    path = Path(folder) / f"{name}.db"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("LOGNAME", "lin")  # the first member is called like the user of the machine
        open_store(
            str(path), stores.clock, device="desk", identity=Identity(Random("first").randbytes)
        ).close()
    return path


def _small(folder: str) -> bytes:
    from crmcli.store.identity import Identity
    from crmcli.store.open import open_store
    from crmcli.store.records import CONTACT, CUSTOMER, FOLLOWUP, REMINDER
    from crmcli.verbs.documents import add as add_document
    from crmcli.verbs.records import add

    path = _fresh(folder, "small")
    store = hurried(
        open_store(str(path), stores.clock, device="desk", identity=Identity(Random("small").randbytes))
    )

    def made(kind: Any, /, **values: str) -> str:
        row, _transaction = add(store, kind, {name: [text] for name, text in values.items()})
        return str(row.id)

    alfreds = made(CUSTOMER, name="Alfreds Futterkiste", city="Berlin", level="B")
    made(CONTACT, name="Maria Anders", customer=alfreds, phones="+49 30 0074321")
    made(REMINDER, text="Call Maria back", customer=alfreds, due="2026-11-16")
    tiancheng = made(CUSTOMER, name="天成外贸公司", city="宁波", level="A", tags="vip")
    made(CONTACT, name="张伟", customer=tiancheng, phones="+86 574 8765 4321")
    made(FOLLOWUP, text="拜访张伟，谈价格", customer=tiancheng, at="2026-11-17", kind="visit")
    made(REMINDER, text="发报价", customer=tiancheng, due="2026-11-18 15:00")
    add_document(
        store, tiancheng, "https://example.com/contract", {"name": ["framework"], "kind": ["contract"]}
    )
    store.close()
    return path.read_bytes()


@pytest.fixture(scope="session")
def small_made(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """What the small store's file holds."""
    return _small(str(tmp_path_factory.mktemp("small")))


@pytest.fixture
def small(small_made: bytes, sealed: Path) -> str:
    """Two customers, each with a contact and a reminder: Alfreds' is late, 天成's is of today; a note, a contract."""
    return _put(sealed, small_made)


def _deals(folder: str, small: bytes) -> bytes:
    """Opportunities of the small store's customers, in stages, late, silent, at risk, lost."""
    from crmcli.store.identity import Identity
    from crmcli.store.open import open_store
    from crmcli.store.records import CUSTOMER, OPPORTUNITY
    from crmcli.verbs import opportunities, records, vocabulary
    from crmcli.verbs.resolve import resolve

    path = Path(folder) / "deals.db"
    path.write_bytes(small)
    now = [stores.clock()]
    store = hurried(
        open_store(str(path), lambda: now[0], device="desk", identity=Identity(Random("deals").randbytes))
    )
    vocabulary.use(store)

    def begun(who: str, title: str, days: int = 0, **typed: str) -> Any:
        now[0] = stores.clock() - timedelta(days=days)
        given = {"customer": [resolve(store, who, (CUSTOMER.name,)).row.id], "title": [title]}
        return records.add(store, OPPORTUNITY, given | {name: [text] for name, text in typed.items()})[0]

    begun("天成", "泵120台", 3, amount="12万", expected_close="2026-12-15")
    begun("天成", "阀门", 20)
    begun(
        "alfreds", "spare parts 2027", 9, amount="EUR 48,000", expected_close="2026-12-01", stage="qualified"
    )
    begun(
        "天成",
        "年度框架",
        30,
        amount="31万",
        expected_close="2026-11-10",
        stage="negotiation",
        risk_flag="yes",
    )
    lost = begun("alfreds", "old pumps", 40, amount="9,000")
    now[0] = stores.clock() - timedelta(days=2)
    opportunities.close(store, lost, "lost", "price", "asked too late")
    store.close()
    return path.read_bytes()


@pytest.fixture(scope="session")
def deals_made(small_made: bytes, tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """What the file of the store with opportunities holds."""
    return _deals(str(tmp_path_factory.mktemp("deals")), small_made)


@pytest.fixture
def deals(deals_made: bytes, sealed: Path) -> str:
    """The small store with opportunities.

    天成: 泵120台 and 阀门 (nothing known of it, silent) are leads, 年度框架 is negotiated, past its close, at risk.
    Alfreds: spare parts 2027 is qualified, old pumps was lost.
    """
    return _put(sealed, deals_made)


def _staffed(path: Path) -> None:
    """Give the small store a team: Wang above Lin has guided him, Mei asks, Zhao is below."""
    from crmcli.store.identity import Identity
    from crmcli.store.journal import Transaction
    from crmcli.store.open import open_store
    from crmcli.store.records import CONTACT, CUSTOMER, Customer, Member, Share
    from crmcli.store.statements import by_id, insert, rows_where, update
    from crmcli.verbs import guidance, notes
    from crmcli.verbs.records import add, edit
    from crmcli.verbs.watching import watch

    store = hurried(
        open_store(str(path), stores.clock, device="other", identity=Identity(Random("staffed").randbytes))
    )
    watch(store)
    lin = store.me
    with Transaction(store, "team add"):
        wang = insert(store, Member, name="Wang", owner_id=None)
        mei = insert(store, Member, name="韩梅梅", superior_id=wang.id, owner_id=None)
        me = by_id(store, Member, lin)
        assert me is not None
        update(store, me, superior_id=wang.id)
        zhao = insert(store, Member, name="Zhao", superior_id=lin, owner_id=None)
    alfreds, tiancheng = rows_where(store, Customer)
    before = stores.clock() - timedelta(days=3)
    store.clock = lambda: before
    store.me = wang.id
    guidance.guide(store, tiancheng.id, "先别降价，约他们总工谈一次")
    edit(store, CUSTOMER, alfreds, {"city": ["Hamburg"], "level": ["A"]})
    store.clock = stores.clock
    guidance.guide(store, alfreds.id, "Call Maria today: she leaves for Chicago", important=True, urgent=True)
    notes.note(store, tiancheng.id, "遇到他们总经理，问交期")
    add(store, CONTACT, {"customer": [alfreds.id], "name": ["Paul Anders"]})
    store.me = zhao.id
    add(store, CUSTOMER, {"name": ["Ernst Handel"], "city": ["Graz"]})
    store.me = lin
    with Transaction(store, "customer share"):
        insert(store, Share, about_kind="customer", about_id=tiancheng.id, member_id=mei.id, access="read")
    asked = guidance.ask(store, mei.id, tiancheng.id, "他们以前的账期是多少？")[0]
    store.me = mei.id
    guidance.reply(store, asked.id, "三十天")
    guidance.ask(store, lin, asked.id, "能让我一起去拜访吗？")
    store.me = lin
    store.db.execute("UPDATE txn SET device = 'other'")  # what is taken back here was done here
    store.close()


@pytest.fixture(scope="session")
def staffed_made(small_made: bytes, tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """What the file of the store with a team holds."""
    path = tmp_path_factory.mktemp("staffed") / "crm.db"
    path.write_bytes(small_made)
    _staffed(path)
    return path.read_bytes()


@pytest.fixture
def staffed(staffed_made: bytes, sealed: Path) -> str:
    """The small store with a team: guidance and a call for help wait for Lin, who was told of four changes."""
    return _put(sealed, staffed_made)


def _office(path: Path) -> None:
    """Give the small store a team that Lin leads, what each of it holds, and a customer that nobody has."""
    from crmcli.store.identity import Identity
    from crmcli.store.open import open_store
    from crmcli.store.records import CUSTOMER, OPPORTUNITY, REMINDER, Customer
    from crmcli.store.statements import rows_where
    from crmcli.verbs import handover, notes, pool, sharing, team, vocabulary
    from crmcli.verbs.records import add
    from crmcli.verbs.watching import watch

    now = [stores.clock() - timedelta(days=100)]
    store = hurried(
        open_store(str(path), lambda: now[0], device="other", identity=Identity(Random("office").randbytes))
    )
    watch(store)
    vocabulary.use(store)

    def member(name: str, **typed: str) -> Any:
        return team.add(store, name, {key: [text] for key, text in typed.items()}).row

    wang = member("Wang", role="manager", department="外贸部", superior="lin", email="wang@example.com")
    han = member("韩梅梅", role="rep", department="外贸部", limit="discount=8%")
    zhao = member("Zhao", role="rep", department="内销部", superior="lin")
    old = member("Old Chen", role="rep", department="内销部", superior="lin")
    store.me = zhao.id
    ernst = add(store, CUSTOMER, {"name": ["Ernst Handel"], "city": ["Graz"]})[0]
    add(store, REMINDER, {"text": ["Ask about valves"], "customer": [ernst.id], "due": ["2026-12-01"]})
    left = add(store, CUSTOMER, {"name": ["Seaside Tools"], "city": ["Bristol"], "level": ["C"]})[0]
    idle = add(store, CUSTOMER, {"name": ["Quiet Valley Pumps"], "city": ["Leeds"]})[0]
    store.me = next(one.id for one in rows_where(store, type(wang)) if one.name == "lin")
    team.suspend(store, old)
    tiancheng = next(one for one in rows_where(store, Customer) if one.name.startswith("天成"))
    now[0] = stores.clock() - timedelta(days=9)
    add(store, OPPORTUNITY, {"customer": [tiancheng.id], "title": ["泵120台"], "amount": ["12万"]})
    handover.transfer(store, [tiancheng], han, "她更熟悉他们")
    sharing.share(store, CUSTOMER, tiancheng, "Zhao", part="engineer")
    pool.give_back(store, [left], "no answer since May")
    now[0] = stores.clock() - timedelta(days=1)
    notes.note(store, ernst.id, "wants an offer for valves")
    assert idle.owner_id == zhao.id
    store.close()


@pytest.fixture(scope="session")
def office_made(small_made: bytes, tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """What the file of the store with a team that I lead holds."""
    path = tmp_path_factory.mktemp("office") / "crm.db"
    path.write_bytes(small_made)
    _office(path)
    return path.read_bytes()


@pytest.fixture
def office(office_made: bytes, sealed: Path) -> str:
    """The small store with a team that Lin leads.

    Below him Wang (manager) with 韩梅梅 below, Zhao, and Old Chen, who is suspended. Alfreds is his; 天成 is 韩梅梅's,
    with an opportunity and a reminder, shared with Zhao; Ernst Handel and Quiet Valley Pumps, with which nobody deals,
    are Zhao's; Seaside Tools is in the pool.
    """
    return _put(sealed, office_made)


def _clashing(path: Path) -> None:
    """Have the small store's member, in a team's hub, have changed what Wang did too; one note was refused."""
    from clashes import clash, joined, refusal

    from crmcli.store.identity import Identity
    from crmcli.store.journal import Transaction
    from crmcli.store.open import open_store
    from crmcli.store.records import Customer, Member, Opportunity, Reminder
    from crmcli.store.statements import insert, rows_where

    store = hurried(
        open_store(str(path), stores.clock, device="other", identity=Identity(Random("clashing").randbytes))
    )
    with Transaction(store, "team add"):
        wang = insert(store, Member, name="Wang", owner_id=None)
    alfreds, tiancheng = rows_where(store, Customer)
    with Transaction(store, "opportunity add"):
        deal = insert(
            store, Opportunity, customer_id=tiancheng.id, title="泵120台", amount_minor=12000000, amount_currency="CNY",
            stage="lead",
        )  # fmt: skip
        late = insert(
            store, Reminder, text="send the samples by sea", due_on="2026-12-01", customer_id=alfreds.id
        )
    joined(store)
    by, at = {"hub_by": wang.id}, "2026-11-17T02:00:0{}.000Z".format
    clash(store, alfreds, "city", None, "Hamburg", at=at(0), **by)
    clash(store, alfreds, "level", "C", "A", at=at(1), **by)
    clash(store, deal, "amount_minor", 10000000, 15000000, at=at(2), command="opportunity edit", **by)
    clash(
        store, late, "removed_at", None, "2026-11-17T02:00:00.000Z", at=at(3), command="reminder remove", **by
    )
    body = {
        "id": "gone", "ref": "F7K3F2Q", "customer_id": tiancheng.id, "kind": "visit", "at_on": "2026-11-17",
        "text": "遇到他们总经理，说我们的交期太长。\nThey buy from somebody in Suzhou now.",
    }  # fmt: skip
    refusal(store, "followup", ["gone"], "insert", body=body, reason="parent", command="note")
    refusal(
        store, "customer", [alfreds.id], column="name", old="Alfreds Futterkiste", new="Alfreds GmbH & Co. KG"
    )
    store.close()


@pytest.fixture(scope="session")
def clashing_made(small_made: bytes, tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """What the file of the store with conflicts holds."""
    path = tmp_path_factory.mktemp("clashing") / "crm.db"
    path.write_bytes(small_made)
    _clashing(path)
    return path.read_bytes()


@pytest.fixture
def clashing(clashing_made: bytes, sealed: Path) -> str:
    """The small store in a hub: Alfreds has conflicts of city and level, 泵120台 of its amount.

    A reminder that I removed was changed; a note and a name of mine were refused.
    """
    return _put(sealed, clashing_made)


def _bargain(path: Path) -> None:
    """Have a member of Lin's team ask for prices and money that go too far."""
    from crmcli.store.identity import Identity
    from crmcli.store.open import open_store
    from crmcli.store.records import EXPENSE, OPPORTUNITY, PRODUCT, Approval, Customer, Followup
    from crmcli.store.statements import rows_where
    from crmcli.verbs import approvals, expenses, handover, quotes, team, vocabulary
    from crmcli.verbs.records import add
    from crmcli.verbs.watching import watch

    now = [stores.clock() - timedelta(days=7)]
    store = hurried(
        open_store(str(path), lambda: now[0], device="other", identity=Identity(Random("bargain").randbytes))
    )
    watch(store)
    vocabulary.use(store)
    lin = store.me
    han = team.add(store, "韩梅梅", {"role": ["rep"], "superior": ["lin"]}).row
    team.add(store, "Wang", {"role": ["manager"], "superior": ["lin"]})

    def product(**typed: str) -> None:
        add(store, PRODUCT, {name: [text] for name, text in typed.items()})

    product(name="Pump P-200", code="P-200", unit="pc", list_price="1800", floor_price="1650", cost="1310")
    product(name="密封件", code="S-40", unit="套", list_price="120", floor_price="110", cost="80")
    tiancheng = next(one for one in rows_where(store, Customer) if one.name.startswith("天成"))
    handover.transfer(store, [tiancheng], han, "她更熟悉他们")
    store.me = han.id
    deal = add(store, OPPORTUNITY, {"customer": [tiancheng.id], "title": ["泵120台"], "amount": ["22万"]})[0]

    typed = {"payment_terms": ["30% deposit, 70% against B/L copy"], "valid_until": ["2026-12-15"]}
    quote = quotes.begin(store, deal, typed)[0]
    quote = quotes.put_line(store, quote, "P-200", "120", price="1400")[0]
    quote = quotes.put_line(store, quote, "S-40", "40", discount="5%")[0]
    quote = quotes.submit(store, quote, "他们一次要120台").row
    now[0] = stores.clock() - timedelta(days=5)
    store.me = lin
    asked = [one for one in rows_where(store, Approval, about_id=quote.id) if one.decision is None]
    approvals.decide(store, asked, "rejected", "太低：守住1500，密封件可以送")
    store.me = han.id
    now[0] = stores.clock() - timedelta(days=2, hours=2)
    quote = quotes.revise(store, quote)[0]
    quote = quotes.put_line(store, quote, "P-200", "120", price="1500", line=1)[0]
    quotes.submit(store, quote, "年内下单，明年签框架；Nordpump 报 1480")
    now[0] = stores.clock() - timedelta(hours=3)
    dealing = rows_where(store, Followup, customer_id=tiancheng.id)[0]
    spent = {"text": ["请采购吃饭"], "amount": ["2600"], "kind": ["meal"], "followup": [dealing.id]}
    expense = add(store, EXPENSE, spent)[0]
    expenses.submit(store, [expense])
    store.close()


def _deputy(path: Path) -> None:
    """Have Wang, whose place Lin takes, be away with an approval, an order, money of one that is closed, and a duty."""
    from crmcli.store.identity import Identity
    from crmcli.store.open import open_store
    from crmcli.store.records import OPPORTUNITY, Customer, Member
    from crmcli.store.statements import rows_where
    from crmcli.verbs import duties, order_closing, orders, quotes, team
    from crmcli.verbs.records import add
    from crmcli.verbs.watching import watch

    now = [stores.clock() - timedelta(days=60)]
    store = hurried(
        open_store(str(path), lambda: now[0], device="other", identity=Identity(Random("deputy").randbytes))
    )
    watch(store)
    lin = store.me
    wang, han = (
        next(one for one in rows_where(store, Member) if one.name == name) for name in ("Wang", "韩梅梅")
    )
    team.move(store, han, "Wang")
    of = {one.name[:2]: one for one in rows_where(store, Customer)}
    store.me = wang.id
    terms = "30% deposit, 70% against B/L copy"

    def ordered(number: str, amount: str, signed: str, delivery: str) -> Any:
        typed = {"customer": [of["天成"].id], "number": [number], "amount": [amount], "signed_on": [signed],
                 "delivery": [delivery], "payment_terms": [terms]}  # fmt: skip
        return orders.add(store, typed).row

    ordered("R2026-0007", "EUR 42,000", "2026-10-20", "2026-12-20")
    order_closing.close(
        store, ordered("R2026-0008", "9600", "2026-09-01", "2026-11-10"), force=True, reason="已交货"
    )
    bound = ordered("R2026-0009", "12000", "2026-11-16", "2027-02-20")
    duties.add(store, {"order": [bound.id], "text": ["通知客户到港时间并寄单"], "due": ["2026-11-16"]})
    now[0] = stores.clock() - timedelta(hours=5)
    store.me = lin
    team.away(store, wang, until="2026-11-27", deputy="lin")
    store.me = han.id
    deal = add(store, OPPORTUNITY, {"customer": [of["天成"].id], "title": ["泵20台"], "amount": ["3万"]})[0]
    quote = quotes.put_line(store, quotes.begin(store, deal, {})[0], "P-200", "20", price="1640")[0]
    quotes.submit(store, quote, "老客户加单")
    store.close()


def _signed(path: Path) -> None:
    """Have what was asked approved, and the quote ordered."""
    from crmcli.store.identity import Identity
    from crmcli.store.open import open_store
    from crmcli.store.records import Approval, Quote
    from crmcli.store.statements import rows_where
    from crmcli.verbs import approvals, orders
    from crmcli.verbs.watching import watch

    store = hurried(
        open_store(str(path), stores.clock, device="other", identity=Identity(Random("signed").randbytes))
    )
    watch(store)
    waiting = [one for one in rows_where(store, Approval) if one.decision is None]
    approvals.decide(store, waiting, "approved", "只此一次")
    quote = next(one for one in rows_where(store, Quote) if one.status == "approved")
    lin, store.me = store.me, str(quote.owner_id)
    typed = {"signed_on": ["2026-11-18"], "delivery": ["2027-01-30"], "number": ["R2026-0001"]}
    orders.from_quote(store, quote, typed)
    store.me = lin
    store.close()


@pytest.fixture(scope="session")
def deputy_made(bargain_made: bytes, tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """What the file of the store of who stands in for somebody holds."""
    path = tmp_path_factory.mktemp("deputy") / "crm.db"
    path.write_bytes(bargain_made)
    _deputy(path)
    return path.read_bytes()


@pytest.fixture
def deputy(deputy_made: bytes, sealed: Path) -> str:
    """The store of :func:`bargain` while Wang is away, in whose place Lin is."""
    return _put(sealed, deputy_made)


@pytest.fixture(scope="session")
def signed_made(bargain_made: bytes, tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """What the file of the store with an order holds."""
    path = tmp_path_factory.mktemp("signed") / "crm.db"
    path.write_bytes(bargain_made)
    _signed(path)
    return path.read_bytes()


@pytest.fixture
def signed(signed_made: bytes, sealed: Path) -> str:
    """The store of :func:`bargain` after its approvals: the order of the quote was made."""
    return _put(sealed, signed_made)


def _carried(path: Path) -> None:
    """Give the small store orders that are carried out: one late, one begun, one blocked, one of domestic trade."""
    from crmcli.store.identity import Identity
    from crmcli.store.open import open_store
    from crmcli.store.records import Step
    from crmcli.store.statements import rows_where
    from crmcli.verbs import order_steps, orders, payments, team, vocabulary
    from crmcli.verbs.watching import watch

    now = [stores.clock()]
    store = hurried(
        open_store(str(path), lambda: now[0], device="other", identity=Identity(Random("carried").randbytes))
    )
    watch(store)
    vocabulary.use(store)

    def on(day: str) -> None:
        now[0] = datetime.fromisoformat(f"{day}T10:00:00+08:00")

    def ordered(who: str, number: str, process: str = "", **typed: str) -> Any:
        given = {"customer": [who], "number": [number], **{name: [text] for name, text in typed.items()}}
        return orders.add(store, given, process=process).row

    def done(order: Any, day: str, *places: int, what: str = "done", **options: str) -> None:
        on(day)
        steps = [one for one in rows_where(store, Step, "place", order_id=order.id) if one.place in places]
        order_steps.do(store, steps, what, **options)

    on("2026-08-20")
    team.add(store, "Wang", {"role": ["rep"], "department": ["Order desk"], "superior": ["lin"]})
    terms = "30% deposit, 70% against B/L copy"
    late = ordered("alfreds", "R2026-0001", amount="EUR 42,000", signed_on="2026-08-20", delivery="2026-11-23",
                   title="spare parts", payment_terms=terms)  # fmt: skip
    on("2026-08-24")
    payments.pay(store, late, "EUR 12,600")
    done(late, "2026-08-24", 1, result="12,600 in full")
    done(late, "2026-08-29", 2, reason="no contract is needed with this maker")
    on("2026-09-15")
    begun = ordered(
        "天成", "R2026-0002", amount="96000", signed_on="2026-09-15", delivery="2027-01-04", title="泵120台"
    )
    done(begun, "2026-09-18", 1)
    blocked = ordered("alfreds", "R2026-0003", amount="EUR 64,000", signed_on="2026-10-02", delivery="2027-01-20",
                      title="valves")  # fmt: skip
    done(late, "2026-10-30", 3)
    done(late, "2026-11-03", 4)
    done(late, "2026-11-06", 5)
    done(blocked, "2026-11-09", 1)
    done(blocked, "2026-11-10", 2, what="block", reason="the maker waits for our seal")
    ordered(
        "天成",
        "R2026-0004",
        process="domestic",
        amount="30000",
        signed_on="2026-11-10",
        delivery="2026-12-18",
    )
    store.db.execute("UPDATE txn SET device = 'other'")  # what is taken back here was done here
    store.close()


@pytest.fixture(scope="session")
def carried_made(small_made: bytes, tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """What the file of the store with orders that are carried out holds."""
    path = tmp_path_factory.mktemp("carried") / "crm.db"
    path.write_bytes(small_made)
    _carried(path)
    return path.read_bytes()


@pytest.fixture
def carried(carried_made: bytes, sealed: Path) -> str:
    """The small store with orders of Lin, by their numbers' last digit, in the order of their delivery.

    1: five steps done, the booking late, 30 per cent paid; 4: domestic trade, nothing done yet;
    2: one step done; 3: the purchase contract is blocked.
    """
    return _put(sealed, carried_made)


@pytest.fixture(scope="session")
def bargain_made(small_made: bytes, tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """What the file of the store with approvals that wait holds."""
    path = tmp_path_factory.mktemp("bargain") / "crm.db"
    path.write_bytes(small_made)
    _bargain(path)
    return path.read_bytes()


@pytest.fixture
def bargain(bargain_made: bytes, sealed: Path) -> str:
    """The small store with approvals that wait for Lin.

    韩梅梅, who is below Lin and has 天成, asked for a price below the floor, was told no, and asks again with the
    second version of the quote; she asks for an expense too. Wang is below Lin as well.
    """
    return _put(sealed, bargain_made)


def pytest_make_parametrize_id(val: Any) -> str | None:
    """Sizes as people write them."""
    if isinstance(val, tuple) and len(val) == 2 and all(isinstance(one, int) for one in val):
        return f"{val[0]}x{val[1]}"
    return None
