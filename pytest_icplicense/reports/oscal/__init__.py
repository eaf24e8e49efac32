"""OSCAL, the Open Security Controls Assessment Language: results, catalog and components."""
