"""YAML in: trees, positions, limits, schemas. Knows nothing of licenses."""

from pytest_icplicense.documents.document import Document, Problem, Source, read

__all__ = ["Document", "Problem", "Source", "read"]
