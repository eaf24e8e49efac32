"""What pytest collects, and what it comes to. With `plugin.py`, all that imports pytest."""
