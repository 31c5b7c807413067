"""Hubs that cannot be used: each way has its message, says what to do, leaves everything here as it was."""

from __future__ import annotations

import contextlib
import os
import pty
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pg
import pytest
from hubs import Database, empty

from support import Result, Run


def tried(crm_in: Run, url: str, password: str | None, tmp_path: Path, *more: str) -> Result:
    """A look at a hub, with a password."""
    words: list[str] = [*more]
    if password is not None:
        file = tmp_path / "password"
        file.write_text(password + "\n")
        words += ["--password-file", str(file)]
    return crm_in("hub", "status", "--hub", url, "--json", *words)


def error_of(result: Result, url: str, code: str = "hub") -> dict[str, str]:
    """The error, which names the hub and what to do."""
    error = result.fails(7).error
    assert error["code"] == code, error
    assert error["details"]["hub"].partition("?")[0] == url.partition("?")[0]
    assert error["hint"], error
    return error


@pytest.fixture(scope="module")
def plain() -> Iterator[Database]:
    """A database on a server without TLS that takes few connections."""
    with pg.Server(ssl="off", max_connections="8", superuser_reserved_connections="2") as server:
        yield empty(server.access())


# --- passwords ----------------------------------------------------------------------------------------------------


def test_a_wrong_password(database: Database, crm_in: Run, tmp_path: Path) -> None:
    error = error_of(tried(crm_in, database.url(), "guessed", tmp_path), database.url(), "password")
    assert database.owner in error["message"]
    assert "crm hub password" in error["hint"]


def test_no_password_and_nobody_to_ask(database: Database, crm_in: Run, tmp_path: Path) -> None:
    error = error_of(tried(crm_in, database.url(), None, tmp_path), database.url(), "password")
    assert "none was given" in error["message"]
    assert "--password-file" in error["hint"]


def test_a_password_that_has_expired(database: Database, crm_in: Run, tmp_path: Path) -> None:
    login = database.role("LOGIN VALID UNTIL '2001-01-01'")
    result = tried(crm_in, database.url(login), database.passwords[login], tmp_path)
    assert "expired" in error_of(result, database.url(login), "password")["message"]


def test_a_login_that_is_none(database: Database, crm_in: Run, tmp_path: Path) -> None:
    url = database.server.url("nobody_at_all", database.name)
    error_of(tried(crm_in, url, "any", tmp_path), url, "password")


