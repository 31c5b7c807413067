"""What a store answers and what the hub does are the same: every member x record x verb, by what is read and pushed.

The store's answer is :func:`crmcli.verbs.rights.may`; the hub's is what row-level security shows to that member's
login, and what becomes of an op that does the verb. The firm is that of ``rights_house``; kinds and verbs are walked,
so that a new one has to be thought of.
"""

from __future__ import annotations

import json
import os
import uuid
from collections.abc import Callable, Iterator
from typing import Any

import pg
import pytest
from hubs import Hub, Login, new_hub, place_of

from crmcli.errors import CrmError
from crmcli.store.journal import Transaction
from crmcli.store.meta import Kind
from crmcli.store.records import JOURNALLED, KINDS, Member
from crmcli.store.row import Record
from crmcli.store.statements import by_id, update
from crmcli.store.wire import Op
from crmcli.verbs.rights import may, verbs_of
from crmcli.verbs.staff import Team
from crmcli.verbs.team_rules import check
from tests.sync.rights_house import AT, House, push, settle

EDITED = {
    "customer": "industry", "contact": "title", "opportunity": "note", "quote": "note", "order": "note",
    "reminder": "text", "followup": "text", "document": "name", "stage_change": "reason", "guidance": "text",
    "step": "name", "payment": "label", "expense": "text", "duty": "text", "product": "category",
}  # fmt: skip
"""A plain column of each kind that can be edited; shares are the matter of who may share, notices of nobody."""

EVERY = int(os.environ.get("CRM_RIGHTS_EVERY", "7"))
"""One of so many is tried of fifty thousand ops; a prime, so that no verb is left out. 1 tries all."""


class Firm:
    """A house, the same on a hub, and a connection of each member's login."""

    def __init__(self, house: House, hub: Hub, logins: dict[str, Login]) -> None:
        self.house = house
        self.hub = hub
        self.logins = logins
        self.team = Team(house.store)

    def connect(self, name: str) -> Any:
        """A connection as a member's login."""
        return self.hub.connect(self.logins[name].login)

    def may(self, name: str, verb: str, kind: Kind, row: Record | None) -> bool:
        """What the store answers."""
        return may(self.house.store, self.house.id(name), verb, kind, row, team=self.team).allowed


@pytest.fixture(scope="module")
def firm(postgres: pg.Access, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Firm]:
    house = House(tmp_path_factory.mktemp("house"))
    hub = new_hub(postgres, place_of(tmp_path_factory))
    try:
        yield Firm(house, hub, settle(hub, house))
    finally:
        hub.drop()


@pytest.mark.slow
def test_every_kind_of_record_is_asked_about(firm: Firm) -> None:
    asked = {kind.name for _label, kind, _row in firm.house.records}
    assert asked == set(KINDS)
    labels = [label for label, _kind, _row in firm.house.records]
    assert len(labels) == len(set(labels))


@pytest.mark.slow
def test_the_hub_answers_as_the_store_does(firm: Firm) -> None:
    """The function behind every push, of all verbs at once."""
    wanted = [
        (label, kind.name, row.id, verb) for label, kind, row in firm.house.records for verb in verbs_of(kind)
    ]
    kinds = {label: (kind, row) for label, kind, row in firm.house.records}
    answers: dict[bool, int] = {True: 0, False: 0}
    differing = []
    for name in firm.house.names:
        found = firm.hub.sql(
            "SELECT x ->> 0, x ->> 3, crm.allows(w, x ->> 3, x ->> 1, crm.record(x ->> 1, (x ->> 2)::uuid))"
            " FROM crm.place w, jsonb_array_elements(%s) x WHERE w.member_id = %s AND w.works",
            json.dumps(wanted), firm.house.id(name),
        )  # fmt: skip
        assert bool(found) == firm.team.works(firm.house.id(name)), name
        for label, verb, allowed in found:
            expected = firm.may(name, verb, *kinds[label])
            answers[expected] += 1
            if allowed != expected:
                differing.append(f"{name} {verb} {label}: store {expected}, hub {allowed}")
    assert not differing, "\n".join(differing[:30])
    assert min(answers.values()) > 3_000, answers


