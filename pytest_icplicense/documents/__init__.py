"""YAML in: trees, positions, limits, schemas. Knows nothing of licenses."""

from pytest_icplicense.documents.document import Document, Place, Problem, Source, read

__all__ = ["Document", "Place", "Problem", "Source", "read"]
