"""Contract, section 10: nouns and their verbs."""

from __future__ import annotations

from typing import Any

import pytest

from crmcli.store.records import KINDS
from support import Run

# An option for every key that can be written: what is typed, and what the JSON then holds.
WRITABLE: dict[str, dict[str, tuple[tuple[str, ...], Any]]] = {
    "customer": {
        "aliases": (("--alias", "A One", "--alias", "A Two"), ["A One", "A Two"]),
        "kind": (("--kind", "person"), "person"),
        "status": (("--status", "lead"), "lead"),
        "source": (("--source", "fair"), "fair"),
        "industry": (("--industry", "steel"), "steel"),
        "country": (("--country", "Germany"), "Germany"),
        "region": (("--region", "Bayern"), "Bayern"),
        "city": (("--city", "宁波"), "宁波"),
        "postal_code": (("--postal-code", "12209"), "12209"),
        "address": (("--address", "Obere Str. 57"), "Obere Str. 57"),
        "phone": (("--phone", "030-0074321"), "030-0074321"),
        "fax": (("--fax", "030-0076545"), "030-0076545"),
        "email": (("--email", "a@example.com"), "a@example.com"),
        "website": (("--website", "https://example.com"), "https://example.com"),
        "tax_id": (("--tax-id", "DE123"), "DE123"),
        "external_id": (("--external-id", "ERP-1"), "ERP-1"),
        "level": (("--level", "A"), "A"),
        "payment_terms": (("--payment-terms", "T/T 30 days"), "T/T 30 days"),
        "currency": (("--currency", "eur"), "EUR"),
        "tags": (("--tag", "vip", "--tag", "#east"), ["vip", "east"]),
        "custom": (("--set", "PO no.=77", "--set", "备注=好=人"), {"PO no.": "77", "备注": "好=人"}),
        "next_followup": (("--next-followup", "next fri"), "2026-11-27"),
        "followers": (("--follower", "lin"), ["lin"]),
        "owner": (("--owner", "lin"), "lin"),
    },
    "contact": {
        "customer": (("--customer", "alfreds"), "Alfreds Futterkiste"),
        "title": (("--title", "buyer"), "buyer"),
        "phones": (("--phone", "1", "--phone", "2"), ["1", "2"]),
        "emails": (("--email", "a@b.c", "--email", "d@e.f"), ["a@b.c", "d@e.f"]),
        "messaging": (("--messaging", "WeChat: tc"), [{"service": "wechat", "id": "tc"}]),
        "birthday": (("--birthday", "1980-02-29"), "1980-02-29"),
        "part": (("--part", "decides"), "decides"),
        "primary": (("--primary", "yes"), True),
        "external_id": (("--external-id", "x"), "x"),
        "custom": (("--set", "car=red"), {"car": "red"}),
        "owner": (("--owner", "lin"), "lin"),
    },
    "followup": {
        "kind": (("--kind", "visit"), "visit"),
        "at": (("--at", "yesterday 3pm"), "2026-11-17T15:00:00+08:00"),
        "judgement": (("--judgement", "good"), "good"),
        "next_step": (("--next-step", "send"), "send"),
        "next_due": (("--next-due", "next fri 3pm"), "2026-11-27T15:00:00+08:00"),
        "contacts": (("--contacts", "张伟", "--contacts", "李娜"), ["张伟", "李娜"]),
        "members": (("--members", "lin"), ["lin"]),
        "tags": (("--tag", "报价"), ["报价"]),
        "amount": (("--amount", "12万"), {"amount": "120000.00", "currency": "CNY"}),
        "external_id": (("--external-id", "x"), "x"),
        "author": (("--author", "lin"), "lin"),
        "opportunity": (("--opportunity", ""), None),
        "order": (("--order", ""), None),
        "owner": (("--owner", "lin"), "lin"),
    },
    "reminder": {
        "due": (("--due", "fri 3pm"), "2026-11-20T15:00:00+08:00"),
        "repeat": (("--repeat", "freq=daily"), "FREQ=DAILY"),
        "important": (("--important", "yes"), True),
        "urgent": (("--urgent", "true"), True),
        "state": (("--state", "open"), "open"),
        "done_at": (("--done-at", "2026-11-17 09:00"), "2026-11-17T09:00:00+08:00"),
        "snoozed_until": (("--snoozed-until", "fri"), "2026-11-20"),
        "about": (("--about", "天成"), "天成外贸公司"),
        "customer": (("--customer", "alfreds"), "Alfreds Futterkiste"),
        "for": (("--for", "lin"), "lin"),
        "external_id": (("--external-id", "x"), "x"),
        "owner": (("--owner", "lin"), "lin"),
    },
}
FIRST = {
    "customer": ("customer", "add", "New"),
    "contact": ("contact", "add", "New", "--customer", "上海东方电器厂"),
    "followup": ("followup", "add", "天成", "New"),
    "reminder": ("reminder", "add", "New", "--due", "2026-12-24"),
}
CASES = [(kind, key) for kind, keys in WRITABLE.items() for key in keys]


