"""Signatures of ``SHA256SUMS`` by OpenSSH, made with ``ssh-keygen -Y sign`` and checked with ``ssh-keygen -Y verify``.

The keys that count are in ``allowed_signers`` in the folder of releases, in the format of ``ssh-keygen(1)``;
those in ``revoked_signers`` beside it no longer count. ``ssh-keygen`` is called with argument lists, without a shell.
"""

from __future__ import annotations

import base64
import errno
import os
import re
import shutil
import subprocess
import sys
import tempfile
import textwrap
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from casualty_dataset.core.errors import KeyNotAllowed
from casualty_dataset.core.text import printable

NAMESPACE = "casualty-dataset"
"""The purpose that our signatures name; one made for git or for a mail does not vouch for a release."""

CAP = 64 * 1024
"""Bytes that a signature may have; the largest of OpenSSH have two thousand."""

_SIGNERS, _REVOKED = "allowed_signers", "revoked_signers"
_ARMOUR = re.compile(rb"-----BEGIN SSH SIGNATURE-----\n([A-Za-z0-9+/=\n]+)\n-----END SSH SIGNATURE-----\n")
_CHECK_SECONDS, _SIGN_SECONDS = 20, 60


class Verdict(NamedTuple):
    """The result of a check: good, bad, unknown_key, wrong_file, missing or not_checked; why; the signer if good."""

    state: str
    message: str = ""
    signer: str = ""


# --- checking --------------------------------------------------------------------------------------------------


def check_signature(
    sums: bytes, signature: bytes, releases_dir: Path | None, day: str | None, others: Iterable[tuple[str, bytes]] = ()
) -> Verdict:
    """Check a signature against the bytes of ``SHA256SUMS``.

    ``releases_dir`` is the folder whose ``allowed_signers`` counts; ``day`` (``YYYY-MM-DD``) that of the release, on
    which the key must have been valid; ``others`` are named files for which it may have been made instead. A signature
    by a known key that fits no file is ``bad``: it is damaged, or made for bytes that are not here.
    """
    if not _as_ssh_keygen_writes(signature):
        return Verdict("bad", "it is not a signature as ssh-keygen writes it")
    if shutil.which("ssh-keygen") is None:
        return Verdict("not_checked", "ssh-keygen is not installed; it is part of OpenSSH")
    with tempfile.TemporaryDirectory(prefix="casualty-dataset-") as folder:
        path = Path(folder, "signature")
        path.write_bytes(signature)
        try:
            return _unreadable(path, sums) or _check(sums, path, releases_dir, day, others)
        except subprocess.TimeoutExpired:
            return Verdict("not_checked", f"ssh-keygen gave no answer within {_CHECK_SECONDS} seconds")


def _as_ssh_keygen_writes(signature: bytes) -> bool:
    """Return whether a signature has its one spelling; ssh-keygen itself passes over bytes that mean nothing."""
    armour = _ARMOUR.fullmatch(signature) if len(signature) <= CAP else None
    try:
        blob = base64.b64decode(armour[1].replace(b"\n", b""), validate=True) if armour else b""
    except ValueError:
        return False
    lines = textwrap.wrap(base64.b64encode(blob).decode(), 70)
    return armour is not None and armour[1].decode() == "\n".join(lines)


def _unreadable(path: Path, sums: bytes) -> Verdict | None:
    """Return why ssh-keygen cannot read a signature as one of ours; None where it can, whether or not it fits."""
    answer = _check_novalidate(path, sums)
    error = answer.stderr.decode(errors="replace")
    if not answer.returncode or "incorrect signature" in error:
        return None
    if "namespace does not match" in error:
        return Verdict("bad", f"it was made for another purpose, such as a commit of git, not for “{NAMESPACE}”")
    return Verdict("bad", "it is damaged")


def _check(
    sums: bytes, path: Path, releases_dir: Path | None, day: str | None, others: Iterable[tuple[str, bytes]]
) -> Verdict:
    allowed, revoked = _list_of_keys(releases_dir, _SIGNERS), _list_of_keys(releases_dir, _REVOKED)
    if allowed is None:
        return Verdict("unknown_key", f"there is no {_SIGNERS} in the folder of releases, so no key is known")
    options = ["-s", str(path), "-f", str(allowed), *_verify_time(allowed, day)]
    answer = _run("-Y", "find-principals", *options)
    if answer.returncode:
        return Verdict("unknown_key", _why_unknown(answer.stderr.decode(errors="replace"), day))
    without_revoked = ["-r", str(revoked)] if revoked else []
    signers = _names(answer.stdout)
    for signer in signers:
        if _verify(signer, sums, [*options, *without_revoked]):
            return Verdict("good", signer=printable(signer))
    if revoked and any(_verify(signer, sums, options) for signer in signers):
        return Verdict("unknown_key", f"the key was revoked: it is in {_REVOKED}")
    if _fits(path, sums):
        return Verdict("unknown_key", f"{_SIGNERS} does not allow the key to sign for “{NAMESPACE}”")
    other = next((name for name, data in others if _fits(path, data)), None)
    if other is not None:
        return Verdict("wrong_file", f"it is the signature of {printable(other)}, not of this SHA256SUMS")
    return Verdict("bad", "it does not fit SHA256SUMS: one of the two was changed")


