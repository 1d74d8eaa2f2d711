"""Reads a worked example where it is written: its mathematics, its numbers, and which of them are wrong."""
