"""Facts that files show of duties: who looks for them, and where they may look."""
