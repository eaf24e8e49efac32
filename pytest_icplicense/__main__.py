"""`python -m pytest_icplicense`, the same as `icplicense`."""

import sys

from pytest_icplicense.cli import command

sys.exit(command())
