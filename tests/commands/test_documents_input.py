"""Documents: what is no file, no link and no name, and files that are hard to read."""

from __future__ import annotations

import hashlib
import json
import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from papers import added, kept, posix, shown

from support import Run


@pytest.fixture
def paper(tmp_path: Path) -> Path:
    """A file of five bytes."""
    path = tmp_path / "合同.pdf"
    path.write_bytes(b"hello")
    return path


def test_no_such_file(shop: Run, tmp_path: Path) -> None:
    before = shop("history", "--json").json
    kept(shop("document", "add", "天成", tmp_path / "none.pdf", "--json"), tmp_path / "none.pdf")
    kept(shop("document", "add", "天成", tmp_path / ("n" * 300), "--json"), tmp_path / ("n" * 300))
    kept(shop("document", "add", "天成", "", "--json"), "")
    assert shop("history", "--json").json == before


def test_a_folder_is_no_file(shop: Run, tmp_path: Path) -> None:
    assert "folder" in kept(shop("document", "add", "天成", tmp_path, "--json"), tmp_path).error["message"]


@posix
@pytest.mark.skipif(hasattr(os, "geteuid") and os.geteuid() == 0, reason="root reads everything")
def test_a_file_that_may_not_be_read(shop: Run, paper: Path) -> None:
    paper.chmod(0)
    kept(shop("document", "add", "天成", paper, "--json"), paper)


