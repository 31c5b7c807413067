"""A record that is shared with me may point to one that is not: faces show nothing there, and never stumble."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from sold import approval, deal, expense, line, order, payment, product, put_lines, quote, step
from stores import contact, customer, note, opened
from synced import join

from crmcli.store.erasing import Going, remove_rows
from crmcli.store.journal import Transaction
from crmcli.store.records import KINDS, Document, Duty, Guidance, Notice, Reminder, Share, StageChange
from crmcli.store.statements import insert
from support import Run

GONE = ("customer", "opportunity", "order")
OTHERS = ("contact", "quote", "product", "reminder", "followup", "step", "guidance")


@pytest.fixture
def shop(sealed: Path) -> Path:
    """A store in which everything points to something."""
    sealed.mkdir(parents=True, exist_ok=True)
    store = opened(sealed / "crm.db")
    of = customer(store)
    person = contact(store, of)
    dealing = note(store, of, with_=[person.id])
    sale = deal(store, of)
    offer = quote(store, sale)
    what = product(store)
    put_lines(store, offer, [line(product_id=what.id)])
    job = order(store, of, opportunity_id=sale.id)
    put_lines(store, job, [line(product_id=what.id)])
    part = step(store, job)
    payment(store, job)
    expense(store, customer_id=of.id, order_id=job.id, opportunity_id=sale.id, followup_id=dealing.id)
    approval(store, offer, store.me, store.me)
    with Transaction(store, "x"):
        for about in (of, person, sale, offer, job, dealing, part, what):
            link = {"about_kind": about.TABLE, "about_id": about.id}
            insert(store, Reminder, text=f"about {about.TABLE}", due_on="2026-11-18", for_id=store.me, **link)
            insert(
                store, Guidance, kind="instruction", text="do it", for_id=store.me, author_id=store.me, **link
            )
            insert(store, Document, name="file", url="https://example.com", **link)
            insert(store, Notice, for_id=store.me, kind="changed", command="x", **link)
        insert(store, Share, about_kind="customer", about_id=of.id, role="sales", access="read")
        insert(store, StageChange, opportunity_id=sale.id, to_stage="lead", at="2026-11-01T00:00:00.000Z")
        insert(
            store,
            Duty,
            text="duty",
            order_id=job.id,
            step_id=part.id,
            due="2026-11-18",
            alarm_on="2026-11-10",
        )
        store.db.execute("UPDATE followup SET opportunity_id = ?, order_id = ?", (sale.id, job.id))
        store.db.execute("UPDATE [order] SET quote_id = ?", (offer.id,))
    join(store)
    store.close()
    return sealed / "crm.db"


def forget(path: Path, kind: str) -> None:
    """Have all records of a kind not be here, and the journal know nothing of them."""
    store = opened(path)
    store.db.execute("PRAGMA foreign_keys = OFF")
    going = Going()
    going.rows[kind] = {nid for (nid,) in store.db.execute(f"SELECT nid FROM [{kind}]")}
    with Transaction(store, "sync", origin="sync"):
        remove_rows(store, going)
    store.db.execute("DELETE FROM change WHERE tbl = ?", (kind,))
    store.close()


def calls(path: Path, tmp_path: Path) -> list[tuple[str, ...]]:
    found: list[tuple[str, ...]] = [
        ("today",), ("agenda",), ("opportunity", "board"), ("order", "board"), ("history",), ("find", "a"),
        ("find", "外贸"), ("approval", "list"), ("duty", "list"), ("export", "all", str(tmp_path / "out")),
        *(("report", one) for one in ("funnel", "forecast", "pipeline", "approvals", "orders", "receivables")),
        ("report", "duties"),
    ]  # fmt: skip
    store = opened(path)
    for kind in KINDS:
        name = kind.replace("_", "-")
        found.append((name, "list"))
        for (ref,) in store.db.execute(f"SELECT ref FROM [{kind}] ORDER BY nid LIMIT 3"):
            found += [("show", ref), ("history", ref)]
            if kind in ("quote", "order"):
                found.append((kind, "print", ref))
    store.close()
    return found


@pytest.mark.slow
@pytest.mark.parametrize("kind", [*GONE, *(pytest.param(one, marks=pytest.mark.slow) for one in OTHERS)])
def test_what_is_not_here_makes_nobody_stumble(crm_in: Run, shop: Path, tmp_path: Path, kind: str) -> None:
    forget(shop, kind)
    for call in calls(shop, tmp_path):
        for more in ("", "--json"):
            extra = ["--force"] if call[0] == "export" else [more] if more else []
            answer = crm_in(*call, *extra)
            assert "Something went wrong" not in answer.err, answer
            assert answer.code in (0, 2, 3), answer


def test_the_doctor_does_not_call_it_damage(crm_in: Run, shop: Path) -> None:
    forget(shop, "customer")
    answer: Any = crm_in("doctor", "--json").ok().json
    (links,) = [one for one in answer["checks"] if one["check"] == "links"]
    assert links["ok"]
    assert not links["mended"]


def test_a_link_to_what_is_not_here_is_null(crm_in: Run, shop: Path) -> None:
    forget(shop, "customer")
    (one,) = crm_in("order", "list", "--json").ok().json
    assert one["customer"] is None
    store = opened(shop)
    (ref,) = store.db.execute("SELECT ref FROM [order]").fetchone()
    store.close()
    assert crm_in("show", ref, "--json").ok().json["customer"] is None
