"""The commands of sales and teams whose answers are pinned (see test_golden.py): what is done before, and the words."""

from __future__ import annotations

DEAL = (
    "opportunity",
    "add",
    "天成",
    "泵120台",
    "--amount",
    "12万",
    "--expected-close",
    "2026-12-31",
    "--external-id",
    "o",
)
WON = ("opportunity", "win", "o", "--reason", "price", "--lesson", "交期快")
WANG = ("team", "add", "Wang Fang", "--role", "manager")
LI = ("team", "add", "Li Lei", "--role", "rep", "--department", "Export")
SHARED = ("customer", "share", "天成", "--with", "Li Lei", "--part", "翻译")
POOLED = ("pool", "return", "天成", "--reason", "没时间")
ASKED = ("ask", "Li Lei", "天成", "能帮忙吗?")

Case = tuple[tuple[tuple[str, ...], ...], tuple[str, ...]]

COMMANDS: dict[str, Case] = {
    "guide": ((LI, ("customer", "edit", "天成", "--owner", "Li Lei")), ("guide", "天成", "先谈价格", "--urgent")),
    "ask": ((LI,), ASKED),
    "reply": ((LI, ASKED), ("reply", "天成", "可以", "--as", "Li Lei")),
    "guidance list": ((LI, ASKED), ("guidance", "list")),
    "notice list": ((LI, SHARED), ("notice", "list", "--as", "Li Lei")),
    "notice read": ((LI, SHARED), ("notice", "read", "--all", "--as", "Li Lei")),
    "report funnel": ((DEAL, WON), ("report", "funnel")),
    "report forecast": ((DEAL,), ("report", "forecast")),
    "report pipeline": ((DEAL,), ("report", "pipeline")),
    "report winloss": ((DEAL, WON), ("report", "winloss", "--lessons")),
    "report sources": ((DEAL, WON), ("report", "sources")),
    "customer transfer": ((LI, DEAL), ("customer", "transfer", "天成", "--to", "Li Lei", "--reason", "调岗")),
    "customer share": ((LI,), SHARED),
    "customer unshare": ((LI, SHARED), ("customer", "unshare", "天成", "--with", "Li Lei")),
    "customer team": ((LI, SHARED), ("customer", "team", "天成")),
    "opportunity board": ((DEAL,), ("opportunity", "board")),
    "opportunity add": ((), DEAL),
    "opportunity list": ((DEAL,), ("opportunity", "list")),
    "opportunity show": ((DEAL,), ("opportunity", "show", "o")),
    "opportunity edit": ((DEAL,), ("opportunity", "edit", "o", "--strength", "交期", "--risk-flag", "yes")),
    "opportunity move": ((DEAL,), ("opportunity", "move", "o", "qualified")),
    "opportunity win": ((DEAL,), WON),
    "opportunity lose": ((DEAL,), ("opportunity", "lose", "o", "--reason", "budget")),
    "opportunity abandon": ((DEAL,), ("opportunity", "abandon", "o", "--reason", "no_need")),
    "opportunity reopen": ((DEAL, WON), ("opportunity", "reopen", "o", "--reason", "取消")),
    "opportunity step": (
        (("opportunity", "add", "天成", "回访", "--process", "care", "--external-id", "o"),),
        ("opportunity", "step", "o", "answer_given"),
    ),
    "opportunity share": ((LI, DEAL), ("opportunity", "share", "o", "--with", "Li Lei", "--write")),
    "opportunity unshare": (
        (LI, DEAL, ("opportunity", "share", "o", "--with", "Li Lei")),
        ("opportunity", "unshare", "o", "--with", "Li Lei"),
    ),
    "opportunity team": ((LI, DEAL, ("opportunity", "share", "o", "--with", "Li Lei")), ("opportunity", "team", "o")),
    "opportunity archive": ((DEAL,), ("opportunity", "archive", "o")),
    "opportunity remove": ((DEAL,), ("opportunity", "remove", "o", "--yes")),
    "pool list": ((POOLED,), ("pool", "list")),
    "pool rules": ((), ("pool", "rules")),
    "pool sweep": ((), ("pool", "sweep", "--dry-run")),
    "pool take": ((POOLED,), ("pool", "take", "天成")),
    "pool return": ((), POOLED),
    "team add": ((WANG,), LI),
    "team list": ((WANG, LI), ("team", "list")),
    "team show": ((LI,), ("team", "show", "Li Lei")),
    "team edit": ((LI,), ("team", "edit", "Li Lei", "--limit", "discount=5%")),
    "team move": ((WANG, LI), ("team", "move", "Li Lei", "--superior", "lin")),
    "team suspend": ((LI,), ("team", "suspend", "Li Lei")),
    "team restore": ((LI, ("team", "suspend", "Li Lei")), ("team", "restore", "Li Lei")),
    "team tree": ((WANG, LI), ("team", "tree")),
    "team roles": ((), ("team", "roles")),
    "team rights": ((LI,), ("team", "rights", "Li Lei", "天成")),
    "follow": ((LI, SHARED), ("follow", "天成", "--as", "Li Lei")),
    "unfollow": ((LI, SHARED, ("follow", "天成", "--as", "Li Lei")), ("unfollow", "天成", "--as", "Li Lei")),
    "process list": ((DEAL,), ("process", "list")),
    "process show": ((), ("process", "show", "care")),
    "process export": ((), ("process", "export", "care")),
    "process check": (
        (("process", "export", "care", "-o", "{home}/care.toml"),),
        ("process", "check", "{home}/care.toml"),
    ),
    "process install": (
        (("process", "export", "care", "-o", "{home}/care.toml"),),
        ("process", "install", "{home}/care.toml"),
    ),
    "process use": ((), ("process", "use", "care")),
    "config rates": ((("config", "rates", "USD", "7.12"),), ("config", "rates")),
}  # fmt: skip

BY_REF = frozenset(("guidance show", "guidance edit", "guidance remove", "notice show"))
"""They take a reference and nothing else, and that is drawn: tests/commands/test_guidance.py and test_notices.py."""
