"""A hub's URL: what it may say, what is made of it, and that no password in it is kept or shown anywhere."""

from __future__ import annotations

import os
from pathlib import Path

import pg
import pytest

from crmcli.errors import FileError, ValueInvalid
from crmcli.sync.address import known_password, read, trusted
from support import Run


@pytest.mark.parametrize(
    ("url", "kept"),
    [
        ("postgresql://lina@hub.example.com/crm", "postgresql://lina@hub.example.com/crm"),
        ("postgres://lina@hub.example.com:5432/crm", "postgresql://lina@hub.example.com/crm"),
        (" postgresql://lina@HUB.example.com:6432/crm ", "postgresql://lina@hub.example.com:6432/crm"),
        ("postgresql://lina:geheim@hub/crm?sslmode=require", "postgresql://lina@hub/crm?sslmode=require"),
        ("postgresql://lina@hub/crm?password=geheim", "postgresql://lina@hub/crm"),
        ("postgresql://a%40b:g%40h@hub/c%20d", "postgresql://a%40b@hub/c%20d"),
        ("postgresql://李娜@hub/crm", "postgresql://%E6%9D%8E%E5%A8%9C@hub/crm"),
        ("postgresql://lina@[::1]:6432/crm", "postgresql://lina@[::1]:6432/crm"),
        ("postgresql://lina@/crm?host=/run/postgresql", "postgresql://lina@%2Frun%2Fpostgresql/crm"),
        ("postgresql://lina@%2Frun%2Fpostgresql/crm", "postgresql://lina@%2Frun%2Fpostgresql/crm"),
        ("postgresql://lina@hub/crm?sslrootcert=/etc/ca.pem&sslmode=verify-full",
         "postgresql://lina@hub/crm?sslmode=verify-full&sslrootcert=/etc/ca.pem"),
    ],
)  # fmt: skip
def test_one_form_for_what_is_the_same(url: str, kept: str) -> None:
    address = read(url)
    assert address.url == str(address) == kept
    assert read(kept).url == kept


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("hub.example.com", "begins with postgresql://"),
        ("mysql://lina:geheim@hub/crm", "begins with postgresql://"),
        ("postgresql://hub/crm", "lacks the login"),
        ("postgresql://", "lacks the login, the host, the database"),
        ("postgresql://lina:geheim@hub", "lacks the database"),
        ("postgresql://lina@/crm", "lacks the host"),
        ("postgresql://lina:geheim@hub:99999/crm", "host or the port"),
        ("postgresql://lina:geheim@hub:/x/crm", "one host, one port and one database"),
        ("postgresql://lina@hub:port/crm", "host or the port"),
        ("postgresql://lina@hub/crm?port=0", "host or the port"),
        ("postgresql://lina@[::1/crm", "host or the port"),
        ("postgresql://lina@one,two/crm", "one host"),
        ("postgresql://lina@hub/crm?sslmode=yes", "sslmode cannot be “yes”"),
        ("postgresql://lina:geheim@hub/crm?service=other&foo=1", "has no foo, service"),
        ("postgresql://lina@hub/crm?foo=1&password=geheim", "has no foo"),
    ],
)
def test_a_wrong_url_is_told_with_what_was_expected(url: str, said: str) -> None:
    with pytest.raises(ValueInvalid) as caught:
        read(url)
    error = caught.value
    assert said in error.message
    assert error.details["expected"].startswith("postgresql://LOGIN@HOST")
    assert error.details["argument"] == "URL"
    assert "geheim" not in str(error.as_json())


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://li:se#cret@host/db", "postgresql://li:se/cret@host/db", "postgresql://li:se?cret@host/db",
        "postgresql://li:se@cret@host:0x/db", "li:secret@host/db", "postgresql:/li:secret@host/db",
        "postgresql:li:secret@host/db", "mysql://li:se#cret@host/db", "postgresql://do/main:secret@host/db",
        "postgresql://li@host/db?Password=secret", "postgresql://li@host/db?passwd=secret&sslmode=require",
        "postgresql://li@host?password=se#cret",
    ],
)  # fmt: skip
def test_a_wrong_url_is_told_without_its_password(url: str) -> None:
    with pytest.raises(ValueInvalid) as raised:
        read(url)
    told = f"{raised.value.message} {raised.value.hint} {raised.value.details}"
    assert "cret" not in told
    assert "host" in raised.value.details["value"]


