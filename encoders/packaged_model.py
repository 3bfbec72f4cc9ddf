"""Models that are installed as Python packages, of which only verified files are read and no code is run.

The authors of such packages need not be known: every file is compared with its sha256 before it is used.
"""

from __future__ import annotations

import hashlib
import importlib.util
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from corpus.errors import ModelError
from store.layout import file_checksum

Assemble = Callable[[Sequence[Path], Path], None]
"""A function that writes a model's directory, given the paths of its package's files."""


@dataclass(frozen=True, slots=True)
class PackagedModel:
    """An embedding model that is available as a package.

    Attributes:
        files: the sha256 of each file that is used, by its path in ``root``.
        root: the directory of the files, ending in a slash, if they are a model's directory as they are;
            otherwise their paths begin with the modules that they are in.
        dimension: the number of components of its vectors.
        max_pieces: the number of tokens after which texts are truncated.
        languages: the codes of its languages; empty for about a hundred.
        megabytes: the size of the download.
        install: the command that installs the package.
        assemble: writes the model's directory if the files are not one.
        version: incremented whenever ``assemble`` changes what it writes.
    """

    name: str
    files: Mapping[str, str]
    dimension: int
    max_pieces: int
    languages: tuple[str, ...]
    megabytes: int
    licence: str
    install: str
    root: str = ""
    assemble: Assemble | None = field(default=None, compare=False)
    version: int = 1

    def paths(self) -> list[Path]:
        """Return the paths of the files, located without importing their packages.

        Raises:
            ModelError: a package is not installed; the hint is the command that installs it.
        """
        return [_locate(self.root + path, self) for path in self.files]

    def directory(self) -> Path:
        """Return the directory of a model whose files need not be assembled.

        Raises:
            ModelError: the package is not installed.
        """
        return _locate(self.root, self)

    @property
    def is_installed(self) -> bool:
        """Whether the packages are installed; the files are not verified."""
        try:
            return all(path.is_file() for path in self.paths())
        except ModelError:
            return False

    @property
    def reinstall(self) -> str:
        """The hint for files that are damaged."""
        return f"Reinstall it: {self.install.replace('install', 'install --force-reinstall', 1)}"

    def checksum(self) -> str:
        """Verify the files; return the sha256 over their checksums and the version of the assembly.

        Raises:
            ModelError: a file is missing or damaged; the message names it.
        """
        for path, expected in zip(self.paths(), self.files.values(), strict=True):
            if not path.is_file():
                raise ModelError(f"{path} of model {self.name} is missing.", self.reinstall)
            if file_checksum(path) != expected:
                raise ModelError(f"{path} of model {self.name} is damaged.", self.reinstall)
        content = json.dumps({"files": dict(self.files), "assembly": self.version}, sort_keys=True)
        return hashlib.sha256(content.encode()).hexdigest()


def _locate(path: str, model: PackagedModel) -> Path:
    """Return the path of a file or directory of a package, which is not imported."""
    module, _, inner = path.partition("/")
    package = importlib.util.find_spec(module)
    if package is None or package.origin is None:
        raise ModelError(
            f"Model {model.name} is not installed (package {module}, {model.megabytes} MB).",
            f"Install it: {model.install}",
        )
    return Path(package.origin).parent / inner


def check_model_files(
    directory: Path, files: Mapping[str, str], known: Mapping[str, str], hint: str = ""
) -> None:
    """Verify that a model's directory contains exactly the expected files.

    Args:
        files: the expected sha256 of each file, by relative path.
        known: sha256 that have already been computed, by relative path.
        hint: the hint of the error.

    Raises:
        ModelError: a file is missing, differs or is not expected; the message names it.
    """
    paths = {
        path.relative_to(directory).as_posix(): path for path in directory.rglob("*") if not path.is_dir()
    }
    for name in sorted(paths.keys() ^ files.keys()):
        fault = "is missing from" if name in files else "does not belong to"
        raise ModelError(f"{name} {fault} the model in {directory}.", hint)
    for name, path in paths.items():
        if (known.get(name) or file_checksum(path)) != files[name]:
            raise ModelError(f"{name} of the model in {directory} is damaged.", hint)
