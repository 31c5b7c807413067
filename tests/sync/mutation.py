"""Does a test notice when a line of the algorithm is missing? Each line in turn is taken out, and the tests are run.

``python -m tests.sync.mutation`` changes functions in copies of its own process, and writes a table into docs/sync.md.
A statement is taken out, a condition is always or never true, one part of a condition is left out, a test of an SQL
statement is left out. What no test can notice is listed in :data:`EQUIVALENT` with the reason.
"""

from __future__ import annotations

import argparse
import ast
import importlib
import inspect
import json
import os
import resource
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from types import CodeType, FunctionType, ModuleType
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "sync.md"
BEGIN, END = "<!-- mutation: begin -->", "<!-- mutation: end -->"
TESTS = tuple(f"tests/sync/test_{name}.py" for name in ("model_hub", "model", "shards", "machine"))
PATIENCE = 90  # seconds of work after which the tests with a change are taken to be without end
os.environ.setdefault("CRM_MACHINE", "25")  # examples of the state machine, none of them made shorter
sys.path[:0] = [str(Path(__file__).parents[2]), str(Path(__file__).parents[1])]

# The files of the algorithm, and of each the functions in which it is decided; none: all.
FILES: dict[str, tuple[str, ...]] = {
    "crmcli/sync/engine.py": (
        "exchange",
        "_check",
        "_foresee",
        "_push",
        "_named",
        "_pull",
        "_fetch",
        "_coming",
        "_portions",
        "_leave",
    ),
    "crmcli/store/outbox.py": ("waiting", "answer", "last_answered", "answered", "again"),
    "crmcli/store/incoming.py": ("tags", "big", "take", "_take", "_whole", "finish"),
    "crmcli/store/taking.py": ("_lay_on_top", "_place", "_miss", "_of_what_came", "_conflicts"),
    "crmcli/store/waiting.py": ("pending",),
    "crmcli/store/leaving.py": ("left", "_busy"),
    "tests/sync/model.py": (
        "_units",
        "_do",
        "_decide",
        "_readable",
        "_hold",
        "_insert",
        "_sets",
        "_round_off",
        "_set",
        "_delete",
        "_close",
        "_conflict",
    ),
}
# Tests in SQL: (file, what stands there, what stands there then).
SQL: tuple[tuple[str, str, str], ...] = (
    ("crmcli/store/outbox.py", 'WHERE op_id = ?4 AND {_WAITING}"', 'WHERE op_id = ?4"'),
    ("crmcli/store/outbox.py", "AND n > ? ORDER BY n LIMIT ?", "AND n > ? ORDER BY -n LIMIT ?"),
    ("crmcli/store/outbox.py", " AND n < coalesce(({other}), n + 1)", ""),
    (
        "crmcli/store/outbox.py",
        "('ok', 'conflict') ORDER BY n DESC",
        "('ok', 'conflict', 'refused') ORDER BY n DESC",
    ),
    ("crmcli/store/outbox.py", "('ok', 'conflict') ORDER BY n DESC", "('ok', 'conflict') ORDER BY n"),
    (
        "crmcli/store/outbox.py",
        "('ok', 'conflict') ORDER BY n\"\n",
        "('ok', 'conflict', 'refused') ORDER BY n\"\n",
    ),
    ("crmcli/store/outbox.py", "('ok', 'conflict') ORDER BY n\"\n", "('ok') ORDER BY n\"\n"),
    ("crmcli/store/outbox.py", "AND o.row IS NOT NULL AND NOT EXISTS", "AND o.row IS NOT NULL AND EXISTS"),
    (
        "crmcli/store/incoming.py",
        "coalesce(tag, '') FROM sync_bucket",
        "tag FROM sync_bucket WHERE tag IS NOT NULL",
    ),
    (
        "crmcli/store/waiting.py",
        "WHERE state IN ('waiting', 'held') AND kind <> 'close'",
        "WHERE state = 'waiting'",
    ),
)

