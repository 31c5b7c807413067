"""Drafts: whole or not at all, the owner's only, and nothing lost when one cannot be read."""

from __future__ import annotations

import os
import signal
import stat
import subprocess
import sys
import time
from pathlib import Path

import pytest

from crmcli.store import drafts
from support import NOW

LATER = NOW.replace("T10", "T11")


@pytest.fixture
def path(tmp_path: Path) -> str:
    return str(tmp_path / "crm.db")


def contents(path: str) -> dict[str, dict[str, object]]:
    return {one.key: one.content for one in drafts.waiting(path)}


def test_kept_for_its_owner_only(path: str) -> None:
    file = drafts.keep(path, "note:0192", {"text": "拜访\n第二行 “x” \ud800"}, NOW)
    assert os.path.dirname(file) == path + "-drafts"
    assert stat.S_IMODE(os.stat(file).st_mode) == 0o600
    assert stat.S_IMODE(os.stat(os.path.dirname(file)).st_mode) == 0o700
    assert os.listdir(os.path.dirname(file)) == [os.path.basename(file)]
    draft = drafts.load(path, "note:0192")
    assert draft is not None
    assert (draft.key, draft.when, draft.content["text"]) == (
        "note:0192",
        NOW,
        "拜访\n第二行 “x” \ud800",
    )


def test_the_newer_takes_the_place_of_the_older(path: str) -> None:
    drafts.keep(path, "note", {"text": "a"}, NOW)
    drafts.keep(path, "note", {"text": "b"}, LATER)
    drafts.keep(path, "form:customer:new", {"name": "c"}, NOW)
    assert contents(path) == {"note": {"text": "b"}, "form:customer:new": {"name": "c"}}
    drafts.discard(path, "note")
    drafts.discard(path, "note")
    assert drafts.load(path, "note") is None
    assert list(contents(path)) == ["form:customer:new"]


@pytest.mark.parametrize(
    "key", ["note", "note:../../x", "form:客户:new", "a/b\\c", "n" * 3000, "%41", "A", "."]
)
def test_any_key_is_a_file_of_its_own(path: str, key: str) -> None:
    other = key + "x"
    drafts.keep(path, key, {"text": key}, NOW)
    drafts.keep(path, other, {"text": other}, LATER)
    assert contents(path) == {other: {"text": other}, key: {"text": key}}
    assert len(os.listdir(path + "-drafts")) == 2
    found = drafts.load(path, key)
    assert found is not None
    assert found.key == key


@pytest.mark.parametrize(
    "held",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b'{"key": "note"}',
        b"\xff\xfe",
        b'{"key":1,"when":2,"content":3}',
        b"[" * 99999,
    ],
)
def test_what_cannot_be_read_is_put_aside(path: str, held: bytes) -> None:
    for _again in range(2):
        file = Path(drafts.keep(path, "note", {"text": "a"}, NOW))
        file.write_bytes(held)
        assert drafts.waiting(path) == []
        assert drafts.load(path, "note") is None
    assert sorted(one.read_bytes() for one in file.parent.iterdir()) == [held, held]
    drafts.keep(path, "note", {"text": "b"}, NOW)
    assert contents(path) == {"note": {"text": "b"}}


def test_no_folder_and_no_right(path: str) -> None:
    assert drafts.waiting(path) == []
    assert drafts.load(path, "note") is None
    drafts.discard(path, "note")
    assert not os.path.exists(path + "-drafts")
    Path(path + "-drafts").write_text("in the way")
    with pytest.raises(OSError):
        drafts.keep(path, "note", {"text": "a"}, NOW)
    assert drafts.load(path, "note") is None


def test_a_kill_leaves_a_whole_draft(path: str) -> None:
    """Killed at any moment of a stream of keys, the file holds one of the texts, whole."""
    program = (
        "import sys\n"
        "from crmcli.store import drafts\n"
        "text = ''\n"
        "while True:\n"
        "    text = text + '天' if len(text) < 2000 else ''\n"
        f"    drafts.keep(sys.argv[1], 'note', {{'text': text, 'length': len(text)}}, {NOW!r})\n"
    )
    for turn in range(4):
        process = subprocess.Popen([sys.executable, "-c", program, path])
        deadline = time.monotonic() + 20
        while drafts.load(path, "note") is None and time.monotonic() < deadline:
            time.sleep(0.01)
        time.sleep(0.03 * turn)
        process.send_signal(signal.SIGKILL)
        process.wait()
        draft = drafts.load(path, "note")
        assert draft is not None
        assert len(draft.content["text"]) == draft.content["length"]
        drafts.discard(path, "note")
