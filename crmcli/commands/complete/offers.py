"""What can stand where somebody is typing: commands, options, their values, and the names of records."""

from __future__ import annotations

from crmcli.commands import registry
from crmcli.i18n import N_, _

TYPE_CHECKING = False  # typing costs as much to import as Python to start
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from crmcli.commands.spec import Arg, Command, Opt
    from crmcli.store.open import Store

MOST = 20  # records offered
_FLAGS = {
    "--json": N_("the answer as JSON"),
    "--format": N_("table, tsv, csv, json or jsonl"),
    "--quiet": N_("only refs"),
    "--no-color": N_("no colour"),
    "--lang": N_("the language of this call"),
    "--as": N_("act as another member"),
    "--help": N_("how it is used"),
}
_KINDS_OF_OPTION = {
    "customer": "customer", "contact": "contact", "contacts": "contact", "owner": "member", "author": "member",
    "for": "member", "members": "member", "to": "member", "reminder": "reminder", "about": "any",
    "opportunity": "opportunity", "superior": "member", "quote": "quote", "order": "order", "product": "product",
    "followup": "followup", "asked_by": "member", "approver": "member", "deputy": "member", "member": "member",
}  # fmt: skip
_SHELLS = ("bash", "zsh", "fish", "powershell")


class Offer:
    """A word that can be typed here, and what it is. ``found``: it fits what was typed by more than its start."""

    __slots__ = ("found", "help", "value")

    def __init__(self, value: str, help: str = "", *, found: bool = False) -> None:
        self.value = value
        self.help = help
        self.found = found


def offers(words: Sequence[str], typed: str) -> list[Offer]:
    """What fits after ``words`` (the line without ``crm``) where ``typed`` is begun; empty: nothing is known."""
    rest = list(words)
    value_of = _without_flags(rest)
    if value_of:
        return _begins(_values_of_flag(value_of, rest), typed)
    flag, equals, value = typed.partition("=")
    if equals and flag in ("--format", "--lang", "--as"):
        return [Offer(f"{flag}={one.value}") for one in _begins(_values_of_flag(flag, rest), value)]
    if not rest or (rest == ["help"]):
        if typed.startswith("-"):
            return _begins([*_common(), Offer("--version", _("the version"))], typed)
        names = (entry for entry in registry.ENTRIES if registry.enabled(entry))
        return _begins((Offer(entry.name, _(entry.help)) for entry in names), typed)
    entry = registry.BY_NAME.get(rest[0])
    if entry is None or not registry.enabled(entry):
        return []
    if not entry.verbs:
        return _within(registry.command(entry.name), rest[1:], typed)
    if entry.alone and (rest[1] if len(rest) > 1 else typed).startswith("-"):
        return _within(registry.command(entry.name), rest[1:], typed)
    if len(rest) == 1:
        if typed.startswith("-"):
            return _begins(_common(), typed)
        return _begins(
            (Offer(verb, _(registry.command(f"{entry.name} {verb}").help)) for verb in entry.verbs), typed
        )
    if rest[1] not in entry.verbs:
        return []
    return _within(registry.command(f"{entry.name} {rest[1]}"), rest[2:], typed)


def _common() -> list[Offer]:
    return [Offer(flag, _(help)) for flag, help in _FLAGS.items()]


def _begins(found: Iterable[Offer], typed: str) -> list[Offer]:
    return [one for one in found if one.value.startswith(typed)]


def _without_flags(words: list[str]) -> str:
    """Take the common flags out of ``words``; the name of the one whose value comes next, if one does."""
    kept: list[str] = []
    place = 0
    waiting = ""
    while place < len(words):
        word = words[place]
        if word == "--":
            kept += words[place:]
            break
        name, equals, _value = word.partition("=")
        if name in ("--format", "--lang", "--as"):
            if not equals:
                place += 1
                waiting = name if place >= len(words) else ""
        elif word not in ("--json", "--quiet", "-q", "--no-color"):
            kept.append(word)
        place += 1
    words[:] = kept
    return waiting


def _values_of_flag(flag: str, words: Sequence[str]) -> list[Offer]:
    from crmcli import i18n
    from crmcli.commands.session import formats_of

    if flag == "--as":
        return _members("")
    values = formats_of(words[0] if words else "") if flag == "--format" else i18n.LANGUAGES
    return [Offer(one) for one in values]


def _within(command: Command, words: Sequence[str], typed: str) -> list[Offer]:
    """What fits among the arguments and options of a command."""
    by_flag = {flag: opt for opt in command.options for flag in opt.flags}
    given: list[str] = []
    opt: Opt | None = None
    options = True
    for word in words:
        if opt is not None:
            opt = None
        elif options and word == "--":
            options = False
        elif options and word.startswith("-") and len(word) > 1:
            known = by_flag.get(word)
            opt = known if known is not None and known.value else None
        else:
            given.append(word)
    if opt is not None:
        return _of_option(opt, typed)
    if options and typed.startswith("-"):
        flag, equals, value = typed.partition("=")
        if equals:
            known = by_flag.get(flag)
            return [
                Offer(f"{flag}={one.value}", one.help, found=one.found)
                for one in (_of_option(known, value) if known is not None and known.value else [])
            ]
        own = [
            Offer(one, _(each.help)) for each in command.options for one in each.flags if one.startswith("--")
        ]
        return _begins([*own, *_common()], typed)
    place = len(given)
    args = command.args
    arg = args[place] if place < len(args) else args[-1] if args and args[-1].many else None
    return _of_argument(command, arg, given, typed) if arg is not None else []


