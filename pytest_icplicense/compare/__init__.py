"""Two states of a repository: what is declared otherwise, and which verdicts changed, and why."""
