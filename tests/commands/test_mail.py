"""``crm note --eml``: a mail makes a note (contract, section 6)."""

from __future__ import annotations

import contextlib
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from support import Run

MAILS = Path(__file__).parents[1] / "data" / "mail"
KEYS = [
    *(
        "followup",
        "customer",
        "contacts",
        "reminder",
        "offer",
        "duties",
        "duties_waiting",
        "understood",
        "unresolved",
        "transaction",
        "undo",
    ),
]


@pytest.fixture
def desk(shop: Run) -> Run:
    """The shop, where Lin has an address and the people of Alfreds and 天成 too."""
    shop("init", "--name", "Lin", "--email", "lin@lin.example").ok()
    shop("contact", "edit", "Maria Anders", "--email", "maria@alfreds.example").ok()
    shop("contact", "edit", "李娜", "--email", "na@tc.example").ok()
    return shop


def filed(run: Run, name: str, *words: str) -> dict[str, Any]:
    """The answer to a mail of the test data."""
    answer: dict[str, Any] = run("note", "--eml", str(MAILS / name), *words, "--json").ok().json
    assert list(answer) == KEYS
    return answer


def mail(**headers: str) -> bytes:
    """A mail of a few headers; ``text`` is its body."""
    message = EmailMessage()
    text = headers.pop("text", "Hello")
    for name, value in headers.items():
        message[name.replace("_", "-")] = value
    message.set_content(text)
    return message.as_bytes()


def test_days_in_a_mail_count_from_its_own_date(desk: Run) -> None:
    """Filed on the 18th: what was tomorrow on the 10th has passed, in two weeks is still to come."""
    header = {
        "From": "maria@alfreds.example",
        "To": "lin@lin.example",
        "Date": "Tue, 10 Nov 2026 09:00:00 +0800",
    }
    late = mail(**header, Subject="Quote", text="please send the quote tomorrow")
    answer = desk("note", "--eml", "-", "--json", stdin=late.decode()).ok().json
    assert answer["reminder"] is None
    assert answer["followup"]["next_due"] is None
    assert [(one["text"], one["reason"]) for one in answer["unresolved"]] == [("tomorrow", "past_date")]
    ahead = mail(**header, Subject="Visit", text="we come to see you in 2 weeks")
    answer = desk("note", "--eml", "-", "--json", stdin=ahead.decode()).ok().json
    assert answer["reminder"]["due"] == "2026-11-24"


def test_a_chinese_mail(desk: Run) -> None:
    answer = filed(desk, "chinese-base64.eml")
    followup = answer["followup"]
    assert answer["customer"]["name"] == "天成外贸公司"
    assert [one["name"] for one in answer["contacts"]] == ["张伟"]
    assert (followup["kind"], followup["at"]) == ("email", "2026-11-17T16:20:01+08:00")
    assert followup["external_id"] == "20261117162001.1@tc.example"
    assert followup["text"] == (
        "样品收到，请报价\n林先生:\n\n样品已收到,请下周三下午3点前报价。\n\n此致\n张伟\n天成外贸公司"
    )
    assert answer["reminder"]["due"] == "2026-11-25T15:00:00+08:00"


def test_a_second_time_adds_nothing(desk: Run) -> None:
    first = filed(desk, "chinese-base64.eml")
    again = filed(desk, "chinese-base64.eml")
    assert again["transaction"] is None
    assert again["followup"]["ref"] == first["followup"]["ref"]
    assert len(desk("followup", "list", "--json").json) == 1


def test_without_an_id_the_same_mail_is_still_known(desk: Run) -> None:
    data = mail(From="maria@alfreds.example", To="lin@lin.example", Subject="x")
    first = desk("note", "--eml", "-", "--json", stdin=data).ok().json
    assert desk("note", "--eml", "-", "--json", stdin=data).ok().json["transaction"] is None
    other = mail(From="maria@alfreds.example", To="lin@lin.example", Subject="y")
    assert desk("note", "--eml", "-", "--json", stdin=other).ok().json["transaction"]
    assert first["followup"]["external_id"].startswith("sha256:")


def test_more_characters_than_the_named_encoding_has_and_words_cut_within_one(desk: Run) -> None:
    answer = filed(desk, "gb2312-quoted.eml")
    assert answer["followup"]["text"] == "关于朱镕先生的订单\n朱镕先生来电,确认订单。"
    assert answer["followup"]["at"] == "2026-11-18T09:00:00+08:00"


def test_a_domain_names_the_customer(desk: Run) -> None:
    """Nobody has li.na@mail.tc.example, but 张伟 is at tc.example."""
    answer = filed(desk, "gb2312-quoted.eml")
    assert (answer["customer"]["name"], answer["contacts"]) == ("天成外贸公司", [])


