"""What holds of any sheet: counts add up, twice is once, the chunk does not matter, out and in again is the same."""

from __future__ import annotations

import csv
import io
import itertools
import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crmcli.store import bulkindex, columnindex, columnkeys, columntexts, searchdoc
from crmcli.store.records import CONTACT, CUSTOMER, Contact, Customer
from crmcli.text import names
from crmcli.text.phones import email_key, phone_key
from crmcli.verbs import importing
from support import Run

OUTCOMES = ("created", "updated", "unchanged", "duplicate", "rejected")
COLUMNS = {
    "客户名称": [
        "天成外贸有限公司",
        "天成外贸",
        "Acme GmbH",
        "ACME",
        "Bolt",
        "Ｂｏｌｔ Ltd.",
        "",
        " ",
        "合计",
        "NULL",
        "=1+1",
        "'x",
    ],
    "客户编号": ["A1", "a1", "B2", "C3", "", ""],
    "电话": [
        "0574-87654321",
        "0574 8765 4321",
        "030-1234567",
        "+49 30 1234567",
        "1.38E+10",
        "无",
        "",
        "000000",
    ],
    "邮箱": ["a@acme.de", "A@ACME.DE", "b@bolt.uk", "x@y.cn; z@y.cn", "no mail", ""],
    "税号": ["91330200MA2", "DE 811", "", ""],
    "城市": ["宁波", "Berlin", "", "上海\n浦东", "\x1b[31mred"],
    "状态": ["合作中", "lead", "flying", ""],
    "标签": ["vip", "vip; east", "VIP", ""],
    "下次跟进": ["2026-12-01", "2026/12/5 14:30", "someday", "", ""],
    "联系人": ["张伟", "张总", "李娜", "M. Anders", "Maria Anders", "", ""],
    "手机": ["13800138000", "138 0013 8000", "13900139000; 13800138000", "0574-87654321", "", ""],
    "微信": ["zw", "wechat:zw", ""],
    "生日": ["1980-02-03", "3.4.1980", "31.2.1980", ""],
}
SHEETS = st.lists(st.sampled_from(sorted(COLUMNS)), min_size=1, max_size=8, unique=True).flatmap(
    lambda headers: st.tuples(
        st.just(["客户名称", *(header for header in headers if header != "客户名称")]),
        st.lists(
            st.tuples(
                *(st.sampled_from(COLUMNS[h]) for h in ["客户名称", *(h for h in headers if h != "客户名称")])
            ),
            max_size=9,
        ),
    )
)
number = itertools.count()


def home_in(folder: Path) -> Path:
    """A new home without daily backups."""
    home = folder / f"home{next(number)}"
    home.mkdir()
    (home / "config.toml").write_text("[backup]\nkeep = 0\n")
    return home


def written(folder: Path, headers: list[str], rows: list[tuple[str, ...]]) -> Path:
    path = folder / f"sheet{next(number)}.csv"
    text = io.StringIO(newline="")
    csv.writer(text).writerows([headers, *rows])
    path.write_text(text.getvalue(), "utf-8", newline="")
    return path


def checked(crm: Run, home: Path, *args: object) -> dict[str, Any]:
    """The summary of an import, after a look whether all rows are accounted for."""
    done = crm("import", *args, "--keep-good", "--json", env={"CRM_HOME": str(home)})
    assert done.code in (0, 5), done
    summary: dict[str, Any] = done.json
    assert (done.code == 5) == (summary["rejected"] > 0) == bool(summary["rejects"])
    for part in (summary, *summary["files"]):
        assert part["rows"] == sum(part[name] for name in OUTCOMES)
    for name in ("rows", *OUTCOMES):
        assert summary[name] == sum(file[name] for file in summary["files"])
    changed = sum(
        summary["records"][kind][name] for kind in ("customer", "contact") for name in ("created", "updated")
    )
    assert (summary["transaction"] is not None) == (changed > 0)
    return summary


def records(crm: Run, home: Path) -> dict[str, list[dict[str, Any]]]:
    """All customers and contacts, without what only one store has."""
    found = {}
    for kind in ("customer", "contact"):
        rows = crm("export", kind, "--json", env={"CRM_HOME": str(home)}).ok().json
        for row in rows:
            del row["id"], row["ref"], row["created_by"], row["updated_by"], row["owner"]
            if kind == "contact":
                row["customer"] = row["customer"]["name"]
        found[kind] = sorted(rows, key=str)
    return found


@pytest.mark.slow
@settings(max_examples=12)
@given(SHEETS)
def test_any_sheet(crm_in: Run, tmp_path: Path, sheet: tuple[list[str], list[tuple[str, ...]]]) -> None:
    home = home_in(tmp_path)
    path = written(tmp_path, *sheet)
    first = checked(crm_in, home, path)
    (file,) = first["files"]
    assert file["rows"] + sum(file["ignored"].values()) == len(sheet[1])
    before = records(crm_in, home)
    again = checked(crm_in, home, path)
    assert (again["created"], again["updated"], again["transaction"]) == (0, 0, None)
    assert again["rejected"] == first["rejected"]
    assert records(crm_in, home) == before


