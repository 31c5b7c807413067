"""The kept figures as docs/benchmarks.md, and single ones for the terminal as they come."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

from benchmarks import (
    everyday,
    importing,
    ordersreport,
    pipelinereport,
    search,
    syncreport,
    taskwarrior,
    texts,
)
from benchmarks.ordersreport import orders_tables
from benchmarks.pipelinereport import pipeline_tables
from benchmarks.results import Part
from benchmarks.screenreport import met, screen_tables
from benchmarks.syncreport import sync_tables
from benchmarks.tables import ms, named, table, times, verdict, when

Row = dict[str, Any]

HEAD = """\
# Benchmarks

Made by `make bench` from `docs/benchmarks.json`; do not edit. Every time of a command is the median of whole
processes, run in turn with what they are compared with: ratios matter, not how fast or busy the machine was.
`pass` is `python -c pass` with the Python that `crm` runs on. A target is a bound on a ratio; **over** is out of
bounds. Memory is at least that of the process that measures. A part is measured when it says so; `make bench
BENCH='--only search'` measures one of everyday, search, pipeline, orders, sync, peers, import, text, screen and leaves
the others as they are.
"""


# --- everyday ------------------------------------------------------------------------------------------------------


def everyday_line(row: Row) -> str:
    """One measured command, for the terminal."""
    line = (
        f"{row['store']:>8}  {row['case']:<48} {ms(row['wall']):>8} ms  {row['ratio']:5.2f} x pass"
        f"  target {row['target']:g}, {verdict(row['ratio'], row['target']).strip('*')}"
    )
    if row.get("task") is not None:
        line += f"  {times(row['task_ratio'])} x task add ({ms(row['task'])} ms)"
    return line


def _store(row: Row) -> str:
    return f"store of {row['items']:,} customers" if row["items"] else f"{row['store']} store"


def everyday_tables(part: Part) -> str:
    """What the everyday commands cost on each store, then taskwarrior, then growth."""
    rows: list[Row] = part["rows"]
    parts = []
    for name in dict.fromkeys(row["store"] for row in rows):
        mine = [row for row in rows if row["store"] == name]
        if mine[0]["items"] and mine[0]["items"] < everyday.FULL:  # stands in the table of growth
            continue
        parts.append(f"## Everyday commands, {_store(mine[0])}\n\n{when(part)}")
        parts.append(
            table(
                ("command", "ms", "cpu ms", "MiB", "pass ms", "× pass", "target", ""),
                (
                    (named(row["case"]), ms(row["wall"]), ms(row["cpu"]), f"{row['peak']:.0f}", ms(row["pass"]),
                     times(row["ratio"]), f"≤ {row['target']:g}", verdict(row["ratio"], row["target"]))
                    for row in mine
                ),
            )
        )  # fmt: skip
    against = [row for row in rows if row.get("task") is not None]
    if against:
        parts.append(f"## Against `task add` of taskwarrior {part.get('task', '')}\n")
        parts.append(
            table(
                ("command", "items in both", "ms", "task ms", "× task", "target", ""),
                (
                    (named(row["case"]), f"{row['items']:,}", ms(row["wall"]), ms(row["task"]),
                     times(row["task_ratio"]), f"≤ {row['task_target']:g}" if row["task_target"] else "",
                     verdict(row["task_ratio"], row["task_target"]))
                    for row in against
                ),
            )
        )  # fmt: skip
    else:
        parts.append("## Against `task add` of taskwarrior\n\nNot installed, not measured.\n")
    return "\n".join([*parts, _growth(rows)])


def _growth(rows: Sequence[Row]) -> str:
    """Each command by the size of the store, the largest against the smallest."""
    sizes = sorted({row["items"] for row in rows if row["items"]})
    stores = [str(size) for size in sizes]
    if len(stores) < 2:
        stores = [name for name in ("demo", *stores) if any(row["store"] == name for row in rows)]
    if len(stores) < 2:
        return ""
    ratios = {(row["store"], row["case"]): row["ratio"] for row in rows}
    lines = []
    for case in dict.fromkeys(row["case"] for row in rows):
        of = [ratios.get((store, case)) for store in stores]
        if of[0] is None or of[-1] is None:
            continue
        grown = of[-1] / of[0]
        bound = everyday.GROWN
        lines.append((named(case), *map(times, of), times(grown), f"≤ {bound:g}", verdict(grown, bound)))
    head = [f"{int(store):,}" if store.isdigit() else store for store in stores]
    return (
        "## Growth: × pass by the number of customers, five notes each\n\n"
        + table(("command", *head, f"{head[-1]} ÷ {head[0]}", "target", ""), lines)
    )  # fmt: skip


# --- search --------------------------------------------------------------------------------------------------------


def search_line(row: Row) -> str:
    """One kind of search, for the terminal."""
    if row["why"]:
        return f"{row['search']:<52} not measured: {row['why']}"
    return (
        f"{row['search']:<52} p50 {ms(row['p50']):>7}  p95 {ms(row['p95']):>7}  max {ms(row['max']):>7} ms"
        f"  {row['draws']} draws, {row['hits']:.1f} hits"
    )


def search_tables(part: Part) -> str:
    """Times inside the store, whether everything is found, sizes."""
    made = f"made in {part['seconds']:.0f} s, " if part.get("seconds") else ""
    text = (
        f"## Search, {part['customers']:,} customers and {part['customers'] * part['notes']:,} notes\n\n"
        f"{when(part)}The store: {made}{part['sizes']['whole']:,.0f} MiB. Milliseconds inside one process, warm,"
        f" of `find(store, text, limit={search.LIMIT})`; texts are drawn from what is there.\n\n"
    )
    rows = []
    for row in part["rows"]:
        if row["why"]:
            rows.append((row["search"], "", "", "", "", "", "", f"not measured: {row['why']}"))
            continue
        p95 = row["p95"] * 1000
        rows.append(
            (row["search"], str(row["draws"]), f"{row['hits']:.1f}", f"{row['p50'] * 1000:.2f}", f"{p95:.2f}",
             f"{row['max'] * 1000:.1f}", f"≤ {search.TARGET:g}", verdict(p95, search.TARGET))
        )  # fmt: skip
    text += table(("search", "draws", "hits", "p50", "p95", "max", "p95 target", ""), rows)
    text += "\nComplete: records that `find` gives without a limit, and a scan with LIKE of all that is searched.\n\n"
    text += table(
        ("word", "found", "by a scan", ""),
        (
            (row["word"], f"{row['found']:,}", f"{row['scanned']:,}",
             "ok" if row["found"] == row["scanned"] else "**differs**")
            for row in part["complete"]
        ),
    )  # fmt: skip
    text += (
        f"\nOf 4,000 records drawn by chance the product itself would index {part['differing']} otherwise.\n"
    )
    if part["sizes"]["parts"]:
        whole = part["sizes"]["whole"]
        text += "\nWhat lies in the file; `search_*` and `lookup` are the search index.\n\n"
        text += table(
            ("table or index", "MiB", "% of the file"),
            (
                (f"`{name}`", f"{size:,.0f}", f"{size * 100 / whole:.1f}")
                for name, size in part["sizes"]["parts"]
            ),
        )
    return text


# --- peers ---------------------------------------------------------------------------------------------------------


def peer_line(row: Row) -> str:
    """One comparison, for the terminal."""
    if row.get("missing"):
        return f"{row['peer']} is not installed: not measured"
    ratio = row["ours_wall"] / row["theirs_wall"] if row["ours_wall"] and row["theirs_wall"] else None
    return (
        f"{row['items']:>8,}  {row['ours']:<44} {ms(row['ours_wall']):>9} ms  {row['command']:<22}"
        f" {ms(row['theirs_wall']) or row['why']:>9}  {times(ratio)}"
    )


def peer_tables(part: Part) -> str:
    """Ours, theirs and the ratio."""
    rows = []
    missing = [row["peer"] for row in part["rows"] if row.get("missing")]
    for row in part["rows"]:
        if row.get("missing"):
            continue
        ours, theirs = row["ours_wall"], row["theirs_wall"]
        ratio = ours / theirs if ours and theirs else None
        if ratio is not None:
            said = "ahead" if ratio < 1 else "**behind**"
        elif row["why"].startswith("over") and ours:
            said = "ahead"
        else:
            said = "not measured"
        rows.append(
            (f"`{row['command']}`", f"{row['items']:,}", ms(theirs) or row["why"] or "over", f"`{row['ours']}`",
             ms(ours) or f"over {peers_limit()}", ms(row["pass"]), times(ratio), said)
        )  # fmt: skip
    versions = ", ".join(
        dict.fromkeys(f"{row['peer']} {row['version']}" for row in part["rows"] if row["version"])
    )
    text = (
        f"## Against {versions or 'jrnl, todoman, khard'}\n\n{when(part)}Each has so many entries, tasks or"
        " contacts in its own format; ours has as many customers, with five notes each. Fewer rounds where a peer"
        " takes long.\n\n"
    )
    if missing:
        text += f"Not installed, so not measured: {', '.join(missing)}.\n\n"
    head = ("theirs", "items", "theirs ms", "ours", "ours ms", "pass ms", "ours ÷ theirs", "")
    return text + (table(head, rows) if rows else "")


def peers_limit() -> str:
    """How long one command may take, in words."""
    from benchmarks.peers import LIMIT

    return f"{LIMIT:g} s"


# --- imports -------------------------------------------------------------------------------------------------------


IMPORT_FORMS = {
    "csv": "customers, CSV", "people": "customers with a contact each, CSV", "xlsx": "customers, xlsx",
}  # fmt: skip


def import_line(row: Row) -> str:
    """One measured size, for the terminal."""
    peer = f"; {row['peer_name']} {row['peer']:.2f} s, {row['peer_peak']:.0f} MiB" if row["peer"] else ""
    return (
        f"import of {row['rows']:,} {IMPORT_FORMS[row['form']]}: {row['first']:.2f} s,"
        f" {times(row['first'] / row['reference'])} x {row['against']} ({row['reference']:.2f} s),"
        f" {row['peak']:.0f} MiB; again {times(row['again'] / row['first'])} of that{peer}"
    )


def import_table(part: Part) -> str:
    """Imports of all sizes and forms."""
    found: list[Row] = part["rows"]
    rows = []
    for row in found:
        ratio, again = row["first"] / row["reference"], row["again"] / row["first"]
        rows.append(
            (f"{row['rows']:,}", IMPORT_FORMS[row["form"]], f"{row['first']:.2f}", f"{row['reference']:.2f}",
             times(ratio), f"≤ {importing.TARGET:g}", verdict(ratio, importing.TARGET), f"{row['peak']:.0f}",
             f"≤ {importing.TARGET_PEAK:g}", verdict(row["peak"], importing.TARGET_PEAK),
             f"{row['again']:.2f}", times(again), f"≤ {importing.TARGET_AGAIN:g}",
             verdict(again, importing.TARGET_AGAIN))
        )  # fmt: skip
    head = (
        "rows × 12", "of", "s", "reference s", "×", "target", "",
        "MiB", "target", "", "again s", "× first", "target", "",
    )  # fmt: skip
    text = f"## Import, against `{found[0]['against']}` of the same rows as CSV\n\n{when(part)}\n{table(head, rows)}"
    beside = [row for row in found if row["peer"]]
    if beside:
        beside_head = (
            "rows × 12",
            "of",
            "ours s",
            "MiB",
            "beside",
            "s",
            "MiB",
            "ours × theirs",
            "target",
            "",
        )
        text += "\nOthers with the same file; they do none of what an import promises:\n\n" + table(
            beside_head,
            [
                (f"{row['rows']:,}", IMPORT_FORMS[row["form"]], f"{row['first']:.2f}", f"{row['peak']:.0f}",
                 row["peer_name"], f"{row['peer']:.2f}", f"{row['peer_peak']:.0f}", times(row["first"] / row["peer"]),
                 "< 1", verdict(row["first"] / row["peer"], 1.0))
                for row in beside
            ],
        )  # fmt: skip
    plain = [row for row in found if row["form"] == "csv"]
    for small, large in pairwise(plain):
        longer, more = large["first"] / small["first"], large["peak"] / small["peak"]
        text += (
            f"\nGrowth from {small['rows']:,} to {large['rows']:,} rows: {times(longer)} × the time"
            f" and {times(more)} × the memory.\n"
        )
    return text


# --- text ----------------------------------------------------------------------------------------------------------


def _share(counts: Row) -> tuple[int, float, float]:
    """Phrases with a date, and of a hundred of them how many were read rightly and wrongly."""
    dated = sum(counts.get(name, 0) for name in ("right", "wrong", "silent"))
    return dated, 100 * counts.get("right", 0) / max(dated, 1), 100 * counts.get("wrong", 0) / max(dated, 1)


def text_line(rows: Row) -> str:
    """The scores and times of reading, for the terminal."""
    out = []
    for who, one in (rows.get("dates") or {}).items():
        out += [f"dates, {who}: {language} {counts}" for language, counts in one.get("score", {}).items()]
    reading = rows.get("reading") or {}
    out += [
        f"{name}: {reading[name] * 1e6:.1f} us"
        for name in ("note", "pinyin", "pinyin_bulk")
        if name in reading
    ]
    return "\n".join(out)


def text_tables(part: Part) -> str:
    """The score of dates, and what reading takes."""
    found: Row = part["rows"]
    parts = []
    if found.get("dates"):
        rows = []
        for who, one in found["dates"].items():
            name = f"{who} {one['version']}".strip()
            if "score" not in one:
                rows.append((name, one.get("why") or "not installed, not measured", *[""] * 9))
                continue
            for language, counts in one["score"].items():
                dated, right, wrong = _share(counts)
                ours = who == "crm"
                good = (
                    right >= texts.RIGHT.get(language, 0) and wrong <= texts.WRONG and not counts.get("false")
                )
                rows.append(
                    (name, language, str(dated), *(str(counts.get(c, 0)) for c in ("right", "wrong", "silent")),
                     f"{right:.0f}", f"{wrong:.0f}", f"{counts.get('false', 0)} of"
                     f" {counts.get('false', 0) + counts.get('quiet', 0)}", f"{one['seconds'] * 1e6:,.0f}",
                     ("ok" if good else "**over**") if ours else "")
                )  # fmt: skip
        head = (
            "reader", "language", "dated", "right", "wrong", "silent", "% right", "% wrong", "seen where none is",
            "µs a phrase", "",
        )  # fmt: skip
        parts.append(
            f"## Dates in phrases of another project\n\n{when(part)}Targets: right at least"
            f" {texts.RIGHT['Chinese']:g} % in Chinese and {texts.RIGHT['English']:g} % in English, wrong at most"
            f" {texts.WRONG:g} %, nothing seen where there is no date. The libraries count as right when the day is,"
            f" where only a day is asked.\n\n{table(head, rows)}"
        )
    else:
        parts.append(
            "## Dates in phrases of another project\n\nThe file of phrases was not there; not measured.\n"
        )
    reading = found.get("reading")
    if reading:
        rows = []
        if "note" in reading:
            name = f"`read_note`, a note of {reading['characters']:.0f} characters"
            rows.append((name, f"{reading['note'] * 1e6:.1f}"))
        rows.append(
            ("pinyin and initials of a company's name, all readings", f"{reading['pinyin'] * 1e6:.1f}")
        )
        rows.append(
            (
                "all that search keeps of a company by its name, as an import makes it",
                f"{reading['pinyin_bulk'] * 1e6:.1f}",
            )
        )
        if "pypinyin" in reading:
            other = reading["pypinyin"]
            rows.append(
                (f"pypinyin {other['version']}, one reading of a character", f"{other['one'] * 1e6:.1f}")
            )
            rows.append((f"pypinyin {other['version']}, all readings", f"{other['all'] * 1e6:.1f}"))
        else:
            rows.append(("pypinyin", "not installed, not measured"))
        parts.append(f"## Reading\n\n{table(('one of', 'µs'), rows)}")
    return "\n".join(parts)


# --- the page ------------------------------------------------------------------------------------------------------


def _summary(parts: dict[str, Part]) -> str:
    """What was asked and whether it is met, a line each."""
    rows: list[tuple[str, str, str]] = []

    def line(what: str, good: int, of: int, bad: Sequence[str]) -> None:
        rows.append((what, f"{good} of {of}", "met" if good == of else f"over: {', '.join(bad[:4])}"
                     + (f" and {len(bad) - 4} more" if len(bad) > 4 else "")))  # fmt: skip

    if "everyday" in parts:
        every = parts["everyday"]["rows"]
        for name in dict.fromkeys(row["store"] for row in every):
            mine = [row for row in every if row["store"] == name]
            bad = [
                f"{named(row['case'])} {times(row['ratio'])}" for row in mine if row["ratio"] > row["target"]
            ]
            line(f"everyday commands, {_store(mine[0])}, × pass", len(mine) - len(bad), len(mine), bad)
        against = [row for row in every if row.get("task_target")]
        if against:
            slow = [row for row in against if row["task_ratio"] > row["task_target"]]
            bad = [f"{named(row['case'])} {times(row['task_ratio'])}" for row in slow]
            line("beside `task add`", len(against) - len(bad), len(against), bad)
    if "search" in parts:
        every = [row for row in parts["search"]["rows"] if not row["why"]]
        slow = sorted((r for r in every if r["p95"] * 1000 > search.TARGET), key=lambda r: -float(r["p95"]))
        bad = [f"{row['search']} {row['p95'] * 1000:.1f} ms" for row in slow]
        line(f"search, p95 ≤ {search.TARGET:g} ms, {parts['search']['customers']:,} customers",
             len(every) - len(bad), len(every), bad)  # fmt: skip
        every = parts["search"]["complete"]
        bad = [row["word"] for row in every if row["found"] != row["scanned"]]
        line("search finds all that a scan does", len(every) - len(bad), len(every), bad)
    if "pipeline" in parts:
        every = [row for row in parts["pipeline"]["rows"] if pipelinereport.met(row) is not None]
        bad = [row["what"] for row in every if not pipelinereport.met(row)]
        line("the pipeline: board, due list, reports, commands, keys", len(every) - len(bad), len(every), bad)
    if "orders" in parts:
        every = [row for row in parts["orders"]["rows"] if ordersreport.met(row) is not None]
        bad = [row["what"] for row in every if not ordersreport.met(row)]
        line(
            "orders: lists, late steps, reports, commands, many at once",
            len(every) - len(bad),
            len(every),
            bad,
        )
    if "sync" in parts:
        every = [row for row in parts["sync"]["rows"] if syncreport.met(row) is not None]
        bad = [row["what"] for row in every if not syncreport.met(row)]
        line("sync: pull, push, manifest, first sync, nothing to do", len(every) - len(bad), len(every), bad)
    if "peers" in parts:
        every = [row for row in parts["peers"]["rows"] if not row.get("missing") and row["ours_wall"]]
        every = [row for row in every if row["theirs_wall"] or row["why"].startswith("over")]
        slow = [row for row in every if row["theirs_wall"] and row["ours_wall"] >= row["theirs_wall"]]
        bad = [f"{row['command']} with {row['items']:,}" for row in slow]
        line("ahead of jrnl, todoman, khard", len(every) - len(bad), len(every), bad)
    if "import" in parts:
        every = parts["import"]["rows"]
        bad = [
            f"{row['rows']:,} {row['form']} {times(row['first'] / row['reference'])} ×" for row in every
            if row["first"] / row["reference"] > importing.TARGET
        ]  # fmt: skip
        line(
            f"import ≤ {importing.TARGET:g} × `{every[0]['against']}`", len(every) - len(bad), len(every), bad
        )
    if "text" in parts and parts["text"]["rows"].get("dates"):
        for language, counts in parts["text"]["rows"]["dates"]["crm"]["score"].items():
            _dated, right, wrong = _share(counts)
            good = right >= texts.RIGHT.get(language, 0) and wrong <= texts.WRONG and not counts.get("false")
            said = f"{right:.0f} % right, {wrong:.0f} % wrong, {counts.get('false', 0)} seen where none is"
            rows.append((f"dates of another project, {language}", said, "met" if good else "over"))
    if "screen" in parts:
        every = [row for row in parts["screen"]["rows"] if met(row) is not None]
        bad = [row["what"] for row in every if not met(row)]
        line("full screen: paint, keys, memory, tasks", len(every) - len(bad), len(every), bad)
    return table(("in short", "within target", ""), rows).replace("---:", "---")


def document(parts: dict[str, Part]) -> str:
    """docs/benchmarks.md of the parts that were measured."""
    newest = max(parts.values(), key=lambda part: str(part["date"]))
    facts = [*map(tuple, newest["machine"])]
    if "everyday" in parts:
        facts.append(("taskwarrior", parts["everyday"].get("task") or taskwarrior.version()))
    facts.append(("date", newest["date"]))
    text = [HEAD, table(("measured on", ""), facts).replace("---:", "---"), _summary(parts)]
    shown = {
        "everyday": everyday_tables, "search": search_tables, "pipeline": pipeline_tables, "orders": orders_tables,
        "sync": sync_tables,
        "peers": peer_tables, "import": import_table,
        "text": text_tables, "screen": screen_tables,
    }  # fmt: skip
    text += [show(parts[name]) for name, show in shown.items() if name in parts]
    return "\n".join(text)
