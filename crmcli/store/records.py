"""Light rows and field metadata of all records.

Made by `python -m crmcli.store.build` from crmcli/store/tables; do not edit.
"""

from __future__ import annotations

from crmcli.store.meta import Field, Kind
from crmcli.store.row import Record, Row

class Member(Record):
    """A person of the team."""

    __slots__ = ('nid', 'id', 'ref', 'owner_id', 'created_at', 'created_by_id', 'updated_at', 'updated_by_id', 'archived_at', 'removed_at', 'name', 'role', 'department', 'superior_id', 'email', 'active', 'limits', 'deputy_id', 'away_from', 'away_until')
    TABLE = "member"
    COLUMNS = __slots__
    name: str
    role: str | None
    department: str | None
    superior_id: str | None
    email: str | None
    active: int
    limits: str | None
    deputy_id: str | None
    away_from: str | None
    away_until: str | None

class Customer(Record):
    """A company or person we sell to; everything known hangs here."""

    __slots__ = ('nid', 'id', 'ref', 'owner_id', 'created_at', 'created_by_id', 'updated_at', 'updated_by_id', 'archived_at', 'removed_at', 'name', 'kind', 'status', 'source', 'industry', 'country', 'region', 'city', 'postal_code', 'address', 'phone', 'fax', 'email', 'website', 'tax_id', 'external_id', 'level', 'payment_terms', 'currency', 'next_followup_on', 'next_followup_at', 'last_dealt_on', 'last_dealt_at', 'owned_since')
    TABLE = "customer"
    COLUMNS = __slots__
    name: str
    kind: str
    status: str | None
    source: str | None
    industry: str | None
    country: str | None
    region: str | None
    city: str | None
    postal_code: str | None
    address: str | None
    phone: str | None
    fax: str | None
    email: str | None
    website: str | None
    tax_id: str | None
    external_id: str | None
    level: str | None
    payment_terms: str | None
    currency: str | None
    next_followup_on: str | None
    next_followup_at: str | None
    last_dealt_on: str | None
    last_dealt_at: str | None
    owned_since: str | None

class Contact(Record):
    """A person at a customer."""

    __slots__ = ('nid', 'id', 'ref', 'owner_id', 'created_at', 'created_by_id', 'updated_at', 'updated_by_id', 'archived_at', 'removed_at', 'customer_id', 'name', 'title', 'birthday', 'part', 'is_primary', 'external_id')
    TABLE = "contact"
    COLUMNS = __slots__
    customer_id: str | None
    name: str
    title: str | None
    birthday: str | None
    part: str | None
    is_primary: int
    external_id: str | None

class Playbook(Record):
    """One version of a process: stages, what each asks for, reasons; never changed once installed."""

    __slots__ = ('nid', 'id', 'ref', 'owner_id', 'created_at', 'created_by_id', 'updated_at', 'updated_by_id', 'archived_at', 'removed_at', 'name', 'version', 'title', 'title_zh', 'business', 'in_use', 'is_default', 'source', 'content')
    TABLE = "playbook"
    COLUMNS = __slots__
    name: str
    version: int
    title: str | None
    title_zh: str | None
    business: str | None
    in_use: int
    is_default: int
    source: str | None
    content: str | None

class Product(Record):
    """What is sold: list price, floor price, unit."""

    __slots__ = ('nid', 'id', 'ref', 'owner_id', 'created_at', 'created_by_id', 'updated_at', 'updated_by_id', 'archived_at', 'removed_at', 'name', 'code', 'category', 'unit', 'list_price_minor', 'list_price_currency', 'floor_price_minor', 'floor_price_currency', 'cost_minor', 'cost_currency', 'valid_from', 'valid_until', 'status', 'description', 'external_id')
    TABLE = "product"
    COLUMNS = __slots__
    name: str
    code: str | None
    category: str | None
    unit: str | None
    list_price_minor: int | None
    list_price_currency: str | None
    floor_price_minor: int | None
    floor_price_currency: str | None
    cost_minor: int | None
    cost_currency: str | None
    valid_from: str | None
    valid_until: str | None
    status: str
    description: str | None
    external_id: str | None

class Opportunity(Record):
    """A possible sale, moving through the stages of its process."""

    __slots__ = ('nid', 'id', 'ref', 'owner_id', 'created_at', 'created_by_id', 'updated_at', 'updated_by_id', 'archived_at', 'removed_at', 'customer_id', 'title', 'acquired_on', 'expected_close', 'expected_cycle', 'amount_minor', 'amount_currency', 'stage', 'stage_since', 'probability', 'current_problem', 'playbook_id', 'latest_followup_on', 'latest_followup_at', 'next_followup_on', 'next_followup_at', 'outcome', 'outcome_reason', 'lesson', 'closed_at', 'closed_stage', 'risk_flag', 'note', 'order_id', 'external_id')
    TABLE = "opportunity"
    COLUMNS = __slots__
    customer_id: str
    title: str
    acquired_on: str | None
    expected_close: str | None
    expected_cycle: int | None
    amount_minor: int | None
    amount_currency: str | None
    stage: str | None
    stage_since: str | None
    probability: int | None
    current_problem: str | None
    playbook_id: str | None
    latest_followup_on: str | None
    latest_followup_at: str | None
    next_followup_on: str | None
    next_followup_at: str | None
    outcome: str | None
    outcome_reason: str | None
    lesson: str | None
    closed_at: str | None
    closed_stage: str | None
    risk_flag: int
    note: str | None
    order_id: str | None
    external_id: str | None

class Quote(Record):
    """One version of a priced offer on an opportunity."""

    __slots__ = ('nid', 'id', 'ref', 'owner_id', 'created_at', 'created_by_id', 'updated_at', 'updated_by_id', 'archived_at', 'removed_at', 'number', 'version', 'status', 'customer_id', 'opportunity_id', 'title', 'discount', 'amount_minor', 'amount_currency', 'currency', 'incoterm', 'port_from', 'port_to', 'valid_until', 'payment_terms', 'delivery_time', 'language', 'note', 'submitted_at', 'submitted_by_id', 'approved_at', 'approved_by_id', 'accepted_at', 'supersedes_id', 'external_id')
    TABLE = "quote"
    COLUMNS = __slots__
    number: str
    version: int
    status: str
    customer_id: str | None
    opportunity_id: str
    title: str | None
    discount: int
    amount_minor: int | None
    amount_currency: str | None
    currency: str | None
    incoterm: str | None
    port_from: str | None
    port_to: str | None
    valid_until: str | None
    payment_terms: str | None
    delivery_time: str | None
    language: str | None
    note: str | None
    submitted_at: str | None
    submitted_by_id: str | None
    approved_at: str | None
    approved_by_id: str | None
    accepted_at: str | None
    supersedes_id: str | None
    external_id: str | None

class Order(Record):
    """A signed sale, carried out step by step."""

    __slots__ = ('nid', 'id', 'ref', 'owner_id', 'created_at', 'created_by_id', 'updated_at', 'updated_by_id', 'archived_at', 'removed_at', 'number', 'customer_id', 'opportunity_id', 'quote_id', 'status', 'title', 'discount', 'amount_minor', 'amount_currency', 'receivable_minor', 'receivable_currency', 'currency', 'incoterm', 'port_from', 'port_to', 'payment_terms', 'customer_number', 'signed_on', 'delivery', 'arrival', 'steps_done', 'steps_total', 'blocked', 'next_step_id', 'next_planned', 'first_delivery', 'delivered', 'closed_at', 'closing_reason', 'note', 'playbook_id', 'external_id')
    TABLE = "order"
    COLUMNS = __slots__
    number: str
    customer_id: str
    opportunity_id: str | None
    quote_id: str | None
    status: str
    title: str | None
    discount: int
    amount_minor: int | None
    amount_currency: str | None
    receivable_minor: int | None
    receivable_currency: str | None
    currency: str | None
    incoterm: str | None
    port_from: str | None
    port_to: str | None
    payment_terms: str | None
    customer_number: str | None
    signed_on: str | None
    delivery: str | None
    arrival: str | None
    steps_done: int
    steps_total: int
    blocked: int
    next_step_id: str | None
    next_planned: str | None
    first_delivery: str | None
    delivered: str | None
    closed_at: str | None
    closing_reason: str | None
    note: str | None
    playbook_id: str | None
    external_id: str | None

class Reminder(Record):
    """Something due, once or repeating, tied to any record."""

    __slots__ = ('nid', 'id', 'ref', 'owner_id', 'created_at', 'created_by_id', 'updated_at', 'updated_by_id', 'archived_at', 'removed_at', 'text', 'due_on', 'due_at', 'repeat', 'important', 'urgent', 'state', 'done_at', 'snoozed_until_on', 'snoozed_until_at', 'about_kind', 'about_id', 'customer_id', 'for_id', 'external_id')
    TABLE = "reminder"
    COLUMNS = __slots__
    text: str
    due_on: str | None
    due_at: str | None
    repeat: str | None
    important: int
    urgent: int
    state: str
    done_at: str | None
    snoozed_until_on: str | None
    snoozed_until_at: str | None
    about_kind: str | None
    about_id: str | None
    customer_id: str | None
    for_id: str | None
    external_id: str | None

class Followup(Record):
    """What happened, what we think of it, what comes next."""

    __slots__ = ('nid', 'id', 'ref', 'owner_id', 'created_at', 'created_by_id', 'updated_at', 'updated_by_id', 'archived_at', 'removed_at', 'customer_id', 'kind', 'at_on', 'at_at', 'text', 'judgement', 'next_step', 'next_due_on', 'next_due_at', 'reminder_id', 'amount_minor', 'amount_currency', 'external_id', 'order_id', 'opportunity_id', 'author_id')
    TABLE = "followup"
    COLUMNS = __slots__
    customer_id: str
    kind: str
    at_on: str | None
    at_at: str | None
    text: str
    judgement: str | None
    next_step: str | None
    next_due_on: str | None
    next_due_at: str | None
    reminder_id: str | None
    amount_minor: int | None
    amount_currency: str | None
    external_id: str | None
    order_id: str | None
    opportunity_id: str | None
    author_id: str | None

class Document(Record):
    """One version of a file or link on a record: the file stays where it is."""

    __slots__ = ('nid', 'id', 'ref', 'owner_id', 'created_at', 'created_by_id', 'updated_at', 'updated_by_id', 'archived_at', 'removed_at', 'about_kind', 'about_id', 'name', 'kind', 'version', 'path', 'url', 'size', 'sha256', 'customer_id', 'external_id')
    TABLE = "document"
    COLUMNS = __slots__
    about_kind: str
    about_id: str
    name: str
    kind: str
    version: int
    path: str | None
    url: str | None
    size: int | None
    sha256: str | None
    customer_id: str | None
    external_id: str | None

class StageChange(Record):
    """One step of an opportunity from stage to stage: when, by whom, how long it had stood, and whether forced."""

    __slots__ = ('nid', 'id', 'ref', 'owner_id', 'created_at', 'created_by_id', 'updated_at', 'updated_by_id', 'archived_at', 'removed_at', 'opportunity_id', 'from_stage', 'to_stage', 'at', 'by_id', 'seconds', 'forced', 'reason', 'missing', 'amount_minor', 'amount_currency', 'probability', 'playbook_id')
    TABLE = "stage_change"
    COLUMNS = __slots__
    opportunity_id: str
    from_stage: str | None
    to_stage: str | None
    at: str | None
    by_id: str | None
    seconds: int | None
    forced: int
    reason: str | None
    missing: str | None
    amount_minor: int | None
    amount_currency: str | None
    probability: int | None
    playbook_id: str | None

class Share(Record):
    """A customer or opportunity opened to a member, a role or a department."""

    __slots__ = ('nid', 'id', 'ref', 'owner_id', 'created_at', 'created_by_id', 'updated_at', 'updated_by_id', 'archived_at', 'removed_at', 'about_kind', 'about_id', 'customer_id', 'member_id', 'role', 'department', 'access', 'part')
    TABLE = "share"
    COLUMNS = __slots__
    about_kind: str
    about_id: str
    customer_id: str | None
    member_id: str | None
    role: str | None
    department: str | None
    access: str
    part: str | None

class Guidance(Record):
    """A superior's instruction, a call for help, or the answer to one."""

    __slots__ = ('nid', 'id', 'ref', 'owner_id', 'created_at', 'created_by_id', 'updated_at', 'updated_by_id', 'archived_at', 'removed_at', 'about_kind', 'about_id', 'customer_id', 'kind', 'text', 'author_id', 'for_id', 'state', 'answers_id', 'answered_at', 'important', 'urgent')
    TABLE = "guidance"
    COLUMNS = __slots__
    about_kind: str
    about_id: str
    customer_id: str | None
    kind: str
    text: str
    author_id: str | None
    for_id: str | None
    state: str
    answers_id: str | None
    answered_at: str | None
    important: int
    urgent: int

class Notice(Record):
    """That something which a member owns, follows or works on was changed by somebody else."""

    __slots__ = ('nid', 'id', 'ref', 'owner_id', 'created_at', 'created_by_id', 'updated_at', 'updated_by_id', 'archived_at', 'removed_at', 'for_id', 'kind', 'about_kind', 'about_id', 'customer_id', 'command', 'fields', 'number', 'by_id', 'detail', 'read_at')
    TABLE = "notice"
    COLUMNS = __slots__
    for_id: str | None
    kind: str
    about_kind: str | None
    about_id: str | None
    customer_id: str | None
    command: str | None
    fields: str | None
    number: int | None
    by_id: str | None
    detail: str | None
    read_at: str | None

class Step(Record):
    """One line of an order's checklist."""

    __slots__ = ('nid', 'id', 'ref', 'owner_id', 'created_at', 'created_by_id', 'updated_at', 'updated_by_id', 'archived_at', 'removed_at', 'order_id', 'customer_id', 'place', 'key', 'name', 'department', 'member_id', 'important', 'plan', 'planned', 'first_planned', 'started_on', 'started_at', 'done_on', 'done_at', 'done_by_id', 'status', 'result', 'note', 'reason', 'blocked_reason', 'duty', 'duty_for', 'duty_due', 'duty_alarm_days', 'delivers', 'closes', 'late_told_at')
    TABLE = "step"
    COLUMNS = __slots__
    order_id: str
    customer_id: str | None
    place: int
    key: str
    name: str
    department: str | None
    member_id: str | None
    important: int
    plan: str | None
    planned: str | None
    first_planned: str | None
    started_on: str | None
    started_at: str | None
    done_on: str | None
    done_at: str | None
    done_by_id: str | None
    status: str
    result: str | None
    note: str | None
    reason: str | None
    blocked_reason: str | None
    duty: str | None
    duty_for: str | None
    duty_due: str | None
    duty_alarm_days: int | None
    delivers: int
    closes: int
    late_told_at: str | None

class Payment(Record):
    """Money on an order: planned, received, a fee, a rebate."""

    __slots__ = ('nid', 'id', 'ref', 'owner_id', 'created_at', 'created_by_id', 'updated_at', 'updated_by_id', 'archived_at', 'removed_at', 'order_id', 'customer_id', 'kind', 'label', 'share', 'amount_minor', 'amount_currency', 'outstanding_minor', 'outstanding_currency', 'plan', 'due', 'at_on', 'at_at', 'counted_minor', 'counted_currency', 'rate', 'note', 'external_id')
    TABLE = "payment"
    COLUMNS = __slots__
    order_id: str
    customer_id: str | None
    kind: str
    label: str | None
    share: int | None
    amount_minor: int | None
    amount_currency: str | None
    outstanding_minor: int | None
    outstanding_currency: str | None
    plan: str | None
    due: str | None
    at_on: str | None
    at_at: str | None
    counted_minor: int | None
    counted_currency: str | None
    rate: str | None
    note: str | None
    external_id: str | None

class Expense(Record):
    """What selling or serving cost."""

    __slots__ = ('nid', 'id', 'ref', 'owner_id', 'created_at', 'created_by_id', 'updated_at', 'updated_by_id', 'archived_at', 'removed_at', 'text', 'kind', 'amount_minor', 'amount_currency', 'spent_on', 'customer_id', 'followup_id', 'opportunity_id', 'order_id', 'status', 'submitted_at', 'approved_at', 'approved_by_id', 'paid_at', 'paid_by_id', 'external_id')
    TABLE = "expense"
    COLUMNS = __slots__
    text: str
    kind: str
    amount_minor: int | None
    amount_currency: str | None
    spent_on: str | None
    customer_id: str | None
    followup_id: str | None
    opportunity_id: str | None
    order_id: str | None
    status: str
    submitted_at: str | None
    approved_at: str | None
    approved_by_id: str | None
    paid_at: str | None
    paid_by_id: str | None
    external_id: str | None

