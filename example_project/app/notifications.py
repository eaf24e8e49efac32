"""Push messages go to those who asked for them, until they say no."""

from __future__ import annotations


class Subscriptions:
    """Who wants to be told of a campaign."""

    def __init__(self) -> None:
        self._users: set[str] = set()

    def subscribe(self, user: str) -> None:
        """Opt in."""
        self._users.add(user)

    def unsubscribe(self, user: str) -> None:
        """Opt out; to do so twice is no error."""
        self._users.discard(user)

    def recipients(self) -> list[str]:
        """The users to push to, in a stable order."""
        return sorted(self._users)
