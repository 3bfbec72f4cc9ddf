import subprocess
import sys
from pathlib import Path

from search.resources import CACHED_SHARE, keep_near


def test_files_are_read_the_smallest_first_until_their_share_of_memory_is_full(tmp_path: Path) -> None:
    paths = [tmp_path / name for name in ("large", "small", "middling")]
    for path, size in zip(paths, (5000, 10, 300), strict=True):
        path.write_bytes(bytes(size))
    assert keep_near(paths, memory=int(1000 / CACHED_SHARE)) == [paths[1], paths[2]]
    assert keep_near(paths) == [paths[1], paths[2], paths[0]]
    assert keep_near([*paths, tmp_path / "gone", tmp_path]) == [paths[1], paths[2], paths[0]]


def test_threads_are_spared_unless_they_are_set_and_garbage_is_looked_for_seldom() -> None:
    program = (
        "import gc, os\n"
        "from search.resources import COLLECTED_AFTER, spare\n"
        "os.environ.pop('OPENBLAS_NUM_THREADS', None)\n"
        "spare()\n"
        "assert os.environ['OPENBLAS_NUM_THREADS'] == '1'\n"
        "assert gc.get_threshold() == COLLECTED_AFTER\n"
        "os.environ['OPENBLAS_NUM_THREADS'] = '3'\n"
        "spare()\n"
        "assert os.environ['OPENBLAS_NUM_THREADS'] == '3'\n"
        "import sys\n"
        "from search.resources import SWITCH_SECONDS, switch_often\n"
        "switch_often()\n"
        "assert sys.getswitchinterval() == SWITCH_SECONDS < 0.005"
    )
    subprocess.run([sys.executable, "-c", program], check=True, timeout=20)
