"""What a team's own code shows: its routes, methods, events and tables, read structurally and never run."""
