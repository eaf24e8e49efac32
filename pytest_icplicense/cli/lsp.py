"""`icplicense lsp`: a language server for editors, on standard input and output."""

from __future__ import annotations

import argparse
import logging
import os
import sys
from pathlib import Path

from pytest_icplicense.cli.options import WrongUse
from pytest_icplicense.text import Text, plain


def options(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    parser.add_argument(
        "--log",
        metavar="FILE",
        help="write what goes wrong to FILE instead of standard error · 将错误信息写入 FILE，而非标准错误输出",
    )
    parser.add_argument(
        "--stdio", action="store_true", help="changes nothing; editors may add it · 不起作用，供编辑器附加"
    )


def run(options: argparse.Namespace) -> int:
    """Serve until the editor ends it."""
    try:
        from pytest_icplicense.editor.features import server
    except ImportError:
        raise WrongUse(
            Text(
                "a language server needs further packages: pip install 'pytest-icplicense[lsp]'",
                "语言服务器需要安装额外的包：pip install 'pytest-icplicense[lsp]'",
            )
        ) from None
    form = "%(asctime)s %(levelname)s %(name)s: %(message)s"
    if options.log and Path(options.log).is_fifo():
        shown = plain(options.log)
        raise WrongUse(Text(f"--log: {shown}: a pipe, not a file", f"--log：{shown}：是管道，不是文件"))
    if options.log:
        logging.basicConfig(filename=options.log, level=logging.WARNING, format=form, encoding="utf-8")
    else:
        logging.basicConfig(stream=sys.stderr, level=logging.WARNING, format=form)
    protocol = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # whatever prints must not speak to the editor
    served = server()
    try:
        served.start_io(sys.stdin.buffer, protocol)
    finally:
        served.stop()
    return 0
