"""For the classroom: worksheets, and a class's answers marked. README.md shows the way in."""

from autograd.classroom.answers import read_answers
from autograd.classroom.checking import check_answers, check_mistake
from autograd.classroom.class_report import ClassReport
from autograd.classroom.grading import grade
from autograd.classroom.publishing import worksheet
from autograd.classroom.worksheets import Worksheet

__all__ = ["ClassReport", "Worksheet", "check_answers", "check_mistake", "grade", "read_answers", "worksheet"]
