"""``crm notify``: what is due is shown once, by what the desktop has, and lost by nothing."""

from __future__ import annotations

import json
import os
import re
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from support import Run

ROOT = Path(__file__).parents[2]
pytestmark = pytest.mark.skipif(os.name != "posix", reason="the fake notify-send is a script")

# Writes down how it was called; fails where a file beside it says so.
FAKE = """#!{python} -SE
import json, os, sys
here = os.path.dirname(os.path.abspath(__file__))
call = {{"argv": sys.argv[1:], "stdin": sys.stdin.read(), "locale": os.environ.get("LC_ALL")}}
with open(os.path.join(here, "calls"), "a", encoding="utf-8") as file:
    file.write(json.dumps(call) + "\\n")
if os.path.exists(os.path.join(here, "broken")):
    print("Cannot autolaunch D-Bus \\x1b[31m", file=sys.stderr)
    sys.exit(1)
"""


class Desktop:
    """A desktop on which every notice is written down."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir()
        program = folder / "notify-send"
        program.write_text(FAKE.format(python=sys.executable), encoding="utf-8")
        program.chmod(0o755)

    def calls(self) -> list[dict[str, Any]]:
        """How the program was called since the last look."""
        log = self.folder / "calls"
        if not log.exists():
            return []
        found = [json.loads(line) for line in log.read_text(encoding="utf-8").splitlines()]
        log.unlink()
        return found

    def notices(self) -> list[tuple[str, str]]:
        """Titles and texts shown since the last look."""
        return [(call["argv"][-2], call["argv"][-1]) for call in self.calls()]

    def breaks(self) -> None:
        """From now on nothing can be shown."""
        (self.folder / "broken").touch()

    def is_mended(self) -> None:
        """It works again."""
        (self.folder / "broken").unlink()


@pytest.fixture
def desktop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Desktop:
    """A working desktop, first in the path."""
    made = Desktop(tmp_path / "bin")
    monkeypatch.setenv("PATH", f"{made.folder}{os.pathsep}{os.environ['PATH']}")
    return made


def at(time: str, day: str = "2026-11-18") -> dict[str, str]:
    """The environment at another time of the day that every test happens on."""
    return {"CRM_NOW": f"{day}T{time}:00+08:00"}


def reminder(run: Run, text: str, due: str, *more: str) -> str:
    """A new reminder's ref; ``due`` is a day or a day and a time."""
    due = f"{due.replace(' ', 'T')}:00+08:00" if " " in due else due
    ref: str = run("reminder", "add", "--due", due, *more, "--json", "--", text).ok().json["ref"]
    return ref


def silent(run: Run, **given: Any) -> None:
    """A call that has nothing to show says nothing at all."""
    done = run("notify", **given).ok()
    assert (done.out, done.err) == ("", "")


# Each thing once


def test_what_is_due_is_shown_once(crm_in: Run, desktop: Desktop) -> None:
    ref = reminder(crm_in, "call Alfreds", "2026-11-18 10:30")
    reminder(crm_in, "later", "2026-11-18 10:31")
    (shown,) = crm_in("notify", "--json").ok().json
    assert (shown["ref"], shown["shown"], shown["single"]) == (ref, "notify-send", True)
    (call,) = desktop.calls()
    assert call["argv"] == ["--app-name=crm", "--urgency=normal", "--", "10:30", f"call Alfreds · {ref}"]
    assert call["stdin"] == ""
    silent(crm_in)
    silent(crm_in, env=at("10:30", "2026-11-18"))
    assert desktop.calls() == []
    crm_in("notify", env=at("10:31")).ok()
    assert [text.partition(" ·")[0] for _title, text in desktop.notices()] == ["later"]


