"""A signature is good, missing, bad, by an unknown key, or of another file: told apart, and none is waved through."""

import json
import os
import pty
import shutil
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from casualty_dataset.core.errors import KeyNotAllowed, Refused
from casualty_dataset.releases import signature
from casualty_dataset.releases.verify import Report
from casualty_dataset.workflows import verify as verifying
from casualty_dataset.workflows.release import release
from helpers_releases import DAY, allow, files_of, key, publish, signed, sums_of

if shutil.which("ssh-keygen") is None:
    pytest.skip("NOT TESTED: signatures. ssh-keygen (OpenSSH) is not installed here.", allow_module_level=True)

SUMS = b"0" * 64 + b"  README.md\n"


@pytest.fixture(scope="module")
def keys(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Keys of a maintainer, of a stranger, and of a maintainer with another kind of key."""
    folder = tmp_path_factory.mktemp("keys")
    kinds = {"ours": "ed25519", "stranger": "ed25519", "curve": "ecdsa"}
    return {name: key(folder, name, kind=kind) for name, kind in kinds.items()}


@pytest.fixture
def releases_dir(tmp_path: Path, keys: dict[str, Path]) -> Path:
    """A folder of releases in which the maintainer's signatures count."""
    allow(tmp_path / "releases", keys["ours"])
    return tmp_path / "releases"


def _check(releases_dir: Path, blob: bytes, day: str | None = None) -> signature.Verdict:
    return signature.check_signature(SUMS, blob, releases_dir, day)


def _verify(releases_dir: Path, version: str = "0.1.0") -> Report:
    return verifying.verify(str(releases_dir / version), releases_dir)


def _with(releases_dir: Path, blob: bytes, version: str = "0.1.0") -> Report:
    publish(releases_dir, version, {"SHA256SUMS.sig": blob})
    return _verify(releases_dir, version)


# --- good --------------------------------------------------------------------------------------------------


def test_a_good_signature_is_good_and_names_the_signer(releases_dir: Path, keys: dict[str, Path]) -> None:
    """By a key that counts, over these bytes, made for this purpose."""
    assert _check(releases_dir, signed(SUMS, keys["ours"])) == ("good", "", "maintainer")


def test_what_sign_makes_is_what_openssh_accepts(releases_dir: Path, keys: dict[str, Path], tmp_path: Path) -> None:
    """Our signature is checked by ssh-keygen alone, as README.md says."""
    (tmp_path / "sig").write_bytes(signature.sign(SUMS, keys["ours"], releases_dir))
    asked = ["-Y", "verify", "-n", "casualty-dataset", "-I", "maintainer", "-s", str(tmp_path / "sig")]
    done = subprocess.run(
        ["ssh-keygen", *asked, "-f", str(releases_dir / "allowed_signers")],
        input=SUMS,
        capture_output=True,
        check=False,
    )

    assert done.returncode == 0
    assert sorted(path.name for path in releases_dir.iterdir()) == ["allowed_signers"]


def test_other_kinds_of_key_and_several_signers(releases_dir: Path, keys: dict[str, Path]) -> None:
    """Any key of OpenSSH will do; a line may give several names, and a pattern."""
    allow(releases_dir, keys["curve"], name="!nobody,*@example.org,second")

    assert _check(releases_dir, signed(SUMS, keys["curve"])).state == "good"
    assert _check(releases_dir, signed(SUMS, keys["ours"])).signer == "maintainer"


def test_a_signed_release_is_good(releases_dir: Path, keys: dict[str, Path]) -> None:
    """The whole way: folder, index, signature."""
    report = _with(releases_dir, signed(sums_of(files_of("0.1.0")), keys["ours"]))

    assert (report.state, report.signature, report.findings) == ("good", "good", [])


# --- not good ----------------------------------------------------------------------------------------------


def test_a_release_without_a_signature_is_good_and_reported_as_unsigned(releases_dir: Path) -> None:
    """Not signed is no finding."""
    publish(releases_dir, "0.1.0")
    report = _verify(releases_dir)

    assert (report.state, report.signature) == ("good", "missing")


def test_the_key_of_a_stranger_is_never_fine(releases_dir: Path, keys: dict[str, Path]) -> None:
    """A signature that fits, by a key that is not listed."""
    report = _with(releases_dir, signed(sums_of(files_of("0.1.0")), keys["stranger"]))

    assert (report.state, report.signature) == ("bad", "unknown_key")
    assert [finding.path for finding in report.findings] == ["SHA256SUMS.sig"]


def test_without_allowed_signers_no_key_is_known(tmp_path: Path, keys: dict[str, Path]) -> None:
    """The absence of the list does not make a key known."""
    verdict = _check(tmp_path, signed(SUMS, keys["ours"]))

    assert verdict.state == "unknown_key"
    assert "allowed_signers" in verdict.message


def test_the_signature_of_another_release_is_of_the_wrong_file(releases_dir: Path, keys: dict[str, Path]) -> None:
    """Good over the checksums of 0.1.0, placed beside those of 0.2.0."""
    publish(releases_dir, "0.1.0")
    report = _with(releases_dir, signed(sums_of(files_of("0.1.0")), keys["ours"]), "0.2.0")

    assert (report.state, report.signature) == ("bad", "wrong_file")
    assert "0.1.0/SHA256SUMS" in report.findings[0].message


def test_the_signature_of_another_file_is_of_the_wrong_file(releases_dir: Path, keys: dict[str, Path]) -> None:
    """Good over the descriptor, placed as if over the checksums."""
    report = _with(releases_dir, signed(files_of("0.1.0")["datapackage.json"], keys["ours"]))

    assert (report.signature, report.state) == ("wrong_file", "bad")


def test_each_damaged_signature_is_found(releases_dir: Path, keys: dict[str, Path]) -> None:
    """A character changed at many places, a line lost, bytes added, other line ends: never good."""
    good = signed(SUMS, keys["ours"])
    lines = good.splitlines(keepends=True)
    damaged = [b"".join(lines[:at] + lines[at + 1 :]) for at in range(len(lines))]
    damaged += [good[:at] + bytes([good[at] ^ 1]) + good[at + 1 :] for at in range(0, len(good), 5)]
    damaged += [
        good[:at] + bytes([good[at] ^ 1]) + good[at + 1 :] for at in range(good.index(b"\n-----END") - 4, len(good))
    ]
    damaged += [
        good.replace(b"\n", b"\r\n"),
        good.replace(b"\n", b"", 1),
        good.rstrip(),
        b"",
        b"good",
        good * 2,
        good + b"x",
        b"x" + good,
        good[:-60],
        b"\0" * 70_000,
    ]

    assert {_check(releases_dir, blob).state for blob in damaged} <= {"bad", "unknown_key"}
    assert _check(releases_dir, good).state == "good"


def test_a_changed_value_is_bad(releases_dir: Path, keys: dict[str, Path]) -> None:
    """The key is known and the form right, and it fits nothing."""
    other = signed(b"something that is not here", keys["ours"])

    assert _check(releases_dir, other).state == "bad"


def test_a_signature_for_another_purpose_is_bad(releases_dir: Path, keys: dict[str, Path]) -> None:
    """A commit signed with the same key vouches for no release."""
    verdict = _check(releases_dir, signed(SUMS, keys["ours"], namespace="git"))

    assert verdict.state == "bad"
    assert "git" in verdict.message


def test_a_key_for_another_purpose_does_not_count(tmp_path: Path, keys: dict[str, Path]) -> None:
    """allowed_signers may let a key sign commits and nothing else."""
    allow(tmp_path, keys["ours"], options='namespaces="git"')

    assert _check(tmp_path, signed(SUMS, keys["ours"])).state == "unknown_key"


def test_expired_revoked_and_unknown_keys_have_their_own_words(releases_dir: Path, keys: dict[str, Path]) -> None:
    """A key counts on the day of the release; a revoked one on none."""
    folder = releases_dir.parent
    allow(folder / "past", keys["ours"], options='namespaces="casualty-dataset",valid-before="20250601"')
    allow(folder / "future", keys["ours"], options='valid-after="20250601"')
    allow(folder / "revoked", keys["ours"])
    shutil.copy(keys["ours"].with_suffix(".pub"), folder / "revoked/revoked_signers")
    blob = signed(SUMS, keys["ours"])

    assert _check(folder / "past", blob, "2025-05-01").state == "good"
    assert _check(folder / "future", blob, "2025-07-01").state == "good"
    verdicts = [
        _check(folder / "past", blob, "2025-07-01"),
        _check(folder / "future", blob, "2025-05-01"),
        _check(folder / "revoked", blob, DAY),
        _check(releases_dir, signed(SUMS, keys["stranger"])),
    ]
    assert [verdict.state for verdict in verdicts] == ["unknown_key"] * 4
    assert len({verdict.message for verdict in verdicts}) == 4


@pytest.mark.parametrize("place", ["data/SHA256SUMS.sig", "parquet/SHA256SUMS.sig"])
def test_a_misplaced_signature_is_bad(releases_dir: Path, keys: dict[str, Path], place: str) -> None:
    """Elsewhere in the release, beside a good one or alone."""
    blob = signed(sums_of(files_of("0.1.0")), keys["ours"])
    report = _with(releases_dir, blob)
    assert report.state == "good"
    (releases_dir / "0.1.0" / place).write_bytes(blob)

    assert (_verify(releases_dir).state, _verify(releases_dir).signature) == ("bad", "bad")
    (releases_dir / "0.1.0/SHA256SUMS.sig").unlink()
    assert (_verify(releases_dir).state, _verify(releases_dir).signature) == ("bad", "bad")


def test_a_listed_signature_is_bad(releases_dir: Path) -> None:
    """A signature that the checksums list cannot be one of them."""
    files = {**files_of("0.1.0"), "data/SHA256SUMS.sig": b"x"}
    publish(releases_dir, "0.1.0", {"data/SHA256SUMS.sig": b"x", "SHA256SUMS": sums_of(files)})

    assert _verify(releases_dir).signature == "bad"


def test_without_ssh_keygen_a_signature_is_not_checked(
    releases_dir: Path, keys: dict[str, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not checked is neither good nor bad, and is said."""
    publish(releases_dir, "0.1.0", {"SHA256SUMS.sig": signed(sums_of(files_of("0.1.0")), keys["ours"])})
    monkeypatch.setenv("PATH", "")
    report = _verify(releases_dir)

    assert (report.state, report.signature) == ("good", "not_checked")
    assert any("ssh-keygen" in remark for remark in report.remarks)


# --- making one --------------------------------------------------------------------------------------------


def test_a_key_that_would_not_count_is_refused_with_the_line_to_add(releases_dir: Path, keys: dict[str, Path]) -> None:
    """What is to be added is the public key, for this purpose; added, it works."""
    with pytest.raises(KeyNotAllowed) as refusal:
        signature.sign(SUMS, keys["stranger"], releases_dir)
    line = str(refusal.value).splitlines()[-1]
    assert line.startswith('NAME namespaces="casualty-dataset" ssh-ed25519 ')

    with (releases_dir / "allowed_signers").open("a") as file:
        file.write(line.replace("NAME", "second") + "\n")
    assert _check(releases_dir, signature.sign(SUMS, keys["stranger"], releases_dir)).signer == "second"


def test_what_is_no_key_is_refused(releases_dir: Path, tmp_path: Path) -> None:
    """A missing file, a folder, a text: one sentence with the path, nothing made."""
    (tmp_path / "text").write_text("no key\n")
    for path in (tmp_path / "missing", tmp_path, tmp_path / "text"):
        with pytest.raises(OSError, match=r"\w") as refusal:
            signature.sign(SUMS, path, releases_dir)
        assert refusal.value.filename == str(path)


def test_without_a_terminal_no_passphrase_is_waited_for(releases_dir: Path, tmp_path: Path) -> None:
    """A protected key and nobody to ask: an error at once."""
    protected = key(tmp_path, "protected", passphrase="correct horse")
    allow(releases_dir, protected, name="careful")
    program = (
        "import sys; from pathlib import Path; from casualty_dataset.releases.signature import sign\n"
        "try: sign(b'x', Path(sys.argv[1]), Path(sys.argv[2]))\n"
        "except OSError as error: print(error.filename)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, str(protected), str(releases_dir)],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=30,
        check=True,
    )

    assert done.stdout.strip() == str(protected)


def test_a_passphrase_can_be_typed_on_a_terminal(releases_dir: Path, tmp_path: Path) -> None:
    """On a terminal ssh-keygen asks, and what is typed opens the key."""
    protected = key(tmp_path, "protected", passphrase="correct horse")
    allow(releases_dir, protected, name="careful")
    program = (
        "import sys; from pathlib import Path; from casualty_dataset.releases.signature import sign\n"
        f"Path({str(tmp_path / 'sig')!r}).write_bytes(sign({SUMS!r}, Path(sys.argv[1]), Path(sys.argv[2])))"
    )
    child, terminal = pty.fork()
    if child == 0:
        os.execv(sys.executable, [sys.executable, "-c", program, str(protected), str(releases_dir)])
    asked = b""
    while b"passphrase" not in asked.lower():
        asked += os.read(terminal, 1024)
    os.write(terminal, b"correct horse\n")
    os.waitpid(child, 0)
    os.close(terminal)

    assert _check(releases_dir, (tmp_path / "sig").read_bytes()).signer == "careful"


def test_the_report_gives_the_state_in_one_word(releases_dir: Path, keys: dict[str, Path]) -> None:
    """What programs read."""
    report = _with(releases_dir, signed(sums_of(files_of("0.1.0")), keys["stranger"]))

    assert json.loads(json.dumps(report.as_json()))["signature"] == "unknown_key"


# --- release -----------------------------------------------------------------------------------------------


def test_a_release_is_signed_before_it_appears(small: Path, keys: dict[str, Path]) -> None:
    """`release --sign` makes a signature that counts; the release is listed, and good."""
    allow(small / "releases", keys["ours"])
    made = release(small, "0.1.0", date.fromisoformat(DAY), key=keys["ours"])

    report = verifying.verify("0.1.0", small / "releases")
    assert (report.state, report.signature, report.digest_from) == ("good", "good", "index")
    assert (made.path / "SHA256SUMS.sig").read_bytes() == made.package["SHA256SUMS.sig"]


def test_a_key_that_does_not_count_releases_nothing(small: Path, keys: dict[str, Path]) -> None:
    """A signature that nobody would accept is not published; the line to add is told."""
    allow(small / "releases", keys["ours"])

    with pytest.raises(Refused, match="would not count"):
        release(small, "0.1.0", date.fromisoformat(DAY), key=keys["stranger"])

    assert sorted(path.name for path in (small / "releases").iterdir()) == [".lock", "allowed_signers"]


def test_a_signed_release_that_was_cut_off_keeps_its_signature(small: Path, keys: dict[str, Path]) -> None:
    """A key may sign the same bytes otherwise each time; what stands there already is finished, not made anew."""
    allow(small / "releases", keys["curve"])
    made = release(small, "0.1.0", date.fromisoformat(DAY), key=keys["curve"])
    signed_as = (made.path / "SHA256SUMS.sig").read_bytes()
    (small / "releases/index.json").unlink()

    release(small, "0.1.0", date.fromisoformat(DAY), key=keys["curve"])

    assert (made.path / "SHA256SUMS.sig").read_bytes() == signed_as
    assert verifying.verify("0.1.0", small / "releases").signature == "good"
