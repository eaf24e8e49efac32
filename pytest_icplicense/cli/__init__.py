"""`icplicense`, the command line: one command a file."""

from pytest_icplicense.cli.main import main

__all__ = ["main"]
