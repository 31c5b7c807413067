"""Where a hub is: its URL read and shown, how it is reached safely, where the password comes from.

The password is never part of what is kept or shown: :attr:`Address.url` has none.
"""

from __future__ import annotations

import os

from crmcli.errors import FileError, ValueInvalid
from crmcli.i18n import _, why

TYPE_CHECKING = False  # typing costs as much to import as Python to start
if TYPE_CHECKING:
    from typing import NoReturn

EXPECTED = "postgresql://LOGIN@HOST[:PORT]/DATABASE[?sslmode=…]"
"""What a hub's URL looks like."""

PORT = 5432

# What of libpq's parameters an URL may say; the rest (passwords, programs to run, services) has no business there.
OPTIONS = (
    "channel_binding", "connect_timeout", "host", "hostaddr", "keepalives_idle", "options", "passfile", "port",
    "require_auth", "sslcert", "sslcrl", "sslkey", "sslmode", "sslrootcert", "target_session_attrs",
)  # fmt: skip
_FILES = ("passfile", "sslcert", "sslcrl", "sslkey", "sslrootcert")
MODES = ("disable", "allow", "prefer", "require", "verify-ca", "verify-full")

# Where systems keep the certificates they trust. libpq's own `system` looks where its OpenSSL was built for,
# and the one that comes with psycopg was built for a place that does not exist.
_TRUSTED = (
    "/etc/ssl/certs/ca-certificates.crt", "/etc/pki/tls/certs/ca-bundle.crt", "/etc/ssl/ca-bundle.pem",
    "/etc/ssl/cert.pem", "/opt/homebrew/etc/openssl@3/cert.pem", "/usr/local/etc/openssl@3/cert.pem",
)  # fmt: skip
PASSWORD_FILE = "CRM_HUB_PASSWORD_FILE"
_SERVICE = "crm"


class Address:
    """A hub's address. ``password`` is the one that stood in the URL, to be used once and never kept.

    ``known`` is one that a connection was made with, for the next one of this call.
    """

    __slots__ = ("database", "host", "known", "login", "options", "password", "port")

    def __init__(
        self, login: str, host: str, port: int, database: str, options: dict[str, str], password: str | None
    ) -> None:
        self.login = login
        self.host = host  # a folder of a socket, if it begins with a slash
        self.port = port
        self.database = database
        self.options = options
        self.password = password
        self.known: str | None = None

    @property
    def url(self) -> str:
        """The address as it is kept and shown: one form for what is the same, and no password."""
        from urllib.parse import quote, urlencode

        host = quote(self.host, safe="") if self.host.startswith("/") else self.host
        if ":" in host:
            host = f"[{host}]"
        port = f":{self.port}" if self.port != PORT else ""
        query = f"?{urlencode(sorted(self.options.items()), safe='/')}" if self.options else ""
        return (
            f"postgresql://{quote(self.login, safe='')}@{host}{port}/{quote(self.database, safe='')}{query}"
        )

    def __str__(self) -> str:
        return self.url

    @property
    def local(self) -> bool:
        """Whether it is this very machine, where nobody can listen in between."""
        host = self.options.get("hostaddr") or self.host
        return host.startswith(("/", "127.")) or host in ("localhost", "::1")

    @property
    def verified(self) -> bool:
        """Whether the connection is encrypted and the server's certificate checked; true for this very machine."""
        return self.local or self._mode == "verify-full"

    @property
    def _mode(self) -> str:
        return self.options.get("sslmode") or ("prefer" if self.local else "verify-full")

    def parameters(self) -> dict[str, str]:
        """What libpq is told: certificates are checked and only SCRAM is spoken unless the URL says otherwise."""
        told = {
            "gssencmode": "disable",  # asking for Kerberos costs a round trip
            "connect_timeout": "10",
            "keepalives_idle": "30",
            "tcp_user_timeout": "30000",  # milliseconds: how long a cut cable goes unnoticed
            "application_name": "crm",
            "client_encoding": "UTF8",
        }
        if not self.local and "sslcert" not in self.options:
            told["require_auth"] = "scram-sha-256"
        told |= self.options
        told |= {"host": self.host, "port": str(self.port), "user": self.login, "dbname": self.database}
        told["sslmode"] = self._mode
        if told["sslmode"] in ("verify-full", "verify-ca"):
            root = told.setdefault("sslrootcert", "system")
            if root == "system":
                told["sslrootcert"] = trusted() or "system"
        return told

    def warnings(self) -> list[str]:
        """What a person should hear of this address."""
        found = []
        if self.password is not None:
            found.append(
                _(
                    "The password in the URL is used once and not kept; there it can be seen by others on this machine "
                    "and stays in the shell's history. Leave it out: it is asked for, or give --password-file."
                )
            )
        if not self.verified:
            found.append(
                _("With sslmode=%(mode)s nobody checks that it is your hub that answers.")
                % {"mode": self._mode}
            )
        return found


def trusted() -> str | None:
    """The file of the certificates that this machine trusts; None where there is none."""
    named = os.environ.get("SSL_CERT_FILE")
    for path in (named, *_TRUSTED) if named else _TRUSTED:
        if os.path.isfile(path):
            return path
    return None


