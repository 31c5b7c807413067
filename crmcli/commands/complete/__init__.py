"""Answering the shell's completion requests, by Typer's protocol but without Typer: it is asked at every key."""

from __future__ import annotations

import os

TYPE_CHECKING = False  # typing costs as much to import as Python to start
if TYPE_CHECKING:
    from crmcli.commands.complete.shells import Shell


def complete() -> int:
    """Print the completions the shell asks for in ``_CRM_COMPLETE``; whatever goes wrong, nothing is said."""
    action, _line, name = os.environ.get("_CRM_COMPLETE", "").partition("_")
    if action == "source":
        return _source(name)
    from crmcli.commands.complete.shells import SHELLS

    shell = SHELLS.get(name)
    if action != "complete" or shell is None:
        return 0
    try:
        return _answer(shell)
    except Exception:  # somebody is typing: an error is nothing to tell them now
        return shell.nothing


def _answer(shell: Shell) -> int:
    from crmcli.commands.complete.offers import offers
    from crmcli.commands.output import write

    words, typed = shell.read()
    if shell.helps:
        _speak()
    found = offers(words, typed.plain)
    text = shell.written(found, typed)
    if text:
        write(text + "\n")
    return shell.code(found)


def _speak() -> None:
    """Use the language of the settings, else of the locale, for what stands beside a completion."""
    from crmcli import config, i18n
    from crmcli.errors import CrmError

    try:
        language = str(config.get("language"))
    except CrmError:
        language = ""
    i18n.use_language(language or i18n.language_of_locale())


def _source(name: str) -> int:
    from crmcli.commands.output import write

    if name in ("bash", "zsh", "fish", "powershell", "pwsh"):
        from typer._completion_shared import get_completion_script

        write(get_completion_script(prog_name="crm", complete_var="_CRM_COMPLETE", shell=name) + "\n")
    return 0
