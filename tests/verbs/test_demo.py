"""The demo store: the same for the same seed and moment, whole, and like work that was really done."""

from __future__ import annotations

import os
import sqlite3
import unicodedata
from datetime import datetime
from pathlib import Path
from typing import Any

import demos
import pytest

from crmcli.errors import FileError
from crmcli.store.identity import is_ref
from crmcli.store.open import Store, open_store
from crmcli.text.names import bare_key, has_han
from crmcli.text.phones import phone_key
from crmcli.verbs.demo import DEFAULT, make, names, scenes_en, scenes_zh
from crmcli.verbs.demo.cast import numbered
from crmcli.verbs.today import today
from support import NOW

RECORDS = (
    "member", "customer", "contact", "followup", "reminder", "document", "opportunity", "stage_change", "share",
    "guidance", "notice",
)  # fmt: skip


MADE: dict[str, Any] = {}  # what making the store below answered


def now() -> datetime:
    return datetime.fromisoformat(NOW)


@pytest.fixture(scope="module")
def path(pytestconfig: pytest.Config, tmp_path_factory: pytest.TempPathFactory) -> str:
    path = tmp_path_factory.mktemp("demo") / "demo.db"
    MADE.update(demos.copied(pytestconfig, path))
    return str(path)


def rows(path: str, sql: str) -> list[Any]:
    db = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
    try:
        return db.execute(sql).fetchall()
    finally:
        db.close()


def dump(path: str) -> dict[str, list[Any]]:
    """Every row of every table, the journal and the search index too."""
    tables = rows(
        path, "SELECT name FROM sqlite_master WHERE type = 'table' AND name <> 'search_fts' ORDER BY name"
    )
    return {name: rows(path, f"SELECT * FROM [{name}]") for (name,) in tables}


def opened(path: str) -> Store:
    return open_store(path, now, create=False, device="here")


# --- determinism ------------------------------------------------------------------------------------------------


