"""Signatures of ``SHA256SUMS`` by OpenSSH: made with ``ssh-keygen -Y sign``, told apart with ``ssh-keygen -Y verify``.

Whose signature counts stands in ``allowed_signers`` of the folder of releases, in the format of ``ssh-keygen(1)``; keys
in ``revoked_signers`` beside it count no longer. ``ssh-keygen`` is called with argument lists, never through a shell.
"""

from __future__ import annotations

import base64
import binascii
import errno
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from casualty_dataset.core.errors import KeyNotAllowed
from casualty_dataset.core.text import printable

NAMESPACE = "casualty-dataset"
"""What our signatures are made for; one made for git or for a mail says nothing about a release."""

CAP = 64 * 1024
"""Bytes that a signature may have; the largest of OpenSSH have two thousand."""

_SIGNERS, _REVOKED = "allowed_signers", "revoked_signers"
_ARMOUR = re.compile(rb"-----BEGIN SSH SIGNATURE-----\n([A-Za-z0-9+/=\n]+)\n-----END SSH SIGNATURE-----\n")
_CHECK_SECONDS, _SIGN_SECONDS = 20, 60


class Verdict(NamedTuple):
    """What can be said of a signature: good, bad, unknown_key, wrong_file, missing or not_checked; why; and by whom."""

    state: str
    message: str = ""
    signer: str = ""


# --- telling signatures apart ------------------------------------------------------------------------------


def check_signature(
    sums: bytes, signature: bytes, shelf: Path | None, day: str | None, others: Iterable[tuple[str, bytes]] = ()
) -> Verdict:
    """What a signature is to the bytes of ``SHA256SUMS``.

    ``shelf`` is the folder of releases whose ``allowed_signers`` counts; ``day`` (``YYYY-MM-DD``) that of the release,
    on which the key must have been valid; ``others`` are files that it may have been made for instead. A signature
    by a known key that fits no file is ``bad``: damaged, or made for bytes that are not here.
    """
    made = _Blob.read(signature)
    if isinstance(made, str):
        return Verdict("bad", made)
    if made.namespace != NAMESPACE:
        return Verdict("bad", f"it was made for “{printable(made.namespace)}”, not for “{NAMESPACE}”")
    if shutil.which("ssh-keygen") is None:
        return Verdict("not_checked", "ssh-keygen is not installed; it is part of OpenSSH")
    with tempfile.TemporaryDirectory(prefix="casualty-dataset-") as folder:
        at = Path(folder, "signature")
        at.write_bytes(signature)
        try:
            return _judged(sums, at, shelf, day, others)
        except subprocess.TimeoutExpired:
            return Verdict("not_checked", f"ssh-keygen gave no answer within {_CHECK_SECONDS} seconds")


def _judged(sums: bytes, at: Path, shelf: Path | None, day: str | None, others: Iterable[tuple[str, bytes]]) -> Verdict:
    allowed = _signers(shelf)
    if allowed is None:
        return Verdict("unknown_key", f"there is no {_SIGNERS} in the folder of releases, so no key is known")
    when = _when(allowed, day)
    found = _run("-Y", "find-principals", "-s", str(at), "-f", str(allowed), *when)
    if found.returncode:
        return Verdict("unknown_key", _why_unknown(found, day))
    names = list(_identities(found.stdout))
    for name in names:
        if _by(name, at, allowed, when, _revoked(shelf), sums):
            return Verdict("good", signer=printable(name))
    if _revoked(shelf) and any(_by(name, at, allowed, when, [], sums) for name in names):
        return Verdict("unknown_key", f"the key was revoked: it stands in {_REVOKED}")
    if _fits(at, sums):
        return Verdict("unknown_key", f"the key may not sign for “{NAMESPACE}”, says {_SIGNERS}")
    other = next((name for name, data in others if _fits(at, data)), None)
    if other is not None:
        return Verdict("wrong_file", f"it is the signature of {printable(other)}, not of this SHA256SUMS")
    return Verdict("bad", "it does not fit SHA256SUMS: one of the two was changed")


def _by(name: str, at: Path, allowed: Path, when: list[str], revoked: list[str], sums: bytes) -> bool:
    """Whether it is a good signature of these bytes by a signer who counts."""
    asked = ["-n", NAMESPACE, "-I", name, "-s", str(at), "-f", str(allowed), *when, *revoked]
    return not _run("-Y", "verify", *asked, given=sums).returncode


def _fits(at: Path, data: bytes) -> bool:
    """Whether it is a signature of these bytes, by whatever key."""
    return not _run("-Y", "check-novalidate", "-n", NAMESPACE, "-s", str(at), given=data).returncode


def _signers(shelf: Path | None) -> Path | None:
    return path if shelf is not None and (path := (shelf / _SIGNERS).absolute()).is_file() else None


def _revoked(shelf: Path | None) -> list[str]:
    return ["-r", str(path)] if shelf is not None and (path := (shelf / _REVOKED).absolute()).is_file() else []


def _when(allowed: Path, day: str | None) -> list[str]:
    """Ask about the day of the release, where a key is valid for a time only; old versions do not know the option."""
    return [f"-Overify-time={day.replace('-', '')}"] if day and b"valid-" in allowed.read_bytes() else []


