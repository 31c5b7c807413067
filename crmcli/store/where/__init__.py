"""The filter language of ``--where`` and the order of ``--sort``, compiled to bound SQL.

The grammar and what each test means are fixed by the machine contract, section 4. :mod:`.parse` makes a
tree of the text, :mod:`.sql` compiles it over the fields of a kind, :mod:`.times` and :mod:`.amounts` read
dates and amounts, :mod:`.sort` makes the ``ORDER BY``.

Values reach SQLite as parameters only; the identifiers in the SQL come from the metadata. The connection
must know ``name_key(text)`` (:func:`crmcli.text.names.name_key`), ``sound_key`` and ``person_key``
(:func:`crmcli.text.pinyin.sound_key`); null stays null.
"""

from __future__ import annotations

from crmcli.store.where.parse import parse_where
from crmcli.store.where.sort import compile_sort
from crmcli.store.where.sql import Compiled, Context, compile_where

__all__ = ["Compiled", "Context", "compile_sort", "compile_where", "parse_where"]