EQUIVALENT: dict[tuple[str, str, str], str] = {
    (
        "outbox.py",
        "last_answered: if store.db.execute(known, (last,)).fetchone() is not None:",
        "always true",
    ): "an op that waits again, or is older than all that is kept, is asked for once more",
    (
        "engine.py",
        "_push: ops = [op for _n, op in batch if not (later and later & _named(op))]",
        "without `later`",
    ): "spares the work while nothing is held",
    (
        "outbox.py",
        "answer: for chunk in chunks([one.op_id for one in answers if one.result in (OK, CONFLICT, REFUSED)]):",
        "without `if one.result in (OK, CONFLICT, REFUSED)`",
    ): "a row whose insert is held stays, gone or not",
    (
        "outbox.py",
        'answer: db.execute(f"UPDATE sync_bucket SET tag = NULL WHERE nid IN (SELECT r.bucket FROM sync_op o '
        "JOIN sync_row r ON r.tbl = o.tbl AND r.row = o.row WHERE o.op_id IN ({marks}) AND o.kind = 'insert')\", "
        "chunk)",
        "left out",
    ): "for two exchanges of one store at once: what was inserted was not fetched before otherwise",
    (
        "taking.py",
        "_lay_on_top: if self._purged and (not arrival.of.is_record):",
        "always true",
    ): "spares the work while nothing is purged",
    (
        "taking.py",
        "_lay_on_top: if self._purged and (not arrival.of.is_record):",
        "without `self._purged`",
    ): "the same",
    (
        "taking.py",
        "_lay_on_top: if self._purged and (not arrival.of.is_record):",
        "without `not arrival.of.is_record`",
    ): "a record has no such parent",
    ("taking.py", "_lay_on_top: return", "left out"): "spares the work while nothing waits",
    ("taking.py", "_lay_on_top: if table not in self._waiting_in:", "left out"): "the same",
    ("taking.py", "_lay_on_top: if table not in self._waiting_in:", "always false"): "the same",
    (
        "taking.py",
        "_lay_on_top: arrival.numbers[at] = -(waits.row or _NO_ROW)",
        "without `waits.row`",
    ): "the row is no more here, whatever its number was",
    (
        "taking.py",
        "_lay_on_top: arrival.numbers[at] = -(waits.row or _NO_ROW)",
        "without `_NO_ROW`",
    ): "a row that goes had a number",
    (
        "taking.py",
        "_lay_on_top: whole = value is not None and name in arrival.of.numbers",
        "without `value is not None`",
    ): "asked twice",
    (
        "taking.py",
        "_lay_on_top: int(value) if whole and value is not None else value",
        "always false",
    ): "SQLite makes a number of it",
    (
        "taking.py",
        "_lay_on_top: row[arrival.places[name]] = int(value) if whole and value is not None else value",
        "without `value is not None`",
    ): "asked twice",
    ("taking.py", "_lay_on_top: continue", "left out"): "what goes is not written, whatever its values",
    ("taking.py", "_place: if self._some_gone:", "always true"): "spares the work while nothing is gone",
    ("taking.py", "_of_what_came: if not unsure:", "left out"): "spares the work while all came whole",
    ("taking.py", "_of_what_came: if not unsure:", "always false"): "the same",
    ("taking.py", "_of_what_came: return rows", "left out"): "the same",
    (
        "taking.py",
        "_place: if row == _NO_ROW:",
        "left out",
    ): "a number that no row has is remembered for nothing",
    ("taking.py", "_place: if row == _NO_ROW:", "always false"): "the same",
    ("taking.py", "_place: continue", "left out"): "the same",
    ("taking.py", "_miss: if not rows:", "left out"): "the same",
    ("taking.py", "_miss: if not rows:", "always false"): "the same",
    ("taking.py", "_miss: return", "left out"): "the same",
    (
        "waiting.py",
        "pending: whole = ', '.join((f\"'{table}'\" for table in tables if 'id' not in KEYS[table]))",
        "without `if 'id' not in KEYS[table]`",
    ): "reads more than is needed",
    ("waiting.py", "pending: one.row = row", "left out"): "the row is no more here, whatever its number was",
    ("waiting.py", "pending: continue", "left out"): "a change follows nothing that goes",
    ("leaving.py", "left: if not found:", "left out"): "spares the work",
    ("leaving.py", "left: if not found:", "always false"): "spares the work",
    ("leaving.py", "left: return []", "left out"): "spares the work",
    (
        "leaving.py",
        "left: return [id for nid, id in found.items() if nid not in busy]",
        "without `if nid not in busy`",
    ): "`leave` looks once more",
    (
        "leaving.py",
        "_busy: links.update((value for name, value in json.loads(body).items() if name.endswith('_id') and value))",
        "without `if name.endswith('_id') and value`",
    ): "no other value is an id",
    (
        "leaving.py",
        "_busy: links.update((value for name, value in json.loads(body).items() if name.endswith('_id') and value))",
        "without `name.endswith('_id')`",
    ): "no other value is an id",
    (
        "leaving.py",
        "_busy: links.update((value for name, value in json.loads(body).items() if name.endswith('_id') and value))",
        "without `value`",
    ): "what is null is not sent",
    ("leaving.py", "_busy: KINDS if links else ()", "always true"): "spares the work",
    (
        "taking.py",
        "_miss: self.store.db.executemany('UPDATE sync_row SET bucket = 0 WHERE tbl = ? AND row = ?', gone)",
        "left out",
    ): "the exchange ends with deleting it",
    ("waiting.py", "pending: if kind == INSERT:", "always true"): "what goes has no values",
    (
        "model.py",
        "_units: column, row = (op.column or '', (op.table, op.key))",
        "without `''`",
    ): "what sets no column has none that hangs together with others",
    (
        "model.py",
        "_units: of = part(op.table, column) if op.seen and op.op_id not in self.state.ops else ''",
        "without `op.seen`",
    ): "stores send it with all of these",
    ("model.py", "_readable: return None", "left out"): "the same",
    ("model.py", "_hold: if op.kind == 'insert' and op.key:", "without `op.key`"): "a safeguard",
    (
        "model.py",
        "_hold: if op.kind == 'insert' and op.key:",
        "always true",
    ): "what is held of a table not known yet is held with it anyway",
    ("model.py", "_hold: if op.kind == 'insert' and op.key:", "without `op.kind == 'insert'`"): "the same",
    ("model.py", "_insert: row = op.row or {}", "without `{}`"): "an insert has a row",
    (
        "model.py",
        "_insert: 'value' if op.table == 'custom' else ''",
        "always true",
    ): "the value of other sets is part of their key",
    (
        "model.py",
        "_insert: if other and self.state.rows[key].get(other) != row.get(other):",
        "without `other`",
    ): "the same",
    (
        "model.py",
        "_insert: if (parent, (row.get(column) or '',)) not in self.state.rows:",
        "without `''`",
    ): "nothing has that key either",
    ("model.py", "_set: column = op.column or ''", "without `''`"): "a change names a column",
    (
        "model.py",
        "_conflict: told = [one for one, _member, _answer in self.state.ops.values() if one.kind == 'close']",
        "without `if one.kind == 'close'`",
    ): "no row has the id of an op",
    ("incoming.py", "take: try:", "left out"): "bucket by bucket from the beginning: slower",
    ("incoming.py", "take: return _take(store, buckets)", "left out"): "the same",
    ("incoming.py", "take: if len(buckets) < 2:", "left out"): "one bucket is tried twice before it is told",
    ("incoming.py", "take: if len(buckets) < 2:", "always false"): "the same",
    ("incoming.py", "take: raise", "left out"): "the same",
    ("incoming.py", "take: return taken", "left out"): "only where all have no room at once and each has",
    ("incoming.py", "_take: if taking.inserted:", "always true"): "looks over what is derived once more",
    ("incoming.py", "_whole: assert store.transaction_now is None", "left out"): "a safeguard",
    (
        "incoming.py",
        "_whole: put_seq(store, last_seq(store))",
        "left out",
    ): "spares looking at what came from the hub",
    (
        "incoming.py",
        "_whole: if db.in_transaction:",
        "always true",
    ): "SQLite mostly leaves the rolling back to us",
    ("incoming.py", "finish: if store.setting(LOOSE) is not None:", "always true"): "looks over it once more",
    (
        "incoming.py",
        "finish: store.db.execute('DELETE FROM meta WHERE key = ?', (LOOSE,))",
        "left out",
    ): "the same",
    (
        "incoming.py",
        "finish: store.db.execute(f'PRAGMA cache_size = -{_DEFAULT}')",
        "left out",
    ): "memory alone",
    ("incoming.py", "finish: return gone", "left out"): "the number is for tests",
    ("outbox.py", "again: if not op_ids:", "left out"): "spares a transaction",
    ("outbox.py", "again: if not op_ids:", "always false"): "spares a transaction",
    ("outbox.py", "again: return", "left out"): "spares a transaction",
}


