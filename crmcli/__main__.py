"""The entry point: ``crm`` and ``python -m crmcli``."""

from __future__ import annotations

import sys


def main(argv: list[str] | None = None) -> int:
    """Run one command line and return its exit code."""
    try:
        from crmcli.commands.frame import run

        return run(sys.argv[1:] if argv is None else list(argv))
    except KeyboardInterrupt:
        return 130


def script() -> None:
    """The ``crm`` command."""
    sys.exit(main())


if __name__ == "__main__":
    sys.exit(main())