class Approval(Record):
    """A decision asked of a superior by a rule of the process."""

    __slots__ = ('nid', 'id', 'ref', 'owner_id', 'created_at', 'created_by_id', 'updated_at', 'updated_by_id', 'archived_at', 'removed_at', 'about_kind', 'about_id', 'customer_id', 'rule', 'rule_label', 'measure', 'limit_text', 'amount_minor', 'amount_currency', 'asked_by_id', 'asked_at', 'approver_id', 'reason', 'important', 'urgent', 'decision', 'opinion', 'decided_by_id', 'decided_at', 'on_behalf_of_id', 'remind_at', 'reminded_at', 'escalate_at', 'playbook_id')
    TABLE = "approval"
    COLUMNS = __slots__
    about_kind: str
    about_id: str
    customer_id: str | None
    rule: str
    rule_label: str | None
    measure: str | None
    limit_text: str | None
    amount_minor: int | None
    amount_currency: str | None
    asked_by_id: str | None
    asked_at: str | None
    approver_id: str | None
    reason: str | None
    important: int
    urgent: int
    decision: str | None
    opinion: str | None
    decided_by_id: str | None
    decided_at: str | None
    on_behalf_of_id: str | None
    remind_at: str | None
    reminded_at: str | None
    escalate_at: str | None
    playbook_id: str | None

class Duty(Record):
    """What somebody has to do by a deadline because a step of an order was finished."""

    __slots__ = ('nid', 'id', 'ref', 'owner_id', 'created_at', 'created_by_id', 'updated_at', 'updated_by_id', 'archived_at', 'removed_at', 'text', 'order_id', 'customer_id', 'step_id', 'for_id', 'department', 'due', 'plan', 'alarm_days', 'alarm_on', 'important', 'state', 'done_at', 'done_by_id', 'followup_id', 'note')
    TABLE = "duty"
    COLUMNS = __slots__
    text: str
    order_id: str
    customer_id: str | None
    step_id: str | None
    for_id: str | None
    department: str | None
    due: str | None
    plan: str | None
    alarm_days: int | None
    alarm_on: str | None
    important: int
    state: str
    done_at: str | None
    done_by_id: str | None
    followup_id: str | None
    note: str | None

class CustomerAlias(Row):
    """Another name of a customer."""

    __slots__ = ('nid', 'customer_id', 'value')
    TABLE = "customer_alias"
    COLUMNS = __slots__
    customer_id: str
    value: str

class ContactPhone(Row):
    """A telephone number of a contact."""

    __slots__ = ('nid', 'contact_id', 'value')
    TABLE = "contact_phone"
    COLUMNS = __slots__
    contact_id: str
    value: str

class ContactEmail(Row):
    """An e-mail address of a contact."""

    __slots__ = ('nid', 'contact_id', 'value')
    TABLE = "contact_email"
    COLUMNS = __slots__
    contact_id: str
    value: str

class ContactMessaging(Row):
    """An id of a contact on a messaging service."""

    __slots__ = ('nid', 'contact_id', 'service', 'value')
    TABLE = "contact_messaging"
    COLUMNS = __slots__
    contact_id: str
    service: str
    value: str

class FollowupContact(Row):
    """A contact who took part in a dealing."""

    __slots__ = ('nid', 'followup_id', 'contact_id')
    TABLE = "followup_contact"
    COLUMNS = __slots__
    followup_id: str
    contact_id: str

class FollowupMember(Row):
    """A member who took part in a dealing."""

    __slots__ = ('nid', 'followup_id', 'member_id')
    TABLE = "followup_member"
    COLUMNS = __slots__
    followup_id: str
    member_id: str

class DocumentRead(Row):
    """That a member has read a version."""

    __slots__ = ('nid', 'document_id', 'member_id', 'read_at')
    TABLE = "document_read"
    COLUMNS = __slots__
    document_id: str
    member_id: str
    read_at: str

class Tag(Row):
    """A word a record is grouped by."""

    __slots__ = ('nid', 'record_kind', 'record_id', 'value')
    TABLE = "tag"
    COLUMNS = __slots__
    record_kind: str
    record_id: str
    value: str

class Word(Row):
    """A member of one of the short lists of a record; ``part`` says of which."""

    __slots__ = ('nid', 'record_kind', 'record_id', 'part', 'value')
    TABLE = "word"
    COLUMNS = __slots__
    record_kind: str
    record_id: str
    part: str
    value: str

class Follower(Row):
    """That a member follows a record."""

    __slots__ = ('nid', 'record_kind', 'record_id', 'member_id')
    TABLE = "follower"
    COLUMNS = __slots__
    record_kind: str
    record_id: str
    member_id: str

class Custom(Row):
    """The value of a field of the user's own on a record."""

    __slots__ = ('nid', 'record_kind', 'record_id', 'name', 'value')
    TABLE = "custom"
    COLUMNS = __slots__
    record_kind: str
    record_id: str
    name: str
    value: str

class ProductPrice(Row):
    """A price of a product: from a quantity on, in a period, by a price list."""

    __slots__ = ('nid', 'id', 'product_id', 'list_name', 'min_quantity', 'list_minor', 'floor_minor', 'currency', 'valid_from', 'valid_until')
    TABLE = "product_price"
    COLUMNS = __slots__
    id: str
    product_id: str
    list_name: str | None
    min_quantity: str
    list_minor: int | None
    floor_minor: int | None
    currency: str | None
    valid_from: str | None
    valid_until: str | None

class Line(Row):
    """One line of a quote or an order. All its amounts are of one currency."""

    __slots__ = ('nid', 'id', 'record_kind', 'record_id', 'place', 'product_id', 'description', 'quantity', 'unit', 'price_minor', 'discount', 'amount_minor', 'list_minor', 'floor_minor', 'cost_minor', 'currency')
    TABLE = "line"
    COLUMNS = __slots__
    id: str
    record_kind: str
    record_id: str
    place: int
    product_id: str | None
    description: str | None
    quantity: str
    unit: str | None
    price_minor: int | None
    discount: int
    amount_minor: int | None
    list_minor: int | None
    floor_minor: int | None
    cost_minor: int | None
    currency: str | None

class ApprovalHold(Row):
    """That a member held an approval, from when until when."""

    __slots__ = ('nid', 'id', 'approval_id', 'member_id', 'since', 'until', 'why')
    TABLE = "approval_hold"
    COLUMNS = __slots__
    id: str
    approval_id: str
    member_id: str
    since: str | None
    until: str | None
    why: str | None

class StepRun(Row):
    """That a step was done before, until it was opened again."""

    __slots__ = ('nid', 'id', 'step_id', 'done', 'done_by_id', 'result', 'at', 'by_id', 'why')
    TABLE = "step_run"
    COLUMNS = __slots__
    id: str
    step_id: str
    done: str | None
    done_by_id: str | None
    result: str | None
    at: str | None
    by_id: str | None
    why: str | None

class OrderChange(Row):
    """What a customer changed on an order."""

    __slots__ = ('nid', 'id', 'order_id', 'at', 'by_id', 'text', 'affects', 'state', 'before_minor', 'after_minor', 'currency', 'proposal')
    TABLE = "order_change"
    COLUMNS = __slots__
    id: str
    order_id: str
    at: str | None
    by_id: str | None
    text: str | None
    affects: str | None
    state: str | None
    before_minor: int | None
    after_minor: int | None
    currency: str | None
    proposal: str | None

ROWS: dict[str, type[Row]] = {
    'member': Member,
    'customer': Customer,
    'contact': Contact,
    'playbook': Playbook,
    'product': Product,
    'opportunity': Opportunity,
    'quote': Quote,
    'order': Order,
    'reminder': Reminder,
    'followup': Followup,
    'document': Document,
    'stage_change': StageChange,
    'share': Share,
    'guidance': Guidance,
    'notice': Notice,
    'step': Step,
    'payment': Payment,
    'expense': Expense,
    'approval': Approval,
    'duty': Duty,
    'customer_alias': CustomerAlias,
    'contact_phone': ContactPhone,
    'contact_email': ContactEmail,
    'contact_messaging': ContactMessaging,
    'followup_contact': FollowupContact,
    'followup_member': FollowupMember,
    'document_read': DocumentRead,
    'tag': Tag,
    'word': Word,
    'follower': Follower,
    'custom': Custom,
    'product_price': ProductPrice,
    'line': Line,
    'approval_hold': ApprovalHold,
    'step_run': StepRun,
    'order_change': OrderChange,
}

MEMBER = Kind(
    'member', 'U', 'Member', '成员', 'members', 'name',
    lambda: (
        Field("id", "text", "Id", "编号", "The record's UUID.", columns=("id",), writable=False),
        Field("ref", "text", "Ref", "引用号", "The short reference.", columns=("ref",), writable=False),
        Field("kind_of_record", "text", "Record", "记录类型", "The kind of record.", sql="'member'", writable=False),
        Field('name', 'text', 'Name', '姓名', 'What the member is called.', columns=('name',), required=True, search='name', most=500),
        Field('role', 'text', 'Role', '角色', 'What the member may do, by role name.', columns=('role',), most=500),
        Field('department', 'text', 'Department', '部门', 'Where the member works.', columns=('department',), most=500),
        Field('superior', 'link', 'Superior', '上级', 'Who has all the rights of this member.', columns=('superior_id',), link='member'),
        Field('email', 'text', 'E-mail', '邮箱', "The member's own address.", columns=('email',), search='email', most=500),
        Field('active', 'boolean', 'Active', '在职', 'Whether the member still works here.', columns=('active',), default=True),
        Field('limits', 'json', 'Limits', '权限额度', 'Amounts and discounts the member may grant alone.', columns=('limits',)),
        Field('deputy', 'link', 'Deputy', '代理人', "Who decides in the member's place while the member is away.", columns=('deputy_id',), link='member'),
        Field('away_from', 'date', 'Away from', '缺勤自', "The first day of the member's absence.", columns=('away_from',)),
        Field('away_until', 'date', 'Away until', '缺勤至', "The last day of the member's absence.", columns=('away_until',), ahead=True),
        Field('owner', 'link', 'Owner', '负责人', 'The member who looks after it.', columns=('owner_id',), link='member'),
        Field('created_at', 'instant', 'Created', '创建时间', 'When it was made.', columns=('created_at',), writable=False),
        Field('created_by', 'link', 'Created by', '创建人', 'Who made it.', columns=('created_by_id',), link='member', writable=False),
        Field('updated_at', 'instant', 'Updated', '更新时间', 'When it was last changed.', columns=('updated_at',), writable=False),
        Field('updated_by', 'link', 'Updated by', '更新人', 'Who last changed it.', columns=('updated_by_id',), link='member', writable=False),
        Field("archived", "boolean", "Archived", "已归档", "Whether it is archived.", sql="{t}.archived_at IS NOT NULL", writable=False),
    ),
    known=('email', 'name'),
)

CUSTOMER = Kind(
    'customer', 'C', 'Customer', '客户', 'customers', 'name',
    lambda: (
        Field("id", "text", "Id", "编号", "The record's UUID.", columns=("id",), writable=False),
        Field("ref", "text", "Ref", "引用号", "The short reference.", columns=("ref",), writable=False),
        Field("kind_of_record", "text", "Record", "记录类型", "The kind of record.", sql="'customer'", writable=False),
        Field('name', 'text', 'Name', '名称', "The customer's full name.", columns=('name',), required=True, search='name', most=500),
        Field('aliases', 'texts', 'Aliases', '别名', 'Short names and names in another script.', table='customer_alias', parent='customer_id', value='value', search='name', most=200),
        Field('kind', 'choice', 'Kind', '类型', 'A company or a person.', columns=('kind',), choices=(('company', 'Company', '公司'), ('person', 'Person', '个人')), default='company'),
        Field('status', 'choice', 'Status', '状态', 'Where the relation stands.', columns=('status',), choices=(('lead', 'Lead', '线索'), ('active', 'Active', '合作中'), ('dormant', 'Dormant', '休眠'), ('lost', 'Lost', '流失'))),
        Field('source', 'choice', 'Source', '来源', 'Where the customer came from.', columns=('source',), choices=(('exhibition', 'Exhibition', '展会'), ('website', 'Website', '网站'), ('search', 'Web search', '网络搜索'), ('referral', 'Referral', '转介绍'), ('cold_call', 'Cold call', '陌生拜访'), ('advertising', 'Advertising', '广告'), ('marketplace', 'Marketplace', '电商平台'), ('partner', 'Partner', '合作伙伴'), ('other', 'Other', '其他')), search='text', open=True),
        Field('industry', 'text', 'Industry', '行业', 'What the customer does.', columns=('industry',), search='text', most=500),
        Field('country', 'text', 'Country', '国家', 'Country or territory.', columns=('country',), search='text', most=500),
        Field('region', 'text', 'Region', '省/州', 'Province, state or region.', columns=('region',), search='text', most=500),
        Field('city', 'text', 'City', '城市', 'Town or city.', columns=('city',), search='text', most=500),
        Field('postal_code', 'text', 'Postal code', '邮编', 'Postal code, kept as text.', columns=('postal_code',), search='text', most=500),
        Field('address', 'text', 'Address', '地址', 'Street and number.', columns=('address',), search='text', most=2000),
        Field('phone', 'text', 'Phone', '电话', 'The main telephone.', columns=('phone',), search='phone', most=500),
        Field('fax', 'text', 'Fax', '传真', 'The fax number.', columns=('fax',), search='phone', most=500),
        Field('email', 'text', 'E-mail', '邮箱', 'The main address.', columns=('email',), search='email', most=500),
        Field('website', 'text', 'Website', '网址', "The customer's site.", columns=('website',), search='key', most=2000),
        Field('tax_id', 'text', 'Tax id', '税号', 'The number on invoices.', columns=('tax_id',), search='key', most=500),
        Field('external_id', 'text', 'External id', '外部编号', "The customer's number in another system.", columns=('external_id',), search='key', most=500),
        Field('level', 'choice', 'Level', '级别', 'A, B or C by value.', columns=('level',), choices=(('A', 'A', 'A'), ('B', 'B', 'B'), ('C', 'C', 'C'))),
        Field('payment_terms', 'text', 'Payment terms', '付款条件', 'What was agreed about paying.', columns=('payment_terms',), search='text', most=500),
        Field('currency', 'text', 'Currency', '币种', 'ISO 4217 code amounts are in when none is typed.', columns=('currency',), most=3),
        Field('tags', 'texts', 'Tags', '标签', 'Free words to group by.', table='tag', parent='record_id', value='value', search='text', most=200),
        Field('custom', 'custom', 'Custom fields', '自定义字段', 'Fields of your own.', table='custom', parent='record_id', value='value', search='text', most=10000),
        Field('next_followup', 'when', 'Next follow-up', '下次跟进', 'The earliest open reminder; kept by the store. Setting it moves that reminder.', columns=('next_followup_on', 'next_followup_at'), ahead=True),
        Field('last_dealt_at', 'when', 'Last dealt with', '最近往来', 'When the latest follow-up happened; kept by the store.', columns=('last_dealt_on', 'last_dealt_at'), writable=False),
        Field('owned_since', 'instant', 'With its owner since', '归属时间', 'When its owner got it; empty: since it was made.', columns=('owned_since',), writable=False),
        Field('team', 'links', 'Team', '团队', 'Members it is shared with.', table='share', parent='about_id', value='member_id', link='member', most=200, only='member_id IS NOT NULL AND removed_at IS NULL', writable=False),
        Field('followers', 'links', 'Followers', '关注者', 'Who hears of its changes.', table='follower', parent='record_id', value='member_id', link='member', most=200),
        Field('owner', 'link', 'Owner', '负责人', 'The member who looks after it.', columns=('owner_id',), link='member'),
        Field('created_at', 'instant', 'Created', '创建时间', 'When it was made.', columns=('created_at',), writable=False),
        Field('created_by', 'link', 'Created by', '创建人', 'Who made it.', columns=('created_by_id',), link='member', writable=False),
        Field('updated_at', 'instant', 'Updated', '更新时间', 'When it was last changed.', columns=('updated_at',), writable=False),
        Field('updated_by', 'link', 'Updated by', '更新人', 'Who last changed it.', columns=('updated_by_id',), link='member', writable=False),
        Field("archived", "boolean", "Archived", "已归档", "Whether it is archived.", sql="{t}.archived_at IS NOT NULL", writable=False),
    ),
    known=('external_id', 'email', 'phone', 'tax_id', 'name'),
)

