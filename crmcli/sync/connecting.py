"""Connections to a hub, and what PostgreSQL's errors mean to a person. psycopg is imported here and in no other place
before a hub is really spoken to.
"""

from __future__ import annotations

import re
import time

from crmcli.errors import CrmError, Forbidden, HubError, PasswordError, Refused
from crmcli.i18n import _, sentences
from crmcli.sync import address as addresses

TYPE_CHECKING = False  # typing costs as much to import as Python to start
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any, TypeVar

    import psycopg

    from crmcli.sync.address import Address

    T = TypeVar("T")
    Ask = Callable[[str], str]  # a question for a person at a terminal, answered unseen

SUSPENDED = "CR001"
"""The SQLSTATE with which the hub's functions answer a member who is suspended, or a login that is no member."""

TEAM = "CR002"
"""The one of a change after which the team would stand as it may not; the detail says why."""

# Done again as a whole it may succeed: a deadlock, a conflict of transactions, a server that restarts.
AGAIN = frozenset(("40P01", "40001", "57P01", "57P02", "57P03"))
ATTEMPTS = 6
_QUESTIONS = 3  # for a password, at most
_PAUSE = 0.15  # seconds before the second attempt; each further one waits twice as long


def connect(
    address: Address, file: str | None = None, remembered: str | None = None, *, ask: Ask | None = None
) -> psycopg.Connection:
    """A connection, each statement its own transaction.

    With a password that is at hand (``file``, the one ``remembered``), else libpq's own, else one that ``ask`` gives;
    it is asked again when the hub does not take what was typed, or what the keyring has kept from before.

    Raises :class:`PasswordError` and :class:`HubError`.
    """
    from crmcli.sync.driver import load

    load()
    import psycopg

    password = addresses.known_password(address, file, remembered)
    asked = 0
    while True:
        try:
            words: dict[str, Any] = {**address.parameters(), "autocommit": True}
            if password:
                words["password"] = password
            found = psycopg.connect("", **words)
        except psycopg.OperationalError as error:
            if ask is not None and asked < _QUESTIONS and _may_ask(error, address, file, password):
                question = (
                    _("Password of %(login)s: ")
                    if password is None
                    else _("The hub does not take that one. Password of %(login)s: ")
                )
                asked += 1
                typed = ask(question % {"login": address.login})
                if typed:
                    password = typed
                    continue
            raise refused_connection(error, address) from None
        address.known = password  # for the next connection of this call
        if asked and password:
            addresses.remember(address, password)
        return found


def _may_ask(
    error: psycopg.OperationalError, address: Address, file: str | None, password: str | None
) -> bool:
    """Whether it lacks only a password, or another than one that nobody gave with this call."""
    if password is None:
        needs = error.pgconn is not None and error.pgconn.needs_password
        return needs or "no password supplied" in str(error)
    return _kind(str(error))[0] == "password" and not addresses.given(address, file)


# What libpq and the server say while a connection is made: only words, in the server's language; English and Chinese
# are known. The order counts: what is surer first.
_SAID: tuple[tuple[str, str], ...] = (
    (r"no password supplied|empty password", "no_password"),
    (r"password authentication failed|(密码|Password|口令).*认证失败|SASL authentication failed", "password"),
    (r"certificate verify failed|certificate.*does not match|does not match host name|root certificate", "certificate"),
    (r"server does not support SSL|服务器不支持 ?SSL", "no_tls"),
    (r"SSL error|sslv3|tlsv1|no pg_hba\.conf entry.*(SSL off|no encryption)|pg_hba\.conf.*SSL", "tls"),
    (r"no pg_hba\.conf entry|pg_hba\.conf rejects|pg_hba\.conf", "not_let_in"),
    (r"authentication method requirement|SCRAM.*required", "method"),
    (r"too many (clients|connections)|remaining connection slots|太多的客户|已保留的连接位置|连接数过多", "full"),
    (r"database \".*\" does not exist|数据库 ?\".*\" ?不存在", "no_database"),
    (r"role \".*\" does not exist|角色 ?\".*\" ?不存在", "password"),
    (r"not permitted to log in|不允许登录|不允许登陆", "no_login"),
    (r"permission denied for database|对数据库.*权限不够", "no_connect"),
    (r"starting up|shutting down|recovery mode|not yet accepting|正在启动|正在关闭|恢复模式", "starting"),
    (r"could not translate host name|Name or service not known|nodename nor servname|No address associated|"
     r"Temporary failure in name resolution|failed to resolve host", "no_host"),
    (r"Connection refused|拒绝连接", "refused"),
    (r"timeout expired|timed out|timeout", "timeout"),
    (r"Network is unreachable|No route to host|Host is down", "network"),
    (r"No such file or directory", "no_socket"),
    (r"closed the connection unexpectedly|Connection reset|could not receive data|could not send data|EOF detected|"
     r"server closed", "cut"),
)  # fmt: skip


