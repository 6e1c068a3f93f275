"""The brief form of the reconnects; bin/soak reconnects is the long one."""

import asyncio

import pytest

import reconnects
from scene import Failure, seed_of


def test_sockets_that_break_anywhere_lose_and_double_nothing():
    asyncio.run(reconnects.run(seed_of(None), times=400))


def test_a_gap_in_a_text_is_found():
    with pytest.raises(Failure, match="I6 .* showed another text"):
        asyncio.run(reconnects.run(seed_of(None), times=40, control=True))
