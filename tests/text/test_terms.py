"""Terms of payment are read into parts that are the whole, or not at all."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crmcli.processes.checklist import read_plan
from crmcli.text.terms import Part, read_terms

READ = {
    "30% deposit, 70% against B/L copy": [
        ("deposit", 3000, "signed+7d"), ("against B/L copy", 7000, "bill_of_lading+7d"),
    ],
    "30%定金，70%见提单副本": [("定金", 3000, "signed+7d"), ("见提单副本", 7000, "bill_of_lading+7d")],
    "３０％定金；７０％发货前付清": [("定金", 3000, "signed+7d"), ("发货前付清", 7000, "delivery-3d")],
    "30% T/T in advance, balance against copy of B/L": [
        ("T/T in advance", 3000, "signed+7d"), ("balance against copy of B/L", 7000, "bill_of_lading+7d"),
    ],
    "30%预付，尾款发货前付清": [("预付", 3000, "signed+7d"), ("尾款发货前付清", 7000, "delivery-3d")],
    "10% deposit, 40% before shipment and 50% within 30 days after delivery": [
        ("deposit", 1000, "signed+7d"), ("before shipment", 4000, "delivery-3d"),
        ("within 30 days after delivery", 5000, "delivery+30d"),
    ],
    "deposit 33.5%, balance before shipment": [
        ("deposit", 3350, "signed+7d"), ("balance before shipment", 6650, "delivery-3d"),
    ],
    "预付30%，发货前60%，质保金10%": [
        ("预付", 3000, "signed+7d"), ("发货前", 6000, "delivery-3d"), ("质保金", 1000, "delivery+30d"),
    ],
    "100% L/C at sight": [("L/C at sight", 10000, "delivery+14d")],
    "月结60天": [("月结60天", 10000, "delivery+60d")],
    "T/T 30 days": [("T/T 30 days", 10000, "delivery+30d")],
}  # fmt: skip


@pytest.mark.parametrize("text", READ)
def test_parts(text: str) -> None:
    found = read_terms(text)
    assert found is not None
    assert [(one.label, one.share, one.due) for one in found] == READ[text]


@pytest.mark.parametrize(
    "text", ["", "as agreed", "30% deposit", "60% now, 60% later", "按合同", "150% in advance"]
)
def test_what_is_no_whole_is_not_read(text: str) -> None:
    assert read_terms(text) is None


_WORDS = st.sampled_from(
    [
        "30%",
        "70 %",
        "100%",
        "0%",
        "deposit",
        "定金",
        "balance",
        "尾款",
        "B/L",
        " and ",
        "，",
        ",",
        "days",
        "30",
        "%",
        "\n",
    ]
)


@given(st.text(max_size=60) | st.lists(_WORDS, max_size=12).map(" ".join))
def test_whatever_is_written_is_read_as_a_whole_or_not_at_all(text: str) -> None:
    found = read_terms(text)
    if found is None:
        return
    assert sum(one.share for one in found) == 10_000
    for one in found:
        assert isinstance(one, Part)
        assert one.label
        assert one.due is None or read_plan(one.due) is not None
