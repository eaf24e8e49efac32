"""What documents mean: licenses, provisions, services, operators and the catalogue, as frozen values."""
