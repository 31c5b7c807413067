"""One call from its words to its exit code: common flags, language, dispatch, errors, closed pipes, Ctrl-C."""

from __future__ import annotations

import os
import sys

from crmcli import config, i18n
from crmcli.commands import output, registry
from crmcli.commands.session import Flags, Session, formats_of
from crmcli.errors import CrmError, InternalError, Interrupted, Refused, UsageError
from crmcli.i18n import _

TYPE_CHECKING = False  # typing costs as much to import as Python to start
if TYPE_CHECKING:
    from collections.abc import Sequence

    from crmcli.commands.output import Answer
    from crmcli.commands.spec import Command

_HELP = ("--help", "-h")


def run(words: list[str]) -> int:
    """Run a command line; everything it prints goes through :mod:`output` and :mod:`diagnostics`."""
    session: Session | None = None
    _open_closed_streams()
    try:
        try:
            if "_CRM_COMPLETE" in os.environ:
                from crmcli.commands.complete import complete

                return complete()
            flags = Flags()
            session = Session(flags)
            words = [repaired(word) for word in words]
            before = words[: words.index("--")] if "--" in words else words
            # Errors about the flags themselves are JSON too, and in the language that is asked for.
            flags.json = "--json" in before
            i18n.use_language(_language_of(before))
            words = common_flags(words, flags)
            try:
                _language(flags)
            except CrmError as error:
                if not _goes_on(words, error):
                    raise
            if "--version" in words and words[0] == "--version":
                from crmcli import __version__

                version = {"version": __version__}
                output.show(output.Answer(version, lines=f"crm {__version__}", refs=[__version__]), session)
                return 0
            answer = answer_to(words, session)
            output.show(answer, session)
            return _report(answer.error, session) if answer.error is not None else answer.exit_code
        except CrmError as error:
            if error.details.get("path") == "stdout":
                _closed_pipe()
            return _report(error, session)
        except BrokenPipeError:
            return _closed_pipe()
        except KeyboardInterrupt:
            return _report(Interrupted(_("Interrupted; nothing was half-written.")), session)
        except Exception as error:
            return _report(translated(error), session)
    except BrokenPipeError:
        return _closed_pipe()
    finally:
        if session is not None and session.opened:
            _afterwards(session)


def _report(error: CrmError, session: Session | None) -> int:
    """Say what went wrong and return the exit code; most calls need nothing of it."""
    from crmcli.commands.diagnostics import report

    return report(error, session)


def _open_closed_streams() -> None:
    """Where the caller closed standard output or error (``>&-``), what is said goes nowhere."""
    if sys.stdout is None:
        sys.stdout = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115
    if sys.stderr is None:
        sys.stderr = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115


def repaired(word: str) -> str:
    """A word as UTF-8, whatever the locale made of its bytes; a byte that is none leaves its mark (U+FFFD)."""
    if word.isprintable():  # a lone surrogate, which stands for such a byte, is not
        return word
    try:
        return word.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
    except UnicodeEncodeError:
        return word.encode("utf-8", "replace").decode("utf-8")


def _closed_pipe() -> int:
    """``crm … | head``: the reader has enough; say nothing, not even at exit."""
    try:
        sink = os.open(os.devnull, os.O_WRONLY)
        os.dup2(sink, sys.stdout.fileno())
    except (OSError, ValueError):
        pass
    return 0


def _afterwards(session: Session) -> None:
    """What is done when the answer is out: close the store, make the daily backup."""
    path = session.store.path
    session.close()
    try:
        from crmcli.store.daily import run_daily

        run_daily(path)
    except (KeyboardInterrupt, Exception):  # the answer is out; a backup is tried again next time
        pass


