"""What a test gets from a run of the program."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

#: The moment at which every test happens, a Wednesday.
NOW = "2026-11-18T10:30:00+08:00"


@dataclass
class Result:
    """What a run of ``crm`` answered."""

    args: tuple[str, ...]
    code: int
    out: str
    err: str

    @cached_property
    def json(self) -> Any:
        """The JSON document on standard output."""
        try:
            return json.loads(self.out)
        except ValueError:
            raise AssertionError(f"no JSON on standard output: {self}") from None

    @cached_property
    def lines(self) -> list[Any]:
        """The JSON lines on standard output."""
        return [json.loads(line) for line in self.out.splitlines()]

    @cached_property
    def error(self) -> dict[str, Any]:
        """The error object of the one JSON line on standard error."""
        try:
            found: dict[str, Any] = json.loads(self.err)["error"]
        except (ValueError, KeyError, TypeError):
            raise AssertionError(f"no JSON error on standard error: {self}") from None
        return found

    def ok(self) -> Result:
        """The same result, if the run went well."""
        assert self.code == 0, self
        return self

    def fails(self, code: int) -> Result:
        """The same result, if the run ended with that exit code."""
        assert self.code == code, self
        return self


#: What the fixtures `crm` and `crm_in` are.
Run = Callable[..., Result]
