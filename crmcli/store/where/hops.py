"""A filter of records turned into one of what hangs on them by a link: ``amount>5`` into ``order.amount>5``."""

from __future__ import annotations

from crmcli.store.where.parse import Not, Test, parse_where

TYPE_CHECKING = False  # typing costs as much to import as Python to start
if TYPE_CHECKING:
    from crmcli.store.where.parse import Node


def followed(where: str, link: str) -> str | None:
    """The filter whose fields are those at the end of a link; None if it follows one itself.

    Raises :class:`FilterError` for what is no filter.
    """
    tests = _tests(parse_where(where))
    if any(len(test.path) > 1 and test.path[0].text.lower() != "custom" for test in tests):
        return None
    for test in sorted(tests, key=lambda one: -one.path[0].position):
        at = test.path[0].position
        where = f"{where[:at]}{link}.{where[at:]}"
    return where


def _tests(node: Node) -> list[Test]:
    if isinstance(node, Test):
        return [node]
    if isinstance(node, Not):
        return _tests(node.part)
    return [test for part in node.parts for test in _tests(part)]
