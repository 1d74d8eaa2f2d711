"""For the classroom: worksheets, and a class's answers marked."""

from autograd.classroom.answers import read_answers
from autograd.classroom.class_report import ClassReport
from autograd.classroom.grading import grade

__all__ = ["ClassReport", "grade", "read_answers"]