def test_the_passfile_of_libpq_is_read(
    database: Database, crm_in: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    passfile = tmp_path / "passfile"
    passfile.write_text(f"127.0.0.1:*:*:{database.owner}:{database.passwords[database.owner]}\n")
    passfile.chmod(0o600)
    monkeypatch.setenv("PGPASSFILE", str(passfile))
    result = tried(crm_in, database.url(), None, tmp_path)
    assert "is no hub" in error_of(result, database.url())["message"]


def at_terminal(*words: str, typed: str | list[str]) -> tuple[int, str]:
    """A run on a terminal that is its own: what is typed each time it asks, then nothing; its code, what it said."""
    answers = [typed] if isinstance(typed, str) else [*typed]
    asked = 0
    leader, follower = pty.openpty()
    begin = "import os, sys; os.open(os.ttyname(0), os.O_RDWR); os.execv(sys.executable, sys.argv[1:])"
    process = subprocess.Popen(
        [sys.executable, "-c", begin, sys.executable, "-m", "crmcli", *words],
        stdin=follower, stdout=follower, stderr=follower, start_new_session=True, cwd=Path(__file__).parents[2],
    )  # fmt: skip
    os.close(follower)
    said = b""
    with contextlib.suppress(OSError):  # the other end is closed
        while data := os.read(leader, 4096):
            said += data
            for _ in range(said.count(b"Password of") - asked):
                os.write(leader, (answers.pop(0) if answers else "").encode() + b"\n")
                asked += 1
    os.close(leader)
    return process.wait(30), said.decode()


@pytest.mark.slow
def test_on_a_terminal_it_is_asked_for_unseen(database: Database) -> None:
    secret = database.passwords[database.owner]
    code, said = at_terminal("hub", "status", "--hub", database.url(), typed=secret)
    assert f"Password of {database.owner}" in said
    assert secret not in said
    assert (code, "is no hub" in said) == (7, True)
    code, said = at_terminal("hub", "status", "--hub", database.url(), typed="guessed")
    assert (code, "does not take the password" in said) == (7, True)
    code, said = at_terminal("hub", "status", "--hub", database.url(), typed=["guessed", secret])
    assert "does not take that one. Password of" in said
    assert (code, "is no hub" in said) == (7, True)
    code, said = at_terminal("hub", "status", "--hub", database.url(), typed=["a", "b", "c", secret])
    assert (code, said.count("Password of"), "does not take the password" in said) == (7, 3, True)


@pytest.mark.slow
def test_one_of_the_keyring_that_is_old_is_asked_anew_and_kept(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = tmp_path / "kept"
    kept.write_text("the one before")
    (tmp_path / "keyring.py").write_text(
        f"from pathlib import Path\nkept = Path({str(kept)!r})\n"
        "def get_password(service, name): return kept.read_text()\n"
        "def set_password(service, name, secret): kept.write_text(secret)\n"
    )
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    secret = database.passwords[database.owner]
    code, said = at_terminal("hub", "status", "--hub", database.url(), typed=secret)
    assert "does not take that one. Password of" in said
    assert (code, "is no hub" in said) == (7, True)
    assert kept.read_text() == secret
    file = tmp_path / "password"
    file.write_text("from a file")
    words = ("hub", "status", "--hub", database.url(), "--password-file", str(file))
    code, said = at_terminal(*words, typed=secret)
    assert (code, said.count("Password of")) == (7, 0)


# --- TLS ----------------------------------------------------------------------------------------------------------

CHECKED = f"sslmode=verify-full&hostaddr=127.0.0.1&sslrootcert={pg.TLS / 'ca.pem'}"


def by_name(database: Database, host: str, query: str) -> str:
    return database.url(query=query).replace("127.0.0.1:", f"{host}:", 1)


def test_a_certificate_that_is_checked_and_right(database: Database, crm_in: Run, tmp_path: Path) -> None:
    url = by_name(database, "hub.test", CHECKED)
    result = tried(crm_in, url, database.passwords[database.owner], tmp_path)
    assert "is no hub" in error_of(result, url)["message"]  # it got as far as that


@pytest.mark.parametrize("host", ["other.test", "hub.test.example.com"])
def test_a_certificate_for_another_host(database: Database, crm_in: Run, tmp_path: Path, host: str) -> None:
    url = by_name(database, host, CHECKED)
    error = error_of(tried(crm_in, url, database.passwords[database.owner], tmp_path), url)
    assert "cannot be trusted" in error["message"]
    assert host in error["message"]


def test_a_certificate_that_nobody_vouches_for(database: Database, crm_in: Run, tmp_path: Path) -> None:
    url = by_name(database, "hub.test", "sslmode=verify-full&hostaddr=127.0.0.1")
    error = error_of(tried(crm_in, url, database.passwords[database.owner], tmp_path), url)
    assert "cannot be trusted" in error["message"]
    assert "sslrootcert" in error["hint"]


def test_a_trust_file_that_is_missing(database: Database, crm_in: Run, tmp_path: Path) -> None:
    url = by_name(
        database, "hub.test", f"sslmode=verify-full&sslrootcert={tmp_path}/none.pem&hostaddr=127.0.0.1"
    )
    error = error_of(tried(crm_in, url, database.passwords[database.owner], tmp_path), url)
    assert "none.pem" in error["message"]


@pytest.mark.slow
def test_a_server_without_tls(plain: Database, crm_in: Run, tmp_path: Path) -> None:
    for mode in ("require", "verify-full"):
        url = plain.url(query=f"sslmode={mode}")
        error = error_of(tried(crm_in, url, plain.passwords[plain.owner], tmp_path), url)
        assert "no encryption" in error["message"]
        assert "ssl = on" in error["hint"]


def test_a_password_is_sent_by_scram_only(database: Database, crm_in: Run, tmp_path: Path) -> None:
    url = by_name(database, "hub.test", f"{CHECKED}&require_auth=md5")
    error = error_of(tried(crm_in, url, database.passwords[database.owner], tmp_path), url)
    assert "SCRAM" in error["message"]


# --- who is not there, or not for us ------------------------------------------------------------------------------


def test_a_host_that_is_none(crm_in: Run, tmp_path: Path) -> None:
    url = "postgresql://lina@nowhere.invalid/crm"
    assert "nowhere.invalid" in error_of(tried(crm_in, url, "any", tmp_path), url)["message"]


def test_a_port_at_which_nobody_answers(crm_in: Run, tmp_path: Path) -> None:
    url = "postgresql://lina@127.0.0.1:1/crm"
    error = error_of(tried(crm_in, url, "any", tmp_path), url)
    assert "Nothing answers at 127.0.0.1, port 1" in error["message"]
    assert "kept" in error["hint"]


def test_a_folder_without_a_socket(crm_in: Run, tmp_path: Path) -> None:
    url = f"postgresql://lina@/crm?host={tmp_path}"
    result = tried(crm_in, url, "any", tmp_path).fails(7)
    assert "no PostgreSQL socket" in result.error["message"]


@contextlib.contextmanager
def answering(reply: bytes | None) -> Iterator[int]:
    """A server that is no PostgreSQL: answers everything with ``reply``, or never. Its port."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        held: list[socket.socket] = []

        def serve() -> None:
            with contextlib.suppress(OSError):
                while True:
                    one, _address = server.accept()
                    held.append(one)
                    if reply is not None:
                        one.recv(1024)
                        one.sendall(reply)
                        one.close()

        threading.Thread(target=serve, daemon=True).start()
        yield server.getsockname()[1]
        for one in held:
            one.close()


@pytest.mark.slow
def test_a_server_that_never_answers(crm_in: Run, tmp_path: Path) -> None:
    with answering(None) as port:
        url = f"postgresql://lina@127.0.0.1:{port}/crm?connect_timeout=2"
        assert "did not answer in time" in error_of(tried(crm_in, url, "any", tmp_path), url)["message"]


@pytest.mark.parametrize(
    "reply", [b"HTTP/1.1 400 Bad Request\r\n\r\n", b"", b"E\xff\xff\xff\xff", b"N" * 5000]
)
def test_a_server_that_is_something_else(crm_in: Run, tmp_path: Path, reply: bytes) -> None:
    with answering(reply) as port:
        url = f"postgresql://lina@127.0.0.1:{port}/crm?connect_timeout=5"
        error_of(tried(crm_in, url, "any", tmp_path), url)


def test_a_database_that_is_none(database: Database, crm_in: Run, tmp_path: Path) -> None:
    url = database.server.url(database.owner, "no_such_database")
    error = error_of(tried(crm_in, url, database.passwords[database.owner], tmp_path), url)
    assert "no_such_database" in error["message"]


def test_a_login_that_is_shut_or_not_let_in(database: Database, crm_in: Run, tmp_path: Path) -> None:
    shut, outside = database.role("NOLOGIN"), database.role()
    database.sql(f"REVOKE CONNECT ON DATABASE {database.name} FROM PUBLIC")
    for login, said in ((shut, "no longer log in"), (outside, "may not connect")):
        result = tried(crm_in, database.url(login), database.passwords[login], tmp_path)
        assert said in error_of(result, database.url(login))["message"]


def test_a_database_that_is_no_hub(database: Database, crm_in: Run, tmp_path: Path) -> None:
    result = tried(crm_in, database.url(), database.passwords[database.owner], tmp_path)
    error = error_of(result, database.url())
    assert "is no hub" in error["message"]
    assert "crm hub init" in error["hint"]


@pytest.mark.slow
def test_a_server_with_no_connection_left(plain: Database, crm_in: Run, tmp_path: Path) -> None:
    with contextlib.ExitStack() as held:
        for _number in range(6):
            held.enter_context(plain.connect())
        result = tried(crm_in, plain.url(), plain.passwords[plain.owner], tmp_path)
        error = error_of(result, plain.url())
        assert "no connection left" in error["message"]
        assert "max_connections" in error["hint"]
    result = tried(crm_in, plain.url(), plain.passwords[plain.owner], tmp_path)
    assert "is no hub" in error_of(result, plain.url())["message"]
