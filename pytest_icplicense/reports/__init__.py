"""Verdicts out: one format a file."""