class Mutant:
    """One change of one line. ``what``: how it was changed."""

    def __init__(self, path: str, function: str, line: int, code: str, what: str, source: str) -> None:
        self.path = path
        self.function = function
        self.line = line
        self.code = code
        self.what = what
        self.source = source

    @property
    def key(self) -> tuple[str, str, str]:
        """What names it, wherever its line moves."""
        return self.path.rpartition("/")[2], f"{self.function}: {self.code}", self.what

    @property
    def name(self) -> str:
        """The same as one text."""
        return " · ".join(self.key)


def mutants(path: str) -> Iterator[Mutant]:
    """All changes of a file."""
    text = (ROOT / path).read_text("utf-8")
    for function in _functions(ast.parse(text)):
        if FILES[path] and function not in FILES[path]:
            continue
        yield from _of_function(path, text, function)
    for file, old, new in SQL:
        if file == path:
            assert text.count(old) == 1, (path, old, text.count(old))
            line = text[: text.index(old)].count("\n") + 1
            yield Mutant(
                path,
                "SQL",
                line,
                old.strip(),
                f"is `{new.strip()}`" if new.strip() else "left out",
                text.replace(old, new),
            )


def _functions(tree: ast.AST) -> list[str]:
    return [one.name for one in ast.walk(tree) if isinstance(one, ast.FunctionDef) and one.name != "__init__"]


