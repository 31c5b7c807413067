"""Numbers of days, each so many times: how far what was done lies from what was planned."""

from __future__ import annotations

from crmcli.verbs.reports.scope import mean, median, share


class Offsets:
    """Days after a planned day, negative before it: of how many it is known, and of how many it is not."""

    __slots__ = ("numbers", "unknown")

    def __init__(self) -> None:
        self.numbers: dict[int, int] = {}
        self.unknown = 0

    def add(self, days: int | None, number: int) -> None:
        """Take in some that are alike."""
        if days is None:
            self.unknown += number
        else:
            self.numbers[days] = self.numbers.get(days, 0) + number

    def take(self, other: Offsets) -> None:
        """Take in another."""
        self.unknown += other.unknown
        for days, number in other.numbers.items():
            self.add(days, number)

    @property
    def number(self) -> int:
        """Of how many it is known."""
        return sum(self.numbers.values())

    @property
    def in_time(self) -> int:
        """How many were on their day or before."""
        return sum(number for days, number in self.numbers.items() if days <= 0)

    @property
    def late(self) -> int:
        """How many were after their day."""
        return self.number - self.in_time

    @property
    def share(self) -> float | None:
        """The share of those on their day or before, from 0 to 1; None of nothing."""
        return share(self.in_time, self.number)

    @property
    def median(self) -> float | int | None:
        """The median of the days; None of nothing."""
        return median(self.numbers)

    @property
    def mean(self) -> float | None:
        """Their mean, to one digit; None of nothing."""
        return mean(sum(days * number for days, number in self.numbers.items()), self.number)

    @property
    def mean_late(self) -> float | None:
        """The mean days of those after their day; None if none was."""
        return mean(sum(days * number for days, number in self.numbers.items() if days > 0), self.late)
