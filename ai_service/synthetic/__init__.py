"""Made-up kiosks and faults: they measure what a model finds, and stand in where real faults are rare.

Plain numpy. `day` makes days of normal work, `faults` and `negatives` change a span of rows, real or made up.
"""
