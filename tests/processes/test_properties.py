"""Whatever is written down is read as it was meant, whatever else is refused with a line, and lines point at keys."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from typing import Any

import pytest
import tomli_w
from hypothesis import given, settings
from hypothesis import strategies as st

from crmcli.errors import ValueInvalid
from crmcli.processes import builtin
from crmcli.processes.places import Places
from crmcli.processes.reading import ENDS, LABELS, REASONS, read
from crmcli.text.clean import clean_line, clean_text
from crmcli.text.percents import show_percent
from crmcli.verbs.processes import known_words

WORDS = known_words()

ids = st.from_regex(r"[a-z][a-z0-9_-]{0,12}", fullmatch=True)
_signs = st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Zl", "Zp"))
lines = st.text(_signs, min_size=1, max_size=30).map(clean_line).filter(bool)
proses = (
    st.text(_signs | st.sampled_from('\n\t"\\#='), min_size=1, max_size=60)
    .map(lambda text: clean_text(text).strip())
    .filter(bool)
)


@st.composite
def both(draw: st.DrawFn, key: str, texts: st.SearchStrategy[str] = lines) -> dict[str, str]:
    return {key: draw(texts), f"{key}_zh": draw(texts)}


@st.composite
def requirements(draw: st.DrawFn, kinds: list[str]) -> dict[str, Any]:
    code = draw(st.sampled_from(["field", "followup", "document", "contact", "step"]))
    field, values = code, []
    if code == "field":
        field = draw(st.sampled_from(WORDS.fields) | lines.map(lambda name: f"custom.{name}"))
    elif code == "step":
        field = draw(ids)
    else:
        known = {"followup": WORDS.followups + kinds, "document": WORDS.documents, "contact": WORDS.contacts}
        values = draw(st.lists(st.sampled_from(known[code]), min_size=1, unique=True))
    return {"code": code, "field": field, "values": values, **draw(both("label"))}


@st.composite
def processes(draw: st.DrawFn) -> dict[str, Any]:
    """What a process file says, compiled."""
    own = draw(st.lists(ids.filter(lambda id: id not in WORDS.followups), max_size=3, unique=True))
    needs = st.lists(requirements(own), max_size=3)
    names = draw(st.lists(ids.filter(lambda id: id not in ENDS), min_size=1, max_size=5, unique=True))
    stages = [
        {
            "id": id, **draw(both("label")), "probability": draw(st.integers(0, 100)),
            # the following one, so that each is reached, and some of the later ones
            "next": names[n + 1 : n + 2] + draw(st.lists(st.sampled_from(names[n + 2 :] or [""]), unique=True))
            if n + 2 < len(names) else names[n + 1 :],
            "silent_days": draw(st.none() | st.integers(1, 3650)), **draw(both("guidance", proses)),
            "requires": draw(needs),
            "reminders": [
                {**draw(both("text")), "after_days": draw(st.integers(0, 3650)), "important": draw(st.booleans()),
                 "urgent": draw(st.booleans())}
                for _ in range(draw(st.integers(0, 2)))
            ],
        }
        for n, id in enumerate(names)
    ]  # fmt: skip
    ends: dict[str, Any] = {}
    for end in ENDS:
        reasons = draw(st.lists(ids, min_size=1, max_size=3, unique=True))
        ends[end] = {
            **draw(both("label")),
            "requires": draw(needs),
            "reasons": [{"id": id, **draw(both("label"))} for id in reasons],
        }
    days = draw(
        st.dictionaries(
            st.sampled_from(["A", "B", "C", "none"]), st.integers(8, 3650), min_size=1, max_size=4
        )
    )
    pool = {
        "days": days, "warn_days": draw(st.integers(0, 7)), "most": draw(st.none() | st.integers(1, 1000)),
        "per_day": draw(st.none() | st.integers(1, 1000)),
    }  # fmt: skip
    return {
        "name": draw(ids), **draw(both("title")), **draw(both("about", proses)),
        "business": draw(lines), "back": draw(st.sampled_from(["reason", "free", "never"])),
        "workdays": False,
        "stages": stages, "ends": ends,
        "followup_kinds": [
            {"id": id, **draw(both("label")), "words": draw(st.lists(lines, max_size=3, unique=True))} for id in own
        ],
        "pool": draw(st.none() | st.just(pool)),
        "expense": {"tied": draw(st.booleans())},
        "approvals": draw(st.lists(rules(), max_size=2, unique_by=lambda one: str(one["id"]))),
        **draw(orders()),
    }  # fmt: skip


@st.composite
def rules(draw: st.DrawFn) -> dict[str, Any]:
    when = draw(st.sampled_from(["below_floor", "discount", "margin", "terms", "always"]))
    shares = st.sampled_from(["0%", "2.5%", "100%"])
    return {
        "id": draw(ids), **draw(both("label")), "about": draw(st.sampled_from(["quote", "order"])), "when": when,
        "over": draw(shares if when == "margin" else st.none() | shares if when in ("below_floor", "discount")
                     else st.none()),
        "limit": draw(ids),
        "terms": draw(st.lists(lines, min_size=1, max_size=3, unique=True)) if when == "terms" else [],
        "role": draw(st.none() | ids), "important": draw(st.booleans()), "urgent": draw(st.booleans()),
        "remind_after": draw(st.none() | st.integers(1, 365)),
        "escalate_after": draw(st.none() | st.integers(1, 365)),
    }  # fmt: skip


shorts = lines.map(lambda text: text[:12].strip()).filter(bool)


@st.composite
def duties(draw: st.DrawFn, anchors: list[str], days: st.SearchStrategy[str]) -> dict[str, Any]:
    due = st.tuples(st.sampled_from(anchors), days).map("".join)
    return {
        **draw(both("text")), **draw(both("for")), "due": draw(st.lists(due, min_size=1, max_size=3, unique=True)),
        "alarm_days": draw(st.integers(0, 365)),
        "done_by": draw(st.lists(st.sampled_from(WORDS.followups), max_size=2, unique=True)),
    }  # fmt: skip


@st.composite
def orders(draw: st.DrawFn) -> dict[str, Any]:
    """A checklist whose steps only wait for earlier ones, and a plan of payments that is the whole."""
    names = draw(
        st.lists(
            ids.filter(lambda id: id not in ("signed", "delivery", "arrival", "done")),
            max_size=4,
            unique=True,
        )
    )
    days = st.integers(-500, 500).map(lambda number: f"{number:+d}d" if number else "")
    documents = st.lists(st.sampled_from(WORDS.documents), max_size=2, unique=True)
    delivers, closes = draw(st.integers(0, 5)), draw(st.booleans())
    steps = []
    for number, id in enumerate(names):
        anchors = ["signed", "delivery", "arrival", *names[:number]]
        plan = st.none() | st.tuples(st.sampled_from(anchors), days).map("".join)
        earlier = st.lists(st.sampled_from(names[:number] or [""]), unique=True)
        steps.append({
            "id": id, **draw(both("label")), **draw(both("department")),
            "member": draw(st.none() | lines), "after": draw(earlier) if number else [], "plan": draw(plan),
            "important": draw(st.booleans()), "documents": draw(documents), "delivers": number == delivers,
            "closes": closes and number == len(names) - 1, **draw(both("short", shorts)),
            "duty": draw(st.none() | duties([*anchors, "done"], days)),
        })  # fmt: skip
    cuts = sorted(draw(st.lists(st.integers(1, 9_999), max_size=3, unique=True)))
    shares = [end - start for start, end in zip([0, *cuts], [*cuts, 10_000], strict=True)]
    due = st.none() | st.tuples(st.sampled_from(["signed", "delivery", *names]), days).map("".join)
    payments = [
        {**draw(both("label")), "kind": "planned", "share": share, "due": draw(due)} for share in shares
    ]
    rebates = [
        {**draw(both("label")), "kind": "rebate", "share": None, "due": draw(due)}
        for _ in range(draw(st.integers(0, 2)))
    ]
    payments += rebates
    return {"steps": steps, "payments": payments if draw(st.booleans()) else []}


def there(table: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in table.items() if value is not None}


def needed(need: dict[str, Any]) -> dict[str, Any]:
    code = need["code"]
    value = need["field"] if code in ("field", "step") else need["values"]
    return {code: value, "label": need["label"], "label_zh": need["label_zh"]}


def as_file(process: dict[str, Any]) -> dict[str, Any]:
    """The keys of the file that says it."""
    parts = ("name", "title", "title_zh", "about", "about_zh", "business", "back", "workdays")
    file: dict[str, Any] = {"process": {key: process[key] for key in parts}}
    file["stage"] = []
    for stage in process["stages"]:
        table = {key: value for key, value in stage.items() if key not in ("requires", "reminders")}
        table |= {"requires": [needed(one) for one in stage["requires"]], "reminder": stage["reminders"]}
        file["stage"].append(there(table))
    for end, told in process["ends"].items():
        file[end] = {**told, "requires": [needed(one) for one in told["requires"]]}
    file["followup_kind"] = process["followup_kinds"]
    if process["pool"] is not None:
        file["pool"] = there(process["pool"])
    file["expense"] = process["expense"]
    file["approval"] = [
        there({name: one for name, one in rule.items() if name != "terms" or one})
        for rule in process["approvals"]
    ]
    file["step"] = [there(step) for step in process["steps"]]
    file["payment"] = [
        there({**one, "share": one["share"] and show_percent(one["share"])}) for one in process["payments"]
    ]
    return file


def value(content: Any) -> str:
    """A value in one line, as people write it."""
    if isinstance(content, dict):
        return "{ " + ", ".join(f"{key} = {value(one)}" for key, one in content.items()) + " }"
    if isinstance(content, list):
        return "[" + ", ".join(map(value, content)) + "]"
    if isinstance(content, str) and "'" not in content and "\n" not in content:
        return f"'{content}'"
    return tomli_w.dumps({"k": content}).removeprefix("k = ").removesuffix("\n")


def tables(name: str, content: dict[str, Any]) -> Iterator[str]:
    """A file with as many tables of their own as it can have."""
    inner = {key: one for key, one in content.items() if isinstance(one, dict)}
    lists = {
        key: one for key, one in content.items() if isinstance(one, list) and one and isinstance(one[0], dict)
    }
    for key, one in content.items():
        if key not in inner and key not in lists:
            yield f"{key} = {value(one)}  # {name}"
    for key, one in inner.items():
        yield f"[{name}.{key}]" if name else f"[{key}]"
        yield from tables(f"{name}.{key}" if name else key, one)
    for key, several in lists.items():
        for one in several:
            yield ""
            yield f"  [[{name}.{key}]]" if name else f"[[{key}]]"
            yield from tables(f"{name}.{key}" if name else key, one)


def flat(content: dict[str, Any]) -> str:
    """A file without any table of its own."""
    return "\n".join(f"{key} = {value(one)}" for key, one in content.items())


WAYS = {"tomli_w": tomli_w.dumps, "tables": lambda file: "\n".join(tables("", file)), "flat": flat}


@pytest.mark.mostly_slow
@pytest.mark.parametrize("way", WAYS)
@settings(max_examples=settings.default.max_examples // 3)
@given(processes())
def test_what_is_written_down_is_read_as_it_was_meant(way: str, process: dict[str, Any]) -> None:
    assert read(WAYS[way](as_file(process)).encode(), WORDS) == process


@settings(max_examples=settings.default.max_examples // 3)
@given(processes())
def test_ends_and_a_pool_may_be_left_out(process: dict[str, Any]) -> None:
    file = as_file(process)
    for key in (*ENDS, "pool"):
        file.pop(key, None)
    found = read(tomli_w.dumps(file), WORDS)
    assert found["pool"] is None
    for end in ENDS:
        assert (found["ends"][end]["label"], found["ends"][end]["label_zh"]) == LABELS[end]
        assert [one["id"] for one in found["ends"][end]["reasons"]] == [one[0] for one in REASONS[end]]


@pytest.mark.mostly_slow
@pytest.mark.parametrize("way", WAYS)
@settings(max_examples=settings.default.max_examples // 3)
@given(processes(), st.data())
def test_the_line_of_a_fault_is_where_its_key_stands(
    way: str, process: dict[str, Any], data: st.DataObject
) -> None:
    """A key that there is not, put into any table, is told with its line."""
    file = as_file(process)
    places: list[dict[str, Any]] = [file]
    for place in places:
        for one in place.values():
            places += [one] if isinstance(one, dict) else []
            places += [each for each in one if isinstance(each, dict)] if isinstance(one, list) else []
    place = data.draw(st.sampled_from(places))
    place["qqq"] = "marked"
    text = WAYS[way](file)
    with pytest.raises(ValueInvalid) as raised:
        read(text, WORDS)
    (fault,) = raised.value.details["faults"]
    assert fault["key"].split(".")[-1] == "qqq"
    assert "qqq = " in text.split("\n")[fault["line"] - 1]


# --- anything else ---

PIECES = st.sampled_from(
    ["[process]\n", "[[stage]]\n", "[stage.x]\n", "[[stage.requires]]\n", "[won]\n", "[pool]\n", "name", "id", "label",
     "probability", "next", "requires", " = ", ".", "'", '"', '"""', "'''", "\n", "\r\n", "\r", "[", "]", "{", "}", ",",
     "#", "\\", "1", "-0", "1e3", "true", "2026-11-25", "0xff", "inf", "a b", "'x'", '"y"', "线索", "\ufeff", "\x00"]
)  # fmt: skip
soups = st.lists(PIECES | st.text(max_size=3), max_size=40).map("".join)


