"""The command line: reads input, calls one verb, shows the answer. No rule and no SQL lives here."""
