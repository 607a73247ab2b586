"""The room there is: the machine's, less where a control group or a limit of the process leaves less."""

import subprocess
import sys

import pytest

from tracer.errors import TracerError
from tracer.memory import available as room

GB = 1 << 30


@pytest.fixture
def system(tmp_path, monkeypatch):
    """A /proc and a /sys/fs/cgroup of files that a test writes."""
    monkeypatch.setattr(room, "_PROC", tmp_path / "proc")
    monkeypatch.setattr(room, "_CGROUPS", tmp_path / "cgroup")
    monkeypatch.setattr(room, "_limits", lambda: iter(()))
    room._limited.cache_clear()

    def write(**files):
        for name, text in {"proc/meminfo": f"MemTotal: 9 kB\nMemAvailable: {8 * GB // 1024} kB\n", **files}.items():
            path = tmp_path / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)

    yield write
    room._limited.cache_clear()


def test_the_machines_room_where_nothing_limits_it(system):
    system(**{"proc/self/cgroup": "0::/a\n", "cgroup/a/memory.max": "max\n"})
    assert room.available() == 8 * GB


def test_a_group_leaves_its_limit_less_what_is_used_but_for_pages_that_can_go(system):
    system(
        **{
            "proc/self/cgroup": "0::/a/b\n",
            "cgroup/a/b/memory.max": str(5 * GB),
            "cgroup/a/b/memory.current": str(3 * GB),
            "cgroup/a/b/memory.stat": f"anon 1\ninactive_file {GB}\n",
        }
    )
    assert room.available() == 3 * GB


def test_a_group_around_the_process_counts_too(system):
    system(
        **{
            "proc/self/cgroup": "0::/a/b\n",
            "cgroup/a/b/memory.max": "max\n",
            "cgroup/a/memory.max": str(4 * GB),
            "cgroup/a/memory.current": str(3 * GB),
        }
    )
    assert room.available() == GB


def test_version_1_of_control_groups(system):
    system(
        **{
            "proc/self/cgroup": "5:cpu:/x\n4:memory:/x\n0::/\n",
            "cgroup/memory/x/memory.limit_in_bytes": str(2 * GB),
            "cgroup/memory/x/memory.usage_in_bytes": str(GB),
            "cgroup/memory/memory.limit_in_bytes": "9223372036854771712",
            "cgroup/memory/memory.usage_in_bytes": str(GB),
        }
    )
    assert room.available() == GB


def test_what_is_used_beyond_the_limit_leaves_nothing(system):
    system(**{"proc/self/cgroup": "0::/\n", "cgroup/memory.max": "5", "cgroup/memory.current": "9"})
    assert room.available() == 0
    with pytest.raises(TracerError, match="needs 0.1 GB of memory, but only 0.0 GB are free"):
        room.check_room(100_000_000, "x")


def test_a_limit_of_the_process_is_kept():
    pytest.importorskip("resource")
    said = "import resource; from tracer.memory.available import available; resource.setrlimit(resource.RLIMIT_AS, (2 << 30,) * 2); print(available())"
    ran = subprocess.run([sys.executable, "-c", said], capture_output=True, text=True, check=True)
    assert 0 < int(ran.stdout) < 2 << 30
