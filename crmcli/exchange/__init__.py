"""Foreign files: reading them into clean, mapped rows, and writing them."""