def refused_connection(error: Exception, address: Address) -> HubError:
    """What it means that no connection came about."""
    said = str(error)
    code = getattr(error, "sqlstate", None)
    kind, line = _kind(said)
    kind = {"28P01": "password", "53300": "full", "3D000": "no_database"}.get(code or "", kind)
    told = {"hub": address.url, "login": address.login, "host": address.host, "database": address.database,
            "port": address.port}  # fmt: skip
    kept = _("What waits here is kept.")
    messages = {
        "no_password": (
            _("The hub wants the password of %(login)s, and none was given."),
            _("Give it with --password-file FILE or CRM_HUB_PASSWORD_FILE, or call crm on a terminal to be asked."),
        ),
        "password": (
            _("The hub does not take the password of %(login)s: it is wrong, or it has expired."),
            _("Whoever runs the hub makes a member a new one: `crm hub password NAME`; its owner's is set in psql."),
        ),
        "certificate": (
            _("The certificate of %(host)s cannot be trusted: %(why)s"),
            _("A hub with a certificate of its own: add ?sslrootcert=FILE to the URL, with the file of its CA."),
        ),
        "no_tls": (
            _("The hub at %(host)s offers no encryption (TLS)."),
            _("Passwords and customers would cross the network in the open. Have TLS switched on there (ssl = on)."),
        ),
        "tls": (
            _("No encrypted connection with %(host)s came about: %(why)s"),
            _("Look at sslmode in the URL, and at ssl and pg_hba.conf on the server."),
        ),
        "not_let_in": (
            _("The server at %(host)s lets %(login)s not in from here: %(why)s"),
            _("Its pg_hba.conf decides; ask whoever runs it."),
        ),
        "method": (
            _("The server at %(host)s does not ask for the password by SCRAM: %(why)s"),
            _("Have `password_encryption = scram-sha-256` set there and the password set anew."),
        ),
        "full": (
            _("The hub has no connection left: as many are connected as it allows."),
            sentences([_("Try again in a minute; whoever runs it can raise max_connections."), kept]),
        ),
        "no_database": (
            _("There is no database “%(database)s” at %(host)s."),
            _("Look at the end of the URL; whoever runs the server makes databases: CREATE DATABASE."),
        ),
        "no_login": (
            _("%(login)s may no longer log in."),
            sentences([_("The login is suspended, or it is none; ask whoever runs the hub."), kept]),
        ),
        "no_connect": (
            _("%(login)s may not connect to the database “%(database)s”."),
            _("Ask whoever runs the hub: `crm hub add NAME` gives a login."),
        ),
        "starting": (_("The server at %(host)s is just starting or stopping."), _("Try again in a minute.")),
        "no_host": (
            _("There is no host “%(host)s”, or its name cannot be looked up now."),
            sentences([_("Look at the URL and at the network."), kept]),
        ),
        "refused": (
            _("Nothing answers at %(host)s, port %(port)d."),
            sentences([_("Is the server running there, and does a firewall let you through?"), kept]),
        ),
        "timeout": (_("%(host)s did not answer in time."), sentences([_("Look at the network."), kept])),
        "network": (_("%(host)s cannot be reached from here."), sentences([_("Look at the network."), kept])),
        "no_socket": (
            _("There is no PostgreSQL socket in %(host)s for port %(port)d."),
            _("Is the server running? Its unix_socket_directories says where its socket is."),
        ),
        "cut": (_("The connection with the hub was cut."), sentences([_("Nothing is half-done; try again."), kept])),
    }  # fmt: skip
    message, hint = messages.get(
        kind,
        (
            _("The hub cannot be used: %(why)s"),
            _("Look at the host and the port in the URL: is it PostgreSQL that answers there?"),
        ),
    )
    cls = PasswordError if kind in ("password", "no_password") else HubError
    return cls(message % (told | {"why": brief(line)}), hint=hint, hub=address.url)