@pytest.mark.slow
def test_members_see_what_the_store_says_they_may(firm: Firm) -> None:
    """By row-level security, as each login; of a set's rows those of the records that are seen."""
    differing = []
    for name in firm.house.names:
        with firm.connect(name) as connection:
            seen: set[str] = set()
            for name_of in KINDS:
                seen |= {str(id) for (id,) in connection.execute(f'SELECT id FROM crm."{name_of}"')}
            for label, kind, row in firm.house.records:
                expected = firm.may(name, "see", kind, row)
                if (row.id in seen) != expected:
                    differing.append(f"{name} sees {label}: store {expected}, hub {row.id in seen}")
            for table in ("tag", "line", "customer_alias", "approval_hold", "product_price"):
                (parent,) = [one for one in ("record_id", "customer_id", "approval_id", "product_id")
                             if one in JOURNALLED[table]][:1]  # fmt: skip
                shown = {str(id) for (id,) in connection.execute(f"SELECT {parent} FROM crm.{table}")}
                there = {str(id) for (id,) in firm.hub.sql(f"SELECT {parent} FROM crm.{table}")}
                assert there, table
                if shown != there & seen:
                    differing.append(f"{name} sees of {table}: {len(shown)} of {len(there & seen)}")
    assert not differing, "\n".join(differing[:30])


# --- what is pushed -----------------------------------------------------------------------------------------------


def change(kind: str, row: Record, column: str, new: str | None, **more: Any) -> Op:
    """The op that sets a column."""
    old = getattr(row, column)
    return Op(
        str(uuid.uuid4()), "set", kind, (row.id,), column=column, old=None if old is None else str(old), new=new, at=AT,
        **more,
    )  # fmt: skip


def made(table: str, **columns: str | None) -> Op:
    """The op that inserts a record, made by who pushes it."""
    id = str(uuid.uuid4())
    row = (
        dict.fromkeys(JOURNALLED[table])
        | {"id": id, "ref": f"Z{id[-6:].upper()}", "created_at": AT}
        | columns
    )
    defaults = {
        "access": "read",
        "state": "open",
        "important": "0",
        "urgent": "0",
        "kind": "other",
        "status": "draft",
    }
    row |= {name: value for name, value in defaults.items() if name in row and row[name] is None}
    return Op(str(uuid.uuid4()), "insert", table, (id,), row=row, at=AT)


def _seen(kind: str, row: Record) -> dict[str, str | None]:
    values = {name: getattr(row, name) for name in JOURNALLED[kind]}
    return {name: None if value is None else str(value) for name, value in values.items()}


class Doing:
    """What does a verb to a record: the op, and the verbs of which each is enough for it."""

    def __init__(self, op: Op, *verbs: str) -> None:
        self.op = op
        self.verbs = verbs


def doing(firm: Firm, who: str, verb: str, kind: Kind, row: Any) -> Doing | None:
    """What does a verb to a record; None where nothing that is pushed is that verb alone."""
    name, me, about = kind.name, firm.house.id(who), {"about_kind": kind.name, "about_id": row.id}
    other = firm.house.id("stranger" if who != "stranger" else "han")
    whole = ("edit", "merge") if name in ("customer", "contact") else ("edit",)
    makes: dict[str, Callable[[], Doing | None]] = {
        "edit": lambda: Doing(change(name, row, EDITED[name], "otherwise"), *whole) if name in EDITED else None,
        "add": lambda: Doing(
            made("followup", text="x", customer_id=row.id if name == "customer" else row.customer_id,
                 opportunity_id=None if name == "customer" else row.id, author_id=me, at_on="2026-11-18"), "add"),
        "remove": lambda: Doing(
            change(name, row, "removed_at", AT, seen=_seen(name, row)),
            *(("remove", "merge") if name in ("customer", "contact") else ("remove",))),
        "move": lambda: Doing(change(name, row, "stage", "offer"), "move", "close", "edit"),
        "close": lambda: Doing(
            change(name, row, "outcome", "lost") if name == "opportunity" else change(name, row, "status", "cancelled"),
            "close", "edit"),
        "transfer": lambda: Doing(change(name, row, "owner_id", other), "transfer") if row.owner_id != other else None,
        "return": lambda: Doing(change(name, row, "owner_id", None), "return", "transfer", "pool")
        if row.owner_id else None,
        "take": lambda: Doing(change(name, row, "owner_id", me), "take", "transfer") if row.owner_id is None else None,
        "share": lambda: Doing(made("share", **about, member_id=other), "share"),
        "merge": lambda: None,  # is what editing and removing are
        "guide": lambda: Doing(made("guidance", **about, kind="guide", text="x", author_id=me, for_id=other), "guide"),
        "ask": lambda: Doing(made("guidance", **about, kind="ask", text="x", author_id=me, for_id=other), "ask"),
        "reply": lambda: Doing(
            made("guidance", about_kind=row.about_kind, about_id=row.about_id, kind="reply", text="x", author_id=me,
                 for_id=row.author_id, answers_id=row.id), "reply"),
        "follow": lambda: Doing(
            Op(str(uuid.uuid4()), "insert", "follower", (row.id, me), at=AT,
               row={"record_kind": name, "record_id": row.id, "member_id": me}), "follow"),
        "do": lambda: Doing(
            change(name, row, "status", "blocked") if name == "step" else change(name, row, "state", "dropped"),
            "do", "edit"),
        "collect": lambda: Doing(made("payment", order_id=row.id, kind="received"), "collect", "edit"),
        "pay": lambda: Doing(change(name, row, "status", "paid"), "pay"),
        "purge": lambda: Doing(Op(str(uuid.uuid4()), "purge", name, (row.id,), at=AT), "purge"),
        "process": lambda: Doing(change(name, row, "title", "otherwise"), "process"),
        "team": lambda: None,  # test_members_are_changed_as_the_team_allows
        "see": lambda: None,
    }  # fmt: skip
    return makes[verb]()


