"""What both faces show, as a person reads it: values, changes, errors, what matters of a record. Draws nothing."""