def translated(error: Exception) -> CrmError:
    """What an error that no verb foresaw means to the user; a bug goes to the log."""
    import sqlite3

    from crmcli import paths
    from crmcli.store.open import translate

    if isinstance(error, CrmError):
        return error
    if isinstance(error, (sqlite3.Error, OSError)):
        known = translate(error, paths.store_path())
        if not isinstance(known, InternalError):
            return known
    from crmcli.log import internal

    log = internal(error)
    return InternalError(
        _("Something went wrong inside crm (%(kind)s); nothing was half-written.")
        % {"kind": type(error).__name__},
        hint=_("The log has the details: %(log)s") % {"log": log} if log else "",
        log=log,
    )


def common_flags(words: list[str], flags: Flags) -> list[str]:
    """Take the common flags out of the words before ``--``."""
    rest: list[str] = []
    end = words.index("--") if "--" in words else len(words)
    place = 0
    while place < end:
        word = words[place]
        place += 1
        name, equals, value = word.partition("=")
        if word == "--json":
            flags.json = True
        elif word in ("--quiet", "-q"):
            flags.quiet = True
        elif word == "--no-color":
            flags.color = False
        elif name in ("--format", "--lang", "--as") and (equals or word == name):
            if not equals:
                if place >= end:
                    raise _needs_value(name, rest)
                value = words[place]
                place += 1
            if name == "--format":
                flags.format = value
            elif name == "--as":
                if not value.strip() or value.startswith("--"):
                    raise _needs_value(name, rest)
                flags.member = value
            else:
                flags.lang = _one_of(name, value, i18n.LANGUAGES)
        else:
            rest.append(word)
    if flags.format is not None:
        _one_of("--format", flags.format, formats_of(rest[0] if rest else ""))
    if flags.json and flags.format:
        raise UsageError(
            _("--json and --format exclude each other."),
            hint=_("Leave one of them out."),
            argument="--format",
            value=flags.format,
            expected=_("one of --json and --format"),
        )
    return rest + words[end:]


def _needs_value(name: str, words: list[str]) -> UsageError:
    known = formats_of(words[0] if words else "") if name == "--format" else i18n.LANGUAGES
    return UsageError(
        _("%(option)s needs a value.") % {"option": name},
        hint="",
        argument=name,
        value="",
        expected="MEMBER" if name == "--as" else list(known),
    )


def _one_of(name: str, value: str, allowed: Sequence[str]) -> str:
    if value in allowed:
        return value
    raise UsageError(
        _("%(option)s cannot be “%(value)s”.") % {"option": name, "value": value},
        hint=_("Expected: %(expected)s.") % {"expected": ", ".join(allowed)},
        argument=name,
        value=value,
        expected=list(allowed),
    )


def _language_of(words: list[str]) -> str:
    """The language for words that are not looked at yet; no error if it or the setting is wrong."""
    for place, word in enumerate(words):
        name, _equals, value = word.partition("=")
        value = value or "".join(words[place + 1 : place + 2])
        if name == "--lang" and value in i18n.LANGUAGES:
            return value
    try:
        return str(config.get("language")) or i18n.language_of_locale()
    except CrmError:
        return i18n.language_of_locale()


def _language(flags: Flags) -> None:
    """The language of this call: ``--lang``, else the setting, else the locale."""
    if flags.lang:
        i18n.use_language(flags.lang)
        config.stored()
        return
    i18n.use_language(i18n.language_of_locale())
    wanted = config.get("language")
    if wanted:
        i18n.use_language(wanted)


def _goes_on(words: list[str], error: CrmError) -> bool:
    """Whether a call needs no settings: help, the version, and ``config``, which mends a wrong value."""
    i18n.use_language(i18n.language_of_locale())
    if words and words[0] in ("--version", "help") or words == ["config"] or any(w in _HELP for w in words):
        config.use_defaults()
        return True
    return words[:1] == ["config"] and error.code == "value"


