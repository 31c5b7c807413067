"""Documents: reading and opening them, what became of their files, finding, exporting and purging them."""

from __future__ import annotations

import os
import sqlite3
import stat
import time
from pathlib import Path

import pytest
from papers import HELLO, LINK, added, listed, posix, shown
from terminals import bare, terminal

from support import Run

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


# --- reading --------------------------------------------------------------------------------------------------------


def test_who_has_read_which_version(shop: Run, paper: Path) -> None:
    first = added(shop, "天成", paper)
    done = shop("document", "read", first["ref"], "--json").ok().json
    assert done["transaction"]
    me = done["owner"]
    assert done["read_by"] == [{**me, "version": 1, "at": "2026-11-18T10:30:00+08:00"}]
    again = shop(
        "document", "read", first["ref"], "--json", env={"CRM_NOW": "2026-11-19T10:30:00+08:00"}
    ).json
    assert again == {**done, "transaction": None}
    paper.write_bytes(b"two")
    second = added(shop, "天成", paper)
    assert second["read_by"] == []
    assert listed(shop, "--unread") == [("合同.pdf", 2)]
    assert listed(shop, "--where", "read_by=me") == [("合同.pdf", 1)]
    versions = shown(shop, "合同.pdf")["versions"]
    assert [[by["name"] for by in one["read_by"]] for one in versions] == [[], ["lin"]]
    # That it was read makes the document no other one.
    assert versions[1]["updated_at"] == first["updated_at"]
    shop("undo", done["transaction"]).ok()
    assert len(listed(shop, "--unread")) == 2


def test_each_member_reads_for_themselves(shop: Run, sealed: Path, paper: Path) -> None:
    one = added(shop, "天成", paper)
    shop("document", "read", one["ref"]).ok()
    db = sqlite3.connect(sealed / "crm.db")
    db.create_function("name_key", 1, str)
    db.execute("INSERT INTO member (name) VALUES ('王芳')")
    db.execute("UPDATE meta SET value = (SELECT id FROM member WHERE name = '王芳') WHERE key = 'me'")
    db.commit()
    db.close()
    assert len(listed(shop, "--unread")) == 1
    done = shop("document", "read", one["ref"], "--json").ok().json
    assert [by["name"] for by in done["read_by"]] == ["lin", "王芳"]
    assert listed(shop, "--unread") == []


def test_piped_the_path_is_printed_and_nothing_opened(shop: Run, paper: Path, openers: Path) -> None:
    one = added(shop, "天成", paper)
    assert shop("document", "read", one["ref"]).ok().out == f"{paper}\n"
    link = added(shop, "天成", LINK)
    assert shop("document", "read", link["ref"]).ok().out == f"{LINK}\n"
    assert shop("document", "read", link["ref"], "--quiet").ok().out == f"{link['ref']}\n"
    assert not (openers / "said").exists()


def test_a_file_that_is_gone_is_still_marked_where_nothing_is_opened(shop: Run, paper: Path) -> None:
    one = added(shop, "天成", paper)
    paper.unlink()
    result = shop("document", "read", one["ref"], "--json").ok()
    assert len(result.json["read_by"]) == 1
    assert str(paper) in result.err