def _why_unknown(found: subprocess.CompletedProcess[bytes], day: str | None) -> str:
    said = found.stderr.decode(errors="replace")
    for words, meaning in (("expired", "had expired"), ("not yet valid", "was not yet valid")):
        if words in said:
            return f"the key {meaning} on the day of the release, {day}"
    return f"the key is not in {_SIGNERS}"


def _identities(told: bytes) -> Iterator[str]:
    """The names that the key is known by; a line of the file may give several."""
    for line in told.decode(errors="replace").splitlines():
        yield from (name for name in line.split(",") if name and not name.startswith("!"))


def _run(*arguments: str, given: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        ["ssh-keygen", *arguments], input=given, capture_output=True, timeout=_CHECK_SECONDS, env=_plain(), check=False
    )


def _plain(**more: str) -> dict[str, str]:
    return {**os.environ, "LC_ALL": "C", "TZ": "UTC", **more}


class _Blob(NamedTuple):
    """What a signature says of itself: the key, as ``allowed_signers`` writes it, and what it was made for."""

    line: str
    namespace: str

    @classmethod
    def read(cls, signature: bytes) -> _Blob | str:
        """What the signature says of itself, or what is wrong with it (PROTOCOL.sshsig of OpenSSH)."""
        armour = _ARMOUR.fullmatch(signature) if len(signature) <= CAP else None
        try:
            blob = base64.b64decode(armour[1].replace(b"\n", b""), validate=True) if armour else b""
        except binascii.Error:
            blob = b""
        if blob[:10] != b"SSHSIG\0\0\0\1":
            return "it is no signature of OpenSSH"
        if _armoured(blob) != signature:  # padding that stands for nothing may hold anything
            return "it is not spelled as ssh-keygen spells it"
        try:
            (key, namespace, reserved, _, value), rest = _fields(blob[10:], 5)
            (kind,), _ = _fields(key, 1)
            line = f"{kind.decode('ascii')} {base64.b64encode(key).decode()}"
            if rest or reserved or not value:
                return "it is damaged"
            return cls(line, namespace.decode("ascii"))
        except ValueError:
            return "it is damaged"


def _armoured(blob: bytes) -> bytes:
    """A signature as ssh-keygen writes it: seventy characters a line."""
    text = base64.b64encode(blob)
    lines = [text[at : at + 70] for at in range(0, len(text), 70)]
    return b"\n".join([b"-----BEGIN SSH SIGNATURE-----", *lines, b"-----END SSH SIGNATURE-----", b""])


def _fields(data: bytes, count: int) -> tuple[list[bytes], bytes]:
    """So many strings, each after its length in four bytes, and what follows."""
    found = []
    for _ in range(count):
        end = 4 + int.from_bytes(data[:4])
        if len(data) < max(end, 4):
            raise ValueError("it ends too early")
        found.append(data[4:end])
        data = data[end:]
    return found, data


# --- making one --------------------------------------------------------------------------------------------


def sign(sums: bytes, key: Path, shelf: Path, day: str | None = None) -> bytes:
    """The signature of ``SHA256SUMS`` by a private key, made in a temporary folder and checked as others will check it.

    A passphrase is asked for on the terminal; without one nothing is waited for. Raises :class:`KeyNotAllowed` where
    the signature would not count, and ``OSError`` (the key or ``ssh-keygen`` missing, the passphrase wrong).
    """
    if not key.is_file():
        raise FileNotFoundError(errno.ENOENT, "there is no such file; --sign names a private key of OpenSSH", str(key))
    if shutil.which("ssh-keygen") is None:
        raise OSError(errno.ENOENT, "it is not installed; it is part of OpenSSH, which signing needs", "ssh-keygen")
    with tempfile.TemporaryDirectory(prefix="casualty-dataset-") as folder:
        at = Path(folder, "SHA256SUMS")
        at.write_bytes(sums)
        _signed(at, key)
        signature = at.with_name("SHA256SUMS.sig").read_bytes()
    verdict = check_signature(sums, signature, shelf, day)
    if verdict.state == "good":
        return signature
    made = _Blob.read(signature)
    line = "" if isinstance(made, str) else f'NAME namespaces="{NAMESPACE}" {made.line}'
    raise KeyNotAllowed(
        f"A signature by {printable(key.name)} would not count: {verdict.message}. If the key is to count, add this "
        f"line to {shelf / _SIGNERS}, with the name of the signer, commit it, and release again:\n{line}"
    )


def _signed(at: Path, key: Path) -> None:
    person = sys.stdin is not None and sys.stdin.isatty()
    command = ["ssh-keygen", "-q", "-Y", "sign", "-n", NAMESPACE, "-f", str(key.absolute()), str(at)]
    try:
        done = subprocess.run(
            command,
            stdin=None if person else subprocess.DEVNULL,
            capture_output=True,
            timeout=None if person else _SIGN_SECONDS,
            env=_plain() if person else _plain(SSH_ASKPASS_REQUIRE="never", DISPLAY=""),
            start_new_session=not person,  # without a terminal there is nobody to answer
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise OSError(errno.ETIMEDOUT, "ssh-keygen did not sign with this key in time", str(key)) from None
    if done.returncode or not at.with_name("SHA256SUMS.sig").is_file():
        said = printable(done.stderr.decode(errors="replace").strip().splitlines()[-1]) if done.stderr.strip() else ""
        raise OSError(errno.EACCES, f"ssh-keygen could not sign with this key ({said})", str(key))
