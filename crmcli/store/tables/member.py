"""Members: the people who work here."""

from __future__ import annotations

from typing import ClassVar

from crmcli.store.tables.base import Record
from crmcli.store.tables.types import KindInfo, Label, day, flag, json_object, line, link


class Member(Record, table=True):
    """A person of the team."""

    KIND: ClassVar[KindInfo] = KindInfo("member", "U", "Member", "成员", "members", "name", ("email", "name"))
    KEYS: ClassVar[tuple[str, ...]] = (
        "name", "role", "department", "superior", "email", "active", "limits", "deputy", "away_from", "away_until",
    )  # fmt: skip

    name: str = line(Label("Name", "姓名", "What the member is called."), required=True, search="name")
    role: str | None = line(Label("Role", "角色", "What the member may do, by role name."))
    department: str | None = line(Label("Department", "部门", "Where the member works."))
    superior_id: str | None = link(
        Label("Superior", "上级", "Who has all the rights of this member."), "member"
    )
    email: str | None = line(Label("E-mail", "邮箱", "The member's own address."), search="email")
    active: bool = flag(Label("Active", "在职", "Whether the member still works here."), default=True)
    limits: str | None = json_object(
        Label("Limits", "权限额度", "Amounts and discounts the member may grant alone.")
    )
    deputy_id: str | None = link(
        Label("Deputy", "代理人", "Who decides in the member's place while the member is away."), "member"
    )
    away_from: str | None = day(Label("Away from", "缺勤自", "The first day of the member's absence."))
    away_until: str | None = day(
        Label("Away until", "缺勤至", "The last day of the member's absence."), ahead=True
    )
