"""Days, periods and moments as the law counts them, and the days on which verdicts may turn."""