def plain(value: Any) -> Any:
    """A JSON value with names instead of links."""
    if isinstance(value, dict) and "ref" in value:
        return value["name"]
    if isinstance(value, list):
        return [plain(one) for one in value]
    return value


@pytest.mark.mostly_slow(every=6)
@pytest.mark.parametrize(("kind", "key"), CASES)
def test_every_writable_key_is_an_option_of_add_and_edit(shop: Run, kind: str, key: str) -> None:
    words, expected = WRITABLE[kind][key]
    added = shop(*FIRST[kind], *words, "--json").ok().json
    assert plain(added[key]) == expected
    other = shop(*FIRST[kind], "--json").ok().json
    edited = shop(kind, "edit", other["ref"], *words, "--json").ok().json
    assert plain(edited[key]) == expected
    assert (edited["transaction"] is None) == (edited[key] == other[key])
    if edited["transaction"]:
        shop("undo").ok()
    assert shop(kind, "show", other["ref"], "--json").json[key] == other[key]


@pytest.mark.mostly_slow(every=3)
@pytest.mark.parametrize(("kind", "key"), CASES)
def test_an_empty_value_clears(shop: Run, kind: str, key: str) -> None:
    words, _expected = WRITABLE[kind][key]
    added = shop(*FIRST[kind], *words, "--json").ok().json
    if key == "custom":
        words = (
            words[0],
            words[1].partition("=")[0] + "=",
            *(("--set", "备注=") if kind == "customer" else ()),
        )
        cleared = shop(kind, "edit", added["ref"], *words, "--json").ok().json
    else:
        cleared = shop(kind, "edit", added["ref"], words[0], "", "--json").ok().json
    defaults = {"kind": {"customer": "company", "followup": "other"}.get(kind), "state": "open"}
    empty = [] if isinstance(added[key], list) else {} if key == "custom" else defaults.get(key)
    assert cleared[key] in (empty, False)


def test_no_writable_key_is_forgotten() -> None:
    for kind, keys in WRITABLE.items():
        given = {field.name for field in KINDS[kind].fields.values() if field.writable}
        fixed = {KINDS[kind].title, "customer", "text"} if kind == "followup" else {KINDS[kind].title}
        assert given - fixed - {"reminder"} == set(keys) - fixed


@pytest.mark.parametrize("flag", [("--tag", "-vip"), ("--tag=-vip",), ("--tag", "-VIP")])
def test_a_minus_takes_a_member_out(shop: Run, flag: tuple[str, ...]) -> None:
    """The contract writes `--tag -vip`: what follows an option that needs a value is its value."""
    shop("customer", "edit", "天成", "--tag", "east").ok()
    edited = shop("customer", "edit", "天成", *flag, "--json").ok().json
    assert edited["tags"] == ["east"]
    assert edited["transaction"]


def test_a_minus_takes_out_of_every_set(shop: Run) -> None:
    one = shop("contact", "edit", "张伟", "--phone", "-13800138000", "--phone", "139", "--json").ok().json
    assert one["phones"] == ["139"]
    one = shop("contact", "edit", "张伟", "--messaging", "-wechat:tc-zhang", "--json").ok().json
    assert one["messaging"] == []
    one = shop("customer", "edit", "天成", "--alias", "-TC Trade", "--tag", "-nobody", "--json").ok().json
    assert (one["aliases"], one["tags"]) == ([], ["vip"])


def test_members_are_added_and_doubles_are_one(shop: Run) -> None:
    one = shop("customer", "edit", "天成", "--tag", "VIP", "--tag", "a", "--tag", "a", "--json").ok().json
    assert one["tags"] == ["vip", "a"]
    one = shop("customer", "edit", "天成", "--tag", "", "--tag", "b", "--json").ok().json
    assert one["tags"] == ["b"]


def test_custom_fields(shop: Run) -> None:
    one = shop("customer", "edit", "天成", "--set", "PO no.=78", "--set", "color=red", "--json").ok().json
    assert one["custom"] == {"PO no.": "78", "color": "red"}
    one = shop("customer", "edit", "天成", "--set", "color=", "--json").ok().json
    assert one["custom"] == {"PO no.": "78"}
    for wrong in ("no equals", "=value", " = "):
        error = shop("customer", "edit", "天成", "--set", wrong, "--json").fails(2).error
        assert error["code"] == "value"
        assert error["details"]["argument"] == "--set"


