"""For scripts: ``crm sql``, ``crm schema``, ``crm batch``, ``crm completion``."""

from __future__ import annotations

import json
import re
import sys

from crmcli.commands.output import Answer, dumps, write
from crmcli.commands.spec import Arg, Command, Opt
from crmcli.errors import CrmError, UsageError
from crmcli.i18n import N_, _

TYPE_CHECKING = False  # typing costs as much to import as Python to start
if TYPE_CHECKING:
    from typing import Any

    from crmcli.commands.session import Session

_SURROGATE = re.compile("[\ud800-\udfff]")  # what a byte that is no UTF-8 was read as
SHELLS = ("bash", "zsh", "fish", "powershell")


def sql(session: Session, query: list[str]) -> Answer:
    """Read-only SQL."""
    from crmcli.store.query import query as verb

    text = session.read_text(query)
    columns, rows = verb(session.store.path, text)
    data = [dict(zip(columns, row, strict=True)) for row in rows]
    return Answer(data, rows=data, columns=columns, refs=["\t".join(str(v) for v in row) for row in rows])


def _know_processes(session: Session) -> None:
    """The schema names the stages of this store's processes; without a store those of the built-in ones."""
    import os

    from crmcli import paths
    from crmcli.verbs import vocabulary

    if session.opened or os.path.exists(paths.store_path()):
        vocabulary.use(session.store)
    else:
        vocabulary.use(None)


def schema(session: Session, kind: str | None) -> Answer:
    """The JSON schema of a kind, or of all."""
    from crmcli.store.records import KINDS
    from crmcli.verbs.schema import schema as verb
    from crmcli.verbs.schema import schemas

    _know_processes(session)
    if kind is None:
        data: dict[str, Any] = schemas()
    else:
        by_plural = {one.plural: one for one in KINDS.values()}
        known = KINDS.get(kind) or by_plural.get(kind)
        if known is None:
            raise UsageError(
                _("There is no record called %(kind)s.") % {"kind": kind},
                hint=_("Expected: %(expected)s.") % {"expected": ", ".join(KINDS)},
                argument="KIND",
                value=kind,
                expected=list(KINDS),
            )
        data = verb(known)
    return Answer(data, lines=json.dumps(data, ensure_ascii=False, indent=2))


def batch(session: Session, stop: bool = False) -> Answer:
    """Run commands from standard input, a JSON line each; the answers go out as they come."""
    from crmcli.commands.session import Flags, Session

    first = 0
    for number, raw in enumerate(getattr(sys.stdin, "buffer", sys.stdin), 1):
        line = raw.decode("utf-8", "surrogateescape") if isinstance(raw, bytes) else raw
        if not line.strip():
            continue
        flags = Flags()
        flags.json = True
        inner = Session(flags, store=session.store, batch=True)
        result: dict[str, Any] = {"line": number, "key": None, "exit": 0, "result": None, "error": None}
        try:
            content, result["key"] = _content(line)
            answer = _run(_words(content, line), inner)
            result["result"] = answer.data
            if answer.error is not None:
                raise answer.error
        except CrmError as error:
            result["exit"] = error.exit_code
            result["error"] = error.as_json()["error"]
        except Exception as error:
            from crmcli.commands.frame import translated

            known = translated(error)
            result["exit"] = known.exit_code
            result["error"] = known.as_json()["error"]
        finally:
            inner.step_back()
        write(dumps(result) + "\n")
        sys.stdout.flush()
        first = first or result["exit"]
        if stop and result["exit"]:
            break
    return Answer(raw=(), exit_code=first)


def _content(line: str) -> tuple[Any, Any]:
    """What a line holds and its key; nothing if it is no JSON in UTF-8."""
    try:
        content = json.loads(line) if line.isprintable() or not _SURROGATE.search(line) else None
    except (ValueError, RecursionError):
        content = None
    if isinstance(content, dict):
        return content.get("args"), content.get("key")
    return content, None


def _words(content: Any, line: str) -> list[str]:
    """The words of a command."""
    if (
        not isinstance(content, list)
        or not content
        or not all(isinstance(word, (str, int, float)) for word in content)
    ):
        raise UsageError(
            _("A line has to be a JSON array of words, or an object with args."),
            hint='["note", "天成", "called"]  {"args": ["note", "天成", "called"], "key": 7}',
            argument="stdin",
            value=line.strip()[:80],
            expected='["note", "WHO", "TEXT"]',
        )
    from crmcli.commands.frame import repaired

    return [repaired(word) if isinstance(word, str) else dumps(word) for word in content]


def _run(arguments: list[str], session: Session) -> Answer:
    from crmcli.commands.frame import answer_to, common_flags

    words = common_flags(arguments, session.flags)
    if words and words[0] in ("batch", "completion", "demo"):
        raise UsageError(
            _("`crm %(name)s` cannot run inside a batch.") % {"name": words[0]},
            argument="COMMAND",
            value=words[0],
            expected=_("another command"),
        )
    return answer_to(words, session)


def completion(session: Session, shell: str | None) -> Answer:
    """The completion script of a shell."""
    import os

    name = shell or os.path.basename(os.environ.get("SHELL", "bash"))
    if name not in SHELLS:
        raise UsageError(
            _("No completion for %(shell)s.") % {"shell": name},
            hint=_("Expected: %(expected)s.") % {"expected": ", ".join(SHELLS)},
            argument="SHELL",
            value=name,
            expected=list(SHELLS),
        )
    from typer._completion_shared import get_completion_script

    script = get_completion_script(prog_name="crm", complete_var="_CRM_COMPLETE", shell=name)
    return Answer({"shell": name, "script": script}, lines=script)


COMMANDS = {
    "sql": Command(
        "sql",
        sql,
        N_("Read-only SQL on the store."),
        args=(Arg("query", "QUERY", N_("One SELECT; none: standard input."), many=True, required=False),),
        examples=(
            'crm sql "SELECT city, count(*) FROM customer GROUP BY city ORDER BY 2 DESC" --format csv',
        ),
    ),
    "schema": Command(
        "schema",
        schema,
        N_("The JSON schema of a record."),
        args=(Arg("kind", "KIND", N_("customer, contact, followup, …; none: all."), required=False),),
        examples=("crm schema customer",),
    ),
    "batch": Command(
        "batch",
        batch,
        N_("Run many commands in one process: JSON lines in, JSON lines out."),
        options=(Opt("--stop", N_("End at the first that fails.")),),
        more=N_(
            'A line is ["note", "天成", "called"] or {"args": […], "key": any}; each is a transaction of its own. '
            "The exit code is that of the first failed line."
        ),
        examples=('printf \'["note", "天成", "called"]\\n\' | crm batch', "crm batch --stop < night.jsonl"),
    ),
    "completion": Command(
        "completion",
        completion,
        N_("Print the completion script of your shell."),
        args=(
            Arg("shell", "SHELL", N_("One of bash, zsh, fish and powershell; none: yours."), required=False),
        ),
        examples=(
            "crm completion bash >> ~/.bashrc",
            "crm completion fish > ~/.config/fish/completions/crm.fish",
        ),
    ),
}