_VOCABULARIES = {"stage": "stage", "closed_stage": "stage", "reason": "reason", "outcome_reason": "reason"}


def _of_option(opt: Opt, typed: str) -> list[Offer]:
    if opt.name in _VOCABULARIES and opt.value != "TEXT":
        return _words(_VOCABULARIES[opt.name], typed)
    if opt.choices:
        return _begins((Offer(one) for one in opt.choices), typed)
    if "|" in opt.value:
        return _begins((Offer(one) for one in opt.value.split("|")), typed)
    if opt.value == "WHO":
        return _named(("customer",), typed)
    kind = _KINDS_OF_OPTION.get(opt.name.rstrip("_"), "")
    if opt.value == "MEMBER" or kind == "member":
        return _members(typed)
    if opt.value == "ROLE":
        return _roles(typed)
    if opt.name == "process":
        return _processes(typed)
    if opt.value not in ("REF", "VALUE", "NAME") or not kind:
        return []
    if kind == "reminder":
        return _reminders(typed)
    if kind in ("quote", "order"):
        return _numbered(kind, typed)
    if kind == "followup":
        return _refs(kind, typed)
    return _named(("customer", "contact") if kind == "any" else (kind,), typed)


def _of_argument(command: Command, arg: Arg, given: Sequence[str], typed: str) -> list[Offer]:
    name = command.path.split(" ")[0]
    shown = arg.shown
    if shown == "REF [STEP]":
        if len(given) > 1:
            return _steps(given[1], given[2:], typed)
        return _numbered("order", typed) or _refs("step", typed)
    if "|" in shown:
        return _begins((Offer(one) for one in shown.split("|")), typed)
    if shown == "WHO" and name == "ask":
        return [*_begins([Offer("superior", _("your own"))], typed), *_members(typed)]
    if name == "team" and (shown == "WHO" or arg.name == "ref" and command.path != "team rights"):
        return _members(typed)
    if shown == "WHO":
        return _named(("customer",), typed)
    if shown.startswith("[WHO]"):
        return _whom(typed) if not given else []
    if shown == "REF":
        if name in ("done", "snooze", "reminder"):
            taken = set(given)
            if name == "done" and (kind := {"S": "step", "D": "duty"}.get(typed[:1].upper())):
                return [one for one in _refs(kind, typed) if one.value not in taken]
            return [one for one in _reminders(typed) if one.value not in taken]
        if command.path == "payment add":
            return _numbered("order", typed)
        if name in ("followup", "step", "payment", "expense", "duty"):
            return [one for one in _refs(name, typed) if one.value not in given]
        if name in ("quote", "order"):
            return _numbered(name, typed)
        if name == "approval":
            return [one for one in _waiting("approval", typed) if one.value not in set(given)]
        if name in ("guide", "ask", "follow", "unfollow", "team"):
            return _named(("customer", "opportunity", "contact"), typed)
        if name in ("reply", "guidance", "notice"):
            taken = set(given)
            return [
                one
                for one in _waiting("notice" if name == "notice" else "guidance", typed)
                if one.value not in taken
            ]
        if name in ("customer", "contact", "document", "opportunity", "member", "product"):
            return _named((name,) if arg.name != "about" else ("customer", "contact"), typed)
        return _named(("customer", "contact"), typed)
    if shown == "ORDER":
        return _numbered("order", typed)
    if shown in ("PRODUCT", "OPPORTUNITY"):
        return _named((shown.lower(),), typed)
    if shown == "STAGE":
        return _words("stage", typed)
    if shown == "TXN":
        return _transactions(typed)
    if shown == "SHELL":
        return _begins((Offer(one) for one in _SHELLS), typed)
    if shown == "KIND":
        from crmcli.store.records import KINDS

        return _begins((Offer(one, kind.shown) for one, kind in KINDS.items()), typed)
    if name == "process" and shown == "NAME":
        return _processes(typed)
    if name == "config":
        return _begins(_settings(shown, given), typed)
    return []


def _settings(shown: str, given: Sequence[str]) -> list[Offer]:
    """The keys of the settings, or the values of one."""
    from crmcli.config import SETTINGS

    if shown == "KEY":
        return [Offer(key, _(setting.means)) for key, setting in SETTINGS.items()]
    setting = SETTINGS.get(given[0]) if given else None
    if setting is None:
        return []
    if isinstance(setting.type, tuple):
        return [Offer(one) for one in setting.type if one]
    return [Offer("true"), Offer("false")] if setting.type == "flag" else []


