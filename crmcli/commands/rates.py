"""``crm config rates``: how much other currencies are worth, for sums over several of them."""

from __future__ import annotations

from crmcli import config
from crmcli.commands.output import Answer
from crmcli.commands.spec import Arg, Command
from crmcli.errors import UsageError
from crmcli.i18n import N_, _

TYPE_CHECKING = False  # typing costs as much to import as Python to start
if TYPE_CHECKING:
    from crmcli.commands.session import Session

_COLUMNS = ("currency", "rate", "of", "used")


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
        return keep(currency, rate)
    from crmcli.verbs.rates import kept

    base = config.get("currency")
    of, found = kept(base)
    rows = [{"currency": code, "rate": one, "of": of, "used": of == base} for code, one in found.items()]
    say_if_unused(session)
    return Answer(rows, rows=rows, columns=_COLUMNS, refs=[one["currency"] for one in rows])


def keep(currency: str, rate: str) -> Answer:
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


def say_if_unused(session: Session) -> None:
    """Say it when the rates that are kept are of another currency than sums are in."""
    from crmcli.verbs.rates import kept

    base = config.get("currency")
    of, found = kept(base)
    if found and of != base:
        session.warn(
            _("The rates kept are of %(of)s; sums are in %(currency)s, so they are not used: give them anew.")
            % {"of": of, "currency": base}
        )


COMMANDS = {
    "config rates": Command(
        "config rates",
        rates,
        N_("How much other currencies are worth in yours, for sums over several; lists them, or sets one."),
        args=(
            Arg("currency", "CURRENCY", N_("The other currency (ISO 4217)."), required=False),
            Arg("rate", "RATE", N_("How much of your currency one of it is; empty takes it out."), required=False),
        ),
        more=N_(
            "Your currency is `crm config get currency`. Reports convert by these rates and say so; amounts in a "
            "currency without a rate are left out of sums, and named."
        ),
        examples=("crm config rates", "crm config rates USD 7.12", 'crm config rates USD ""'),
    )
}  # fmt: skip
