"""The brief form of the power cuts; bin/soak power is the long one."""

import pathlib
import subprocess
import sys

import pytest

import power

on_each = pytest.mark.parametrize("kind", power.FILE_SYSTEMS)


def soak(*arguments: str) -> subprocess.CompletedProcess:
    """A process of its own: its mounts are nobody else's. Where it can have none the test is left out."""
    command = [sys.executable, str(pathlib.Path(__file__).parent / "soak.py"), "power", *arguments]
    done = subprocess.run(command, capture_output=True, text=True, timeout=600)
    if skipped := [line for line in done.stdout.splitlines() if "SKIPPED" in line]:
        pytest.skip(skipped[0])
    return done


@on_each
def test_nothing_acknowledged_is_lost_in_a_power_cut(kind):
    done = soak("--on", kind, "--times", "2")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "power cuts: 2" in done.stdout, done.stdout


@on_each
def test_without_syncs_a_power_cut_loses_and_that_is_found(kind):
    done = soak("--on", kind, "--times", "1", "--control")
    assert done.returncode == 1, done.stdout + done.stderr
    assert "was acknowledged and is not in the database" in done.stdout, done.stdout + done.stderr
