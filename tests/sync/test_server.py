"""The PostgreSQL of the tests is one worth trusting: passwords are asked for, TLS is offered, it is one for all."""

from __future__ import annotations

import signal

import pg
import psycopg
import pytest
from hubs import Database


def test_it_asks_for_passwords(postgres: pg.Access) -> None:
    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        postgres.connect(password="guessed")
    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        psycopg.connect(host=postgres.folder, port=postgres.port, user="postgres", password="guessed")


@pytest.mark.parametrize("name", ["127.0.0.1", *pg.NAMES])
def test_its_certificate_is_for_its_names(postgres: pg.Access, name: str) -> None:
    words = {"sslmode": "verify-full", "sslrootcert": str(pg.TLS / "ca.pem"), "dbname": "postgres"}
    with psycopg.connect(
        host=name,
        hostaddr="127.0.0.1",
        port=postgres.port,
        user="postgres",
        password=postgres.password,
        **words,
    ) as connection:
        assert connection.pgconn.ssl_in_use


def test_a_database_is_empty_and_its_owner_no_superuser(database: Database) -> None:
    assert database.sql("SELECT rolsuper, rolcreaterole FROM pg_roles WHERE rolname = current_user") == [
        (False, True)
    ]
    login = database.role()
    assert database.sql(
        "SELECT count(*) FROM pg_tables WHERE schemaname !~ '^(pg_|information)'", login=login
    ) == [(0,)]


def test_it_writes_to_disk(postgres: pg.Access) -> None:
    with postgres.connect() as connection:
        assert connection.execute("SHOW fsync").fetchone() == ("on",)
        assert connection.execute("SHOW synchronous_commit").fetchone() == ("on",)


@pytest.mark.slow
def test_what_was_committed_survives_a_kill() -> None:
    with pg.Server() as server:
        with server.access().connect() as connection:
            connection.execute("CREATE TABLE kept AS SELECT 1 AS one")
        server.stop(signal.SIGKILL)
        server.start()
        with server.access().connect() as connection:
            assert connection.execute("SELECT one FROM kept").fetchone() == (1,)
    assert not server.folder.exists()
