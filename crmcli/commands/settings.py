"""``crm init`` and ``crm config``."""

from __future__ import annotations

from crmcli import config, paths
from crmcli.commands import registry
from crmcli.commands.output import Answer
from crmcli.commands.spec import Arg, Command, Opt
from crmcli.errors import UsageError, ValueInvalid
from crmcli.i18n import N_, _

TYPE_CHECKING = False  # typing costs as much to import as Python to start
if TYPE_CHECKING:
    from typing import Any

    from crmcli.commands.session import Session


def init(session: Session, **options: Any) -> Answer:
    """Say who I am, in which language and currency; asked for on a terminal."""
    from crmcli.verbs.members import introduce, me

    given = {name: value for name, value in options.items() if value}
    if session.interactive and not given:
        given = _asked(session)
    settings = {
        name: config.checked(name, given[name])
        for name in ("language", "currency", "timezone")
        if given.get(name)
    }
    if settings:
        config.write(settings)
        if "language" in settings and not session.flags.lang:
            from crmcli import i18n

            i18n.use_language(settings["language"])
    record = introduce(session.store, given.get("name"), given.get("email")) if given else me(session.store)
    answer = {
        "me": record, "store": session.store.path, "config": paths.config_path(),
        "language": config.get("language"), "currency": config.get("currency"), "timezone": config.get("timezone"),
    }  # fmt: skip
    text = _("You are %(name)s (%(ref)s). The store is %(store)s.") % {
        "name": record["name"], "ref": record["ref"], "store": session.store.path,
    }  # fmt: skip
    return Answer(answer, lines=text, refs=[record["ref"]])


def _asked(session: Session) -> dict[str, str]:
    from crmcli.commands.diagnostics import ask
    from crmcli.verbs.members import me

    current = me(session.store)["name"]
    asked = {
        "name": ask(_("Your name [%(now)s]: ") % {"now": current}).strip() or current,
        "language": _setting("language", _("Language, en or zh [as the terminal]: ")),
        "currency": _setting(
            "currency", _("Currency of your amounts [%(now)s]: ") % {"now": config.get("currency")}
        ),
    }
    return {name: value for name, value in asked.items() if value}


def _setting(key: str, question: str) -> str:
    """The answer to a question; it is asked again as long as the setting cannot be so."""
    from crmcli.commands.diagnostics import ask, say

    while answer := ask(question).strip():
        try:
            config.checked(key, answer)
        except ValueInvalid as error:
            say(error.message)
        else:
            break
    return answer