def _verify(signer: str, data: bytes, options: list[str]) -> bool:
    """Return whether it is a good signature of these bytes by a signer whose key counts."""
    return not _run("-Y", "verify", "-n", NAMESPACE, "-I", signer, *options, stdin=data).returncode


def _fits(path: Path, data: bytes) -> bool:
    """Return whether it is a signature of these bytes by any key."""
    return not _check_novalidate(path, data).returncode


def _check_novalidate(path: Path, data: bytes) -> subprocess.CompletedProcess[bytes]:
    return _run("-Y", "check-novalidate", "-n", NAMESPACE, "-s", str(path), stdin=data)


def _list_of_keys(releases_dir: Path | None, name: str) -> Path | None:
    return path if releases_dir is not None and (path := (releases_dir / name).absolute()).is_file() else None


def _verify_time(allowed: Path, day: str | None) -> list[str]:
    """Ask about the day of the release where a key is valid for a time only; old versions do not know the option."""
    return [f"-Overify-time={day.replace('-', '')}"] if day and b"valid-" in allowed.read_bytes() else []


def _why_unknown(error: str, day: str | None) -> str:
    for words, meaning in (("expired", "had expired"), ("not yet valid", "was not yet valid")):
        if words in error:
            return f"the key {meaning} on the day of the release, {day}"
    return f"the key is not in {_SIGNERS}"


def _names(output: bytes) -> list[str]:
    """Return the names of the signers whose key it is; a line of ``allowed_signers`` may give several."""
    names = [name for line in output.decode(errors="replace").splitlines() for name in line.split(",")]
    return [name for name in names if name and not name.startswith("!")]


def _run(*arguments: str, stdin: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        ["ssh-keygen", *arguments],
        input=stdin,
        capture_output=True,
        timeout=_CHECK_SECONDS,
        env=_environment(),
        check=False,
    )


def _environment(**more: str) -> dict[str, str]:
    return {**os.environ, "LC_ALL": "C", "TZ": "UTC", **more}


# --- signing ---------------------------------------------------------------------------------------------------


def sign(sums: bytes, key: Path, releases_dir: Path, day: str | None = None) -> bytes:
    """Sign ``SHA256SUMS`` with a private key, and check the signature as others will check it.

    A passphrase is asked for on the terminal; without a terminal nothing is waited for. Raises :class:`KeyNotAllowed`
    where the signature would not count, and ``OSError`` (key or ``ssh-keygen`` missing, passphrase wrong).
    """
    if not key.is_file():
        raise FileNotFoundError(errno.ENOENT, "there is no such file; --sign names a private key of OpenSSH", str(key))
    if shutil.which("ssh-keygen") is None:
        raise OSError(errno.ENOENT, "it is not installed; it is part of OpenSSH, which signing needs", "ssh-keygen")
    with tempfile.TemporaryDirectory(prefix="casualty-dataset-") as folder:
        path = Path(folder, "SHA256SUMS")
        path.write_bytes(sums)
        _sign_file(path, key)
        signature = path.with_name("SHA256SUMS.sig").read_bytes()
    verdict = check_signature(sums, signature, releases_dir, day)
    if verdict.state == "good":
        return signature
    raise KeyNotAllowed(
        f"A signature by {printable(key.name)} would not count: {verdict.message}. If the key is to count, add this "
        f"line to {releases_dir / _SIGNERS}, with the name of the signer, commit it, and release again:\n"
        f'NAME namespaces="{NAMESPACE}" {_public_key(key)}'
    )


def _public_key(key: Path) -> str:
    """Return the public half of a private key as ``allowed_signers`` writes it, or how to print it."""
    try:
        return " ".join(key.with_name(f"{key.name}.pub").read_text().split()[:2])
    except (OSError, UnicodeDecodeError):
        return f"(what `ssh-keygen -y -f {key}` prints)"


def _sign_file(path: Path, key: Path) -> None:
    on_terminal = sys.stdin is not None and sys.stdin.isatty()
    command = ["ssh-keygen", "-q", "-Y", "sign", "-n", NAMESPACE, "-f", str(key.absolute()), str(path)]
    try:
        done = subprocess.run(
            command,
            stdin=None if on_terminal else subprocess.DEVNULL,
            capture_output=True,
            timeout=None if on_terminal else _SIGN_SECONDS,
            env=_environment() if on_terminal else _environment(SSH_ASKPASS_REQUIRE="never", DISPLAY=""),
            start_new_session=not on_terminal,  # without a terminal there is nobody to answer
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise OSError(errno.ETIMEDOUT, "ssh-keygen did not sign with this key in time", str(key)) from None
    if done.returncode or not path.with_name("SHA256SUMS.sig").is_file():
        lines = done.stderr.decode(errors="replace").strip().splitlines()
        reason = printable(lines[-1]) if lines else ""
        raise OSError(errno.EACCES, f"ssh-keygen could not sign with this key ({reason})", str(key))
