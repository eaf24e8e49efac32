"""What a reader sees of a page: judged from its file where that proves it, else rendered in a browser."""
