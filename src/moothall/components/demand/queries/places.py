"""Where the demand data set lies: a folder of this machine, or a bucket of S3."""

from pathlib import Path

import pyarrow.fs

from moothall.kernel.actors import AlreadyActing, is_acting

RECORDS = "records"
"""The folder below the root that holds ``source=…/month=…/part-0.parquet``."""


def is_local(root: str) -> bool:
    """Whether it is a folder, and no address such as ``s3://bucket/prefix``."""
    return "://" not in root


def require_outside() -> None:
    """Refuse inside ``acting``: what is read or asked here may be on another machine."""
    if is_acting():
        raise AlreadyActing("the demand data set is read and written outside acting")


def filesystem_of(root: str) -> tuple[pyarrow.fs.FileSystem, str]:
    """The file system of a root, and the path of the root in it. Refuses inside ``acting``."""
    require_outside()
    if is_local(root):
        return pyarrow.fs.LocalFileSystem(), str(Path(root).absolute())
    filesystem, path = pyarrow.fs.FileSystem.from_uri(root.rstrip("/"))
    return filesystem, path.rstrip("/")