def _of_function(path: str, text: str, name: str) -> Iterator[Mutant]:
    number = 0
    while True:
        tree = ast.parse(text)
        function = next(
            one for one in ast.walk(tree) if isinstance(one, ast.FunctionDef) and one.name == name
        )
        changer = _Changer(function, number)
        changer.visit_body(function)
        if changer.what is None:
            return
        yield Mutant(path, name, changer.line, changer.code, changer.what, ast.unparse(tree))
        number += 1


class _Changer:
    """Makes the change with a number, counted as it goes through a function."""

    def __init__(self, function: ast.FunctionDef, wanted: int) -> None:
        self.wanted = wanted
        self._bound = Counter(
            one.id
            for one in ast.walk(function)
            if isinstance(one, ast.Name) and isinstance(one.ctx, ast.Store)
        )
        self.seen = -1
        self.what: str | None = None
        self.line = 0
        self.code = ""

    def _is_it(self, node: ast.AST, what: str) -> bool:
        self.seen += 1
        if self.seen != self.wanted:
            return False
        self.what = what
        self.line = getattr(node, "lineno", 0)
        self.code = ast.unparse(node).split("\n")[0]
        return True

    def visit_body(self, node: ast.AST) -> None:
        """Statements of a block, and of the blocks in it."""
        for name in ("body", "orelse", "finalbody"):
            block = getattr(node, name, None)
            if not isinstance(block, list):
                continue
            for place, statement in enumerate(block):
                if isinstance(statement, ast.FunctionDef) or _is_text(statement):
                    continue
                if self._matters(statement) and self._is_it(statement, "left out"):
                    block[place] = ast.copy_location(ast.Pass(), statement)
                    return
                self._conditions(statement)
                if self.what is None:
                    self.visit_body(statement)
                if self.what is None:
                    for handler in getattr(statement, "handlers", ()):
                        self.visit_body(handler)
                if self.what is not None:
                    return

    def _matters(self, statement: ast.stmt) -> bool:
        """Whether leaving it out says anything: without an import, or the one value of a name, nothing runs at all."""
        if isinstance(statement, (ast.Assign, ast.AnnAssign)):
            targets = statement.targets if isinstance(statement, ast.Assign) else [statement.target]
            names = [ast.unparse(one) for target in targets for one in getattr(target, "elts", [target])]
            return any(self._bound.get(name, 0) != 1 for name in names)
        return not isinstance(statement, (ast.Pass, ast.Import, ast.ImportFrom, ast.Nonlocal, ast.Global))

    def _conditions(self, statement: ast.stmt) -> None:
        if isinstance(statement, (ast.If, ast.While)):
            for value in (True, False):
                if isinstance(statement, ast.While) and value:
                    continue
                if self._is_it(statement, f"always {str(value).lower()}"):
                    statement.test = ast.Constant(value)
                    return
        for inner in _expressions(statement):
            if isinstance(inner, ast.IfExp):
                for value in (True, False):
                    if self._is_it(inner, f"always {str(value).lower()}"):
                        inner.test = ast.Constant(value)
                        return
            elif isinstance(inner, ast.BoolOp):
                for part in list(inner.values):
                    if self._is_it(statement, f"without `{ast.unparse(part)}`"):
                        inner.values.remove(part)
                        return
            elif isinstance(inner, ast.comprehension):
                for test in list(inner.ifs):
                    if self._is_it(statement, f"without `if {ast.unparse(test)}`"):
                        inner.ifs.remove(test)
                        return


