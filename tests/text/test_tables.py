"""The generated tables are what their generator makes, and no reader needs what it is made with."""

from __future__ import annotations

import subprocess
import sys

from crmcli.text import build_tables


def test_tables_are_not_stale():
    for name in ("simplified_table", "pinyin_table"):
        made = getattr(build_tables, name)()
        assert (build_tables.HERE / f"{name}.py").read_text(encoding="utf-8") == made


def test_readers_import_nothing_heavy_and_nothing_else_of_ours():
    code = (
        "import sys\n"
        "from crmcli.text import clean, kinds, money, names, note, phones, pinyin, when\n"
        "print(' '.join(sys.modules))"
    )
    loaded = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    ).stdout.split()
    ours = {name for name in loaded if name.startswith("crmcli")}
    assert all(name in ("crmcli", "crmcli.text") or name.startswith("crmcli.text.") for name in ours)
    heavy = "typing dataclasses decimal inspect pathlib json pypinyin opencc crmcli.text.pinyin_table"
    assert not set(heavy.split()) & set(loaded)