def refused_or_read(content: bytes | str) -> None:
    found = faults(content)
    for one in found or ():
        assert 1 <= one["line"] <= content.count("\n" if isinstance(content, str) else b"\n") + 1  # type: ignore[arg-type]
        assert one["message"]
        assert "\n" not in one["message"]
    assert found is None or found


def faults(content: bytes | str) -> list[dict[str, Any]] | None:
    """What is wrong with a file; None for one that is right."""
    try:
        read(content, WORDS)
    except ValueInvalid as error:
        found: list[dict[str, Any]] = error.details["faults"]
        return found
    return None


@given(st.binary(max_size=300))
def test_any_bytes_are_refused_and_nothing_else_happens(content: bytes) -> None:
    refused_or_read(content)


@given(st.text(max_size=300) | soups)
def test_any_text_is_refused_and_nothing_else_happens(text: str) -> None:
    refused_or_read(text)


@given(st.sampled_from(builtin.names()), st.data())
def test_a_file_that_was_cut_or_mixed_up_is_refused_or_read(name: str, data: st.DataObject) -> None:
    text = builtin.source(name)
    first = data.draw(st.integers(0, len(text)))
    last = min(len(text), first + data.draw(st.integers(0, 60)))
    refused_or_read(text[:first] + data.draw(soups) + text[last:])