@pytest.mark.slow
def test_two_stores_of_a_seed_are_equal_row_by_row_whoever_and_wherever_makes_them(
    path: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LOGNAME", "somebody-else")
    monkeypatch.setenv("LANG", "de_DE.UTF-8")
    again = str(tmp_path / "elsewhere" / "other.db")
    answer = make(again, now())
    assert os.listdir(os.path.dirname(again)) == ["other.db"]
    assert os.stat(again).st_mode & 0o777 == 0o600
    assert dump(again) == dump(path)
    assert answer == MADE | {"path": again, "seconds": answer["seconds"]}
    assert os.environ["LOGNAME"] == "somebody-else"


@pytest.mark.slow
def test_the_scaled_part_is_deterministic_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("crmcli.verbs.demo.DEFAULT", 5)  # those whose story is told are made again above
    one, two = str(tmp_path / "one.db"), str(tmp_path / "two.db")
    made = make(one, now(), seed="7", scale=140)
    make(two, now(), seed="7", scale=140)
    assert dump(one) == dump(two)
    assert made["customers"] == 140
    assert rows(one, "SELECT count(*) FROM customer WHERE removed_at IS NULL") == [(140,)]
    per = rows(one, "SELECT count(*) FROM followup f JOIN customer c ON c.id = f.customer_id"
                    " WHERE c.external_id GLOB 'K[0-9][0-9][0-9][0-9][0-9][0-9][0-9]' GROUP BY c.id")  # fmt: skip
    assert per == [(5,)] * 135


@pytest.mark.slow
def test_another_seed_is_another_company(path: str, tmp_path: Path) -> None:
    other = str(tmp_path / "other.db")
    make(other, now(), seed="2", scale=20)
    ours = {row[0] for row in rows(path, "SELECT ref FROM customer")}
    assert not ours & {row[0] for row in rows(other, "SELECT ref FROM customer")}
    assert rows(other, "SELECT count(*) FROM customer WHERE removed_at IS NULL") == [(20,)]


@pytest.mark.slow
@pytest.mark.parametrize(
    "moment",
    [
        "2026-01-01T00:05:00+08:00",
        "2028-02-29T23:59:59-03:00",
        "2027-05-09T12:00:00+00:00",
        "2026-12-31T18:30:00+05:30",
    ],
)
def test_any_moment_will_do_and_nothing_happened_after_it(moment: str, tmp_path: Path) -> None:
    path = str(tmp_path / "then.db")
    then = datetime.fromisoformat(moment)
    make(path, then, scale=25)
    latest = rows(path, "SELECT max(at) FROM txn")[0][0]
    assert datetime.fromisoformat(latest) <= then
    assert datetime.fromisoformat(rows(path, "SELECT max(at_at) FROM followup")[0][0]) <= then
    store = open_store(path, lambda: then, create=False, device="here")
    try:
        assert today(store)["overdue"]
    finally:
        store.close()


@pytest.mark.mostly_slow
@pytest.mark.parametrize("scale", [1, 2, 3, 7, 61])
def test_small_stores_have_as_many_as_asked(scale: int, tmp_path: Path) -> None:
    path = str(tmp_path / "small.db")
    assert make(path, now(), scale=scale)["customers"] == scale
    assert rows(path, "SELECT count(*) FROM customer WHERE removed_at IS NULL") == [(scale,)]


# --- what is in it -----------------------------------------------------------------------------------------------


@pytest.mark.slow
def test_the_answer_counts_what_the_store_holds(path: str) -> None:
    assert list(MADE) == ["path", "customers", "followups", "opportunities", "orders", "seconds"]
    assert MADE["customers"] == DEFAULT
    assert rows(path, "SELECT count(*) FROM [order] WHERE removed_at IS NULL") == [(MADE["orders"],)]
    assert rows(path, "SELECT count(*) FROM customer WHERE removed_at IS NULL") == [(MADE["customers"],)]
    assert rows(path, "SELECT count(*) FROM followup WHERE removed_at IS NULL") == [(MADE["followups"],)]
    assert rows(path, "SELECT count(*) FROM opportunity WHERE removed_at IS NULL") == [
        (MADE["opportunities"],)
    ]
    assert 450 < MADE["followups"] < 700
    assert 100 < MADE["opportunities"] < 180


def test_the_desk_has_something_in_every_part(path: str) -> None:
    store = opened(path)
    try:
        desk = today(store)
    finally:
        store.close()
    assert desk["me"]["name"] == names.MEMBERS[0][0]
    assert any(entry["important"] and entry["urgent"] for entry in desk["important"])
    assert 2 <= len(desk["important"]) <= 10
    assert 2 <= len(desk["overdue"]) <= 12
    assert 2 <= len(desk["today"]) <= 10


def test_things_lie_ahead_are_done_put_off_archived_and_removed(path: str) -> None:
    states = dict(rows(path, "SELECT state, count(*) FROM reminder GROUP BY state"))
    assert states["done"] > 20
    assert states["open"] > 20
    assert states["snoozed"] > 1
    assert (
        rows(
            path,
            "SELECT count(*) FROM reminder WHERE state = 'open' AND coalesce(due_at, due_on) > '2026-11-19'",
        )[0][0]
        > 10
    )
    assert rows(path, "SELECT count(*) FROM customer WHERE archived_at IS NOT NULL")[0][0] > 0
    assert rows(path, "SELECT count(*) FROM customer WHERE removed_at IS NOT NULL")[0][0] > 0
    assert {row[0] for row in rows(path, "SELECT DISTINCT status FROM customer")} == {
        "lead",
        "active",
        "dormant",
        "lost",
    }
    assert {row[0] for row in rows(path, "SELECT DISTINCT level FROM customer")} >= {"A", "B", "C"}
    assert len(rows(path, "SELECT DISTINCT kind FROM followup")) >= 10
    assert len(rows(path, "SELECT DISTINCT owner_id FROM customer WHERE removed_at IS NULL")) >= 4


def test_papers_lie_on_the_customers_of_the_help_in_versions_and_some_are_unread(path: str) -> None:
    from crmcli.store.records import CUSTOMER
    from crmcli.verbs import records, resolve

    store = opened(path)
    try:
        for named in ("天成", "alfreds"):
            papers = records.show(store, CUSTOMER, resolve.customer(store, named))["related"]["document"]
            assert len(papers) >= 3
            assert {paper["about"]["kind"] for paper in papers} == {"customer", "followup"}
            assert {paper["version"] for paper in papers} == {1, 2}
            readers = [[reader["name"] for reader in paper["read_by"]] for paper in papers]
            assert all(readers)
            assert any(names.MEMBERS[0][0] not in one for one in readers)
            assert any(len(one) > 1 for one in readers)
    finally:
        store.close()
    for url, address in rows(path, "SELECT url, path FROM document"):
        assert url.startswith("https://")
        assert ".example/" in url
        assert address is None


def test_the_journal_is_alive_and_in_the_order_of_time(path: str) -> None:
    found = rows(path, "SELECT at, actor_id, command FROM txn ORDER BY nid")
    assert [at for at, _who, _command in found] == sorted(at for at, _who, _command in found)
    assert len({who for _at, who, _command in found}) >= 4
    commands = {command.split(" ")[0] for _at, _who, command in found}
    assert commands >= {"init", "import", "customer", "contact", "note", "remind", "done", "snooze", "undo"}
    assert rows(path, "SELECT count(*) FROM txn WHERE origin = 'outside'") == [(0,)]
    assert (datetime.fromisoformat(found[-1][0]) - datetime.fromisoformat(found[0][0])).days >= 360


def test_chinese_customers_have_chinese_notes_and_foreign_ones_english_notes(path: str) -> None:
    notes = rows(path, "SELECT c.country, f.text FROM followup f JOIN customer c ON c.id = f.customer_id")
    chinese = [text for country, text in notes if country == "中国"]
    foreign = [text for country, text in notes if country != "中国"]
    assert len(chinese) > 100
    assert len(foreign) > 100
    assert all(has_han(text) for text in chinese)
    assert not any(has_han(text) for text in foreign)


def test_no_note_has_a_place_left_open_or_is_told_twice_of_a_customer(path: str) -> None:
    notes = rows(path, "SELECT customer_id, text FROM followup")
    assert not [text for _id, text in notes if "{" in text or "}" in text or "None" in text]
    assert len(set(notes)) == len(notes)
    assert len({text for _id, text in notes}) > 0.9 * len(notes)


def test_the_examples_of_the_help_name_somebody(path: str) -> None:
    from crmcli.verbs import resolve

    store = opened(path)
    try:
        assert resolve.customer(store, "天成").name == "宁波天成外贸有限公司"
        assert resolve.customer(store, "alfreds").name == "Alfreds Gartentechnik GmbH"
    finally:
        store.close()


@pytest.mark.slow
@pytest.mark.parametrize("scale", [20, 130])
def test_every_reference_has_the_form_of_the_contract(scale: int, tmp_path: Path) -> None:
    path = str(tmp_path / "demo.db")
    make(path, now(), scale=scale)
    letters = {
        "member": "U",
        "customer": "C",
        "contact": "P",
        "followup": "F",
        "reminder": "M",
        "opportunity": "O",
        "stage_change": "Z",
        "notice": "N",
        "txn": "T",
    }
    for table, letter in letters.items():
        refs = [row[0] for row in rows(path, f"SELECT ref FROM [{table}]")]
        assert refs
        assert len(set(refs)) == len(refs)
        assert all(is_ref(ref) and ref[0] == letter and not set(ref[1:]) & set("ILOU") for ref in refs)


def test_no_text_holds_a_control_character(path: str) -> None:
    tables = (
        *RECORDS,
        "tag",
        "custom",
        "customer_alias",
        "contact_phone",
        "contact_email",
        "contact_messaging",
        "txn",
    )
    for table in tables:
        for row in rows(path, f"SELECT * FROM [{table}]"):
            for value in row:
                if isinstance(value, str):
                    assert not [sign for sign in value if unicodedata.category(sign) in ("Cc", "Cf", "Cs")], (
                        value
                    )


def test_addresses_and_numbers_reach_nobody(path: str) -> None:
    mails = rows(path, "SELECT value FROM contact_email UNION SELECT email FROM customer WHERE email IS NOT NULL"
                       " UNION SELECT email FROM member WHERE email IS NOT NULL")  # fmt: skip
    assert mails
    assert all(mail.isascii() and mail.endswith(".example") and "@" in mail for (mail,) in mails)
    for (number,) in rows(
        path, "SELECT value FROM contact_phone UNION SELECT phone FROM customer WHERE phone > ''"
    ):
        key = phone_key(number)
        assert "555" in key or "0000" in key or "000" in key or key.startswith("154") or number.startswith(
            ("+49 40 66969", "+49 221 4710", "+49 89 99998", "+49 171 39200", "+46 31 390 06", "+46 70 174 06",
             "+33 4 65 71", "+33 6 39 98", "+44 113 496 0", "+44 161 496 0", "+44 7700 900", "+61 8 7010",
             "+61 3 7010", "+61 491 570")
        ), number  # fmt: skip


# --- the words ---------------------------------------------------------------------------------------------------


def test_there_are_enough_scenes_and_all_stages_in_both_languages() -> None:
    assert scenes_zh.SCENES.keys() == scenes_en.SCENES.keys()
    for told in (scenes_zh, scenes_en):
        assert sum(len(scenes) for scenes in told.SCENES.values()) >= 60
        texts = [scene.text for scenes in told.SCENES.values() for scene in scenes]
        assert len(set(texts)) == len(texts)


def test_companies_by_number_never_share_a_name() -> None:
    several = [*range(3000), *range(500_000, 501_000), *range(1_999_000, 2_000_000)]
    keys = {bare_key(numbered(number).name) for number in several}
    assert len(keys) == len(several)
    assert not keys & {bare_key(company.name) for company in (*names.COMPANIES, *names.HEROES)}
    assert len(set(names.LEADS)) == len(names.LEADS)
    assert len(set(names.TAILS)) == len(names.TAILS)


# --- where it may be made ------------------------------------------------------------------------------------------


@pytest.mark.slow
def test_a_file_that_is_there_stays_unless_it_is_a_demo_store_and_is_to_be_replaced(tmp_path: Path) -> None:
    path = tmp_path / "demo.db"
    make(str(path), now(), scale=2)
    before = path.read_bytes()
    with pytest.raises(FileError) as caught:
        make(str(path), now(), scale=3)
    assert caught.value.details["path"] == str(path)
    assert path.read_bytes() == before
    assert make(str(path), now(), scale=3, replace=True)["customers"] == 3


def test_a_real_store_and_a_foreign_file_are_never_replaced(tmp_path: Path) -> None:
    real = tmp_path / "crm.db"
    open_store(str(real), now, device="here").close()
    letter = tmp_path / "letter.txt"
    letter.write_text("Dear all")
    for path in (real, letter, tmp_path):
        with pytest.raises(FileError):
            make(str(path), now(), scale=2, replace=True)
    assert letter.read_text() == "Dear all"
    assert rows(str(real), "SELECT count(*) FROM member") == [(1,)]


def test_what_breaks_off_leaves_nothing_behind(tmp_path: Path) -> None:
    def stop(_made: int, _of: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        make(str(tmp_path / "in" / "demo.db"), now(), scale=100, progress=stop)
    assert os.listdir(tmp_path / "in") == []
