"""The brief form of the storm; bin/soak storm is the long one."""

import asyncio

import pytest

import storm
from scene import Failure, seed_of


def test_sockets_that_are_dropped_together_come_back():
    asyncio.run(storm.run(seed_of(None), times=300))


def test_a_server_that_refuses_them_is_found():
    with pytest.raises(Failure, match="STORM a socket was refused with 503"):
        asyncio.run(storm.run(seed_of(None), times=50, control=True))
