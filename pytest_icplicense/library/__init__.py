"""Policies, licenses and the catalogue: read, held to their schemas, and proven; and the configuration that names them."""

from __future__ import annotations

from pytest_icplicense.library.library import SCHEMAS, Library, shipped
from pytest_icplicense.library.loader import load, shipped_files

__all__ = ["SCHEMAS", "Library", "load", "shipped", "shipped_files"]
