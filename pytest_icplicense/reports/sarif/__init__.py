"""SARIF, for code scanning."""