@pytest.mark.parametrize(
    ("words", "argument"),
    [
        (("customer", "add", "X", "--kind", "robot"), "--kind"),
        (("customer", "add", "X", "--email", "none"), "--email"),
        (("customer", "add", "X", "--currency", "XXQ"), "--currency"),
        (("customer", "add", "X", "--next-followup", "someday"), "--next-followup"),
        (("contact", "add", "X", "--birthday", "1981-02-29"), "--birthday"),
        (("contact", "add", "X", "--primary", "perhaps"), "--primary"),
        ((*FIRST["contact"], "--messaging", "tc-zhang"), "--messaging"),
        ((*FIRST["contact"], "--email", "none"), "--email"),
        (("followup", "add", "天成", "X", "--kind", "dance"), "--kind"),
        (("followup", "add", "天成", "X", "--amount", "1.234 CNY"), "--amount"),
        (("reminder", "add", "X", "--due", "2026-02-30"), "--due"),
        (("reminder", "add", "X", "--state", "lost"), "--state"),
        (("reminder", "add", "X", "--repeat", "x"), "--repeat"),
        (("customer", "add", "X", "--limit", "1"), "--limit"),
    ],
)
def test_wrong_values_store_nothing(shop: Run, words: tuple[str, ...], argument: str) -> None:
    before = shop("history", "--json").json
    error = shop(*words, "--json").fails(2).error
    assert error["code"] == ("usage" if argument == "--limit" else "value")
    assert error["details"]["argument"] == argument
    assert set(error["details"]) >= {"argument", "value", "expected"}
    assert shop("history", "--json").json == before


@pytest.mark.parametrize(
    ("words", "argument"),
    [
        (("contact", "add", "X", "--customer", "nobody"), "--customer"),
        (("reminder", "add", "X", "--for", "nobody"), "--for"),
        (("reminder", "add", "X", "--about", "nobody"), "--about"),
        (("customer", "add", "X", "--owner", "nobody"), "--owner"),
        (("followup", "add", "nobody", "X"), "WHO"),
    ],
)
def test_links_to_nobody(shop: Run, words: tuple[str, ...], argument: str) -> None:
    assert shop(*words, "--json").fails(3).error["details"]["argument"] == argument


def test_a_name_is_never_empty(shop: Run) -> None:
    for words in (
        ("customer", "add", ""),
        ("contact", "add", " "),
        ("reminder", "add", ""),
        ("customer", "add", "\x07"),
    ):
        assert shop(*words, "--json").fails(2).error["code"] == "value"
    for words in (("customer", "edit", "天成", "--name", ""), ("contact", "edit", "张伟", "--name", " ")):
        assert shop(*words, "--json").fails(2).error["details"]["argument"] == "--name"
    shop("followup", "add", "天成", "", "--json").fails(2)


def test_an_edit_of_nothing_is_wrong_usage(shop: Run) -> None:
    error = shop("customer", "edit", "天成", "--json").fails(2).error
    assert error["code"] == "usage"
    assert "name" in error["details"]["expected"]


def test_what_a_record_hangs_on_is_asked_for(shop: Run) -> None:
    for words, argument in (
        (("contact", "add", "Jim"), "--customer"),
        (("reminder", "add", "call"), "--due"),
    ):
        error = shop(*words, "--json").fails(2).error
        assert (error["code"], error["details"]["argument"]) == ("usage", argument)


def test_a_second_customer_of_one_name_is_made_with_a_warning(shop: Run) -> None:
    result = shop("customer", "add", "天成外贸公司", "--json").ok()
    assert "天成外贸公司" in result.err
    assert shop("customer", "add", "天成外贸公司", "--quiet").ok().err == ""


def test_list_takes_the_common_filters_and_fields(shop: Run) -> None:
    def names(*words: str) -> list[str]:
        return [one["name"] for one in shop("customer", "list", *words, "--json").ok().json]

    assert names("--level", "A") == ["上海东方电器厂", "天成外贸公司"]
    assert names("--level", "A", "--city", "宁波") == ["天成外贸公司"]
    assert names("--tag", "vip") == ["天成外贸公司"]
    assert names("--country", 'Ger"many') == []
    assert names("--sort", "name", "--limit", "1") == ["Alfreds Futterkiste"]
    assert names("--limit", "0") == []
    rows = shop("customer", "list", "--fields", "name,city,custom.PO no.", "--json").ok().json
    assert list(rows[0]) == ["name", "city", "custom.PO no."]
    assert rows[-1]["custom.PO no."] == "77"
    assert [one["name"] for one in shop("contact", "list", "--customer", "天成外贸公司", "--json").json] == [
        "李娜",
        "张伟",
    ]
    error = shop("customer", "list", "--fields", "name,nope", "--json").fails(2).error
    assert (error["details"]["argument"], error["details"]["value"]) == ("--fields", "nope")
    shop("customer", "list", "--limit", "x", "--json").fails(2)


