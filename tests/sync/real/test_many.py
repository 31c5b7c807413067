"""Much of it: a large import, and fifty laptops at once."""

from __future__ import annotations

import csv
import os
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from tests.sync.agree import agree
from tests.sync.real.team import Client, Team

ROWS = 100_000
CLIENTS = 50


def measured(client: Client, *words: object) -> tuple[float, int]:
    """Seconds and the most memory (MiB) that a run took; it has to go well."""
    begun = time.monotonic()
    running = subprocess.Popen(
        [sys.executable, "-m", "crmcli", *map(str, words)],
        env=client.environ(), cwd=client.folder, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
    )  # fmt: skip
    _pid, status, used = os.wait4(running.pid, 0)
    running.returncode = os.waitstatus_to_exitcode(status)
    assert running.returncode == 0, words
    return time.monotonic() - begun, used.ru_maxrss // 1024


@pytest.mark.slow
def test_16_a_hundred_thousand_rows_up_and_down(team: Team, tmp_path: Path) -> None:
    """Memory is bounded: it does not grow with what is exchanged, but by what one portion holds."""
    li, wang = team.client(team.li), team.client(team.wang)
    small, _memory = measured(wang, "sync", "--json")
    sheet = tmp_path / "customers.csv"
    with sheet.open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["name", "city", "phone", "external_id"])
        for number in range(ROWS):
            writer.writerow([f"Customer {number:06}", f"City {number % 97}", f"030 {number}", f"K{number}"])
    li.crm("import", sheet, "--json", timeout=600).ok()
    up = measured(li, "sync", "--json")
    assert team.value("SELECT count(*) FROM crm.customer") == ROWS
    assert li.value("SELECT count(*) FROM sync_op WHERE state <> 'ok'") == 0
    down = measured(wang, "sync", "--json")
    assert wang.value("SELECT count(*) FROM customer") == ROWS
    nothing = measured(wang, "sync", "--json")
    sys.stdout.write(
        f"\n100,000 customers: up {up[0]:.1f} s, {up[1]} MiB; down {down[0]:.1f} s, {down[1]} MiB;"
        f" nothing to do {nothing[0]:.2f} s, {nothing[1]} MiB (empty {small:.2f} s)"
    )
    assert up[1] < 700
    assert down[1] < 700
    agree(team, wang)


@pytest.mark.slow
def test_fifty_laptops_at_once(team: Team) -> None:
    """All write to one shared customer and to their own, and exchange at the same time: no deadlock, nothing lost."""
    wang = team.client(team.wang)
    ref = wang.do("customer", "add", "Alfreds")["ref"]
    wang.do("customer", "share", ref, "--with", "role:rep", "--write")
    wang.sync()
    logins = [team.hub.add(f"Rep {number:02}", "rep", superior=team.wang) for number in range(CLIENTS)]
    laptops = [team.new(login, f"rep{number:02}") for number, login in enumerate(logins)]

    def all_at_once(*words: str, stdin: str = "") -> None:
        """Two dozen processes are as many as two cores bear; connections overlap all the same."""
        gate = threading.Semaphore(24)
        failed: list[object] = []

        def run(client: Client) -> None:
            with gate:
                done = client.crm(
                    *(word.replace("URL", client.url) for word in words), stdin=stdin, timeout=300
                )
                if done.code != 0:
                    failed.append(done)

        threads = [threading.Thread(target=run, args=(client,)) for client in laptops]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert not failed, failed[:3]

    before = team.value("SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()")
    all_at_once("sync", "setup", "URL", "--yes")
    all_at_once("sync", "--json")
    for number, client in enumerate(laptops):
        client.batch(
            ["note", ref, f"note of {number}"],
            ["customer", "edit", ref, "--city", f"City {number}"],
            ["customer", "add", f"Own {number}"],
            ["note", f"Own {number}", "own note"],
        )
    begun = time.monotonic()
    all_at_once("sync", "--json")
    took = time.monotonic() - begun
    all_at_once("sync", "--json")
    assert team.value("SELECT count(*) FROM crm.followup WHERE text LIKE 'note of %%'") == CLIENTS
    assert team.value("SELECT count(*) FROM crm.customer WHERE name LIKE 'Own %%'") == CLIENTS
    cities = {city for (city,) in team.sql("SELECT city FROM crm.customer WHERE name = 'Alfreds'")}
    cities |= {mine for (mine,) in team.sql("SELECT mine FROM crm.conflict WHERE col = 'city'")}
    assert cities == {f"City {number}" for number in range(CLIENTS)}
    after = team.value("SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()")
    assert after == before
    sys.stdout.write(f"\n{CLIENTS} laptops at once: {took:.1f} s, {after - before} deadlocks")
    wang.sync()
    agree(team, wang, *laptops[:5])
