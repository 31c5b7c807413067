"""The full-screen interface: another face of the same verbs. It holds no business rule and no SQL."""
