"""`python -m pytest_icplicense`, the same as `icplicense`."""

import os
import sys

# Python looks for modules where it is run, which may be a repository of others: a yaml.py there is none of ours.
if not sys.flags.safe_path and sys.path[0] != os.path.dirname(os.path.dirname(os.path.abspath(__file__))):
    del sys.path[0]

from pytest_icplicense.cli import command

sys.exit(command())
