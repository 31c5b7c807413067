"""The commands of products, quotes, approvals, orders and expenses whose answers are pinned (see test_golden.py)."""

from __future__ import annotations

from golden_sales import DEAL, LI, WANG, Case

BOSS = ("team", "edit", "Li Lei", "--superior", "Wang Fang")
PUMP = (
    *("product", "add", "离心泵", "--code", "P-1", "--unit", "台", "--list-price", "1000", "--floor-price", "950"),
    *("--cost", "700", "--valid-from", "2026-01-01"),
)  # fmt: skip
TIER = ("product", "price", "P-1", "--quantity", "100", "--list-price", "960", "--floor-price", "900")
QUOTE = (
    *("quote", "add", "o", "--external-id", "q", "--valid-until", "2026-12-31", "--incoterm", "FOB"),
    *("--payment-terms", "30%定金，70%见提单副本", "--port-from", "宁波"),
)  # fmt: skip
LINE = ("quote", "line", "q", "P-1", "120", "--price", "880")
AS_LI = ("--as", "Li Lei")
MINE = ("customer", "edit", "天成", "--owner", "Li Lei")
ASKING = (WANG, LI, BOSS, PUMP, DEAL, MINE, QUOTE, LINE)
SUBMIT = ("quote", "submit", "q", "--reason", "后面还有一柜")
ASKED = (*ASKING, (*SUBMIT, *AS_LI))
APPROVE = ("approval", "approve", "q", "--opinion", "可以", "--as", "Wang Fang")
DONE = (PUMP, DEAL, QUOTE, LINE, SUBMIT)
ORDER = ("quote", "order", "q", "--external-id", "r", "--signed-on", "2026-11-18", "--delivery", "2027-01-29")
BY_HAND = ("order", "add", "天成", "--amount", "10万", "--external-id", "r", "--delivery", "2027-01-10")
DUTY = ("duty", "add", "r", "寄样品", "--due", "2026-12-01", "--done-by-kind", "material")
STARTED = ("order", "step", "done", "r", "定金")
PAID = ("order", "pay", "r", "50000", "--external-id", "y")
SPENT = (
    "expense",
    "add",
    "高铁票",
    "--amount",
    "268",
    "--kind",
    "travel",
    "--opportunity",
    "o",
    "--external-id",
    "e",
)
DEALT = ("note", "天成", "拜访,看了车间", "--opportunity", "o")

