"""Every text for people has its translation, and the compiled catalogues are those of the sources."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

pytest.importorskip("babel")
from crmcli.locale import build


def test_every_message_is_translated_and_compiled() -> None:
    assert build.problems() == []


@pytest.fixture
def project(tmp_path: Path) -> tuple[Path, Path]:
    """Sources with two texts, and their complete catalogue."""
    sources, folder = tmp_path / "crmcli", tmp_path / "locale"
    sources.mkdir()
    (sources / "a.py").write_text('_("Stored %(name)s")\nngettext("{n} row", "{n} rows", 3)\n')
    write(sources, folder)
    po = folder / "zh_CN/LC_MESSAGES/crmcli.po"
    text = po.read_text().replace(
        'msgid "Stored %(name)s"\nmsgstr ""', 'msgid "Stored %(name)s"\nmsgstr "已保存 %(name)s"'
    )
    po.write_text(text.replace('msgstr[0] ""', 'msgstr[0] "{n} 行"'))
    write(sources, folder)
    return sources, folder


def write(sources: Path, folder: Path) -> None:
    for path, data in build.files(sources, folder)[0].items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)


def test_a_complete_catalogue_has_no_problems(project: tuple[Path, Path]) -> None:
    assert build.problems(*project) == []


def test_a_new_text_is_missing_and_makes_files_stale(project: tuple[Path, Path]) -> None:
    sources, folder = project
    (sources / "b.py").write_text('N_("Stored %(names)s")\n')
    found = build.problems(sources, folder)
    assert "zh_CN: 'Stored %(names)s' is not translated" in found
    assert len(found) == 3  # and the .pot and the .po are stale
    write(sources, folder)
    assert build.problems(sources, folder) == ["zh_CN: 'Stored %(names)s' is not translated"]


def test_fuzzy_and_wrong_placeholders_are_found(project: tuple[Path, Path]) -> None:
    sources, folder = project
    po = folder / "zh_CN/LC_MESSAGES/crmcli.po"
    good = po.read_text()
    po.write_text(good.replace('#, python-format\nmsgid "Stored', '#, fuzzy, python-format\nmsgid "Stored'))
    assert "zh_CN: 'Stored %(name)s' is marked fuzzy" in build.problems(sources, folder)
    po.write_text(good.replace("已保存 %(name)s", "已保存 %(nom)s"))
    assert "zh_CN: 'Stored %(name)s' has other placeholders in its translation" in build.problems(
        sources, folder
    )


def test_a_stale_compiled_file_is_found(project: tuple[Path, Path]) -> None:
    sources, folder = project
    (folder / "zh_CN/LC_MESSAGES/crmcli.mo").write_bytes(b"")
    assert build.problems(sources, folder) == ["zh_CN/LC_MESSAGES/crmcli.mo is stale: run `make messages`"]


def test_moving_code_changes_nothing(project: tuple[Path, Path]) -> None:
    sources, folder = project
    shutil.move(sources / "a.py", sources / "moved")
    (sources / "a.py").write_text("\n\n# a comment\n" + (sources / "moved").read_text())
    assert build.problems(sources, folder) == []
