"""What a reader sees of a page."""
