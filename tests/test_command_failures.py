"""Every command, where disk, output or what it reads is not as it should be: a message, no traceback."""

from __future__ import annotations

import errno
import json
import os
import signal
import socket
import sqlite3
import stat
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

import perepiska
from cli.failures import as_failure
from corpus.errors import PerepiskaError
from indexer.build import build
from indexer.generations import backup
from store.layout import open_generation, published_id, verify_generation
from tests.builds import NAME, settings_in
from tests.editions import lighthouse_edition
from tests.mounts import read_only, small_disk

ROOT = Path(__file__).parents[1]
HARBOUR = ROOT / "tests" / "fixtures" / "printed" / "harbour-letters.txt"
Run = Callable[..., Result]
READING: dict[str, tuple[str, ...]] = {
    "search": ("search", "lamp"),
    "search as JSON": ("search", "lamp", "--json", "--include", "facets"),
    "show": ("show", "lighthouse/doc-1"),
    "related": ("related", "lighthouse/doc-1"),
    "export": ("export", "--form", "csv"),
    "eval": ("eval", "{questions}"),
    "eval as JSON": ("eval", "{questions}", "--json"),
    "generations": ("generations",),
    "verify": ("verify",),
    "verify all": ("verify", "--all"),
}
WRITING: dict[str, tuple[str, ...]] = {
    "index": ("index", str(HARBOUR)),
    "rollback": ("rollback",),
    "restore": ("restore", "{backup}"),
}
WITHOUT_INDEX: dict[str, tuple[str, ...]] = {"check": ("check", str(HARBOUR)), "key": ("key", "Ann")}
OUTPUTS = {
    "export": ("export", "--form", "csv", "-o"),
    "eval --save-run": ("eval", "{questions}", "--save-run"),
    "eval --save-qrels": ("eval", "{questions}", "--save-qrels"),
    "backup": ("backup",),
}
INPUTS = {
    "index": ("index", "{input}"),
    "index --profile": ("index", str(HARBOUR), "--profile", "{input}"),
    "check": ("check", "{input}"),
    "eval": ("eval", "{input}"),
    "eval --qrels": ("eval", "{questions}", "--qrels", "{input}"),
    "eval --run": ("eval", "{questions}", "--run", "{input}"),
    "eval --compare": ("eval", "{questions}", "--compare", "{input}"),
    "restore": ("restore", "{input}"),
}


def built(root: Path, count: int = 2) -> None:
    for _ in range(count):
        build([lighthouse_edition()], root=root, name=NAME, settings=settings_in(root, model="none"))


