"""Contacts: the people at a customer."""

from __future__ import annotations

from typing import ClassVar

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import Field

from crmcli.store.tables.base import Record, Row
from crmcli.store.tables.types import TEXT, Choices, KindInfo, Label, SetOf, choice, day, flag, line, link

PARTS: Choices = (
    ("decides", "Decides", "决策人"),
    ("advises", "Advises", "影响者"),
    ("uses", "Uses", "使用者"),
    ("gatekeeper", "Gatekeeper", "把关人"),
)


class Contact(Record, table=True):
    """A person at a customer."""

    __table_args__ = (Index("contact_of_customer", "customer_id"),)
    KIND: ClassVar[KindInfo] = KindInfo(
        "contact", "P", "Contact", "联系人", "contacts", "name", ("external_id", "emails", "phones", "name")
    )
    KEYS: ClassVar[tuple[str, ...]] = (
        "customer", "name", "title", "phones", "emails", "messaging", "birthday", "part", "primary",
        "external_id", "custom",
    )  # fmt: skip
    SETS: ClassVar[dict[str, SetOf]] = {
        "phones": SetOf(
            "contact_phone", "texts", "contact_id",
            Label("Phones", "电话", "All numbers of the person."), search="phone",
        ),
        "emails": SetOf(
            "contact_email", "texts", "contact_id",
            Label("E-mails", "邮箱", "All addresses of the person."), search="email",
        ),
        "messaging": SetOf(
            "contact_messaging", "messaging", "contact_id",
            Label("Messaging", "即时通讯", "Service and id, as wechat:tc-zhang."), search="text",
        ),
        "custom": SetOf(
            "custom", "custom", "record_id", Label("Custom fields", "自定义字段", "Fields of your own."),
            search="text", most=10_000,
        ),
    }  # fmt: skip

    customer_id: str | None = link(Label("Customer", "客户", "Where the person works."), "customer")
    name: str = line(Label("Name", "姓名", "The person's full name."), required=True, search="name")
    title: str | None = line(Label("Title", "职务", "The person's position."), search="text")
    birthday: str | None = day(Label("Birthday", "生日", "Date of birth."))
    part: str | None = choice(Label("Part", "决策角色", "The person's part in the decision."), PARTS)
    is_primary: bool = flag(Label("Primary", "主要联系人", "The first to be called."), key="primary")
    external_id: str | None = line(
        Label("External id", "外部编号", "The person's number in another system."), search="key"
    )


class ContactPhone(Row, table=True):
    """A telephone number of a contact."""

    __tablename__ = "contact_phone"
    __table_args__ = (UniqueConstraint("contact_id", "value"),)

    contact_id: str = link(Label("Contact", "联系人"), "contact", required=True)
    value: str = Field(sa_type=TEXT, nullable=False)


class ContactEmail(Row, table=True):
    """An e-mail address of a contact."""

    __tablename__ = "contact_email"
    __table_args__ = (UniqueConstraint("contact_id", "value"),)

    contact_id: str = link(Label("Contact", "联系人"), "contact", required=True)
    value: str = Field(sa_type=TEXT, nullable=False)


class ContactMessaging(Row, table=True):
    """An id of a contact on a messaging service."""

    __tablename__ = "contact_messaging"
    __table_args__ = (UniqueConstraint("contact_id", "service", "value"),)

    contact_id: str = link(Label("Contact", "联系人"), "contact", required=True)
    service: str = Field(sa_type=TEXT, nullable=False)
    value: str = Field(sa_type=TEXT, nullable=False)
