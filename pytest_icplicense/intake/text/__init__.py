"""Lines, and the noise that scanning and pages leave in them."""
