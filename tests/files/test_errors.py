"""Why a file cannot be read or written: in both languages, whoever says it."""

from __future__ import annotations

import errno
import os
import pickle

import pytest

from pytest_icplicense.files.errors import Withheld, unreadable, unwritable
from pytest_icplicense.text import Text

SAID = Text("kept elsewhere", "保存在别处")


@pytest.mark.parametrize(
    "number", [errno.ENOSPC, errno.EROFS, errno.EACCES, errno.EFBIG, errno.EIO, errno.ENOENT]
)
def test_why_nothing_is_written_is_said_in_chinese_too(number):
    assert not unwritable(OSError(number, os.strerror(number))).zh.isascii()


def test_an_error_of_our_own_keeps_its_words_on_the_way_from_a_worker():
    error = pickle.loads(pickle.dumps(Withheld(errno.EXDEV, SAID)))
    assert (error.errno, str(error), unreadable(error)) == (errno.EXDEV, "[Errno 18] kept elsewhere", SAID)
