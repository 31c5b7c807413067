"""``crm sync`` with its verbs, the desk's conflicts and those of ``show``; the hub is a model or is not asked."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import stores
from clashes import clash, joined, refusal

from crmcli.commands.session import Session
from crmcli.errors import HubError, PasswordError, Refused
from crmcli.store.journal import Transaction
from crmcli.store.open import Store
from crmcli.store.records import Customer, Followup, Member, Opportunity, Reminder
from crmcli.store.statements import by_id, insert, rows_where
from support import Run


@pytest.fixture
def store(sealed: Path) -> Iterator[Store]:
    """A store that has joined a hub."""
    sealed.mkdir(mode=0o700)
    made = stores.opened(sealed / "crm.db")
    joined(made)
    yield made
    made.close()


@pytest.fixture
def one(store: Store) -> Customer:
    """A customer of which Wang changed the level, as I did."""
    with Transaction(store, "team add"):
        wang = insert(store, Member, name="Wang", owner_id=None)
    row = stores.customer(store, level="A")
    clash(store, row, "level", "C", "B", hub_by=wang.id)
    return row


# --- without a hub ----------------------------------------------------------------------------------------------------


def test_a_store_that_joined_none_is_told_how(crm_in: Run) -> None:
    for words in (("sync",), ("sync", "--watch"), ("sync", "leave")):
        error = crm_in(*words, "--json").fails(5).error
        assert (error["code"], error["details"]["missing"][0]["code"]) == ("refused", "joined")
        assert "crm sync setup URL" in error["hint"]
    assert crm_in("sync", "status", "--json").ok().json["hub"] is None
    assert crm_in("sync", "conflicts", "--json").ok().json == []
    assert crm_in("sync", "refused", "--json").ok().json == []
    assert crm_in("sync", "resolve", "C7K3F2Q", "--mine", "--json").fails(3).error["code"] == "not_found"


def test_the_name_alone_is_a_command_and_has_verbs(crm_in: Run) -> None:
    said = crm_in("sync", "--help").ok().out
    assert "--watch" in said
    assert "\n  resolve " in said
    assert crm_in("sync", "nope", "--json").fails(2).error["code"] == "usage"
    assert crm_in("sync", "--nope", "--json").fails(2).error["code"] == "usage"
    assert crm_in("sync", "--watch", "--dry-run", "--json").fails(2).error["code"] == "usage"
    (line,) = crm_in("batch", stdin='["sync", "--watch"]\n').fails(2).lines
    assert line["error"]["code"] == "usage"  # it would never end


def test_it_can_be_switched_off(crm_in: Run) -> None:
    crm_in("config", "set", "features.sync", "false").ok()
    assert crm_in("sync", "status", "--json").fails(5).error["details"]["missing"][0]["code"] == "feature_off"


# --- conflicts --------------------------------------------------------------------------------------------------------


def test_conflicts_as_json_as_lines_and_as_refs(crm_in: Run, one: Customer) -> None:
    (found,) = crm_in("sync", "conflicts", "--json").ok().json
    assert (found["record"]["ref"], found["field"], found["base"], found["mine"], found["hub"]) == (
        one.ref, "level", "C", "B", "A",
    )  # fmt: skip
    assert (found["by"]["name"], found["hub_by"]["name"]) == ("lin", "Wang")
    assert crm_in("sync", "conflicts", one.ref, "--json").ok().json == [found]
    assert crm_in("sync", "conflicts").ok().out.split("\t")[:5] == [one.ref, "level", "B", "A", "C"]
    assert crm_in("sync", "conflicts", "--quiet").ok().out == f"{one.ref}\n"


@pytest.mark.parametrize(
    ("lang", "texts"),
    [
        ("en", ("Level", "before: C", "--mine    B · lin", "--theirs  A · Wang · stands on the hub")),
        ("zh", ("级别", "B · lin")),
    ],
)
def test_a_person_sees_both_versions_under_what_chooses_them(
    crm_in: Run, one: Customer, lang: str, texts: tuple[str, ...]
) -> None:
    said = crm_in("sync", "conflicts", "--lang", lang, env={"CRM_FORCE_TTY": "90"}).ok().out
    assert f"{one.ref}  天成外贸公司" in said
    assert "crm sync resolve" in said
    for text in texts:
        assert text in said, said


def test_who_takes_back_a_decision_that_the_hub_has_heard_of_reads_that_it_stays_decided(
    crm_in: Run, store: Store, one: Customer
) -> None:
    crm_in("sync", "resolve", one.ref, "--mine").ok()
    store.db.execute("UPDATE sync_op SET state = 'ok', answered_at = at WHERE kind = 'close'")
    store.db.execute("DELETE FROM sync_conflict")
    assert "the conflict stays decided" in crm_in("undo").ok().out
    assert crm_in("customer", "show", one.ref, "--json").ok().json["level"] == "A"


def test_a_decision_is_printed_with_its_undo(crm_in: Run, store: Store, one: Customer) -> None:
    done = crm_in("sync", "resolve", one.ref, "--mine", "--json").ok().json
    assert (done["choice"], done["record"]["ref"], len(done["resolved"])) == ("mine", one.ref, 1)
    assert done["undo"] == f"crm undo {done['transaction']}"
    assert crm_in("customer", "show", one.ref, "--json").ok().json["level"] == "B"
    assert crm_in("sync", "conflicts", "--json").ok().json == []
    assert "decided" not in crm_in("undo").ok().out
    assert crm_in("customer", "show", one.ref, "--json").ok().json["level"] == "A"
    said = crm_in("sync", "resolve", one.ref, "--hub").ok().out
    assert "Level: A" in said
    assert "crm undo T" in said
    assert crm_in("sync", "resolve", one.ref, "--hub", "--json").fails(3).error["code"] == "not_found"


def test_a_value_and_what_goes_wrong_with_one(crm_in: Run, one: Customer) -> None:
    assert crm_in("sync", "resolve", one.ref, "--json").fails(2).error["code"] == "usage"
    assert crm_in("sync", "resolve", one.ref, "--mine", "--hub", "--json").fails(2).error["code"] == "usage"
    assert crm_in("sync", "resolve", one.ref, "--field", "city", "--mine", "--json").fails(2).error[
        "details"
    ]["expected"] == ["level"]
    assert crm_in("sync", "resolve", one.ref, "--value", "Q", "--json").fails(2).error["code"] == "value"
    crm_in("sync", "resolve", one.ref, "--value", "c", "--field", "level").ok()
    assert crm_in("customer", "show", one.ref, "--json").ok().json["level"] == "C"


def test_a_value_is_told_as_it_was_understood(crm_in: Run, store: Store, one: Customer) -> None:
    deal = crm_in("opportunity", "add", one.ref, "pumps", "--amount", "5万", "--json").ok().json["ref"]
    row = rows_where(store, Opportunity)[0]
    clash(store, row, "amount_minor", 10000, 15000)
    done = crm_in("sync", "resolve", deal, "--value", "6.8万")
    assert "CNY 68,000.00" in done.ok().out
    crm_in("undo").ok()
    (found,) = crm_in("sync", "conflicts", deal, "--json").ok().json
    done = crm_in("sync", "resolve", deal, "--value", "6.8万", "--json").ok().json
    assert done["value"] == {"amount": "68000.00", "currency": "CNY"}
    assert done["resolved"] == [found]


def test_a_text_of_several_lines_is_shown_and_taken_with_them(
    crm_in: Run, store: Store, one: Customer
) -> None:
    crm_in("note", one.ref, "He wants:\n- the red ones").ok()
    (row,) = rows_where(store, Followup)
    ref = row.ref
    clash(store, row, "text", "He wants:", "He wants:\n- the blue ones")
    shown = crm_in("sync", "conflicts", ref, env={"CRM_FORCE_TTY": "90"}).ok().out
    assert [line.strip() for line in shown.splitlines() if "ones" in line] == [
        "- the blue ones",
        "- the red ones",
    ]
    text = "He wants:\n\n- the  blue ones\n- two  of them"
    done = crm_in("sync", "resolve", ref, "--value", "-", "--json", stdin=text + "\n").ok().json
    assert done["value"] == crm_in("show", ref, "--json").ok().json["text"] == text
    refused = crm_in("batch", stdin=json.dumps(["sync", "resolve", ref, "--value", "-"]) + "\n").fails(2)
    assert refused.lines[0]["error"]["details"]["argument"] == "--value"


# --- the desk, and a record -------------------------------------------------------------------------------------------


def test_the_desk_has_them(crm_in: Run, store: Store, one: Customer) -> None:
    clash(store, one, "city", None, "Wien", at="2026-11-17T02:00:01.000Z")
    (entry,) = crm_in("today", "--json").ok().json["conflicts"]
    assert {name: entry[name] for name in ("kind", "id", "ref", "name", "field", "text", "late_days", "due")} == {
        "kind": "customer", "id": one.id, "ref": one.ref, "name": one.name, "field": "level",
        "text": "Level: B ↔ A · City: Wien ↔ —", "late_days": 0, "due": None,
    }  # fmt: skip
    assert entry["customer"]["ref"] == one.ref
    drawn = crm_in("today", env={"CRM_FORCE_TTY": "100"}).ok().out
    assert "Conflicts 1" in drawn
    assert "Level: B ↔ A" in drawn
    assert "冲突" in crm_in("today", "--lang", "zh", env={"CRM_FORCE_TTY": "100"}).ok().out
    assert f"conflicts\t{one.ref}\t\t天成外贸公司\tLevel: B ↔ A" in crm_in("today").ok().out


def test_a_record_stands_once_on_the_desk_and_tells_of_its_conflict(crm_in: Run, store: Store) -> None:
    with Transaction(store, "remind"):
        late = insert(store, Reminder, text="call", due_on="2026-11-10", for_id=store.me)
    clash(store, late, "text", "phone", "ring")
    desk = crm_in("today", "--json").ok().json
    assert desk["conflicts"] == []
    assert [(each["ref"], len(each["conflicts"])) for each in desk["overdue"]] == [(late.ref, 1)]
    assert "conflict · call" in crm_in("today", env={"CRM_FORCE_TTY": "100"}).ok().out


def test_the_desk_says_that_changes_were_refused(crm_in: Run, store: Store) -> None:
    of = stores.customer(store)
    assert "refused" not in crm_in("today", "--json").ok().json
    refusal(store, "customer", [of.id], column="level", old="A", new="B")
    assert crm_in("today", "--json").ok().json["refused"] == 1
    assert "1 change refused: crm sync refused" in crm_in("today", env={"CRM_FORCE_TTY": "100"}).ok().out


def test_show_says_that_a_record_has_conflicts(crm_in: Run, store: Store, one: Customer) -> None:
    other = stores.customer(store, "Alfreds")
    assert "conflicts" not in crm_in("show", other.ref, "--json").ok().json
    assert [each["field"] for each in crm_in("show", one.ref, "--json").ok().json["conflicts"]] == ["level"]
    drawn = crm_in("show", one.ref, env={"CRM_FORCE_TTY": "100"}).ok().out
    assert "Conflicts 1" in drawn
    assert "Level: B ↔ A" in drawn
    assert "conflict\tlevel\tB\tA\tC" in crm_in("show", one.ref).ok().out


# --- refusals ---------------------------------------------------------------------------------------------------------


def test_refused_words_are_whole_until_they_were_read(crm_in: Run, store: Store) -> None:
    of = stores.customer(store)
    text = "first line of a long note\nsecond line: " + "word " * 60
    body = {"id": "x", "ref": "F7K3F2Q", "customer_id": of.id, "text": text.strip(), "kind": "visit"}
    refusal(store, "followup", ["x"], "insert", body=body, reason="parent", command="note")
    (found,) = crm_in("sync", "refused", "--json").ok().json
    assert (found["kind"], found["reason"], found["values"]["text"]) == ("insert", "parent", text.strip())
    drawn = crm_in("sync", "refused", env={"CRM_FORCE_TTY": "80"}).ok().out
    assert drawn.count("word") == 60
    assert "not there any more" in drawn
    assert "1 refused change put away" in crm_in("sync", "refused", "--seen", "F7K3F2Q").ok().out
    assert crm_in("sync", "refused", "--json").ok().json == []
    assert crm_in("sync", "refused", "--seen", "F7K3F2Q", "--json").fails(3).error["code"] == "not_found"


# --- how it stands, leaving -------------------------------------------------------------------------------------------


def test_how_it_stands(crm_in: Run, store: Store, one: Customer) -> None:
    refusal(store, "customer", [one.id], column="level", old="A", new="B")
    refusal(store, "customer", [one.id], column="city", new="Graz", state="held")
    found = crm_in("sync", "status", "--json").ok().json
    assert (found["login"], found["member"]["name"], found["reachable"]) == ("lin", "lin", None)
    assert (found["conflicts"], found["refused"], found["held"]) == (1, 1, 1)
    assert found["waiting"] >= 3  # the member, the customer, what is held
    assert found["joined_at"] == "2026-11-17T10:00:00+08:00"
    assert found["last_sync"] is None
    assert "自 昨天 10:00 起" in crm_in("sync", "status", "--lang", "zh").ok().out
    said = crm_in("sync", "status").ok().out
    assert "hub.example" in said
    assert "crm sync conflicts" in said


def test_leaving_asks_when_something_was_not_sent(crm_in: Run, store: Store, one: Customer) -> None:
    error = crm_in("sync", "leave", "--anew", "--json").fails(5).error
    assert error["details"]["missing"][0]["code"] == "waiting"
    assert crm_in("sync", "leave", "--anew", "--yes", "--json").ok().json["left"] is True
    assert crm_in("sync", "status", "--json").ok().json["hub"] is None
    assert crm_in("sync", "conflicts", "--json").ok().json == []
    assert by_id(store, Customer, one.id) is not None  # what is here stays


def test_in_a_hub_nobody_else_acts(crm_in: Run, store: Store, one: Customer) -> None:
    error = crm_in("customer", "list", "--as", "Wang", "--json").fails(5).error
    assert error["details"]["missing"][0]["code"] == "joined"
    assert crm_in("customer", "list", "--as", "lin", "--json").ok().json
    assert crm_in("customer", "list", "--json", env={"CRM_AS": "Wang"}).fails(5).error["code"] == "refused"


# --- exchanging, with a hub that is played ----------------------------------------------------------------------------


class Played:
    """A hub that says what a test has it say."""

    def __init__(self, *, notified: list[bool] | None = None) -> None:
        self.closed = False
        self.notified = notified or []

    def changed(self, _seconds: float) -> bool:
        return self.notified.pop(0) if self.notified else False

    def close(self) -> None:
        self.closed = True


@pytest.fixture
def played(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """What happens when a hub is opened and exchanged with: ``answers`` in their order, errors are raised."""
    from crmcli.sync import engine
    from crmcli.verbs import syncing

    found: dict[str, Any] = {"hubs": [], "answers": [], "asked": []}

    def opened(_url: str, **_how: Any) -> Played:
        hub = Played()
        found["hubs"].append(hub)
        return hub

    def exchange(_store: Store, _hub: Any, **how: Any) -> engine.Report:
        found["asked"].append(how)
        answer = found["answers"].pop(0)
        if isinstance(answer, BaseException):
            raise answer
        report = engine.Report("postgresql://lin@hub.example/crm")
        for name, value in answer.items():
            setattr(report, name, value)
        return report

    monkeypatch.setattr(syncing, "opened", opened)
    monkeypatch.setattr(engine, "exchange", exchange)
    return found


def test_an_exchange_is_one_line(crm_in: Run, store: Store, one: Customer, played: dict[str, Any]) -> None:
    played["answers"] = [
        {"pushed": 3, "pulled": 120, "refused": 1, "waiting": 2, "warnings": ["two orders R1"]},
        {},
    ]
    done = crm_in("sync").ok()
    assert done.out == (
        "3 changes sent · 120 rows received · 1 change refused: crm sync refused · 1 conflict: crm sync conflicts"
        " · 2 changes wait\n"
    )
    assert "two orders R1" in done.err
    assert played["hubs"][0].closed
    found = crm_in("sync", "--json").ok().json
    assert set(found) == {
        "hub", "pushed", "pulled", "conflicts", "refused", "held", "buckets", "purged", "waiting", "warnings",
        "seconds",
    }  # fmt: skip
    assert found["conflicts"] == 1
    assert crm_in("sync", "status", "--json").ok().json["last_sync"] == "2026-11-18T10:30:00+08:00"


def test_a_quiet_exchange_prints_what_was_refused_and_nothing_else(
    crm_in: Run, store: Store, one: Customer, played: dict[str, Any]
) -> None:
    played["answers"] = [{"pushed": 3, "pulled": 120}, {"refused": 1}]
    done = crm_in("sync", "-q").ok()
    assert (done.out, done.err) == ("", "")
    refusal(store, "customer", [one.id], column="level", old="A", new="B")
    assert crm_in("sync", "--quiet").ok().out == f"{one.ref}\n"


def test_two_exchanges_of_a_store_keep_apart(
    crm_in: Run, store: Store, played: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    from crmcli.system.onlyone import OnlyOne
    from crmcli.verbs import syncing

    monkeypatch.setattr(syncing, "WAIT", 0.0)
    with OnlyOne(f"{store.path}-sync"):
        assert crm_in("sync", "--json").fails(7).error["code"] == "store_locked"
    played["answers"] = [{}]
    crm_in("sync").ok()


def test_what_goes_wrong_ends_with_its_code_and_the_hub_closed(
    crm_in: Run, store: Store, played: dict[str, Any]
) -> None:
    played["answers"] = [HubError("It does not answer.", hub="postgresql://lin@hub.example/crm")]
    assert crm_in("sync", "--json").fails(7).error["details"] == {"hub": "postgresql://lin@hub.example/crm"}
    assert played["hubs"][0].closed
    assert crm_in("sync", "status", "--json").ok().json["last_sync"] is None


def test_much_that_would_go_is_asked_for_on_a_terminal(
    crm_in: Run, store: Store, played: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    question = Refused("60 fewer.", missing=[{"code": "purge", "field": None, "message": "60 fewer."}])
    played["answers"] = [question]
    assert crm_in("sync", "--json").fails(5).error["details"]["missing"][0]["code"] == "purge"
    asked: list[str] = []
    monkeypatch.setattr(Session, "interactive", property(lambda _session: True))
    monkeypatch.setattr(Session, "confirm", lambda _session, text: bool(asked.append(text)) or len(asked) > 1)
    played["answers"] = [question]
    crm_in("sync").fails(5)
    played["answers"] = [question, {"purged": 60}]
    assert crm_in("sync").ok().out == "60 customers forgotten\n"
    assert asked == ["60 fewer."] * 2
    assert played["asked"][-1]["yes"] is True


def test_joining_tells_what_would_be_sent_and_asks(crm_in: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    from crmcli.verbs import syncing
    from tests.sync.desks import LI, MEMBERS
    from tests.sync.model import ModelHub, ModelLogin

    hub = ModelHub(MEMBERS)
    monkeypatch.setattr(ModelLogin, "close", lambda _login: None, raising=False)
    monkeypatch.setattr(syncing, "opened", lambda _url, **_how: hub.login(LI))
    crm_in("customer", "add", "Alfreds").ok()
    url = "postgresql://li@localhost/crm"
    plan = crm_in("sync", "setup", url, "--dry-run", "--json").ok().json
    assert (plan["dry_run"], plan["member"]["name"], plan["records"]["customer"]) == (True, "Li", 1)
    assert crm_in("sync", "status", "--json").ok().json["hub"] is None
    assert crm_in("sync", "setup", "li@nowhere", "--json").fails(2).error["code"] == "value"
    with monkeypatch.context() as patch:
        patch.setattr(Session, "interactive", property(lambda _session: True))
        patch.setattr(Session, "confirm", lambda _session, _text: False)
        told = crm_in("sync", "setup", url).fails(5)
    assert "To be sent: 1 customer" in told.err
    said = crm_in("sync", "setup", url).ok().out
    assert "Joined postgresql://li@localhost/crm as Li." in said
    assert "Next: crm sync" in said
    with monkeypatch.context() as patch:  # said before anything is asked of a hub
        patch.setattr(syncing, "opened", None)
        assert (
            crm_in("sync", "setup", url, "--json").fails(5).error["details"]["missing"][0]["code"] == "joined"
        )
    assert "1 change sent" in crm_in("sync").ok().out
    assert [row["name"] for (table, _key), row in hub.state.rows.items() if table == "customer"] == [
        "Alfreds"
    ]
    assert crm_in("sync").ok().out == "Up to date.\n"
    assert crm_in("sync", "leave", "--json").ok().json["left"] is True


def test_watching_goes_on_after_errors_waits_longer_and_ends_cleanly(
    store: Store, played: dict[str, Any]
) -> None:
    from crmcli.verbs import syncing

    cut = HubError("cut", hub="h")
    played["answers"] = [{"pushed": 1}, cut, cut, {"pulled": 2}, PasswordError("no", hub="h")]
    slept: list[float] = []
    seen: list[Any] = []
    before = store.path

    def sleep(seconds: float) -> None:
        slept.append(seconds)

    watched = syncing.watch(store, sleep=sleep)
    seen.append(next(watched).pushed)  # type: ignore[union-attr]
    played["hubs"][0].notified = [False, True]  # somebody did something
    seen += [next(watched), next(watched)]
    seen.append(next(watched).pulled)  # type: ignore[union-attr]
    other = stores.opened(before)  # another program does something here
    stores.customer(other, "Alfreds")
    other.close()
    with pytest.raises(PasswordError):
        next(watched)
    assert seen == [1, cut, cut, 2]
    assert slept == [syncing.DEBOUNCE, syncing.PAUSE, 2 * syncing.PAUSE, syncing.DEBOUNCE]
    assert all(hub.closed for hub in played["hubs"])
    assert rows_where(store, Customer)


def test_watching_goes_on_after_another_program_held_the_store(store: Store, played: dict[str, Any]) -> None:
    import sqlite3

    from crmcli.verbs import syncing

    played["answers"] = [
        sqlite3.OperationalError("database is locked"), sqlite3.OperationalError("database or disk is full"),
        {"pushed": 1}, sqlite3.OperationalError("no such table: x"),
    ]  # fmt: skip
    watched = syncing.watch(store, sleep=lambda seconds: None)
    first, second, third = next(watched), next(watched), next(watched)
    assert (getattr(first, "code", ""), getattr(second, "code", "")) == ("store_locked", "disk")
    assert third.pushed == 1  # type: ignore[union-attr]
    played["hubs"][-1].notified = [True]
    with pytest.raises(sqlite3.OperationalError):
        next(watched)


def test_watching_says_once_that_the_hub_is_away_and_when_it_is_back(
    crm_in: Run, store: Store, played: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    from crmcli.verbs import syncing

    monkeypatch.setattr(syncing, "POLL", 0.0)
    monkeypatch.setattr(syncing, "PAUSE", 0.0)
    away = [HubError("Nothing answers.", hint="Is it running?") for _ in range(3)]
    played["answers"] = [{}, *away, {}, {}, KeyboardInterrupt()]
    done = crm_in("sync", "--watch").ok()
    assert done.err == "10:30:00  Nothing answers.\n  It is tried again by itself.\n"
    assert done.out == "10:30:00  Up to date.\n" * 2


def test_watching_prints_what_happened_and_ends_by_ctrl_c(
    crm_in: Run, store: Store, played: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    from crmcli.verbs import syncing

    monkeypatch.setattr(syncing, "POLL", 0.0)
    played["answers"] = [{}, {}, {"pulled": 2}, KeyboardInterrupt()]
    done = crm_in("sync", "--watch").ok()
    assert done.out == "10:30:00  Up to date.\n10:30:00  2 rows received\n"
    assert played["hubs"][0].closed
    played["answers"] = [{}, KeyboardInterrupt()]
    assert [line["pushed"] for line in crm_in("sync", "--watch", "--json").ok().lines] == [0]
