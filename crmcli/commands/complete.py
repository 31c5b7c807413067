"""Answering the shell's completion requests, by Typer's own protocol."""

from __future__ import annotations

import os


def complete() -> int:
    """Print the completions the shell asks for in ``_CRM_COMPLETE``."""
    from typer._completion_classes import completion_init

    from crmcli.commands.typer_app import group

    completion_init()
    instruction = os.environ.get("_CRM_COMPLETE", "")
    try:
        group().main(args=[], prog_name="crm", complete_var="_CRM_COMPLETE")
    except SystemExit as stop:
        return int(stop.code or 0) if instruction.startswith("complete") else 0
    return 0
