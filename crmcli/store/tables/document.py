"""Documents: files and links that belong to records, in versions, and who has read which."""

from __future__ import annotations

from typing import ClassVar

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import Field

from crmcli.store.tables.base import Record, Row
from crmcli.store.tables.types import (
    INSTANT,
    Choices,
    KindInfo,
    Label,
    SetOf,
    choice,
    line,
    link,
    link_id,
    link_kind,
    whole,
)

KINDS: Choices = (
    ("quotation", "Quotation", "报价单"),
    ("contract", "Contract", "合同"),
    ("invoice", "Invoice", "发票"),
    ("drawing", "Drawing", "图纸"),
    ("certificate", "Certificate", "证书"),
    ("packing_list", "Packing list", "装箱单"),
    ("bill_of_lading", "Bill of lading", "提单"),
    ("inspection", "Inspection", "检验报告"),
    ("photo", "Photo", "照片"),
    ("specification", "Specification", "规格书"),
    ("minutes", "Minutes", "会议纪要"),
    ("other", "Other", "其他"),
)

_ABOUT = Label("About", "关于", "The record it belongs to.")


class Document(Record, table=True):
    """One version of a file or link on a record: the file stays where it is."""

    __table_args__ = (
        Index("document_about", "about_id"),
        Index("document_of_customer", "customer_id"),
    )
    KIND: ClassVar[KindInfo] = KindInfo(
        "document", "W", "Document", "文档", "documents", "name", ("external_id", "about+name+kind+version")
    )
    KEYS: ClassVar[tuple[str, ...]] = (
        "about", "name", "kind", "version", "path", "url", "size", "sha256", "read_by", "customer", "external_id",
    )  # fmt: skip
    SETS: ClassVar[dict[str, SetOf]] = {
        "read_by": SetOf(
            "document_read", "links", "document_id",
            Label("Read by", "已读", "Who has read this version, and when."),
            value="member_id", link="member", at="read_at",
        ),
    }  # fmt: skip

    about_kind: str = link_kind("about", _ABOUT, required=True)
    about_id: str = link_id("about", _ABOUT, required=True)
    name: str = line(
        Label("Name", "名称", "What it is called; all versions of a document share name and kind."),
        required=True,
        most=255,
        search="name",
    )
    kind: str = choice(Label("Kind", "类型", "What sort of document."), KINDS, default="other")
    version: int = whole(
        Label("Version", "版本", "Counted from 1; other content makes the next."), default=1, kept=True
    )
    path: str | None = line(Label("Path", "路径", "Where the file is on this device."), most=0, kept=True)
    url: str | None = line(
        Label("Link", "链接", "Where it is on the web; what is there is never fetched."), most=2000, kept=True
    )
    size: int | None = whole(Label("Size", "大小", "Bytes of the file when it was added."), kept=True)
    sha256: str | None = line(
        Label("SHA-256", "SHA-256", "What the file held when it was added."), most=64, kept=True
    )
    customer_id: str | None = link(
        Label("Customer", "客户", "Whose matter it is; kept by the store."), "customer",
        derived=True,
    )  # fmt: skip
    external_id: str | None = line(
        Label("External id", "外部编号", "Its number in another system."), search="key"
    )


class DocumentRead(Row, table=True):
    """That a member has read a version."""

    __tablename__ = "document_read"
    __table_args__ = (UniqueConstraint("document_id", "member_id"),)

    document_id: str = link(Label("Document", "文档"), "document", required=True)
    member_id: str = link(Label("Member", "成员"), "member", required=True)
    read_at: str = Field(sa_type=INSTANT, nullable=False)
