"""``crm order print``: the checklist of an order for paper."""

from __future__ import annotations

from pathlib import Path

import pytest
import underway
from laid_out import laid_out

from support import Run


@laid_out
def firm(crm_in: Run, tmp_path: Path) -> Run:
    underway.orders(crm_in, tmp_path)
    return crm_in


def test_markdown_has_boxes_who_when_and_payments(firm: Run) -> None:
    out = firm("order", "print", "S-1").ok().out
    assert out.startswith("# Order S-1\n")
    assert "- Amount: CNY 100,000.00" in out
    assert "**天成外贸公司**" in out
    assert "## Checklist 2 of 12" in out
    assert "| ☑ | 1 | Deposit confirmed ! | Finance | 2026-11-08 | 2026-11-06 | 30000 received |" in out
    assert "| ☐ | 3 | Production followed | Purchasing | 2027-01-17 |  | Started |" in out
    assert "| ☐ | Planned | deposit | 2026-11-08 |  | CNY 30,000.00 | CNY 30,000.00 |" in out
    assert "Printed on: 18 November 2026" in out


def test_a_term_of_trade_names_its_own_port(firm: Run) -> None:
    for term, beside, other in (
        ("FOB", "Ningbo", "Port of destination: Hamburg"), ("CIF", "Hamburg", "Port of loading: Ningbo"),
    ):  # fmt: skip
        firm("order", "edit", "S-1", "--incoterm", term, "--port-from", "Ningbo", "--port-to", "Hamburg").ok()
        out = firm("order", "print", "S-1").ok().out
        assert f"- Incoterm: {term} {beside}\n" in out
        assert f"- {other}\n" in out
    firm("order", "edit", "S-1", "--port-to", "").ok()
    assert "- Incoterm: CIF\n" in firm("order", "print", "S-1").ok().out


def test_in_another_language_steps_and_departments_too(firm: Run) -> None:
    out = firm("order", "print", "S-3", "--lang", "zh").ok().out
    assert out.startswith("# 订单 S-3\n")
    assert "| ☐ | 3 | 备货（库存或采购） | 采购部 | 2026-11-13 ● |  | 受阻，no wire in stock |" in out
    assert "打印日期" in out
    assert "Purchasing" not in out


def test_html_stands_alone_and_escapes(firm: Run, tmp_path: Path) -> None:
    firm("order", "edit", "S-1", "--title", "<b>pumps</b> | valves", "--note", "<script>").ok()
    path = tmp_path / "o.html"
    data = firm("order", "print", "S-1", "-o", path, "--json").ok().json
    assert (data["format"], data["language"], data["text"]) == ("html", "en", None)
    text = path.read_text("utf-8")
    assert text.startswith("<!DOCTYPE html>")
    assert '<td class="box">☑</td>' in text
    assert "&lt;b&gt;pumps&lt;/b&gt; | valves" in text
    assert "<script" not in text
    assert "http" not in text
    out = firm("order", "print", "S-1").ok().out
    assert r"\<b\>pumps\</b\> \| valves" in out


def test_a_file_that_is_there_is_kept(firm: Run, tmp_path: Path) -> None:
    path = tmp_path / "o.md"
    path.write_text("mine", "utf-8")
    assert firm("order", "print", "S-1", "-o", path, "--json").fails(7).error["code"] == "file"
    assert path.read_text("utf-8") == "mine"
    firm("order", "print", "S-1", "-o", path, "--force").ok()
    assert path.read_text("utf-8").startswith("# Order S-1")


@pytest.mark.parametrize(
    ("words", "exit_code", "code"),
    [
        (("S-1", "--md", "--html"), 2, "usage"), (("S-9",), 3, "not_found"), (("S-1", "--lang", "xx"), 2, "usage"),
        (("天成",), 3, "not_found"), ((), 2, "usage"),
    ],
)  # fmt: skip
def test_bad_input(firm: Run, words: tuple[str, ...], exit_code: int, code: str) -> None:
    assert firm("order", "print", *words, "--json").fails(exit_code).error["code"] == code


def test_an_order_without_steps_or_payments(crm_in: Run) -> None:
    crm_in("customer", "add", "天成外贸公司").ok()
    crm_in("order", "add", "天成", "--process", "care").ok()
    out = crm_in("order", "print", "2026-0001").ok().out
    assert "Checklist" not in out
    assert "Payments" not in out


def test_the_duty_that_a_step_left_is_on_it(firm: Run) -> None:
    firm("order", "step", "done", "S-1", "bill_of_lading", "--reason", "came early").ok()
    text = "Tell the customer when the goods arrive and send the documents"
    assert f"| ☐ | {text} | lin | 2026-11-25 |  |  |" in firm("order", "print", "S-1").ok().out
    assert "| ☐ | 通知客户到港时间并寄单 | lin |" in firm("order", "print", "S-1", "--lang", "zh").ok().out
    (duty,) = firm("order", "show", "S-1", "--json").ok().json["related"]["duty"]
    assert (duty["text"], duty["due"], duty["alarm_on"]) == (text, "2026-11-25", "2026-11-23")
    out = firm("order", "show", "S-1", env={"CRM_FORCE_TTY": "110", "NO_COLOR": "1"}).ok().out
    assert f"· {duty['ref']}  11-25  lin  {text}" in out
