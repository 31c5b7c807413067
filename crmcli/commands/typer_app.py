"""The commands as Typer knows them: option parsing. Loaded only when options are given."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from typer import core
from typer._click import exceptions as click

from crmcli.errors import UsageError
from crmcli.i18n import _, sentences
from crmcli.text.words import yes_or_no

if TYPE_CHECKING:
    from crmcli.commands.spec import Arg, Command, Opt


def typer_command(command: Command) -> core.TyperCommand:
    """A command's description as a Typer command whose callback returns the arguments."""
    params: list[Any] = [_argument(arg) for arg in command.args]
    params += [_option(opt) for opt in command.options]
    return core.TyperCommand(
        command.path.split(" ")[-1],
        params=params,
        callback=lambda **given: given,
        help=_(command.help),
        rich_markup_mode=None,
    )


def _argument(arg: Arg) -> core.TyperArgument:
    return core.TyperArgument(
        param_decls=[arg.name],
        type=str,
        required=arg.required,
        nargs=-1 if arg.many else 1,
        metavar=arg.shown,
        help=_(arg.help),
    )


def _option(opt: Opt) -> core.TyperOption:
    common: dict[str, Any] = {"param_decls": [opt.name, *opt.flags], "help": _(opt.help)}
    if not opt.value:
        return core.TyperOption(**common, is_flag=True, default=False)
    return core.TyperOption(**common, type=str, multiple=opt.many, metavar=opt.value)


def parse(command: Command, words: list[str]) -> dict[str, Any]:
    """The arguments of a command line, as Typer reads them; raises :class:`UsageError`."""
    built = typer_command(command)
    try:
        words = _said(command, words)
        with built.make_context(f"crm {command.path}", words, resilient_parsing=False) as context:
            given = dict(context.params)
    except click.ClickException as error:
        raise _usage(error, command) from None
    for arg in command.args:
        if arg.many:
            given[arg.name] = list(given.get(arg.name) or ())
    for opt in command.options:
        if opt.many:
            given[opt.name] = list(given.get(opt.name) or ())
    return given


def _said(command: Command, words: list[str]) -> list[str]:
    """The words with ``--important`` alone as ``--important yes``: a yes or no need not be said."""
    flags = {flag for opt in command.options if opt.value == "yes|no" for flag in opt.flags}
    text = any(arg.many for arg in command.args)
    out: list[str] = []
    for place, word in enumerate(words):
        if word == "--":
            return out + words[place:]
        out.append(word)
        if word in flags:
            after = words[place + 1] if place + 1 < len(words) else "-"
            if after.startswith("-") or (text and after and yes_or_no(after) is None):
                out.append("yes")
    return out


def _usage(error: click.ClickException, command: Command) -> UsageError:
    """What Typer has to complain of, in our words and both languages."""
    hint = _("`crm %(path)s --help` shows how.") % {"path": command.path}
    if isinstance(error, click.MissingParameter):
        shown = error.param.metavar or error.param.name if error.param is not None else ""
        return UsageError(
            _("%(argument)s is missing.") % {"argument": shown},
            hint=hint,
            argument=shown,
            value="",
            expected=shown,
        )
    if isinstance(error, click.NoSuchOption):
        known = [flag for opt in command.options for flag in opt.flags]
        close = list(error.possibilities or ())
        if close:
            hint = _("Did you mean %(option)s?") % {"option": close[0]}
        elif any(arg.many for arg in command.args):
            hint = _("A text that begins with - goes after --.")
        return UsageError(
            _("No such option: %(option)s") % {"option": error.option_name},
            hint=hint, argument=error.option_name, value=error.option_name, expected=known,
        )  # fmt: skip
    if isinstance(error, click.BadOptionUsage):
        given = "does not take" in str(error.message)
        return UsageError(
            (_("%(option)s takes no value.") if given else _("%(option)s needs a value."))
            % {"option": error.option_name},
            hint=hint, argument=error.option_name, value="", expected=_("no value") if given else _("a value"),
        )  # fmt: skip
    words = str(getattr(error, "message", error))
    if "unexpected extra argument" in words:
        extra = words.partition(" (")[2].removesuffix(")")
        return UsageError(
            _("Too many arguments: %(extra)s") % {"extra": extra},
            hint=sentences([_("Put quotes around a text with spaces."), hint]),
            argument="", value=extra, expected=" ".join(arg.usage for arg in command.args),
        )  # fmt: skip
    # What else Typer may say it says in English only: that stands in the details.
    return UsageError(_("This call cannot be read."), hint=hint, argument="", value=words, expected="")