def test_a_site_names_the_customer(desk: Run) -> None:
    desk("customer", "edit", "宁波东方贸易有限公司", "--website", "https://www.dongfang.com.cn/en").ok()
    data = mail(From="new@sales.dongfang.com.cn", To="lin@lin.example", Subject="x")
    assert (
        desk("note", "--eml", "-", "--json", stdin=data).ok().json["customer"]["name"]
        == "宁波东方贸易有限公司"
    )
    for other in ("new@ngfang.com.cn", "new@other.com.cn", "new@dongfang.com"):
        data = mail(From=other, To="lin@lin.example", Subject="x")
        assert desk("note", "--eml", "-", "--json", stdin=data).fails(3)


def test_html_alone_is_read_as_text(desk: Run) -> None:
    text = filed(desk, "html-only.eml", "--no-parse")["followup"]["text"]
    assert text == (
        "Angebot für Bürostühle\nDear Lin,\n\nwe need 200 Bürostühle at € 49 each.\nPlease send a quote.\n\n"
        "Model A1\n\nColour grau & blau"
    )


def test_files_are_named_and_every_text_is_kept(desk: Run) -> None:
    text = filed(desk, "attachments.eml")["followup"]["text"]
    assert text == (
        "Drawings\nThe drawings are attached.\n\nSecond part, after the files.\n"
        "Attached: 图纸 A1.pdf, 价格.xls, The older mail"
    )


def test_of_a_mail_i_sent_the_receiver_counts(desk: Run) -> None:
    answer = filed(desk, "sent.eml")
    assert answer["customer"]["name"] == "Alfreds Futterkiste"
    assert [one["name"] for one in answer["contacts"]] == ["Maria Anders"]
    assert answer["followup"]["text"] == (
        "Re: offer\nDear Maria, our offer is on its way, and it holds for thirty days.\n\n"
        "> Please send a quote.\n> Maria\n\n--\nLin"
    )


def test_a_colleague_is_one_of_us(desk: Run) -> None:
    """wang@lin.example is at my own domain; a customer with a site there is not meant."""
    desk("customer", "add", "Lin's own", "--website", "lin.example").ok()
    data = mail(From="wang@lin.example", To="lin@lin.example, maria@alfreds.example", Subject="x")
    assert (
        desk("note", "--eml", "-", "--json", stdin=data).ok().json["customer"]["name"]
        == "Alfreds Futterkiste"
    )


def test_who_and_options_beat_the_mail(desk: Run) -> None:
    answer = filed(
        desk,
        "chinese-base64.eml",
        "alfreds",
        "call back",
        "--kind",
        "call",
        "--at",
        "2026-11-10",
        "--external-id",
        "7",
    )
    followup = answer["followup"]
    assert answer["customer"]["name"] == "Alfreds Futterkiste"
    assert answer["contacts"] == []
    assert (followup["kind"], followup["at"], followup["external_id"]) == ("call", "2026-11-10", "7")
    assert followup["text"].endswith("天成外贸公司\ncall back")


def test_new_makes_the_customer_that_is_named(desk: Run) -> None:
    data = mail(From="jo@new.example", To="lin@lin.example", Subject="x")
    answer = desk("note", "--eml", "-", "New Ltd", "--new", "--json", stdin=data).ok().json
    assert (answer["customer"]["name"], answer["customer"]["created"]) == ("New Ltd", True)


def test_nobody_known_names_the_addresses(desk: Run) -> None:
    data = mail(From="jo@new.example", To="lin@lin.example", Cc="ann@new.example", Subject="x")
    error = desk("note", "--eml", "-", "--json", stdin=data).fails(3).error
    assert error["code"] == "not_found"
    assert "jo@new.example, ann@new.example" in error["message"]
    assert "lin@lin.example" not in error["message"]
    assert error["details"]["closest"] == []
    ours = mail(From="lin@lin.example", To="lin@lin.example", Subject="x")
    assert "our own" in desk("note", "--eml", "-", "--json", stdin=ours).fails(3).error["message"]
    assert desk("followup", "list", "--json").json == []


def test_several_customers_are_candidates(desk: Run) -> None:
    desk("contact", "add", "Zhang", "--customer", "alfreds", "--email", "zhang@tc.example").ok()
    error = desk("note", "--eml", str(MAILS / "chinese-base64.eml"), "--json").fails(4).error
    assert {one["name"] for one in error["details"]["candidates"]} == {"天成外贸公司", "Alfreds Futterkiste"}
    data = mail(From="lin@lin.example", To="maria@alfreds.example, na@tc.example", Subject="x")
    assert len(desk("note", "--eml", "-", "--json", stdin=data).fails(4).error["details"]["candidates"]) == 2