# --- what is in the store --------------------------------------------------------------------------


def _asked(ask: Callable[[Store], list[tuple[str, str]]]) -> list[tuple[str, str]]:
    from crmcli import paths
    from crmcli.store.glance import glance

    store = glance(paths.store_path())
    if store is None:
        return []
    try:
        return ask(store)
    finally:
        store.close()


def _named(kinds: tuple[str, ...], typed: str) -> list[Offer]:
    """Names that begin with what is typed or sound so; of two records of one name their refs."""
    from crmcli.store.search import names_starting

    pairs = _asked(lambda store: names_starting(store, typed, kinds, MOST))
    names = [name.casefold() for _ref, name in pairs]
    return [
        Offer(name, ref, found=True) if names.count(name.casefold()) == 1 else Offer(ref, name, found=True)
        for ref, name in pairs
    ]


def _whom(typed: str) -> list[Offer]:
    """The customer a reminder is about, with ``@`` before it or without."""
    mark = typed[:1] if typed[:1] in ("@", "＠") else ""
    return [
        Offer(mark + one.value, one.help, found=True) for one in _named(("customer",), typed[len(mark) :])
    ]


def _members(typed: str) -> list[Offer]:
    from crmcli.store.glance import member_names

    pairs = _asked(lambda store: member_names(store, 100))
    return [
        Offer(name, ref, found=True) for ref, name in pairs if name.casefold().startswith(typed.casefold())
    ]


def _reminders(typed: str) -> list[Offer]:
    from crmcli.store.glance import open_refs

    return _by_ref(_asked(lambda store: open_refs(store, typed, MOST)))


def _refs(kind: str, typed: str) -> list[Offer]:
    from crmcli.store.glance import refs_of

    return _by_ref(_asked(lambda store: refs_of(store, kind, typed, MOST)))


def _numbered(kind: str, typed: str) -> list[Offer]:
    """Quotes or orders by their numbers; by their refs where one is begun."""
    from crmcli.store.glance import numbers_of

    pairs = _asked(lambda store: numbers_of(store, kind, typed, MOST))
    return [Offer(number, title) for number, title in pairs] or (_refs(kind, typed) if typed else [])


def _steps(order: str, taken: Sequence[str], typed: str) -> list[Offer]:
    """The steps of an order by their keys: whose key, name, pinyin or place is begun."""
    from crmcli.store.glance import steps_of_order
    from crmcli.text.names import name_key
    from crmcli.text.pinyin import initials_match, pinyin_matches

    key = name_key(typed)

    def fits(step: str, called: str) -> bool:
        place, _space, name = called.partition(" ")
        if step.startswith(typed) or place == typed:
            return True
        if len(key) < 2 and typed.isascii():  # one letter is in most of them
            return False
        return key in name_key(name) or pinyin_matches(typed, name) or initials_match(typed, name)

    pairs = _asked(lambda store: steps_of_order(store, order))
    return [
        Offer(step, called, found=not step.startswith(typed))
        for step, called in pairs
        if step not in taken and fits(step, called)
    ]


def _waiting(kind: str, typed: str) -> list[Offer]:
    """What waits for me; with something typed, whatever begins so."""
    from crmcli.store.glance import refs_of, waiting_for_me

    if typed:
        return _by_ref(_asked(lambda store: refs_of(store, kind, typed, MOST)))
    return _by_ref(_asked(lambda store: waiting_for_me(store, kind, MOST)))


def _words(vocabulary: str, typed: str) -> list[Offer]:
    """What the processes of the store call stages and reasons."""
    from crmcli.i18n import language
    from crmcli.verbs.stages import words

    label = 2 if language() == "zh" else 1
    pairs = _asked(lambda store: [(one[0], one[label]) for one in words(store, vocabulary)])
    return [Offer(id, label) for id, label in pairs if id.startswith(typed.casefold())]


def _roles(typed: str) -> list[Offer]:
    """What the roles of the team are called."""
    from crmcli.verbs.roles import roles

    pairs = _asked(lambda store: [(one.id, one.label) for one in roles(store)])
    return [Offer(id, label) for id, label in pairs if id.startswith(typed.casefold())]


def _processes(typed: str) -> list[Offer]:
    """The names of processes."""
    from crmcli.verbs.processes import versions
    from crmcli.verbs.stages import said

    titles = dict(_asked(lambda store: [(one.name, said(one.content, "title")) for one in versions(store)]))
    return [Offer(name, title) for name, title in titles.items() if name.startswith(typed.casefold())]


def _transactions(typed: str) -> list[Offer]:
    from crmcli.store.glance import last_transactions

    pairs = _asked(lambda store: last_transactions(store, MOST))
    return [one for one in _by_ref(pairs) if one.value.startswith(typed.upper())]


def _by_ref(pairs: list[tuple[str, str]]) -> list[Offer]:
    return [Offer(ref, (text or "").split("\n")[0][:80], found=True) for ref, text in pairs]
