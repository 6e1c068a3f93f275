"""A server that has little: 256 MiB of memory under sockets and answers and an end by the kernel, and 64 descriptors."""

import asyncio
import os
import pathlib
import signal
import subprocess
import sys
import time

import aiohttp

from checker import Verdict
from client import Client
from kills import stream, write
from plants import unnoticed
from scene import HANG_SECONDS, Failure, Person, Scene, report

CONTROLLER = pathlib.Path("/sys/fs/cgroup/memory")
MEMORY_BYTES = 256 * 2**20
DESCRIPTORS = 64
# Generous: how soon it goes is not what is asserted.
RECOVERY_SECONDS = 60
PEOPLE = 10


def why_no_memory_limit() -> str | None:
    if os.geteuid():
        return "only root can make a control group"
    if not (CONTROLLER / "memory.limit_in_bytes").exists():
        return "there are no control groups of version 1"
    try:
        group = Group(MEMORY_BYTES)
        with group:
            pass
        group.remove()
    except OSError as error:
        return f"no control group can be used: {error}"
    return None


def own_group() -> pathlib.Path:
    """Where this process is. Whoever started it may count on finding it there."""
    for line in pathlib.Path("/proc/self/cgroup").read_text().splitlines():
        _, controllers, path = line.split(":", 2)
        if "memory" in controllers.split(",") and (found := CONTROLLER / path.lstrip("/")).exists():
            return found
    return CONTROLLER


class Group:
    """A control group with a limit of memory. What this process starts while it is inside is in it."""

    def __init__(self, limit: int):
        self.outside = own_group()
        self.path = CONTROLLER / f"pollux-soak-{os.getpid()}"
        # A run that was killed may have left one under the same number.
        self.path.mkdir(exist_ok=True)
        (self.path / "memory.limit_in_bytes").write_text(str(limit))

    def __enter__(self):
        (self.path / "cgroup.procs").write_text(str(os.getpid()))

    def __exit__(self, *_):
        (self.outside / "cgroup.procs").write_text(str(os.getpid()))

    @property
    def used_at_most(self) -> int:
        return int((self.path / "memory.max_usage_in_bytes").read_text())

    def remove(self):
        self.path.rmdir()