@pytest.mark.mostly_slow(every=2)
@pytest.mark.parametrize(
    "domain", ["gmail.com", "qq.com", "163.com", "vip.163.com", "yahoo.co.jp", "hotmail.fr", "gmx.at"]
)
def test_where_anybody_has_an_address_nobody_is_named_by_it(desk: Run, domain: str) -> None:
    desk("contact", "edit", "Maria Anders", "--email", f"maria@{domain}").ok()
    other = mail(From=f"stranger@{domain}", To="lin@lin.example", Subject="x")
    desk("note", "--eml", "-", "--json", stdin=other).fails(3)
    herself = mail(From=f"MARIA@{domain.upper()}", To="lin@lin.example", Subject="x")
    answer = desk("note", "--eml", "-", "--json", stdin=herself).ok().json
    assert [one["name"] for one in answer["contacts"]] == ["Maria Anders"]


def test_a_broken_mail_is_read_as_far_as_it_goes(desk: Run) -> None:
    answer = filed(desk, "broken.eml")
    assert answer["customer"]["name"] == "天成外贸公司"
    assert answer["followup"]["text"] == "样品问题\n客户说样品有问题。"
    assert answer["followup"]["at"] == "2026-11-18T10:30:00+08:00"  # it does not say when


def test_a_mail_longer_than_a_note_is_cut_and_says_so(desk: Run) -> None:
    data = mail(From="maria@alfreds.example", To="lin@lin.example", Subject="x", text="word " * 50_000)
    text = desk("note", "--eml", "-", "--json", stdin=data).ok().json["followup"]["text"]
    assert len(text) <= 200_000
    assert text.startswith("x\nword word")
    assert text.endswith("\n(cut here: the mail goes on)")


def test_files_that_are_no_mail(desk: Run, tmp_path: Path) -> None:
    picture = tmp_path / "a.png"
    picture.write_bytes(b"\x89PNG\r\n\x1a\n\0\0\0")
    words = tmp_path / "b.txt"
    words.write_text("just a text\nwithout headers\n")
    for path, code in (
        (picture, "format"),
        (words, "format"),
        (tmp_path, "file"),
        (tmp_path / "no.eml", "file"),
    ):
        error = desk("note", "--eml", str(path), "--json").fails(7).error
        assert (error["code"], error["details"]["path"]) == (code, str(path))
    desk("note", "--eml", "-", "--json", stdin="").fails(7)


def test_parts_in_parts_without_end(desk: Run) -> None:
    head = b"From: maria@alfreds.example\nSubject: deep\n"
    for depth in (50, 5000):
        parts = b"".join(
            b'Content-Type: multipart/mixed; boundary="%d"\n\n--%d\n' % (n, n) for n in range(depth)
        )
        answer = desk("note", "--eml", "-", "--json", stdin=head + parts + b"\nend")
        assert answer.code in (0, 7), answer


def test_nothing_in_a_mail_moves_the_cursor(desk: Run) -> None:
    data = b"From: maria@alfreds.example\nSubject: =?utf-8?B?GwpbMko=?=\n\n\x1b]0;title\x07\x9b31m text\n"
    assert "\x1b" not in desk("note", "--eml", "-", stdin=data).ok().out


def test_amend_and_batch_take_no_mail_from_there(desk: Run) -> None:
    assert desk("note", "--amend", "--eml", "x.eml", "--json").fails(2).error["code"] == "usage"
    line = '["note", "--eml", "-"]\n'
    (answer,) = desk("batch", stdin=line).fails(2).lines
    assert answer["error"]["code"] == "usage"


@given(
    st.binary(max_size=300),
    st.sampled_from(["", "base64", "quoted-printable", "uuencode", "x"]),
    st.text(max_size=12),
)
def test_no_bytes_make_the_reader_raise(body: bytes, transfer: str, charset: str) -> None:
    from crmcli.errors import FormatError
    from crmcli.exchange.mail import read_mail

    for kind in ("text/plain", "text/html", "multipart/mixed; boundary=a"):
        head = f"From: a@b.example\nContent-Type: {kind}; charset={charset!r}\nContent-Transfer-Encoding: {transfer}\n"
        found = read_mail(head.encode("utf-8", "surrogateescape") + b"Subject: " + body + b"\n\n" + body, "x")
        assert found.senders == [("", "a@b.example")]
    with contextlib.suppress(FormatError):
        read_mail(body, "x")


@given(st.text(st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp"]), min_size=1, max_size=60))
def test_what_a_mail_program_writes_comes_back(text: str) -> None:
    from crmcli.exchange.mail import read_mail

    found = read_mail(mail(From="a@b.example", Subject=text, text=text), "x")
    assert found.subject == " ".join(text.split())
    assert found.text == text.replace("\xa0", " ").rstrip()
