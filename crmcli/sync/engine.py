"""One exchange between a store and its hub: docs/sync.md tells it in words, in the same order.

Every step leaves a state from which the next exchange goes on, however this one ends: what was sent and not answered
is sent again under the same ids, what was fetched stays, what was not is seen by its tag.
"""

from __future__ import annotations

import time

from crmcli.errors import HubError, Refused
from crmcli.i18n import _, ngettext
from crmcli.store import incoming, leaving, outbox
from crmcli.store.joined import joined
from crmcli.store.open import VERSION
from crmcli.store.wire import CONFLICT, HELD, OK, REFUSED, digest

TYPE_CHECKING = False  # typing costs as much to import as Python to start
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from typing import Any

    from crmcli.store.joined import Joined
    from crmcli.store.open import Store
    from crmcli.store.wire import Bucket, Greeting, Hub, Op

    Say = Callable[[str, int, int], None]  # what goes on (push, pull, leave), how many are done, of how many

BATCH = 2_500  # ops a push
CHUNK = 2_000  # buckets that are written together, at most
ROWS = 10_000  # rows, at least
ROUNDS = 5  # times the manifest is read in one exchange while others keep writing
FEW = 50  # so many buckets may go without a question


class Report:
    """What an exchange did; with ``dry_run`` what it would do (``pulled`` is 0 then: rows are not counted)."""

    __slots__ = (
        "buckets", "conflicts", "held", "hub", "pulled", "purged", "pushed", "refused", "seconds", "waiting",
        "warnings",
    )  # fmt: skip

    def __init__(self, hub: str) -> None:
        self.hub = hub
        self.pushed = 0  # ops that the hub took, or keeps as a conflict
        self.pulled = 0  # rows written or deleted here
        self.buckets = 0  # buckets fetched
        self.conflicts = 0  # open now
        self.refused = 0  # new
        self.held = 0  # ops that this hub does not understand yet
        self.purged = 0  # buckets forgotten here
        self.waiting = 0  # ops that wait when all is done, held ones too
        self.warnings: list[str] = []
        self.seconds = 0.0

    def add(self, later: Report) -> None:
        """Have it tell of a later exchange too."""
        for name in ("buckets", "pulled", "purged", "pushed", "refused"):
            setattr(self, name, getattr(self, name) + getattr(later, name))
        self.conflicts, self.held, self.waiting = later.conflicts, later.held, later.waiting
        self.warnings += later.warnings
        self.seconds = round(self.seconds + later.seconds, 3)

    def as_json(self) -> dict[str, Any]:
        """As ``crm sync --json`` prints it."""
        return {name: getattr(self, name) for name in self.__slots__}


def exchange(
    store: Store, hub: Hub, *, yes: bool = False, dry_run: bool = False, say: Say | None = None
) -> Report:
    """Push what waits, pull what changed, leave what may no longer be seen. ``yes``: leave it however much it is.

    Raises :class:`HubError` (another hub or login, a hub too new, no connection), :class:`Refused` when much would be
    forgotten, and what the store raises. Whatever is raised, the next exchange goes on from there.
    """
    begun = time.monotonic()
    of = joined(store)
    if of is None:
        raise Refused(
            _("This store has joined no hub."),
            hint=_("`crm sync setup URL` joins one."),
            missing=[{"code": "joined", "field": None, "message": _("This store has joined no hub.")}],
        )
    report = Report(of.url)
    made = outbox.fill(store, dry_run=dry_run)
    greeting = hub.start(VERSION, outbox.last_answered(store), digest(incoming.tags(store).items()))
    _check(of, greeting)
    if dry_run:
        _foresee(store, hub, greeting, made, report)
    else:
        if not greeting.knows:  # it was restored from a backup
            outbox.again(store, hub.unknown(outbox.answered(store)))
        changed = _push(store, hub, report, say)
        if not greeting.current or changed:
            _pull(store, hub, report, yes, say)
        else:
            incoming.finish(store)  # an exchange that was broken off may have left something to delete
        report.waiting = outbox.pending(store)
    report.conflicts = incoming.open_conflicts(store)
    report.seconds = round(time.monotonic() - begun, 3)
    return report


def _check(of: Joined, greeting: Greeting) -> None:
    """Stop before anything is sent or forgotten when it is not the hub, or not the login, that was joined."""
    if greeting.hub_id != of.hub:
        raise HubError(
            _("This is another hub than the one this store has joined: %(hub)s") % {"hub": of.url},
            hint=_(
                "Nothing was sent or forgotten. Ask whoever runs the hub; `crm sync setup URL` joins another."
            ),
            hub=of.url,
        )
    if greeting.member_id != of.member:
        raise HubError(
            _("On the hub the login %(login)s is another member now.") % {"login": greeting.login},
            hint=_(
                "Nothing was sent or forgotten. Ask whoever runs the hub; `crm sync setup URL` joins anew."
            ),
            hub=of.url,
        )
    if greeting.min_client > VERSION:
        raise HubError(
            _("The hub wants a newer crm (stores of version %(theirs)s, this one has %(mine)s).")
            % {"theirs": greeting.min_client, "mine": VERSION},
            hint=_("Update crm; what waits here is kept and goes then."),
            hub=of.url,
        )


