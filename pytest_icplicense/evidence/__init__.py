"""Outcomes of the tests that prove clauses, from a run of pytest or from files. Nothing here imports pytest."""