CONTACT = Kind(
    'contact', 'P', 'Contact', '联系人', 'contacts', 'name',
    lambda: (
        Field("id", "text", "Id", "编号", "The record's UUID.", columns=("id",), writable=False),
        Field("ref", "text", "Ref", "引用号", "The short reference.", columns=("ref",), writable=False),
        Field("kind_of_record", "text", "Record", "记录类型", "The kind of record.", sql="'contact'", writable=False),
        Field('customer', 'link', 'Customer', '客户', 'Where the person works.', columns=('customer_id',), link='customer'),
        Field('name', 'text', 'Name', '姓名', "The person's full name.", columns=('name',), required=True, search='name', most=500),
        Field('title', 'text', 'Title', '职务', "The person's position.", columns=('title',), search='text', most=500),
        Field('phones', 'texts', 'Phones', '电话', 'All numbers of the person.', table='contact_phone', parent='contact_id', value='value', search='phone', most=200),
        Field('emails', 'texts', 'E-mails', '邮箱', 'All addresses of the person.', table='contact_email', parent='contact_id', value='value', search='email', most=200),
        Field('messaging', 'messaging', 'Messaging', '即时通讯', 'Service and id, as wechat:tc-zhang.', table='contact_messaging', parent='contact_id', value='value', search='text', most=200),
        Field('birthday', 'date', 'Birthday', '生日', 'Date of birth.', columns=('birthday',)),
        Field('part', 'choice', 'Part', '决策角色', "The person's part in the decision.", columns=('part',), choices=(('decides', 'Decides', '决策人'), ('advises', 'Advises', '影响者'), ('uses', 'Uses', '使用者'), ('gatekeeper', 'Gatekeeper', '把关人'))),
        Field('primary', 'boolean', 'Primary', '主要联系人', 'The first to be called.', columns=('is_primary',)),
        Field('external_id', 'text', 'External id', '外部编号', "The person's number in another system.", columns=('external_id',), search='key', most=500),
        Field('custom', 'custom', 'Custom fields', '自定义字段', 'Fields of your own.', table='custom', parent='record_id', value='value', search='text', most=10000),
        Field('owner', 'link', 'Owner', '负责人', 'The member who looks after it.', columns=('owner_id',), link='member'),
        Field('created_at', 'instant', 'Created', '创建时间', 'When it was made.', columns=('created_at',), writable=False),
        Field('created_by', 'link', 'Created by', '创建人', 'Who made it.', columns=('created_by_id',), link='member', writable=False),
        Field('updated_at', 'instant', 'Updated', '更新时间', 'When it was last changed.', columns=('updated_at',), writable=False),
        Field('updated_by', 'link', 'Updated by', '更新人', 'Who last changed it.', columns=('updated_by_id',), link='member', writable=False),
        Field("archived", "boolean", "Archived", "已归档", "Whether it is archived.", sql="{t}.archived_at IS NOT NULL", writable=False),
    ),
    known=('external_id', 'emails', 'phones', 'name'),
)

PLAYBOOK = Kind(
    'playbook', 'B', 'Process', '销售流程', 'playbooks', 'name',
    lambda: (
        Field("id", "text", "Id", "编号", "The record's UUID.", columns=("id",), writable=False),
        Field("ref", "text", "Ref", "引用号", "The short reference.", columns=("ref",), writable=False),
        Field("kind_of_record", "text", "Record", "记录类型", "The kind of record.", sql="'playbook'", writable=False),
        Field('name', 'text', 'Name', '名称', 'What its file calls it.', columns=('name',), required=True, search='name', most=500, writable=False),
        Field('version', 'integer', 'Version', '版本', 'Counted from 1.', columns=('version',), default='1', writable=False),
        Field('title', 'text', 'Title', '标题', 'What people call it.', columns=('title',), search='text', most=500, writable=False),
        Field('title_zh', 'text', 'Title in Chinese', '中文标题', 'What people call it in Chinese.', columns=('title_zh',), search='text', most=500, writable=False),
        Field('business', 'text', 'Business', '业务类型', 'The kind of business it is for.', columns=('business',), most=500, writable=False),
        Field('in_use', 'boolean', 'In use', '使用中', 'Whether this version is the one of its name that new records get.', columns=('in_use',), writable=False),
        Field('default', 'boolean', 'Default', '默认', 'Whether records get it that name no other.', columns=('is_default',), writable=False),
        Field('source', 'longtext', 'Source', '源文件', 'The text of its file.', columns=('source',), most=1100000, writable=False),
        Field('content', 'json', 'Content', '内容', 'What the file says, as data.', columns=('content',), writable=False),
        Field('owner', 'link', 'Owner', '负责人', 'The member who looks after it.', columns=('owner_id',), link='member'),
        Field('created_at', 'instant', 'Created', '创建时间', 'When it was made.', columns=('created_at',), writable=False),
        Field('created_by', 'link', 'Created by', '创建人', 'Who made it.', columns=('created_by_id',), link='member', writable=False),
        Field('updated_at', 'instant', 'Updated', '更新时间', 'When it was last changed.', columns=('updated_at',), writable=False),
        Field('updated_by', 'link', 'Updated by', '更新人', 'Who last changed it.', columns=('updated_by_id',), link='member', writable=False),
        Field("archived", "boolean", "Archived", "已归档", "Whether it is archived.", sql="{t}.archived_at IS NOT NULL", writable=False),
    ),
    known=('name+version',),
)

PRODUCT = Kind(
    'product', 'G', 'Product', '产品', 'products', 'name',
    lambda: (
        Field("id", "text", "Id", "编号", "The record's UUID.", columns=("id",), writable=False),
        Field("ref", "text", "Ref", "引用号", "The short reference.", columns=("ref",), writable=False),
        Field("kind_of_record", "text", "Record", "记录类型", "The kind of record.", sql="'product'", writable=False),
        Field('name', 'text', 'Name', '名称', 'What it is called.', columns=('name',), required=True, search='name', most=500),
        Field('code', 'text', 'Code', '货号', 'Its article number.', columns=('code',), search='key', most=100),
        Field('category', 'text', 'Category', '类别', 'What it is sorted under.', columns=('category',), search='text', most=500),
        Field('unit', 'text', 'Unit', '单位', 'What is counted: piece, set, kg, m.', columns=('unit',), most=40),
        Field('list_price', 'money', 'List price', '标价', 'What one unit costs by the list, where no row of its prices says otherwise.', columns=('list_price_minor', 'list_price_currency')),
        Field('floor_price', 'money', 'Floor price', '底价', 'The least for one unit that needs no approval.', columns=('floor_price_minor', 'floor_price_currency')),
        Field('cost', 'money', 'Cost', '成本', 'What one unit costs us; for the margin that an approver sees.', columns=('cost_minor', 'cost_currency')),
        Field('valid_from', 'date', 'Valid from', '生效日', 'Since when these prices hold; what held before stands in its prices.', columns=('valid_from',)),
        Field('valid_until', 'date', 'Valid until', '有效期至', 'The last day on which these prices hold.', columns=('valid_until',), ahead=True),
        Field('status', 'choice', 'Status', '状态', 'Whether it is still sold.', columns=('status',), choices=(('active', 'Active', '在售'), ('discontinued', 'Discontinued', '停售')), default='active'),
        Field('description', 'longtext', 'Description', '说明', 'What it is.', columns=('description',), search='text', most=200000),
        Field('prices', 'rows', 'Prices', '价格表', 'Prices from a quantity on, in a period, by price list.', table='product_price', parent='product_id', value='value', most=200, writable=False, parts=(Field('list', 'text', 'Price list', '价目表', 'The price list it is of.', columns=('list_name',), most=500), Field('min_quantity', 'quantity', 'From quantity', '起订量', 'The least quantity for which it holds.', columns=('min_quantity',), default='0'), Field('list_price', 'money', 'List price', '标价', 'What one unit costs.', columns=('list_minor', 'currency')), Field('floor_price', 'money', 'Floor price', '底价', 'The least for one unit that needs no approval.', columns=('floor_minor', 'currency')), Field('valid_from', 'date', 'Valid from', '生效日', 'The first day on which it holds.', columns=('valid_from',)), Field('valid_until', 'date', 'Valid until', '有效期至', 'The last day on which it holds.', columns=('valid_until',), ahead=True),)),
        Field('tags', 'texts', 'Tags', '标签', 'Free words to group by.', table='tag', parent='record_id', value='value', search='text', most=200),
        Field('custom', 'custom', 'Custom fields', '自定义字段', 'Fields of your own.', table='custom', parent='record_id', value='value', search='text', most=10000),
        Field('external_id', 'text', 'External id', '外部编号', 'Its number in another system.', columns=('external_id',), search='key', most=500),
        Field('owner', 'link', 'Owner', '负责人', 'The member who looks after it.', columns=('owner_id',), link='member'),
        Field('created_at', 'instant', 'Created', '创建时间', 'When it was made.', columns=('created_at',), writable=False),
        Field('created_by', 'link', 'Created by', '创建人', 'Who made it.', columns=('created_by_id',), link='member', writable=False),
        Field('updated_at', 'instant', 'Updated', '更新时间', 'When it was last changed.', columns=('updated_at',), writable=False),
        Field('updated_by', 'link', 'Updated by', '更新人', 'Who last changed it.', columns=('updated_by_id',), link='member', writable=False),
        Field("archived", "boolean", "Archived", "已归档", "Whether it is archived.", sql="{t}.archived_at IS NOT NULL", writable=False),
    ),
    known=('external_id', 'code', 'name'),
)

OPPORTUNITY = Kind(
    'opportunity', 'O', 'Opportunity', '商机', 'opportunities', 'title',
    lambda: (
        Field("id", "text", "Id", "编号", "The record's UUID.", columns=("id",), writable=False),
        Field("ref", "text", "Ref", "引用号", "The short reference.", columns=("ref",), writable=False),
        Field("kind_of_record", "text", "Record", "记录类型", "The kind of record.", sql="'opportunity'", writable=False),
        Field('customer', 'link', 'Customer', '客户', 'Who may buy.', columns=('customer_id',), link='customer', required=True),
        Field('title', 'text', 'Title', '名称', 'What it is called.', columns=('title',), required=True, search='name', most=500),
        Field('acquired_on', 'date', 'Acquired on', '获得日期', 'When we learnt of it; the day it is entered unless said.', columns=('acquired_on',)),
        Field('expected_close', 'date', 'Expected close', '预计成交', 'When it will be decided.', columns=('expected_close',), ahead=True),
        Field('expected_cycle', 'integer', 'Expected cycle', '预计周期', 'Days from acquiring to closing; kept by the store.', columns=('expected_cycle',), writable=False),
        Field('amount', 'money', 'Amount', '金额', 'The amount expected.', columns=('amount_minor', 'amount_currency')),
        Field('stage', 'choice', 'Stage', '阶段', 'Where it stands in its process; `move`, `win` and `lose` change it.', columns=('stage',), search='text', vocabulary='stage'),
        Field('stage_since', 'instant', 'In this stage since', '进入阶段', 'When it came to its stage.', columns=('stage_since',), writable=False),
        Field('probability', 'integer', 'Probability', '概率', "Per cent; the stage's own unless said otherwise.", columns=('probability',), least=0, greatest=100),
        Field('current_problem', 'longtext', 'Current problem', '当前问题', 'What stands in the way now.', columns=('current_problem',), search='text', most=200000),
        Field('competitors', 'texts', 'Competitors', '竞争对手', 'Who else is after it.', table='word', parent='record_id', value='value', search='text', most=200, part='competitor'),
        Field('products', 'texts', 'Products', '产品', 'What it is about.', table='word', parent='record_id', value='value', search='text', most=200, part='product'),
        Field('playbook', 'link', 'Process', '销售流程', 'The version of its process it was begun under.', columns=('playbook_id',), link='playbook', writable=False),
        Field('latest_followup', 'when', 'Latest follow-up', '最近跟进', 'When the latest dealing about it happened; kept by the store.', columns=('latest_followup_on', 'latest_followup_at'), writable=False),
        Field('next_followup', 'when', 'Next follow-up', '下次跟进', 'The earliest open reminder about it; kept by the store.', columns=('next_followup_on', 'next_followup_at'), ahead=True, writable=False),
        Field('outcome', 'choice', 'Outcome', '结果', 'Won, lost or abandoned; empty while open.', columns=('outcome',), choices=(('won', 'Won', '赢单'), ('lost', 'Lost', '输单'), ('abandoned', 'Abandoned', '放弃'))),
        Field('outcome_reason', 'choice', 'Reason', '原因', 'Why it was won or lost, from the list of its process.', columns=('outcome_reason',), search='text', vocabulary='reason'),
        Field('lesson', 'longtext', 'Lesson', '经验教训', 'What is to be learnt from it.', columns=('lesson',), search='text', most=200000),
        Field('closed_at', 'instant', 'Closed at', '结束时间', 'When it was won, lost or abandoned.', columns=('closed_at',)),
        Field('closed_stage', 'choice', 'Closed from', '结束前阶段', 'In which stage it stood when it was closed.', columns=('closed_stage',), vocabulary='stage', writable=False),
        Field('risk_flag', 'boolean', 'Risk', '风险', "At risk: its owner's superiors are told.", columns=('risk_flag',)),
        Field('strengths', 'texts', 'Strengths', '优势', 'SWOT: what speaks for us.', table='word', parent='record_id', value='value', search='text', most=200, part='strength'),
        Field('weaknesses', 'texts', 'Weaknesses', '劣势', 'SWOT: what speaks against us.', table='word', parent='record_id', value='value', search='text', most=200, part='weakness'),
        Field('chances', 'texts', 'Chances', '机会', 'SWOT: what may help from outside.', table='word', parent='record_id', value='value', search='text', most=200, part='chance'),
        Field('threats', 'texts', 'Threats', '威胁', 'SWOT: what may harm from outside.', table='word', parent='record_id', value='value', search='text', most=200, part='threat'),
        Field('steps', 'texts', 'Steps done', '已完成步骤', 'Steps of its process that were ticked by hand.', table='word', parent='record_id', value='value', most=200, part='step'),
        Field('team', 'links', 'Team', '团队', 'Members it is shared with.', table='share', parent='about_id', value='member_id', link='member', most=200, only='member_id IS NOT NULL AND removed_at IS NULL', writable=False),
        Field('followers', 'links', 'Followers', '关注者', 'Who hears of its changes.', table='follower', parent='record_id', value='member_id', link='member', most=200),
        Field('note', 'longtext', 'Note', '备注', 'What else is to be known.', columns=('note',), search='text', most=200000),
        Field('tags', 'texts', 'Tags', '标签', 'Free words to group by.', table='tag', parent='record_id', value='value', search='text', most=200),
        Field('custom', 'custom', 'Custom fields', '自定义字段', 'Fields of your own.', table='custom', parent='record_id', value='value', search='text', most=10000),
        Field('external_id', 'text', 'External id', '外部编号', 'Its number in another system.', columns=('external_id',), search='key', most=500),
        Field('order', 'link', 'Order', '订单', 'The order it became.', columns=('order_id',), link='order', writable=False),
        Field('owner', 'link', 'Owner', '负责人', 'The member who looks after it.', columns=('owner_id',), link='member'),
        Field('created_at', 'instant', 'Created', '创建时间', 'When it was made.', columns=('created_at',), writable=False),
        Field('created_by', 'link', 'Created by', '创建人', 'Who made it.', columns=('created_by_id',), link='member', writable=False),
        Field('updated_at', 'instant', 'Updated', '更新时间', 'When it was last changed.', columns=('updated_at',), writable=False),
        Field('updated_by', 'link', 'Updated by', '更新人', 'Who last changed it.', columns=('updated_by_id',), link='member', writable=False),
        Field("archived", "boolean", "Archived", "已归档", "Whether it is archived.", sql="{t}.archived_at IS NOT NULL", writable=False),
    ),
    known=('external_id', 'customer+title'),
)

