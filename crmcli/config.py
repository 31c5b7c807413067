"""The settings: every key with its meaning and default, read from ``config.toml``.

The file is only read when it exists, and written (with tomli-w) only by ``crm config`` and ``crm init``.
"""

from __future__ import annotations

import os

from crmcli import paths
from crmcli.errors import FileError, FormatError, UsageError, ValueInvalid
from crmcli.i18n import N_, _, why

TYPE_CHECKING = False  # typing costs as much to import as Python to start
if TYPE_CHECKING:
    from typing import Any


class Setting:
    """One setting: its key, type (``text``, ``path``, ``whole``, ``time``, ``week``, ``days``, ``flag``, or
    choices), default, meaning."""

    __slots__ = ("default", "key", "means", "type")

    def __init__(self, key: str, type: str | tuple[str, ...], default: Any, means: str) -> None:
        self.key = key
        self.type = type
        self.default = default
        self.means = means


SETTINGS: dict[str, Setting] = {
    setting.key: setting
    for setting in (
        Setting("language", ("", "en", "zh"), "", N_("Language of messages; empty follows the locale.")),
        Setting("currency", "currency", "CNY", N_("Currency of amounts typed without one (ISO 4217).")),
        Setting("timezone", "zone", "", N_("Time zone, such as Asia/Shanghai; empty follows the machine.")),
        Setting("date_order", ("mdy", "dmy"), "mdy", N_("How 12/5 is read: month first or day first.")),
        Setting("color", ("auto", "always", "never"), "auto", N_("When output is coloured.")),
        Setting("store.timeout", "whole", 5, N_("Seconds to wait for another program that is writing.")),
        Setting(
            "notify.morning",
            "time",
            "09:00",
            N_("When a day's reminders without a time are shown as notices."),
        ),
        Setting(
            "notify.most",
            "whole",
            10,
            N_("How many notices `crm notify` shows at once; one more names the rest."),
        ),
        Setting(
            "calendar.file",
            "path",
            "",
            N_("Where `crm notify` keeps your reminders as a calendar to subscribe to; empty: nowhere."),
        ),
        Setting(
            "note.apply",
            "flag",
            False,
            N_(
                "Whether a note's amount is taken over into the customer's only open opportunity without --apply."
            ),
        ),
        Setting(
            "workdays.week", "week", "mon,tue,wed,thu,fri", N_("The days of a week that are worked: mon-fri.")
        ),
        Setting(
            "workdays.extra",
            "days",
            "",
            N_("Days worked although they would be free, such as 2026-10-10; several with commas."),
        ),
        Setting(
            "holidays",
            "days",
            "",
            N_("Days that are not worked: 2026-10-01..2026-10-07, 2027-01-01."),
        ),
        Setting("backup.keep", "whole", 7, N_("How many daily backups are kept; 0 makes none.")),
        Setting(
            "numbers.quote",
            "numbering",
            "Q{year}-{n:04}",
            N_("How quotes are numbered: {n} counts, {n:04} with four digits; {year}, {month:02}, {day:02}."),
        ),
        Setting(
            "numbers.order", "numbering", "{year}-{n:04}", N_("How orders are numbered; as numbers.quote.")
        ),
        Setting("company.name", "text", "", N_("Our company's name, as it stands on printed quotes.")),
        Setting("company.address", "text", "", N_("Our company's address, printed.")),
        Setting("company.phone", "text", "", N_("Our company's phone, printed.")),
        Setting("company.email", "text", "", N_("Our company's e-mail address, printed.")),
        Setting("company.tax_id", "text", "", N_("Our company's tax number, printed.")),
        Setting("company.bank", "text", "", N_("Our bank and account, printed.")),
        Setting(
            "ui.theme",
            ("", "dark", "light", "contrast", "colorblind", "terminal"),
            "",
            N_("Colours of `crm ui`; empty: dark, or the terminal's own where it has only sixteen."),
        ),
    )
}
FEATURE = "features."
KEYS = "keys."  # and an action of the full-screen interface: the keys that do it
RATES = "rates."  # and a currency: how much of the settings' currency one of it is,
RATES_OF = "of"  # or this: the currency they are of
_RATE_PLACES, _RATE_BEFORE = 8, 12  # digits after the point that a rate may have, and before it

COUNT = r"\{n(?::0?([1-9]))?\}"  # of a pattern of numbers, what counts
PLACE = r"\{(year|month|day)(?::0?([1-9]))?\}"  # and what is filled in

_loaded: tuple[str, dict[str, Any]] | None = None


def _load() -> dict[str, Any]:
    """The settings file as a flat dict (``note.apply`` for tables); empty when there is none."""
    global _loaded
    path = paths.config_path()
    if _loaded is not None and _loaded[0] == path:
        return _loaded[1]
    flat: dict[str, Any] = {}
    stamp = _stamp(path)
    remembered = _remembered(path, stamp) if stamp else None
    if remembered is not None:
        flat = remembered
    elif stamp:
        import tomllib

        try:
            with open(path, "rb") as file:
                content = tomllib.load(file)
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            raise FormatError(
                _("The settings file is no valid TOML: %(why)s") % {"why": _with_line(path, error)},
                hint=_("Mend %(path)s, or move it away to use the defaults.") % {"path": path},
                path=path,
            ) from None
        except OSError as error:
            raise FileError(
                _("The settings file cannot be read: %(why)s") % {"why": why(error)}, path=path
            ) from None
        _flatten("", content, flat)
        _remember(path, stamp, flat)
    _loaded = (path, flat)
    return flat


