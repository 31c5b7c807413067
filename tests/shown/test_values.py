"""Values as a person reads them."""

from __future__ import annotations

import pytest

from crmcli.shown.values import human
from crmcli.store.records import DOCUMENT
from tests.text.test_when import NOW


@pytest.mark.parametrize(
    ("size", "shown"),
    [
        (0, "0 B"),
        (123, "123 B"),
        (999, "999 B"),
        (1000, "1.0 kB"),
        (4249, "4.2 kB"),
        (999_949, "999.9 kB"),
        (999_950, "1.0 MB"),
        (1_300_000, "1.3 MB"),
        (123_456_789, "123.5 MB"),
        (5_000_000_000, "5.0 GB"),
        (7_000_000_000_000, "7.0 TB"),
    ],
)
def test_how_large_a_file_is(size: int, shown: str) -> None:
    assert human(size, DOCUMENT.fields["size"], NOW) == shown
    assert human(size, None, NOW, "size") == shown  # a backup's


def test_other_numbers_have_no_unit() -> None:
    assert human(2, DOCUMENT.fields["version"], NOW) == "2"
    assert human(None, DOCUMENT.fields["size"], NOW) == ""