def test_the_answer_has_the_keys_of_the_desk_and_how_it_was_shown(crm_in: Run, desktop: Desktop) -> None:
    crm_in("customer", "add", "天成外贸公司").ok()
    ref = reminder(crm_in, "回访", "2026-11-16", "--customer", "天成", "--urgent", "yes")
    (one,) = crm_in("notify", "--json").ok().json
    customer = one.pop("customer")
    assert (customer["kind"], customer["name"]) == ("customer", "天成外贸公司")
    one.pop("id")
    assert one == {
        "kind": "reminder", "ref": ref, "name": "回访", "text": "回访", "due": "2026-11-16", "important": False,
        "urgent": True, "late_days": 2, "single": True, "shown": "notify-send", "about": None,
    }  # fmt: skip
    assert desktop.notices() == [("2026-11-16 · 天成外贸公司", f"回访 · {ref}")]


def test_a_day_without_a_time_begins_in_the_morning(crm_in: Run, desktop: Desktop) -> None:
    ref = reminder(crm_in, "回访", "2026-11-18")
    silent(crm_in, env=at("08:59"))
    crm_in("notify", env=at("09:00")).ok()
    assert desktop.notices() == [("today", f"回访 · {ref}")]
    reminder(crm_in, "later", "2026-11-19")
    crm_in("config", "set", "notify.morning", "7:30").ok()
    silent(crm_in, env=at("07:29", "2026-11-19"))
    crm_in("notify", env=at("07:30", "2026-11-19")).ok()
    assert len(desktop.notices()) == 1


def test_yesterdays_day_is_due_before_the_morning(crm_in: Run, desktop: Desktop) -> None:
    reminder(crm_in, "回访", "2026-11-17")
    crm_in("notify", env=at("00:10")).ok()
    assert len(desktop.notices()) == 1


def test_the_day_is_that_of_the_zone(crm_in: Run, desktop: Desktop) -> None:
    reminder(crm_in, "回访", "2026-11-18")
    silent(crm_in, env={"CRM_NOW": "2026-11-17T23:30:00-11:00"})  # 10:30 on the 18th in UTC
    crm_in("notify", env={"CRM_NOW": "2026-11-18T09:00:00+14:00"}).ok()  # 19:00 on the 17th in UTC
    assert len(desktop.notices()) == 1


def test_a_snoozed_one_is_shown_again_when_it_wakes(crm_in: Run, desktop: Desktop) -> None:
    ref = reminder(crm_in, "call", "2026-11-18 10:00")
    crm_in("notify").ok()
    crm_in("snooze", ref, "--", "2026-11-18T11:00:00+08:00").ok()
    desktop.calls()
    silent(crm_in, env=at("10:59"))
    crm_in("notify", env=at("11:00")).ok()
    assert desktop.notices() == [("11:00", f"call · {ref}")]
    silent(crm_in, env=at("11:05"))


def test_one_snoozed_to_before_its_date_is_shown_then_and_not_at_its_date(
    crm_in: Run, desktop: Desktop
) -> None:
    ref = reminder(crm_in, "call", "2026-11-30 10:00")
    crm_in("snooze", ref, "--", "2026-11-19").ok()
    crm_in("notify", env=at("09:00", "2026-11-19")).ok()
    assert len(desktop.calls()) == 1
    silent(crm_in, env=at("10:00", "2026-11-30"))


def test_a_moved_one_is_shown_again(crm_in: Run, desktop: Desktop) -> None:
    ref = reminder(crm_in, "call", "2026-11-18 10:00")
    crm_in("notify").ok()
    crm_in("reminder", "edit", ref, "--due", "2026-11-18T12:00:00+08:00").ok()
    desktop.calls()
    silent(crm_in, env=at("11:59"))
    crm_in("notify", env=at("12:00")).ok()
    assert desktop.notices() == [("12:00", f"call · {ref}")]


def test_a_changed_text_is_no_reason_to_show_it_again(crm_in: Run, desktop: Desktop) -> None:
    ref = reminder(crm_in, "call", "2026-11-18 10:00")
    crm_in("notify").ok()
    crm_in("reminder", "edit", ref, "--text", "call again", "--important", "yes").ok()
    silent(crm_in)


