"""Reports for programs: JSON with its record, read back and joined, and statements that are verified."""
