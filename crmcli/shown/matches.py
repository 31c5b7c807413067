"""Why something was found, in words. Imports no library."""

from __future__ import annotations

from crmcli.i18n import N_

# By class of match, best first.
MATCHES = {
    "exact": N_("whole name"),
    "part": N_("part of the name"),
    "pinyin": N_("pinyin"),
    "initials": N_("initials"),
    "phone": N_("phone"),
    "text": N_("text"),
    "close": N_("close spelling"),
}

NOTHING_CLOSE = N_("Nothing holds “%(text)s”; spelt like it:")

# Why a name stands for a customer (WHO), beside those above.
WHYS = {
    **MATCHES,
    "name": N_("whole name"),
    "alias": N_("another name"),
    "ref": N_("its ref"),
    "contact": N_("a contact's name"),
    "recent": N_("dealt with lately"),
    "slip": N_("close spelling"),
}
