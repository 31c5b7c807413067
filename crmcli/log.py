"""The log of what went wrong inside: rotating, in the state folder, without a customer's words."""

from __future__ import annotations

import sys


def internal(error: BaseException) -> str:
    """Write a bug to the log, without values of the user's, and return the log's path."""
    import logging
    import os
    import traceback
    from logging.handlers import RotatingFileHandler

    from crmcli import __version__, paths

    path = paths.log_path()
    try:
        paths.make_private_folder(os.path.dirname(path))
        handler = RotatingFileHandler(path, maxBytes=500_000, backupCount=3, encoding="utf-8")
        handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(message)s"))
        log = logging.getLogger("crmcli")
        log.addHandler(handler)
        log.propagate = False
        stack = "".join(traceback.format_tb(error.__traceback__))
        shown = f"{error!r}" if os.environ.get("CRM_LOG") == "debug" else type(error).__name__
        log.error("crm %s, Python %s: %s\n%s", __version__, sys.version.split()[0], shown, stack)
        handler.close()
        log.removeHandler(handler)
    except OSError:
        return ""
    return path
