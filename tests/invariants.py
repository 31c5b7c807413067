"""What holds of every run of a command, whatever it does."""

from __future__ import annotations

import json
import re

from support import Result

# What a terminal would obey: C0 but tab and newline, DEL, C1, separators of lines, bidi controls.
CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")
EXIT = {
    **dict.fromkeys(("usage", "value", "filter"), 2),
    **dict.fromkeys(("refused", "forbidden", "rows_rejected"), 5),
    **dict.fromkeys(("file", "format", "password", "disk", "hub"), 7),
    **dict.fromkeys(("store_locked", "store_damaged", "store_newer"), 7),
    "internal": 1,
    "not_found": 3,
    "ambiguous": 4,
    "conflict": 6,
    "interrupted": 130,
}


def harmless(result: Result) -> Result:
    """Check what holds of every run: nothing to obey; on an error no output and, with --json, one line."""
    for stream in (result.out, result.err):
        assert CONTROL.search(stream) is None, result
        assert "Traceback" not in stream, result
    words = result.args[: result.args.index("--")] if "--" in result.args else result.args
    if result.code and "import" not in words and "batch" not in words:
        assert result.out == "", result
        if "--json" in words:
            (line,) = result.err.splitlines()
            document = json.loads(line)
            assert list(document) == ["error"]
            assert list(document["error"]) == ["code", "message", "hint", "details"]
            assert EXIT[document["error"]["code"]] == result.code
            assert document["error"]["message"]
    if not result.code and "--json" in words and "batch" not in words and "export" not in words:
        assert result.out.endswith("\n")
        assert result.out.count("\n") == 1
        json.loads(result.out)
    return result
