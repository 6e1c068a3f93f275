"""The brief form of the hour's soak: bin/soak hour is the long one."""

import asyncio

import pytest

import hour
from scene import seed_of


def test_mixed_work_with_a_kill_in_it_goes_well_and_nothing_grows():
    asyncio.run(hour.run(seed_of(None), minutes=0.4, every=8, people=6))


def samples(leak: int = 0, hoard: int = 0, descriptors: int = 0, wal: int = 0) -> list[hour.Sample]:
    """Two stretches of five minutes, with a wave in the memory that is no leak."""
    return [
        hour.Sample(
            seconds=start * 300 + second,
            start=start,
            since_start=second,
            rss_bytes=50 * 2**20 + (second % 60) * 10_000 + second * hoard,
            heap_bytes=20 * 2**20 + (second % 60) * 10_000 + second * leak,
            descriptors=60 + second % 3 + second * descriptors // 10,
            sockets=40 + second % 3,
            cpu_seconds=second / 2,
            wal_bytes=4_000_000 + wal,
            database_bytes=0,
        )
        for start in (0, 1)
        for second in range(0, 300, 5)
    ]


def test_what_does_not_grow_is_let_pass():
    assert hour.growth(samples(), warm_up=60, warm_up_descriptors=60)[0] == []


@pytest.mark.parametrize(
    ("planted", "word"),
    [
        ({"leak": 10_000}, "memory in use"),
        ({"hoard": 100_000}, "memory grows"),
        ({"descriptors": 1}, "descriptors"),
        ({"wal": hour.LIMIT_WAL}, "log file"),
    ],
)
def test_what_grows_is_found(planted, word):
    assert [one for one in hour.growth(samples(**planted), warm_up=60, warm_up_descriptors=60)[0] if word in one]
