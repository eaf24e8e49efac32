"""`--executor dask:ADDRESS`: the workers of a cluster, which see the same files under the same paths."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from pytest_icplicense import __version__
from pytest_icplicense.cli.options import WrongUse
from pytest_icplicense.text import Text, plain

if TYPE_CHECKING:
    from concurrent.futures import Executor

PATIENCE = 10
"""Seconds in which a scheduler must answer, and have a worker."""


def address(text: str) -> str:
    """The scheduler's address in `dask:ADDRESS`."""
    kind, _, found = text.partition(":")
    if kind != "dask" or not found:
        raise argparse.ArgumentTypeError(
            f"not dask:ADDRESS, for example dask:tcp://10.0.0.1:8786: {plain(text)!r}"
            f" · 应为 dask:地址，例如 dask:tcp://10.0.0.1:8786，而非 {plain(text)!r}"
        )
    return found


@contextmanager
def cluster(address: str) -> Iterator[Executor]:
    """The workers behind the scheduler at `address`.

    Raises:
        WrongUse: dask is not installed, nobody answers there, or the cluster cannot judge; nothing was judged then.
    """
    try:
        import distributed as library
    except ModuleNotFoundError:
        raise WrongUse(
            Text(
                "--executor needs dask: pip install 'pytest-icplicense[dask]'",
                "--executor 需要 dask：pip install 'pytest-icplicense[dask]'",
            )
        ) from None
    import logging
    from concurrent.futures import CancelledError

    distributed: Any = library  # has no types
    # What it would say is said below, in one line.
    logging.getLogger("distributed").setLevel(logging.CRITICAL)
    where = plain(address)
    try:
        client = distributed.Client(address, timeout=PATIENCE, set_as_default=False)
    except (OSError, ValueError, TypeError, RuntimeError) as error:
        raise WrongUse(
            Text(
                f"--executor: no dask scheduler answers at {where} ({_short(error)}); write dask:tcp://HOST:PORT of one",
                f"--executor：{where} 处没有 dask 调度器应答（{_short(error)}）；请写 dask:tcp://主机:端口",
            )
        ) from None
    try:
        _ready(client, where)
        yield client.get_executor(pure=False)
    except (distributed.KilledWorker, CancelledError, ModuleNotFoundError, OSError) as error:
        raise WrongUse(
            Text(
                f"--executor: the cluster at {where} could not judge, so nothing was judged: {_short(error)}",
                f"--executor：{where} 的集群无法判定，未得出任何判定：{_short(error)}",
            )
        ) from None
    finally:
        client.close(timeout=PATIENCE)


def _ready(client: Any, where: str) -> None:
    """Wait for a worker, and hold all of them to this version."""
    client.wait_for_workers(1, timeout=PATIENCE)
    others = {found for found in client.run(_version).values() if found != __version__}
    if others:
        listed = ", ".join(sorted(others))
        raise WrongUse(
            Text(
                f"--executor: workers at {where} have pytest-icplicense {listed}, here is {__version__}; install the same",
                f"--executor：{where} 的工作进程为 pytest-icplicense {listed}，本机为 {__version__}；请安装相同版本",
            )
        )


def _version() -> str:
    return __version__


def _short(error: BaseException) -> str:
    """An error on one line."""
    lines = str(error).splitlines()
    return plain((lines[0] if lines else type(error).__name__)[:200])
