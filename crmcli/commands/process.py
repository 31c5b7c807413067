"""``crm process``: kinds of business, each with its stages, what they ask for, and reasons; a team changes the files."""

from __future__ import annotations

from crmcli.commands.fields import whole
from crmcli.commands.output import Answer
from crmcli.commands.spec import Arg, Command, Opt
from crmcli.i18n import N_, _, language, listed, ngettext
from crmcli.shown.flowing import flowing
from crmcli.text.clean import harmless

TYPE_CHECKING = False  # typing costs as much to import as Python to start
if TYPE_CHECKING:
    from typing import Any

    from crmcli.commands.session import Session

_COLUMNS = ("name", "version", "title", "business", "stages", "open", "in_use", "default")


def list_(session: Session) -> Answer:
    """Every version of every process."""
    from crmcli.verbs import processes

    rows = processes.listed(session.store)
    return Answer(rows, rows=rows, columns=_COLUMNS, refs=[one["name"] for one in rows])


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
    return Answer(data, lines=harmless(_told(data)), refs=[found.name])


def _told(data: dict[str, Any]) -> str:
    """A version as a person reads it."""
    title = _said(data, "title")
    head = f"{title} · {data['name']} {data['version']}"
    marks = [_("in use")] if data["in_use"] else []
    marks += [_("default")] if data["default"] else []
    lines = [" · ".join([head, *marks])]
    if _said(data, "about"):
        lines += [flowing(_said(data, "about"))]
    if "roles" in data:
        return "\n".join([*lines, "", *map(_role, data["roles"])])
    for stage in data["stages"]:
        lines += ["", f"{_said(stage, 'label')} ({stage['id']}) · {stage['probability']} %"]
        if stage["silent_days"] is not None:
            lines[-1] += " · " + _("silent after %(days)d days") % {"days": stage["silent_days"]}
        lines += [f"  {line}" for line in flowing(_said(stage, "guidance")).splitlines()]
        lines += [f"  - {_need(one)}" for one in stage["requires"]]
        lines += [
            "  + "
            + ngettext(
                "reminder after %(days)d day: %(text)s",
                "reminder after %(days)d days: %(text)s",
                one["after_days"],
            )
            % {"days": one["after_days"], "text": _said(one, "text")}
            for one in stage["reminders"]
        ]
    for end in data["ends"].values():
        reasons = listed(f"{_said(one, 'label')} ({one['id']})" for one in end["reasons"])
        lines += [
            "",
            _("%(end)s, because of: %(reasons)s") % {"end": _said(end, "label"), "reasons": reasons},
        ]
        lines += [f"  - {_need(one)}" for one in end["requires"]]
    own = [f"{_said(one, 'label')} ({one['id']})" for one in data["followup_kinds"]]
    if own:
        lines += ["", _("Kinds of follow-up of its own: %(kinds)s") % {"kinds": listed(own)}]
    return "\n".join(lines)


def _role(role: dict[str, Any]) -> str:
    parts = [f"{_said(role, 'label')} ({role['id']})"]
    parts += [_("under %(role)s") % {"role": role["under"]}] if role["under"] else []
    parts += [_("rights: %(rights)s") % {"rights": ", ".join(role["rights"])}] if role["rights"] else []
    parts += [f"{name} {value}" for name, value in role["limits"].items()]
    return " · ".join(parts)


def _need(need: dict[str, Any]) -> str:
    """What is asked for, in words."""
    from crmcli.verbs import needs

    label = _said(need, "label")
    if need["code"] == "field":
        return label or needs.field_label(need["field"])
    if need["code"] == "step":
        return _("step: %(step)s") % {"step": f"{label} ({need['field']})"}
    return label or ", ".join(need["values"])


def _said(data: dict[str, Any], key: str) -> str:
    own, other = (f"{key}_zh", key) if language() == "zh" else (key, f"{key}_zh")
    return str(data.get(own) or data.get(other) or "")


def export(
    session: Session, name: str, version: str | None = None, output: str | None = None, force: bool = False
) -> Answer:
    """The text of a version, to be changed and installed as the next."""
    found = _version(session, name, version)
    text = found.source.rstrip("\n") + "\n"
    data = {"name": found.name, "version": found.number, "path": output, "source": text}
    if output is None:
        return Answer(data, lines=text, unbroken=True, raw=None if session.flags.json else [text])
    from crmcli.verbs.outfile import replacing, write_text

    with replacing(output, force=force) as beside:
        write_text(beside, [text])
    return Answer(data, lines=harmless(f"{found.name} {found.number} → {output}"), refs=[found.name])


def check(session: Session, path: str) -> Answer:
    """Whether a file is right; every fault with its line, key and what was expected."""
    from crmcli.verbs import processes

    content, _source = processes.check(path)
    ids = [one["id"] for one in content.get("stages", content.get("roles", ()))]
    data = {"path": path, "ok": True, "name": content["name"], "title": content["title"], "stages": ids}
    line = _("%(path)s is right: %(name)s, %(stages)s") % {
        "path": path, "name": content["name"], "stages": " → ".join(ids) if "stages" in content else ", ".join(ids),
    }  # fmt: skip
    return Answer(data, lines=harmless(line), refs=[content["name"]])


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
