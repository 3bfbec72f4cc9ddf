import subprocess
import sys


def test_blas_has_one_thread_unless_set_and_the_collector_runs_seldom() -> None:
    program = (
        "import gc, os\n"
        "from cli.process import GC_THRESHOLDS, configure_runtime\n"
        "os.environ.pop('OPENBLAS_NUM_THREADS', None)\n"
        "configure_runtime()\n"
        "assert os.environ['OPENBLAS_NUM_THREADS'] == '1'\n"
        "assert gc.get_threshold() == GC_THRESHOLDS\n"
        "os.environ['OPENBLAS_NUM_THREADS'] = '3'\n"
        "configure_runtime()\n"
        "assert os.environ['OPENBLAS_NUM_THREADS'] == '3'\n"
        "import sys\n"
        "from cli.process import SWITCH_SECONDS, shorten_switch_interval\n"
        "shorten_switch_interval()\n"
        "assert sys.getswitchinterval() == SWITCH_SECONDS < 0.005"
    )
    subprocess.run([sys.executable, "-c", program], check=True, timeout=20)
