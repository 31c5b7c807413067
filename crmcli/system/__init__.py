"""The operating system's own means: showing a notice on the desktop, and calling a program again and again."""
