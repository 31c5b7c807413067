"""Light rows and field metadata of all records.

Made by `python -m crmcli.store.build` from crmcli/store/tables; do not edit.
"""

from __future__ import annotations

from crmcli.store.meta import Field, Kind
from crmcli.store.row import Record, Row

class Member(Record):
    """A person of the team."""

    __slots__ = ('nid', 'id', 'ref', 'owner_id', 'created_at', 'created_by_id', 'updated_at', 'updated_by_id', 'archived_at', 'removed_at', 'name', 'role', 'department', 'superior_id', 'email', 'active', 'limits')
    TABLE = "member"
    COLUMNS = __slots__
    name: str
    role: str | None
    department: str | None
    superior_id: str | None
    email: str | None
    active: int
    limits: str | None

class Customer(Record):
    """A company or person we sell to; everything known hangs here."""

    __slots__ = ('nid', 'id', 'ref', 'owner_id', 'created_at', 'created_by_id', 'updated_at', 'updated_by_id', 'archived_at', 'removed_at', 'name', 'kind', 'status', 'source', 'industry', 'country', 'region', 'city', 'postal_code', 'address', 'phone', 'fax', 'email', 'website', 'tax_id', 'external_id', 'level', 'payment_terms', 'currency', 'next_followup_on', 'next_followup_at', 'last_dealt_on', 'last_dealt_at')
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

    __slots__ = ('nid', 'id', 'ref', 'owner_id', 'created_at', 'created_by_id', 'updated_at', 'updated_by_id', 'archived_at', 'removed_at', 'customer_id', 'kind', 'at_on', 'at_at', 'text', 'judgement', 'next_step', 'next_due_on', 'next_due_at', 'reminder_id', 'amount_minor', 'amount_currency', 'external_id', 'author_id')
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

class Custom(Row):
    """The value of a field of the user's own on a record."""

    __slots__ = ('nid', 'record_kind', 'record_id', 'name', 'value')
    TABLE = "custom"
    COLUMNS = __slots__
    record_kind: str
    record_id: str
    name: str
    value: str

ROWS: dict[str, type[Row]] = {
    'member': Member,
    'customer': Customer,
    'contact': Contact,
    'reminder': Reminder,
    'followup': Followup,
    'document': Document,
    'customer_alias': CustomerAlias,
    'contact_phone': ContactPhone,
    'contact_email': ContactEmail,
    'contact_messaging': ContactMessaging,
    'followup_contact': FollowupContact,
    'followup_member': FollowupMember,
    'document_read': DocumentRead,
    'tag': Tag,
    'custom': Custom,
}