def _with_line(path: str, error: ValueError) -> str:
    """What is wrong with the file, always with the line."""
    with open(path, "rb") as file:
        content = file.read()
    if isinstance(error, UnicodeDecodeError):
        return f"no UTF-8 (at line {content[: error.start].count(10) + 1})"
    last = len(content.splitlines())
    return str(error).replace("(at end of document)", f"(at end of document, line {last})")


def _stamp(path: str) -> list[int]:
    """What tells one state of a file from another; empty if there is no such file."""
    try:
        found = os.stat(path)
    except (FileNotFoundError, NotADirectoryError):
        return []
    except OSError:
        return [-1]
    return [found.st_mtime_ns, found.st_size, found.st_ino]


def _remember_path() -> str:
    return os.path.join(paths.state_folder(), "config.json")


def _remembered(path: str, stamp: list[int]) -> dict[str, Any] | None:
    """The settings as read last time, if the file is still the same: tomllib costs half a Python start."""
    import json

    try:
        with open(_remember_path(), encoding="utf-8") as file:
            known = json.load(file)
        if known["path"] == path and known["stamp"] == stamp:
            return dict(known["settings"])
    except (OSError, ValueError, KeyError, TypeError):
        pass
    return None


def _remember(path: str, stamp: list[int], flat: dict[str, Any]) -> None:
    import json

    try:
        content = json.dumps({"path": path, "stamp": stamp, "settings": flat})
        paths.make_private_folder(paths.state_folder())
        temporary = f"{_remember_path()}.{os.getpid()}"
        with open(
            os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8"
        ) as file:
            file.write(content)
        os.replace(temporary, _remember_path())
    except (OSError, TypeError):
        pass  # only a memory; a date in the file, which JSON does not know, is read anew each time


def _flatten(prefix: str, table: dict[str, Any], flat: dict[str, Any]) -> None:
    for key, value in table.items():
        if isinstance(value, dict):
            _flatten(f"{prefix}{key}.", value, flat)
        else:
            flat[f"{prefix}{key}"] = value


def forget() -> None:
    """Read the file anew next time."""
    global _loaded
    _loaded = None


def get(key: str) -> Any:
    """The value of a setting, its default when it is not set.

    A value in the file that its setting cannot have raises :class:`ValueInvalid`.
    """
    setting = SETTINGS[key]
    content = _load()
    if key not in content:
        return setting.default
    return checked(key, content[key])


def feature(name: str) -> bool:
    """Whether a feature is switched on; all are unless ``features.NAME`` says false."""
    return _flag(FEATURE + name, _load().get(FEATURE + name, True))


def keys() -> dict[str, str]:
    """The keys that the file names for actions of the full-screen interface, by the action's id."""
    return {key[len(KEYS) :]: str(value) for key, value in _load().items() if key.startswith(KEYS)}


def rates() -> dict[str, str]:
    """The rates that the file keeps, by currency, as decimal text; under :data:`RATES_OF` the currency they are of.

    A faulty one raises :class:`ValueInvalid`.
    """
    return {key[len(RATES) :]: checked(key, value) for key, value in _load().items() if key.startswith(RATES)}


def use_defaults() -> None:
    """Go on as if the file set nothing: for those who only want help."""
    global _loaded
    _loaded = (paths.config_path(), {})


def stored() -> dict[str, Any]:
    """What the file itself sets."""
    return dict(_load())


def checked(key: str, value: Any) -> Any:
    """``value`` (typed text or a TOML value) as the setting's type; raises :class:`ValueInvalid`."""
    if key.startswith(FEATURE):
        return _flag(key, value)
    if key.startswith(KEYS):
        return str(value).strip()
    if key.startswith(RATES):
        return _rate(key, value)
    setting = SETTINGS.get(key)
    if setting is None:
        raise UsageError(
            _("No such setting: %(key)s") % {"key": key},
            hint=_("`crm config list` shows all."),
            argument="KEY",
            value=key,
            expected=sorted(SETTINGS),
        )
    if isinstance(setting.type, tuple):
        if value in setting.type:
            return value
        raise _invalid(key, value, [choice for choice in setting.type if choice])
    if setting.type == "flag":
        return _flag(key, value)
    if setting.type == "whole":
        try:
            number = int(str(value))
        except ValueError:
            raise _invalid(key, value, _("a whole number")) from None
        if number < 0 or isinstance(value, bool):
            raise _invalid(key, value, _("a whole number"))
        return number
    if setting.type == "currency":
        from crmcli.text.money import known

        if isinstance(value, str) and known(value.upper()):
            return value.upper()
        raise _invalid(key, value, _("a code such as CNY, USD or EUR"))
    if setting.type == "numbering":
        return _numbering(key, value)
    if setting.type == "time":
        return _time_of_day(key, value)
    if setting.type in ("week", "days"):
        return _days(key, value, setting.type)
    if setting.type == "path":
        return os.path.abspath(os.path.expanduser(str(value))) if value else ""
    if setting.type == "zone" and value:
        from crmcli.clock import zone

        zone(str(value))
    return str(value)


