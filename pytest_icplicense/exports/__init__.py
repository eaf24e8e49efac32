"""Records that a manifest takes from an export (CSV, XLSX) instead of listing them: read, and put into its document."""
