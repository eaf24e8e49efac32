"""Where bytes come from: the disk, a commit, text in memory; and which files there are. Knows nothing of YAML."""

from pytest_icplicense.files.disk import DISK, Disk
from pytest_icplicense.files.files import (
    Files,
    Kind,
    Status,
    exists,
    is_file,
    is_folder,
    is_link,
    is_plain,
    lexists,
    read_plain,
    size_of,
    walk,
)
from pytest_icplicense.files.overlay import Overlay, memory

__all__ = [
    "DISK",
    "Disk",
    "Files",
    "Kind",
    "Overlay",
    "Status",
    "exists",
    "is_file",
    "is_folder",
    "is_link",
    "is_plain",
    "lexists",
    "memory",
    "read_plain",
    "size_of",
    "walk",
]
