"""Who and what a story is about: a customer with its people and the deal that is talked of, drawn by chance."""

from __future__ import annotations

from random import Random
from typing import NamedTuple

from crmcli.verbs.demo import names, scenes_en, scenes_zh
from crmcli.verbs.demo.names import Company, Good, Place

SOURCES = ("exhibition", "website", "referral", "cold_call", "search", "marketplace")
_SOURCE_ODDS = (30, 25, 18, 12, 9, 6)
_PER_UNIT = {"CNY": 1000, "USD": 7120, "EUR": 7750}  # fen to the currency's own minor unit, a thousand of it


class Person:
    """A contact to be: ``called`` is how notes speak of the person."""

    __slots__ = ("called", "emails", "messaging", "name", "part", "phones", "title")

    def __init__(self, name: str, called: str, title: str, part: str) -> None:
        self.name = name
        self.called = called
        self.title = title
        self.part = part
        self.phones: list[str] = []
        self.emails: list[str] = []
        self.messaging: list[tuple[str, str]] = []


class Deal(NamedTuple):
    """What is talked of: goods, how many, prices and sums in minor units."""

    good: Good
    number: int
    currency: str
    asked: int
    wanted: int
    agreed: int


class Cast:
    """A customer, its people, its deal, and the words that fill the places of a scene."""

    __slots__ = ("company", "deal", "people", "place", "source", "words", "zh")

    def __init__(self, company: Company, place: Place, source: str, people: list[Person], deal: Deal) -> None:
        self.company = company
        self.place = place
        self.zh = place.people == "zh"
        self.source = source
        self.people = people
        self.deal = deal
        self.words: dict[str, str] = {}


def drawn(random: Random, company: Company, most_people: int = 3) -> Cast:
    """A customer as chance makes it."""
    place = names.PLACES[company.place]
    source = random.choices(SOURCES, _SOURCE_ODDS)[0]
    number = min(random.choices((1, 2, 3), (25, 50, 25))[0], most_people)
    people = [_person(random, company, place, at) for at in range(number)]
    deal = _deal(random, company, place)
    cast = Cast(company, place, source, people, deal)
    cast.words = _words(random, cast)
    return cast


def another(random: Random, cast: Cast) -> Cast:
    """The same customer and people with another deal."""
    other = Cast(cast.company, cast.place, cast.source, cast.people, _deal(random, cast.company, cast.place))
    other.words = _words(random, other)
    return other


