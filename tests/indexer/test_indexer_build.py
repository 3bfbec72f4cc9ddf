import errno
import fcntl
import os
import signal
import subprocess
import sys
from collections.abc import Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from corpus.errors import BuildError, BuildRunning, ModelError
from corpus.model import Edition, Paragraph, Reply, Unit
from indexer import build as build_module
from indexer import publication
from indexer.build import BuildReport, build
from indexer.catalogue import write_catalogue
from indexer.progress import NullProgress
from store.catalogue import Catalogue
from store.layout import CURRENT, open_generation, published_id, verify_generation
from store.passages import PassageTable
from tests.builds import NAME, build_lighthouse, settings_in
from tests.doubles import FailingEncoder, HashingEncoder
from tests.editions import lighthouse_edition

PROJECT = Path(__file__).parents[2]
KILLED = """
import os, signal, sys
from pathlib import Path
from tests.builds import build_lighthouse
from tests.doubles import HashingEncoder

class Killed(HashingEncoder):
    def encode_passages(self, texts):
        os.kill(os.getpid(), signal.SIGKILL)

build_lighthouse(Path(sys.argv[1]), encoder=Killed(checksum="not cached"))
"""


class Watched(NullProgress):
    def __init__(self) -> None:
        self.steps: list[tuple[str, int | None]] = []
        self.done = 0

    def start(self, step: str, total: int | None) -> None:
        self.steps.append((step, total))


def leftovers(root: Path) -> list[Path]:
    return list((root / NAME).glob(".building-*"))


def fresh(**given: object) -> FailingEncoder:
    """An encoder that fails at once, and whose texts are in no cache."""
    encoder = FailingEncoder(**given)  # type: ignore[arg-type]
    encoder.checksum = "not cached"
    return encoder


def test_a_build_is_published_whole(tmp_path: Path) -> None:
    report = build_lighthouse(tmp_path)
    generation = open_generation(tmp_path, NAME)
    verify_generation(generation)
    assert generation.id == report.generation
    assert generation.directory == report.directory
    assert (report.units, report.passages, report.embedded, report.cached) == (52, 63, 63, 0)
    assert report.bytes == sum(record.size for record in generation.manifest.files.values())
    assert leftovers(tmp_path) == []


def test_the_manifest_says_what_it_was_made_from(tmp_path: Path) -> None:
    build_lighthouse(tmp_path)
    manifest = open_generation(tmp_path, NAME).manifest
    assert list(manifest.sources) == ["lighthouse"]
    assert manifest.model is not None
    assert (manifest.model.name, manifest.model.dimension) == ("hashing", 256)
    assert manifest.settings["passage_words_max"] == 100


def test_building_again_embeds_nothing(tmp_path: Path) -> None:
    first = build_lighthouse(tmp_path)
    again = build_lighthouse(tmp_path, encoder=FailingEncoder())
    assert (again.embedded, again.cached) == (0, 63)
    assert again.generation > first.generation
    assert open_generation(tmp_path, NAME).id == again.generation


def test_editions_come_and_go_without_the_others_being_embedded_or_moved(tmp_path: Path) -> None:
    coast, lighthouse = coast_edition(), lighthouse_edition()

    def built(*editions: Edition, encoder: HashingEncoder) -> tuple[BuildReport, dict[str, Unit]]:
        report = build(
            list(editions), root=tmp_path, name=NAME, settings=settings_in(tmp_path), encoder=encoder
        )
        with closing(Catalogue.open(open_generation(tmp_path, NAME))) as catalogue:
            return report, {unit.id: unit for unit in catalogue.all_units()}

    _, alone = built(lighthouse, encoder=HashingEncoder())
    added, both = built(coast, lighthouse, encoder=HashingEncoder())
    assert (added.embedded, added.cached) == (1, 63)
    assert alone.items() <= both.items()
    removed, left = built(lighthouse, encoder=FailingEncoder())
    assert (removed.embedded, left) == (0, alone)
    again, _ = built(lighthouse, coast, encoder=FailingEncoder())
    assert (again.embedded, again.cached) == (0, 64)
    other = replace(coast.units[0], paragraphs=(Paragraph("A new pilot came."),))
    replaced, _ = built(lighthouse, replace(coast, units=(other,)), encoder=HashingEncoder())
    assert (replaced.embedded, replaced.cached) == (1, 63)


def coast_edition() -> Edition:
    letter = Unit("coast/doc-1", "coast", "document", "Letter 1", 0, (Paragraph("The pilot is ill."),))
    return Edition("coast", "Letters from the coast", units=(letter,))


