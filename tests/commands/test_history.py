"""Contract, section 9: history, undo and redo through commands (what the journal holds has tests of its own)."""

from __future__ import annotations

from support import Run

TRANSACTION = ["transaction", "at", "by", "device", "command", "undone_by", "changes"]
CHANGE = ["record", "op", "field", "old", "new"]


def test_history_says_who_changed_what_when_from_what_to_what(shop: Run) -> None:
    txn = shop("customer", "edit", "天成", "--level", "B", "--tag", "new", "--json").json["transaction"]
    entry = shop("history", "天成", "--json").ok().json[0]
    assert list(entry)[: len(TRANSACTION)] == TRANSACTION  # new keys may be added
    assert entry["transaction"] == txn
    assert entry["at"] == "2026-11-18T10:30:00+08:00"
    assert entry["by"]["name"] == "lin"
    assert entry["command"] == "customer edit"
    assert entry["undone_by"] is None
    assert all(list(change) == CHANGE for change in entry["changes"])
    changes = {(c["field"], c["op"], c["old"], c["new"]) for c in entry["changes"]}
    assert ("level", "update", "A", "B") in changes
    assert ("tags", "insert", None, "new") in changes
    assert {c["record"]["name"] for c in entry["changes"]} == {"天成外贸公司"}
    assert list(entry["changes"][0]["record"]) == ["kind", "id", "ref", "name"]


def test_history_is_newest_first_and_of_everything_without_a_ref(shop: Run) -> None:
    shop("note", "alfreds", "called").ok()
    commands = [one["command"] for one in shop("history", "--json").ok().json]
    assert commands[0] == "note"
    assert commands[-1] == "init"
    assert [one["command"] for one in shop("history", "--limit", "1", "--json").json] == ["note"]
    assert shop("history", "nobody", "--json").fails(3).error["code"] == "not_found"


def test_a_command_that_changed_nothing_makes_no_transaction(shop: Run) -> None:
    before = shop("history", "--json").json
    assert shop("customer", "edit", "天成", "--level", "A", "--json").ok().json["transaction"] is None
    assert "was so already" in shop("customer", "edit", "天成", "--level", "A").ok().out
    shop("customer", "add", "", "--json").fails(2)
    assert shop("history", "--json").json == before


def test_undo_walks_back_and_its_own_txn_is_redo(shop: Run) -> None:
    shop("customer", "add", "First").ok()
    shop("customer", "add", "Second").ok()
    undone = shop("undo", "--json").ok().json
    assert list(undone) == ["undone", "transaction", "command", "records"]
    assert (undone["command"], undone["records"]) == ("customer add", {"customer": 1})
    assert shop("customer", "list", "--where", "name=Second", "--json").json == []
    shop("undo").ok()
    assert shop("customer", "list", "--where", "name=First", "--json").json == []
    redone = shop("undo", undone["transaction"], "--json").ok().json
    assert redone["undone"] == undone["transaction"]
    assert len(shop("customer", "list", "--where", "name=Second", "--json").json) == 1
    entries = {one["transaction"]: one for one in shop("history", "--json").json}
    assert entries[undone["transaction"]]["undone_by"] == redone["transaction"]


def test_nothing_left_to_undo(crm_in: Run) -> None:
    crm_in("today").ok()
    assert crm_in("undo", "--json").fails(3).error["code"] == "not_found"  # init is not undone
    crm_in("customer", "add", "One").ok()
    crm_in("undo").ok()
    crm_in("undo", "--json").fails(3)


def test_undoing_what_is_not_there_or_undone_already(shop: Run) -> None:
    assert shop("undo", "T000000", "--json").fails(3).error["details"]["argument"] == "TXN"
    txn = shop("customer", "add", "One", "--json").json["transaction"]
    shop("undo", txn.lower()).ok()
    error = shop("undo", txn, "--json").fails(5).error
    assert error["code"] == "refused"
    assert error["details"]["missing"][0]["code"] == "already_undone"
    first = shop("history", "--json").json[-1]
    assert first["command"] == "init"
    assert (
        shop("undo", first["transaction"], "--json").fails(5).error["details"]["missing"][0]["code"]
        == "fixed"
    )


def test_undo_never_tramples_later_work(shop: Run) -> None:
    txn = shop("customer", "edit", "天成", "--level", "B", "--json").json["transaction"]
    shop("customer", "edit", "天成", "--level", "C").ok()
    error = shop("undo", txn, "--json").fails(6).error
    assert error["code"] == "conflict"
    assert error["details"]["record"]["name"] == "天成外贸公司"
    (change,) = error["details"]["changes"]
    assert list(change) == ["field", "base", "mine", "theirs", "by", "at"]
    assert change["field"] == "level"
    assert shop("customer", "show", "天成", "--json").json["level"] == "C"
    said = shop("undo", txn).fails(6).err
    assert "天成外贸公司" in said or error["details"]["record"]["ref"] in said


def test_a_removed_customer_comes_back_whole(shop: Run) -> None:
    shop("note", "天成", CHINESE := "今天拜访张总。下周三回访 #报价").ok()
    before = shop("show", "天成", "--json").json
    rows = shop("customer", "remove", "天成", "--yes", "--json").ok().json
    assert len(rows) >= 1
    for kind in ("contact", "followup", "reminder"):
        assert all(
            (one["customer"] or {}).get("name") != "天成外贸公司" for one in shop(kind, "list", "--json").json
        )
    shop("undo").ok()
    after = shop("show", "天成", "--json").json
    assert after["related"]["followup"][0]["text"] == CHINESE
    for one in (before, after):
        one.pop("updated_at")
        for entries in one["related"].values():
            for entry in entries:
                entry.pop("updated_at")
    assert after == before


def test_piped_history_is_a_row_a_change(shop: Run) -> None:
    shop("customer", "edit", "天成", "--level", "B").ok()
    line = shop("history", "天成").ok().out.splitlines()[0].split("\t")
    assert len(line) == 9
    assert line[1:4] == ["2026-11-18T10:30:00+08:00", "lin", "customer edit"]
    assert line[6:] == ["level", "A", "B"]


def test_the_line_of_an_undo_names_the_redo(shop: Run) -> None:
    shop("customer", "add", "One").ok()
    out = shop("undo").ok().out
    assert out.count("\n") == 1
    assert "customer add" in out
    assert "crm undo T" in out
