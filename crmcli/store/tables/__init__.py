"""The records, defined once: fields, types, constraints, labels in both languages, and what each field means.

Importing this package imports SQLModel (38 times the cost of starting Python), so everyday commands use what
``python -m crmcli.store.build`` makes of it: ``schema.sql``, ``schema_postgres.sql`` and ``records.py``.
"""

from crmcli.store.tables.approval import Approval, ApprovalHold
from crmcli.store.tables.contact import Contact, ContactEmail, ContactMessaging, ContactPhone
from crmcli.store.tables.customer import Customer, CustomerAlias
from crmcli.store.tables.document import Document, DocumentRead
from crmcli.store.tables.duty import Duty
from crmcli.store.tables.expense import Expense
from crmcli.store.tables.followup import Followup, FollowupContact, FollowupMember
from crmcli.store.tables.lines import Line
from crmcli.store.tables.member import Member
from crmcli.store.tables.opportunity import Opportunity, StageChange
from crmcli.store.tables.order import Order, OrderChange, Payment, Step, StepRun
from crmcli.store.tables.playbook import Playbook
from crmcli.store.tables.product import Product, ProductPrice
from crmcli.store.tables.quote import Quote
from crmcli.store.tables.reminder import Reminder
from crmcli.store.tables.sets import Custom, Tag, Word
from crmcli.store.tables.team import Follower, Guidance, Notice, Share

# In the order in which rows can be made: what is pointed to stands before what points.
RECORDS = (
    Member,
    Customer,
    Contact,
    Playbook,
    Product,
    Opportunity,
    Quote,
    Order,
    Reminder,
    Followup,
    Document,
    StageChange,
    Share,
    Guidance,
    Notice,
    Step,
    Payment,
    Expense,
    Approval,
    Duty,
)
SETS = (
    CustomerAlias,
    ContactPhone,
    ContactEmail,
    ContactMessaging,
    FollowupContact,
    FollowupMember,
    DocumentRead,
    Tag,
    Word,
    Follower,
    Custom,
    ProductPrice,
    Line,
    ApprovalHold,
    StepRun,
    OrderChange,
)

__all__ = [
    "RECORDS",
    "SETS",
    "Approval",
    "ApprovalHold",
    "Contact",
    "ContactEmail",
    "ContactMessaging",
    "ContactPhone",
    "Custom",
    "Customer",
    "CustomerAlias",
    "Document",
    "DocumentRead",
    "Duty",
    "Expense",
    "Follower",
    "Followup",
    "FollowupContact",
    "FollowupMember",
    "Guidance",
    "Line",
    "Member",
    "Notice",
    "Opportunity",
    "Order",
    "OrderChange",
    "Payment",
    "Playbook",
    "Product",
    "ProductPrice",
    "Quote",
    "Reminder",
    "Share",
    "StageChange",
    "Step",
    "StepRun",
    "Tag",
    "Word",
]
