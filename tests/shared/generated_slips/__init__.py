"""Worked examples with one slip each, made up from seeds: what the audit's answers are measured on."""

from generated_slips.graphs import KINDS, Answer, answers, measure

__all__ = ["KINDS", "Answer", "answers", "measure"]
