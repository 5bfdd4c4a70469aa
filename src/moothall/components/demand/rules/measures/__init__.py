"""The statistics of demand: each figure with its interval, the count behind it, its method.

Every module here loads NumPy and SciPy, so a process that answers pages reaches them by
dotted path. What cannot be (a negative count, a denominator of zero, a number that is none)
is refused everywhere with `ValueError`, in words.
"""
