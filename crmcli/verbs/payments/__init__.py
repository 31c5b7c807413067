"""The money of orders: noted when it comes or goes, planned, changed, removed; exact, in whole minor units."""

from __future__ import annotations

from crmcli.verbs.payments.checks import credit_of, currency
from crmcli.verbs.payments.paying import CAME, Paid, pay
from crmcli.verbs.payments.planning import PLANS, Planned, edit, plan_add, remove, said_of_plan

__all__ = [
    "CAME",
    "PLANS",
    "Paid",
    "Planned",
    "credit_of",
    "currency",
    "edit",
    "pay",
    "plan_add",
    "remove",
    "said_of_plan",
]