QUOTE = Kind(
    'quote', 'Q', 'Quote', '报价', 'quotes', 'number',
    lambda: (
        Field("id", "text", "Id", "编号", "The record's UUID.", columns=("id",), writable=False),
        Field("ref", "text", "Ref", "引用号", "The short reference.", columns=("ref",), writable=False),
        Field("kind_of_record", "text", "Record", "记录类型", "The kind of record.", sql="'quote'", writable=False),
        Field('number', 'text', 'Number', '报价单号', 'Its number; all versions of a quote share it.', columns=('number',), required=True, search='key', most=100),
        Field('version', 'integer', 'Version', '版本', 'Counted from 1.', columns=('version',), default='1', writable=False),
        Field('status', 'choice', 'Status', '状态', 'Where it stands; `submit`, `revise` and approvals change it.', columns=('status',), choices=(('draft', 'Draft', '草稿'), ('submitted', 'Submitted', '待审批'), ('approved', 'Approved', '已批准'), ('rejected', 'Rejected', '已驳回'), ('accepted', 'Accepted by the customer', '客户已接受'), ('superseded', 'Superseded', '已被取代')), default='draft', writable=False),
        Field('customer', 'link', 'Customer', '客户', 'Who is offered it; that of its opportunity.', columns=('customer_id',), link='customer', writable=False),
        Field('opportunity', 'link', 'Opportunity', '商机', 'The possible sale it is for.', columns=('opportunity_id',), link='opportunity', required=True),
        Field('title', 'text', 'Title', '标题', 'What it is about.', columns=('title',), search='text', most=500),
        Field('lines', 'rows', 'Lines', '明细', 'How much of what, at which price; in their order.', table='line', parent='record_id', value='value', most=200, writable=False, parts=(Field('line', 'integer', 'Line', '行', 'Its number, from 1.', columns=('place',), default='1'), Field('product', 'link', 'Product', '产品', 'What is sold.', columns=('product_id',), link='product'), Field('description', 'text', 'Description', '说明', 'What is sold, in words.', columns=('description',), most=2000), Field('quantity', 'quantity', 'Quantity', '数量', 'How much.', columns=('quantity',), default='1'), Field('unit', 'text', 'Unit', '单位', 'What is counted.', columns=('unit',), most=40), Field('unit_price', 'money', 'Unit price', '单价', 'The price of one unit before the discount.', columns=('price_minor', 'currency')), Field('discount', 'percent', 'Discount', '折扣', 'Per cent off the unit price.', columns=('discount',), default='0'), Field('amount', 'money', 'Amount', '金额', 'Quantity times unit price less discount, rounded half up to the minor unit.', columns=('amount_minor', 'currency')), Field('list_price', 'money', 'List price', '标价', 'What the list said when the line was priced.', columns=('list_minor', 'currency')), Field('floor_price', 'money', 'Floor price', '底价', 'The floor when the line was priced.', columns=('floor_minor', 'currency')), Field('cost', 'money', 'Cost', '成本', 'The cost of one unit when the line was priced.', columns=('cost_minor', 'currency')),)),
        Field('discount', 'percent', 'Discount', '整单折扣', 'Per cent off the sum of its lines.', columns=('discount',), default='0'),
        Field('amount', 'money', 'Amount', '金额', 'The sum of its lines less the discount on the whole; kept by the store.', columns=('amount_minor', 'amount_currency'), writable=False),
        Field('currency', 'text', 'Currency', '币种', 'In which all its amounts are.', columns=('currency',), most=3),
        Field('incoterm', 'choice', 'Incoterm', '贸易术语', 'Who bears which cost and risk (Incoterms 2020).', columns=('incoterm',), choices=(('EXW', 'EXW', 'EXW'), ('FCA', 'FCA', 'FCA'), ('FAS', 'FAS', 'FAS'), ('FOB', 'FOB', 'FOB'), ('CFR', 'CFR', 'CFR'), ('CIF', 'CIF', 'CIF'), ('CPT', 'CPT', 'CPT'), ('CIP', 'CIP', 'CIP'), ('DAP', 'DAP', 'DAP'), ('DPU', 'DPU', 'DPU'), ('DDP', 'DDP', 'DDP'))),
        Field('port_from', 'text', 'Port of loading', '起运港', 'Where it is shipped from.', columns=('port_from',), most=500),
        Field('port_to', 'text', 'Port of destination', '目的港', 'Where it goes to.', columns=('port_to',), most=500),
        Field('valid_until', 'date', 'Valid until', '有效期至', 'The last day on which it can be ordered.', columns=('valid_until',), ahead=True),
        Field('payment_terms', 'text', 'Payment terms', '付款条件', 'When which part is paid: 30% deposit, 70% against B/L copy.', columns=('payment_terms',), most=500),
        Field('delivery_time', 'text', 'Delivery time', '交货期', 'How long until it is delivered, in words.', columns=('delivery_time',), most=500),
        Field('language', 'choice', 'Language', '语言', "In which it is printed; the customer's.", columns=('language',), choices=(('en', 'English', '英文'), ('zh', 'Chinese', '中文'))),
        Field('note', 'longtext', 'Note', '备注', 'What else is to be known; printed.', columns=('note',), search='text', most=200000),
        Field('submitted_at', 'instant', 'Submitted at', '提交时间', 'When it was submitted.', columns=('submitted_at',), writable=False),
        Field('submitted_by', 'link', 'Submitted by', '提交人', 'Who submitted it.', columns=('submitted_by_id',), link='member', writable=False),
        Field('approved_at', 'instant', 'Approved at', '批准时间', 'When it had all approvals that its rules ask.', columns=('approved_at',), writable=False),
        Field('approved_by', 'link', 'Approved by', '批准人', 'Who gave the last approval; empty if none was needed.', columns=('approved_by_id',), link='member', writable=False),
        Field('accepted_at', 'instant', 'Accepted at', '接受时间', 'When the customer accepted it.', columns=('accepted_at',), writable=False),
        Field('supersedes', 'link', 'Supersedes', '取代', 'The version before it.', columns=('supersedes_id',), link='quote', writable=False),
        Field('followers', 'links', 'Followers', '关注者', 'Who hears of its changes.', table='follower', parent='record_id', value='member_id', link='member', most=200),
        Field('tags', 'texts', 'Tags', '标签', 'Free words to group by.', table='tag', parent='record_id', value='value', search='text', most=200),
        Field('custom', 'custom', 'Custom fields', '自定义字段', 'Fields of your own.', table='custom', parent='record_id', value='value', search='text', most=10000),
        Field('external_id', 'text', 'External id', '外部编号', 'Its number in another system.', columns=('external_id',), search='key', most=500),
        Field('owner', 'link', 'Owner', '负责人', 'The member who looks after it.', columns=('owner_id',), link='member'),
        Field('created_at', 'instant', 'Created', '创建时间', 'When it was made.', columns=('created_at',), writable=False),
        Field('created_by', 'link', 'Created by', '创建人', 'Who made it.', columns=('created_by_id',), link='member', writable=False),
        Field('updated_at', 'instant', 'Updated', '更新时间', 'When it was last changed.', columns=('updated_at',), writable=False),
        Field('updated_by', 'link', 'Updated by', '更新人', 'Who last changed it.', columns=('updated_by_id',), link='member', writable=False),
        Field("archived", "boolean", "Archived", "已归档", "Whether it is archived.", sql="{t}.archived_at IS NOT NULL", writable=False),
    ),
    known=('external_id', 'number+version'),
)

ORDER = Kind(
    'order', 'R', 'Order', '订单', 'orders', 'number',
    lambda: (
        Field("id", "text", "Id", "编号", "The record's UUID.", columns=("id",), writable=False),
        Field("ref", "text", "Ref", "引用号", "The short reference.", columns=("ref",), writable=False),
        Field("kind_of_record", "text", "Record", "记录类型", "The kind of record.", sql="'order'", writable=False),
        Field('number', 'text', 'Number', '订单号', 'Our number of it.', columns=('number',), required=True, search='key', most=100),
        Field('customer', 'link', 'Customer', '客户', 'Who bought.', columns=('customer_id',), link='customer', required=True),
        Field('opportunity', 'link', 'Opportunity', '商机', 'The sale it came from.', columns=('opportunity_id',), link='opportunity'),
        Field('quote', 'link', 'Quote', '报价', 'The quote it came from.', columns=('quote_id',), link='quote', writable=False),
        Field('status', 'choice', 'Status', '状态', 'Where it stands.', columns=('status',), choices=(('pending', 'Waits for approval', '待审批'), ('open', 'Open', '执行中'), ('closed', 'Closed', '已完成'), ('cancelled', 'Cancelled', '已取消')), default='open', writable=False),
        Field('title', 'text', 'Title', '标题', 'What it is about.', columns=('title',), search='text', most=500),
        Field('lines', 'rows', 'Lines', '明细', 'How much of what, at which price; in their order.', table='line', parent='record_id', value='value', most=200, writable=False, parts=(Field('line', 'integer', 'Line', '行', 'Its number, from 1.', columns=('place',), default='1'), Field('product', 'link', 'Product', '产品', 'What is sold.', columns=('product_id',), link='product'), Field('description', 'text', 'Description', '说明', 'What is sold, in words.', columns=('description',), most=2000), Field('quantity', 'quantity', 'Quantity', '数量', 'How much.', columns=('quantity',), default='1'), Field('unit', 'text', 'Unit', '单位', 'What is counted.', columns=('unit',), most=40), Field('unit_price', 'money', 'Unit price', '单价', 'The price of one unit before the discount.', columns=('price_minor', 'currency')), Field('discount', 'percent', 'Discount', '折扣', 'Per cent off the unit price.', columns=('discount',), default='0'), Field('amount', 'money', 'Amount', '金额', 'Quantity times unit price less discount, rounded half up to the minor unit.', columns=('amount_minor', 'currency')), Field('list_price', 'money', 'List price', '标价', 'What the list said when the line was priced.', columns=('list_minor', 'currency')), Field('floor_price', 'money', 'Floor price', '底价', 'The floor when the line was priced.', columns=('floor_minor', 'currency')), Field('cost', 'money', 'Cost', '成本', 'The cost of one unit when the line was priced.', columns=('cost_minor', 'currency')),)),
        Field('discount', 'percent', 'Discount', '整单折扣', 'Per cent off the sum of its lines.', columns=('discount',), default='0'),
        Field('amount', 'money', 'Amount', '金额', 'The sum of its lines less the discount on the whole; kept by the store.', columns=('amount_minor', 'amount_currency')),
        Field('receivable', 'money', 'Receivable', '应收余额', 'The amount less what was received; kept by the store.', columns=('receivable_minor', 'receivable_currency'), writable=False),
        Field('currency', 'text', 'Currency', '币种', 'In which its amounts are.', columns=('currency',), most=3),
        Field('incoterm', 'choice', 'Incoterm', '贸易术语', 'Who bears which cost and risk (Incoterms 2020).', columns=('incoterm',), choices=(('EXW', 'EXW', 'EXW'), ('FCA', 'FCA', 'FCA'), ('FAS', 'FAS', 'FAS'), ('FOB', 'FOB', 'FOB'), ('CFR', 'CFR', 'CFR'), ('CIF', 'CIF', 'CIF'), ('CPT', 'CPT', 'CPT'), ('CIP', 'CIP', 'CIP'), ('DAP', 'DAP', 'DAP'), ('DPU', 'DPU', 'DPU'), ('DDP', 'DDP', 'DDP'))),
        Field('port_from', 'text', 'Port of loading', '起运港', 'Where it is shipped from.', columns=('port_from',), most=500),
        Field('port_to', 'text', 'Port of destination', '目的港', 'Where it goes to.', columns=('port_to',), most=500),
        Field('payment_terms', 'text', 'Payment terms', '付款条件', 'When which part is paid: 30% deposit, 70% against B/L copy.', columns=('payment_terms',), most=500),
        Field('customer_number', 'text', "Customer's number", '客户订单号', 'The number the customer gave it.', columns=('customer_number',), search='key', most=100),
        Field('signed_on', 'date', 'Signed on', '签订日期', 'When it was signed.', columns=('signed_on',)),
        Field('delivery', 'date', 'Delivery', '交货日期', 'When it is to be delivered.', columns=('delivery',), ahead=True),
        Field('arrival', 'date', 'Arrival', '到港日期', "When the goods arrive at the customer's.", columns=('arrival',), ahead=True),
        Field('steps_done', 'integer', 'Steps done', '已完成环节', 'How many of its steps are done; kept by the store.', columns=('steps_done',), default='0', writable=False),
        Field('steps_total', 'integer', 'Steps', '环节总数', 'How many steps it has, without those skipped; kept by the store.', columns=('steps_total',), default='0', writable=False),
        Field('blocked', 'integer', 'Blocked', '受阻环节', 'How many of its steps are blocked; kept by the store.', columns=('blocked',), default='0', writable=False),
        Field('next_step', 'link', 'Next step', '下一环节', 'The open step that is planned first; kept by the store.', columns=('next_step_id',), link='step', writable=False),
        Field('next_planned', 'date', 'Next planned', '下一环节计划', 'When the next step is to be done; kept by the store.', columns=('next_planned',), ahead=True, writable=False),
        Field('first_delivery', 'date', 'First delivery date', '最初交货日期', 'The delivery that was agreed on first.', columns=('first_delivery',), writable=False),
        Field('delivered', 'date', 'Delivered', '实际交货日期', 'When it was delivered.', columns=('delivered',), writable=False),
        Field('closed', 'instant', 'Closed', '结案时间', 'When it was closed or cancelled.', columns=('closed_at',), writable=False),
        Field('closing_reason', 'text', 'Closing reason', '结案理由', 'Why it was cancelled, or closed with something open.', columns=('closing_reason',), search='text', most=2000, writable=False),
        Field('changes', 'rows', 'Changes', '变更', 'What the customer changed, when, which steps it opened again, what it costs.', table='order_change', parent='order_id', value='value', most=200, writable=False, parts=(Field('at', 'instant', 'At', '时间', 'When it was noted.', columns=('at',)), Field('by', 'link', 'By', '记录人', 'Who noted it.', columns=('by_id',), link='member'), Field('text', 'longtext', 'Text', '内容', 'What was changed, in words.', columns=('text',), most=10000), Field('affects', 'text', 'Affects', '影响环节', 'The keys of the steps it opened again.', columns=('affects',), most=2000), Field('state', 'choice', 'State', '状态', 'Whether it is in force, waits or was refused.', columns=('state',), choices=(('asked', 'Waits for approval', '待审批'), ('in_force', 'In force', '已生效'), ('refused', 'Refused', '未获批准'))), Field('amount_before', 'money', 'Amount before', '变更前金额', 'What the order came to before.', columns=('before_minor', 'currency')), Field('amount_after', 'money', 'Amount after', '变更后金额', 'What it comes to with the change.', columns=('after_minor', 'currency')), Field('proposal', 'longtext', 'Proposal', '变更方案', 'As JSON: the lines and fields that it brings once it is in force.', columns=('proposal',), most=200000),)),
        Field('note', 'longtext', 'Note', '备注', 'What else is to be known.', columns=('note',), search='text', most=200000),
        Field('playbook', 'link', 'Process', '销售流程', 'The version of the process whose checklist it follows.', columns=('playbook_id',), link='playbook', writable=False),
        Field('followers', 'links', 'Followers', '关注者', 'Who hears of its changes.', table='follower', parent='record_id', value='member_id', link='member', most=200),
        Field('tags', 'texts', 'Tags', '标签', 'Free words to group by.', table='tag', parent='record_id', value='value', search='text', most=200),
        Field('custom', 'custom', 'Custom fields', '自定义字段', 'Fields of your own.', table='custom', parent='record_id', value='value', search='text', most=10000),
        Field('external_id', 'text', 'External id', '外部编号', 'Its number in another system.', columns=('external_id',), search='key', most=500),
        Field('owner', 'link', 'Owner', '负责人', 'The member who looks after it.', columns=('owner_id',), link='member'),
        Field('created_at', 'instant', 'Created', '创建时间', 'When it was made.', columns=('created_at',), writable=False),
        Field('created_by', 'link', 'Created by', '创建人', 'Who made it.', columns=('created_by_id',), link='member', writable=False),
        Field('updated_at', 'instant', 'Updated', '更新时间', 'When it was last changed.', columns=('updated_at',), writable=False),
        Field('updated_by', 'link', 'Updated by', '更新人', 'Who last changed it.', columns=('updated_by_id',), link='member', writable=False),
        Field("archived", "boolean", "Archived", "已归档", "Whether it is archived.", sql="{t}.archived_at IS NOT NULL", writable=False),
    ),
    known=('external_id', 'number'),
)