COMMANDS: dict[str, Case] = {
    "product add": ((), PUMP),
    "product list": ((PUMP,), ("product", "list")),
    "product show": ((PUMP, TIER), ("product", "show", "P-1")),
    "product edit": ((PUMP,), ("product", "edit", "P-1", "--list-price", "1020")),
    "product price": ((PUMP,), TIER),
    "product at": ((PUMP, TIER), ("product", "at", "P-1", "--quantity", "120", "--on", "2026-12-01")),
    "product archive": ((PUMP,), ("product", "archive", "P-1")),
    "product remove": ((PUMP,), ("product", "remove", "P-1", "--yes")),
    "quote add": ((DEAL,), QUOTE),
    "quote list": ((DEAL, QUOTE), ("quote", "list")),
    "quote show": (ASKED, ("quote", "show", "q")),
    "quote edit": ((PUMP, DEAL, QUOTE, LINE), ("quote", "edit", "q", "--discount", "3%")),
    "quote line": ((PUMP, DEAL, QUOTE), LINE),
    "quote submit": (ASKING, (*SUBMIT, *AS_LI)),
    "quote revise": (DONE, ("quote", "revise", "q", "--discount", "2%")),
    "quote compare": (
        (*DONE, ("quote", "line", "q", "--line", "1", "--price", "900")),
        ("quote", "compare", "q", "1", "2"),
    ),
    "quote accept": (DONE, ("quote", "accept", "q")),
    "quote print": (DONE, ("quote", "print", "q", "--md")),
    "quote order": (DONE, ORDER),
    "quote archive": ((DEAL, QUOTE), ("quote", "archive", "q")),
    "quote remove": ((DEAL, QUOTE), ("quote", "remove", "q", "--yes")),
    "approval list": (ASKED, ("approval", "list", "--pending")),
    "approval show": (ASKED, ("approval", "show", "q")),
    "approval approve": (ASKED, APPROVE),
    "approval reject": (ASKED, ("approval", "reject", "q", "--opinion", "太低", "--as", "Wang Fang")),
    "approval withdraw": (ASKED, ("approval", "withdraw", "q", *AS_LI)),
    "approval delegate": (
        (("team", "add", "Zhao Min", "--role", "director"), *ASKED),
        ("approval", "delegate", "q", "--to", "Zhao Min", "--as", "Wang Fang"),
    ),
    "team away": ((WANG, LI), ("team", "away", "Wang Fang", "--until", "2026-11-27", "--deputy", "Li Lei")),
    "report approvals": ((*ASKED, APPROVE), ("report", "approvals")),
    "order add": ((), BY_HAND),
    "order list": ((*DONE, ORDER), ("order", "list")),
    "order show": ((*DONE, ORDER), ("order", "show", "r")),
    "order board": ((*DONE, ORDER), ("order", "board")),
    "order print": ((*DONE, ORDER), ("order", "print", "r")),
    "order edit": ((*DONE, ORDER), ("order", "edit", "r", "--delivery", "2027-02-10")),
    "order line": ((PUMP, BY_HAND), ("order", "line", "r", "P-1", "3")),
    "order step": ((*DONE, ORDER), ("order", "step", "done", "r", "定金", "--result", "到账")),
    "order pay": ((*DONE, ORDER), ("order", "pay", "r", "50000", "--fee", "18", "--external-id", "y")),
    "order change": ((*DONE, ORDER, STARTED), ("order", "change", "r", "换唛头", "--affects", "定金")),
    "order close": (
        (BY_HAND,), ("order", "close", "r", "--force", "--reason", "改由他人执行"),
    ),
    "order cancel": ((BY_HAND,), ("order", "cancel", "r", "--reason", "客户取消")),
    "order reopen": (
        (BY_HAND, ("order", "cancel", "r", "--reason", "客户取消")), ("order", "reopen", "r", "--reason", "又要了"),
    ),
    "payment add": (
        (BY_HAND,), ("payment", "add", "r", "--amount", "2000", "--due", "2026-12-20", "--external-id", "y"),
    ),
    "report orders": ((*DONE, ORDER, STARTED), ("report", "orders")),
    "report receivables": ((*DONE, ORDER, PAID), ("report", "receivables")),
    "report duties": ((BY_HAND, DUTY), ("report", "duties")),
    "order archive": ((BY_HAND,), ("order", "archive", "r")),
    "order remove": ((BY_HAND,), ("order", "remove", "r", "--yes")),
    "step list": ((*DONE, ORDER), ("step", "list", "--sort", "place")),
    "duty add": ((BY_HAND,), DUTY),
    "duty list": ((BY_HAND, DUTY), ("duty", "list")),
    "payment list": ((*DONE, ORDER), ("payment", "list")),
    "expense add": ((DEAL,), SPENT),
    "expense list": ((DEAL, SPENT), ("expense", "list")),
    "expense show": ((DEAL, SPENT), ("expense", "show", "e")),
    "expense edit": ((DEAL, SPENT), ("expense", "edit", "e", "--amount", "286")),
    "expense submit": ((DEAL, DEALT, SPENT), ("expense", "submit", "e")),
    "expense pay": ((DEAL, DEALT, SPENT, ("expense", "submit", "e")), ("expense", "pay", "e")),
    "expense archive": ((DEAL, SPENT), ("expense", "archive", "e")),
    "expense remove": ((DEAL, SPENT), ("expense", "remove", "e", "--yes")),
}  # fmt: skip

BY_REF = frozenset(
    (
        "step show", "step edit", "payment show", "payment edit", "payment remove", "duty show", "duty edit",
        "duty done", "duty drop", "duty reopen", "duty remove",
    )
)  # fmt: skip
"""They take a reference and nothing else, and that is drawn: they are tested in tests/commands."""
