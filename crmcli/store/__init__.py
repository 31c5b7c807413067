"""The local store: what a record is, and the only place that reads or writes it."""
