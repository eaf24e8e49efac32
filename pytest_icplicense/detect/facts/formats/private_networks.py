"""Addresses of private networks (RFC 1918), which nobody outside reaches."""

from __future__ import annotations

PRIVATE = r"(?:10|192\.168|172\.(?:1[6-9]|2\d|3[01]))\."
"""How the addresses of one begin, as a pattern."""
