"""The language of what people read: gettext, loaded only when the language is not English.

``_`` translates now, ``N_`` only marks a text for the catalogue (tables of texts that are translated
when shown). English is the source text itself, so an English session loads nothing.
"""

from __future__ import annotations

import os

TYPE_CHECKING = False  # typing costs as much to import as Python to start
if TYPE_CHECKING:
    from collections.abc import Iterable
    from gettext import NullTranslations

LANGUAGES = ("en", "zh")
_CATALOGUE = {"zh": "zh_CN"}

_language = "en"
_translations: NullTranslations | None = None
_others: dict[str, NullTranslations] = {}


def use_language(language: str) -> None:
    """Make ``language`` (``en`` or ``zh``) the language of all messages from now on.

    The catalogue is read when the first message is asked for: a note that is understood says nothing of its own.
    """
    global _language, _translations
    _language = language
    _translations = None


def _catalogue() -> NullTranslations:
    """The catalogue of the language in use, read once."""
    global _translations
    if _translations is None:
        import gettext

        folder = os.path.join(os.path.dirname(__file__), "locale")
        _translations = gettext.translation("crmcli", folder, [_CATALOGUE[_language]], fallback=True)
    return _translations


def language() -> str:
    """The language in use, ``en`` or ``zh``."""
    return _language


def language_of_locale(environ: dict[str, str] | os._Environ[str] = os.environ) -> str:
    """The language the environment asks for (``LC_ALL``, ``LC_MESSAGES``, ``LANG``), ``en`` if none is known."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        value = environ.get(name, "")
        if value:
            return "zh" if value.lower().startswith("zh") else "en"
    return "en"


def _(text: str) -> str:
    """``text`` in the language in use."""
    if _language not in _CATALOGUE or not text:
        return text
    return _catalogue().gettext(text)


def in_language(language: str, text: str) -> str:
    """``text`` in a language that need not be the one in use."""
    if language not in _CATALOGUE or not text:
        return text
    if language == _language:
        return _catalogue().gettext(text)
    other = _others.get(language)
    if other is None:
        import gettext

        folder = os.path.join(os.path.dirname(__file__), "locale")
        other = _others[language] = gettext.translation(
            "crmcli", folder, [_CATALOGUE[language]], fallback=True
        )
    return other.gettext(text)


def ngettext(one: str, many: str, number: int) -> str:
    """The form of a text that fits ``number``."""
    if _language not in _CATALOGUE:
        return one if number == 1 else many
    return _catalogue().ngettext(one, many, number)


def N_(text: str) -> str:
    """``text`` itself; marks it for the catalogue, to be translated with :func:`_` when it is shown."""
    return text


def listed(items: Iterable[str]) -> str:
    """Words or names one after the other, with the comma of the language."""
    return _(", ").join(items)


_STOPS = ".!?…。！？:：;；,，、"  # after these no full stop is due,
_CLOSING = "\"'”’`)）]】」』》"  # nor where one stands before these


def sentences(items: Iterable[str]) -> str:
    """Sentences one after the other: with a space between them, in Chinese without.

    One that lacks its full stop gets it when another follows.
    """
    stop, space = ("。", "") if _language == "zh" else (".", " ")
    said = ""
    for item in items:
        if said and item:
            ended = said.rstrip().rstrip(_CLOSING)[-1:] in _STOPS
            said = said.rstrip() + ("" if ended else stop) + space
        said += item
    return said


def why(error: BaseException) -> str:
    """What the operating system or SQLite refused for, in the language in use as far as it is known."""
    said = getattr(error, "strerror", None) or str(error)
    if said.startswith('near "') and said.endswith(": syntax error"):
        return _("syntax error near %(name)s") % {"name": said[6:-15]}
    what, colon, name = said.partition(": ")
    if colon and what in _OF_SQLITE:
        return _("%(field)s: %(value)s") % {"field": _(what), "value": name}
    return _(said)


# What SQLite says of a query, before a colon and a name.
_OF_SQLITE = (
    N_("no such column"), N_("no such table"), N_("no such function"), N_("ambiguous column name"),
    N_("misuse of aggregate"), N_("wrong number of arguments to function"), N_("unrecognized token"),
)  # fmt: skip

# What they say most; they say it in English, whatever the locale.
_OF_THE_SYSTEM = (
    N_("Permission denied"), N_("Operation not permitted"), N_("No such file or directory"), N_("File exists"),
    N_("Is a directory"), N_("Not a directory"), N_("Directory not empty"), N_("Read-only file system"),
    N_("File name too long"), N_("Input/output error"), N_("No space left on device"), N_("Disk quota exceeded"),
    N_("Too many open files"), N_("Too many levels of symbolic links"), N_("Exec format error"),
    N_("incomplete input"), N_("not an error"), N_("unable to open database file"), N_("disk I/O error"),
    N_("attempt to write a readonly database"), N_("database or disk is full"),
    N_("file is not a database"), N_("database disk image is malformed"), N_("database is locked"),
)  # fmt: skip
