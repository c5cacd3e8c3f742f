"""How many threads the numeric libraries (OpenBLAS, OpenMP, MKL) of a process use."""

import os


def use_one_thread() -> None:
    """Each process calculates on one core; to be called before numpy or torch is loaded, which read this then.

    What we calculate comes in small pieces: a second thread hardly helps where a core is idle, and where none is, each
    piece waits for the busy one. Sums also come out the same to the last bit however many cores there are. Who runs a
    process can set the libraries' own variables to something else.
    """
    for library in ("OMP", "OPENBLAS", "MKL"):
        os.environ.setdefault(f"{library}_NUM_THREADS", "1")