def test_a_report_reads_as_text(tmp_path: Path) -> None:
    assert "52 units, 63 passages" in str(build_lighthouse(tmp_path))


def test_progress_follows_every_step(tmp_path: Path) -> None:
    watched = Watched()
    settings = settings_in(tmp_path)
    build([lighthouse_edition()], root=tmp_path, name=NAME, settings=settings, encoder=HashingEncoder(),
          progress=watched)  # fmt: skip
    names = [step for step, _ in watched.steps]
    assert names[:6] == ["reading", "passages", "encoder", "embedding", "replies", "catalogue"]
    assert names[6:] == ["keyword index", "vector index", "query encoder", "verifying", "publishing"]
    assert dict(watched.steps)["embedding"] == 63


def test_without_a_model_there_are_no_vectors(tmp_path: Path) -> None:
    settings = settings_in(tmp_path, model="none")
    report = build([lighthouse_edition()], root=tmp_path, name=NAME, settings=settings)
    generation = open_generation(tmp_path, NAME)
    assert generation.manifest.model is None
    assert not generation.vector_index.exists()
    assert (report.passages, report.embedded, report.cached) == (63, 0, 0)


def test_only_the_newest_generations_are_kept(tmp_path: Path) -> None:
    settings = settings_in(tmp_path, generations_kept=2)
    reports = [build_lighthouse(tmp_path, settings=settings) for _ in range(4)]
    kept = sorted(path.name for path in (tmp_path / NAME).iterdir() if path.is_dir())
    assert kept == [report.generation for report in reports[2:]]


def test_the_published_generation_is_kept_however_old(tmp_path: Path) -> None:
    reports = [build_lighthouse(tmp_path) for _ in range(3)]
    (tmp_path / NAME / CURRENT).write_text(reports[0].generation, "utf-8")
    publication.remove_old_generations(tmp_path / NAME, keep=1)
    assert not (tmp_path / NAME / reports[1].generation).exists()
    assert open_generation(tmp_path, NAME).id == reports[0].generation


@pytest.mark.parametrize(
    "error", [RuntimeError("out of memory"), MemoryError(), OSError(errno.EIO, "broken")]
)
def test_a_failing_model_leaves_what_was_published(tmp_path: Path, error: Exception) -> None:
    before = build_lighthouse(tmp_path)
    with pytest.raises(BuildError) as caught:
        build_lighthouse(tmp_path, encoder=fresh(after=0, error=error))
    assert caught.value.hint
    assert open_generation(tmp_path, NAME).id == before.generation
    assert leftovers(tmp_path) == []


def test_an_error_of_ours_passes_as_it_is(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="gone"):
        build_lighthouse(tmp_path, encoder=fresh(error=ModelError("gone")))


