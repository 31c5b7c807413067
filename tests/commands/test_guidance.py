"""``crm guide``, ``ask`` and ``reply``: said on a record, on the other's desk until it is answered."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from laid_out import laid_out
from people import Team
from stores import opened

from support import Run

LATER = {"CRM_NOW": "2026-11-21T09:00:00+08:00"}
NAME = "天成外贸公司"


@laid_out
def team(crm_in: Run, sealed: Path) -> Run:
    """A customer of Li Lei's, who is below Wang; Han Mei beside him, Zhao apart, Lin above all."""
    crm_in("init", "--name", "Lin").ok()
    store = opened(sealed / "crm.db")
    Team(store)
    store.close()
    crm_in("customer", "add", NAME, "--owner", "Li Lei", "--as", "Wang").ok()
    crm_in("notice", "read", "--all", "--as", "Li Lei").ok()
    return crm_in


def desk(team: Run, who: str, **given: Any) -> dict[str, Any]:
    found: dict[str, Any] = team("today", "--as", who, "--json", **given).ok().json
    return found


def missing(result: Any) -> list[tuple[str, str]]:
    assert result.error["code"] == "refused"
    return [(one["code"], one["field"]) for one in result.error["details"]["missing"]]


def test_guidance_stands_on_the_owners_desk_until_it_is_answered(team: Run) -> None:
    one = team("guide", NAME, "先别降价，", "约他们总工", "--as", "Wang", "--json").ok().json
    assert one["ref"][0] == "H"
    assert one["kind_of_record"] == "guidance"
    assert (one["kind"], one["text"], one["state"]) == ("guide", "先别降价， 约他们总工", "open")
    assert [one[name]["name"] for name in ("about", "customer", "author", "for")] == [
        NAME,
        NAME,
        "Wang",
        "Li Lei",
    ]
    assert (one["answers"], one["answered_at"], one["important"], one["urgent"]) == (None, None, False, False)
    assert one["transaction"].startswith("T")
    (entry,) = desk(team, "Li Lei", env=LATER)["guidance"]
    assert {
        "kind",
        "id",
        "ref",
        "name",
        "text",
        "due",
        "customer",
        "important",
        "urgent",
        "late_days",
    } <= set(entry)
    assert (entry["ref"], entry["text"], entry["due"], entry["late_days"]) == (
        one["ref"],
        one["text"],
        None,
        2,
    )
    assert entry["by"]["name"] == "Wang"
    assert desk(team, "Li Lei")["notices"] == []  # it stands there already
    assert desk(team, "Wang")["guidance"] == desk(team, "Lin")["guidance"] == []
    answer = team("reply", one["ref"], "约好周五", "--as", "Li Lei", "--json", env=LATER).ok().json
    assert (answer["kind"], answer["state"], answer["text"]) == ("reply", "closed", "约好周五")
    assert answer["answers"]["ref"] == one["ref"]
    assert [answer[name]["name"] for name in ("about", "author", "for")] == [NAME, "Li Lei", "Wang"]
    assert desk(team, "Li Lei")["guidance"] == []
    now = team("guidance", "show", one["ref"], "--json").ok().json
    assert (now["state"], now["answered_at"]) == ("answered", "2026-11-21T09:00:00+08:00")
    assert [each["ref"] for each in now["related"]["guidance"]] == [answer["ref"]]
    (told,) = desk(team, "Wang")["notices"]
    assert (told["what"], told["about"]["name"], told["by"]["name"]) == ("answer", NAME, "Li Lei")
    assert told["text"] == "Li Lei answered you on 天成外贸公司: 约好周五"


def test_only_who_is_above_guides(team: Run) -> None:
    for who in ("Li Lei", "Han Mei", "Zhao"):
        error = team("guide", NAME, "x", "--as", who, "--json").fails(5).error
        assert error["code"] == "forbidden", who
        assert error["details"]["missing"]
    team("guide", NAME, "x", "--as", "Lin").ok()
    assert len(team("guidance", "list", "--json").json) == 1