@posix
def test_what_the_system_refuses_to_read_is_said(
    shop: Run, paper: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(path: object, *rest: object, **more: object) -> int:
        if path == str(paper):
            raise PermissionError(13, "Permission denied", path)
        return opened(path, *rest, **more)  # type: ignore[arg-type]

    opened = os.open
    monkeypatch.setattr(os, "open", refused)
    error = kept(shop("document", "add", "天成", paper, "--json"), paper).error
    assert "Permission denied" in error["message"]


@posix
def test_a_pipe_or_device_is_refused_at_once(crm: Run, tmp_path: Path) -> None:
    crm("customer", "add", "天成外贸公司").ok()
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    plug = socket.socket(socket.AF_UNIX)
    for path in (pipe, Path("/dev/zero"), Path("/dev/tty"), tmp_path / "plug"):
        if path.name == "plug":
            plug.bind(str(path))
        elif path == Path("/dev/tty") and not path.exists():
            continue
        kept(crm("document", "add", "天成", path, "--json", timeout=30), path)
    plug.close()


@posix
def test_a_device_is_not_even_opened(shop: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Opening is enough to wind a tape or to start a watchdog."""
    seen: list[object] = []

    def told(path: object, *rest: object, **more: object) -> int:
        seen.append(path)
        return opened(path, *rest, **more)  # type: ignore[arg-type]

    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    opened = os.open
    monkeypatch.setattr(os, "open", told)
    kept(shop("document", "add", "天成", pipe, "--json"), pipe)
    assert str(pipe) not in seen


@posix
def test_a_file_that_becomes_a_pipe_after_the_look_does_not_hang(
    shop: Run, paper: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def swapped(path: object, *rest: object, **more: object) -> int:
        if path == str(paper):
            paper.unlink()
            os.mkfifo(paper)
        return opened(path, *rest, **more)  # type: ignore[arg-type]

    opened = os.open
    monkeypatch.setattr(os, "open", swapped)
    kept(shop("document", "add", "天成", paper, "--json"), paper)


@posix
@pytest.mark.parametrize("happens", ["vanishes", "grows", "is replaced"])
def test_a_file_that_changes_while_it_is_read(
    shop: Run, paper: Path, monkeypatch: pytest.MonkeyPatch, happens: str
) -> None:
    def read(number: int, length: int) -> bytes:
        piece = really(number, length)
        if piece == b"hello":
            if happens == "grows":
                with paper.open("ab") as file:
                    file.write(b"!")
            else:
                paper.unlink()
            if happens == "is replaced":
                paper.write_bytes(b"hello")
        return piece

    really = os.read
    monkeypatch.setattr(os, "read", read)
    kept(shop("document", "add", "天成", paper, "--json"), paper)
    monkeypatch.undo()


@pytest.mark.slow
@posix
def test_a_huge_file_takes_time_and_no_memory(crm: Run, tmp_path: Path) -> None:
    """Sparse, larger than what the process may have in memory."""
    import resource

    crm("customer", "add", "天成外贸公司").ok()
    size = 700 << 20
    path = tmp_path / "huge.bin"
    with path.open("wb") as file:
        file.truncate(size)
    done = subprocess.run(
        [sys.executable, "-m", "crmcli", "document", "add", "天成", str(path), "--json"],
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_AS, (500 << 20, 500 << 20)),
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])},
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    one = json.loads(done.stdout)
    digest, piece = hashlib.sha256(), bytes(1 << 20)
    for _each in range(700):
        digest.update(piece)
    assert (one["size"], one["sha256"]) == (size, digest.hexdigest())


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)", "JavaScript:alert(1)", "file:///etc/passwd", "file:/etc/passwd", "ftp://example.com/a",
        "data:text/html,x", "mailto:a@example.com", "vbscript:x", "https://", "https:///path", "http://exa mple.com",
        "https://example.com/a b", "https://example.com/a\nb", "https://example.com/\x1b[31m",
        "https://example.com/\u202egnp.exe", "https://example.com:99999/", "https://[::1", "https:example.com",
        "https://example.com/" + "a" * 2000,
    ],
)  # fmt: skip
def test_only_links_of_the_web(shop: Run, url: str) -> None:
    line = json.dumps(["document", "add", "天成", url])
    (answer,) = shop("batch", stdin=line + "\n").fails(2).lines
    error = answer["error"]
    assert (error["code"], error["details"]["argument"]) == ("value", "PATH_OR_URL")
    assert shop("document", "list", "--json").json == []


@posix
def test_a_file_may_be_called_like_a_link(shop: Run, tmp_path: Path) -> None:
    path = tmp_path / "data:v2.txt"
    path.write_text("x")
    one = shop("document", "add", "天成", path.name, "--json", cwd=tmp_path).ok().json
    assert (one["path"], one["url"]) == (str(path), None)
    kept(shop("document", "add", "天成", "report:v2.txt", "--json", cwd=tmp_path), tmp_path / "report:v2.txt")


@posix
@pytest.mark.parametrize(
    ("file", "name"),
    [
        ("two\nlines.pdf", "two lines.pdf"),
        ("red\x1b[31m.pdf", "red[31m.pdf"),
        ("\u202egpj.exe", "gpj.exe"),
        ("tab\there\x07.pdf", "tab here.pdf"),
        ("  spaces   in.pdf ", "spaces in.pdf"),
        ("n" * 251 + ".pdf", "n" * 251 + ".pdf"),
        ("-rf", "-rf"),
        ("图纸🖨.pdf", "图纸🖨.pdf"),
    ],
)
def test_names_that_a_terminal_would_obey(shop: Run, tmp_path: Path, file: str, name: str) -> None:
    """`shop` looks at every answer for control characters."""
    path = tmp_path / file
    path.write_text(file)
    one = added(shop, "天成", path)
    assert (one["name"], one["path"]) == (name, str(path))
    assert shown(shop, one["ref"])["state"] == "present"
    for words in (("document", "list"), ("document", "show", one["ref"]), ("document", "read", one["ref"])):
        shop(*words).ok()
    shop("show", "天成").ok()


@posix
def test_a_name_of_nothing_but_controls_has_to_be_given(shop: Run, tmp_path: Path) -> None:
    path = tmp_path / "\x1b\x07"
    path.write_text("x")
    error = shop("document", "add", "天成", path, "--json").fails(2).error
    assert error["details"]["argument"] == "--name"
    assert added(shop, "天成", path, "--name", "bell")["name"] == "bell"


@posix
def test_a_file_name_that_is_not_utf_8(shop: Run, tmp_path: Path) -> None:
    path = os.fsencode(tmp_path) + b"/\xff.pdf"
    with open(path, "wb") as file:
        file.write(b"x")
    error = shop("document", "add", "天成", os.fsdecode(path), "--json").fails(7).error
    assert error["code"] == "file"
    assert "UTF-8" in error["message"]


def test_long_names(shop: Run, paper: Path) -> None:
    error = shop("document", "add", "天成", paper, "--name", "n" * 300, "--json").fails(2).error
    assert (error["code"], error["details"]["argument"]) == ("value", "--name")
    one = added(shop, "天成", "https://example.com/" + "n" * 300)
    assert one["name"] == "n" * 254 + "…"
    assert added(shop, "天成", paper, "--name", "n" * 255)["name"] == "n" * 255


def test_a_nul_in_a_path(shop: Run) -> None:
    line = json.dumps(["document", "add", "天成", "a\0b"])
    (answer,) = shop("batch", stdin=line + "\n").fails(7).lines
    assert answer["exit"] == 7