def _expressions(statement: ast.stmt) -> Iterator[ast.AST]:
    """The expressions of a statement itself, not those of statements in it."""
    for name, value in ast.iter_fields(statement):
        if name in ("body", "orelse", "finalbody", "handlers"):
            continue
        for one in value if isinstance(value, list) else [value]:
            if isinstance(one, ast.AST):
                yield from ast.walk(one)


def _is_text(statement: ast.stmt) -> bool:
    return isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)


def change(module: ModuleType, source: str) -> None:
    """Have the functions of a module, wherever they were imported to, do what they do in ``source``."""
    codes: dict[str, CodeType] = {}

    def find(code: CodeType) -> None:
        for one in code.co_consts:
            if isinstance(one, CodeType):
                codes[one.co_qualname] = one
                find(one)

    find(compile(source, module.__file__ or "", "exec"))
    for holder in (module, *(one for one in vars(module).values() if isinstance(one, type))):
        for one in list(vars(holder).values()):
            function = inspect.unwrap(one) if callable(one) else None
            if isinstance(function, FunctionType) and function.__module__ == module.__name__:
                function.__code__ = codes.get(function.__qualname__, function.__code__)


class _First:
    """A plug-in of pytest that remembers the first test that failed; those of which much is hoped come first."""

    def __init__(self, hopes: Sequence[str] = ()) -> None:
        self.name = ""
        self.hopes = {name: place for place, name in enumerate(hopes)}

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        items.sort(key=lambda item: self.hopes.get(item.name.partition("[")[0], len(self.hopes)))

    def pytest_runtest_logreport(self, report: Any) -> None:
        if report.failed and not self.name:
            self.name = report.nodeid.rpartition("::")[2].partition("[")[0]


def caught_by(mutant: Mutant | None, out: int, hopes: Sequence[str]) -> None:
    """In a process of its own: run the tests with a change (None: without), write which one fails."""
    resource.setrlimit(resource.RLIMIT_CPU, (PATIENCE, PATIENCE))
    if mutant is not None:
        change(importlib.import_module(mutant.path.removesuffix(".py").replace("/", ".")), mutant.source)
    nothing = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nothing, 1)
    os.dup2(nothing, 2)
    first = _First(hopes)
    options = ["-x", "-q", "-n0", "-p", "no:cacheprovider", "--tb=no", f"--rootdir={ROOT}"]
    memory = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None  # nobody needs these files after a crash
    with tempfile.TemporaryDirectory(dir=memory) as folder:
        options.append(f"--basetemp={folder}/tests")
        for test in TESTS:
            if pytest.main([*options, test], plugins=[first]):
                os.write(out, (first.name or "cannot run").encode())
                break