def paths(content: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    if path:
        yield path
    if isinstance(content, dict):
        for key, one in content.items():
            yield from paths(one, (*path, key))
    elif isinstance(content, list):
        for number, one in enumerate(content):
            yield from paths(one, (*path, number))


SCALARS = (
    st.integers(-1000, 1000) | st.booleans() | st.floats(allow_nan=False) | st.datetimes() | st.dates()
    | st.text(st.characters(codec="utf-8"), max_size=8)
)  # fmt: skip
KEYS = st.text(st.characters(codec="utf-8"), min_size=0, max_size=5) | ids
DATA = st.dictionaries(
    KEYS,
    st.recursive(SCALARS, lambda some: st.lists(some, max_size=3) | st.dictionaries(KEYS, some, max_size=3)),
    max_size=4,
)


@given(DATA, st.booleans())
def test_every_key_has_its_line_and_none_is_invented(content: dict[str, Any], multiline: bool) -> None:
    text = tomli_w.dumps(content, multiline_strings=multiline)
    assert set(Places(text).lines) == set(paths(tomllib.loads(text)))


HEADERS = ["[{key}]", "[[{key}]]", "[ {key} ]", "[[ {key} ]]  # x", "[{key}.{other}]", "[[{key}.{other}]]"]
PAIRS = ["{key} = {value}", "{key}.{other} = {value}", "  {key}={value}# y", "{key} . '{other} z' = {value}"]
VALUES = [
    "1", "'a # b'", '"a \\" ]"', '"""\na\n"b\\"""" c"""', "'''a\n[[a]]\n''''", "[]", "[1, 2,]",
    "['''a''''', 2, \"\"\"b\"\"\"\"\", 3]",
    "[ # c ]\n  'a',\n\n  { b = 1 }]",
    "{}", "{ a = [1, { b.c = 2 }], 'd e' = {} }", "[[1], [[2]]]", "2026-11-25 10:00:00", "true  # z",
]  # fmt: skip


@st.composite
def statements(draw: st.DrawFn) -> str:
    names = st.sampled_from(["a", "b", "c", "d-1", "e_2", "3"])
    shape = draw(st.sampled_from(HEADERS + PAIRS + ["", "# x"]))
    content = draw(st.sampled_from(VALUES))
    return shape.format(key=draw(names), other=draw(names), value=content)


@given(st.lists(statements(), max_size=12), st.sampled_from(["\n", "\r\n"]))
def test_so_has_every_key_of_whatever_is_toml(written: list[str], newline: str) -> None:
    kept: list[str] = []
    for statement in written:  # a statement that is wrong after those before it is left out
        text = newline.join([*kept, statement.replace("\n", newline)])
        try:
            content = tomllib.loads(text)
        except ValueError:
            continue
        kept.append(statement.replace("\n", newline))
        assert set(Places(text).lines) == set(paths(content))


DOCUMENT = '''\
a = 1
b.c = """x
"y\\\\""""  # two quotes before the end
[t.'u v']
"q\\u0041" = [1, # ]
 { z = 3, y.w = [ "]", '}' ] },
 2]
d = \'\'\'
it's\'\'\'\'\'
[[s]]
k = 1979-05-27 07:32:00
[[s.r]]
f = true
[[s.r]]
[[s]]
[s.m]
x = 1
'''


def test_the_lines_of_a_document_with_everything() -> None:
    found = Places(DOCUMENT).lines
    assert set(found) == set(paths(tomllib.loads(DOCUMENT)))
    assert {path: found[path] for path in found if path[0] != "b"} == {
        ("a",): 1, ("t",): 4, ("t", "u v"): 4, ("t", "u v", "qA"): 5, ("t", "u v", "qA", 0): 5,
        ("t", "u v", "qA", 1): 6, ("t", "u v", "qA", 1, "z"): 6, ("t", "u v", "qA", 1, "y"): 6,
        ("t", "u v", "qA", 1, "y", "w"): 6, ("t", "u v", "qA", 1, "y", "w", 0): 6,
        ("t", "u v", "qA", 1, "y", "w", 1): 6,
        ("t", "u v", "qA", 2): 7, ("t", "u v", "d"): 8, ("s",): 10, ("s", 0): 10, ("s", 0, "k"): 11, ("s", 0, "r"): 12,
        ("s", 0, "r", 0): 12, ("s", 0, "r", 0, "f"): 13, ("s", 0, "r", 1): 14, ("s", 1): 15, ("s", 1, "m"): 16,
        ("s", 1, "m", "x"): 17,
    }  # fmt: skip
