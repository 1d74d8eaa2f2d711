"""What all answers about sheets with several wrong numbers have in common: how they are counted."""

from autograd import Report
from autograd.auditor.verdicts import Finding


class SheetAnswer:
    """The audit's `report` on a sheet with `wrong` rows; a kind of sheet says which slips are named and `found`."""

    report: Report
    wrong: list[Finding]
    found: bool

    def _named(self, row: Finding) -> list[bool]:
        raise NotImplementedError

    @property
    def first(self) -> bool:
        """Whether the slip comes first wherever it is named."""
        return self.found and all(row.verdict == "follows" or self._named(row)[0] for row in self.wrong)

    @property
    def right(self) -> int:
        """How many right claims stand beside the wrong ones."""
        return len(self.report.rows) - len(self.wrong)

    @property
    def doubted(self) -> int:
        """How many of these are not called right."""
        return sum(row.verdict != "right" for row in self.report.rows) - len(self.wrong)
