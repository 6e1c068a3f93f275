"""A TCP proxy between clients and the server that breaks lines, in this process and by the run's seed.

Each connection gets a `Line`: how it is to be treated. Which one, `choose` says; by default a plain one.
"""

import asyncio
import dataclasses
import random
import socket
import struct
from collections.abc import Callable

CHUNK = 16_384


@dataclasses.dataclass
class Line:
    """What happens to one connection. Bytes and seconds count from its beginning, bytes those towards the client."""

    # Each chunk waits so long, both ways.
    latency: float = 0
    # Bytes a second, each way; 0: no limit.
    rate: int = 0
    # Chunks are sent on in slices of so many bytes, at most `sliced` bytes of the connection.
    slice: int = 0
    sliced: int = 2_000
    # After so many bytes to the client the line ends: at once for both sides, without a word of WebSocket.
    cut_after: int | None = None
    # Likewise with a reset (RST) to both.
    reset_after: int | None = None
    # Likewise nothing goes on in either direction, and the connection stays.
    stall_after: int | None = None
    # Everything goes to the server and nothing comes back: what it acknowledges is lost. Then the line ends.
    drops_replies: bool = False
    # The connection is taken and nothing happens.
    is_black_hole: bool = False
    # This is what the client gets, whatever it asks; the server hears nothing.
    reply: bytes = b""
    # The connection is reset as soon as it is there.
    is_refused: bool = False


class FaultProxy:
    """Use as `async with`; `url` is where it listens."""

    def __init__(self, target: str, rng: random.Random, choose: Callable[[random.Random], Line] = lambda rng: Line()):
        host, port = target.removeprefix("http://").split(":")
        self._target = (host, int(port))
        self.rng = rng
        self.choose = choose
        # Kept here, or those that wait for nothing would be collected as garbage.
        self._open: set[asyncio.Task] = set()
        # The client's port → both ends. A port may be used again while its last line still stands silent.
        self._writers: dict[int, tuple[asyncio.StreamWriter, asyncio.StreamWriter | None]] = {}
        self.connections = 0
        # How many lines were broken in which way.
        self.broken: dict[str, int] = {}

    async def __aenter__(self) -> "FaultProxy":
        self._server = await asyncio.start_server(self._accept, "127.0.0.1", 0, backlog=4096, limit=CHUNK)
        self.url = f"http://127.0.0.1:{self._server.sockets[0].getsockname()[1]}"
        return self

    async def __aexit__(self, *_):
        self._server.close()
        for task in self._open:
            task.cancel()
        await asyncio.gather(*self._open, return_exceptions=True)

    def cut(self, port: int, resets: bool = False) -> bool:
        """Ends the connection that came from this port of the client's, now."""
        writers = self._writers.get(port)
        if writers:
            self._end(*writers, "reset" if resets else "cut")
        return bool(writers)

    def cut_all(self, resets: bool = False) -> int:
        """Ends every connection at once; gives how many there were."""
        ports = list(self._writers)
        return sum(self.cut(port, resets) for port in ports)

    def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter):
        # A task of our own: asyncio reports those that it makes itself as faults when they are cancelled.
        self.connections += 1
        port = writer.get_extra_info("peername")[1]
        self._writers[port] = (writer, None)
        task = asyncio.create_task(self._serve(reader, writer, self.choose(self.rng), port))
        self._open.add(task)
        task.add_done_callback(self._open.discard)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, line: Line, port: int):
        upstream = None
        try:
            if line.is_refused:
                return self._end(writer, None, "refused")
            if line.is_black_hole:
                self._count("black hole")
                await reader.read(-1)
                return
            if line.reply:
                await reader.readuntil(b"\r\n\r\n")
                writer.write(line.reply)
                return await writer.drain()
            up_reader, upstream = await asyncio.open_connection(*self._target, limit=CHUNK)
            if self._writers.get(port, (None,))[0] is writer:
                self._writers[port] = (writer, upstream)
            for one in (writer, upstream):
                one.get_extra_info("socket").setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            told = _Told(line)
            async with asyncio.TaskGroup() as group:
                group.create_task(self._pass(reader, upstream, line, None))
                group.create_task(self._pass(up_reader, writer, line, told))
        except* (OSError, _Broken) as group:
            for error in group.exceptions:
                while isinstance(error, BaseExceptionGroup):
                    error = error.exceptions[0]
                if isinstance(error, _Broken):
                    self._end(writer, upstream, error.how)
        finally:
            if self._writers.get(port, (None,))[0] is writer:
                del self._writers[port]
            for one in (writer, upstream):
                if one and not one.is_closing():
                    one.close()

    async def _pass(self, reader, writer, line: Line, told: "_Told | None"):
        """One direction; `told` counts when it is that to the client."""
        while chunk := await reader.read(CHUNK):
            if line.latency:
                await asyncio.sleep(line.latency)
            if told is None:
                await self._send(writer, chunk, line)
                continue
            if line.drops_replies:
                raise _Broken("reply dropped")
            allowed, how = told.take(len(chunk))
            await self._send(writer, chunk[:allowed], line)
            if how == "stall":
                self._count("stall")
                await asyncio.Event().wait()
            if how:
                raise _Broken(how)
        # One side has no more to say; the other may.
        if writer.can_write_eof() and not writer.is_closing():
            writer.write_eof()
        if told is not None:
            raise _Broken("")

    async def _send(self, writer: asyncio.StreamWriter, chunk: bytes, line: Line):
        while chunk:
            size = line.slice if line.slice and line.sliced > 0 else min(len(chunk), line.rate // 10 or len(chunk))
            part, chunk = chunk[:size], chunk[size:]
            line.sliced -= len(part) if line.slice else 0
            writer.write(part)
            await writer.drain()
            if line.rate:
                await asyncio.sleep(len(part) / line.rate)
            elif line.slice:
                await asyncio.sleep(0)

    def _end(self, writer: asyncio.StreamWriter, upstream: asyncio.StreamWriter | None, how: str):
        if how:
            self._count(how)
        for one in (writer, upstream):
            if one is None or one.is_closing():
                continue
            if how in ("reset", "refused"):
                # Lingering for no time: the close becomes a RST.
                linger = struct.pack("ii", 1, 0)
                one.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
            if how:
                one.transport.abort()
            elif not one.is_closing():
                one.close()

    def _count(self, how: str):
        self.broken[how] = self.broken.get(how, 0) + 1


class _Broken(Exception):
    """This line ends, and how. Without a how it came to its natural end."""

    def __init__(self, how: str):
        self.how = how


class _Told:
    """Counts what the client was told, up to where the line breaks."""

    def __init__(self, line: Line):
        ends = {"cut": line.cut_after, "reset": line.reset_after, "stall": line.stall_after}
        self._ends = [(at, how) for how, at in ends.items() if at is not None]
        self._count = 0

    def take(self, count: int) -> tuple[int, str]:
        """How many of so many bytes still go through, and what happens after them."""
        self._count += count
        due = min(((at, how) for at, how in self._ends if at <= self._count), default=None)
        return (count, "") if due is None else (max(0, count - (self._count - due[0])), due[1])