def test_guidance_needs_somebody_to_be_guided(team: Run) -> None:
    team("customer", "add", "Alfreds", "--as", "Lin").ok()
    assert missing(team("guide", "Alfreds", "x", "--as", "Lin", "--json").fails(5)) == [("own", "to")]
    team("guide", "Alfreds", "x", "--to", "Zhao", "--as", "Lin").ok()
    team("customer", "edit", "Alfreds", "--owner", "", "--as", "Lin").ok()
    assert missing(team("guide", "Alfreds", "x", "--as", "Lin", "--json").fails(5)) == [("no_owner", "owner")]
    assert [one["text"] for one in desk(team, "Zhao")["guidance"]] == ["x"]


def test_nobody_speaks_to_who_is_suspended(team: Run, sealed: Path) -> None:
    store = opened(sealed / "crm.db")
    store.db.execute("UPDATE member SET active = 0 WHERE name = 'Li Lei'")
    store.close()
    assert missing(team("guide", NAME, "x", "--as", "Wang", "--json").fails(5)) == [("suspended", "for")]
    assert missing(team("ask", "Li Lei", NAME, "x", "--as", "Wang", "--json").fails(5)) == [
        ("suspended", "for")
    ]


@pytest.mark.parametrize("word", ["superior", "上级", "上司", "wang"])
def test_a_call_for_help_goes_to_the_superior_or_whom_one_names(team: Run, word: str) -> None:
    one = team("ask", word, NAME, "运费能让多少？", "--as", "Li Lei", "--json").ok().json
    assert (one["kind"], one["for"]["name"], one["author"]["name"]) == ("ask", "Wang", "Li Lei")
    (entry,) = desk(team, "Wang")["guidance"]
    assert (entry["what"], entry["text"]) == ("ask", "运费能让多少？")


def test_who_cannot_be_asked(team: Run) -> None:
    assert missing(team("ask", "superior", NAME, "x", "--as", "Lin", "--json").fails(5)) == [
        ("no_superior", "superior")
    ]
    assert missing(team("ask", "me", NAME, "x", "--as", "Li Lei", "--json").fails(5)) == [("own", "for")]
    team("ask", "nobody", NAME, "x", "--json").fails(3)
    team("ask", "superior", "nothing", "x", "--as", "Li Lei", "--json").fails(3)
    assert team("ask", "superior", NAME, "x", "--as", "Zhao", "--json").fails(5).error["code"] == "forbidden"


def test_the_important_and_urgent_comes_first(team: Run) -> None:
    team("guide", NAME, "later", "--as", "Wang").ok()
    team("guide", NAME, "now", "--important", "--urgent", "--as", "Wang").ok()
    team("guide", NAME, "soon", "--urgent", "--as", "Wang").ok()
    found = desk(team, "Li Lei")
    assert [one["text"] for one in found["important"]] == ["now"]
    assert [one["text"] for one in found["guidance"]] == ["later", "soon"]  # the longest waiting first


def test_only_who_was_asked_answers_or_who_is_above(team: Run) -> None:
    one = team("ask", "Han Mei", NAME, "x", "--as", "Li Lei", "--json").ok().json
    for who in ("Zhao", "Li Lei"):
        error = team("reply", one["ref"], "y", "--as", who, "--json").fails(5).error
        assert error["code"] == "forbidden", who
    answer = team("reply", one["ref"], "y", "--as", "Wang", "--json").ok().json
    assert (answer["author"]["name"], answer["for"]["name"]) == ("Wang", "Li Lei")
    assert [each["what"] for each in desk(team, "Li Lei")["notices"]] == ["answer"]
    assert [each["command"] for each in desk(team, "Han Mei")["notices"]] == ["reply"]
    assert desk(team, "Han Mei")["guidance"] == []


def test_what_is_answered_is_answered_once(team: Run) -> None:
    one = team("guide", NAME, "x", "--as", "Wang", "--json").ok().json
    answer = team("reply", one["ref"], "y", "--as", "Li Lei", "--json").ok().json
    error = team("reply", one["ref"], "z", "--as", "Li Lei", "--json").fails(6).error
    assert error["code"] == "conflict"
    assert error["details"]["record"]["ref"] == one["ref"]
    (change,) = error["details"]["changes"]
    assert (change["field"], change["base"], change["theirs"]) == ("state", "open", "answered")
    assert (change["by"]["name"], change["at"]) == ("Li Lei", "2026-11-18T10:30:00+08:00")
    assert missing(team("reply", answer["ref"], "z", "--as", "Wang", "--json").fails(5)) == [
        ("answer", "kind")
    ]
    assert len(team("guidance", "list", "--json").json) == 2