def _shown(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def config_list(session: Session) -> Answer:
    """All settings with meaning and default."""
    stored = config.stored()
    rows: list[dict[str, Any]] = [
        {"key": key, "value": _shown(config.get(key)), "default": _shown(setting.default), "means": _(setting.means),
         "set": key in stored}
        for key, setting in config.SETTINGS.items()
    ]  # fmt: skip
    for entry in registry.ENTRIES:
        if entry.feature:
            key = config.FEATURE + entry.feature
            means = _("Whether `crm %(name)s` is on.") % {"name": entry.name}
            rows.append({"key": key, "value": _shown(config.feature(entry.feature)), "default": "true", "means": means,
                         "set": key in stored})  # fmt: skip
    rows += _keys(stored) + _rates(stored)
    return Answer(
        rows, rows=rows, columns=("key", "value", "default", "means"), refs=[row["key"] for row in rows]
    )


def _keys(stored: dict[str, Any]) -> list[dict[str, Any]]:
    """The keys of the full-screen interface, as settings."""
    from crmcli.tui.actions import ACTIONS

    rows = []
    for action in ACTIONS.values():
        key = config.KEYS + action.id
        default = ",".join(action.keys)
        means = _("Keys of `crm ui`: %(label)s.") % {"label": action.shown}
        rows.append({"key": key, "value": str(stored.get(key, default)), "default": default, "means": means,
                     "set": key in stored})  # fmt: skip
    return rows


def _rates(stored: dict[str, Any]) -> list[dict[str, Any]]:
    """The rates that are kept, as settings; those of a currency that is not reckoned in any more, too."""
    of = stored.get(config.RATES + config.RATES_OF) or config.get("currency")
    means = _("How many %(of)s one %(code)s is.")
    return [
        {"key": config.RATES + code, "value": rate, "default": "", "means": means % {"of": of, "code": code},
         "set": True}
        for code, rate in sorted(config.rates().items())
        if code != config.RATES_OF
    ]  # fmt: skip


def _rate_key(key: str) -> str:
    """A key as it is written: the currency of a rate in capitals."""
    key = key.strip()
    return config.RATES + key[len(config.RATES) :].upper() if key.startswith(config.RATES) else key


def _check_keys(key: str, value: str) -> None:
    """Raise :class:`ValueInvalid` for keys that another action has on a screen where both can be done."""
    from crmcli.tui.actions import Keys

    problems = Keys({**config.keys(), key[len(config.KEYS) :]: value}).problems
    if problems:
        raise ValueInvalid(
            problems[-1],
            hint=_("`crm config list` shows which keys do what; an empty value switches a key off."),
            argument=key,
            value=value,
            expected="ctrl+g",
        )


def _known(key: str) -> None:
    if key.startswith(config.KEYS):
        from crmcli.tui.actions import ACTIONS

        if key[len(config.KEYS) :] in ACTIONS:
            return
    if key.startswith(config.FEATURE) and any(
        key == config.FEATURE + e.feature for e in registry.ENTRIES if e.feature
    ):
        return
    if key.startswith(config.RATES):
        from crmcli.text.money import known as is_currency

        if is_currency(key[len(config.RATES) :]):
            return
    if key not in config.SETTINGS:
        known = [*config.SETTINGS, *(config.FEATURE + e.feature for e in registry.ENTRIES if e.feature)]
        raise UsageError(
            _("No such setting: %(key)s") % {"key": key},
            hint=_("`crm config list` shows all."),
            argument="KEY",
            value=key,
            expected=known,
        )


def config_get(session: Session, key: str) -> Answer:
    """The value of one setting."""
    key = _rate_key(key)
    _known(key)
    if key.startswith(config.RATES):
        value: Any = config.rates().get(key[len(config.RATES) :], "")
    elif key.startswith(config.KEYS):
        from crmcli.tui.actions import Keys

        value = ",".join(Keys(config.keys()).of(key[len(config.KEYS) :]))
    elif key.startswith(config.FEATURE):
        value = config.feature(key[len(config.FEATURE) :])
    else:
        value = config.get(key)
    return Answer({"key": key, "value": value}, lines=_shown(value), refs=[_shown(value)])


def config_set(session: Session, key: str, value: str) -> Answer:
    """Set one setting."""
    key = _rate_key(key)
    _known(key)
    if key.startswith(config.RATES):
        return _keep(key[len(config.RATES) :], value)
    checked = config.checked(key, value)
    if key.startswith(config.KEYS):
        _check_keys(key, str(checked))
    config.write({key: checked})
    if key == "currency":
        _say_if_unused(session)
    return Answer({"key": key, "value": checked}, lines=f"{key} = {_shown(checked)}", refs=[key])


def config_unset(session: Session, key: str) -> Answer:
    """Go back to the default."""
    key = _rate_key(key)
    _known(key)
    if key.startswith(config.RATES):
        return config_set(session, key, "")
    config.write({key: None})
    return config_get(session, key)


# --- rates of currencies ----------------------------------------------------------------------------------------


def rates(session: Session, currency: str | None = None, rate: str | None = None) -> Answer:
    """All rates that are kept; with a currency and a rate, that one is kept from now on."""
    if currency is not None:
        if rate is None:
            raise UsageError(
                _("A rate is missing."),
                hint=_("How many %(of)s is one %(code)s? An empty rate (\"\") takes it out.")
                % {"of": config.get("currency"), "code": currency.strip().upper()},
                argument="RATE",
                value="",
                expected="7.12",
            )  # fmt: skip
        return _keep(currency, rate)
    from crmcli.verbs.rates import kept

    base = config.get("currency")
    of, found = kept(base)
    rows = [{"currency": code, "rate": one, "of": of, "used": of == base} for code, one in found.items()]
    _say_if_unused(session)
    return Answer(
        rows, rows=rows, columns=("currency", "rate", "of", "used"), refs=[one["currency"] for one in rows]
    )


def _keep(currency: str, rate: str) -> Answer:
    """Keep a rate from now on; an empty one is kept no longer."""
    from crmcli.verbs.rates import settings

    base = config.get("currency")
    code = currency.strip().upper()
    changes = settings(code, rate, base)
    config.write(changes)
    value = changes[config.RATES + code]
    said = _("one %(code)s is %(rate)s %(of)s") if value else _("no rate for %(code)s any more")
    return Answer(
        {"key": config.RATES + code, "value": value, "of": base},
        lines=said % {"code": code, "rate": value, "of": base},
        refs=[config.RATES + code],
    )


def _say_if_unused(session: Session) -> None:
    """Say it when the rates that are kept are of another currency than sums are in."""
    from crmcli.verbs.rates import kept

    base = config.get("currency")
    of, found = kept(base)
    if found and of != base:
        session.warn(
            _("The rates kept are of %(of)s; sums are in %(currency)s, so they are not used: give them anew.")
            % {"of": of, "currency": base}
        )


_KEY = Arg("key", "KEY", N_("The setting, as `crm config list` names it."))

COMMANDS = {
    "init": Command(
        "init",
        init,
        N_(
            "First use: who I am, language, currency. Asks on a terminal; everything can be given as an option."
        ),
        options=(
            Opt("--name", N_("Your name."), value="NAME"),
            Opt("--email", N_("Your own address."), value="ADDRESS"),
            Opt("--language", N_("Language of messages."), value="en|zh", choices=("en", "zh")),
            Opt("--currency", N_("Currency of amounts typed without one (ISO 4217)."), value="CODE"),
            Opt("--timezone", N_("Time zone, such as Asia/Shanghai."), value="ZONE"),
        ),
        examples=("crm init", "crm init --name 王小雨 --language zh --currency CNY"),
    ),
    "config list": Command(
        "config list",
        config_list,
        N_("All settings with meaning and default."),
        examples=("crm config list",),
    ),
    "config get": Command(
        "config get",
        config_get,
        N_("The value of one setting."),
        args=(_KEY,),
        examples=("crm config get currency",),
    ),
    "config set": Command(
        "config set",
        config_set,
        N_("Set one setting."),
        args=(_KEY, Arg("value", "VALUE", N_("Its new value."))),
        examples=(
            "crm config set language zh",
            "crm config set features.purge false",
            "crm config set keys.reminder.done x",
            "crm config set rates.USD 7.12",
        ),
    ),
    "config unset": Command(
        "config unset",
        config_unset,
        N_("Go back to the default."),
        args=(_KEY,),
        examples=("crm config unset language",),
    ),
    "config rates": Command(
        "config rates",
        rates,
        N_("How much other currencies are worth in yours, for sums over several; lists them, or sets one."),
        args=(
            Arg("currency", "CURRENCY", N_("The other currency (ISO 4217)."), required=False),
            Arg(
                "rate",
                "RATE",
                N_("How much of your currency one of it is; empty takes it out."),
                required=False,
            ),
        ),
        more=N_(
            "Your currency is `crm config get currency`. Reports convert by these rates and say so; amounts in a "
            "currency without a rate are left out of sums, and named."
        ),
        examples=("crm config rates", "crm config rates USD 7.12", 'crm config rates USD ""'),
    ),
}