@pytest.mark.slow
def test_what_is_pushed_is_done_where_the_store_would_do_it(firm: Firm) -> None:
    """Every so many op of every verb on every record by every member, each taken back again."""
    assert min(held(firm, EVERY).values()) > 2_500 // EVERY


def held(firm: Firm, every: int) -> dict[bool, int]:
    """Hold what becomes of ops against the store's answer; how many of them are done, and how many are not."""
    differing = []
    answers = {True: 0, False: 0}
    turn = 0
    for name in firm.house.names:
        works = firm.team.works(firm.house.id(name))
        with firm.connect(name) as connection:
            for label, kind, row in firm.house.records:
                for verb in verbs_of(kind):
                    found = doing(firm, name, verb, kind, row)
                    turn += 1
                    if found is None or turn % every:
                        continue
                    if kind.name == "share":
                        of = KINDS[row.about_kind]  # type: ignore[attr-defined]
                        about = next(one for _l, k, one in firm.house.records if one.id == row.about_id)  # type: ignore[attr-defined]
                        expected = firm.may(name, "share" if verb in ("edit", "remove") else verb, of, about)
                        if verb == "remove" and row.member_id == firm.house.id(name):  # type: ignore[attr-defined]
                            expected = True  # one gives up what was opened to one
                        if verb in ("guide", "ask", "purge"):
                            expected = firm.may(name, verb, kind, row)
                    else:
                        expected = any(
                            firm.may(name, one, kind, None if one == "pool" else row) for one in found.verbs
                        )
                    answers[expected] += 1
                    result, reason = _answer(connection, found.op, works)
                    if (result == "ok") != expected:
                        differing.append(f"{name} {verb} {label}: store {expected}, hub {result} {reason}")
    assert not differing, f"{len(differing)}\n" + "\n".join(differing[:30])
    return answers


def _answer(connection: Any, op: Op, works: bool) -> tuple[str, str | None]:
    """What the hub answers an op, which is then taken back; who is suspended gets an error of its own."""
    import psycopg

    connection.execute("BEGIN")
    try:
        if works:
            return push(connection, [op])[0]
        with pytest.raises(psycopg.Error) as caught:
            push(connection, [op])
        assert caught.value.sqlstate == "CR001"
        return "refused", "suspended"
    finally:
        connection.execute("ROLLBACK")


# --- members ------------------------------------------------------------------------------------------------------

PLACES: tuple[dict[str, str | None], ...] = (
    {"department": "Somewhere"}, {"role": "director"}, {"role": "manager"}, {"role": None}, {"active": "0"},
    {"superior_id": "wang"}, {"superior_id": "li"}, {"superior_id": None}, {"role": "may_purge"},
)  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize("whom", ["founder", "director", "wang", "li", "han", "packer", "gone", "admin"])
def test_members_are_changed_as_the_team_allows(firm: Firm, whom: str) -> None:
    """No circle, not one's own place, not who is above, nothing given that one lacks, not the last with all rights."""
    house, differing = firm.house, []
    member = by_id(house.store, Member, house.id(whom))
    assert member is not None
    for name in ("founder", "director", "wang", "li", "admin", "may_team", "gone"):
        with firm.connect(name) as connection:
            for place in PLACES:
                ((column, value),) = place.items()
                new = house.id(value) if column == "superior_id" and value else value
                old = getattr(member, column)
                if (None if old is None else str(old)) == new:
                    continue
                expected = _allowed(firm, name, member, column, new)
                result, reason = _answer(
                    connection, change("member", member, column, new), firm.team.works(house.id(name))
                )
                if (result == "ok") != expected:
                    differing.append(f"{name} {whom} {place}: store {expected}, hub {result} {reason}")
    assert not differing, "\n".join(differing)