def answer_to(words: list[str], session: Session) -> Answer:
    """Find the command, read its arguments, call it. Raises what verbs raise."""
    if not words:
        words = ["today"]
    if words[0] in (*_HELP, "help"):
        from crmcli.commands.help import page

        text = page(find(words[1:])[0].split(" ") if len(words) > 1 else [])
        return output.Answer({"help": text}, lines=text)
    path, rest = find(words)
    if any(word in _HELP for word in (rest[: rest.index("--")] if "--" in rest else rest)):
        from crmcli.commands.help import page

        text = page(path.split(" "))
        return output.Answer({"help": text}, lines=text)
    command = registry.command(path)
    while True:
        given = command.plain(rest)
        if given is None:
            from crmcli.commands.typer_app import parse

            given = parse(command, rest)
        try:
            return call(command, given, session)
        except CrmError as error:
            if error.code != "ambiguous" or not session.interactive:
                raise
            rest = _chosen(error, rest)


def find(words: list[str]) -> tuple[str, list[str]]:
    """The command's path and the words that are left. Raises :class:`UsageError` for an unknown name."""
    name = words[0]
    entry = registry.BY_NAME.get(name)
    if entry is None or (name.startswith("-")):
        raise _unknown(name, [e.name for e in registry.ENTRIES], "")
    if not registry.enabled(entry):
        raise Refused(
            _("%(name)s is switched off here.") % {"name": name},
            hint=_("Switch it on with `crm config set features.%(feature)s true`.")
            % {"feature": entry.feature},
            missing=[
                {"code": "feature_off", "field": entry.feature, "message": _("The feature is switched off.")}
            ],
        )
    if not entry.verbs:
        return name, words[1:]
    if len(words) > 1 and words[1] in entry.verbs:
        return f"{name} {words[1]}", words[2:]
    if entry.alone and (len(words) == 1 or words[1].startswith("-")):
        return name, words[1:]
    if len(words) == 1 or words[1] in _HELP:
        return name, [*words[1:], "--help"]
    raise _unknown(words[1], entry.verbs, f"{name} ")


# What other programs call a verb of ours.
_OTHERWISE = {
    "ls": "list", "rm": "remove", "del": "remove", "delete": "remove", "new": "add", "create": "add", "insert": "add",
    "update": "edit", "change": "edit", "modify": "edit", "set": "edit", "view": "show", "get": "show", "cat": "show",
    "open": "show", "search": "find", "grep": "find", "log": "history", "settings": "config", "revert": "undo",
}  # fmt: skip


def _unknown(name: str, known: list[str], before: str) -> UsageError:
    """The error for a name that is no command, with the one that was meant: misspelt, or called otherwise."""
    import difflib

    name = name if len(name) <= 60 else name[:59] + "…"
    lower = name.casefold()
    meant = _OTHERWISE.get(lower, lower)
    verbs = [] if before else [f"{e.name} {meant}" for e in registry.ENTRIES if meant in e.verbs]
    close = verbs or ([meant] if meant in known else difflib.get_close_matches(lower, known, 1))
    return UsageError(
        _("No such command: crm %(name)s") % {"name": before + name},
        hint=_("Did you mean `crm %(name)s`?") % {"name": before + close[0]}
        if close
        else _("`crm %(before)s--help` lists what there is.") % {"before": before},
        argument="COMMAND",
        value=name,
        expected=[*verbs, *known],
    )


def call(command: Command, given: dict[str, object], session: Session) -> Answer:
    """Call a command's function."""
    session.path = command.path.split(" ")
    return command.function(session, **given)


def _chosen(error: CrmError, words: list[str]) -> list[str]:
    """Let the person pick one of the candidates, and put its ref in place of what was ambiguous."""
    value = error.details.get("value")
    candidates = error.details.get("candidates", [])
    places = [place for place, word in enumerate(words) if word == value]
    if not places or not candidates:
        raise error
    from crmcli.commands import diagnostics
    from crmcli.shown import problems

    diagnostics.say(_("“%(text)s” names several.") % {"text": value})
    for number, line in enumerate(problems.candidates(error), 1):
        diagnostics.say(f"  {number:>2}  {line}")
    picked = diagnostics.ask(_("Which one? (number, empty for none) ")).strip()
    if not picked.isdigit() or not 1 <= int(picked) <= len(candidates):
        raise error
    words = list(words)
    words[places[0]] = str(candidates[int(picked) - 1]["ref"])
    return words
