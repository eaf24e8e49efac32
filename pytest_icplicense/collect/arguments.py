"""What a run of pytest was asked for: files and folders, and whether anything is to run at all."""

from __future__ import annotations

import os
from pathlib import Path

import pytest


def runs(config: pytest.Config) -> bool:
    """Whether items run: not where they are only collected, or set up (`--setup-plan`, `--setup-only`)."""
    return not (config.option.collectonly or getattr(config.option, "setuponly", False))


def paths_of(config: pytest.Config) -> list[Path]:
    """The files and folders that the run was asked for, or that `testpaths` names."""
    here = config.invocation_params.dir
    paths = (Path(os.path.abspath(here / argument.partition("::")[0])) for argument in config.args)
    return [path for path in paths if os.path.lexists(path)]