async def memory(seed: int, times: int = 1000, control: bool = False) -> Verdict:
    """`times`: sockets. `control`: the kernel ends the server when it should live."""
    async with Scene("memory limit", seed, is_control=control) as scene:
        await asyncio.to_thread(scene.server.stop)
        group = Group(MEMORY_BYTES)
        try:
            with group:
                await scene.start_again()
            people = [await scene.person(tabs=1 + times // PEOPLE, wait=0.5) for _ in range(PEOPLE)]
            is_over = asyncio.Event()
            work = [scene.begin(write(person, is_over)) for person in people[: PEOPLE // 2]]
            work += [scene.begin(stream(person, is_over)) for person in people[PEOPLE // 2 :]]
            await asyncio.sleep(3)
            if control:
                await _end_by_kernel(scene, group)
            process = scene.server.program.process
            if process.poll() is not None:
                raise Failure(f"the server ended with {process.returncode} under its limit of memory")
            figures = {
                "sockets": sum(len(person.tabs) for person in people),
                "memory at most, files included, MiB": round(group.used_at_most / 2**20, 1),
                "memory of the server, MiB": round(scene.rss_bytes() / 2**20, 1),
            }
            await _end_by_kernel(scene, group)
            await scene.start_again()
            await asyncio.sleep(2)
            is_over.set()
            await scene.finish(work)
            verdict = await scene.reckon()
        finally:
            if scene.server.program.process.poll() is None:
                scene.server.kill()
            group.remove()
        verdict.figures |= figures
        verdict.violations += [f"CONTROL the checker does not find {one}" for one in unnoticed(scene.evidence)]
        return report(scene, verdict)


async def _end_by_kernel(scene: Scene, group: Group):
    """Another process in the group takes all memory; the kernel ends the server for it."""
    process = scene.server.program.process
    pathlib.Path(f"/proc/{process.pid}/oom_score_adj").write_text("1000")
    hungry = "import time\nheld = []\nwhile True: held.append(bytearray(b'x' * 1_000_000)); time.sleep(0.001)"
    scene.evidence.kills.append((0.0, float("inf")))
    with group:
        hog = subprocess.Popen([sys.executable, "-c", hungry])
    try:
        # Noted where it is waited for: a loop that is busy would learn of it later.
        waiting = asyncio.to_thread(lambda: (process.wait(), time.monotonic())[1])
        ended = await asyncio.wait_for(waiting, HANG_SECONDS)
    finally:
        hog.kill()
        hog.wait()
    # When exactly nobody saw: what arrived in the last moment may be younger than this says.
    scene.evidence.kills[-1] = (ended, float("inf"))
    if process.returncode != -9:
        raise Failure(f"the server ended with {process.returncode}, not by the kernel")


async def descriptors(seed: int, control: bool = False) -> Verdict:
    """`control`: the server stands still instead of recovering."""
    async with Scene("descriptor limit", seed, is_control=control) as scene:
        await asyncio.to_thread(scene.server.stop)
        scene.server.prefix = ("prlimit", f"--nofile={DESCRIPTORS}:{DESCRIPTORS}")
        await scene.start_again()
        person = await scene.person()
        conversation = await person.converse()
        held = []
        port = int(scene.url.rsplit(":", 1)[1])
        for _ in range(2 * DESCRIPTORS):
            held.append(await asyncio.open_connection("127.0.0.1", port))
        # Most are more than it takes, and closed at once: one that waits for nothing costs a descriptor.
        closed = await closed_of([reader for reader, _ in held], DESCRIPTORS)
        if closed < DESCRIPTORS:
            raise Failure(f"of {len(held)} connections only {closed} were closed")
        # Who is there already is served, and gets answers.
        await answered(person, conversation)
        cpu = scene.cpu_seconds()
        await asyncio.sleep(2)
        cpu = scene.cpu_seconds() - cpu
        for _, writer in held:
            writer.transport.abort()
        if control:
            scene.server.program.process.send_signal(signal.SIGSTOP)
        stranger = Client(scene.http, scene.url, person.rng, scene.evidence)
        stranger.reconnects = True
        until = asyncio.get_running_loop().time() + (2 if control else RECOVERY_SECONDS)
        while not stranger.user:
            try:
                async with asyncio.timeout(2):
                    await stranger.become_guest()
            except (aiohttp.ClientError, asyncio.TimeoutError, RuntimeError, OSError) as error:
                if asyncio.get_running_loop().time() > until:
                    what = f"no new connection is served after the others are gone: {type(error).__name__}"
                    raise Failure(what) from error
                await asyncio.sleep(0.1)
        await answered(person, conversation)
        verdict = await scene.reckon()
        verdict.figures["processor time in 2 s without descriptors, s"] = round(cpu, 2)
        return report(scene, verdict)


async def closed_of(readers: list[asyncio.StreamReader], wanted: int) -> int:
    """How many of these the other side has ended; waits until it is as many as wanted."""
    async def end(reader: asyncio.StreamReader):
        try:
            await reader.read()
        except OSError:
            pass

    ends = [asyncio.create_task(end(reader)) for reader in readers]
    until = asyncio.get_running_loop().time() + RECOVERY_SECONDS
    while sum(one.done() for one in ends) < wanted and asyncio.get_running_loop().time() < until:
        await asyncio.sleep(0.05)
    closed = sum(one.done() for one in ends)
    for one in ends:
        one.cancel()
    await asyncio.gather(*ends, return_exceptions=True)
    return closed


async def answered(person: Person, conversation: str):
    asked = await asyncio.wait_for(person.client.ask(conversation, person.text("[chunks=30] [delay=20]")), RECOVERY_SECONDS)
    if not await person.tab.wait_until(lambda: person.tab.is_final(asked.answer["id"]), RECOVERY_SECONDS):
        raise Failure(f"no answer comes to its end, and the process is {person.scene.server.program.process.poll()}")


async def run(seed: int, times: int = 1000, control: bool = False):
    """`times`: sockets under the limit of memory."""
    if reason := why_no_memory_limit():
        print(f"memory limit: SKIPPED: {reason}", flush=True)
    else:
        await memory(seed, times, control)
    await descriptors(seed, control)
