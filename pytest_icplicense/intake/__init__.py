"""From the text of a license, as its holder received or scanned it, to a License document."""