def test_an_answer_may_name_the_record(team: Run) -> None:
    error = team("reply", NAME, "y", "--as", "Li Lei", "--json").fails(3).error
    assert error["details"]["closest"] == []
    first = team("guide", NAME, "x", "--as", "Wang", "--json").ok().json
    assert team("reply", "tcwm", "y", "--as", "Li Lei", "--json").ok().json["answers"]["ref"] == first["ref"]
    refs = [team("guide", NAME, text, "--as", "Wang", "--json").ok().json["ref"] for text in ("a", "b")]
    error = team("reply", NAME, "y", "--as", "Li Lei", "--json").fails(4).error
    assert sorted(one["ref"] for one in error["details"]["candidates"]) == sorted(refs)


def test_guidance_on_what_hangs_on_a_customer(team: Run) -> None:
    team("opportunity", "add", NAME, "泵120台", "--as", "Li Lei").ok()
    note = team("note", NAME, "拜访", "--as", "Li Lei", "--json").ok().json["followup"]
    team("contact", "add", "张伟", "--customer", NAME, "--as", "Li Lei").ok()
    person = team("contact", "list", "--json").json[0]
    for ref, kind in (("泵120台", "opportunity"), (note["ref"], "followup"), (person["ref"], "contact")):
        one = team("guide", ref, "x", "--as", "Wang", "--json").ok().json
        assert (one["about"]["kind"], one["for"]["name"]) == (kind, "Li Lei")
        assert one["customer"]["name"] == NAME
    assert len(team("show", NAME, "--json").json["related"]["guidance"]) == 3
    assert len(team("show", "泵120台", "--json").json["related"]["guidance"]) == 1
    one = team("guidance", "list", "--json").json[0]
    again = team("ask", "wang", one["ref"], "what do you mean?", "--as", "Li Lei", "--json").ok().json
    assert again["about"]["ref"] == one["about"]["ref"]  # on guidance: on what that is about


def test_the_text_may_come_from_standard_input_and_must_not_be_empty(team: Run) -> None:
    one = team("guide", NAME, "--as", "Wang", "--json", stdin="two\nlines\n").ok().json
    assert one["text"] == "two\nlines"
    for args in (("guide", NAME, ""), ("ask", "superior", NAME, "  ")):
        error = team(*args, "--as", "Wang", "--json", stdin="").fails(2).error
        assert error["code"] == "value"
    before = len(team("guidance", "list", "--json").json)
    team("reply", one["ref"], "--as", "Li Lei", "--json", stdin="").fails(2)
    assert len(team("guidance", "list", "--json").json) == before
    team("guide", "nobody", "x", "--as", "Wang", "--json").fails(3)


def test_undo_takes_each_back(team: Run) -> None:
    one = team("guide", NAME, "x", "--as", "Wang", "--json").ok().json
    answer = team("reply", one["ref"], "y", "--as", "Li Lei", "--json").ok().json
    undone = team("undo", answer["transaction"], "--as", "Li Lei", "--json").ok().json
    assert undone["records"] == {"guidance": 2}
    assert desk(team, "Wang")["notices"] == []
    (entry,) = desk(team, "Li Lei")["guidance"]
    assert entry["ref"] == one["ref"]
    team("undo", undone["transaction"], "--as", "Li Lei").ok()
    assert team("guidance", "show", one["ref"], "--json").json["state"] == "answered"
    assert len(desk(team, "Wang")["notices"]) == 1
    error = team("undo", one["transaction"], "--as", "Wang", "--json").fails(6).error  # it was answered since
    assert error["details"]["record"]["ref"] == one["ref"]