@pytest.fixture
def openers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder in which `xdg-open` and `open` write down what they are called with."""
    folder = tmp_path / "bin"
    folder.mkdir()
    for name in ("xdg-open", "open"):
        path = folder / name
        path.write_text(
            f'#!/bin/sh\nprintf "%s\\0" "$@" > {folder}/said.part; mv {folder}/said.part {folder}/said\n'
        )
        path.chmod(path.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setenv("PATH", f"{folder}{os.pathsep}{os.environ['PATH']}")
    return folder


def said(openers: Path) -> list[str]:
    """What the opener was called with."""
    end = time.monotonic() + 20
    while not (openers / "said").exists():
        assert time.monotonic() < end, "nothing was opened"
        time.sleep(0.02)
    words = (openers / "said").read_bytes().decode().split("\0")[:-1]
    (openers / "said").unlink()
    return words


@posix
def test_on_a_terminal_it_is_opened_by_the_systems_own_program(
    shop: Run, tmp_path: Path, openers: Path
) -> None:
    path = tmp_path / "a; touch x $(touch y) '.pdf"
    path.write_text("x")
    one = added(shop, "天成", path)
    code, _text = terminal("document", "read", one["ref"], PATH=os.environ["PATH"])
    assert code == 0
    assert said(openers) == [str(path)]
    assert {each.name for each in tmp_path.iterdir()} >= {path.name}
    assert not any((folder / name).exists() for folder in (tmp_path, Path.cwd()) for name in ("x", "y"))
    link = added(shop, "天成", LINK)
    code, _text = terminal("document", "read", link["ref"], PATH=os.environ["PATH"])
    assert (code, said(openers)) == (0, [LINK])
    code, text = terminal("document", "read", link["ref"], "--no-open", PATH=os.environ["PATH"])
    assert (code, (openers / "said").exists()) == (0, False)
    assert link["ref"] in bare(text)


@posix
def test_programs_are_not_started(shop: Run, tmp_path: Path, openers: Path) -> None:
    path = tmp_path / "invoice.pdf.desktop"
    path.write_text("[Desktop Entry]\nExec=rm\n")
    one = added(shop, "天成", path)
    code, text = terminal("document", "read", one["ref"], PATH=os.environ["PATH"])
    assert code == 0
    assert "is a program" in bare(text)
    assert not (openers / "said").exists()


@posix
def test_what_is_not_the_version_any_more_is_not_opened_nor_marked(
    shop: Run, paper: Path, openers: Path
) -> None:
    one = added(shop, "天成", paper)
    for change in (lambda: paper.write_bytes(b"hallo"), paper.unlink):
        change()
        code, text = terminal("document", "read", one["ref"], PATH=os.environ["PATH"])
        assert code == 7
        assert "--no-open" in bare(text)
    assert not (openers / "said").exists()
    assert shown(shop, one["ref"])["read_by"] == []
    assert terminal("document", "read", one["ref"], "--no-open")[0] == 0
    assert len(shown(shop, one["ref"])["read_by"]) == 1


@posix
def test_no_opener_and_one_that_fails(shop: Run, paper: Path, openers: Path) -> None:
    one = added(shop, "天成", paper)
    for name in ("xdg-open", "open"):
        (openers / name).write_text("#!/bin/sh\nexit 4\n")
    code, text = terminal("document", "read", one["ref"], PATH=os.environ["PATH"])
    assert code == 0
    assert "(4)" in bare(text)
    empty = openers / "empty"
    empty.mkdir()
    code, text = terminal("document", "read", one["ref"], PATH=str(empty))
    assert code == 0
    assert "xdg-open" in bare(text)
    assert str(paper) in bare(text).replace("\n", "").replace("\r", "")


# --- what became of the file ----------------------------------------------------------------------------------------


def test_whether_the_file_is_still_what_it_was(shop: Run, paper: Path) -> None:
    one = added(shop, "天成", paper)
    assert shown(shop, one["ref"])["state"] == "present"
    paper.write_bytes(b"hallo")  # the same size
    assert shown(shop, one["ref"])["state"] == "changed"
    paper.write_bytes(b"hello!")
    assert shown(shop, one["ref"])["state"] == "changed"
    paper.unlink()
    assert shown(shop, one["ref"])["state"] == "missing"
    assert "\nstate\tmissing\n" in shop("document", "show", one["ref"]).ok().out
    paper.mkdir()
    assert shown(shop, one["ref"])["state"] == "changed"
    link = added(shop, "天成", LINK)
    assert shown(shop, link["ref"])["state"] is None
    assert "state" not in shop("document", "list", "--json").json[0]


def test_show_of_any_record_shows_a_document_so_too(shop: Run, paper: Path) -> None:
    one = added(shop, "天成", paper)
    found = shop("show", one["ref"], "--json").ok().json
    assert list(found) == [*KEYS, "state", "versions", "related"]
    assert found == shown(shop, one["ref"])
    assert list(found["versions"][0]) == [*KEYS, "state"]


@posix
def test_a_terminal_shows_versions_states_and_readers(shop: Run, paper: Path) -> None:
    one = added(shop, "天成", paper)
    shop("document", "read", one["ref"]).ok()
    paper.write_bytes(b"two")
    two = added(shop, "天成", paper)
    code, text = terminal("document", "show", "合同.pdf")
    assert code == 0
    lines = bare(text).splitlines()
    assert any(two["ref"] in line and "version 2" in line and "as it was" in line for line in lines)
    assert any(one["ref"] in line and "version 1" in line and "changed since" in line for line in lines)
    assert any("read by lin" in line for line in lines)


# --- finding, filters, export, purge --------------------------------------------------------------------------------


def test_found_by_name_and_number(shop: Run, paper: Path) -> None:
    one = added(shop, "张伟", paper, "--external-id", "DOC-9", "--kind", "contract")
    for text in ("合同.pdf", "合同", "DOC-9", one["ref"]):
        (hit,) = [hit for hit in shop("find", text, "--json").ok().json if hit["kind"] == "document"]
        assert (hit["ref"], hit["customer"]["name"]) == (one["ref"], "天成外贸公司")


@pytest.mark.parametrize(
    ("words", "names"),
    [
        (("--about", "天成"), ["a.pdf"]),
        (("--about", "张伟"), ["b.pdf"]),
        (("--customer", "天成"), ["b.pdf", "a.pdf"]),
        (("--kind", "contract"), ["b.pdf"]),
        (("--where", "about=张伟"), ["b.pdf"]),
        (("--where", "customer.level=A and size>=5"), ["b.pdf", "a.pdf"]),
        (("--where", "url is not empty"), ["c"]),
        (("--where", "version=1", "--sort", "name", "--limit", "1"), ["a.pdf"]),
        (("--where", "read_by is empty"), ["c", "b.pdf", "a.pdf"]),
        (("--unread", "--where", "name~PDF"), ["b.pdf", "a.pdf"]),
        (("--where", f"sha256={HELLO}"), ["b.pdf", "a.pdf"]),
        (("--owner", "me"), ["c", "b.pdf", "a.pdf"]),
    ],
)
def test_filters(shop: Run, paper: Path, words: tuple[str, ...], names: list[str]) -> None:
    added(shop, "天成", paper, "--name", "a.pdf")
    added(shop, "张伟", paper, "--name", "b.pdf", "--kind", "contract")
    added(shop, "alfreds", LINK, "--name", "c")
    assert [name for name, _version in listed(shop, *words)] == names


def test_about_nobody(shop: Run) -> None:
    error = shop("document", "list", "--about", "nobody", "--json").fails(3).error
    assert error["details"]["argument"] == "--about"


@pytest.mark.parametrize("named", ["document", "documents"])
def test_export(shop: Run, paper: Path, named: str) -> None:
    one = added(shop, "天成", paper)
    shop("document", "read", one["ref"]).ok()
    head, row = shop("export", named).ok().out.splitlines()
    names = ["id", "ref", "kind_of_record", "about", "about.kind", "about.ref", "name", "kind"]
    assert head.split(",")[:8] == names
    cells = dict(zip(head.split(","), row.split(","), strict=True))
    assert (cells["about"], cells["size"], cells["read_by"]) == ("天成外贸公司", "5", "lin")
    assert (cells["about.kind"], cells["about.ref"][:1], cells["read_by.ref"][:1]) == ("customer", "C", "U")
    (whole,) = shop("export", named, "--json").ok().json
    assert whole["sha256"] == HELLO


def stored(home: Path) -> str:
    """All bytes of the store's files."""
    return "".join(
        path.read_bytes().decode("latin-1") for path in sorted(home.glob("crm.db*")) if path.is_file()
    )


