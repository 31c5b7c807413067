"""Identity: version 7 UUIDs (RFC 9562, section 5.7) and short references (contract, section 2)."""

from __future__ import annotations

import os

TYPE_CHECKING = False  # typing costs as much to import as Python to start
if TYPE_CHECKING:
    from collections.abc import Callable

SIGNS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_AHEAD = 10_000  # milliseconds: forty million ids
_READ = str.maketrans("ILO", "110")


class Identity:
    """Makes ids and references; ``random_bytes`` can be seeded so that a demo store is always the same."""

    __slots__ = ("_count", "_last", "_random")

    def __init__(self, random_bytes: Callable[[int], bytes] = os.urandom) -> None:
        self._random = random_bytes
        self._last = 0
        self._count = 0

    def new_id(self, milliseconds: int) -> str:
        """A UUIDv7 of a Unix time in milliseconds; ids of one millisecond ascend in the order they are made."""
        if 0 < self._last - milliseconds < _AHEAD:  # so many ids were made that it went on to the next ones
            milliseconds = self._last
        if milliseconds != self._last:
            self._last = milliseconds
            self._count = self._random(1)[0] & 0x7F
        else:
            self._count += 1
            if self._count > 0xFFF:
                self._last = milliseconds = milliseconds + 1
                self._count = 0
        tail = self._random(8).hex()
        head = f"{milliseconds:012x}"
        variant = "89ab"[int(tail[0], 16) & 3]
        return f"{head[:8]}-{head[8:]}-7{self._count:03x}-{variant}{tail[1:4]}-{tail[4:]}"

    def new_ids(self, milliseconds: int, number: int) -> list[str]:
        """So many of them."""
        found: list[str] = []
        while len(found) < number:
            found.append(self.new_id(milliseconds))
            here = min(number - len(found), 0xFFF - self._count)  # of the millisecond that it came to
            head, tails = found[-1][:15], self._random(8 * here).hex()
            counts = range(self._count + 1, self._count + 1 + here)
            found += [
                f"{head}{count:03x}-{'89ab'[int(tails[at], 16) & 3]}{tails[at + 1 : at + 4]}-{tails[at + 4 : at + 16]}"
                for count, at in zip(counts, range(0, 16 * here, 16), strict=True)
            ]
            self._count += here
        return found

    def new_ref(self, letter: str) -> str:
        """A kind letter and six random signs, at least one of them a digit."""
        while True:
            signs = "".join([SIGNS[byte & 31] for byte in self._random(6)])
            if any(sign in "0123456789" for sign in signs):
                return letter + signs


def read_ref(text: str) -> str:
    """A reference as typed in its stored form: upper case, ``I L`` as 1 and ``O`` as 0 after the first letter."""
    text = text.strip().upper()
    return text[:1] + text[1:].translate(_READ)


def is_ref(text: str) -> bool:
    """Whether ``text`` has the form of a whole reference."""
    ref = read_ref(text)
    return (
        len(ref) == 7
        and ref[0].isascii()
        and ref[0].isalpha()
        and all(sign in SIGNS for sign in ref[1:])
        and any(sign.isdigit() for sign in ref[1:])
    )


def is_ref_start(text: str) -> bool:
    """Whether ``text`` can be the start of a reference: four characters or more, one of them a digit."""
    ref = read_ref(text)
    return (
        4 <= len(ref) <= 7
        and ref[0].isascii()
        and ref[0].isalpha()
        and all(sign in SIGNS for sign in ref[1:])
        and any(sign.isdigit() for sign in ref[1:])
    )


def is_id(text: str) -> bool:
    """Whether ``text`` has the form of a UUID."""
    return len(text) == 36 and text.count("-") == 4 and all(c in "0123456789abcdefABCDEF-" for c in text)