def test_what_is_done_and_taken_back_is_not_shown_twice(crm_in: Run, desktop: Desktop) -> None:
    shown = reminder(crm_in, "shown", "2026-11-18 10:00")
    crm_in("notify").ok()
    new = reminder(crm_in, "new", "2026-11-18 10:00")
    desktop.calls()
    crm_in("done", shown, new).ok()
    silent(crm_in)
    crm_in("undo").ok()
    crm_in("notify").ok()
    assert desktop.notices() == [("10:00", f"new · {new}")]


def test_showing_is_no_command_that_undo_takes_back(crm_in: Run, desktop: Desktop) -> None:
    ref = reminder(crm_in, "call", "2026-11-18 10:00")
    crm_in("notify").ok()
    assert crm_in("undo", "--json").ok().json["command"] == "reminder add"
    assert crm_in("reminder", "show", ref).code == 3 or crm_in("reminder", "list", "--json").json == []


def test_a_repeating_one_is_shown_at_each_occurrence(crm_in: Run, desktop: Desktop) -> None:
    first = reminder(crm_in, "report", "2026-11-18 10:00", "--repeat", "FREQ=DAILY")
    crm_in("notify").ok()
    crm_in("done", first).ok()
    (second,) = [r["ref"] for r in crm_in("reminder", "list", "--where", "state=open", "--json").json]
    assert [text for _title, text in desktop.notices()] == [f"report · {first}"]
    silent(crm_in, env=at("09:59", "2026-11-19"))
    crm_in("notify", env=at("10:00", "2026-11-19")).ok()
    assert [text for _title, text in desktop.notices()] == [f"report · {second}"]


@pytest.mark.parametrize("verb", ["remove", "archived"])
def test_what_is_no_more_is_not_shown(crm_in: Run, desktop: Desktop, sealed: Path, verb: str) -> None:
    ref = reminder(crm_in, "call", "2026-11-18 10:00")
    if verb == "remove":
        crm_in("reminder", "remove", ref, "--yes").ok()
    else:
        change(sealed, "UPDATE reminder SET archived_at = created_at")
    silent(crm_in)


def change(home: Path, sql: str) -> None:
    with closing(sqlite3.connect(home / "crm.db")) as db:
        db.create_function("name_key", 1, lambda text: text)
        db.execute(sql)
        db.commit()


def test_mine_and_nobodys_are_shown_and_no_others(crm_in: Run, desktop: Desktop, sealed: Path) -> None:
    refs = [reminder(crm_in, text, "2026-11-18 10:00") for text in ("mine", "nobody's", "other's")]
    change(sealed, "INSERT INTO member (id, name) VALUES ('other', 'Other')")
    change(sealed, f"UPDATE reminder SET for_id = NULL WHERE ref = '{refs[1]}'")
    change(sealed, f"UPDATE reminder SET for_id = 'other' WHERE ref = '{refs[2]}'")
    assert {one["ref"] for one in crm_in("notify", "--json").ok().json} == set(refs[:2])
    assert len(desktop.calls()) == 2


def test_trying_shows_and_marks_nothing(crm_in: Run, desktop: Desktop) -> None:
    ref = reminder(crm_in, "call", "2026-11-18 10:00")
    for _again in range(2):
        (one,) = crm_in("notify", "--dry-run", "--json").ok().json
        assert (one["ref"], one["shown"]) == (ref, None)
    assert desktop.calls() == []
    crm_in("notify").ok()
    assert crm_in("notify", "--dry-run", "--json").ok().json == []


def test_without_a_store_nothing_is_due_and_none_is_made(crm_in: Run, desktop: Desktop, sealed: Path) -> None:
    silent(crm_in)
    assert crm_in("notify", "--json").ok().json == []
    assert crm_in("notify", "--dry-run", "--json").ok().json == []
    assert not (sealed / "crm.db").exists()


def test_piped_it_is_a_line_of_columns_each(crm_in: Run, desktop: Desktop) -> None:
    crm_in("customer", "add", "天成外贸公司").ok()
    ref = reminder(crm_in, "回访", "2026-11-18 10:00", "--customer", "天成")
    done = crm_in("notify").ok()
    assert done.out == f"{ref}\t2026-11-18T10:00:00+08:00\t天成外贸公司\t回访\tnotify-send\n"
    other = reminder(crm_in, "call", "2026-11-18 10:00")
    assert crm_in("notify", "--quiet").ok().out == f"{other}\n"


