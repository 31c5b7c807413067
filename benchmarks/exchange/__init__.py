"""What the importer makes of the files of others, compared with what their libraries read: ``make exchange-report``."""
