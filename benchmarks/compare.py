"""Measure Perepiska beside what one might take instead: the same passages, the same model, one run.

    python -m benchmarks.compare INDEX QUESTIONS.jsonl WORK [--engines …] [--minutes 20] [--json FILE]

INDEX is the folder of a published index (indexes/book). In WORK every other engine gets an environment of its
own (pip), the data, and a folder for its index. What was built is kept, with the time it took, and not built
again unless ``--rebuild`` asks for it. Every phase has a time limit; one that does not end within it is named
under the table, and what it measured until then is in it.

Prints Markdown for docs/measurements.md; with --json keeps the figures for benchmarks/plots.py, one run for
each number of passages.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from statistics import median
from typing import Any

import click
import numpy as np

from benchmarks.asking import Encoder, Given, nearest_exactly, say, watched
from benchmarks.ours import COMMAND
from store.layout import Generation, open_generation
from store.passages import PassageTable
from store.vectors import VectorIndex

ROOT = Path(__file__).parent.parent
PACKAGES = {
    "sqlite-vec": ("sqlite-vec", "apsw"),
    "chroma": ("chromadb",),
    "lancedb": ("lancedb",),
    "lancedb-hnsw": ("lancedb",),
    "txtai": ("txtai", "torch==2.13.0"),
}
ENVIRONMENTS = {"lancedb-hnsw": "lancedb"}
"""Engines that share another one's environment."""
COMMON = ("numpy", "onnxruntime", "tokenizers")
OURS, HTTP = "Perepiska", "Perepiska, HTTP"
ROWS = {"own": "", "tuned": ", tuned"}
COLD = 5
SINGLE_THREADED = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
"""Clients ask beside each other; threads inside a question would wait for each other's cores."""
COLUMNS = {
    "setting": "setting", "p50": "p50 ms", "p95": "p95 ms", "p99": "p99 ms", "qps_8": "a second, 8 clients",
    "qps_64": "64 clients", "cold_s": "cold s", "build_s": "build s", "build_mb": "build MB",
    "disk_mb": "disk MB", "rss_mb": "resident MB", "recall": "recall@10 of vectors",
}  # fmt: skip
_BATCH = 5000
Figures = dict[str, Any]


@click.command()
@click.argument("index", type=click.Path(path_type=Path, exists=True))
@click.argument("questions", type=click.Path(path_type=Path, exists=True))
@click.argument("work", type=click.Path(path_type=Path))
@click.option("--engines", multiple=True, type=click.Choice(["ours", *PACKAGES]), default=["ours", *PACKAGES])
@click.option("--minutes", default=20.0, show_default=True, help="How long a phase of an engine may take.")
@click.option("--rebuild", is_flag=True, help="Build again what is built.")
@click.option(
    "--json", "figures_file", type=click.Path(path_type=Path), help="A file the figures are kept in."
)
def main(
    index: Path,
    questions: Path,
    work: Path,
    engines: Sequence[str],
    minutes: float,
    rebuild: bool,
    figures_file: Path | None,
) -> None:
    """Measure everything, one after the other."""
    os.environ |= {"HF_HUB_OFFLINE": "1", "PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1"}
    index, work = index.resolve(), work.resolve()
    generation = open_generation(index.parent, index.name)
    data = work / "data" / f"{index.name}-{generation.id}"
    run: Figures = {"passages": write_data(generation, questions, data), "engines": {}, "settings": {}}
    for engine in engines:
        began = time.perf_counter()
        found = (
            ours(index, data, minutes) if engine == "ours" else other(engine, data, work, minutes, rebuild)
        )
        say(f"{engine}: {time.perf_counter() - began:,.0f} s in all")
        for part in ("engines", "settings"):
            run[part] |= found[part]
        if figures_file:
            keep(figures_file, run)
    print("\n".join(report(run)))


