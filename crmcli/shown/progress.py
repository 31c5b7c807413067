"""How far long work is, in words: how much is done, how fast, the time left."""

from __future__ import annotations

from crmcli.i18n import _, ngettext

_SURE = 3.0  # seconds before the time left is guessed


def line(done: int, total: int | None, seconds: float) -> str:
    """``120,000 of 1,000,000 rows · 48,000 a second · 0:18 left``."""
    if total:
        parts = [
            ngettext("%(number)s of %(total)s row", "%(number)s of %(total)s rows", total)
            % {"number": f"{done:,}", "total": f"{total:,}"}
        ]
    else:
        parts = [ngettext("%(number)s row", "%(number)s rows", done) % {"number": f"{done:,}"}]
    rate = done / seconds if seconds > 0 else 0
    if rate >= 1:
        parts.append(_("%(number)s a second") % {"number": f"{round(rate):,}"})
    if total and rate > 0 and seconds >= _SURE and done <= total:
        parts.append(_("%(time)s left") % {"time": _clock((total - done) / rate)})
    return " · ".join(parts)


def _clock(seconds: float) -> str:
    whole = round(seconds)
    hours, rest = divmod(whole, 3600)
    return f"{hours}:{rest // 60:02d}:{rest % 60:02d}" if hours else f"{rest // 60}:{rest % 60:02d}"