REMINDER = Kind(
    'reminder', 'M', 'Reminder', '提醒', 'reminders', 'text',
    lambda: (
        Field("id", "text", "Id", "编号", "The record's UUID.", columns=("id",), writable=False),
        Field("ref", "text", "Ref", "引用号", "The short reference.", columns=("ref",), writable=False),
        Field("kind_of_record", "text", "Record", "记录类型", "The kind of record.", sql="'reminder'", writable=False),
        Field('text', 'text', 'Text', '内容', 'What is to be done.', columns=('text',), required=True, search='text', most=2000),
        Field('due', 'when', 'Due', '到期', 'When it is due; a day alone is overdue from the next midnight.', columns=('due_on', 'due_at'), ahead=True),
        Field('repeat', 'text', 'Repeat', '重复', 'An RRULE of RFC 5545, as FREQ=WEEKLY;BYDAY=MO.', columns=('repeat',), most=500),
        Field('important', 'boolean', 'Important', '重要', 'It matters.', columns=('important',)),
        Field('urgent', 'boolean', 'Urgent', '紧急', 'It cannot wait.', columns=('urgent',)),
        Field('state', 'choice', 'State', '状态', 'Open, snoozed or done.', columns=('state',), choices=(('open', 'Open', '待办'), ('snoozed', 'Snoozed', '已推迟'), ('done', 'Done', '已完成')), default='open'),
        Field('done_at', 'instant', 'Done at', '完成时间', 'When it was done.', columns=('done_at',)),
        Field('snoozed_until', 'when', 'Snoozed until', '推迟到', 'It is out of sight until then.', columns=('snoozed_until_on', 'snoozed_until_at'), ahead=True),
        Field('about', 'anylink', 'About', '关于', 'The record it belongs to.', columns=('about_kind', 'about_id')),
        Field('customer', 'link', 'Customer', '客户', 'Whose matter it is.', columns=('customer_id',), link='customer'),
        Field('for', 'link', 'For', '提醒谁', 'Who is reminded.', columns=('for_id',), link='member'),
        Field('external_id', 'text', 'External id', '外部编号', 'Its number in another system.', columns=('external_id',), search='key', most=500),
        Field('owner', 'link', 'Owner', '负责人', 'The member who looks after it.', columns=('owner_id',), link='member'),
        Field('created_at', 'instant', 'Created', '创建时间', 'When it was made.', columns=('created_at',), writable=False),
        Field('created_by', 'link', 'Created by', '创建人', 'Who made it.', columns=('created_by_id',), link='member', writable=False),
        Field('updated_at', 'instant', 'Updated', '更新时间', 'When it was last changed.', columns=('updated_at',), writable=False),
        Field('updated_by', 'link', 'Updated by', '更新人', 'Who last changed it.', columns=('updated_by_id',), link='member', writable=False),
        Field("archived", "boolean", "Archived", "已归档", "Whether it is archived.", sql="{t}.archived_at IS NOT NULL", writable=False),
    ),
    known=('external_id', 'customer+due+text'),
)

FOLLOWUP = Kind(
    'followup', 'F', 'Follow-up', '跟进', 'followups', 'text',
    lambda: (
        Field("id", "text", "Id", "编号", "The record's UUID.", columns=("id",), writable=False),
        Field("ref", "text", "Ref", "引用号", "The short reference.", columns=("ref",), writable=False),
        Field("kind_of_record", "text", "Record", "记录类型", "The kind of record.", sql="'followup'", writable=False),
        Field('customer', 'link', 'Customer', '客户', 'With whom.', columns=('customer_id',), link='customer', required=True),
        Field('opportunity', 'link', 'Opportunity', '商机', 'The possible sale it concerns.', columns=('opportunity_id',), link='opportunity'),
        Field('order', 'link', 'Order', '订单', 'The order it concerns.', columns=('order_id',), link='order'),
        Field('case', 'link', 'Case', '服务', 'The request or complaint it concerns.', link='case', writable=False),
        Field('kind', 'choice', 'Kind', '类型', 'What sort of dealing.', columns=('kind',), choices=(('call', 'Phone call', '电话'), ('material', 'Material sent', '寄送资料'), ('first_visit', 'First visit', '首次拜访'), ('visit', 'Visit', '拜访'), ('introduction', 'Product introduction', '产品介绍'), ('negotiation', 'Negotiation', '谈判'), ('proposal', 'Proposal handed in', '提交方案'), ('exhibition', 'Exhibition', '展会'), ('email', 'E-mail', '邮件'), ('message', 'Message', '消息'), ('other', 'Other', '其他')), vocabulary='followup_kind', default='other'),
        Field('at', 'when', 'When', '时间', 'When it happened.', columns=('at_on', 'at_at')),
        Field('text', 'longtext', 'Text', '内容', 'What was said and done.', columns=('text',), required=True, search='text', most=200000),
        Field('judgement', 'longtext', 'Judgement', '判断', 'What we think of it.', columns=('judgement',), search='text', most=200000),
        Field('next_step', 'text', 'Next step', '下一步', 'What comes next.', columns=('next_step',), search='text', most=2000),
        Field('next_due', 'when', 'Next step due', '下一步日期', 'When the next step is due.', columns=('next_due_on', 'next_due_at'), ahead=True),
        Field('reminder', 'link', 'Reminder', '提醒', 'What reminds of the next step.', columns=('reminder_id',), link='reminder'),
        Field('contacts', 'links', 'Contacts', '联系人', 'Who of the customer took part.', table='followup_contact', parent='followup_id', value='contact_id', link='contact', most=200),
        Field('members', 'links', 'Members', '参与成员', 'Who of us took part.', table='followup_member', parent='followup_id', value='member_id', link='member', most=200),
        Field('tags', 'texts', 'Tags', '标签', 'Free words to group by.', table='tag', parent='record_id', value='value', search='text', most=200),
        Field('amount', 'money', 'Amount', '金额', 'The amount spoken of.', columns=('amount_minor', 'amount_currency')),
        Field('external_id', 'text', 'External id', '外部编号', 'Its number in another system.', columns=('external_id',), search='key', most=500),
        Field('author', 'link', 'Author', '记录人', 'Who wrote it.', columns=('author_id',), link='member'),
        Field('owner', 'link', 'Owner', '负责人', 'The member who looks after it.', columns=('owner_id',), link='member'),
        Field('created_at', 'instant', 'Created', '创建时间', 'When it was made.', columns=('created_at',), writable=False),
        Field('created_by', 'link', 'Created by', '创建人', 'Who made it.', columns=('created_by_id',), link='member', writable=False),
        Field('updated_at', 'instant', 'Updated', '更新时间', 'When it was last changed.', columns=('updated_at',), writable=False),
        Field('updated_by', 'link', 'Updated by', '更新人', 'Who last changed it.', columns=('updated_by_id',), link='member', writable=False),
        Field("archived", "boolean", "Archived", "已归档", "Whether it is archived.", sql="{t}.archived_at IS NOT NULL", writable=False),
    ),
    known=('external_id', 'customer+at+text'),
)

DOCUMENT = Kind(
    'document', 'W', 'Document', '文档', 'documents', 'name',
    lambda: (
        Field("id", "text", "Id", "编号", "The record's UUID.", columns=("id",), writable=False),
        Field("ref", "text", "Ref", "引用号", "The short reference.", columns=("ref",), writable=False),
        Field("kind_of_record", "text", "Record", "记录类型", "The kind of record.", sql="'document'", writable=False),
        Field('about', 'anylink', 'About', '关于', 'The record it belongs to.', columns=('about_kind', 'about_id'), required=True),
        Field('name', 'text', 'Name', '名称', 'What it is called; all versions of a document share name and kind.', columns=('name',), required=True, search='name', most=255),
        Field('kind', 'choice', 'Kind', '类型', 'What sort of document.', columns=('kind',), choices=(('quotation', 'Quotation', '报价单'), ('contract', 'Contract', '合同'), ('invoice', 'Invoice', '发票'), ('drawing', 'Drawing', '图纸'), ('certificate', 'Certificate', '证书'), ('packing_list', 'Packing list', '装箱单'), ('bill_of_lading', 'Bill of lading', '提单'), ('inspection', 'Inspection', '检验报告'), ('photo', 'Photo', '照片'), ('specification', 'Specification', '规格书'), ('minutes', 'Minutes', '会议纪要'), ('other', 'Other', '其他')), default='other'),
        Field('version', 'integer', 'Version', '版本', 'Counted from 1; other content makes the next.', columns=('version',), default='1', writable=False),
        Field('path', 'text', 'Path', '路径', 'Where the file is on this device.', columns=('path',), writable=False),
        Field('url', 'text', 'Link', '链接', 'Where it is on the web; what is there is never fetched.', columns=('url',), most=2000, writable=False),
        Field('size', 'integer', 'Size', '大小', 'Bytes of the file when it was added.', columns=('size',), writable=False),
        Field('sha256', 'text', 'SHA-256', 'SHA-256', 'What the file held when it was added.', columns=('sha256',), most=64, writable=False),
        Field('read_by', 'links', 'Read by', '已读', 'Who has read this version, and when.', table='document_read', parent='document_id', value='member_id', at='read_at', link='member', most=200, writable=False),
        Field('customer', 'link', 'Customer', '客户', 'Whose matter it is; kept by the store.', columns=('customer_id',), link='customer', writable=False),
        Field('external_id', 'text', 'External id', '外部编号', 'Its number in another system.', columns=('external_id',), search='key', most=500),
        Field('owner', 'link', 'Owner', '负责人', 'The member who looks after it.', columns=('owner_id',), link='member'),
        Field('created_at', 'instant', 'Created', '创建时间', 'When it was made.', columns=('created_at',), writable=False),
        Field('created_by', 'link', 'Created by', '创建人', 'Who made it.', columns=('created_by_id',), link='member', writable=False),
        Field('updated_at', 'instant', 'Updated', '更新时间', 'When it was last changed.', columns=('updated_at',), writable=False),
        Field('updated_by', 'link', 'Updated by', '更新人', 'Who last changed it.', columns=('updated_by_id',), link='member', writable=False),
        Field("archived", "boolean", "Archived", "已归档", "Whether it is archived.", sql="{t}.archived_at IS NOT NULL", writable=False),
    ),
    known=('external_id', 'about+name+kind+version'),
)

STAGE_CHANGE = Kind(
    'stage_change', 'Z', 'Stage change', '阶段变更', 'stage_changes', 'to_stage',
    lambda: (
        Field("id", "text", "Id", "编号", "The record's UUID.", columns=("id",), writable=False),
        Field("ref", "text", "Ref", "引用号", "The short reference.", columns=("ref",), writable=False),
        Field("kind_of_record", "text", "Record", "记录类型", "The kind of record.", sql="'stage_change'", writable=False),
        Field('opportunity', 'link', 'Opportunity', '商机', 'What moved.', columns=('opportunity_id',), link='opportunity', required=True, writable=False),
        Field('from_stage', 'choice', 'From', '原阶段', 'The stage it left; empty at its beginning.', columns=('from_stage',), vocabulary='stage', writable=False),
        Field('to_stage', 'choice', 'To', '新阶段', 'The stage it came to.', columns=('to_stage',), vocabulary='stage', writable=False),
        Field('at', 'instant', 'When', '时间', 'When it moved.', columns=('at',), writable=False),
        Field('by', 'link', 'By', '操作人', 'Who moved it.', columns=('by_id',), link='member', writable=False),
        Field('seconds', 'integer', 'Seconds before', '停留秒数', 'How long it had stood in the stage it left.', columns=('seconds',), writable=False),
        Field('forced', 'boolean', 'Forced', '强制', 'Moved although something was missing.', columns=('forced',), writable=False),
        Field('reason', 'text', 'Reason', '原因', 'Why it was forced, taken back or ended.', columns=('reason',), most=2000, writable=False),
        Field('missing', 'text', 'Missing', '缺少', 'What was missing when it was forced.', columns=('missing',), most=2000, writable=False),
        Field('amount', 'money', 'Amount', '金额', 'Its amount at that time.', columns=('amount_minor', 'amount_currency'), writable=False),
        Field('probability', 'integer', 'Probability', '概率', 'Its probability from then on, per cent.', columns=('probability',), writable=False),
        Field('playbook', 'link', 'Process', '销售流程', 'The version of the process that ruled.', columns=('playbook_id',), link='playbook', writable=False),
        Field('owner', 'link', 'Owner', '负责人', 'The member who looks after it.', columns=('owner_id',), link='member'),
        Field('created_at', 'instant', 'Created', '创建时间', 'When it was made.', columns=('created_at',), writable=False),
        Field('created_by', 'link', 'Created by', '创建人', 'Who made it.', columns=('created_by_id',), link='member', writable=False),
        Field('updated_at', 'instant', 'Updated', '更新时间', 'When it was last changed.', columns=('updated_at',), writable=False),
        Field('updated_by', 'link', 'Updated by', '更新人', 'Who last changed it.', columns=('updated_by_id',), link='member', writable=False),
        Field("archived", "boolean", "Archived", "已归档", "Whether it is archived.", sql="{t}.archived_at IS NOT NULL", writable=False),
    ),
    known=('opportunity+at+to_stage',),
)

SHARE = Kind(
    'share', 'X', 'Share', '共享', 'shares', 'part',
    lambda: (
        Field("id", "text", "Id", "编号", "The record's UUID.", columns=("id",), writable=False),
        Field("ref", "text", "Ref", "引用号", "The short reference.", columns=("ref",), writable=False),
        Field("kind_of_record", "text", "Record", "记录类型", "The kind of record.", sql="'share'", writable=False),
        Field('about', 'anylink', 'About', '关于', 'The record it belongs to.', columns=('about_kind', 'about_id'), required=True),
        Field('customer', 'link', 'Customer', '客户', 'Whose matter it is; kept by the store.', columns=('customer_id',), link='customer', writable=False),
        Field('member', 'link', 'Member', '成员', 'With whom it is shared.', columns=('member_id',), link='member'),
        Field('role', 'text', 'Role', '角色', 'With all of this role.', columns=('role',), most=500),
        Field('department', 'text', 'Department', '部门', 'With all of this department.', columns=('department',), most=500),
        Field('access', 'choice', 'Access', '权限', 'Read, or read and write.', columns=('access',), choices=(('read', 'Read', '只读'), ('write', 'Read and write', '读写')), default='read'),
        Field('part', 'text', 'Part', '分工', "The member's part in it, such as engineer or designer.", columns=('part',), most=500),
        Field('owner', 'link', 'Owner', '负责人', 'The member who looks after it.', columns=('owner_id',), link='member'),
        Field('created_at', 'instant', 'Created', '创建时间', 'When it was made.', columns=('created_at',), writable=False),
        Field('created_by', 'link', 'Created by', '创建人', 'Who made it.', columns=('created_by_id',), link='member', writable=False),
        Field('updated_at', 'instant', 'Updated', '更新时间', 'When it was last changed.', columns=('updated_at',), writable=False),
        Field('updated_by', 'link', 'Updated by', '更新人', 'Who last changed it.', columns=('updated_by_id',), link='member', writable=False),
        Field("archived", "boolean", "Archived", "已归档", "Whether it is archived.", sql="{t}.archived_at IS NOT NULL", writable=False),
    ),
    known=('about+member+role+department',),
)

GUIDANCE = Kind(
    'guidance', 'H', 'Guidance', '指导', 'guidance', 'text',
    lambda: (
        Field("id", "text", "Id", "编号", "The record's UUID.", columns=("id",), writable=False),
        Field("ref", "text", "Ref", "引用号", "The short reference.", columns=("ref",), writable=False),
        Field("kind_of_record", "text", "Record", "记录类型", "The kind of record.", sql="'guidance'", writable=False),
        Field('about', 'anylink', 'About', '关于', 'The record it belongs to.', columns=('about_kind', 'about_id'), required=True),
        Field('customer', 'link', 'Customer', '客户', 'Whose matter it is; kept by the store.', columns=('customer_id',), link='customer', writable=False),
        Field('kind', 'choice', 'Kind', '类型', 'Guidance, a call for help, or an answer.', columns=('kind',), choices=(('guide', 'Guidance', '指导'), ('ask', 'Call for help', '求助'), ('reply', 'Answer', '答复')), default='guide'),
        Field('text', 'longtext', 'Text', '内容', 'What is said.', columns=('text',), required=True, search='text', most=200000),
        Field('author', 'link', 'Author', '发起人', 'Who said it.', columns=('author_id',), link='member'),
        Field('for', 'link', 'For', '收件人', 'Who is to answer.', columns=('for_id',), link='member'),
        Field('state', 'choice', 'State', '状态', 'Whether it waits for an answer.', columns=('state',), choices=(('open', 'Waits for an answer', '待答复'), ('answered', 'Answered', '已答复'), ('closed', 'Closed', '已关闭')), default='open'),
        Field('answers', 'link', 'Answers', '答复对象', 'What it is the answer to.', columns=('answers_id',), link='guidance'),
        Field('answered_at', 'instant', 'Answered at', '答复时间', 'When it was answered.', columns=('answered_at',)),
        Field('important', 'boolean', 'Important', '重要', 'It matters.', columns=('important',)),
        Field('urgent', 'boolean', 'Urgent', '紧急', 'It cannot wait.', columns=('urgent',)),
        Field('owner', 'link', 'Owner', '负责人', 'The member who looks after it.', columns=('owner_id',), link='member'),
        Field('created_at', 'instant', 'Created', '创建时间', 'When it was made.', columns=('created_at',), writable=False),
        Field('created_by', 'link', 'Created by', '创建人', 'Who made it.', columns=('created_by_id',), link='member', writable=False),
        Field('updated_at', 'instant', 'Updated', '更新时间', 'When it was last changed.', columns=('updated_at',), writable=False),
        Field('updated_by', 'link', 'Updated by', '更新人', 'Who last changed it.', columns=('updated_by_id',), link='member', writable=False),
        Field("archived", "boolean", "Archived", "已归档", "Whether it is archived.", sql="{t}.archived_at IS NOT NULL", writable=False),
    ),
    known=('about+kind+author+text',),
)