def test_in_chinese(crm_in: Run, desktop: Desktop) -> None:
    crm_in("config", "set", "notify.most", "1").ok()
    for number in range(3):
        reminder(crm_in, f"回访{number}", "2026-11-18")
    crm_in("notify", "--lang", "zh").ok()
    assert [title for title, _text in desktop.notices()] == ["今天", "crm"]
    reminder(crm_in, "a", "2026-11-18")
    reminder(crm_in, "b", "2026-11-18")
    crm_in("notify", "--lang", "zh").ok()
    assert desktop.notices()[-1] == ("crm", "……还有 1 项：crm today")


def test_it_can_be_switched_off(crm_in: Run, desktop: Desktop) -> None:
    reminder(crm_in, "call", "2026-11-18 10:00")
    crm_in("config", "set", "features.notify", "false").ok()
    assert crm_in("notify", "--json").fails(5).error["code"] == "refused"
    assert desktop.calls() == []


# Much at once


def test_more_than_a_handful_become_one_notice_that_names_the_rest(crm_in: Run, desktop: Desktop) -> None:
    crm_in("config", "set", "notify.most", "5").ok()
    plain = [reminder(crm_in, f"plain {n}", f"2026-11-{10 + n:02d}") for n in range(5)]
    important = reminder(crm_in, "important", "2026-05-01", "--important", "yes")
    both = reminder(crm_in, "both", "2026-04-01", "--important", "yes", "--urgent", "yes")
    urgent = reminder(crm_in, "urgent", "2026-06-01", "--urgent", "yes")
    answer = crm_in("notify", "--json").ok().json
    singly = [both, urgent, important, plain[4], plain[3]]  # more pressing first, then what came up last
    assert [one["ref"] for one in answer if one["single"]] == singly
    assert {one["ref"] for one in answer if not one["single"]} == set(plain[:3])
    assert {one["shown"] for one in answer} == {"notify-send"}
    notices = desktop.notices()
    assert [text.rpartition(" · ")[2] for _title, text in notices[:5]] == singly
    assert notices[5:] == [("crm", "… and 3 more: crm today")]
    silent(crm_in, env=at("10:30", "2026-11-20"))


@pytest.mark.parametrize(("most", "notices"), [(0, 1), (1, 2), (2, 3), (3, 3), (4, 3)])
def test_how_many_is_a_setting(crm_in: Run, desktop: Desktop, most: int, notices: int) -> None:
    crm_in("config", "set", "notify.most", str(most)).ok()
    for number in range(3):
        reminder(crm_in, f"plain {number}", "2026-11-18")
    crm_in("notify").ok()
    assert len(desktop.calls()) == notices
    silent(crm_in)


def test_pressing_ones_stay_on_the_screen(crm_in: Run, desktop: Desktop) -> None:
    for words in ((), ("--important", "yes"), ("--urgent", "yes"), ("--important", "yes", "--urgent", "yes")):
        reminder(crm_in, "call", "2026-11-18 10:00", *words)
        crm_in("notify").ok()
    found = [call["argv"][1] for call in desktop.calls()]
    assert found == ["--urgency=normal", *["--urgency=critical"] * 3]


# What other people wrote


@pytest.mark.parametrize(
    ("text", "body"),
    [
        ("--urgency=critical", "--urgency=critical"),
        ("-h", "-h"),
        ("<b>Tom</b> & Jerry", "&lt;b&gt;Tom&lt;/b&gt; &amp; Jerry"),
        (r"\033[31m\n\x1b", r"\\033[31m\\n\\x1b"),  # notify-send would make an escape character of it
        ("$(touch x) `id` ; %s", "$(touch x) `id` ; %s"),
        ("天成 " * 300, "天成 " * 40),
    ],
)
def test_text_reaches_the_desktop_as_nothing_but_text(
    crm_in: Run, desktop: Desktop, text: str, body: str
) -> None:
    ref = reminder(crm_in, text, "2026-11-18 10:00")
    crm_in("notify").ok()
    (call,) = desktop.calls()
    assert call["argv"][:3] == ["--app-name=crm", "--urgency=normal", "--"]
    assert len(call["argv"]) == 5
    if len(text) > 100:  # 200 cells: 39 times five, and four of 天成 before what says that it goes on
        assert call["argv"][4] == "天成 " * 39 + "天成…"
    else:
        assert call["argv"][4] == f"{body} · {ref}"


