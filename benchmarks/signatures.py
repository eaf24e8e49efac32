"""Signatures that may lack an ecosystem: those that most products of the same kind are known in, and one is not.

    python benchmarks/signatures.py [CAPABILITY…]

It asks nobody: whether the product publishes there, a person looks up.
"""

from __future__ import annotations

import sys
from collections import Counter

from pytest_icplicense.library import load

_SHARE = 0.4
"""Of the products of a kind, how many must be known in an ecosystem for the others to be listed."""
_FEWEST = 3


def run(names: list[str]) -> int:
    """Print each capability with the ecosystems that its like are known in and it is not."""
    capabilities = [each for each in load().catalogue.capabilities.values() if each.seen]
    lacking = 0
    for capability in capabilities:
        like = [
            each
            for each in capabilities
            if each is not capability and set(each.kinds) & set(capability.kinds)
        ]
        counted = Counter(what for each in like for what in each.seen)
        usual = {
            what for what, count in counted.items() if len(like) >= _FEWEST and count >= _SHARE * len(like)
        }
        lacks = sorted(usual - set(capability.seen))
        if lacks and (not names or capability.id in names):
            lacking += 1
            print(f"{capability.id:28} known in {' '.join(capability.seen):50} not in {' '.join(lacks)}")
    print(f"{lacking} of {len(capabilities)} signatures may lack an ecosystem")
    return 0


if __name__ == "__main__":
    sys.exit(run(sys.argv[1:]))
