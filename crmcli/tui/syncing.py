"""How sync stands, as the top line says it; exchanging with the hub by a process of its own, which no key waits for."""

from __future__ import annotations

import asyncio
import json
import os
from typing import TYPE_CHECKING, Any

from crmcli import i18n
from crmcli.i18n import _
from crmcli.shown.syncing import number_of_conflicts, number_refused, report
from crmcli.verbs.syncing import MANY

if TYPE_CHECKING:
    from crmcli.tui.app import CrmApp
    from crmcli.tui.screens.acting import Acting
    from crmcli.verbs.syncing import Standing


def told(at: Standing) -> list[str]:
    """What waits to be sent, how many conflicts and refusals are open."""
    out = []
    if at.waiting:
        out.append(f"↑{at.waiting}" if at.waiting < MANY else f"↑{MANY - 1}+")
    if at.conflicts:
        out.append(number_of_conflicts(at.conflicts))
    if at.refused:
        out.append(number_refused(at.refused))
    return out


async def sync_now(screen: Acting) -> None:
    """Run ``crm sync`` and say what it says; what it brings is seen as whatever another program writes.

    A password that it lacks, or that the hub does not take, is asked for here, and known as long as the screen runs.
    """
    from crmcli.tui.screens.choosing import ask_line

    app = screen.app
    if app.syncing:
        screen.say(_("An exchange is under way."))
        return
    app.syncing = True
    try:
        while True:
            screen.say(_("Exchanging with the hub …"))
            found, failed = await _exchanged(app, app.hub_password)
            app.look()
            if failed is None or failed["code"] != "password" or not screen.is_attached:
                break
            app.hub_password = None
            screen.say("")
            url = str(failed["details"].get("hub") or _("Hub"))
            typed = await ask_line(screen, url, hint=failed["message"], unseen=True)
            if not typed:
                break
            app.hub_password = typed
    finally:
        app.syncing = False
    if not screen.is_attached:
        return
    if failed is not None:
        screen.say(f"crm: {failed['message']}\n{failed['hint']}".strip(), "error")
    else:
        screen.say("\n".join((report(found), *found["warnings"])), "good")


async def _exchanged(app: CrmApp, password: str | None) -> tuple[dict[str, Any], dict[str, Any] | None]:
    """What an exchange did, or the error it ended with. A password goes through a pipe: no other program sees it."""
    words = () if password is None else ("--password-file", "/dev/stdin")
    process = await asyncio.create_subprocess_exec(
        *app.outside.program, "--lang", i18n.language(), "sync", "--json", *words,
        env={**os.environ, "CRM_DB": app.store.path, "PYTHONUTF8": "1"},
        stdin=asyncio.subprocess.DEVNULL if password is None else asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
    )  # fmt: skip
    try:
        out, err = await process.communicate(None if password is None else f"{password}\n".encode())
    except asyncio.CancelledError:
        if process.returncode is None:
            process.terminate()
        raise
    if process.returncode == 0:
        return json.loads(out), None
    said = err.decode("utf-8", "replace").strip()
    try:
        return {}, json.loads(said.rpartition("\n")[2])["error"]
    except (ValueError, KeyError, TypeError):
        return {}, {"code": "internal", "message": said, "hint": "", "details": {}}
