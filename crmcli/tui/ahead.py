"""Keys in the order in which they were pressed: each is done with before the next one is looked at.

Textual hands a key to whatever has the focus and takes the next. When several come at once (a quick hand, a slow line)
those behind ``ctrl+f`` would act on the screen below, and a backspace would come after the letters typed behind it.
"""

from __future__ import annotations

import asyncio
import time
from collections import deque
from typing import TYPE_CHECKING, Any

from crmcli.tui.actions import ACTIONS

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from textual.events import Event
    from textual.message_pump import MessagePump
    from textual.worker import Worker

    from crmcli.tui.app import CrmApp

_PATIENCE = 0.4  # seconds that keys wait for what an action does; then it goes on beside them
_SOON = 0.002


class Ahead:
    """Keys and pasted texts that wait for those before them; ``dispatch`` has one looked at."""

    def __init__(self, app: CrmApp, dispatch: Callable[[Event], Awaitable[None]]) -> None:
        self._app = app
        self._dispatch = dispatch
        self._waiting: deque[Event] = deque()
        self._task: asyncio.Task[None] | None = None

    @property
    def busy(self) -> bool:
        """Whether a key is still being done with."""
        return self._task is not None and not self._task.done()

    def take(self, event: Event) -> None:
        """Have a key done, after those before it."""
        self._waiting.append(event)
        if not self.busy:
            self._task = asyncio.create_task(self._run())

    async def _run(self) -> None:
        if self._app.starting:
            await self._started()
        while self._waiting and not self._app._exit:
            try:
                await self._do(self._waiting.popleft())
            except Exception as error:
                self._app._handle_exception(error)

    async def _started(self) -> None:
        """Wait for the screen that was asked for: keys typed before it is there are for it."""
        end = time.monotonic() + 5 * _PATIENCE
        while self._app.starting and time.monotonic() < end:
            await asyncio.sleep(_SOON)
        await self._arrived()

    async def _do(self, event: Event) -> None:
        app = self._app
        screen = app.screen
        target: Any = app.focused or screen
        before = set(app.workers)
        await self._dispatch(event)
        await self._up(target, event)
        if app.screen is screen:
            await self._up(target)  # what was said of it: a line that changed, an enter
        await self._worked(screen, before)
        if app.screen is not screen:
            await self._arrived()

    async def _up(self, node: MessagePump | None, event: Event | None = None) -> None:
        """Wait until an event, or what came of it, was seen by a widget and all that it lies in."""
        while node is not None and await self._passed(node):
            if (event is not None and event._stop_propagation) or node is self._app:
                return
            node = node._parent

    async def _passed(self, node: MessagePump) -> bool:
        """Wait until a widget is done with the messages that wait for it now; False if it does not get there."""
        seen = asyncio.Event()
        if not node.call_later(seen.set):
            return False
        try:
            async with asyncio.timeout(_PATIENCE):
                await seen.wait()
        except TimeoutError:
            return False
        return True

    async def _worked(self, screen: object, before: set[Worker[Any]]) -> None:
        """Wait for an action that goes on beside the keys: until it ends or another screen is there."""
        app = self._app
        new = [one for one in app.workers if one not in before and one.name in ACTIONS]
        end = time.monotonic() + _PATIENCE
        while app.screen is screen and any(not one.is_finished for one in new) and time.monotonic() < end:
            await asyncio.sleep(_SOON)

    async def _arrived(self) -> None:
        """Wait until another screen is there, keys go to what it wants them to, and its list is there to move in."""
        for _again in range(3):
            screen = self._app.screen
            for node in (screen, self._app):
                await self._passed(node)
            if self._app.screen is screen and self._app.focused is not None:
                break
        end = time.monotonic() + _PATIENCE
        while self._loading() and time.monotonic() < end:
            await asyncio.sleep(_SOON)

    def _loading(self) -> bool:
        """Whether the screen still reads what it shows."""
        return any(
            one.name == "load" and one.node is self._app.screen and not one.is_finished
            for one in self._app.workers
        )
