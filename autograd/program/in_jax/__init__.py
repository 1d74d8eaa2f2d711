"""A plan as a function of JAX's: the same groups and matrix products, with the partials of our table.

Nothing here imports JAX before it is asked for a function.
"""
