"""``crm process``: kinds of business, each with its stages, what they ask for, and reasons, as files to be changed."""

from __future__ import annotations

from crmcli.commands.fields import whole
from crmcli.commands.output import Answer
from crmcli.commands.spec import Arg, Command, Opt
from crmcli.i18n import N_, _, ngettext
from crmcli.text.clean import harmless

TYPE_CHECKING = False  # typing costs as much to import as Python to start
if TYPE_CHECKING:
    from typing import Any

    from crmcli.commands.session import Session

_COLUMNS = ("name", "version", "title", "open", "in_use", "default", "business", "stages")


def list_(session: Session) -> Answer:
    """Every version of every process."""
    from crmcli.store.records import PLAYBOOK
    from crmcli.verbs import processes

    rows = processes.listed(session.store)
    return Answer(rows, rows=rows, columns=_COLUMNS, kind=PLAYBOOK, refs=[one["name"] for one in rows])


def _version(session: Session, name: str, version: str | None) -> Any:
    from crmcli.verbs import processes

    return processes.version(session.store, name, None if version is None else whole("--version", version))


def show(session: Session, name: str, version: str | None = None) -> Answer:
    """One version: stages, what each asks for, what is said on entering, reasons."""
    found = _version(session, name, version)
    row = found.row
    data = {
        **found.content, "version": found.number, "in_use": found.in_use, "default": found.is_default,
        "id": row.id if row is not None else None, "ref": row.ref if row is not None else None,
    }  # fmt: skip
    return Answer(data, lines=lambda session: _told(session, data), unbroken=True, refs=[found.name])


def _told(session: Session, data: dict[str, Any]) -> str:
    """A version as a person reads it."""
    from crmcli.shown.process import sections

    found = list(sections(data))
    if session.terminal:
        from crmcli.commands.render.process import process

        return process(found, session)
    lines: list[str] = []
    for section in found:
        lines += ["", section.title] if lines else [section.title]
        lines += [f"  {line}" for line in section.prose.splitlines()]
        lines += [
            f"  {label}: {line}".replace("  : ", "  ") for label, texts in section.facts for line in texts
        ]
    return harmless("\n".join(lines))


def export(
    session: Session, name: str, version: str | None = None, output: str | None = None, force: bool = False
) -> Answer:
    """The text of a version, to be changed and installed as the next."""
    found = _version(session, name, version)
    text = found.source.rstrip("\n") + "\n"
    output = None if output == "-" else output
    data = {"name": found.name, "version": found.number, "path": output, "source": text}
    if output is None:
        return Answer(data, lines=harmless(text), unbroken=True)
    from crmcli.verbs.outfile import replacing, write_text

    with replacing(output, force=force) as beside:
        write_text(beside, [text])
    return Answer(data, lines=harmless(f"{found.name} {found.number} → {output}"), refs=[found.name])


def check(session: Session, path: str) -> Answer:
    """Whether a file is right; every fault with its line, key and what was expected."""
    from crmcli.verbs import processes

    content, _source = processes.check(path)
    warnings = _rules(session, content)
    ids = [one["id"] for one in content.get("stages", content.get("roles", ()))]
    data = {"path": path, "ok": True, "name": content["name"], "title": content["title"], "stages": ids}
    data["warnings"] = warnings
    line = _("%(path)s is right: %(name)s, %(stages)s") % {
        "path": path, "name": content["name"], "stages": " → ".join(ids) if "stages" in content else ", ".join(ids),
    }  # fmt: skip
    return Answer(data, lines=harmless(line), refs=[content["name"]])


def _rules(session: Session, content: dict[str, Any]) -> list[str]:
    """What is to be said of whom a file names: rules of approval that match nobody, departments without members."""
    import os

    from crmcli import paths

    if "stages" not in content or not os.path.exists(paths.store_path()):
        return []
    from crmcli.verbs.approvals import unmatched
    from crmcli.verbs.process_people import nobody

    warnings = [*unmatched(session.store, content), *nobody(session.store, content)]
    for text in warnings:
        session.warn(text)
    return warnings


def install(session: Session, path: str, maps: list[str] | None = None, dry_run: bool = False) -> Answer:
    """Make a file the next version of its process, and use it."""
    from crmcli.verbs import processes

    done = processes.install(session.store, path, maps or [], dry_run=dry_run)
    if isinstance(done, dict):
        said = {"name": done["name"], "version": done["version"], "stages": " → ".join(done["stages"])}
        line = _("would become %(name)s %(version)d: %(stages)s") % said
        if done["unchanged"]:
            line = _("%(name)s %(version)d says the same already") % said
        return Answer(done, lines=harmless(line), refs=[done["name"]])
    return _done(session, done)


def use(session: Session, name: str, version: str | None = None, keep_default: bool = False) -> Answer:
    """Have new opportunities get a version, and those that name no process."""
    from crmcli.verbs import processes

    number = None if version is None else whole("--version", version)
    return _done(session, processes.use(session.store, name, number, default=not keep_default))


def _done(session: Session, done: Any) -> Answer:
    parts = [done.row.ref, f"{done.row.name} {done.row.version}"]
    if done.moved:
        parts.append(
            ngettext("%(number)d opportunity moved", "%(number)d opportunities moved", done.moved)
            % {"number": done.moved}
        )
    parts.append(f"crm undo {done.transaction}" if done.transaction else _("was so already"))
    return Answer(done.as_json(session.store), lines=harmless(" · ".join(parts)), refs=[done.row.ref])


_NAME = Arg("name", "NAME", N_("The process: what its file calls it, or its title."))
_FILE = Arg("path", "FILE", N_("A process file (TOML); - for standard input."))
_VERSION = Opt("--version", N_("Which version; else the one in use."), value="N", name="version")

COMMANDS = {
    "process list": Command(
        "process list", list_, N_("Every version of every process, and how many opportunities follow it."),
        examples=("crm process list",),
    ),
    "process show": Command(
        "process show", show, N_("Stages, what each asks for, what is said on entering, reasons."), args=(_NAME,),
        options=(_VERSION,), examples=("crm process show sales", "crm process show decoration --json"),
    ),
    "process export": Command(
        "process export", export, N_("The file of a process, to be changed and installed as the next version."),
        args=(_NAME,),
        options=(
            _VERSION, Opt("--output -o", N_("Write it to a file."), value="FILE", name="output"),
            Opt("--force", N_("Replace a file that exists.")),
        ),
        examples=("crm process export sales -o sales.toml",),
    ),
    "process check": Command(
        "process check", check, N_("Whether a file is right; every fault with its line, key and what was expected."),
        args=(_FILE,), examples=("crm process check sales.toml",),
    ),
    "process install": Command(
        "process install", install, N_("Make a file the next version of its process, and use it."), args=(_FILE,),
        options=(
            Opt("--map", N_("Where open opportunities of a dropped stage go; again for each."), value="OLD=NEW",
                many=True, name="maps"),
            Opt("--dry-run", N_("Only say what it would do.")),
        ),
        more=N_(
            "Records keep the version they were begun under. A stage in which opportunities stand open is dropped\n"
            "only with --map old=new: those then stand in the new stage and follow the new version."
        ),
        examples=("crm process install sales.toml", "crm process install sales.toml --map needs=qualified"),
    ),
    "process use": Command(
        "process use", use, N_("Have new opportunities get a version, and those that name no process."), args=(_NAME,),
        options=(
            _VERSION,
            Opt("--keep-default", N_("Opportunities that name no process get what they got before.")),
        ),
        examples=("crm process use decoration", "crm process use sales --version 1"),
    ),
}  # fmt: skip
