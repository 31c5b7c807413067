"""Reports: each figure is defined in the file of its report, once, with its unit and formula."""