def _kind(said: str) -> tuple[str, str]:
    """What is known of an error without a code, and the line that says it."""
    for pattern, kind in _SAID:
        found = re.search(pattern, said, re.IGNORECASE | re.DOTALL)
        if found is not None:
            return kind, said[said.rfind("\n", 0, found.end()) + 1 :].partition("\n")[0]
    return "", said


def brief(text: str) -> str:
    """What the server said, in one line without the address that libpq puts in front."""
    line = next((line.strip() for line in text.splitlines() if line.strip()), "")
    line = re.sub(r"^(- )?(connection failed: )?(connection to server .*? failed: )?", "", line)
    return re.sub(r"^(FATAL|ERROR|PANIC):\s*", "", line)


def translated(error: Exception, address: Address) -> CrmError:
    """What an error of a statement means."""
    import psycopg

    if isinstance(error, CrmError):
        return error
    code = getattr(error, "sqlstate", None)
    kept = _("What waits here is kept.")
    told = {
        "login": address.login,
        "database": address.database,
        "host": address.host,
        "why": brief(str(error)),
    }

    def hub(message: str, hint: str) -> HubError:
        return HubError(message % told, hint=hint, hub=address.url)

    if code is None:
        if isinstance(error, psycopg.OperationalError):
            return refused_connection(error, address)
        return hub(_("The hub cannot be used: %(why)s"), kept)
    if code == SUSPENDED:
        message = _("%(login)s is suspended on the hub, or no member of it.") % told
        return Forbidden(
            message,
            hint=sentences([_("Whoever runs the hub can bring you back: `crm hub restore NAME`."), kept]),
            missing=[{"code": "suspended", "field": "member", "message": message}],
            hub=address.url,
        )
    if code == TEAM:
        return _refused_team(getattr(error, "diag", None))
    if code in ("3F000", "42P01", "42883", "42703"):
        return hub(
            _("The database “%(database)s” is no hub, or one of another version: %(why)s"),
            _("Whoever owns it makes or upgrades it: `crm hub init URL`. Nothing was sent or forgotten."),
        )
    if code == "42501":
        return hub(
            _("%(login)s has not the rights for this on the hub: %(why)s"),
            _("Is it the right login, and the right database? Ask whoever runs the hub."),
        )
    if code == "25006":
        return hub(
            _("The hub is read-only now: a copy of it, or one that is being looked after."),
            sentences([_("Look at the host in the URL, or try again later."), kept]),
        )
    if code in ("53100", "53200", "54000"):
        return hub(
            _("The hub has no room left: %(why)s"),
            sentences([_("Whoever runs it has to make room on its disk."), kept]),
        )
    if code == "53300":
        return refused_connection(error, address)
    if code in ("55P03", "57014"):
        return hub(
            _("The hub is busy and did not get to it in time: %(why)s"),
            sentences([_("Try again in a minute."), kept]),
        )
    if code in AGAIN or code[:2] == "08":
        return hub(
            _("The connection with the hub was cut: %(why)s"), sentences([_("Try again in a minute."), kept])
        )
    if code[:2] == "42" or code[:2] == "22":
        return hub(
            _("The hub and this crm do not understand each other: %(why)s"),
            sentences([_("Are both of one version? `crm hub status` tells."), kept]),
        )
    return hub(_("The hub says: %(why)s"), kept)


def _refused_team(diagnosis: Any) -> CrmError:
    """What holds of the team does not let a change be: ``verbs/team_rules.py`` on the hub."""
    why = getattr(diagnosis, "message_detail", None) or ""
    messages = {
        "cycle": (_("Somebody would be above themselves."), _("Name a superior who is not below.")),
        "last_superior": (
            _("Nobody would be left who has all rights."),
            _("Give them to somebody else first: `crm hub add NAME --role director`."),
        ),
    }
    message, hint = messages.get(why, (_("The team may not become so: %(why)s.") % {"why": why}, ""))
    return Refused(message, hint=hint, missing=[{"code": why or "team", "field": None, "message": message}])


def passing(error: Exception) -> bool:
    """Whether what failed may well succeed when it is done again as a whole, over a new connection if need be."""
    import psycopg

    code = getattr(error, "sqlstate", None)
    if code is None:
        if not isinstance(error, psycopg.OperationalError):
            return False
        return _kind(str(error))[0] in ("cut", "starting")
    return code in AGAIN or code[:2] == "08"


def wait(attempt: int) -> None:
    """Give the hub a moment after the attempt of this number (from 0)."""
    time.sleep(_PAUSE * 2**attempt)