def run(todo: Sequence[Mutant | None], jobs: int) -> Iterator[tuple[Mutant | None, str | None]]:
    """Each change in a copy of this process, so many at once. Yields each with the test that noticed it."""
    waiting = list(todo)[::-1]
    running: dict[int, tuple[Mutant | None, int]] = {}
    noticed: dict[str, Counter[str]] = {}  # by function
    while waiting or running:
        while waiting and len(running) < jobs:
            mutant = waiting.pop()
            inlet, outlet = os.pipe()
            sys.stdout.flush()
            child = os.fork()
            if not child:
                try:
                    of = noticed.get(mutant.function, Counter()) if mutant else Counter()
                    everywhere = sum(noticed.values(), Counter[str]())
                    caught_by(mutant, outlet, [name for name, _n in (of + of + everywhere).most_common()])
                finally:
                    os._exit(0)
            os.close(outlet)
            running[child] = (mutant, inlet)
        child, status = os.wait()
        mutant, inlet = running.pop(child)
        found = "no end" if os.WIFSIGNALED(status) else os.read(inlet, 1000).decode()
        os.close(inlet)
        if mutant is not None and found:
            noticed.setdefault(mutant.function, Counter())[found] += 1
        yield mutant, found or None


def main(arguments: list[str]) -> int:
    """Try the changes of the files named (all of them), show what noticed each, write the table."""
    parser = argparse.ArgumentParser(prog="python -m tests.sync.mutation", description=__doc__.split("\n")[0])
    parser.add_argument("files", nargs="*", help="only these files of the algorithm")
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--only", default="", help="only lines in which this stands")
    parser.add_argument("--kept", type=Path, help="a file of results to go on from and to add to")
    options = parser.parse_args(arguments)
    os.chdir(ROOT)
    chosen = [
        one
        for path in FILES
        if not options.files or any(name in path for name in options.files)
        for one in mutants(path)
        if options.only in one.code
    ]
    results: dict[str, str | None] = {}
    if options.kept and options.kept.exists():
        results = json.loads(options.kept.read_text("utf-8"))
    todo = [one for one in chosen if one.name not in results and one.key not in EQUIVALENT]
    for test in ("tests.sync.machine", *(name.removesuffix(".py").replace("/", ".") for name in TESTS)):
        importlib.import_module(test)
    for _nothing, broken in run([None], 1):
        if broken:
            _say(f"{broken} fails without any change")
            return 2
    for mutant, found in run(todo, options.jobs):
        assert mutant is not None
        results[mutant.name] = found
        _say(f"{found or 'NOT CAUGHT':60} {mutant.path}:{mutant.line} {mutant.what}: {mutant.code}")
        if options.kept:
            options.kept.write_text(json.dumps(results, ensure_ascii=False, indent=1), "utf-8")
    survived = [one for one in chosen if one.key not in EQUIVALENT and results[one.name] is None]
    _say(f"{len(chosen)} changes, {len(survived)} not noticed")
    if not options.files and not options.only:
        _write(chosen, results)
    return 1 if survived else 0


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def _write(chosen: list[Mutant], results: dict[str, str | None]) -> None:
    """The table in the page, between its marks."""
    lines = []
    for path in FILES:
        of = [one for one in chosen if one.path == path]
        lines += ["", f"**`{path}`**", "", "| line | changed | caught by |", "|---|---|---|"]
        for one in of:
            by = results.get(one.name)
            reason = EQUIVALENT.get(one.key)
            said = f"nothing: {reason}" if reason else f"`{by}`" if by else "**not caught**"
            lines.append(f"| `{_cell(one.function + ': ' + one.code)}` | {_cell(one.what)} | {said} |")
    same = sum(one.key in EQUIVALENT for one in chosen)
    total = f"{len(chosen)} changes, {same} of which change nothing that could be seen."
    text = PAGE.read_text("utf-8")
    before, after = text.split(BEGIN)[0], text.split(END)[1]
    PAGE.write_text(f"{before}{BEGIN}\n{total}\n" + "\n".join(lines) + f"\n\n{END}{after}", "utf-8")


def _cell(text: str) -> str:
    text = text.replace("|", "\\|")
    return text if len(text) < 90 else text[:88] + "…"


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