MEMBER = Kind(
    'member', 'U', 'Member', '成员', 'members', 'name',
    (
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
    (
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
    (
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

REMINDER = Kind(
    'reminder', 'M', 'Reminder', '提醒', 'reminders', 'text',
    (
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
    (
        Field("id", "text", "Id", "编号", "The record's UUID.", columns=("id",), writable=False),
        Field("ref", "text", "Ref", "引用号", "The short reference.", columns=("ref",), writable=False),
        Field("kind_of_record", "text", "Record", "记录类型", "The kind of record.", sql="'followup'", writable=False),
        Field('customer', 'link', 'Customer', '客户', 'With whom.', columns=('customer_id',), link='customer', required=True),
        Field('opportunity', 'link', 'Opportunity', '商机', 'The possible sale it concerns.', link='opportunity', writable=False),
        Field('order', 'link', 'Order', '订单', 'The order it concerns.', link='order', writable=False),
        Field('case', 'link', 'Case', '服务', 'The request or complaint it concerns.', link='case', writable=False),
        Field('kind', 'choice', 'Kind', '类型', 'What sort of dealing.', columns=('kind',), choices=(('call', 'Phone call', '电话'), ('material', 'Material sent', '寄送资料'), ('first_visit', 'First visit', '首次拜访'), ('visit', 'Visit', '拜访'), ('introduction', 'Product introduction', '产品介绍'), ('negotiation', 'Negotiation', '谈判'), ('proposal', 'Proposal handed in', '提交方案'), ('exhibition', 'Exhibition', '展会'), ('email', 'E-mail', '邮件'), ('message', 'Message', '消息'), ('other', 'Other', '其他')), default='other'),
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
    (
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

KINDS: dict[str, Kind] = {kind.name: kind for kind in (MEMBER, CUSTOMER, CONTACT, REMINDER, FOLLOWUP, DOCUMENT)}

# What points to a record of each table: (table, column).
REFERENCES: dict[str, tuple[tuple[str, str], ...]] = {
    'member': (('member', 'owner_id'), ('member', 'superior_id'), ('customer', 'owner_id'), ('contact', 'owner_id'), ('reminder', 'for_id'), ('reminder', 'owner_id'), ('reminder', 'about_id'), ('followup', 'author_id'), ('followup', 'owner_id'), ('document', 'owner_id'), ('document', 'about_id'), ('followup_member', 'member_id'), ('document_read', 'member_id'), ('tag', 'record_id'), ('custom', 'record_id')),
    'customer': (('contact', 'customer_id'), ('reminder', 'customer_id'), ('reminder', 'about_id'), ('followup', 'customer_id'), ('document', 'customer_id'), ('document', 'about_id'), ('customer_alias', 'customer_id'), ('tag', 'record_id'), ('custom', 'record_id')),
    'contact': (('reminder', 'about_id'), ('document', 'about_id'), ('contact_phone', 'contact_id'), ('contact_email', 'contact_id'), ('contact_messaging', 'contact_id'), ('followup_contact', 'contact_id'), ('tag', 'record_id'), ('custom', 'record_id')),
    'reminder': (('reminder', 'about_id'), ('followup', 'reminder_id'), ('document', 'about_id'), ('tag', 'record_id'), ('custom', 'record_id')),
    'followup': (('reminder', 'about_id'), ('document', 'about_id'), ('followup_contact', 'followup_id'), ('followup_member', 'followup_id'), ('tag', 'record_id'), ('custom', 'record_id')),
    'document': (('reminder', 'about_id'), ('document', 'about_id'), ('document_read', 'document_id'), ('tag', 'record_id'), ('custom', 'record_id')),
}

# The columns of each table that the journal keeps.
JOURNALLED: dict[str, tuple[str, ...]] = {
    'member': ('id', 'ref', 'owner_id', 'created_at', 'created_by_id', 'archived_at', 'removed_at', 'name', 'role', 'department', 'superior_id', 'email', 'active', 'limits'),
    'customer': ('id', 'ref', 'owner_id', 'created_at', 'created_by_id', 'archived_at', 'removed_at', 'name', 'kind', 'status', 'source', 'industry', 'country', 'region', 'city', 'postal_code', 'address', 'phone', 'fax', 'email', 'website', 'tax_id', 'external_id', 'level', 'payment_terms', 'currency'),
    'contact': ('id', 'ref', 'owner_id', 'created_at', 'created_by_id', 'archived_at', 'removed_at', 'customer_id', 'name', 'title', 'birthday', 'part', 'is_primary', 'external_id'),
    'reminder': ('id', 'ref', 'owner_id', 'created_at', 'created_by_id', 'archived_at', 'removed_at', 'text', 'due_on', 'due_at', 'repeat', 'important', 'urgent', 'state', 'done_at', 'snoozed_until_on', 'snoozed_until_at', 'about_kind', 'about_id', 'customer_id', 'for_id', 'external_id'),
    'followup': ('id', 'ref', 'owner_id', 'created_at', 'created_by_id', 'archived_at', 'removed_at', 'customer_id', 'kind', 'at_on', 'at_at', 'text', 'judgement', 'next_step', 'next_due_on', 'next_due_at', 'reminder_id', 'amount_minor', 'amount_currency', 'external_id', 'author_id'),
    'document': ('id', 'ref', 'owner_id', 'created_at', 'created_by_id', 'archived_at', 'removed_at', 'about_kind', 'about_id', 'name', 'kind', 'version', 'path', 'url', 'size', 'sha256', 'external_id'),
    'customer_alias': ('customer_id', 'value'),
    'contact_phone': ('contact_id', 'value'),
    'contact_email': ('contact_id', 'value'),
    'contact_messaging': ('contact_id', 'service', 'value'),
    'followup_contact': ('followup_id', 'contact_id'),
    'followup_member': ('followup_id', 'member_id'),
    'document_read': ('document_id', 'member_id', 'read_at'),
    'tag': ('record_kind', 'record_id', 'value'),
    'custom': ('record_kind', 'record_id', 'name', 'value'),
}
