"""The slips the audit knows, and what each would have given. The way in is `candidates`."""

from autograd.auditor.slips.candidate import EVERYWHERE, LOCAL, Candidate, Sentence
from autograd.auditor.slips.door import candidates
from autograd.auditor.slips.tables.names import ALIKE, READINGS, SIGN
from autograd.auditor.slips.telling import Teller

__all__ = [
    "ALIKE",
    "EVERYWHERE",
    "LOCAL",
    "READINGS",
    "SIGN",
    "Candidate",
    "Sentence",
    "Teller",
    "candidates",
]