NOTICE = Kind(
    'notice', 'N', 'Notice', '通知', 'notices', 'command',
    lambda: (
        Field("id", "text", "Id", "编号", "The record's UUID.", columns=("id",), writable=False),
        Field("ref", "text", "Ref", "引用号", "The short reference.", columns=("ref",), writable=False),
        Field("kind_of_record", "text", "Record", "记录类型", "The kind of record.", sql="'notice'", writable=False),
        Field('for', 'link', 'For', '收件人', 'Who is told.', columns=('for_id',), link='member', writable=False),
        Field('kind', 'choice', 'Kind', '类型', 'What happened.', columns=('kind',), choices=(('changed', 'Changed', '有变更'), ('assigned', 'Handed over', '已移交'), ('shared', 'Shared', '已共享'), ('stage', 'Stage changed', '阶段变更'), ('closed', 'Closed', '已结束'), ('risk', 'At risk', '有风险'), ('answer', 'Answered', '已答复'), ('pool', 'Pool', '公海'), ('process', 'Process', '流程'), ('approval', 'Approval', '审批'), ('document', 'New version', '新版本'), ('step', 'Step of an order', '执行环节'), ('moved', 'Days moved', '日期变动'), ('money', 'Money', '收付款'), ('duty', 'Duty', '责任'), ('late', 'Late', '逾期')), default='changed', writable=False),
        Field('about', 'anylink', 'About', '关于', 'The record it belongs to.', columns=('about_kind', 'about_id'), writable=False),
        Field('customer', 'link', 'Customer', '客户', 'Whose matter it is; kept by the store.', columns=('customer_id',), link='customer', writable=False),
        Field('command', 'text', 'Command', '命令', 'The command that did it.', columns=('command',), most=500, writable=False),
        Field('fields', 'text', 'Fields', '字段', 'Which fields of the record changed.', columns=('fields',), most=2000, writable=False),
        Field('number', 'integer', 'Number', '数量', 'How many records it concerns.', columns=('number',), writable=False),
        Field('by', 'link', 'By', '操作人', 'Who did it.', columns=('by_id',), link='member', writable=False),
        Field('detail', 'text', 'Detail', '说明', 'What else is to be known.', columns=('detail',), most=2000, writable=False),
        Field('read_at', 'instant', 'Read at', '已读时间', 'When it was read.', columns=('read_at',), writable=False),
        Field('owner', 'link', 'Owner', '负责人', 'The member who looks after it.', columns=('owner_id',), link='member'),
        Field('created_at', 'instant', 'Created', '创建时间', 'When it was made.', columns=('created_at',), writable=False),
        Field('created_by', 'link', 'Created by', '创建人', 'Who made it.', columns=('created_by_id',), link='member', writable=False),
        Field('updated_at', 'instant', 'Updated', '更新时间', 'When it was last changed.', columns=('updated_at',), writable=False),
        Field('updated_by', 'link', 'Updated by', '更新人', 'Who last changed it.', columns=('updated_by_id',), link='member', writable=False),
        Field("archived", "boolean", "Archived", "已归档", "Whether it is archived.", sql="{t}.archived_at IS NOT NULL", writable=False),
    ),
    known=('for+about+command',),
)

STEP = Kind(
    'step', 'S', 'Step', '执行环节', 'steps', 'name',
    lambda: (
        Field("id", "text", "Id", "编号", "The record's UUID.", columns=("id",), writable=False),
        Field("ref", "text", "Ref", "引用号", "The short reference.", columns=("ref",), writable=False),
        Field("kind_of_record", "text", "Record", "记录类型", "The kind of record.", sql="'step'", writable=False),
        Field('order', 'link', 'Order', '订单', 'What it belongs to.', columns=('order_id',), link='order', required=True, writable=False),
        Field('customer', 'link', 'Customer', '客户', 'Whose order it is; kept by the store.', columns=('customer_id',), link='customer', writable=False),
        Field('place', 'integer', 'Place', '序号', 'Its place in the checklist, from 1.', columns=('place',), default='1', writable=False),
        Field('key', 'text', 'Key', '代码', 'Its id in the template.', columns=('key',), required=True, most=80, writable=False),
        Field('name', 'text', 'Name', '名称', 'What is to be done.', columns=('name',), required=True, search='text', most=500),
        Field('department', 'text', 'Department', '部门', 'Which department does it.', columns=('department',), most=500),
        Field('member', 'link', 'In charge', '负责人员', 'Who does it.', columns=('member_id',), link='member'),
        Field('important', 'boolean', 'Important', '重要', 'It matters: when late it comes to the top of the desk.', columns=('important',)),
        Field('depends_on', 'texts', 'Depends on', '前置环节', 'The keys of the steps that come before it.', table='word', parent='record_id', value='value', most=200, part='after'),
        Field('plan', 'text', 'Plan', '计划规则', 'How its planned date follows: signed+3d, delivery-20d.', columns=('plan',), most=80),
        Field('planned', 'date', 'Planned', '计划日期', 'When it is to be done.', columns=('planned',), ahead=True),
        Field('first_planned', 'date', 'First planned', '最初计划', 'When it was to be done by the first plan.', columns=('first_planned',), writable=False),
        Field('started', 'when', 'Started', '开始时间', 'When it was begun.', columns=('started_on', 'started_at'), writable=False),
        Field('done', 'when', 'Done', '完成时间', 'When it was done.', columns=('done_on', 'done_at'), writable=False),
        Field('done_by', 'link', 'Done by', '完成人', 'Who did it.', columns=('done_by_id',), link='member', writable=False),
        Field('status', 'choice', 'Status', '状态', 'Where it stands.', columns=('status',), choices=(('open', 'Open', '未开始'), ('started', 'Started', '进行中'), ('done', 'Done', '已完成'), ('blocked', 'Blocked', '受阻'), ('skipped', 'Skipped', '已跳过')), default='open', writable=False),
        Field('result', 'longtext', 'Result', '结果', 'What came of it.', columns=('result',), search='text', most=200000),
        Field('note', 'longtext', 'Note', '备注', 'What else is to be known.', columns=('note',), search='text', most=200000),
        Field('reason', 'text', 'Reason', '理由', 'Why it was skipped, or done before what comes before it.', columns=('reason',), search='text', most=2000, writable=False),
        Field('blocked_reason', 'text', 'Blocked by', '受阻原因', 'Why it does not go on.', columns=('blocked_reason',), search='text', most=2000, writable=False),
        Field('documents_needed', 'texts', 'Documents needed', '所需文件', 'The kinds of documents that must be there before it is done.', table='word', parent='record_id', value='value', most=200, part='document'),
        Field('duty', 'text', 'Duty it leaves', '产生的责任', 'What somebody has to do once it is done.', columns=('duty',), search='text', most=500),
        Field('duty_for', 'text', 'Duty for', '责任人', 'Who has that duty: owner, a member or a department.', columns=('duty_for',), most=200),
        Field('duty_due', 'text', 'Duty due', '责任期限', 'How its deadline follows: arrival-3d, done+2d; the first that is known.', columns=('duty_due',), most=200),
        Field('duty_alarm_days', 'integer', 'Alarm days', '提前提醒天数', 'How many days before its deadline it stands on the desk.', columns=('duty_alarm_days',), least=0, greatest=3650),
        Field('duty_done_by', 'texts', 'Duty done by', '责任完成方式', 'The kinds of follow-up by which the duty it leaves is done.', table='word', parent='record_id', value='value', most=200, part='duty'),
        Field('delivers', 'boolean', 'Delivers', '即交货', 'With it the order is delivered.', columns=('delivers',), writable=False),
        Field('closes', 'boolean', 'Closes', '即结案', 'With it the order is closed.', columns=('closes',), writable=False),
        Field('runs', 'rows', 'Earlier runs', '历次完成', 'When it was done before it was opened again, and why it was.', table='step_run', parent='step_id', value='value', most=200, writable=False, parts=(Field('done', 'text', 'Done', '完成时间', 'When it was done.', columns=('done',), most=40), Field('done_by', 'link', 'Done by', '完成人', 'Who had done it.', columns=('done_by_id',), link='member'), Field('result', 'longtext', 'Result', '结果', 'What had come of it.', columns=('result',), most=200000), Field('at', 'instant', 'Opened again', '重新打开', 'When it was opened again.', columns=('at',)), Field('by', 'link', 'By', '操作人', 'Who opened it again.', columns=('by_id',), link='member'), Field('why', 'text', 'Why', '原因', 'Why it was opened again.', columns=('why',), most=2000),)),
        Field('owner', 'link', 'Owner', '负责人', 'The member who looks after it.', columns=('owner_id',), link='member'),
        Field('created_at', 'instant', 'Created', '创建时间', 'When it was made.', columns=('created_at',), writable=False),
        Field('created_by', 'link', 'Created by', '创建人', 'Who made it.', columns=('created_by_id',), link='member', writable=False),
        Field('updated_at', 'instant', 'Updated', '更新时间', 'When it was last changed.', columns=('updated_at',), writable=False),
        Field('updated_by', 'link', 'Updated by', '更新人', 'Who last changed it.', columns=('updated_by_id',), link='member', writable=False),
        Field("archived", "boolean", "Archived", "已归档", "Whether it is archived.", sql="{t}.archived_at IS NOT NULL", writable=False),
    ),
    known=('order+key', 'order+name'),
)

PAYMENT = Kind(
    'payment', 'Y', 'Payment', '收付款', 'payments', 'label',
    lambda: (
        Field("id", "text", "Id", "编号", "The record's UUID.", columns=("id",), writable=False),
        Field("ref", "text", "Ref", "引用号", "The short reference.", columns=("ref",), writable=False),
        Field("kind_of_record", "text", "Record", "记录类型", "The kind of record.", sql="'payment'", writable=False),
        Field('order', 'link', 'Order', '订单', 'What it belongs to.', columns=('order_id',), link='order', required=True, writable=False),
        Field('customer', 'link', 'Customer', '客户', 'Whose order it is; kept by the store.', columns=('customer_id',), link='customer', writable=False),
        Field('kind', 'choice', 'Kind', '类型', 'Planned, received, a fee or a rebate.', columns=('kind',), choices=(('planned', 'Planned', '应收'), ('received', 'Received', '实收'), ('fee', 'Fee', '手续费'), ('rebate', 'Export tax rebate', '出口退税'), ('refund', 'Paid back', '退款')), default='planned', writable=False),
        Field('label', 'text', 'Label', '名目', 'What it is for: deposit, balance.', columns=('label',), search='text', most=500),
        Field('share', 'percent', 'Share', '比例', 'Which part of the amount it is.', columns=('share',)),
        Field('amount', 'money', 'Amount', '金额', 'How much.', columns=('amount_minor', 'amount_currency')),
        Field('outstanding', 'money', 'Outstanding', '未收', 'What of it is not received yet, the first due first; kept by the store.', columns=('outstanding_minor', 'outstanding_currency'), writable=False),
        Field('plan', 'text', 'Plan', '计划规则', 'How its day follows: signed+7d, delivery, bill_of_lading.', columns=('plan',), most=80),
        Field('due', 'date', 'Due', '到期', 'When it is to be paid.', columns=('due',), ahead=True),
        Field('at', 'when', 'When', '时间', 'When it was received.', columns=('at_on', 'at_at')),
        Field('counted', 'money', 'Counts as', '折合', "What it counts in the order's currency.", columns=('counted_minor', 'counted_currency')),
        Field('rate', 'text', 'Rate', '汇率', "What one unit of it counted in the order's currency.", columns=('rate',), most=40, writable=False),
        Field('note', 'text', 'Note', '备注', 'What else is to be known.', columns=('note',), search='text', most=2000),
        Field('external_id', 'text', 'External id', '外部编号', 'Its number in another system.', columns=('external_id',), search='key', most=500),
        Field('owner', 'link', 'Owner', '负责人', 'The member who looks after it.', columns=('owner_id',), link='member'),
        Field('created_at', 'instant', 'Created', '创建时间', 'When it was made.', columns=('created_at',), writable=False),
        Field('created_by', 'link', 'Created by', '创建人', 'Who made it.', columns=('created_by_id',), link='member', writable=False),
        Field('updated_at', 'instant', 'Updated', '更新时间', 'When it was last changed.', columns=('updated_at',), writable=False),
        Field('updated_by', 'link', 'Updated by', '更新人', 'Who last changed it.', columns=('updated_by_id',), link='member', writable=False),
        Field("archived", "boolean", "Archived", "已归档", "Whether it is archived.", sql="{t}.archived_at IS NOT NULL", writable=False),
    ),
    known=('external_id', 'order+kind+label'),
)

EXPENSE = Kind(
    'expense', 'E', 'Expense', '费用', 'expenses', 'text',
    lambda: (
        Field("id", "text", "Id", "编号", "The record's UUID.", columns=("id",), writable=False),
        Field("ref", "text", "Ref", "引用号", "The short reference.", columns=("ref",), writable=False),
        Field("kind_of_record", "text", "Record", "记录类型", "The kind of record.", sql="'expense'", writable=False),
        Field('text', 'text', 'Text', '内容', 'What it was spent on.', columns=('text',), required=True, search='text', most=2000),
        Field('kind', 'choice', 'Kind', '类型', 'What sort of expense.', columns=('kind',), choices=(('travel', 'Travel', '差旅'), ('meal', 'Meal', '招待'), ('sample', 'Sample', '样品'), ('gift', 'Gift', '礼品'), ('exhibition', 'Exhibition', '展会'), ('freight', 'Freight', '运费'), ('commission', 'Commission', '佣金'), ('service', 'Service', '服务'), ('other', 'Other', '其他')), default='other'),
        Field('amount', 'money', 'Amount', '金额', 'How much was spent.', columns=('amount_minor', 'amount_currency')),
        Field('spent_on', 'date', 'Spent on', '发生日期', 'When it was spent.', columns=('spent_on',)),
        Field('customer', 'link', 'Customer', '客户', 'For whom it was spent.', columns=('customer_id',), link='customer'),
        Field('followup', 'link', 'Dealing', '跟进', 'The dealing on which it was spent.', columns=('followup_id',), link='followup'),
        Field('opportunity', 'link', 'Opportunity', '商机', 'The possible sale on which it was spent.', columns=('opportunity_id',), link='opportunity'),
        Field('order', 'link', 'Order', '订单', 'The order on which it was spent.', columns=('order_id',), link='order'),
        Field('status', 'choice', 'Status', '状态', 'Where it stands.', columns=('status',), choices=(('draft', 'Draft', '草稿'), ('submitted', 'Submitted', '待审批'), ('approved', 'Approved', '已批准'), ('rejected', 'Rejected', '已驳回'), ('paid', 'Paid back', '已报销')), default='draft', writable=False),
        Field('submitted_at', 'instant', 'Submitted at', '提交时间', 'When it was submitted.', columns=('submitted_at',), writable=False),
        Field('approved_at', 'instant', 'Approved at', '批准时间', 'When it was approved.', columns=('approved_at',), writable=False),
        Field('approved_by', 'link', 'Approved by', '批准人', 'Who approved it; empty if none was needed.', columns=('approved_by_id',), link='member', writable=False),
        Field('paid_at', 'instant', 'Paid back at', '报销时间', 'When it was paid back.', columns=('paid_at',), writable=False),
        Field('paid_by', 'link', 'Paid back by', '报销人', 'Who paid it back.', columns=('paid_by_id',), link='member', writable=False),
        Field('tags', 'texts', 'Tags', '标签', 'Free words to group by.', table='tag', parent='record_id', value='value', search='text', most=200),
        Field('custom', 'custom', 'Custom fields', '自定义字段', 'Fields of your own.', table='custom', parent='record_id', value='value', search='text', most=10000),
        Field('external_id', 'text', 'External id', '外部编号', 'Its number in another system.', columns=('external_id',), search='key', most=500),
        Field('owner', 'link', 'Owner', '负责人', 'The member who looks after it.', columns=('owner_id',), link='member'),
        Field('created_at', 'instant', 'Created', '创建时间', 'When it was made.', columns=('created_at',), writable=False),
        Field('created_by', 'link', 'Created by', '创建人', 'Who made it.', columns=('created_by_id',), link='member', writable=False),
        Field('updated_at', 'instant', 'Updated', '更新时间', 'When it was last changed.', columns=('updated_at',), writable=False),
        Field('updated_by', 'link', 'Updated by', '更新人', 'Who last changed it.', columns=('updated_by_id',), link='member', writable=False),
        Field("archived", "boolean", "Archived", "已归档", "Whether it is archived.", sql="{t}.archived_at IS NOT NULL", writable=False),
    ),
    known=('external_id', 'text+spent_on+amount'),
)