def test_what_is_not_on_this_machine_is_encrypted_and_checked() -> None:
    told = read("postgresql://lina@hub.example.com/crm").parameters()
    assert told["sslmode"] == "verify-full"
    assert told["require_auth"] == "scram-sha-256"
    assert told["sslrootcert"] == (trusted() or "system")
    assert read("postgresql://lina@hub.example.com/crm").warnings() == []


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "127.9.9.9", "[::1]", "%2Frun%2Fpg"])
def test_this_machine_needs_no_certificate(host: str) -> None:
    address = read(f"postgresql://lina@{host}/crm")
    assert address.local
    assert address.parameters()["sslmode"] == "prefer"
    assert "require_auth" not in address.parameters()
    assert address.warnings() == []


def test_a_name_of_this_machine_with_another_address_is_not_this_machine() -> None:
    assert not read("postgresql://lina@localhost/crm?hostaddr=10.0.0.1").local
    assert read("postgresql://lina@hub.test/crm?hostaddr=127.0.0.1").local


@pytest.mark.parametrize("mode", ["disable", "allow", "prefer", "require", "verify-ca"])
def test_less_than_a_checked_certificate_is_warned_of(mode: str) -> None:
    address = read(f"postgresql://lina@hub.example.com/crm?sslmode={mode}")
    assert address.parameters()["sslmode"] == mode
    assert [mode in warning for warning in address.warnings()] == [True]


def test_a_trust_file_that_is_named_is_used(monkeypatch: pytest.MonkeyPatch) -> None:
    own = str(pg.TLS / "ca.pem")
    assert read(f"postgresql://lina@hub/crm?sslrootcert={own}").parameters()["sslrootcert"] == own
    monkeypatch.setenv("SSL_CERT_FILE", own)
    assert trusted() == own


def test_the_url_before_a_file_before_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first, second = tmp_path / "first", tmp_path / "second"
    first.write_bytes("\ufeffdés 密码 \r\nmore".encode())
    second.write_text("two\n")
    address = read("postgresql://lina@hub/crm")
    assert known_password(address) is None
    monkeypatch.setenv("CRM_HUB_PASSWORD_FILE", str(second))
    assert known_password(address) == "two"
    assert known_password(address, str(first)) == "dés 密码 "
    assert known_password(read("postgresql://lina:g%3Ah@hub/crm"), str(first)) == "g:h"


@pytest.mark.parametrize("content", [None, b"", b"\nsecond line", b"\xff\xfe\xff"])
def test_a_password_file_without_a_password_is_told(content: bytes | None, tmp_path: Path) -> None:
    path = tmp_path / "file"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(FileError) as caught:
        known_password(read("postgresql://lina@hub/crm"), str(path))
    assert caught.value.details["path"] == str(path)


def test_a_keyring_that_is_there_is_asked_last(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from crmcli.sync.address import forget, remember

    (tmp_path / "keyring.py").write_text(
        "kept = {}\n"
        "def get_password(service, name): return kept.get((service, name))\n"
        "def set_password(service, name, secret): kept[service, name] = secret\n"
        "def delete_password(service, name): del kept[service, name]\n"
    )
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.delitem(__import__("sys").modules, "keyring", raising=False)
    here, there = read("postgresql://lina@hub/crm"), read("postgresql://lina@hub:6432/crm")
    assert remember(here, "secret")
    assert (known_password(here), known_password(there)) == ("secret", None)
    file = tmp_path / "password"
    file.write_text("other")
    assert known_password(here, str(file)) == "other"
    forget(here)
    forget(here)  # twice is no error
    assert known_password(here) is None


def test_a_password_in_the_url_appears_nowhere(crm: Run, sealed: Path) -> None:
    url = "postgresql://lina:geheim@127.0.0.1:1/crm"
    done = crm("hub", "init", url).fails(7)
    assert "used once and not kept" in done.err
    assert "geheim" not in done.out + done.err
    for folder, _folders, names in os.walk(sealed):
        for name in names:
            assert b"geheim" not in Path(folder, name).read_bytes(), name


def test_the_message_is_there_in_chinese(crm_in: Run) -> None:
    error = crm_in("hub", "init", "hub", "--json", "--lang", "zh").fails(2).error
    assert error["code"] == "value"
    assert error["details"]["argument"] == "URL"
    assert any(ch > "一" for ch in error["message"])
