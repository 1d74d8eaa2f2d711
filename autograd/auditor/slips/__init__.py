"""The slips the audit knows: data, one line each, and what each would have given."""
