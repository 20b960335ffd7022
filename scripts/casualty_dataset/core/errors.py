"""Every error that a user can meet, with the exit code of the command that meets it.

::

    DatasetError
    ├── Refused                 1  the data, or the version asked for, is refused
    │   ├── InvalidDataset         the dataset has errors, which are listed
    │   └── KeyNotAllowed          a signing key that no verifier would accept
    ├── WrongCall               2  the call cannot be understood
    │   ├── NoDataset              no dataset is found
    │   ├── WrongValue             an argument has a value without a meaning
    │   ├── UnknownName            no actor, place, rule, column or row has this name
    │   │   └── UnknownTable       no table of a release has this name
    │   ├── UnknownRelease         no release is found under this name
    │   └── NotWithdrawable        this release cannot be withdrawn, or not so
    ├── Unreadable              3  the machine will not give us a file; the data is not to blame
    └── IntegrityError          4  something is not what was published
        ├── BrokenIndex            the index of releases is no chain of entries
        └── Damaged                a package is not what a release is

Two more never leave the room that raises them, and so have no exit code: :class:`MalformedTable` and
:class:`NotStrictJson`. Only the standard library is imported, so that the command line may import this at once.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, ClassVar, NamedTuple

if TYPE_CHECKING:
    from casualty_dataset.core.problems import Problems


class DatasetError(Exception):
    """What a command can say in a sentence: where, what was found, what was expected, what to do."""

    exit_code: ClassVar[int] = 1


class Refused(DatasetError):
    """The data, or the version asked for, cannot be released or edited so."""


class InvalidDataset(Refused):
    """The dataset has errors: ``problems`` lists them, ``rows`` counts the rows of each table that could be read."""

    def __init__(self, message: str, problems: Problems, rows: Mapping[str, int | None]) -> None:
        super().__init__(message)
        self.problems, self.rows = problems, rows


class KeyNotAllowed(Refused):
    """A key is not among those whose signatures count."""


class WrongCall(DatasetError):
    """The call cannot be understood: a usage error."""

    exit_code = 2


class NoDataset(WrongCall):
    """No dataset is found; the message says where one is expected."""


class WrongValue(WrongCall, ValueError):
    """An argument, or a combination of arguments, has no meaning."""


class UnknownName(WrongCall):
    """Nothing of this kind has the name; the message gives the nearest that exists."""


class UnknownTable(UnknownName, KeyError):
    """The release holds no such table."""

    def __str__(self) -> str:
        return str(self.args[0])  # a KeyError would quote it


class UnknownRelease(WrongCall):
    """No release is found; the message says where it was looked for."""


class NotWithdrawable(WrongCall):
    """A release cannot be withdrawn, or not for this reason or on this day."""


class Unreadable(DatasetError):
    """The machine would not give us a file; the data is not to blame."""

    exit_code = 3

    def __init__(self, path: str, reason: str) -> None:
        super().__init__(f"{path} cannot be read: {reason}.")


class IntegrityError(DatasetError):
    """Something is not what was published."""

    exit_code = 4


class BrokenIndex(IntegrityError):
    """The index of releases is not one that this tool wrote; ``faults`` says everywhere where it breaks."""

    def __init__(self, *faults: str) -> None:
        self.faults = faults
        super().__init__(faults[0] + (f" (and {len(faults) - 1:,} more)" if len(faults) > 1 else ""))


class Finding(NamedTuple):
    """What is wrong with a package: the file in it (safe to print), and the fault."""

    path: str
    message: str


class Damaged(IntegrityError):
    """A package is not what a release is; ``findings`` holds all, the text gives the first three."""

    def __init__(self, package: str, findings: Sequence[Finding]) -> None:
        self.package, self.findings = package, tuple(findings)
        first = "; ".join(f"{path}: {message}" if path else message for path, message in self.findings[:3])
        more = f"; and {len(self.findings) - 3:,} more" if len(self.findings) > 3 else ""
        super().__init__(f"{package}: {first}{more}.")


class MalformedTable(ValueError):
    """Bytes that are no canonical CSV table; ``table`` names it, the message says what was found."""

    def __init__(self, table: str, message: str) -> None:
        super().__init__(message)
        self.table = table


class NotStrictJson(ValueError):
    """JSON that is refused; the message says why, without a word of its content."""
