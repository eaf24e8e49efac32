"""`icplicense`, the command line: one command a file."""

from pytest_icplicense.cli.main import INTERRUPTED, main

__all__ = ["command", "main"]


def command() -> int:
    """The process's whole life: `main`, without looking for garbage where there is none.

    A start makes many objects and throws few away. Looking through them while they are made, and once more when the
    interpreter ends, takes a seventh of the time of `icplicense check`.
    """
    import gc

    gc.set_threshold(100_000)
    try:
        code = main()
        gc.freeze()
    except KeyboardInterrupt:
        return INTERRUPTED
    return code