def _foresee(store: Store, hub: Hub, greeting: Greeting, made: int, report: Report) -> None:
    """What would go and come; nothing is sent or changed."""
    again = 0 if greeting.knows else len(hub.unknown(outbox.answered(store)))
    report.pushed = report.waiting = made + outbox.pending(store) + again
    if not greeting.current:
        manifest = hub.manifest()
        mine = incoming.tags(store)
        report.buckets = sum(mine.get(id) != tag for id, tag in manifest.items())
        report.purged = len(leaving.left(store, list(manifest)))


def _push(store: Store, hub: Hub, report: Report, say: Say | None) -> bool:
    """Send what waits, in its order, each op once; what is held is tried once. Whether the hub did anything."""
    changed = False
    done = last = 0
    total = outbox.pending(store)
    later: set[str] = set()  # ids of rows that the hub cannot take yet: what names them waits with them
    while batch := outbox.waiting(store, BATCH, last):
        ops = [op for _n, op in batch if not (later and later & _named(op))]
        answers = hub.push(ops)
        if [answer.op_id for answer in answers] != [op.op_id for op in ops]:
            raise HubError(
                _("The hub gave an answer that does not belong to what was sent."),
                hint=_(
                    "Nothing is lost: it is sent again next time. Is the hub's schema whole? `crm hub init`"
                ),
                hub=report.hub,
            )
        outbox.answer(store, answers)
        results = [answer.result for answer in answers]
        report.pushed += results.count(OK) + results.count(CONFLICT)
        report.refused += results.count(REFUSED)
        report.held += results.count(HELD) + len(batch) - len(ops)
        later.update(
            op.key[0]
            for op, result in zip(ops, results, strict=True)
            if result == HELD and op.kind == "insert"
        )
        changed = changed or results.count(HELD) < len(results)
        last = batch[-1][0]
        done += len(batch)
        if say is not None:
            say("push", done, max(total, done))
    return changed


def _named(op: Op) -> set[str | None]:
    """The ids, among other values, of the row that an op changes and of those it points to."""
    return {*op.key, op.new, *(op.row or {}).values()}


def _pull(store: Store, hub: Hub, report: Report, yes: bool, say: Say | None) -> None:
    """Fetch what differs, again while others write meanwhile; then forget what the hub shows no more."""
    for _round in range(ROUNDS):
        manifest = hub.manifest()
        mine = incoming.tags(store)
        if not manifest:  # everybody sees the team and its products
            raise HubError(
                _("The hub shows nothing at all, not even the team; nothing was forgotten here."),
                hint=_("Ask whoever runs the hub."),
                hub=report.hub,
            )
        # Ids go by time: local numbers follow the order in which customers were made.
        wanted = sorted(id for id, tag in manifest.items() if mine.get(id) != tag)
        came = _fetch(store, hub, wanted, report, say)
        if all(came.get(id) == manifest[id] for id in wanted):
            incoming.finish(store)  # else what went may only have moved to where it was not looked for yet
            break
    _leave(store, manifest, yes, report, say)


def _fetch(store: Store, hub: Hub, wanted: list[str], report: Report, say: Say | None) -> dict[str, str]:
    """Fetch buckets and write them; what came before something fails is kept. The tags that came."""
    came: dict[str, str] = {}
    for buckets in _portions(_coming(hub, wanted, incoming.big(store, wanted))):
        taken = incoming.take(store, buckets)
        came.update((bucket.id, bucket.tag) for bucket in buckets)
        report.pulled += taken.rows
        report.buckets += len(buckets)
        report.warnings += taken.warnings
        if say is not None:
            say("pull", len(came), len(wanted))
    return came


def _coming(hub: Hub, wanted: list[str], big: dict[str, dict[str, str]]) -> Iterator[Bucket]:
    """Buckets as they come; of those that are big only the shards that differ."""
    yield from hub.fetch([id for id in wanted if id not in big])
    for id, held in big.items():
        bucket = hub.fetch_shards(id, held)
        if bucket is not None:
            yield bucket


def _portions(buckets: Iterable[Bucket]) -> Iterator[list[Bucket]]:
    """Buckets as they come, as many at a time as memory and one transaction hold well."""
    portion: list[Bucket] = []
    size = 0
    error: Exception | None = None
    try:
        for bucket in buckets:
            portion.append(bucket)
            size += sum(len(rows) for _columns, rows in bucket.rows.values())
            if size >= ROWS or len(portion) >= CHUNK:
                yield portion
                portion, size = [], 0
    except Exception as caught:  # cut off: what came whole is written before it is told
        error = caught
    if portion:
        yield portion
    if error is not None:
        raise error


def _leave(store: Store, manifest: dict[str, str], yes: bool, report: Report, say: Say | None) -> None:
    """Forget the buckets that the manifest does not have; when they are many, only if that was said."""
    gone = leaving.left(store, list(manifest))
    if not gone:
        return
    held = len(incoming.tags(store))
    if len(gone) > max(FEW, held // 2) and not yes:
        message = ngettext(
            "The hub shows you %(gone)s customer less of the %(held)s here; it would be forgotten.",
            "The hub shows you %(gone)s customers less of the %(held)s here; they would be forgotten.",
            len(gone),
        ) % {"gone": len(gone), "held": held}
        raise Refused(
            message,
            hint=_("If that is right: `crm sync --yes`. All else was exchanged."),
            missing=[{"code": "purge", "field": None, "message": message}],
            buckets=len(gone),
            held=held,
        )
    leaving.leave(store, gone)
    report.purged = len(gone)
    if say is not None:
        say("leave", len(gone), len(gone))
