"""Reading text: dates against phrases of another project, notes, pinyin; and the libraries that do the like.

The phrases are no part of this project: their file is named by ``--dates`` or BENCH_DATES.
"""

from __future__ import annotations

import json
import subprocess
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from benchmarks.peers import BIN, HERE, version
from crmcli.store import columnindex, searchdoc
from crmcli.store.records import CUSTOMER
from crmcli.text.names import name_key
from crmcli.text.note import read_note
from crmcli.text.when import find_when
from crmcli.verbs.demo.cast import numbered

DATES = HERE.parent / "shared" / "data" / "dates" / "recognizers_text_half.json"
NOTES = HERE / "tests" / "text" / "everyday_notes.txt"
# Of a hundred phrases with a date at most so many may be read wrongly, and at least so many rightly.
WRONG = 5.0
RIGHT = {"Chinese": 70.0, "English": 45.0}
_NAMES = 4000


def dates(file: Path) -> dict[str, Any]:
    """Our score and the peers' on the phrases in a file, with the time of one phrase."""
    from tests.text.score_dates import score

    rows = json.loads(file.read_text(encoding="utf-8"))
    moments = [(phrase, datetime.fromisoformat(at).replace(tzinfo=UTC)) for _lang, phrase, at, _ok in rows]

    def read() -> None:
        for phrase, now in moments:
            find_when(phrase, now, looking="note")

    ours = {language: dict(counts) for language, counts in score(rows).items()}
    return {
        "crm": {"version": "", "score": ours, "seconds": _best(read) / len(moments)},
        **_peer_dates(file),
    }


def _peer_dates(file: Path) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for library in ("dateparser", "parsedatetime"):
        known = version(library)
        if known:
            words = [str(BIN / "python"), str(Path(__file__).with_name("peer_dates.py")), library, str(file)]
            done = subprocess.run(words, capture_output=True, text=True, check=False)
            if done.returncode == 0:
                found[library] = {"version": known, **json.loads(done.stdout)}
            else:
                found[library] = {"version": known, "why": done.stderr.strip().splitlines()[-1][:120]}
        else:
            found[library] = {"version": ""}
    return found


def reading() -> dict[str, Any]:
    """Seconds for one note and one name, and for one name by pypinyin."""
    now = datetime(2026, 11, 18, 10, 30, tzinfo=UTC)
    notes = []
    if NOTES.exists():
        lines = NOTES.read_text(encoding="utf-8").splitlines()
        notes = [line.split("|")[0] for line in lines if line and not line.startswith("%")]
    names = [name for name in (numbered(number).name for number in range(_NAMES)) if not name.isascii()]
    found: dict[str, Any] = {"notes": len(notes), "names": len(names)}
    if notes:
        found["note"] = _best(lambda: [read_note(text, now, []) for text in notes]) / len(notes)
        found["characters"] = sum(map(len, notes)) / len(notes)
    found["pinyin"] = _best(lambda: [list(searchdoc.sounds(name_key(name))) for name in names]) / len(names)
    found["pinyin_bulk"] = _best(lambda: _indexed(names)) / len(names)
    if version("pypinyin"):
        words = [str(BIN / "python"), "-c", _PYPINYIN]
        done = subprocess.run(words, input=json.dumps(names), capture_output=True, text=True, check=False)
        if done.returncode == 0:
            found["pypinyin"] = {"version": version("pypinyin"), **json.loads(done.stdout)}
    return found


def _indexed(names: list[str]) -> None:
    columns = {"name": names, "kind": ["company"] * len(names)}
    columnindex.Maker(CUSTOMER, len(names), columns, {}, {}, {}).documents()


_PYPINYIN = """
import json, sys, time
from pypinyin import Style, lazy_pinyin, pinyin
names = json.load(sys.stdin)
def best(work):
    spent = []
    for _ in range(3):
        began = time.perf_counter()
        for name in names:
            work(name)
        spent.append(time.perf_counter() - began)
    return min(spent) / len(names)
print(json.dumps({
    "one": best(lazy_pinyin), "all": best(lambda name: pinyin(name, style=Style.NORMAL, heteronym=True)),
}))
"""


def _best(work: Callable[[], object], rounds: int = 5) -> float:
    """The least seconds of some rounds, after one that is not counted."""
    work()
    spent = []
    for _ in range(rounds):
        began = time.perf_counter()
        work()
        spent.append(time.perf_counter() - began)
    return min(spent)
