"""Every run says its seed; `--long` walks through many more cases."""

import random
import time

import pytest


def pytest_addoption(parser):
    parser.addoption("--long", action="store_true", help="many more cases")
    parser.addoption("--seed", type=int, default=None, help="of an earlier run")


def pytest_configure(config):
    if config.option.seed is None:
        config.option.seed = int(time.time()) % 1_000_000


def pytest_report_header(config):
    return f"seed: {config.option.seed}"


@pytest.fixture
def chance(request):
    """Dice of the test's own: the same ones for the same seed."""
    return random.Random(f"{request.config.option.seed} {request.node.name}")


@pytest.fixture
def is_long(request):
    return request.config.option.long