def test_purge_leaves_nothing_of_a_document(shop: Run, sealed: Path, tmp_path: Path) -> None:
    path = tmp_path / "geheimnis-7731.pdf"
    path.write_bytes(b"hello")
    shop("note", "天成", "拜访").ok()
    about = shop("followup", "list", "--json").json[0]["ref"]
    one = added(shop, about, path)
    shop("document", "read", one["ref"]).ok()
    shop("document", "edit", one["ref"], "--name", "renamed-7732.pdf").ok()
    path.write_bytes(b"two")
    shop("document", "remove", added(shop, "天成", path)["ref"]).ok()
    mine = added(shop, "alfreds", path, "--name", "stays.pdf")
    answer = shop("purge", "天成", "--yes", "--json").ok().json
    assert answer["records"]["document"] == 2
    everything = stored(sealed)
    assert mine["ref"] in everything
    for trace in ("renamed-7732", one["ref"], one["id"], HELLO):
        assert trace not in everything, trace
    assert everything.count("geheimnis-7731") == 1  # the path of the one that stays
    assert path.exists()


def test_purge_of_one_version_alone(shop: Run, sealed: Path, paper: Path) -> None:
    one = added(shop, "天成", paper)
    shop("document", "read", one["ref"]).ok()
    paper.write_bytes(b"two")
    two = added(shop, "天成", paper)
    shop("purge", one["ref"], "--yes").ok()
    assert listed(shop) == [("合同.pdf", 2)]
    everything = stored(sealed)
    assert one["id"] not in everything
    assert HELLO not in everything
    assert two["id"] in everything
    shop("doctor").ok()


def test_an_older_store_gets_documents(crm: Run, sealed: Path, paper: Path) -> None:
    sealed.mkdir(mode=0o700)
    first = Path(__file__).parents[1] / "data" / "stores" / "first-release.db"
    (sealed / "crm.db").write_bytes(first.read_bytes())
    (sealed / "crm.db").chmod(0o600)
    one = added(crm, "天成", paper)
    assert one["customer"]["name"] == "天成外贸公司"
    assert crm("doctor", "--json").ok().json["ok"] is True
