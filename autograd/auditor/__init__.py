"""Checks hand-worked numbers against a graph, and says why the wrong ones are wrong. README.md shows the way in."""

from autograd.auditor.auditing import audit, audit_claims, report_on
from autograd.auditor.claims import Claim, Quantity, read_printed, read_quantity
from autograd.auditor.diagnosis import Diagnosis
from autograd.auditor.quantities import Quantities
from autograd.auditor.report import MARKS, Report
from autograd.auditor.sheet_claims import claims_about
from autograd.auditor.sheet_keys import schema
from autograd.auditor.sheets import Sheet, read_sheet, sheet, sheet_data
from autograd.auditor.verdicts import Finding

__all__ = [
    "MARKS",
    "Claim",
    "Diagnosis",
    "Finding",
    "Quantities",
    "Quantity",
    "Report",
    "Sheet",
    "audit",
    "audit_claims",
    "claims_about",
    "read_printed",
    "read_quantity",
    "read_sheet",
    "report_on",
    "schema",
    "sheet",
    "sheet_data",
]