def _allowed(firm: Firm, name: str, member: Member, column: str, new: str | None) -> bool:
    """Whether the store lets a member change another so."""
    store = firm.house.store
    if not firm.may(name, "edit", KINDS["member"], member):
        return False
    me, store.me = store.me, firm.house.id(name)
    try:
        with Transaction(store, "team edit", dry_run=True):
            row = by_id(store, Member, member.id)
            assert row is not None
            update(store, row, **{column: int(new) if column == "active" and new else new})
            check(store)
        return True
    except CrmError:
        return False
    finally:
        store.me = me


@pytest.mark.slow
def test_absence_is_ones_own_to_say(firm: Firm) -> None:
    house = firm.house
    row = by_id(house.store, Member, house.id("li"))
    assert row is not None
    for name, expected in (("li", True), ("wang", True), ("director", True), ("admin", True), ("han", False)):
        with firm.connect(name) as connection:
            for column, value in (("away_until", "2026-12-01"), ("deputy_id", house.id("han"))):
                answer = _answer(connection, change("member", row, column, value), True)
                assert (answer[0] == "ok") == expected, (name, column, answer)


def test_a_deputy_has_the_part_in_orders_of_who_is_away(firm: Firm) -> None:
    """As long as the absence lasts and the deputy is there; what is closed only where a step is that one's."""
    records = {label: (kind, row) for label, kind, row in firm.house.records}
    answers = {
        (name, verb, label): firm.may(name, verb, *records[label])
        for name in ("deputy", "above_deputy", "deputy_away", "deputy_once", "stranger")
        for verb, label in (
            ("do", "step: of absent"), ("do", "duty: of absent"), ("see", "order: with a step of absent"),
            ("see", "customer: carried by absent"), ("add", "document: on the order of absent"),
            ("collect", "order: open of absent"), ("do", "step: the yard's on absent's open order"),
            ("do", "step: nobody's on heir's open order"), ("see", "payment: on heir's open order"),
            ("do", "step: li's on absent's open order"), ("edit", "step: of absent"),
            ("see", "order: closed of absent"), ("edit", "order: open of absent"),
            ("do", "step: of absent_too"), ("do", "step: of back"),
            ("see", "order: open of back"),
        )
    }  # fmt: skip
    allowed = {(verb, label) for (name, verb, label), may in answers.items() if may and name == "deputy"}
    assert allowed == {
        ("do", "step: of absent"), ("do", "duty: of absent"), ("see", "order: with a step of absent"),
        ("see", "customer: carried by absent"), ("add", "document: on the order of absent"),
        ("collect", "order: open of absent"), ("do", "step: the yard's on absent's open order"),
        ("do", "step: nobody's on heir's open order"), ("see", "payment: on heir's open order"),
        ("see", "order: closed of absent"), ("see", "order: open of back"),  # of which the yard has a step
    }  # fmt: skip
    for name, expected in (
        ("above_deputy", allowed),
        ("deputy_away", set()),
        ("deputy_once", set()),
        ("stranger", set()),
    ):
        assert {
            (verb, label) for (who, verb, label), may in answers.items() if may and who == name
        } == expected, name


@pytest.mark.parametrize(
    ("since", "until", "stands_in"),
    [
        (0, 0, True),
        (1, 1, True),
        (2, 9, False),
        (-9, -3, True),
        (-9, -4, False),
        (None, 0, True),
        (0, None, False),
    ],
)
def test_a_hub_takes_an_absence_a_day_early_and_lets_three_days_pass_after_it(
    firm: Firm, since: int | None, until: int | None, stands_in: bool
) -> None:
    """By its own day: zones differ, and what was done meanwhile comes late from who was offline."""
    with firm.hub.connect() as connection, connection.transaction(force_rollback=True):
        connection.execute("SET LOCAL timezone = 'UTC'")
        connection.execute(
            "UPDATE crm.member SET away_from = current_date + %s::int, away_until = current_date + %s::int"
            " WHERE id = %s", (since, until, firm.house.id("absent")),
        )  # fmt: skip
        found = connection.execute(
            "SELECT crm.stood_for(p) FROM crm.place p WHERE p.member_id = %s", (firm.house.id("deputy"),)
        ).fetchone()
        assert found == ([uuid.UUID(firm.house.id("absent"))] if stands_in else [],)