def test_contacts_of_a_customer_by_part_of_its_name(shop: Run) -> None:
    """`crm contact list --customer 天成` stands in the help: a part of a name is enough where it is clear."""
    rows = shop("contact", "list", "--customer", "天成", "--json").ok().json
    assert {row["name"] for row in rows} == {"张伟", "李娜"}
    shop("note", "天成", "called").ok()
    assert len(shop("followup", "list", "--customer", "tiancheng", "--json").ok().json) == 1
    assert shop("contact", "list", "--customer", "nobody", "--json").fails(3).error["code"] == "not_found"


def test_archive_and_back(shop: Run) -> None:
    refs = [one["ref"] for one in shop("customer", "list", "--level", "A", "--json").json]
    rows = shop("customer", "archive", *refs, "--json").ok().json
    assert [row["archived"] for row in rows] == [True, True]
    assert len(shop("customer", "list", "--json").json) == 2
    assert len(shop("customer", "list", "--archived", "--json").json) == 4
    rows = shop("customer", "archive", refs[0], "--back", "--json").ok().json
    assert rows[0]["archived"] is False
    assert shop("customer", "archive", refs[1], "--json").ok().json[0]["transaction"] is None
    shop("undo").ok()
    assert len(shop("customer", "list", "--json").json) == 2


def test_remove_takes_what_hangs_on_it_and_dry_run_nothing(shop: Run) -> None:
    shop("note", "天成", "明天回访").ok()
    rows = shop("customer", "remove", "天成", "--dry-run", "--json").ok().json
    assert rows[0]["name"] == "天成外贸公司"
    assert all(row["transaction"] is None for row in rows)
    assert len(shop("customer", "list", "--json").json) == 4
    rows = shop("customer", "remove", "天成", "--json").ok().json  # no terminal: nobody is asked
    assert rows[0]["transaction"]
    assert len(shop("customer", "list", "--json").json) == 3
    assert [row["name"] for row in shop("contact", "list", "--json").json] == ["Maria Anders"]
    assert shop("followup", "list", "--json").json == []
    assert shop("reminder", "list", "--json").json == []


def test_remove_of_several_is_one_transaction_and_of_nobody_none(shop: Run) -> None:
    shop("customer", "remove", "天成", "nobody", "--yes", "--json").fails(3)
    assert len(shop("customer", "list", "--json").json) == 4
    shop("customer", "remove", "天成", "alfreds", "--yes").ok()
    shop("undo").ok()
    assert len(shop("customer", "list", "--json").json) == 4


def test_reminders_added_by_fields(shop: Run) -> None:
    one = shop("reminder", "add", "send", "samples", "--due", "fri 3pm", "--json").ok().json
    assert (one["text"], one["due"]) == ("send samples", "2026-11-20T15:00:00+08:00")
    assert one["for"]["name"] == "lin"
    about = shop("contact", "show", "张伟", "--json").json["ref"]
    one = shop("reminder", "add", "call", "--about", about, "--due", "fri", "--json").ok().json
    assert (one["about"]["name"], one["customer"]["name"]) == ("张伟", "天成外贸公司")


def test_a_yes_need_not_be_said(shop: Run) -> None:
    added = shop("reminder", "add", "--important", "call", "them", "--due", "fri", "--urgent", "--json").json
    assert (added["text"], added["important"], added["urgent"]) == ("call them", True, True)
    edited = shop("reminder", "edit", added["ref"], "--important", "no", "--urgent=no", "--json").json
    assert (edited["important"], edited["urgent"]) == (False, False)
    assert shop("contact", "add", "Bob", "--customer", "天成", "--primary", "--json").json["primary"] is True
    literal = shop("reminder", "add", "--due", "fri", "--", "--important", "thing", "--json")
    assert literal.ok().out.count("--important thing --json") == 1


def test_followups_added_by_fields_read_nothing(shop: Run) -> None:
    one = shop("followup", "add", "天成", "明天回访", "#报价", "--json").ok().json
    assert (one["text"], one["tags"], one["next_due"]) == ("明天回访 #报价", [], None)
    assert one["at"] == "2026-11-18T10:30:00+08:00"
    assert one["author"]["name"] == "lin"
    assert (
        shop("followup", "add", "天成", "--json", stdin="from\na pipe\n").ok().json["text"] == "from\na pipe"
    )


def test_the_line_for_people_of_every_change(shop: Run) -> None:
    for words in (
        ("customer", "add", "New"),
        ("customer", "edit", "New", "--city", "Bonn"),
        ("contact", "add", "Jim", "--customer", "New"),
        ("followup", "add", "New", "called"),
        ("reminder", "add", "call", "--due", "fri"),
        ("customer", "archive", "New"),
        ("customer", "archive", "New", "--back"),
        ("customer", "remove", "New", "--yes"),
    ):
        out = shop(*words).ok().out
        assert "crm undo T" in out.splitlines()[-1]
