"""Everything the CRM can do, one file a subject: the only home of business rules.

A verb is a function ``verb(store, …)`` that returns records or plain data and raises the errors of
:mod:`crmcli.errors`. It prints nothing and holds no SQL.
"""