APPROVAL = Kind(
    'approval', 'A', 'Approval', '审批', 'approvals', 'rule_label',
    lambda: (
        Field("id", "text", "Id", "编号", "The record's UUID.", columns=("id",), writable=False),
        Field("ref", "text", "Ref", "引用号", "The short reference.", columns=("ref",), writable=False),
        Field("kind_of_record", "text", "Record", "记录类型", "The kind of record.", sql="'approval'", writable=False),
        Field('about', 'anylink', 'About', '关于', 'What is to be decided: a quote, an order, an expense.', columns=('about_kind', 'about_id'), required=True, writable=False),
        Field('customer', 'link', 'Customer', '客户', 'Whose matter it is; kept by the store.', columns=('customer_id',), link='customer', writable=False),
        Field('rule', 'text', 'Rule', '规则', 'The id of the rule that asks for it.', columns=('rule',), required=True, most=500, writable=False),
        Field('rule_label', 'text', 'What is asked', '审批事项', 'What the rule is called.', columns=('rule_label',), search='text', most=500, writable=False),
        Field('measure', 'text', 'Measure', '实际值', 'By how much it goes beyond: 12%, 186000.00 CNY.', columns=('measure',), most=500, writable=False),
        Field('limit', 'text', 'Limit', '额度', 'How far who asks may go alone.', columns=('limit_text',), most=500, writable=False),
        Field('amount', 'money', 'Amount', '金额', 'What it was about when it was asked.', columns=('amount_minor', 'amount_currency'), writable=False),
        Field('asked_by', 'link', 'Asked by', '申请人', 'Who asks.', columns=('asked_by_id',), link='member', writable=False),
        Field('asked_at', 'instant', 'Asked at', '申请时间', 'When it was asked.', columns=('asked_at',), writable=False),
        Field('approver', 'link', 'Approver', '审批人', 'Who holds it now; who decided it.', columns=('approver_id',), link='member', writable=False),
        Field('reason', 'longtext', 'Reason', '理由', 'Why it is asked.', columns=('reason',), search='text', most=10000, writable=False),
        Field('important', 'boolean', 'Important', '重要', 'It matters.', columns=('important',), writable=False),
        Field('urgent', 'boolean', 'Urgent', '紧急', 'It cannot wait.', columns=('urgent',), writable=False),
        Field('decision', 'choice', 'Decision', '决定', 'What was decided; empty while it waits.', columns=('decision',), choices=(('approved', 'Approved', '批准'), ('rejected', 'Rejected', '驳回'), ('withdrawn', 'Withdrawn', '撤回')), writable=False),
        Field('opinion', 'longtext', 'Opinion', '意见', 'What the approver says; it is binding.', columns=('opinion',), search='text', most=10000, writable=False),
        Field('decided_by', 'link', 'Decided by', '决定人', 'Who decided.', columns=('decided_by_id',), link='member', writable=False),
        Field('decided_at', 'instant', 'Decided at', '决定时间', 'When it was decided.', columns=('decided_at',), writable=False),
        Field('on_behalf_of', 'link', 'On behalf of', '代表', 'For whom a deputy holds it.', columns=('on_behalf_of_id',), link='member', writable=False),
        Field('remind_at', 'instant', 'Remind at', '催办时间', 'When its holder is reminded.', columns=('remind_at',), writable=False),
        Field('reminded_at', 'instant', 'Reminded at', '已催办', 'When its holder was reminded.', columns=('reminded_at',), writable=False),
        Field('escalate_at', 'instant', 'Escalate at', '升级时间', 'When it goes to the next superior.', columns=('escalate_at',), writable=False),
        Field('holders', 'rows', 'Holders', '经手人', 'Who held it, from when until when, and why.', table='approval_hold', parent='approval_id', value='value', most=200, writable=False, parts=(Field('member', 'link', 'Member', '成员', 'Who held it.', columns=('member_id',), link='member', required=True), Field('since', 'instant', 'Since', '自', 'From when.', columns=('since',)), Field('until', 'instant', 'Until', '至', 'Until when; empty while it is held.', columns=('until',)), Field('why', 'choice', 'Why', '原因', 'How it came to this holder.', columns=('why',), choices=(('asked', 'Asked', '申请'), ('escalated', 'Escalated', '升级'), ('delegated', 'Delegated', '委托'), ('deputy', 'Deputy during absence', '缺勤代理'))),)),
        Field('playbook', 'link', 'Process', '销售流程', 'The version of the process whose rule it is.', columns=('playbook_id',), link='playbook', writable=False),
        Field('owner', 'link', 'Owner', '负责人', 'The member who looks after it.', columns=('owner_id',), link='member'),
        Field('created_at', 'instant', 'Created', '创建时间', 'When it was made.', columns=('created_at',), writable=False),
        Field('created_by', 'link', 'Created by', '创建人', 'Who made it.', columns=('created_by_id',), link='member', writable=False),
        Field('updated_at', 'instant', 'Updated', '更新时间', 'When it was last changed.', columns=('updated_at',), writable=False),
        Field('updated_by', 'link', 'Updated by', '更新人', 'Who last changed it.', columns=('updated_by_id',), link='member', writable=False),
        Field("archived", "boolean", "Archived", "已归档", "Whether it is archived.", sql="{t}.archived_at IS NOT NULL", writable=False),
    ),
    known=('about+rule+asked_at',),
)

DUTY = Kind(
    'duty', 'D', 'Duty', '责任', 'duties', 'text',
    lambda: (
        Field("id", "text", "Id", "编号", "The record's UUID.", columns=("id",), writable=False),
        Field("ref", "text", "Ref", "引用号", "The short reference.", columns=("ref",), writable=False),
        Field("kind_of_record", "text", "Record", "记录类型", "The kind of record.", sql="'duty'", writable=False),
        Field('text', 'text', 'Text', '内容', 'What is to be done.', columns=('text',), required=True, search='text', most=2000),
        Field('order', 'link', 'Order', '订单', 'The order it comes of.', columns=('order_id',), link='order', required=True),
        Field('customer', 'link', 'Customer', '客户', 'Whose order it is; kept by the store.', columns=('customer_id',), link='customer', writable=False),
        Field('step', 'link', 'Step', '环节', 'The step that left it.', columns=('step_id',), link='step', writable=False),
        Field('for', 'link', 'For', '责任人', 'Who has to do it.', columns=('for_id',), link='member'),
        Field('department', 'text', 'Department', '部门', 'Which department has to do it, where no one is named.', columns=('department',), most=500),
        Field('due', 'date', 'Due', '期限', 'By when it is to be done.', columns=('due',), ahead=True),
        Field('plan', 'text', 'Plan', '期限规则', 'How its deadline follows: arrival-3d, done+2d; the first that is known.', columns=('plan',), most=200),
        Field('alarm_days', 'integer', 'Alarm days', '提前提醒天数', 'How many days before its deadline it stands on the desk.', columns=('alarm_days',), least=0, greatest=3650),
        Field('alarm_on', 'date', 'Alarm on', '提醒日期', 'From when on it stands on the desk.', columns=('alarm_on',), ahead=True, writable=False),
        Field('done_by_kind', 'texts', 'Done by', '完成方式', 'The kinds of follow-up by which it is done.', table='word', parent='record_id', value='value', most=200, part='duty'),
        Field('important', 'boolean', 'Important', '重要', 'It matters.', columns=('important',), default=True),
        Field('state', 'choice', 'State', '状态', 'Where it stands.', columns=('state',), choices=(('open', 'Open', '未完成'), ('done', 'Done', '已完成'), ('dropped', 'Dropped', '已取消')), default='open', writable=False),
        Field('done_at', 'instant', 'Done at', '完成时间', 'When it was done.', columns=('done_at',), writable=False),
        Field('done_by', 'link', 'Done by whom', '完成人', 'Who did it.', columns=('done_by_id',), link='member', writable=False),
        Field('followup', 'link', 'Dealing', '跟进', 'The dealing by which it was done.', columns=('followup_id',), link='followup', writable=False),
        Field('note', 'longtext', 'Note', '备注', 'What else is to be known.', columns=('note',), search='text', most=200000),
        Field('owner', 'link', 'Owner', '负责人', 'The member who looks after it.', columns=('owner_id',), link='member'),
        Field('created_at', 'instant', 'Created', '创建时间', 'When it was made.', columns=('created_at',), writable=False),
        Field('created_by', 'link', 'Created by', '创建人', 'Who made it.', columns=('created_by_id',), link='member', writable=False),
        Field('updated_at', 'instant', 'Updated', '更新时间', 'When it was last changed.', columns=('updated_at',), writable=False),
        Field('updated_by', 'link', 'Updated by', '更新人', 'Who last changed it.', columns=('updated_by_id',), link='member', writable=False),
        Field("archived", "boolean", "Archived", "已归档", "Whether it is archived.", sql="{t}.archived_at IS NOT NULL", writable=False),
    ),
    known=('order+text',),
)

KINDS: dict[str, Kind] = {kind.name: kind for kind in (MEMBER, CUSTOMER, CONTACT, PLAYBOOK, PRODUCT, OPPORTUNITY, QUOTE, ORDER, REMINDER, FOLLOWUP, DOCUMENT, STAGE_CHANGE, SHARE, GUIDANCE, NOTICE, STEP, PAYMENT, EXPENSE, APPROVAL, DUTY)}

# What points to a record of each table: (table, column).
REFERENCES: dict[str, tuple[tuple[str, str], ...]] = {
    'member': (('member', 'deputy_id'), ('member', 'owner_id'), ('member', 'superior_id'), ('customer', 'owner_id'), ('contact', 'owner_id'), ('playbook', 'owner_id'), ('product', 'owner_id'), ('opportunity', 'owner_id'), ('quote', 'approved_by_id'), ('quote', 'owner_id'), ('quote', 'submitted_by_id'), ('order', 'owner_id'), ('reminder', 'for_id'), ('reminder', 'owner_id'), ('reminder', 'about_id'), ('followup', 'author_id'), ('followup', 'owner_id'), ('document', 'owner_id'), ('document', 'about_id'), ('stage_change', 'by_id'), ('stage_change', 'owner_id'), ('share', 'member_id'), ('share', 'owner_id'), ('share', 'about_id'), ('guidance', 'author_id'), ('guidance', 'for_id'), ('guidance', 'owner_id'), ('guidance', 'about_id'), ('notice', 'by_id'), ('notice', 'for_id'), ('notice', 'owner_id'), ('notice', 'about_id'), ('step', 'done_by_id'), ('step', 'member_id'), ('step', 'owner_id'), ('payment', 'owner_id'), ('expense', 'approved_by_id'), ('expense', 'owner_id'), ('expense', 'paid_by_id'), ('approval', 'approver_id'), ('approval', 'asked_by_id'), ('approval', 'decided_by_id'), ('approval', 'on_behalf_of_id'), ('approval', 'owner_id'), ('approval', 'about_id'), ('duty', 'done_by_id'), ('duty', 'for_id'), ('duty', 'owner_id'), ('followup_member', 'member_id'), ('document_read', 'member_id'), ('tag', 'record_id'), ('word', 'record_id'), ('follower', 'member_id'), ('follower', 'record_id'), ('custom', 'record_id'), ('line', 'record_id'), ('approval_hold', 'member_id'), ('step_run', 'by_id'), ('step_run', 'done_by_id'), ('order_change', 'by_id')),
    'customer': (('contact', 'customer_id'), ('opportunity', 'customer_id'), ('quote', 'customer_id'), ('order', 'customer_id'), ('reminder', 'customer_id'), ('reminder', 'about_id'), ('followup', 'customer_id'), ('document', 'customer_id'), ('document', 'about_id'), ('share', 'customer_id'), ('share', 'about_id'), ('guidance', 'customer_id'), ('guidance', 'about_id'), ('notice', 'customer_id'), ('notice', 'about_id'), ('step', 'customer_id'), ('payment', 'customer_id'), ('expense', 'customer_id'), ('approval', 'customer_id'), ('approval', 'about_id'), ('duty', 'customer_id'), ('customer_alias', 'customer_id'), ('tag', 'record_id'), ('word', 'record_id'), ('follower', 'record_id'), ('custom', 'record_id'), ('line', 'record_id')),
    'playbook': (('opportunity', 'playbook_id'), ('order', 'playbook_id'), ('reminder', 'about_id'), ('document', 'about_id'), ('stage_change', 'playbook_id'), ('share', 'about_id'), ('guidance', 'about_id'), ('notice', 'about_id'), ('approval', 'playbook_id'), ('approval', 'about_id'), ('tag', 'record_id'), ('word', 'record_id'), ('follower', 'record_id'), ('custom', 'record_id'), ('line', 'record_id')),
    'order': (('opportunity', 'order_id'), ('reminder', 'about_id'), ('followup', 'order_id'), ('document', 'about_id'), ('share', 'about_id'), ('guidance', 'about_id'), ('notice', 'about_id'), ('step', 'order_id'), ('payment', 'order_id'), ('expense', 'order_id'), ('approval', 'about_id'), ('duty', 'order_id'), ('tag', 'record_id'), ('word', 'record_id'), ('follower', 'record_id'), ('custom', 'record_id'), ('line', 'record_id'), ('order_change', 'order_id')),
    'opportunity': (('quote', 'opportunity_id'), ('order', 'opportunity_id'), ('reminder', 'about_id'), ('followup', 'opportunity_id'), ('document', 'about_id'), ('stage_change', 'opportunity_id'), ('share', 'about_id'), ('guidance', 'about_id'), ('notice', 'about_id'), ('expense', 'opportunity_id'), ('approval', 'about_id'), ('tag', 'record_id'), ('word', 'record_id'), ('follower', 'record_id'), ('custom', 'record_id'), ('line', 'record_id')),
    'quote': (('quote', 'supersedes_id'), ('order', 'quote_id'), ('reminder', 'about_id'), ('document', 'about_id'), ('share', 'about_id'), ('guidance', 'about_id'), ('notice', 'about_id'), ('approval', 'about_id'), ('tag', 'record_id'), ('word', 'record_id'), ('follower', 'record_id'), ('custom', 'record_id'), ('line', 'record_id')),
    'contact': (('reminder', 'about_id'), ('document', 'about_id'), ('share', 'about_id'), ('guidance', 'about_id'), ('notice', 'about_id'), ('approval', 'about_id'), ('contact_phone', 'contact_id'), ('contact_email', 'contact_id'), ('contact_messaging', 'contact_id'), ('followup_contact', 'contact_id'), ('tag', 'record_id'), ('word', 'record_id'), ('follower', 'record_id'), ('custom', 'record_id'), ('line', 'record_id')),
    'product': (('reminder', 'about_id'), ('document', 'about_id'), ('share', 'about_id'), ('guidance', 'about_id'), ('notice', 'about_id'), ('approval', 'about_id'), ('tag', 'record_id'), ('word', 'record_id'), ('follower', 'record_id'), ('custom', 'record_id'), ('product_price', 'product_id'), ('line', 'product_id'), ('line', 'record_id')),
    'reminder': (('reminder', 'about_id'), ('followup', 'reminder_id'), ('document', 'about_id'), ('share', 'about_id'), ('guidance', 'about_id'), ('notice', 'about_id'), ('approval', 'about_id'), ('tag', 'record_id'), ('word', 'record_id'), ('follower', 'record_id'), ('custom', 'record_id'), ('line', 'record_id')),
    'followup': (('reminder', 'about_id'), ('document', 'about_id'), ('share', 'about_id'), ('guidance', 'about_id'), ('notice', 'about_id'), ('expense', 'followup_id'), ('approval', 'about_id'), ('duty', 'followup_id'), ('followup_contact', 'followup_id'), ('followup_member', 'followup_id'), ('tag', 'record_id'), ('word', 'record_id'), ('follower', 'record_id'), ('custom', 'record_id'), ('line', 'record_id')),
    'document': (('reminder', 'about_id'), ('document', 'about_id'), ('share', 'about_id'), ('guidance', 'about_id'), ('notice', 'about_id'), ('approval', 'about_id'), ('document_read', 'document_id'), ('tag', 'record_id'), ('word', 'record_id'), ('follower', 'record_id'), ('custom', 'record_id'), ('line', 'record_id')),
    'stage_change': (('reminder', 'about_id'), ('document', 'about_id'), ('share', 'about_id'), ('guidance', 'about_id'), ('notice', 'about_id'), ('approval', 'about_id'), ('tag', 'record_id'), ('word', 'record_id'), ('follower', 'record_id'), ('custom', 'record_id'), ('line', 'record_id')),
    'share': (('reminder', 'about_id'), ('document', 'about_id'), ('share', 'about_id'), ('guidance', 'about_id'), ('notice', 'about_id'), ('approval', 'about_id'), ('tag', 'record_id'), ('word', 'record_id'), ('follower', 'record_id'), ('custom', 'record_id'), ('line', 'record_id')),
    'guidance': (('reminder', 'about_id'), ('document', 'about_id'), ('share', 'about_id'), ('guidance', 'answers_id'), ('guidance', 'about_id'), ('notice', 'about_id'), ('approval', 'about_id'), ('tag', 'record_id'), ('word', 'record_id'), ('follower', 'record_id'), ('custom', 'record_id'), ('line', 'record_id')),
    'notice': (('reminder', 'about_id'), ('document', 'about_id'), ('share', 'about_id'), ('guidance', 'about_id'), ('notice', 'about_id'), ('approval', 'about_id'), ('tag', 'record_id'), ('word', 'record_id'), ('follower', 'record_id'), ('custom', 'record_id'), ('line', 'record_id')),
    'step': (('reminder', 'about_id'), ('document', 'about_id'), ('share', 'about_id'), ('guidance', 'about_id'), ('notice', 'about_id'), ('approval', 'about_id'), ('duty', 'step_id'), ('tag', 'record_id'), ('word', 'record_id'), ('follower', 'record_id'), ('custom', 'record_id'), ('line', 'record_id'), ('step_run', 'step_id')),
    'payment': (('reminder', 'about_id'), ('document', 'about_id'), ('share', 'about_id'), ('guidance', 'about_id'), ('notice', 'about_id'), ('approval', 'about_id'), ('tag', 'record_id'), ('word', 'record_id'), ('follower', 'record_id'), ('custom', 'record_id'), ('line', 'record_id')),
    'expense': (('reminder', 'about_id'), ('document', 'about_id'), ('share', 'about_id'), ('guidance', 'about_id'), ('notice', 'about_id'), ('approval', 'about_id'), ('tag', 'record_id'), ('word', 'record_id'), ('follower', 'record_id'), ('custom', 'record_id'), ('line', 'record_id')),
    'approval': (('reminder', 'about_id'), ('document', 'about_id'), ('share', 'about_id'), ('guidance', 'about_id'), ('notice', 'about_id'), ('approval', 'about_id'), ('tag', 'record_id'), ('word', 'record_id'), ('follower', 'record_id'), ('custom', 'record_id'), ('line', 'record_id'), ('approval_hold', 'approval_id')),
    'duty': (('reminder', 'about_id'), ('document', 'about_id'), ('share', 'about_id'), ('guidance', 'about_id'), ('notice', 'about_id'), ('approval', 'about_id'), ('tag', 'record_id'), ('word', 'record_id'), ('follower', 'record_id'), ('custom', 'record_id'), ('line', 'record_id')),
}