@pytest.mark.slow
@settings(max_examples=6)
@given(SHEETS)
def test_the_size_of_chunks_does_not_matter(
    crm_in: Run,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    sheet: tuple[list[str], list[tuple[str, ...]]],
) -> None:
    path = written(tmp_path, *sheet)
    found = []
    for size in (2000, 2):
        home = home_in(tmp_path)
        with monkeypatch.context() as patch:
            patch.setattr(importing, "_CHUNK", size)
            summary = checked(crm_in, home, path)
        found.append(([summary[name] for name in OUTCOMES], summary["records"], records(crm_in, home)))
    assert found[0] == found[1]


@pytest.mark.slow
@settings(max_examples=6)
@given(SHEETS)
def test_out_and_in_again(
    crm_in: Run, tmp_path: Path, sheet: tuple[list[str], list[tuple[str, ...]]]
) -> None:
    here, there = (home_in(tmp_path) for _ in "ab")
    checked(crm_in, here, written(tmp_path, *sheet))
    files = []
    for kind in ("customer", "contact"):
        files.append(tmp_path / f"{kind}{next(number)}.csv")
        crm_in("export", kind, "--output", files[-1], env={"CRM_HOME": str(here)}).ok()
    done = checked(crm_in, there, *files)
    assert done["rows"] == done["created"]
    assert records(crm_in, there) == records(crm_in, here)
    assert checked(crm_in, here, *files)["unchanged"] == done["rows"]


TEXTS = st.text(
    st.sampled_from("宁波天成张单吕重㐀﨟公司有限集团株式会社한국カ，。 aB1Cé.,&()@-+0"), max_size=12
)


@settings(max_examples=300)
@given(TEXTS, TEXTS)
def test_keys_of_columns_are_those_of_each(one: str, two: str) -> None:
    assert bulkindex.bare_key(one) == names.bare_key(one)
    assert columnkeys.bare_keys([one, two]) == [names.bare_key(one), names.bare_key(two)]
    assert columnkeys.name_keys([one, two]) == [names.name_key(one), names.name_key(two)]
    assert columnkeys.email_keys([one, two]) == [email_key(one), email_key(two)]


RECORDS = st.lists(
    st.tuples(TEXTS.filter(bool), TEXTS, TEXTS, TEXTS, st.lists(TEXTS.filter(bool), max_size=2)),
    min_size=1,
    max_size=4,
)


@pytest.mark.slow
@settings(max_examples=200)
@given(RECORDS, st.booleans())
def test_the_index_of_columns_is_that_of_rows(
    given: list[tuple[str, str, str, str, list[str]]], plain: bool
) -> None:
    """``plain``: as most tables are, for which there is a quicker way."""
    if plain:
        given = [
            (*(re.sub("[^ -~]", "x", one) for one in row[:4]), [f"{row[1]}1".encode().hex()])  # type: ignore[misc]
            for row in given
        ]
    for kind, cls, columns in ((CUSTOMER, Customer, ("name", "address", "phone", "tax_id", "fax", "email", "city")),
                               (CONTACT, Contact, ("name", "title", "external_id", "birthday"))):  # fmt: skip
        cells = {
            name: [row[at % 4] or None for row in given] if at else [row[0] for row in given]
            for at, name in enumerate(columns)
        }
        members = [row[4] for row in given]
        sets: dict[str, list[Any]] = {"custom": [[("phone 2", one) for one in each[:1]] for each in members]}
        if kind is CUSTOMER:
            sets |= {"aliases": members, "tags": members}
        else:
            sets |= {"phones": members, "emails": members}
        common = {"owner_id": "u", "created_at": "2026-11-18T00:00:00.000Z"}
        made = columnindex.Maker(kind, len(given), cells, sets, common, {}).documents()
        for at in range(len(given)):
            values = {**common, **{name: cell[at] for name, cell in cells.items()}}
            own = {name: each[at] for name, each in sets.items()}
            one = searchdoc.document(kind, cls([values.get(column) for column in cls.COLUMNS]), own)
            assert (made.names[at], made.bodies[at], made.keys[at]) == (one.names, one.body, one.keys)
            tokens = searchdoc.tokens(kind.name, one.names, one.body, one.keys)
            assert as_fts5_reads(made.tokens[at]) == as_fts5_reads(tokens)


@settings(max_examples=300)
@given(
    st.lists(
        st.text(st.sampled_from("宁波臺灣㐀\uf900한カ，。\u3000\u2028１6é\u0301ŉßﬁ aB-_.\n"), max_size=12),
        min_size=1,
        max_size=4,
    )
)
def test_the_words_of_columns_are_those_of_texts(texts: list[str]) -> None:
    made = columntexts.words(texts)
    assert [as_fts5_reads(one) for one in made] == [
        as_fts5_reads(searchdoc.tokens("followup", "", text, ""))
        - as_fts5_reads(searchdoc.kind_sign("followup"))
        for text in texts
    ]


def as_fts5_reads(text: str) -> set[str]:
    """The terms that FTS5 makes of a token text: what is not ASCII is part of one."""
    low = "".join(one.lower() if one.isascii() else one for one in text)
    return set(re.findall("[0-9a-z\x80-\U0010ffff]+", low))


@pytest.mark.slow
@settings(max_examples=300)
@given(
    st.one_of(
        st.from_regex(r"(\+|00)?(86|1|0)?[0-9 ]{0,12}(-[0-9 -]{1,9})?", fullmatch=True),
        st.text("0123+- ()x.8６"),
    )
)
def test_telephones_of_columns(text: str) -> None:
    assert columnkeys.phone_keys([text]) == [phone_key(text)]