def _flag(key: str, value: Any) -> bool:
    if isinstance(value, bool):
        return value
    from crmcli.text.words import yes_or_no

    answer = yes_or_no(str(value))
    if answer is not None:
        return answer
    raise _invalid(key, value, ["true", "false"])


def _rate(key: str, value: Any) -> str:
    """A rate as plain decimal text, without zeros that say nothing; of :data:`RATES_OF` a currency."""
    from crmcli.text.money import known

    code = key[len(RATES) :]
    if not known(value if code == RATES_OF else code):
        raise _invalid(key, value, _("a code such as CNY, USD or EUR"))
    if code == RATES_OF:
        return str(value)
    import unicodedata

    text = unicodedata.normalize("NFKC", _plain(value) if isinstance(value, float) else str(value)).strip()
    whole, _point, rest = text.partition(".")
    rest = rest.rstrip("0")
    digits = f"{whole}{rest}"
    fits = len(whole.lstrip("0")) <= _RATE_BEFORE and len(rest) <= _RATE_PLACES
    if isinstance(value, bool) or not (digits.isascii() and digits.isdigit() and fits and int(digits)):
        raise _invalid(key, value, _("a number above 0, with at most 8 digits after the point"))
    whole = whole.lstrip("0") or "0"
    return f"{whole}.{rest}" if rest else whole


def _numbering(key: str, value: Any) -> str:
    """A pattern of numbers: one count in it, and nothing in brackets that is not known."""
    import re

    text = str(value).strip()
    counts = len(re.findall(COUNT, text))
    rest = re.sub(COUNT, "", re.sub(PLACE, "", text))
    if counts != 1 or len(text) > 60 or "{" in rest or "}" in rest or not rest.isprintable():
        raise _invalid(key, value, _("a pattern with one {n}, such as Q{year}-{n:04}"))
    return text


def _plain(value: float) -> str:
    """A number of TOML as it was written, without an exponent."""
    from decimal import Decimal

    return format(Decimal(repr(value)), "f")


def _time_of_day(key: str, value: Any) -> str:
    """``9:00``, ``９：00``, or a time of TOML, as ``09:00``."""
    hours, _colon, minutes = str(value).strip().replace("：", ":").partition(":")
    minutes = minutes.removesuffix(":00") if minutes.count(":") == 1 else minutes
    digits = hours.isdecimal() and minutes.isdecimal() and len(hours) <= 2 and len(minutes) == 2
    if not digits or int(hours) > 23 or int(minutes) > 59:
        raise _invalid(key, value, _("a time of day such as 09:00"))
    return f"{int(hours):02d}:{int(minutes):02d}"


def _days(key: str, value: Any, type: str) -> str:
    """Days of a week, or dates and stretches of them, as text; a list of the file is joined."""
    from crmcli.text.workdays import DaysError, read_days, read_week, show_week

    text = ",".join(str(one) for one in value) if isinstance(value, list) else str(value).strip()
    try:
        if type == "week":
            return show_week(read_week(text))
        read_days(text)
    except DaysError:
        expected = _("days such as mon-fri") if type == "week" else _("dates such as 2026-10-01..2026-10-07")
        raise _invalid(key, value, expected) from None
    return text


def _invalid(key: str, value: Any, expected: Any) -> ValueInvalid:
    wanted = ", ".join(expected) if isinstance(expected, list) else expected
    return ValueInvalid(
        _("%(key)s cannot be %(value)s; expected: %(expected)s")
        % {"key": key, "value": value, "expected": wanted},
        hint=_("Set it with `crm config set %(key)s VALUE`.") % {"key": key},
        argument=key,
        value=value,
        expected=expected,
    )


def write(changes: dict[str, Any]) -> None:
    """Set (or with None unset) settings in the file, whole or not at all; raises :class:`FileError`."""
    import tomli_w

    flat = {**_load(), **changes}
    nested: dict[str, Any] = {}
    for key, value in sorted(flat.items()):
        if value is None:
            continue
        *tables, name = key.split(".")
        table = nested
        for part in tables:
            table = table.setdefault(part, {})
        table[name] = value
    path = paths.config_path()
    try:
        paths.make_private_folder(os.path.dirname(path))
        temporary = f"{path}.{os.getpid()}.new"
        with open(os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
            tomli_w.dump(nested, file)
            file.flush()
            os.fsync(file.fileno())
        os.replace(temporary, path)
    except OSError as error:
        raise FileError(
            _("The settings file cannot be written: %(why)s") % {"why": why(error)},
            hint=_("Check the folder's permissions, or name another place with CRM_DB or CRM_HOME."),
            path=path,
        ) from None
    forget()