def write_data(generation: Generation, questions: Path, data: Path) -> int:
    """Write what the engines are given; the number of passages."""
    data.mkdir(parents=True, exist_ok=True)
    if not (data / "vectors.npy").exists():
        shutil.copytree(generation.encoder, data / "encoder", dirs_exist_ok=True)
        _write_passages(generation, data)
    lines = [json.loads(line) for line in questions.read_text("utf-8").splitlines()]
    queries = list(dict.fromkeys(line["query"] for line in lines if '"' not in line["query"]))
    (data / "queries.json").write_text(json.dumps(queries), "utf-8")
    given, encoder = Given(data), Encoder(data / "encoder")
    np.save(data / "queries.npy", np.stack([encoder(query) for query in queries]))
    np.save(data / "exact.npy", nearest_exactly(given.vectors, given.asked))
    say(f"{len(given):,} passages, {len(queries)} questions, compared exactly")
    return len(given)


def _write_passages(generation: Generation, data: Path) -> None:
    """Texts and vectors of length 1; the vectors' file gets its name when it is whole."""
    table, vectors = PassageTable.open(generation), VectorIndex.open(generation)
    count, unfinished = len(table), data / "vectors.unfinished.npy"
    firsts = watched(range(0, count, _BATCH), "passages read", count, _BATCH)
    stored: Any = None
    with (data / "texts.jsonl").open("w", encoding="utf-8") as texts:
        for first in firsts:
            ids = range(first, min(first + _BATCH, count))
            texts.writelines(json.dumps(table.passage(id).embedding_input) + "\n" for id in ids)
            batch = vectors.vectors(np.asarray(ids))
            if stored is None:
                stored = np.lib.format.open_memmap(unfinished, "w+", np.float32, (count, batch.shape[1]))
            stored[ids.start : ids.stop] = batch / np.linalg.norm(batch, axis=1, keepdims=True)
    stored.flush()
    unfinished.rename(data / "vectors.npy")


def ours(index: Path, data: Path, minutes: float) -> Figures:
    """Perepiska in one process and over HTTP; a cold start is that of ``perepiska search``."""
    found: Figures = {"engines": {}, "settings": {}}
    for name, how in ((OURS, "process"), (HTTP, "http")):
        rows, note = phase(
            [sys.executable, "-m", "benchmarks.ours", how, index, data], minutes, SINGLE_THREADED
        )
        found["engines"][name] = rows.get("own", {}) | note
        if "settings" in rows:
            found["settings"][name] = rows["settings"]
    command = [*COMMAND, "search", Given(data).queries[0], "--name", index.name]
    found["engines"][OURS]["cold_s"] = cold(command, {"PEREPISKA_INDEXES": str(index.parent)})
    return found


def other(engine: str, data: Path, work: Path, minutes: float, rebuild: bool) -> Figures:
    """Another engine in its own environment."""
    python, folder = environment(engine, work), work / "indexes" / f"{engine}-{data.name}"
    run = [python, "-m", "benchmarks.engines", engine]
    built = build(engine, run, data, folder, minutes, rebuild)
    if "note" in built:
        return {"engines": {engine: built}, "settings": {}}
    rows, note = phase([*run, "ask", data, folder], minutes, SINGLE_THREADED)
    shared = built | {"cold_s": cold([*run, "one", data, folder], SINGLE_THREADED)} | note
    names = {row: engine + suffix for row, suffix in ROWS.items() if row in rows}
    figures = {name: rows[row] | shared for row, name in names.items()} or {engine: shared}
    return {"engines": figures, "settings": {engine: rows.get("settings", {})}}


def build(
    engine: str, run: Sequence[object], data: Path, folder: Path, minutes: float, rebuild: bool
) -> Figures:
    """Build an engine's index, or say how long that took when it was built."""
    record = folder.with_suffix(".json")
    if record.exists() and not rebuild:
        stored_figures: Figures = json.loads(record.read_text("utf-8"))
        say(f"{engine}: built before, in {stored_figures['build_s']:,.0f} s")
        return stored_figures
    record.unlink(missing_ok=True)
    shutil.rmtree(folder, ignore_errors=True)
    rows, note = phase([*run, "build", data, folder], minutes)
    if note:
        shutil.rmtree(folder, ignore_errors=True)
        return {"note": f"not built: {note['note']}"}
    record.write_text(json.dumps(rows["build"]) + "\n", "utf-8")
    return rows["build"]