# By which columns the hub knows a row of each table.
KEYS: dict[str, tuple[str, ...]] = {
    'member': ('id',),
    'customer': ('id',),
    'contact': ('id',),
    'playbook': ('id',),
    'product': ('id',),
    'opportunity': ('id',),
    'quote': ('id',),
    'order': ('id',),
    'reminder': ('id',),
    'followup': ('id',),
    'document': ('id',),
    'stage_change': ('id',),
    'share': ('id',),
    'guidance': ('id',),
    'notice': ('id',),
    'step': ('id',),
    'payment': ('id',),
    'expense': ('id',),
    'approval': ('id',),
    'duty': ('id',),
    'customer_alias': ('customer_id', 'value'),
    'contact_phone': ('contact_id', 'value'),
    'contact_email': ('contact_id', 'value'),
    'contact_messaging': ('contact_id', 'service', 'value'),
    'followup_contact': ('followup_id', 'contact_id'),
    'followup_member': ('followup_id', 'member_id'),
    'document_read': ('document_id', 'member_id'),
    'tag': ('record_id', 'value'),
    'word': ('record_id', 'part', 'value'),
    'follower': ('record_id', 'member_id'),
    'custom': ('record_id', 'name'),
    'product_price': ('id',),
    'line': ('id',),
    'approval_hold': ('id',),
    'step_run': ('id',),
    'order_change': ('id',),
}

# The columns of each table that the journal keeps.
JOURNALLED: dict[str, tuple[str, ...]] = {
    'member': ('id', 'ref', 'owner_id', 'created_at', 'created_by_id', 'archived_at', 'removed_at', 'name', 'role', 'department', 'superior_id', 'email', 'active', 'limits', 'deputy_id', 'away_from', 'away_until'),
    'customer': ('id', 'ref', 'owner_id', 'created_at', 'created_by_id', 'archived_at', 'removed_at', 'name', 'kind', 'status', 'source', 'industry', 'country', 'region', 'city', 'postal_code', 'address', 'phone', 'fax', 'email', 'website', 'tax_id', 'external_id', 'level', 'payment_terms', 'currency', 'owned_since'),
    'contact': ('id', 'ref', 'owner_id', 'created_at', 'created_by_id', 'archived_at', 'removed_at', 'customer_id', 'name', 'title', 'birthday', 'part', 'is_primary', 'external_id'),
    'playbook': ('id', 'ref', 'owner_id', 'created_at', 'created_by_id', 'archived_at', 'removed_at', 'name', 'version', 'title', 'title_zh', 'business', 'in_use', 'is_default', 'source', 'content'),
    'product': ('id', 'ref', 'owner_id', 'created_at', 'created_by_id', 'archived_at', 'removed_at', 'name', 'code', 'category', 'unit', 'list_price_minor', 'list_price_currency', 'floor_price_minor', 'floor_price_currency', 'cost_minor', 'cost_currency', 'valid_from', 'valid_until', 'status', 'description', 'external_id'),
    'opportunity': ('id', 'ref', 'owner_id', 'created_at', 'created_by_id', 'archived_at', 'removed_at', 'customer_id', 'title', 'acquired_on', 'expected_close', 'amount_minor', 'amount_currency', 'stage', 'stage_since', 'probability', 'current_problem', 'playbook_id', 'outcome', 'outcome_reason', 'lesson', 'closed_at', 'closed_stage', 'risk_flag', 'note', 'order_id', 'external_id'),
    'quote': ('id', 'ref', 'owner_id', 'created_at', 'created_by_id', 'archived_at', 'removed_at', 'number', 'version', 'status', 'opportunity_id', 'title', 'discount', 'amount_minor', 'amount_currency', 'currency', 'incoterm', 'port_from', 'port_to', 'valid_until', 'payment_terms', 'delivery_time', 'language', 'note', 'submitted_at', 'submitted_by_id', 'approved_at', 'approved_by_id', 'accepted_at', 'supersedes_id', 'external_id'),
    'order': ('id', 'ref', 'owner_id', 'created_at', 'created_by_id', 'archived_at', 'removed_at', 'number', 'customer_id', 'opportunity_id', 'quote_id', 'status', 'title', 'discount', 'amount_minor', 'amount_currency', 'currency', 'incoterm', 'port_from', 'port_to', 'payment_terms', 'customer_number', 'signed_on', 'delivery', 'arrival', 'first_delivery', 'delivered', 'closed_at', 'closing_reason', 'note', 'playbook_id', 'external_id'),
    'reminder': ('id', 'ref', 'owner_id', 'created_at', 'created_by_id', 'archived_at', 'removed_at', 'text', 'due_on', 'due_at', 'repeat', 'important', 'urgent', 'state', 'done_at', 'snoozed_until_on', 'snoozed_until_at', 'about_kind', 'about_id', 'customer_id', 'for_id', 'external_id'),
    'followup': ('id', 'ref', 'owner_id', 'created_at', 'created_by_id', 'archived_at', 'removed_at', 'customer_id', 'kind', 'at_on', 'at_at', 'text', 'judgement', 'next_step', 'next_due_on', 'next_due_at', 'reminder_id', 'amount_minor', 'amount_currency', 'external_id', 'order_id', 'opportunity_id', 'author_id'),
    'document': ('id', 'ref', 'owner_id', 'created_at', 'created_by_id', 'archived_at', 'removed_at', 'about_kind', 'about_id', 'name', 'kind', 'version', 'path', 'url', 'size', 'sha256', 'external_id'),
    'stage_change': ('id', 'ref', 'owner_id', 'created_at', 'created_by_id', 'archived_at', 'removed_at', 'opportunity_id', 'from_stage', 'to_stage', 'at', 'by_id', 'seconds', 'forced', 'reason', 'missing', 'amount_minor', 'amount_currency', 'probability', 'playbook_id'),
    'share': ('id', 'ref', 'owner_id', 'created_at', 'created_by_id', 'archived_at', 'removed_at', 'about_kind', 'about_id', 'member_id', 'role', 'department', 'access', 'part'),
    'guidance': ('id', 'ref', 'owner_id', 'created_at', 'created_by_id', 'archived_at', 'removed_at', 'about_kind', 'about_id', 'kind', 'text', 'author_id', 'for_id', 'state', 'answers_id', 'answered_at', 'important', 'urgent'),
    'notice': ('id', 'ref', 'owner_id', 'created_at', 'created_by_id', 'archived_at', 'removed_at', 'for_id', 'kind', 'about_kind', 'about_id', 'command', 'fields', 'number', 'by_id', 'detail', 'read_at'),
    'step': ('id', 'ref', 'owner_id', 'created_at', 'created_by_id', 'archived_at', 'removed_at', 'order_id', 'place', 'key', 'name', 'department', 'member_id', 'important', 'plan', 'planned', 'first_planned', 'started_on', 'started_at', 'done_on', 'done_at', 'done_by_id', 'status', 'result', 'note', 'reason', 'blocked_reason', 'duty', 'duty_for', 'duty_due', 'duty_alarm_days', 'delivers', 'closes'),
    'payment': ('id', 'ref', 'owner_id', 'created_at', 'created_by_id', 'archived_at', 'removed_at', 'order_id', 'kind', 'label', 'share', 'amount_minor', 'amount_currency', 'plan', 'due', 'at_on', 'at_at', 'counted_minor', 'counted_currency', 'rate', 'note', 'external_id'),
    'expense': ('id', 'ref', 'owner_id', 'created_at', 'created_by_id', 'archived_at', 'removed_at', 'text', 'kind', 'amount_minor', 'amount_currency', 'spent_on', 'customer_id', 'followup_id', 'opportunity_id', 'order_id', 'status', 'submitted_at', 'approved_at', 'approved_by_id', 'paid_at', 'paid_by_id', 'external_id'),
    'approval': ('id', 'ref', 'owner_id', 'created_at', 'created_by_id', 'archived_at', 'removed_at', 'about_kind', 'about_id', 'rule', 'rule_label', 'measure', 'limit_text', 'amount_minor', 'amount_currency', 'asked_by_id', 'asked_at', 'approver_id', 'reason', 'important', 'urgent', 'decision', 'opinion', 'decided_by_id', 'decided_at', 'on_behalf_of_id', 'remind_at', 'reminded_at', 'escalate_at', 'playbook_id'),
    'duty': ('id', 'ref', 'owner_id', 'created_at', 'created_by_id', 'archived_at', 'removed_at', 'text', 'order_id', 'step_id', 'for_id', 'department', 'due', 'plan', 'alarm_days', 'alarm_on', 'important', 'state', 'done_at', 'done_by_id', 'followup_id', 'note'),
    'customer_alias': ('customer_id', 'value'),
    'contact_phone': ('contact_id', 'value'),
    'contact_email': ('contact_id', 'value'),
    'contact_messaging': ('contact_id', 'service', 'value'),
    'followup_contact': ('followup_id', 'contact_id'),
    'followup_member': ('followup_id', 'member_id'),
    'document_read': ('document_id', 'member_id', 'read_at'),
    'tag': ('record_kind', 'record_id', 'value'),
    'word': ('record_kind', 'record_id', 'part', 'value'),
    'follower': ('record_kind', 'record_id', 'member_id'),
    'custom': ('record_kind', 'record_id', 'name', 'value'),
    'product_price': ('id', 'product_id', 'list_name', 'min_quantity', 'list_minor', 'floor_minor', 'currency', 'valid_from', 'valid_until'),
    'line': ('id', 'record_kind', 'record_id', 'place', 'product_id', 'description', 'quantity', 'unit', 'price_minor', 'discount', 'amount_minor', 'list_minor', 'floor_minor', 'cost_minor', 'currency'),
    'approval_hold': ('id', 'approval_id', 'member_id', 'since', 'until', 'why'),
    'step_run': ('id', 'step_id', 'done', 'done_by_id', 'result', 'at', 'by_id', 'why'),
    'order_change': ('id', 'order_id', 'at', 'by_id', 'text', 'affects', 'state', 'before_minor', 'after_minor', 'currency', 'proposal'),
}

# The columns of each field of several. See `together.py`.
FIELDS: dict[str, tuple[tuple[str, ...], ...]] = {
    'product': (('list_price_minor', 'list_price_currency'), ('floor_price_minor', 'floor_price_currency'), ('cost_minor', 'cost_currency')),
    'opportunity': (('amount_minor', 'amount_currency'),),
    'quote': (('amount_minor', 'amount_currency'),),
    'order': (('amount_minor', 'amount_currency'),),
    'reminder': (('due_on', 'due_at'), ('snoozed_until_on', 'snoozed_until_at'), ('about_kind', 'about_id')),
    'followup': (('at_on', 'at_at'), ('next_due_on', 'next_due_at'), ('amount_minor', 'amount_currency')),
    'document': (('about_kind', 'about_id'),),
    'stage_change': (('amount_minor', 'amount_currency'),),
    'share': (('about_kind', 'about_id'),),
    'guidance': (('about_kind', 'about_id'),),
    'notice': (('about_kind', 'about_id'),),
    'step': (('started_on', 'started_at'), ('done_on', 'done_at')),
    'payment': (('amount_minor', 'amount_currency'), ('at_on', 'at_at'), ('counted_minor', 'counted_currency')),
    'expense': (('amount_minor', 'amount_currency'),),
    'approval': (('about_kind', 'about_id'), ('amount_minor', 'amount_currency')),
    'product_price': (('list_minor', 'currency'), ('floor_minor', 'currency')),
    'line': (('price_minor', 'currency'), ('amount_minor', 'currency'), ('list_minor', 'currency'), ('floor_minor', 'currency'), ('cost_minor', 'currency')),
    'order_change': (('before_minor', 'currency'), ('after_minor', 'currency')),
}

# What one verb writes. See `together.py`.
TOGETHER: dict[str, tuple[str, ...]] = {
    'opportunity': ('stage', 'outcome', 'outcome_reason', 'closed_at', 'closed_stage', 'stage_since'),
    'quote': ('status', 'submitted_at', 'submitted_by_id', 'approved_at', 'approved_by_id', 'accepted_at'),
    'order': ('status', 'closed_at', 'closing_reason'),
    'reminder': ('state', 'done_at', 'snoozed_until_on', 'snoozed_until_at'),
    'guidance': ('state', 'answered_at'),
    'step': ('status', 'blocked_reason', 'reason', 'done_on', 'done_at', 'done_by_id'),
    'payment': ('amount_minor', 'amount_currency', 'counted_minor', 'counted_currency', 'rate'),
    'expense': ('status', 'submitted_at', 'approved_at', 'approved_by_id', 'paid_at', 'paid_by_id'),
    'approval': ('decision', 'opinion', 'decided_by_id', 'decided_at'),
    'duty': ('state', 'followup_id', 'done_at', 'done_by_id'),
}