@pytest.mark.parametrize(
    "step", ["write_catalogue", "write_keyword_index", "write_passages", "write_vectors"]
)
def test_a_full_disk_leaves_what_was_published(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    before = build_lighthouse(tmp_path)

    def fill_disk(folder: Path, *_: object) -> None:
        (folder / "half").write_bytes(b"written")
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(build_module, step, fill_disk)
    with pytest.raises(BuildError, match="No space left"):
        build_lighthouse(tmp_path)
    assert open_generation(tmp_path, NAME).id == before.generation
    assert leftovers(tmp_path) == []


def test_a_disk_that_is_full_at_the_very_end_leaves_what_was_published(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = build_lighthouse(tmp_path)

    def fill_disk(path: Path, target: Path) -> Path:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with monkeypatch.context() as patched:
        patched.setattr(Path, "replace", fill_disk)
        with pytest.raises(BuildError):
            build_lighthouse(tmp_path)
    assert open_generation(tmp_path, NAME).id == before.generation
    build_lighthouse(tmp_path)
    assert leftovers(tmp_path) == []


def test_a_first_build_that_fails_publishes_nothing(tmp_path: Path) -> None:
    with pytest.raises(BuildError):
        build_lighthouse(tmp_path, encoder=FailingEncoder())
    assert not (tmp_path / NAME / CURRENT).exists()


def test_an_interrupted_build_is_cleared_away(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(build_module, "write_vectors", interrupt)
    with pytest.raises(KeyboardInterrupt):
        build_lighthouse(tmp_path)
    assert leftovers(tmp_path) == []


def test_what_a_killed_build_leaves_is_cleared_by_the_next(tmp_path: Path) -> None:
    before = build_lighthouse(tmp_path)
    killed = subprocess.run([sys.executable, "-c", KILLED, str(tmp_path)], cwd=PROJECT, check=False)
    assert killed.returncode == -signal.SIGKILL
    assert len(leftovers(tmp_path)) == 1
    assert open_generation(tmp_path, NAME).id == before.generation
    build_lighthouse(tmp_path)
    assert leftovers(tmp_path) == []


def test_two_builds_at_once_are_one_too_many(tmp_path: Path) -> None:
    before = build_lighthouse(tmp_path)
    with (tmp_path / NAME / ".lock").open("a") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        with pytest.raises(BuildRunning):
            build_lighthouse(tmp_path)
    assert published_id(tmp_path, NAME) == before.generation
    build_lighthouse(tmp_path)


@pytest.mark.parametrize("name", ["", "a/b", "..", ".hidden"])
def test_a_name_that_is_no_folder_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(BuildError, match="name"):
        build([lighthouse_edition()], root=tmp_path, name=name, settings=settings_in(tmp_path))
    assert list(tmp_path.iterdir()) == []


def test_nothing_to_index_is_an_error(tmp_path: Path) -> None:
    for editions in ([], [replace(lighthouse_edition(), units=())]):
        with pytest.raises(BuildError, match="nothing to index"):
            build(editions, root=tmp_path, name=NAME, settings=settings_in(tmp_path))


def test_an_edition_given_twice_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(BuildError, match="twice"):
        build([lighthouse_edition()] * 2, root=tmp_path, name=NAME, settings=settings_in(tmp_path))


def test_a_build_that_lost_units_is_not_published(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def write_less(
        folder: Path, editions: Sequence[Edition], units: Sequence[Unit], *rest: Sequence[Reply]
    ) -> None:
        write_catalogue(folder, editions, units[1:], rest[0])

    monkeypatch.setattr(build_module, "write_catalogue", write_less)
    with pytest.raises(BuildError, match="51 units instead of 52"):
        build_lighthouse(tmp_path)
    assert not (tmp_path / NAME / CURRENT).exists()


def test_an_empty_edition_beside_a_full_one_is_no_matter(tmp_path: Path) -> None:
    empty = replace(lighthouse_edition(), id="empty", units=(), references=())
    settings = settings_in(tmp_path)
    report = build([empty, lighthouse_edition()], root=tmp_path, name=NAME, settings=settings,
                   encoder=HashingEncoder())  # fmt: skip
    assert report.units == 52


def test_a_cached_build_starts_no_engine(tmp_path: Path) -> None:
    script = (
        "import sys; from pathlib import Path; from tests.builds import build_lighthouse; "
        "build_lighthouse(Path(sys.argv[1])); assert 'torch' not in sys.modules; "
        "from encoders.encoder import find_encoder; assert find_encoder().checksum; "
        "assert 'torch' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", script, str(tmp_path)], cwd=PROJECT, check=True)


def test_no_passage_is_longer_than_the_model_reads(tmp_path: Path) -> None:
    encoder = HashingEncoder()
    encoder.max_words = 20
    build_lighthouse(tmp_path, encoder=encoder)
    with closing(PassageTable.open(open_generation(tmp_path, NAME))) as table:
        assert max(len(table.passage(id).text.split()) for id in range(len(table))) <= 20


@pytest.mark.slow
def test_the_packaged_model_builds_an_index(tmp_path: Path) -> None:
    settings = settings_in(tmp_path)
    report = build([lighthouse_edition()], root=tmp_path, name=NAME, settings=settings)
    manifest = open_generation(tmp_path, NAME).manifest
    assert report.embedded == 63
    assert manifest.model is not None
    assert manifest.model.dimension == 384


def test_places_of_two_editions_with_different_authority_ids_stay_two(tmp_path: Path) -> None:
    first = lighthouse_edition()
    place = replace(first.places[0], same_as=("https://www.geonames.org/1",))
    units = (replace(first.units[0], id="other/doc-1", edition="other", parent=None, sent_from=None),)
    second = Edition("other", "Other", units=units, places=(place,))
    build(
        [first, second],
        root=tmp_path,
        name=NAME,
        settings=settings_in(tmp_path),
        encoder=HashingEncoder(),
    )
    catalogue = Catalogue.open(open_generation(tmp_path, NAME))
    assert catalogue.places("lighthouse") == first.places
    assert [place.id for place in catalogue.places("other")] == ["port-ansel-other"]
    assert len(catalogue.places()) == len(first.places) + 1
