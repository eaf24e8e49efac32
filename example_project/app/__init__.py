"""ads-console: where advertisers manage what they publish."""