def test_it_is_found_changed_and_removed(team: Run) -> None:
    one = team("guide", NAME, "先别降价", "--as", "Wang", "--json").ok().json
    assert [(hit["kind"], hit["ref"]) for hit in team("find", "降价", "--json").json] == [
        ("guidance", one["ref"])
    ]
    edited = team(
        "guidance", "edit", one["ref"], "--text", "可以降价", "--urgent", "yes", "--as", "Wang", "--json"
    )
    assert (edited.ok().json["text"], edited.json["urgent"]) == ("可以降价", True)
    assert team("guidance", "edit", one["ref"], "--text", "x", "--as", "Han Mei", "--json").fails(5)
    assert team("guidance", "edit", one["ref"], "--text", "x", "--as", "Li Lei", "--json").fails(5)
    listed = team("guidance", "list", "--for", "Li Lei", "--state", "open", "--json").ok().json
    assert [each["ref"] for each in listed] == [one["ref"]]
    error = team("guidance", "remove", one["ref"], "--yes", "--as", "Li Lei", "--json").fails(5).error
    assert error["details"]["missing"][0]["field"] == "remove"  # who is guided does not take it away
    assert "Wang" in error["message"]
    assert len(desk(team, "Li Lei")["guidance"]) == 1
    team("guidance", "remove", one["ref"], "--yes", "--as", "Wang").ok()
    assert desk(team, "Li Lei")["guidance"] == []
    team("undo", "--as", "Wang").ok()
    team("reply", one["ref"], "y", "--as", "Li Lei").ok()
    assert missing(
        team("guidance", "edit", one["ref"], "--text", "x", "--as", "Wang", "--json").fails(5)
    ) == [("answered", "state")]


def test_a_note_is_what_it_was(team: Run) -> None:
    team("guide", NAME, "x", "--as", "Wang").ok()
    team("note", NAME, "拜访张总", "--as", "Li Lei", "--json").ok()
    assert len(desk(team, "Li Lei")["guidance"]) == 1
    assert len(team("followup", "list", "--json").json) == 1


@pytest.mark.mostly_slow
@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_conversation_is_read_from_the_top(team: Run, lang: str) -> None:
    env = {"CRM_FORCE_TTY": "80"}
    one = team("guide", NAME, "first", "--important", "--as", "Wang", "--json").ok().json
    team(
        "ask", "superior", NAME, "second", "--as", "Li Lei", env={"CRM_NOW": "2026-11-18T11:00:00+08:00"}
    ).ok()
    team("reply", one["ref"], "third", "--as", "Li Lei", env=LATER).ok()
    for shown in (NAME, one["ref"]):
        text = team("show", shown, "--lang", lang, "--no-color", env=env).ok().out
        places = [text.index(said) for said in ("first", "second", "third") if said in text]
        assert len(places) == (3 if shown == NAME else 2)
        assert places == sorted(places)
    text = team("show", NAME, "--lang", lang, "--no-color", env=env).ok().out
    assert "Li Lei → Wang" in text
    assert ("Waits for an answer" if lang == "en" else "待答复") in text
    assert max(map(len, text.splitlines())) <= 80


def test_the_desk_says_who_says_what_and_how_to_answer(team: Run) -> None:
    env = {"CRM_FORCE_TTY": "100", **LATER}
    one = team("guide", NAME, "先别降价", "--urgent", "--as", "Wang", "--json").ok().json
    text = team("today", "--as", "Li Lei", "--no-color", env=env).ok().out
    (line,) = [each for each in text.splitlines() if one["ref"] in each]
    assert line.split()[0] == "!"
    assert "waits 2 days" in line
    assert "Wang: 先别降价" in line
    assert "reply REF TEXT" in text
    text = team("today", "--as", "Li Lei", env=LATER).ok().out
    assert text == f"guidance\t{one['ref']}\t\t{NAME}\tWang: 先别降价\n"


def test_the_shell_offers_whom_and_what(team: Run) -> None:
    def offered(*words: str) -> list[str]:
        env = {
            "_CRM_COMPLETE": "complete_bash",
            "COMP_WORDS": "\n".join(("crm", *words)),
            "COMP_CWORD": str(len(words)),
        }
        return list(team(env=env).ok().out.splitlines())

    assert offered("ask", "s") == ["superior"]
    assert offered("ask", "wa") == ["Wang"]
    assert offered("ask", "Wang", "tianch") == offered("guide", "tianch") == [NAME]
    one, other = (
        team("ask", "Lin", NAME, text, "--as", who, "--json").ok().json["ref"]
        for who, text in (("Wang", "first"), ("Li Lei", "second"))
    )
    assert offered("reply", "") == [one, other]
    assert offered("guidance", "show", one[:4]) == [one]
    team("customer", "add", "Alfreds", "--owner", "Lin", "--as", "Wang").ok()
    told = team("notice", "list", "--as", "Lin", "--json").json[0]["ref"]
    assert offered("notice", "read", "") == [told]
    assert offered("notice", "read", told, "") == []
