"""Power cuts: the data is on a disk of its own, a loop device, whose file system forgets whatever was not synced.

The server is frozen first, so that all that it has told anybody was told before the cut; then the file system is shut down
without writing its log, the process is ended, and the file system is mounted again as after any power cut.
"""

import asyncio
import math
import os
import pathlib
import shutil
import signal
import subprocess
import tempfile
import time

import database
from checker import Verdict, check
from kills import moment, stream, write
from plants import unnoticed
from preload import eatmydata
from scene import Failure, Scene, report

WRITERS = 8
STREAMERS = 4
FILE_SYSTEMS = ("ext4", "xfs")
DISK_BYTES = 1_000_000_000


class Disk:
    """A file with a file system in it, mounted at a folder. The file stays when the disk is removed, to be looked at."""

    def __init__(self, kind: str, at: pathlib.Path, image: pathlib.Path):
        self.at = at
        with image.open("wb") as file:
            file.truncate(DISK_BYTES)
        at.mkdir(parents=True)
        _run("mkfs." + kind, "-q", str(image))
        self.device = _run("losetup", "--find", "--show", str(image))
        try:
            self.mount()
        except Failure:
            self.remove()
            raise

    def mount(self):
        _run("mount", self.device, str(self.at))

    def cut(self):
        """Nothing of what is in memory reaches the disk any more."""
        _run("xfs_io", "-x", "-c", "shutdown", str(self.at))

    def unmount(self):
        _run("umount", str(self.at))

    def remove(self):
        subprocess.run(["umount", "--lazy", str(self.at)], capture_output=True)
        _run("losetup", "--detach", self.device)


def _run(*command: str) -> str:
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode:
        raise Failure(f"{' '.join(command)}: {done.stderr.strip()}")
    return done.stdout.strip()


def why_not(kind: str, control: bool = False) -> str | None:
    """Why there can be no power cuts with this file system on this machine, if so. Tries one, with nothing at stake."""
    if os.geteuid():
        return "only root can mount"
    for program in ("losetup", f"mkfs.{kind}", "xfs_io"):
        if not shutil.which(program):
            return f"there is no {program}"
    if control and not eatmydata():
        return "eatmydata is not installed"
    with tempfile.TemporaryDirectory() as folder:
        try:
            disk = Disk(kind, pathlib.Path(folder) / "disk", pathlib.Path(folder) / "image")
        except Failure as failure:
            return f"no loop device can be mounted: {failure}"
        try:
            disk.cut()
            disk.unmount()
            disk.mount()
        except Failure as failure:
            return f"a disk that was cut off cannot be mounted again: {failure}"
        finally:
            disk.remove()
    return None


async def cut_once(scene: Scene, disk: Disk, rng):
    await moment(scene, rng)
    process = scene.server.program.process
    scene.evidence.kills.append((time.monotonic(), float("inf")))
    process.send_signal(signal.SIGSTOP)
    await asyncio.sleep(0.05)  # what it has told arrives
    await asyncio.to_thread(disk.cut)
    await asyncio.to_thread(scene.server.kill)
    await asyncio.to_thread(disk.unmount)
    await asyncio.to_thread(disk.mount)


async def until_acknowledged(scene: Scene, count: int):
    """Waits until so many questions more are acknowledged."""
    def acknowledged() -> int:
        return sum(one.outcome == "ok" for one in scene.evidence.attempts)

    wanted = count + acknowledged()
    await scene.until(lambda: acknowledged() >= wanted, f"{count} questions more are acknowledged")


async def run_on(kind: str, seed: int, times: int, minutes: float, control: bool) -> Verdict:
    folder = pathlib.Path(tempfile.mkdtemp(prefix=f"pollux-power-{kind}-"))
    disk = await asyncio.to_thread(Disk, kind, folder / "data", folder / "image")
    settings = {"LD_PRELOAD": eatmydata()} if control else {}
    async with Scene(f"power on {kind}", seed, folder, is_control=control, **settings) as scene:
        try:
            return await _cuts(scene, disk, times, minutes, control)
        finally:
            if scene.server.program.process.poll() is None:
                scene.server.kill()
            await asyncio.to_thread(disk.remove)


async def _cuts(scene: Scene, disk: Disk, times: int, minutes: float, control: bool) -> Verdict:
    is_over = asyncio.Event()
    people = [await scene.person() for _ in range(WRITERS)] + [await scene.person(tabs=2) for _ in range(STREAMERS)]
    work = [scene.begin(write(person, is_over)) for person in people[:WRITERS]]
    work += [scene.begin(stream(person, is_over)) for person in people[WRITERS:]]
    rng = scene.rng("cuts")
    if control:
        await until_acknowledged(scene, 10)
        _run("sync", "--file-system", str(scene.data))  # as any system does every few seconds
        await until_acknowledged(scene, 30)
    until = time.monotonic() + minutes * 60
    done = 0
    while done < times and time.monotonic() < until:
        done += 1
        await cut_once(scene, disk, rng)
        if control:
            for task in work:
                task.cancel()
            return report(scene, _left(scene))
        scene.evidence.integrity += await asyncio.to_thread(database.faults, scene.data)
        await scene.start_again()
        await scene.note_calls()
        for task in work:
            if task.done():
                task.result()
        if done % 50 == 0:
            print(f"  {done} power cuts", flush=True)
    is_over.set()
    await scene.finish(work)
    verdict = await scene.reckon()
    verdict.figures["power cuts"] = done
    verdict.violations += [f"CONTROL the checker does not find {one}" for one in unnoticed(scene.evidence)]
    return report(scene, verdict)


def _left(scene: Scene) -> Verdict:
    """What the checker says of the file as the cut has left it. Nothing at all counts as loss."""
    try:
        scene.evidence.database = database.read(scene.data)
    except database.Unreadable as error:
        scene.evidence.integrity.append(str(error))
    return check(scene.evidence)


async def run(
    seed: int, times: int = 200, minutes: float = math.inf, control: bool = False, kinds: tuple[str, ...] = FILE_SYSTEMS
):
    """`times`, or for so many minutes, on each file system. `control`: the server's syncs do nothing (eatmydata)."""
    for kind in kinds:
        if reason := await asyncio.to_thread(why_not, kind, control):
            print(f"power on {kind}: SKIPPED: {reason}", flush=True)
            continue
        await run_on(kind, seed, times, minutes, control)
