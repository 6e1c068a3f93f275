"""Small files for tests."""

import struct
import zlib
from collections.abc import Callable

Colour = tuple[int, int, int]


def png(width: int = 8, height: int = 8, colour: Colour = (200, 80, 40)) -> bytes:
    """A picture of one colour."""
    return drawing(width, height, lambda x, y: colour)


def drawing(width: int, height: int, colour_at: Callable[[int, int], Colour]) -> bytes:
    """A picture, pixel by pixel."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    rows = b"".join(b"\0" + bytes(v for x in range(width) for v in colour_at(x, y)) for y in range(height))
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


def upload(name: str, media_type: str, content: bytes) -> dict:
    """As a file chooser takes it."""
    return {"name": name, "mimeType": media_type, "buffer": content}


PICTURE = upload("harbour.png", "image/png", png(64, 48))
NOTES = upload("notes.txt", "text/plain", "Ebb and flood, twice a day.\n".encode())
PROGRAM = upload("setup.exe", "application/octet-stream", b"MZ\x90\0" + bytes(range(256)) * 8)
