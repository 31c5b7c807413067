"""A box over whatever is on screen: a title, its content, what was said, the keys that work in it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from textual.containers import Vertical
from textual.screen import ModalScreen

from crmcli.tui.screens.acting import Acting
from crmcli.tui.widgets.bars import KeyBar, SaidBar
from crmcli.tui.widgets.lines import Lines, shown

if TYPE_CHECKING:
    from textual.app import ComposeResult


class Box(ModalScreen[Any], Acting):
    """The base of boxes: ``dismiss(answer)`` closes it, ``esc`` with None.

    The inheritor's ``inside`` is what stands in it; ``WIDE`` and ``HIGH`` are the most cells and lines it takes.
    """

    SCOPES: ClassVar[tuple[str, ...]] = ("pick",)
    WIDE: ClassVar[int] = 76
    HIGH: ClassVar[int] = 24

    def __init__(self, title: str) -> None:
        super().__init__()
        self.heading = title

    def compose(self) -> ComposeResult:
        """The box."""
        with Vertical(id="box"):
            yield from self.inside()
            yield SaidBar()
            yield KeyBar()

    def inside(self) -> ComposeResult:
        """What stands in the box."""
        raise NotImplementedError

    def on_mount(self) -> None:
        """The box is there. Textual calls this of every class: what an inheritor does stands in :meth:`start`."""
        self.guarded(self.start)

    def start(self) -> None:
        """As large as it needs, and there is room for."""
        self.retitle(self.heading)
        self.fit()
        self.refresh_keys()

    def retitle(self, title: str) -> None:
        """Another title."""
        self.heading = title
        box = self.query_one("#box", Vertical)
        box.border_title = shown(title).replace("[", r"\[")

    def on_resize(self) -> None:
        """The terminal has another size."""
        self.fit()

    def fit(self) -> None:
        """Take the room there is, up to the most."""
        box = self.query_one("#box", Vertical)
        box.styles.width = min(self.WIDE, self.app.size.width)
        box.styles.max_height = min(self.HIGH, self.app.size.height)

    @property
    def rows(self) -> Lines | None:
        """The list in the box, if there is one."""
        return next(iter(self.query(Lines)), None)

    # --- moving in its list, from its line too ---------------------------------------------------------------------

    def _move(self, how: str) -> None:
        if self.rows is not None:
            self.rows.move(how)

    def do_pick_down(self) -> None:
        """One down."""
        self._move("down")

    def do_pick_up(self) -> None:
        """One up."""
        self._move("up")

    def do_pick_page_down(self) -> None:
        """A page down."""
        self._move("page_down")

    def do_pick_page_up(self) -> None:
        """A page up."""
        self._move("page_up")

    def do_pick_leave(self) -> None:
        """Close the box and do nothing."""
        self.dismiss(None)
