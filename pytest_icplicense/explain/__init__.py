"""What `icplicense explain` says: of provisions, clauses and checks, and of features and telecom services."""