def test_no_control_character_comes_through(crm_in: Run, desktop: Desktop, sealed: Path) -> None:
    reminder(crm_in, "call", "2026-11-18 10:00")
    crm_in("customer", "add", "天成外贸公司").ok()
    change(sealed, "UPDATE customer SET name = char(27) || ']0;title' || char(7) || char(9) || '-x'")
    change(sealed, "UPDATE reminder SET text = char(27) || '[31m' || char(10, 155, 8238, 127, 13) || 'red'")
    change(sealed, "UPDATE reminder SET customer_id = (SELECT id FROM customer)")
    crm_in("notify").ok()
    (call,) = desktop.calls()
    for word in call["argv"]:
        assert re.search("[\x00-\x1f\x7f-\x9f\u202a-\u202e]", word) is None
    assert call["argv"][3] == "10:00 · ␛]0;title␇ -x"


def test_a_scheduler_without_a_locale_can_say_all_of_it(crm_in: Run, desktop: Desktop) -> None:
    reminder(crm_in, "回访", "2026-11-18 10:00")
    crm_in("notify", env={"LANG": None}).ok()
    reminder(crm_in, "回访", "2026-11-18 10:00")
    crm_in("notify", env={"LANG": "zh_CN.UTF-8"}).ok()
    assert [call["locale"] for call in desktop.calls()] == ["C.UTF-8", None]


# Where no way works


def test_what_could_not_be_shown_is_listed_and_stays_to_be_shown(crm_in: Run, desktop: Desktop) -> None:
    refs = {reminder(crm_in, "one", "2026-11-18 10:00"), reminder(crm_in, "two", "2026-11-18 10:00")}
    desktop.breaks()
    done = crm_in("notify", "--json").ok()
    assert {(one["ref"], one["shown"]) for one in done.json} == {(ref, None) for ref in refs}
    assert "Cannot autolaunch D-Bus" in done.err
    assert len(desktop.calls()) == 1  # what failed is not tried again for the next
    desktop.is_mended()
    assert {one["ref"] for one in crm_in("notify", "--json").ok().json} == refs
    silent(crm_in)


