"""The entry point: ``crm`` and ``python -m crmcli``."""

import gc
import sys

# A command's imports make many objects and no rubbish: looking for it early costs a tenth of a short command.
gc.set_threshold(50_000, 20, 20)


def main(argv: list[str] | None = None) -> int:
    """Run one command line and return its exit code."""
    try:
        from crmcli.commands.frame import run

        return run(sys.argv[1:] if argv is None else list(argv))
    except KeyboardInterrupt:
        return 130


def script() -> None:
    """The ``crm`` command."""
    code = main()
    gc.freeze()  # what was imported is not looked through on the way out: a tenth of a command that needs much
    sys.exit(code)


if __name__ == "__main__":
    script()