def phase(
    command: Sequence[object], minutes: float, environment: Mapping[str, str] | None = None
) -> tuple[dict[str, Figures], Figures]:
    """Run a phase: its rows as far as they were told, and a note where it did not end well."""
    note: Figures = {}
    try:
        done = subprocess.run(
            list(map(str, command)),
            env={**os.environ, **(environment or {})},
            stdout=subprocess.PIPE,
            timeout=minutes * 60,
            check=False,
        )
        output = done.stdout
        if done.returncode:
            note = {"note": f"ended with status {done.returncode}"}
    except subprocess.TimeoutExpired as late:
        output, note = late.stdout or b"", {"note": f"not done within {minutes:g} minutes"}
    if note:
        say(f"{' '.join(map(str, command[1:5]))}: {note['note']}")
    rows: dict[str, Figures] = {}
    for line in output.decode().splitlines():
        if line.startswith('{"row"'):
            figures = json.loads(line)
            rows.setdefault(figures.pop("row"), {}).update(figures)
    return rows, note


def environment(engine: str, work: Path) -> Path:
    """The Python of an engine's environment, which is made where it is not there yet."""
    folder = work / "environments" / ENVIRONMENTS.get(engine, engine)
    if not (folder / "bin" / "python").exists():
        say(f"{engine}: its packages are installed")
        subprocess.run([sys.executable, "-m", "venv", folder], check=True)
        packages = (*COMMON, *PACKAGES[engine])
        subprocess.run([folder / "bin" / "pip", "install", "--quiet", *packages], check=True)
    return folder / "bin" / "python"


def cold(command: Sequence[object], environment: Mapping[str, str]) -> float:
    """Seconds from the start of a process to its end; the median of some."""
    taken = []
    for _ in range(COLD):
        began = time.perf_counter()
        subprocess.run(
            list(map(str, command)), env={**os.environ, **environment}, check=True, capture_output=True
        )
        taken.append(time.perf_counter() - began)
    return median(taken)


def keep(file: Path, run: Figures) -> None:
    """Put a run among those of other sizes; engines not asked this time keep what they had."""
    runs = json.loads(file.read_text("utf-8")) if file.exists() else []
    before: Figures = next((earlier for earlier in runs if earlier["passages"] == run["passages"]), {})
    merged = {
        "passages": run["passages"],
        **{part: before.get(part, {}) | run[part] for part in ("engines", "settings")},
    }
    others = [other for other in runs if other["passages"] != run["passages"]]
    ordered = sorted([*others, merged], key=lambda entry: entry["passages"])
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps(ordered, indent=1) + "\n", "utf-8")


def report(run: Figures) -> Iterator[str]:
    """The tables, in Markdown."""
    yield f"\n{run['passages']:,} passages\n\n| engine | {' | '.join(COLUMNS.values())} |"
    yield f"|---|{'---|' * len(COLUMNS)}"
    for engine, figures in run["engines"].items():
        yield f"| {engine} | {' | '.join(shown(figures.get(column)) for column in COLUMNS)} |"
    notes = [
        f"{engine}: {figures['note']}" for engine, figures in run["engines"].items() if "note" in figures
    ]
    yield "".join(f"\n{note}." for note in notes)
    yield "| vectors alone | setting | recall@10 | p50 ms | p95 ms |\n|---|---|---|---|---|"
    for engine, settings in run["settings"].items():
        for name, figures in settings.items():
            latencies = f"{shown(figures['p50'])} | {shown(figures['p95'])}"
            yield f"| {engine} | {name} | {figures['recall']:.3f} | {latencies} |"


def shown(value: Any) -> str:
    """A figure as tables have it."""
    if value is None or isinstance(value, str):
        return value or "–"
    return f"{value:,.2f}" if value < 10 else f"{value:,.0f}"


if __name__ == "__main__":
    main()
