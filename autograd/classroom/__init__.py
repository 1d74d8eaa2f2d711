"""For the classroom: a class's answers marked."""

from autograd.classroom.grading import ClassReport, grade

__all__ = ["ClassReport", "grade"]
