"""Does reading take time in proportion to its input, whatever the source?

Run: python -m benchmarks.reader_scaling [SHAPE …]

Reads a source of each shape (``benchmarks.reader_shapes``) in one, two, four and eight times a size, prints its report
as ``perepiska check`` does, and identifies the persons of its editions; each time in a process of its own. Prints a row
for each shape: the seconds, the memory at eight times the size, and the exponent of the time (1: linear, 2: quadratic).
"""  # noqa: E501  one sentence

from __future__ import annotations

import argparse
import gc
import io
import json
import math
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Sequence
from contextlib import redirect_stdout
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from benchmarks.reader_shapes import SHAPES
from cli.reading import print_columns, print_counts, print_report, print_verdict
from corpus.errors import PerepiskaError
from corpus.persons.across_editions import identify_persons
from corpus.readers import read_editions

FACTORS: Final = (1, 2, 4, 8)
_MAX_SECONDS: Final = 300
_MAX_MEMORY: Final = 8_000_000_000
_SUPERLINEAR: Final = 1.15


def check(path: Path) -> str:
    """Read a source, print its reports and identify its persons; return the number of units, or an error."""
    try:
        editions = read_editions(path)
    except PerepiskaError as error:
        return type(error).__name__
    with redirect_stdout(io.StringIO()):
        for edition in editions:
            print_counts(edition)
            print_report(edition.report, show_all=True)
            print_columns(edition.report)
            print_verdict(edition.report)
    identify_persons(editions)
    return f"{sum(len(edition.units) for edition in editions):,}"


def measure(shape: str, parts: int) -> tuple[float, float, str]:
    """Return the processor seconds to check a source of a shape, the peak memory in MB, and what came of it.

    What is loaded once is loaded before, by a small source of the same shape.
    """
    resource.setrlimit(resource.RLIMIT_AS, (_MAX_MEMORY, _MAX_MEMORY))
    write, _ = SHAPES[shape]
    with TemporaryDirectory() as small, TemporaryDirectory() as directory:
        check(write(Path(small), 10))
        path = write(Path(directory), parts)
        gc.collect()
        begin = time.process_time()
        result = check(path)
        seconds = time.process_time() - begin
    return seconds, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000, result


def exponent(times: Sequence[float]) -> float:
    """Return the exponent of a power of the size that fits the times best, by least squares of logarithms."""
    sizes = [math.log(factor) for factor in FACTORS[: len(times)]]
    return statistics.linear_regression(sizes, [math.log(max(seconds, 1e-4)) for seconds in times]).slope


def _measure_apart(shape: str, parts: int) -> tuple[float, float, str]:
    """Measure in a process of its own; it takes infinitely long if it fails or exceeds ``_MAX_SECONDS``."""
    command = [sys.executable, "-m", "benchmarks.reader_scaling", "--measure", str(parts), shape]
    try:
        run = subprocess.run(command, capture_output=True, text=True, timeout=_MAX_SECONDS, check=True)
    except (subprocess.TimeoutExpired, subprocess.CalledProcessError) as error:
        lines = str(error.stderr or error).strip().splitlines()
        return math.inf, math.nan, lines[-1]
    seconds, memory, result = json.loads(run.stdout)
    return seconds, memory, result


def main() -> None:
    """Print a row for each shape that the command line names, by default for all."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("shapes", nargs="*", choices=[*SHAPES, []], metavar="SHAPE")
    parser.add_argument("--measure", type=int, metavar="PARTS", help="measure one shape once, as JSON")
    arguments = parser.parse_args()
    if arguments.measure:
        print(json.dumps(measure(arguments.shapes[0], arguments.measure)))
        return
    print(f"| shape | parts | 1× | 2× | 4× | 8× | MB at 8× | exponent | units at 8× |\n{'|---' * 9}|")
    for shape in arguments.shapes or SHAPES:
        parts = SHAPES[shape][1]
        runs = [_measure_apart(shape, parts * factor) for factor in FACTORS]
        times = [seconds for seconds, _, _ in runs]
        fitted = exponent(times)
        mark = " **" if fitted > _SUPERLINEAR else ""
        shown = " | ".join(f"{seconds:.2f}" for seconds in times)
        _, memory, result = runs[-1]
        print(f"| {shape} | {parts:,} | {shown} | {memory:.0f} | {fitted:.2f}{mark} | {result} |", flush=True)


if __name__ == "__main__":
    main()
