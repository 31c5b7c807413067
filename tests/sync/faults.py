"""What goes wrong between a store and a hub, whichever hub it is."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from crmcli.errors import HubError
from crmcli.store.wire import Answer, Bucket, Greeting, Op

if TYPE_CHECKING:
    from crmcli.store.wire import Hub


class Cut(HubError):
    """The connection was cut."""

    def __init__(self) -> None:
        super().__init__("cut", hub="test")


class Faulty:
    """A hub behind a bad line.

    ``lost``: the answers of so many pushes do not arrive, though they were done. ``cut_push``: so many pushes arrive,
    the next does not. ``cut_fetch``: after so many buckets the line is cut. ``before_fetch`` and ``before_manifest``
    are called then: what others do meanwhile.
    """

    def __init__(
        self,
        hub: Hub,
        *,
        lost: int = 0,
        cut_push: int | None = None,
        cut_manifest: bool = False,
        cut_fetch: int | None = None,
        before_fetch: Callable[[], None] | None = None,
        before_manifest: Callable[[], None] | None = None,
    ) -> None:
        self.hub = hub
        self.lost = lost
        self.cut_push = cut_push
        self.cut_manifest = cut_manifest
        self.cut_fetch = cut_fetch
        self.before_fetch = before_fetch
        self.before_manifest = before_manifest
        self.calls: list[str] = []
        self.pushes: list[list[Op]] = []
        self.fetched: list[str] = []

    def start(self, schema: int, last: str | None, digest: str | None) -> Greeting:
        self.calls.append("start")
        return self.hub.start(schema, last, digest)

    def unknown(self, op_ids: Sequence[str]) -> list[str]:
        self.calls.append("unknown")
        return self.hub.unknown(op_ids)

    def push(self, ops: Sequence[Op]) -> list[Answer]:
        self.calls.append("push")
        if self.cut_push is not None and len(self.pushes) >= self.cut_push:
            raise Cut
        self.pushes.append(list(ops))
        answers = self.hub.push(ops)
        if self.lost:
            self.lost -= 1
            raise Cut
        return answers

    def manifest(self) -> dict[str, str]:
        self.calls.append("manifest")
        if self.before_manifest is not None:
            self.before_manifest()
        if self.cut_manifest:
            raise Cut
        return self.hub.manifest()

    def fetch_shards(self, bucket: str, held: Mapping[str, str]) -> Bucket | None:
        self.calls.append("fetch shards")
        if self.before_fetch is not None:
            self.before_fetch()
        if self.cut_fetch is not None and len(self.fetched) >= self.cut_fetch:
            raise Cut
        self.fetched.append(bucket)
        return self.hub.fetch_shards(bucket, held)

    def fetch(self, buckets: Sequence[str]) -> Iterator[Bucket]:
        self.calls.append("fetch")
        if self.before_fetch is not None:
            self.before_fetch()
        for bucket in self.hub.fetch(buckets):
            if self.cut_fetch is not None and len(self.fetched) >= self.cut_fetch:
                raise Cut
            self.fetched.append(bucket.id)
            yield bucket
