"""The pages for people: HTML for a browser, PDF for an auditor's folder."""
