"""How many examples property tests try: what CI has time for, or as many times as EXAMPLES says (`make fuzz`: ten)."""

from __future__ import annotations

import os

TIMES = int(os.environ.get("EXAMPLES", "1"))