def test_without_any_program_it_says_so(crm: Run, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    ref = reminder(crm, "call", "2026-11-18 10:00")
    done = crm("notify", env={"PATH": str(tmp_path / "empty")}).ok()
    assert done.out.split("\t")[0] == ref
    assert "notify-send is not installed" in done.err


def called_by_a_scheduler() -> subprocess.CompletedProcess[bytes]:
    """A call whose answer nobody sees."""
    return subprocess.run(
        [sys.executable, "-m", "crmcli", "notify", "--json"],
        stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": str(ROOT)}, check=False, timeout=60,
    )  # fmt: skip


def test_a_scheduler_without_a_desktop_is_told_by_the_exit_code(crm: Run, desktop: Desktop) -> None:
    ref = reminder(crm, "call", "2026-11-18 10:00")
    desktop.breaks()
    done = called_by_a_scheduler()
    assert done.returncode == 7
    error = json.loads(done.stderr)["error"]
    assert (error["code"], error["details"]["path"]) == ("file", "notify-send")
    desktop.is_mended()
    assert called_by_a_scheduler().returncode == 0
    assert desktop.notices()[-1] == ("10:00", f"call · {ref}")


def on_a_terminal(*words: str, stdin: Path | None = None) -> tuple[int, str]:
    """A call on a terminal: its exit code and all that came there."""
    import pty

    leader, follower = pty.openpty()
    given = follower if stdin is None else os.open(stdin, os.O_RDONLY)
    process = subprocess.Popen(
        [sys.executable, "-m", "crmcli", *words],
        stdin=given, stdout=follower, stderr=follower, env={**os.environ, "PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    os.close(follower)
    if given != follower:
        os.close(given)
    said = b""
    while True:
        try:
            piece = os.read(leader, 4096)
        except OSError:
            break
        if not piece:
            break
        said += piece
    os.close(leader)
    return process.wait(timeout=60), said.decode()


def test_on_a_terminal_it_is_a_line_each(crm: Run, desktop: Desktop) -> None:
    crm("customer", "add", "天成").ok()
    crm("config", "set", "notify.most", "1").ok()
    first = reminder(crm, "回访", "2026-11-18 10:00", "--customer", "天成", "--urgent", "yes")
    reminder(crm, "call", "2026-11-18")
    assert on_a_terminal("notify") == (
        0,
        f"{first} · 10:00 · 天成 · 回访 · notify-send\r\n… and 1 more: crm today · notify-send\r\n",
    )
    assert on_a_terminal("notify") == (0, "")


def test_where_the_desktop_fails_the_terminal_rings_once(crm: Run, desktop: Desktop) -> None:
    refs = [reminder(crm, text, "2026-11-18 10:00") for text in ("one", "two")]
    desktop.breaks()
    code, said = on_a_terminal("notify")
    assert code == 0
    assert said.count("\a") == 1
    assert said.replace("\a", "") == f"{refs[1]} · 10:00 · two · bell\r\n{refs[0]} · 10:00 · one · bell\r\n"
    assert on_a_terminal("notify") == (0, "")


def test_a_line_of_a_batch_does_not_ring(crm: Run, desktop: Desktop, tmp_path: Path) -> None:
    ref = reminder(crm, "call", "2026-11-18 10:00")
    desktop.breaks()
    (tmp_path / "lines").write_text('["notify"]\n', encoding="utf-8")
    code, said = on_a_terminal("batch", stdin=tmp_path / "lines")
    assert code == 0
    assert "\a" not in said
    assert '"shown": null' in said
    desktop.is_mended()
    (line,) = crm("batch", stdin='["notify"]\n').ok().lines
    assert [(one["ref"], one["shown"]) for one in line["result"]] == [(ref, "notify-send")]


def test_ctrl_c_loses_nothing(crm_in: Run, desktop: Desktop, monkeypatch: pytest.MonkeyPatch) -> None:
    from crmcli.system.notifiers import Notifiers

    refs = [reminder(crm_in, text, "2026-11-18 10:00") for text in ("one", "two", "three")]
    real = Notifiers.show
    texts: list[str] = []

    def show(self: Notifiers, title: str, text: str, *, pressing: bool = False) -> str | None:
        texts.append(text)
        if len(texts) == 2:
            raise KeyboardInterrupt
        return real(self, title, text, pressing=pressing)

    monkeypatch.setattr(Notifiers, "show", show)
    crm_in("notify").fails(130)
    monkeypatch.setattr(Notifiers, "show", real)
    assert {one["ref"] for one in crm_in("notify", "--json").ok().json} == set(refs[:2])


# Several at once, and a store that is held


def test_several_schedulers_at_once_show_each_thing_once(crm: Run, desktop: Desktop) -> None:
    crm("config", "set", "notify.most", "9").ok()
    refs = [reminder(crm, f"number {n}", "2026-11-18 10:00") for n in range(4)]
    calls = [
        subprocess.Popen(
            [sys.executable, "-m", "crmcli", "notify", "--quiet"],
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, env={**os.environ, "PYTHONPATH": str(ROOT)},
        )
        for _one in range(4)
    ]  # fmt: skip
    said = [call.communicate(timeout=60)[0].decode().split() for call in calls]
    assert sorted(ref for refs in said for ref in refs) == sorted(refs)
    assert sorted(text.rpartition(" · ")[2] for _title, text in desktop.notices()) == sorted(refs)


def test_two_that_saw_the_same_do_not_both_show_it(crm_in: Run, sealed: Path) -> None:
    """The one that comes second to the write lock looks again under it."""
    from crmcli import clock
    from crmcli.store import notified
    from crmcli.store.open import open_store

    reminder(crm_in, "call", "2026-11-18 10:00")
    stores = [open_store(str(sealed / "crm.db"), clock.now) for _one in range(2)]
    real = notified.waiting
    got: list[int] = []

    def meanwhile(store: Any, now: Any, day: str) -> list[notified.Waiting]:
        found = real(store, now, day)
        if store is stores[0] and not got:
            got.append(-1)
            got.append(len(notified.claim(stores[1], now, day)))
        return found

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(notified, "waiting", meanwhile)
        now = clock.now()
        assert notified.claim(stores[0], now, "2026-11-18") == []
    assert got == [-1, 1]
    for store in stores:
        store.close()


def test_a_held_store_is_told_and_nothing_is_lost(crm_in: Run, desktop: Desktop, sealed: Path) -> None:
    ref = reminder(crm_in, "call", "2026-11-18 10:00")
    crm_in("config", "set", "store.timeout", "0").ok()
    with closing(sqlite3.connect(sealed / "crm.db", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        done = crm_in("notify", "--json").fails(7)
        assert done.error["code"] == "store_locked"
        assert done.out == ""
        assert desktop.calls() == []
        other.execute("ROLLBACK")
    crm_in("notify").ok()
    assert desktop.notices() == [("10:00", f"call · {ref}")]


def test_a_held_store_does_not_matter_while_nothing_is_due(
    crm_in: Run, desktop: Desktop, sealed: Path
) -> None:
    reminder(crm_in, "call", "2026-11-19")
    crm_in("config", "set", "store.timeout", "0").ok()
    with closing(sqlite3.connect(sealed / "crm.db", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        silent(crm_in)


# Cheap, and called rightly


def test_nothing_due_loads_nothing_heavy(crm: Run, desktop: Desktop) -> None:
    reminder(crm, "call", "2026-11-19")
    program = (
        "import sys\nfrom crmcli.__main__ import main\nmain(['notify'])\n"
        "print(*{'typer', 'rich', 'subprocess', 'typing', 'dataclasses', 'pathlib', 'crmcli.text.when',"
        " 'crmcli.system.notifiers'} & set(sys.modules))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=False, timeout=60,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    assert (done.stdout, done.stderr) == ("\n", "")


@pytest.mark.parametrize(
    ("words", "argument"),
    [
        (("now",), "install|remove|status"),
        (("--every", "5"), "--every"),
        (("remove", "--print"), "--print"),
        (("status", "--for", "cron"), "--for"),
        (("install", "--dry-run"), "--dry-run"),
        (("install", "--for", "upstart"), "--for"),
        (("install", "--every", "0"), "--every"),
        (("install", "--every", "61"), "--every"),
        (("install", "--every", "1.5"), "--every"),
    ],
)
def test_wrong_calls_are_refused(
    crm_in: Run, desktop: Desktop, words: tuple[str, ...], argument: str
) -> None:
    error = crm_in("notify", *words, "--json").fails(2).error
    assert error["details"]["argument"] == argument


@pytest.mark.parametrize(
    ("typed", "kept"),
    [("9", None), ("7:05", "07:05"), ("１８：３０", "18:30"), ("24:00", None), ("9:60", None)],
)
def test_the_morning_is_a_time_of_day(crm_in: Run, typed: str, kept: str | None) -> None:
    done = crm_in("config", "set", "notify.morning", typed, "--json")
    if kept is None:
        assert done.fails(2).error["code"] == "value"
    else:
        assert done.ok().json["value"] == kept
    assert crm_in("config", "get", "notify.morning").ok().out == f"{kept or '09:00'}\n"


def test_a_time_of_toml_is_one_too(crm_in: Run, sealed: Path) -> None:
    sealed.mkdir(exist_ok=True)
    (sealed / "config.toml").write_text("[notify]\nmorning = 07:15:00\n", encoding="utf-8")
    assert crm_in("config", "get", "notify.morning").ok().out == "07:15\n"
