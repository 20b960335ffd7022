"""A release as one zip: the same files give the same bytes."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from datetime import date

_UNIX = 3
_PLAIN_FILE = 0o100644 << 16


def zipped(version: str, files: Mapping[str, bytes], on: date) -> bytes:
    """Return a zip of the files in one folder named ``version``, sorted, dated ``on``, with fixed attributes.

    ``SHA256SUMS`` in it verifies it; the zip itself may have other bytes with another build of zlib.
    """
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for path in sorted(files):
            entry = zipfile.ZipInfo(f"{version}/{path}", (on.year, on.month, on.day, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = _UNIX  # or the bytes would tell the system they were made on
            entry.external_attr = _PLAIN_FILE
            archive.writestr(entry, files[path], compresslevel=9)
    return buffer.getvalue()
