"""Documents: files and links on any record, their versions, editing and removing them."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest
from papers import HELLO, LINK, added, kept, listed, posix, shown

from support import Run

KINDS = [
    "quotation", "contract", "invoice", "drawing", "certificate", "packing_list", "bill_of_lading", "inspection",
    "photo", "specification", "minutes", "other",
]  # fmt: skip
KEYS = [
    "id", "ref", "kind_of_record", "about", "name", "kind", "version", "path", "url", "size", "sha256", "read_by",
    "customer", "external_id", "owner", "created_at", "created_by", "updated_at", "updated_by", "archived",
]  # fmt: skip


@pytest.fixture
def paper(tmp_path: Path) -> Path:
    """A file of five bytes."""
    path = tmp_path / "合同.pdf"
    path.write_bytes(b"hello")
    return path


# --- adding ---------------------------------------------------------------------------------------------------------


def test_a_file_is_known_by_where_it_is_and_what_it_holds(shop: Run, paper: Path) -> None:
    one = added(shop, "天成", paper, "--kind", "contract")
    assert list(one) == [*KEYS, "transaction"]
    assert (one["ref"][0], one["kind_of_record"], one["about"]["name"]) == ("W", "document", "天成外贸公司")
    assert (one["name"], one["kind"], one["version"]) == ("合同.pdf", "contract", 1)
    assert (one["path"], one["url"], one["size"], one["sha256"]) == (str(paper), None, 5, HELLO)
    assert (one["read_by"], one["customer"]["name"], one["owner"]["name"]) == ([], "天成外贸公司", "lin")
    assert one["transaction"][0] == "T"
    assert paper.read_bytes() == b"hello"


def test_a_link_is_kept_as_it_is(shop: Run) -> None:
    one = added(shop, "天成", LINK)
    assert (one["url"], one["path"], one["size"], one["sha256"]) == (LINK, None, None, None)
    assert (one["name"], one["kind"]) == ("price list.pdf", "other")
    assert added(shop, "alfreds", "http://example.com")["name"] == "example.com"
    assert added(shop, "alfreds", "HTTPS://EXAMPLE.com/合同?a=1")["name"] == "合同"


def test_a_relative_path_becomes_absolute(shop: Run, paper: Path) -> None:
    one = shop("document", "add", "天成", paper.name, "--json", cwd=paper.parent).ok().json
    assert one["path"] == str(paper)
    one = shop("document", "add", "alfreds", f"./x/../{paper.name}", "--json", cwd=paper.parent).ok().json
    assert one["path"] == str(paper)


@pytest.mark.parametrize("kind", KINDS)
def test_kinds(shop: Run, paper: Path, kind: str) -> None:
    assert added(shop, "天成", paper, "--kind", kind)["kind"] == kind
    assert [row["kind"] for row in shop("document", "list", "--kind", kind, "--json").json] == [kind]


def test_kinds_by_their_chinese_name_and_wrong_ones(shop: Run, paper: Path) -> None:
    assert added(shop, "天成", paper, "--kind", "提单")["kind"] == "bill_of_lading"
    error = shop("document", "add", "天成", paper, "--kind", "novel", "--json").fails(2).error
    assert (error["code"], error["details"]["argument"]) == ("value", "--kind")
    assert error["details"]["expected"] == KINDS


@pytest.mark.parametrize("kind", ["customer", "contact", "followup", "reminder", "member"])
def test_on_a_record_of_any_kind(shop: Run, paper: Path, kind: str) -> None:
    shop("note", "天成", "拜访,下周三回访").ok()
    ref = shop(kind, "list", "--json").json[-1]["ref"] if kind != "member" else "lin"
    one = added(shop, ref, paper)
    assert one["about"]["kind"] == kind
    assert (one["customer"] or {}).get("name") == (None if kind == "member" else "天成外贸公司")
    if kind != "member":
        related = shop(kind, "show", ref, "--json").json["related"]["document"]
        assert [each["ref"] for each in related] == [one["ref"]]


def test_by_a_name_where_it_is_clear(shop: Run, paper: Path) -> None:
    assert added(shop, "张伟", paper)["about"]["kind"] == "contact"
    error = shop("document", "add", "东方", paper, "--json").fails(4).error
    assert {one["kind"] for one in error["details"]["candidates"]} == {"customer"}
    assert shop("document", "add", "nobody", paper, "--json").fails(3).error["details"]["argument"] == "REF"


def test_a_document_is_no_record_to_put_documents_on(shop: Run, paper: Path) -> None:
    one = added(shop, "天成", paper)
    shop("document", "add", one["ref"], paper, "--json").fails(3)
    shop("document", "edit", one["ref"], "--about", one["ref"], "--json").fails(3)


def test_a_removed_record_takes_no_documents(shop: Run, paper: Path) -> None:
    ref = shop("customer", "show", "天成", "--json").json["ref"]
    shop("customer", "remove", ref, "--yes").ok()
    error = shop("document", "add", ref, paper, "--json").fails(5).error
    assert (error["code"], error["details"]["missing"][0]["code"]) == ("refused", "removed")
    assert shop("document", "list", "--json").json == []


def test_an_empty_file_is_taken_with_a_warning(shop: Run, tmp_path: Path) -> None:
    path = tmp_path / "empty.txt"
    path.touch()
    result = shop("document", "add", "天成", path, "--json").ok()
    assert (result.json["size"], result.json["sha256"]) == (0, hashlib.sha256(b"").hexdigest())
    assert str(path) in result.err


@posix
def test_a_symbolic_link_stays_one_and_what_it_leads_to_is_read(shop: Run, paper: Path) -> None:
    path = paper.with_name("link.pdf")
    path.symlink_to(paper)
    one = added(shop, "天成", path)
    assert (one["path"], one["name"], one["sha256"]) == (str(path), "link.pdf", HELLO)
    paper.unlink()
    assert "leads nowhere" in kept(shop("document", "add", "天成", path, "--json"), path).error["message"]
    path.unlink()
    path.symlink_to(path)
    kept(shop("document", "add", "天成", path, "--json"), path)


# --- versions -------------------------------------------------------------------------------------------------------


def test_other_content_is_the_next_version(shop: Run, paper: Path) -> None:
    first = added(shop, "天成", paper)
    paper.write_bytes(b"hello again")
    second = added(shop, "天成", paper)
    third = added(shop, "天成", LINK, "--name", "合同.PDF")  # names compare as names do
    assert [one["version"] for one in (first, second, third)] == [1, 2, 3]
    assert len({one["ref"] for one in (first, second, third)}) == 3
    assert listed(shop) == [("合同.PDF", 3), ("合同.pdf", 2), ("合同.pdf", 1)]
    assert [one["version"] for one in shown(shop, first["ref"])["versions"]] == [3, 2, 1]


def test_without_a_kind_it_is_of_the_kind_of_its_namesake(shop: Run, paper: Path) -> None:
    added(shop, "天成", paper, "--kind", "contract")
    paper.write_bytes(b"hello again")
    second = added(shop, "天成", paper)
    assert (second["kind"], second["version"]) == ("contract", 2)
    added(shop, "天成", paper, "--kind", "invoice")
    paper.write_bytes(b"and again")
    assert added(shop, "天成", paper)["kind"] == "other"  # contract or invoice: not for us to say


def test_the_same_content_again_adds_nothing(shop: Run, paper: Path) -> None:
    first = added(shop, "天成", paper)
    paper.write_bytes(b"other")
    added(shop, "天成", paper)
    paper.write_bytes(b"hello")
    again = added(shop, "天成", paper)
    assert (again["transaction"], again["ref"], again["version"]) == (None, first["ref"], 1)
    result = shop("document", "add", "天成", paper).ok()
    assert "nothing was added" in result.out
    assert first["ref"] in result.out
    link = added(shop, "天成", LINK)
    assert added(shop, "天成", LINK) == {**link, "transaction": None}
    assert len(listed(shop)) == 3


def test_another_name_kind_or_record_is_another_document(shop: Run, paper: Path) -> None:
    added(shop, "天成", paper)
    for words in (
        ("天成", paper, "--name", "b.pdf"),
        ("天成", paper, "--kind", "invoice"),
        ("alfreds", paper),
    ):
        one = added(shop, *words)
        assert (one["version"], one["transaction"] is None) == (1, False)
    assert len(listed(shop)) == 4


def test_the_number_of_a_removed_version_is_not_given_again(shop: Run, paper: Path) -> None:
    added(shop, "天成", paper)
    paper.write_bytes(b"two")
    second = added(shop, "天成", paper)
    removed = shop("document", "remove", second["ref"], "--json").ok().json[0]
    again = added(shop, "天成", paper)
    assert (again["version"], again["ref"] != second["ref"]) == (3, True)
    shop("undo", removed["transaction"]).ok()
    assert [one["version"] for one in shown(shop, again["ref"])["versions"]] == [3, 2, 1]


def test_a_name_that_versions_share_means_the_newest(shop: Run, paper: Path) -> None:
    added(shop, "天成", paper)
    paper.write_bytes(b"two")
    second = added(shop, "天成", paper)
    for named in ("合同.pdf", "合同", "hetong"):
        assert shown(shop, named)["ref"] == second["ref"]
    # Another document of that name: which of the two is not clear.
    added(shop, "alfreds", paper)
    error = shop("document", "show", "合同.pdf", "--json").fails(4).error
    assert len(error["details"]["candidates"]) == 2
    shop("document", "show", "nothing", "--json").fails(3)


# --- editing, removing, undoing -------------------------------------------------------------------------------------


def test_a_name_is_changed_on_all_versions(shop: Run, paper: Path) -> None:
    first = added(shop, "天成", paper)
    paper.write_bytes(b"two")
    added(shop, "天成", paper)
    words = ("--name", "采购合同.pdf", "--kind", "contract", "--about", "李娜", "--external-id", "K-1")
    edited = shop("document", "edit", first["ref"], *words, "--json").ok().json
    assert (edited["name"], edited["kind"], edited["about"]["name"]) == ("采购合同.pdf", "contract", "李娜")
    versions = shown(shop, "采购合同.pdf")["versions"]
    assert [(one["version"], one["kind"], one["external_id"]) for one in versions] == [
        (2, "contract", None),
        (1, "contract", "K-1"),
    ]
    shop("undo").ok()
    assert listed(shop) == [("合同.pdf", 2), ("合同.pdf", 1)]


def test_a_name_that_is_taken_is_refused(shop: Run, paper: Path) -> None:
    one = added(shop, "天成", paper)
    other = added(shop, "天成", paper, "--name", "b.pdf")
    error = shop("document", "edit", other["ref"], "--name", "合同.PDF", "--json").fails(5).error
    assert error["details"]["missing"][0]["code"] == "name_taken"
    assert one["ref"] in error["message"]
    assert listed(shop) == [("b.pdf", 1), ("合同.pdf", 1)]
    same = shop("document", "edit", one["ref"], "--name", "合同.PDF", "--json").ok().json
    assert same["name"] == "合同.PDF"


def test_where_the_same_file_is_now(shop: Run, paper: Path) -> None:
    one = added(shop, "天成", paper)
    moved = paper.with_name("moved.pdf")
    paper.rename(moved)
    edited = shop("document", "edit", one["ref"], "--path", moved, "--json").ok().json
    assert (edited["path"], edited["name"], shown(shop, one["ref"])["state"]) == (
        str(moved),
        "合同.pdf",
        "present",
    )
    moved.write_bytes(b"other")
    error = shop("document", "edit", one["ref"], "--path", moved, "--json").fails(5).error
    assert error["details"]["missing"][0]["code"] == "content"
    kept(shop("document", "edit", one["ref"], "--path", paper, "--json"), paper)
    shop("document", "edit", one["ref"], "--url", LINK, "--json").fails(2)
    link = added(shop, "天成", LINK)
    assert (
        shop("document", "edit", link["ref"], "--url", LINK + "?v=2", "--json").ok().json["url"]
        == LINK + "?v=2"
    )
    shop("document", "edit", link["ref"], "--url", "javascript:x", "--json").fails(2)
    shop("document", "edit", link["ref"], "--path", moved, "--json").fails(2)


def test_edit_of_nothing_and_of_what_nobody_types(shop: Run, paper: Path) -> None:
    one = added(shop, "天成", paper)
    assert shop("document", "edit", one["ref"], "--json").fails(2).error["code"] == "usage"
    for option in ("--sha256", "--version-number", "--size", "--read-by", "--customer"):
        shop("document", "edit", one["ref"], option, "x", "--json").fails(2)
    assert shop("document", "edit", one["ref"], "--name", "", "--json").fails(2).error["code"] == "value"
    assert shop("document", "edit", one["ref"], "--kind", "other", "--json").ok().json["transaction"] is None


def test_removing_a_customer_takes_its_documents_along(shop: Run, paper: Path) -> None:
    shop("note", "天成", "拜访,下周三回访").ok()
    refs = [
        shop(kind, "list", "--json").json[-1]["ref"]
        for kind in ("customer", "contact", "followup", "reminder")
    ]
    papers = [added(shop, ref, paper)["ref"] for ref in refs]
    shop("reminder", "add", "read it", "--about", papers[0], "--due", "fri").ok()
    other = added(shop, "alfreds", paper)
    star = shop("customer", "show", "天成", "--json").json["related"]["document"]
    assert [one["ref"] for one in star] == papers[::-1]
    removed = shop("customer", "remove", "天成", "--json").ok().json[0]["transaction"]
    assert [one["ref"] for one in shop("document", "list", "--json").json] == [other["ref"]]
    assert shop("reminder", "list", "--json").json == []
    error = shop("document", "read", papers[0], "--json").fails(5).error
    assert error["code"] == "refused"
    shop("undo", removed).ok()
    assert len(shop("document", "list", "--json").json) == 5
    assert shop("document", "show", papers[0], "--json").json["related"]["reminder"][0]["text"] == "read it"


def test_removing_a_contact_or_reminder_takes_its_documents_along(shop: Run, paper: Path) -> None:
    added(shop, "李娜", paper)
    shop("reminder", "add", "call", "--about", "李娜", "--due", "fri", "--external-id", "r").ok()
    added(shop, "r", paper)
    assert len(listed(shop)) == 2
    shop("contact", "remove", "李娜", "--yes").ok()
    assert listed(shop) == []
    shop("undo").ok()
    assert len(listed(shop)) == 2


def test_the_customer_follows_from_what_a_document_is_about(shop: Run, paper: Path) -> None:
    one = added(shop, "李娜", paper)
    shop("contact", "edit", "李娜", "--customer", "alfreds").ok()
    assert shown(shop, one["ref"])["customer"]["name"] == "Alfreds Futterkiste"
    shop("undo").ok()
    assert shown(shop, one["ref"])["customer"]["name"] == "天成外贸公司"
    shop("document", "edit", one["ref"], "--about", "alfreds").ok()
    assert shown(shop, one["ref"])["customer"]["name"] == "Alfreds Futterkiste"


def test_remove_asks_undo_brings_back_and_history_tells(shop: Run, paper: Path) -> None:
    one = added(shop, "天成", paper)
    shop("document", "remove", one["ref"], "--dry-run").ok()
    assert len(listed(shop)) == 1
    shop("document", "remove", one["ref"]).ok()
    assert listed(shop) == []
    assert paper.exists()
    shop("undo").ok()
    assert len(listed(shop)) == 1
    commands = [entry["command"] for entry in shop("history", one["ref"], "--json").ok().json]
    assert commands[-1] == "document add"
    assert "document remove" in commands


def test_in_a_batch(shop: Run, paper: Path) -> None:
    lines = [
        ["document", "add", "天成", str(paper), "--kind", "contract"],
        ["document", "add", "天成", str(paper), "--kind", "contract"],
        ["document", "read", "合同.pdf"],
        ["document", "list", "--unread"],
        ["document", "add", "天成", str(paper.parent)],
    ]
    answers = shop("batch", stdin="".join(json.dumps(line) + "\n" for line in lines)).fails(7).lines
    assert [one["exit"] for one in answers] == [0, 0, 0, 0, 7]
    assert answers[0]["result"]["transaction"]
    assert answers[1]["result"]["transaction"] is None
    assert answers[1]["result"]["ref"] == answers[0]["result"]["ref"]
    assert answers[3]["result"] == []
