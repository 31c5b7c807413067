"""The least that a full-screen program of the same kind can be: what ours is compared with."""

from textual.app import App, ComposeResult
from textual.widgets import Static


class Minimal(App[None]):
    """One line of text."""

    def compose(self) -> ComposeResult:
        """The line."""
        yield Static("minimal app painted")


if __name__ == "__main__":
    Minimal().run()