def read(text: str, argument: str = "URL") -> Address:
    """The address that a URL gives. Raises :class:`ValueInvalid`, which never repeats a password."""
    from urllib.parse import parse_qsl, unquote, urlsplit

    text = text.strip()
    scheme, separator, rest = text.partition("://")
    if not separator or scheme not in ("postgresql", "postgres"):
        _wrong(argument, text, _("A hub's URL begins with postgresql://."))
    try:
        parts = urlsplit(f"postgresql://{rest}")
        port = parts.port
        host = unquote(parts.hostname or "") if "%" in parts.netloc else parts.hostname or ""
    except ValueError:
        _wrong(argument, text, _("The host or the port is not one."))
    given = parse_qsl(parts.query, keep_blank_values=True)
    options = {name: value for name, value in given if value}
    password = unquote(parts.password) if parts.password else options.pop("password", None)
    unknown = sorted(set(options) - set(OPTIONS))
    if unknown:
        _wrong(
            argument, text,
            _("A hub's URL has no %(names)s; it can say %(known)s.")
            % {"names": ", ".join(unknown), "known": ", ".join(OPTIONS)},
        )  # fmt: skip
    host = options.pop("host", "") or host
    named = options.pop("port", "")
    if named and not (named.isdecimal() and 0 < int(named) < 65536):
        _wrong(argument, text, _("The host or the port is not one."))
    port = int(named) if named else port if port is not None else PORT
    login, database = unquote(parts.username or ""), unquote(parts.path.lstrip("/"))
    missing = [
        name
        for name, there in ((_("the login"), login), (_("the host"), host), (_("the database"), database))
        if not there
    ]
    if missing:
        _wrong(argument, text, _("The URL lacks %(what)s.") % {"what": ", ".join(missing)})
    for name in _FILES:
        if options.get(name) not in (None, "system"):
            options[name] = os.path.abspath(
                os.path.expanduser(options[name])
            )  # it is read from elsewhere, too
    if "," in host or "/" in database or not port:
        _wrong(argument, text, _("A hub's URL names one host, one port and one database."))
    mode = options.get("sslmode", "verify-full")
    if mode not in MODES:
        _wrong(
            argument, text,
            _("sslmode cannot be “%(value)s”, only %(known)s.") % {"value": mode, "known": ", ".join(MODES)},
        )  # fmt: skip
    return Address(login, host, port, database, options, password)


def without_password(text: str) -> str:
    """A text that may be meant as a URL, any password in it blotted out, also one that has a # for a %23."""
    import re

    text = re.sub(r"^([^:@]*:/+)?([^:@]*:).*@", r"\1\2…@", text, flags=re.DOTALL)
    return re.sub(r"(pass[a-z]*=)[^&]*", r"\1…", text, flags=re.IGNORECASE)


def _wrong(argument: str, text: str, message: str) -> NoReturn:
    raise ValueInvalid(
        message,
        hint=_("Expected: %(expected)s.") % {"expected": EXPECTED},
        argument=argument,
        value=without_password(text),
        expected=EXPECTED,
    )


# --- passwords ----------------------------------------------------------------------------------------------------


def known_password(address: Address, file: str | None = None, remembered: str | None = None) -> str | None:
    """The password that is at hand; None: libpq looks into its own passfile.

    Of the URL, of a file (``--password-file``, else ``CRM_HUB_PASSWORD_FILE``, else the one ``remembered``), of the
    desktop's keyring. Raises :class:`FileError` for a file that cannot be read; one remembered may be gone.
    """
    if address.known is not None:
        return address.known
    if address.password is not None:
        return address.password
    path = file or os.environ.get(PASSWORD_FILE)
    if path:
        return of_file(path)
    if remembered:
        try:
            return of_file(remembered)
        except FileError:
            pass
    return _of_keyring(address)


def given(address: Address, file: str | None = None) -> bool:
    """Whether a password was given with this very call, where another is not asked for."""
    return address.password is not None or bool(file or os.environ.get(PASSWORD_FILE))


def of_file(path: str) -> str:
    """The password in the first line of a file. Raises :class:`FileError`."""
    try:
        with open(os.path.expanduser(path), encoding="utf-8") as opened:
            line = opened.readline(4096)
    except (OSError, UnicodeDecodeError) as error:
        reason = why(error) if isinstance(error, OSError) else str(error)
        raise FileError(
            _("The password file %(file)s cannot be read: %(why)s") % {"file": path, "why": reason},
            hint=_("Its first line is the password; only you should be able to read it."),
            path=path,
        ) from None
    password = line.rstrip("\r\n").removeprefix("\ufeff")
    if not password:
        raise FileError(
            _("The password file %(file)s is empty.") % {"file": path},
            hint=_("Its first line is the password; only you should be able to read it."),
            path=path,
        )
    return password


def _of_keyring(address: Address) -> str | None:
    try:
        import keyring

        found: str | None = keyring.get_password(_SERVICE, _entry(address))
        return found
    except Exception:  # it is not installed, or there is no desktop to ask; both are no error
        return None


def remember(address: Address, password: str) -> bool:
    """Keep a password in the desktop's keyring; whether there is one that took it."""
    try:
        import keyring

        keyring.set_password(_SERVICE, _entry(address), password)
        return True
    except Exception:
        return False


def forget(address: Address) -> None:
    """Take the password out of the desktop's keyring again."""
    try:
        import keyring

        keyring.delete_password(_SERVICE, _entry(address))
    except Exception:
        return


def _entry(address: Address) -> str:
    return f"{address.login}@{address.host}:{address.port}/{address.database}"
