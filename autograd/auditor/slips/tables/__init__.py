"""The slips people make, as data: one line each. To add a slip is to add a line."""