@pytest.fixture(scope="module")
def indexes(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("indexes")
    built(root)
    return root


@pytest.fixture(scope="module")
def files(indexes: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """What commands read, by its name in the tables."""
    folder = tmp_path_factory.mktemp("files")
    asked = {"qid": "Q1", "type": "question", "query": "cracked lens", "gold": {"doc-1": 3}}
    (folder / "questions.jsonl").write_text(json.dumps(asked), "utf-8")
    backup(indexes, NAME, folder / "letters.tar")
    return {"questions": str(folder / "questions.jsonl"), "backup": str(folder / "letters.tar")}


@pytest.fixture
def run(files: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> Run:
    def invoke(root: Path, *arguments: str, **values: str) -> Result:
        monkeypatch.setenv("PEREPISKA_INDEXES", str(root))
        monkeypatch.setenv("PEREPISKA_MODEL", "none")
        monkeypatch.setenv("PEREPISKA_CALENDAR", "none")  # it takes a second to read
        filled = [argument.format(**files, **values) for argument in arguments]
        if filled[0] not in ("check", "key") and "--name" not in filled:
            filled += ["--name", NAME]
        return CliRunner().invoke(perepiska.main, filled)

    return invoke


def assert_is_clear(result: Result, *statuses: int) -> None:
    """It ended with a message and one of the exit statuses, not with an exception."""
    assert isinstance(result.exception, SystemExit), result.exc_info
    assert result.exit_code in statuses, result.output
    assert result.stderr.strip(), "nothing is said"
    assert "Traceback" not in result.output


@pytest.mark.parametrize("arguments", (READING | WITHOUT_INDEX).values(), ids=READING | WITHOUT_INDEX)
def test_output_that_cannot_be_written_is_said(
    indexes: Path, files: dict[str, str], arguments: tuple[str, ...]
) -> None:
    name = [] if arguments[0] in ("check", "key") else ["--name", NAME]
    command = [sys.executable, "-m", "perepiska", *(one.format(**files) for one in arguments), *name]
    environment = os.environ | {"PEREPISKA_INDEXES": str(indexes), "PEREPISKA_MODEL": "none"}
    with Path("/dev/full").open("w") as full:
        ended = subprocess.run(
            command, cwd=ROOT, env=environment, stdout=full, stderr=subprocess.PIPE, text=True, check=False
        )
    assert ended.returncode == 9, ended.stderr
    assert "No space left on device" in ended.stderr
    assert "Traceback" not in ended.stderr
    assert "Exception ignored" not in ended.stderr


@pytest.mark.parametrize("arguments", READING.values(), ids=READING)
def test_an_index_that_may_only_be_read_answers_or_says_why_not(
    indexes: Path, run: Run, arguments: tuple[str, ...]
) -> None:
    with read_only(indexes):
        result = run(indexes, *arguments)
    if result.exit_code:
        assert_is_clear(result, 5)
        assert "permission to write to that directory" in result.stderr
    if arguments[0] in ("generations", "verify"):
        assert result.exit_code == 0


@pytest.mark.parametrize("arguments", WRITING.values(), ids=WRITING)
def test_an_index_that_may_only_be_read_is_not_changed(
    indexes: Path, run: Run, arguments: tuple[str, ...]
) -> None:
    before = published_id(indexes, NAME)
    with read_only(indexes):
        assert_is_clear(run(indexes, *arguments), 6, 9)
    assert published_id(indexes, NAME) == before


@pytest.mark.parametrize("arguments", WRITING.values(), ids=WRITING)
def test_a_full_disk_leaves_what_was_published(tmp_path: Path, run: Run, arguments: tuple[str, ...]) -> None:
    with small_disk(tmp_path / "disk", "3m") as root:
        built(root)
        before = published_id(root, NAME)
        fill(root / "filling")
        assert_is_clear(run(root, *arguments), 6, 9)
        assert published_id(root, NAME) == before
        verify_generation(open_generation(root, NAME))
        (root / "filling").unlink()
        result = run(root, *arguments)
        assert result.exit_code == 0, result.output


def fill(path: Path) -> None:
    """Write until nothing more goes on the disk."""
    with path.open("wb", buffering=0) as file, suppress(OSError):
        while True:
            file.write(bytes(4096))


@pytest.mark.parametrize("arguments", OUTPUTS.values(), ids=OUTPUTS)
def test_a_file_on_a_full_disk_stays_as_it_was(
    indexes: Path, tmp_path: Path, run: Run, arguments: tuple[str, ...]
) -> None:
    with small_disk(tmp_path / "disk", "64k") as disk:
        (disk / "target").write_text("as it was", "utf-8")
        fill(disk / "filling")
        assert_is_clear(run(indexes, *arguments, str(disk / "target")), 9)
        assert (disk / "target").read_text("utf-8") == "as it was"
        assert sorted(path.name for path in disk.iterdir()) == ["filling", "target"]


def in_a_missing_folder(folder: Path) -> Path:
    return folder / "none" / "target"


def in_a_file(folder: Path) -> Path:
    (folder / "file").write_text("as it was", "utf-8")
    return folder / "file" / "target"


def a_folder(folder: Path) -> Path:
    (folder / "target").mkdir()
    return folder / "target"


def of_a_name_too_long(folder: Path) -> Path:
    return folder / ("x" * 300)


def a_full_device(folder: Path) -> Path:
    """A device of its own where that can be made: root could replace the system's by a file."""
    if os.getuid():
        return Path("/dev/full")
    os.mknod(folder / "full", 0o666 | stat.S_IFCHR, os.makedev(1, 7))
    return folder / "full"


@pytest.mark.parametrize(
    "place", [in_a_missing_folder, in_a_file, a_folder, of_a_name_too_long, a_full_device]
)
@pytest.mark.parametrize("arguments", OUTPUTS.values(), ids=OUTPUTS)
def test_a_file_that_cannot_be_written_is_named(
    indexes: Path, tmp_path: Path, run: Run, arguments: tuple[str, ...], place: Callable[[Path], Path]
) -> None:
    target = place(tmp_path)
    result = run(indexes, *arguments, str(target))
    assert_is_clear(result, 2, 9)
    assert target.name[:100] in result.stderr.replace("\n", "") or "space left" in result.stderr
    if place is a_full_device:
        assert target.is_char_device()


@pytest.mark.parametrize("arguments", OUTPUTS.values(), ids=OUTPUTS)
def test_a_folder_that_may_only_be_read_is_named(
    indexes: Path, tmp_path: Path, run: Run, arguments: tuple[str, ...]
) -> None:
    with read_only(tmp_path):
        result = run(indexes, *arguments, str(tmp_path / "target"))
    assert_is_clear(result, 2, 9)
    assert "target" in result.stderr


def missing(folder: Path) -> Path:
    return folder / "missing.txt"


def an_empty_folder(folder: Path) -> Path:
    (folder / "input.txt").mkdir()
    return folder / "input.txt"


def random_bytes(folder: Path) -> Path:
    (folder / "input.txt").write_bytes(bytes(range(256)) * 40)
    return folder / "input.txt"


def empty(folder: Path) -> Path:
    (folder / "input.txt").write_bytes(b"")
    return folder / "input.txt"


def of_no_name(folder: Path) -> Path:
    return Path(".") / ("ä" * 300)


def unreadable(folder: Path) -> Path:
    return Path("/proc/self/mem")


@pytest.mark.parametrize("input", [missing, an_empty_folder, random_bytes, empty, of_no_name, unreadable])
@pytest.mark.parametrize("arguments", INPUTS.values(), ids=INPUTS)
def test_what_cannot_be_read_is_named(
    indexes: Path, tmp_path: Path, run: Run, arguments: tuple[str, ...], input: Callable[[Path], Path]
) -> None:
    before = published_id(indexes, NAME)
    path = input(tmp_path)
    result = run(indexes, *arguments, input=str(path))
    if result.exit_code or input is not empty:
        assert_is_clear(result, 2, 3)
        assert path.name[:100] in result.stderr.replace("\n", "")
    assert published_id(indexes, NAME) == before


NAMED: dict[str, tuple[str, ...]] = {
    **READING,
    **WRITING,
    "backup": ("backup", "{target}"),
    "feed": ("feed",),
    "serve": ("serve", "--port", "0"),
    "mcp": ("mcp",),
}


@pytest.mark.parametrize("name", ["../escaped", "/tmp/escaped", "", ".hidden", "a/b", "x" * 101, "ä"])
@pytest.mark.parametrize("arguments", NAMED.values(), ids=NAMED)
def test_a_name_that_no_index_can_have_is_refused(
    indexes: Path, tmp_path: Path, run: Run, arguments: tuple[str, ...], name: str
) -> None:
    root = tmp_path / "root"
    root.mkdir()
    result = run(root, *arguments, "--name", name, target=str(tmp_path / "target"))
    assert_is_clear(result, 4, 6)
    assert "is not a valid index name" in result.stderr
    assert list(root.iterdir()) == []
    assert [path.name for path in tmp_path.iterdir()] == ["root"]


@pytest.mark.parametrize("arguments", NAMED.values(), ids=NAMED)
def test_an_index_that_is_a_file_is_none(tmp_path: Path, run: Run, arguments: tuple[str, ...]) -> None:
    (tmp_path / NAME).write_text("a file", "utf-8")
    result = run(tmp_path, *arguments, target=str(tmp_path / "target"))
    assert_is_clear(result, 4, 6, 8, 9)
    assert (tmp_path / NAME).read_text("utf-8") == "a file"


@pytest.mark.parametrize("arguments", (READING | {"backup": NAMED["backup"]}).values())
def test_a_published_generation_that_is_not_there_is_damage(
    tmp_path: Path, run: Run, arguments: tuple[str, ...]
) -> None:
    (tmp_path / NAME).mkdir()
    (tmp_path / NAME / "current").write_text("20200101T000000000Z-aaaaaaaa\n", "utf-8")
    result = run(tmp_path, *arguments, target=str(tmp_path / "target"))
    if arguments[0] == "generations":
        assert "* 20200101T000000000Z-aaaaaaaa  The index" in result.output
    else:
        assert_is_clear(result, 5)
    assert "manifest.json is missing" in result.output
    assert not (tmp_path / "target").exists()


@pytest.mark.parametrize(
    ("error", "status", "message"),
    [
        (OSError(errno.ENOSPC, "No space left on device", "/disk/file"), 9, "/disk/file: No space left"),
        (PermissionError(errno.EACCES, "Permission denied", "/disk/file"), 9, "/disk/file: Permission"),
        (MemoryError(), 1, "Not enough memory"),
        (UnicodeEncodeError("ascii", "lömp", 1, 2, "ordinal not in range"), 9, "cannot be written as ascii"),
        (
            UnicodeEncodeError("utf-8", "\udcff", 0, 1, "surrogates not allowed"),
            2,
            "is not valid Unicode text",
        ),
        (UnicodeError("encoding with 'idna' codec failed"), 2, "is not valid Unicode text"),
        (UnicodeDecodeError("utf-8", b"\xff", 0, 1, "invalid start byte"), 9, "not valid utf-8"),
        (sqlite3.OperationalError("database or disk is full"), 9, "disk is full"),
    ],
)
def test_what_the_system_says_becomes_a_message(
    indexes: Path,
    run: Run,
    monkeypatch: pytest.MonkeyPatch,
    error: Exception,
    status: int,
    message: str,
) -> None:
    def fail(*_: object) -> None:
        raise error

    monkeypatch.setattr("indexer.generations.list_generations", fail)
    result = run(indexes, "generations")
    assert_is_clear(result, status)
    assert message in result.stderr


def test_a_fault_of_ours_shows_its_traceback() -> None:
    assert as_failure(KeyError("units")) is None
    assert as_failure(BrokenPipeError()) is None
    assert isinstance(as_failure(FileNotFoundError(errno.ENOENT, "No such file", "x")), PerepiskaError)


@pytest.mark.parametrize(
    "arguments",
    [READING["search as JSON"], READING["export"], READING["eval as JSON"]],
    ids=lambda one: one[0],
)
def test_a_reader_who_goes_away_ends_the_command_in_silence(
    indexes: Path, files: dict[str, str], arguments: tuple[str, ...]
) -> None:
    environment = os.environ | {"PEREPISKA_INDEXES": str(indexes), "PEREPISKA_MODEL": "none"}
    filled = [one.format(**files) for one in arguments]
    command = [sys.executable, "-m", "perepiska", *filled, "--name", NAME]
    with subprocess.Popen(
        command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        assert process.stdout
        assert process.stderr
        process.stdout.close()
        said = process.stderr.read()
        assert (process.wait(60), said) == (1, b"")


def test_an_interrupted_command_says_so_and_leaves_what_was_published(tmp_path: Path) -> None:
    built(tmp_path, 1)
    before = published_id(tmp_path, NAME)
    environment = os.environ | {"PEREPISKA_INDEXES": str(tmp_path), "PEREPISKA_MODEL": "none"}
    letters = [
        f"{number},A. Brandt,O. Berg,1921-05-02,{'The lamp of the pier is lit. ' * 40}"
        for number in range(3000)
    ]
    long_build = tmp_path / "letters.csv"
    long_build.write_text("\n".join(["id,sender,recipient,date,text", *letters]))
    command = [sys.executable, "-m", "perepiska", "index", str(long_build), "--name", NAME]
    with subprocess.Popen(command, cwd=ROOT, env=environment, stderr=subprocess.PIPE, text=True) as process:
        end = time.monotonic() + 60
        while not list((tmp_path / NAME).glob(".building-*/*")) and time.monotonic() < end:
            time.sleep(0.001)
        process.send_signal(signal.SIGINT)
        assert process.stderr
        said = process.stderr.read()
        assert process.wait(60) == 1
    assert "Aborted!" in said
    assert "Traceback" not in said
    assert published_id(tmp_path, NAME) == before
    assert list((tmp_path / NAME).glob(".building-*")) == []


@pytest.fixture
def taken_port() -> Iterator[int]:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        yield listening.getsockname()[1]


def test_a_port_that_is_taken_is_named(indexes: Path, run: Run, taken_port: int) -> None:
    for arguments in (("serve", "--port"), ("mcp", "--http")):
        result = run(indexes, *arguments, str(taken_port))
        assert_is_clear(result, 10)
        assert f"127.0.0.1, port {taken_port}: Address already in use" in result.stderr


@pytest.mark.parametrize("port", ["99999", "65536", "-1", "http"])
def test_a_number_that_is_no_port_is_refused(indexes: Path, run: Run, port: str) -> None:
    for arguments in (("serve", "--port"), ("mcp", "--http")):
        assert_is_clear(run(indexes, *arguments, port), 2)


@pytest.mark.parametrize("host", ["no.such.host.invalid", "203.0.113.7", "a" * 70, "x..y"])
def test_a_host_that_is_not_this_one_is_named(indexes: Path, run: Run, host: str) -> None:
    result = run(indexes, "serve", "--host", host, "--port", "0")
    assert_is_clear(result, 10)
    assert host in result.stderr


@pytest.mark.parametrize(
    "arguments",
    [
        ("search", "\udcff lamp"),
        ("show", "\udcff"),
        ("related", "lighthouse/doc-\udcff"),
        ("export", "\udcff", "--form", "csv"),
        ("export", "--form", "jsonld", "--root", "http://\udcff/"),
        ("eval", "\udcff.jsonl"),
        ("key", "\udcff"),
        ("restore", "\udcff.tar"),
    ],
    ids=lambda arguments: arguments[0],
)
def test_bytes_that_are_no_text_are_searched_or_refused(
    indexes: Path, run: Run, arguments: tuple[str, ...]
) -> None:
    """As Python hands on an argument that is not UTF-8."""
    result = run(indexes, *arguments)
    if result.exit_code:
        assert_is_clear(result, 2, 3, 4)


def test_a_key_is_named_by_one_word(indexes: Path, run: Run) -> None:
    assert run(indexes, "key", "Ann").exit_code == 0
    for name in ("", "Ann Brandt", "#Ann", "Ann\nBrandt"):
        assert_is_clear(run(indexes, "key", name), 2)
