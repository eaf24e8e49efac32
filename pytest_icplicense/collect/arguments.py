"""The files and folders that a run of pytest was asked for."""

from __future__ import annotations

import os
from pathlib import Path

import pytest


def paths_of(config: pytest.Config) -> list[Path]:
    """The files and folders that the run was asked for, or that `testpaths` names."""
    here = config.invocation_params.dir
    paths = (Path(os.path.abspath(here / argument.partition("::")[0])) for argument in config.args)
    return [path for path in paths if os.path.lexists(path)]
