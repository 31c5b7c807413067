"""The whole store as open files, a file a kind of record, and the list by which they are read back.

Nothing is left out but what was removed, and the contents of documents: those files belong to the user and stay
where they are. A folder is written beside its place and moved there, so it is whole or it is not there.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from typing import TYPE_CHECKING

from crmcli import __version__
from crmcli.errors import FileError
from crmcli.i18n import N_, _, in_language
from crmcli.store.open import VERSION
from crmcli.store.records import KINDS, MEMBER, Member
from crmcli.store.snapshot import snapshot
from crmcli.store.statements import by_id
from crmcli.verbs import exporting
from crmcli.verbs.outfile import failing, settle
from crmcli.verbs.shape import link

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from typing import Any

    from crmcli.store.meta import Kind
    from crmcli.store.open import Store

FORMATS = ("jsonl", "json", "csv", "tsv", "xlsx")
"""What everything can be written in and read back from."""
MANIFEST = "crm-export.json"
README = "README.txt"
_ALWAYS = ("owner", "created_by", "updated_by")  # every record has these links to members


def export_all(
    store: Store,
    folder: str,
    *,
    form: str = "jsonl",
    force: bool = False,
    progress: Callable[[int], None] | None = None,
) -> dict[str, Any]:
    """Write everything into a folder and give its manifest, with the ``folder`` besides.

    The folder is new or empty; with ``force`` the files that a manifest in it names are replaced, others never.
    Everything is read from one state of the store. Raises :class:`FileError`.
    """
    target = os.path.realpath(folder)
    files = {kind.name: f"{kind.plural}.{form}" for kind in order()}
    old = _replaceable(folder, target, force, [*files.values(), README])
    beside = f"{target}.{os.getpid()}.part"
    with failing(folder):
        os.makedirs(beside)
        try:
            with snapshot(store):
                _counted_all(store, progress)
                manifest = _manifest(store, form)
                number = [0]
                for kind in order():
                    path = os.path.join(beside, files[kind.name])
                    rows = _passed(exporting.records(store, kind, archived=True), number, progress)
                    manifest["files"].append(_written(store, kind, rows, form, path))
            _put(beside, README, readme(manifest))
            _put(beside, MANIFEST, json.dumps(manifest, ensure_ascii=False, indent=2) + "\n")
            _move(beside, target, old)
        finally:
            shutil.rmtree(beside, ignore_errors=True)
    return {**manifest, "folder": folder}


def order() -> list[Kind]:
    """The kinds in the order in which they are read back: what is linked to comes first, members before all.

    Links in a circle, and those that may lead to any kind, cannot all be had: of a circle the first by the definitions
    comes first, and a record that may link to any kind as late as it can.
    """
    needs = {
        kind.name: {
            field.link
            for each in kind.fields.values()
            for field in (each, *each.parts)
            if field.type in ("link", "links") and field.link in KINDS and field.link != kind.name
            and not (kind.name == "member" and field.name in _ALWAYS)
        }
        for kind in KINDS.values()
    }  # fmt: skip
    loose = {kind.name for kind in KINDS.values() if any(field.type == "anylink" for field in kind.own)}
    left = list(KINDS.values())
    done: list[Kind] = []
    while left:
        ready = [kind for kind in left if needs[kind.name] <= {one.name for one in done}]
        firm = [kind for kind in ready if kind.name not in loose]
        of = {kind.name: needs[kind.name] & {one.name for one in left} - loose for kind in left}
        circle = [kind for kind in left if kind.name in _reached(of, kind.name) and kind.name not in loose]
        following = (firm or circle or ready or left)[0]
        left.remove(following)
        done.append(following)
    return done


def _reached(needs: dict[str, set[str]], kind: str) -> set[str]:
    """The kinds that a kind needs, and what these need in turn."""
    found: set[str] = set()
    waiting = set(needs[kind])
    while waiting:
        found |= waiting
        waiting = {other for name in waiting for other in needs[name]} - found
    return found


def _manifest(store: Store, form: str) -> dict[str, Any]:
    return {
        "program": "crmcli",
        "version": __version__,
        "schema": VERSION,
        "at": store.clock().isoformat(timespec="seconds"),
        "timezone": exporting.zone_of(store),
        "currency": store.currency,
        "me": _me(store),
        "format": form,
        "document_files": "not included",
        "files": [],
    }


def _me(store: Store) -> dict[str, Any] | None:
    """Who uses the store: whoever reads all of it back into a new one is the same member again."""
    mine = by_id(store, Member, store.me)
    return None if mine is None else link(MEMBER, mine)


def _counted_all(store: Store, progress: Any) -> None:
    """Tell how many records there are, to whoever wants to know."""
    if progress is not None and hasattr(progress, "total"):
        progress.total = exporting.total(store, *KINDS.values())


def _passed(
    rows: Iterable[dict[str, Any]], number: list[int], progress: Callable[[int], None] | None
) -> Iterator[dict[str, Any]]:
    for row in rows:
        number[0] += 1
        if progress is not None and not number[0] % 100:
            progress(number[0])
        yield row


def _written(
    store: Store, kind: Kind, rows: Iterable[dict[str, Any]], form: str, path: str
) -> dict[str, Any]:
    """Write one file; its entry in the manifest."""
    number = [0]

    def counted() -> Iterator[dict[str, Any]]:
        for row in rows:
            number[0] += 1
            yield row

    exporting.write(store, kind, counted(), exporting.Shape(form), path)
    settle(path)
    with open(path, "rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return {"file": os.path.basename(path), "kind": kind.name, "rows": number[0], "sha256": digest}


def readme(manifest: dict[str, Any]) -> str:
    """What the folder is, in both languages."""
    return "\n\n".join(_readme(manifest, language) for language in ("zh", "en")) + "\n"


def _readme(manifest: dict[str, Any], language: str) -> str:
    def said(text: str) -> str:
        return in_language(language, text)

    lines = [
        said(N_("All records of a crm store, as they stood at %(at)s.")) % manifest,
        "",
        *(
            said(N_("%(file)s: %(kind)s, records: %(rows)d"))
            % {**one, "kind": KINDS[one["kind"]].zh if language == "zh" else KINDS[one["kind"]].label}
            for one in manifest["files"]
        ),
        said(N_("%(file)s: the list of the files, with what each holds and its SHA-256"))
        % {"file": MANIFEST},
        "",
        said(
            N_(
                "To read it back: crm import FOLDER. Into an empty store all comes as it was, with ids, refs, times "
                "and authors; what is there already is not doubled."
            )
        ),
        said(
            N_(
                "Archived records are among them, removed ones are not. Links name a record's ref and name. The times "
                "are of the zone %(timezone)s."
            )
        )
        % manifest,
        said(N_("The files of documents are not copied: each record says where its file is (path, sha256).")),
    ]
    return "\n".join(lines)


def _put(folder: str, name: str, text: str) -> None:
    with open(os.path.join(folder, name), "w", encoding="utf-8", newline="") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())


# The folder


def _replaceable(folder: str, target: str, force: bool, wanted: Iterable[str]) -> list[str]:
    """The files in the folder that an earlier export wrote and this one may replace."""
    if not os.path.lexists(target):
        return []
    if not os.path.isdir(target):
        raise FileError(
            _("%(path)s is no folder.") % {"path": folder},
            hint=_("Name one that is new or empty."),
            path=folder,
        )
    with failing(folder):
        present = set(os.listdir(target))
    if not present:
        return []
    if not force:
        raise FileError(
            _("%(path)s is not empty; it was left alone.") % {"path": folder},
            hint=_("Name another folder; --force replaces the files of an earlier export in it."),
            path=folder,
        )
    ours = _named(os.path.join(target, MANIFEST))
    strange = sorted(present & ({*wanted, MANIFEST} - (ours | {MANIFEST, README} if ours else set())))
    if strange:
        raise FileError(
            _("%(path)s is no file of an earlier export; it was left alone.")
            % {"path": os.path.join(folder, strange[0])},
            hint=_("Move it away, or name another folder."),
            path=os.path.join(folder, strange[0]),
        )
    return sorted((present & ours) | ({README, MANIFEST} & present if ours else set()))


def _named(path: str) -> set[str]:
    """The files that a manifest names; nothing if it is none. Names that would lead out of the folder are no names."""
    try:
        with open(path, encoding="utf-8") as file:
            content = json.load(file)
        names = {str(one["file"]) for one in content["files"]} if content["program"] == "crmcli" else set()
    except (OSError, ValueError, KeyError, TypeError):
        return set()
    return {name for name in names if name == os.path.basename(name) and name not in (".", "..", "")}


def _move(beside: str, target: str, old: list[str]) -> None:
    """Put what was written in its place; the list comes last, so that without it nothing counts."""
    if not os.path.lexists(target):
        os.rename(beside, target)
        return
    if not os.listdir(target):
        os.rmdir(target)
        os.rename(beside, target)
        return
    new = os.listdir(beside)
    if MANIFEST in old:
        os.unlink(os.path.join(target, MANIFEST))
    for name in old:
        if name not in new and name != MANIFEST:
            os.unlink(os.path.join(target, name))
    for name in sorted(new, key=lambda name: name == MANIFEST):
        os.replace(os.path.join(beside, name), os.path.join(target, name))