def _words(random: Random, cast: Cast) -> dict[str, str]:
    place, people, deal, zh, company = cast.place, cast.people, cast.deal, cast.zh, cast.company
    told = scenes_zh if zh else scenes_en
    good, count = deal.good, deal.number
    terms, wish = random.choice(told.TERMS)
    return {
        "c": people[0].called,
        "c2": people[-1].called if len(people) > 1 else ("对方技术" if zh else "their engineer"),
        "p": good.zh if zh else good.en,
        "q": f"{count}{good.unit_zh}" if zh else f"{count:,} {good.unit_en}",
        "qp": f"{count}{good.unit_zh}{good.zh}" if zh else _english(good, count),
        "u": price(deal.asked, zh),
        "t": price(deal.wanted, zh),
        "f": price(deal.agreed, zh),
        "A": shown(total(deal, "A"), deal.currency, zh),
        "T": shown(total(deal, "T"), deal.currency, zh),
        "F": shown(total(deal, "F"), deal.currency, zh),
        "pct": str(100 - deal.wanted * 100 // deal.asked),
        "lead": str(random.choice((15, 20, 25, 30, 35, 45))),
        "terms": terms,
        "wish": wish,
        "rival": random.choice(told.RIVALS),
        "port": place.city,
        "city": place.city,
        "trade": names.TRADES[company.trade][0] if zh else names.TRADES[company.trade][1].lower(),
        "po": order_number(random, zh),
    }


def order_number(random: Random, zh: bool) -> str:
    """The number of a contract or an order."""
    return f"{'HT' if zh else 'PO'}-{random.randrange(2001, 9999)}"


def _english(good: Good, count: int) -> str:
    if good.unit_en == "thousand":
        return f"{count} thousand {good.en}"
    return f"{count:,} {good.unit_en} of {good.en}"


def _deal(random: Random, company: Company, place: Place) -> Deal:
    family = names.TRADES[company.trade][2] if random.random() < 0.75 else random.choice(names.FAMILIES)
    good = random.choice(names.GOODS[family])
    step = max(1, 5 * 10 ** (len(str(good.least)) - 2))
    number = max(good.least, random.randrange(good.least, good.most + 1) // step * step)
    fen = good.fen * random.randrange(94, 112) // 100
    asked = max(fen * 1000 // _PER_UNIT[place.currency], 5)
    asked = _even(asked)
    wanted = _even(asked * random.randrange(86, 93) // 100)
    agreed = _even(asked * random.randrange(94, 98) // 100)
    return Deal(good, number, place.currency, asked, wanted, agreed)


def _even(minor: int) -> int:
    """A price nobody would call crooked."""
    step = 1 if minor < 1_000 else 10 if minor < 10_000 else 100 if minor < 100_000 else 500
    return max(minor // step * step, 1)


def total(deal: Deal, which: str) -> int:
    """The sum at the price asked (A), wanted (T) or agreed (F), as people round it."""
    minor = {"A": deal.asked, "T": deal.wanted, "F": deal.agreed}[which] * deal.number
    step = 10_000 if minor >= 1_000_000 else 1_000
    return max(minor // step * step, step)


def price(minor: int, zh: bool) -> str:
    """A price for one: 86, 13.5; abroad always with cents."""
    if not zh:
        return f"{minor // 100:,}.{minor % 100:02}"
    return f"{minor // 100}.{minor % 100:02}".rstrip("0").rstrip(".")


def shown(minor: int, currency: str, zh: bool) -> str:
    """A sum as people write it: ¥12.6万, USD 24,300."""
    whole = minor // 100
    if not zh:
        return f"{currency} {whole:,}"
    if whole < 10_000:
        return f"¥{whole}"
    return "¥" + f"{whole // 10_000}.{whole % 10_000 // 100:02}".rstrip("0").rstrip(".") + "万"


def digits(random: Random, pattern: str) -> str:
    """A pattern with every ``#`` replaced by a digit from 1 to 9."""
    drawn = iter(random.randbytes(pattern.count("#")))
    return "".join("123456789"[next(drawn) % 9] if sign == "#" else sign for sign in pattern)


def _person(random: Random, company: Company, place: Place, at: int) -> Person:
    zh = place.people == "zh"
    title, part = random.choice((names.TITLES_ZH if zh else names.TITLES_EN)[at])
    if zh:
        surname, given = random.choice(names.SURNAMES), random.choice(names.GIVEN)
        person = Person(surname + given, _called(surname, title), title, part)
        first, last = given, surname
    else:
        firsts, lasts = names.PEOPLE[place.people]
        first, last = random.choice(firsts), random.choice(lasts)
        person = Person(f"{first} {last}", first, title, part)
    local = latin(f"{last}.{first}" if zh else f"{first}.{last}")
    person.phones.append(digits(random, place.mobile if at == 0 or random.random() < 0.5 else place.phone))
    if at == 0 and random.random() < 0.4:
        person.phones.append(digits(random, place.phone))
    if at < 2:
        person.emails.append(f"{local}@{company.domain}.example")
    if random.random() < 0.6:
        service = "wechat" if zh else "whatsapp"
        person.messaging.append((service, f"{company.domain}_{latin(last)}" if zh else person.phones[0]))
    return person


_CALLED = (
    ("总工程师", "总工"), ("工程师", "工"), ("总经理助理", "助理"), ("跟单助理", "助理"), ("总经理", "总"), ("老板", "老板"),
    ("经理", "经理"), ("主管", "主管"),
)  # fmt: skip


def _called(surname: str, title: str) -> str:
    """How one speaks of a person: 张总, 李经理, 王工."""
    return surname + next((short for long, short in _CALLED if title.endswith(long)), "总")


def latin(text: str) -> str:
    """A name in the letters of an address: pinyin of Chinese, no accents, no spaces."""
    from crmcli.text.pinyin import readings

    out = []
    for sign in text:
        sounds = readings(sign) if sign > "\u3000" else ()
        out.append(sounds[0] if sounds else sign)
    return _unaccented("".join(out)).lower().replace(" ", "").replace("'", "")


def _unaccented(text: str) -> str:
    if text.isascii():
        return text
    from unicodedata import normalize

    bare = normalize("NFKD", text.replace("ı", "i").replace("ł", "l").replace("ß", "ss").replace("ø", "o"))
    return "".join(sign for sign in bare if sign.isascii())


def numbered(number: int) -> Company:
    """The company of a number: no two numbers have the same name, neighbours have nothing in common."""
    if number * 5 % 8 < 5:  # five of eight are Chinese
        return _numbered_zh(number)
    return _numbered_en(number)


def _spread(number: int, sizes: tuple[int, ...], factor: int) -> tuple[list[int], int]:
    """A number as one place in each of several lists, all used up before any repeats; and how often it has."""
    whole = 1
    for size in sizes:
        whole *= size
    lap, number = divmod(number, whole)
    number = number * factor % whole  # the factor is prime to the sizes: a walk through all of them
    places = []
    for size in sizes:
        number, place = divmod(number, size)
        places.append(place)
    return places, lap


_FACTOR = 1_000_003


def _numbered_zh(number: int) -> Company:
    sizes = (len(names.CITY_LEADS), len(names.LEADS), len(names.TAILS), len(names.LINES_ZH))
    (city, lead, tail, line), lap = _spread(number, sizes, _FACTOR)
    brand = names.LEADS[lead] + names.TAILS[tail]
    what, trade = names.LINES_ZH[line]
    place = names.CITY_LEADS[city]
    name = f"{place}{brand}{what}" if not lap else f"{place}{brand}{lap + 1}号{what}"
    return Company(name, "", latin(brand), place, trade)


def _numbered_en(number: int) -> Company:
    sizes = (len(names.FOREIGN_PLACES), len(names.STARTS), len(names.ENDS), len(names.LINES_EN))
    (city, start, end, line), lap = _spread(number, sizes, _FACTOR)
    brand = names.STARTS[start] + names.ENDS[end]
    what, trade = names.LINES_EN[line]
    key = names.FOREIGN_PLACES[city]
    place = names.PLACES[key]
    more = f" {lap + 1}" if lap else ""
    return Company(
        f"{brand} {what} {place.city}{more} {names.FORMS[place.people]}", "", brand.lower(), key, trade
    )
