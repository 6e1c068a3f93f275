"""The brief form of the kills; bin/soak kills is the long one."""

import asyncio

import pytest

import kills
from scene import Failure, seed_of


def test_nothing_acknowledged_is_lost_when_the_server_is_killed():
    asyncio.run(kills.run(seed_of(None), times=6))


def test_a_question_that_the_server_loses_is_found():
    with pytest.raises(Failure, match="I1 ask .* was acknowledged and is not in the database"):
        asyncio.run(kills.run(seed_of(None), times=1, control=True))
