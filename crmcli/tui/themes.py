"""The themes: dark, light, high contrast, and one for eyes that tell red from green badly.

Every colour says its part, not its place: what is late, noted, good, a reference. Signs say the same beside them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from crmcli.i18n import N_

if TYPE_CHECKING:
    from textual.app import App
    from textual.theme import Theme

# Name in the settings, label.
NAMES = {
    "dark": N_("Dark"),
    "light": N_("Light"),
    "contrast": N_("High contrast"),
    "colorblind": N_("Colour-blind safe"),
    "terminal": N_("The terminal's own colours"),
}
DEFAULT = "dark"

# By theme: paper, bar, ink, dim, accent, reference, late, noted, good, cursor, cursor away from the keys.
_COLOURS = {
    "dark": ("#15181e", "#1f242d", "#d7dce5", "#8b93a3", "#6cb6ff", "#56c2c9", "#ff7b72", "#e3a950", "#7bc275",
             "#2c4264", "#262d39"),
    "light": ("#fbfbf8", "#e9e9e3", "#22262c", "#666d78", "#0b5cad", "#0b6d74", "#b3261e", "#8a5300", "#1f7a33",
              "#cfe2fb", "#e4e7ea"),
    "contrast": ("#000000", "#1c1c1c", "#ffffff", "#c8c8c8", "#5ec8ff", "#5ff0f0", "#ff6b6b", "#ffd24d", "#7dff7d",
                 "#0044aa", "#333333"),
    # Okabe and Ito's palette (2008): blue, vermilion, orange, bluish green, told apart by all.
    "colorblind": ("#14171c", "#20252d", "#dfe3ea", "#939ba8", "#56b4e9", "#56b4e9", "#e8743b", "#e69f00", "#3fc9a0",
                   "#2b4059", "#272e38"),
    # The sixteen colours every terminal has, as its user has set them.
    "terminal": ("ansi_default", "ansi_default", "ansi_default", "ansi_bright_black", "ansi_blue", "ansi_cyan",
                 "ansi_red", "ansi_yellow", "ansi_green", "ansi_blue", "ansi_bright_black"),
}  # fmt: skip


def fitting(app: App[int]) -> str:
    """The theme for a terminal of which nothing is known but its colours: with sixteen of them, its own."""
    return "terminal" if app.console.color_system in ("standard", "windows") else DEFAULT


def themes() -> list[Theme]:
    """All of them, for Textual."""
    from textual.theme import Theme

    return [Theme(name=f"crm-{name}", **_of(name)) for name in _COLOURS]  # type: ignore[arg-type]


def _of(name: str) -> dict[str, object]:
    paper, bar, ink, dim, accent, ref, late, noted, good, cursor, away = _COLOURS[name]
    native = name == "terminal"
    return {
        "primary": accent, "secondary": ref, "warning": noted, "error": late, "success": good, "accent": accent,
        "foreground": ink, "background": paper, "surface": paper, "panel": bar, "boost": bar,
        "dark": name != "light", "ansi": native,
        "variables": {
            "crm-dim": dim, "crm-ref": ref, "crm-late": late, "crm-noted": noted, "crm-good": good,
            "crm-cursor": cursor, "crm-away": away, "crm-bar": bar, "crm-accent": accent,
            "crm-cursor-ink": "ansi_bright_white" if native else ink,
            "input-cursor-background": ink if not native else "ansi_bright_white",
            "input-cursor-foreground": paper if not native else "ansi_black",
            "scrollbar": away, "scrollbar-hover": dim, "scrollbar-active": accent,
            "scrollbar-background": paper, "scrollbar-background-hover": paper,
            "scrollbar-background-active": paper, "scrollbar-corner-color": paper,
            "border": accent, "border-blurred": dim,
            "ansi-background": "ansi_black", "ansi-foreground": "ansi_white",
        },
    }  # fmt: skip
