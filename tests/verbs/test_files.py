"""What is a link, what a document is called, and what a file holds."""

from __future__ import annotations

import hashlib
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crmcli.errors import FileError, ValueInvalid
from crmcli.text.clean import clean_line
from crmcli.verbs.files import Content, States, examine, is_url, name_of, read_url

WEB = st.builds(
    "{}://{}{}".format,
    st.sampled_from(("http", "https", "HTTP", "Https")),
    st.from_regex(r"[a-z]{1,20}(\.[a-z]{2,8}){1,3}(:[1-9][0-9]{0,3})?", fullmatch=True),
    st.from_regex(r"(/[A-Za-z0-9%20._~合同-]{0,20}){0,4}(\?[a-z=&0-9]{0,20})?", fullmatch=True),
)


@given(WEB)
def test_a_link_of_the_web_is_kept_as_it_is(url: str) -> None:
    assert is_url(url)
    assert read_url(url) == url
    assert read_url(f"  {url}\n") == url
    assert name_of(url)


@given(st.text(max_size=300))
def test_any_text_is_a_link_or_refused(text: str) -> None:
    try:
        url = read_url(text)
    except ValueInvalid as error:
        refused = error.details
    else:
        assert url.casefold().startswith(("http://", "https://"))
        assert url == clean_line(text)
        assert " " not in url
        return
    assert refused["argument"] == "PATH_OR_URL"
    assert len(refused["value"]) <= 60


@given(st.text(alphabet=st.characters(codec="utf-8"), max_size=300))
def test_a_name_is_one_clean_line(text: str) -> None:
    try:
        name = name_of(text)
    except ValueError:
        assert is_url(text)  # which is refused before it is named
        return
    assert name == clean_line(name)


@pytest.mark.parametrize(
    ("source", "name"),
    [
        ("https://example.com/a/b.pdf?x=1#y", "b.pdf"),
        ("https://example.com/a/b/", "b"),
        ("https://example.com/%E5%90%88%E5%90%8C.pdf", "合同.pdf"),
        ("https://example.com/a%0Ab%1B%2Fc.pdf", "a b/c.pdf"),
        ("https://user@Example.com:8080", "example.com"),
        ("/tmp/a/b.pdf", "b.pdf"),
        ("b.pdf", "b.pdf"),
    ],
)
def test_names(source: str, name: str) -> None:
    assert name_of(source) == name


@given(data=st.binary(max_size=1 << 16))
def test_what_a_file_holds(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "file"
    path.write_bytes(data)
    found = examine(str(path))
    assert (found.path, found.size, found.sha256) == (str(path), len(data), hashlib.sha256(data).hexdigest())


def test_a_file_longer_than_a_piece_is_read_to_its_end(tmp_path: Path) -> None:
    data = b"x" * (3 << 20) + b"end"
    path = tmp_path / "file"
    path.write_bytes(data)
    assert examine(str(path)).sha256 == hashlib.sha256(data).hexdigest()


def test_a_file_is_read_once_for_all_versions_that_lie_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from crmcli.verbs import files

    path = tmp_path / "file"
    path.write_bytes(b"hello")
    read: list[str] = []
    whole = files.examine

    def told(typed: str) -> Content:
        read.append(typed)
        return whole(typed)

    monkeypatch.setattr(files, "examine", told)

    def version(sha256: str, size: int) -> Any:
        return cast("Any", SimpleNamespace(path=str(path), size=size, sha256=sha256))

    states = States()
    assert states.of(version(hashlib.sha256(b"hello").hexdigest(), 5)) == "present"
    assert states.of(version(hashlib.sha256(b"hallo").hexdigest(), 5)) == "changed"
    assert states.of(version(hashlib.sha256(b"six...").hexdigest(), 6)) == "changed"
    assert read == [str(path)]


def test_a_name_that_no_file_can_have() -> None:
    for name in ("", " ", "a\0b", "\ud800"):
        with pytest.raises(FileError):
            examine(name)
