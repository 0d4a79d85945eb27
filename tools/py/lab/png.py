# SPDX-License-Identifier: Apache-2.0
"""PNG files of a third of their size: 256 colours, those that a picture has most of. Of 8 bits, RGB, not interlaced, as Chromium
writes them (RFC 2083)."""

import collections
import struct
import zlib

SIGNATURE = b"\x89PNG\r\n\x1a\n"
RGB, PALETTE = 2, 3
PIXEL = 3  # bytes


def chunks(data):
    """Type -> content; of more than one of a type, all in their order."""
    found, at = collections.defaultdict(bytes), len(SIGNATURE)
    while at < len(data):
        size, name = struct.unpack_from(">I4s", data, at)
        found[name] += data[at + 8:at + 8 + size]
        at += size + 12
    return found


def chunk(name, content):
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))


def nearest(left, above, corner):
    """The predictor of Paeth (RFC 2083, 6.6)."""
    guess = left + above - corner
    return min((abs(guess - left), 0, left), (abs(guess - above), 1, above), (abs(guess - corner), 2, corner))[2]


PREDICTORS = (lambda left, above, corner: 0, lambda left, above, corner: left, lambda left, above, corner: above,
              lambda left, above, corner: (left + above) // 2, nearest)


def rows(packed, width):
    """Bytes of each row, without the filters that it was packed by."""
    size, above = width * PIXEL, bytes(width * PIXEL + PIXEL)
    for at in range(0, len(packed), size + 1):
        predictor, row = PREDICTORS[packed[at]], bytearray(PIXEL) + packed[at + 1:at + 1 + size]
        for i in range(PIXEL, len(row)):
            row[i] = row[i] + predictor(row[i - PIXEL], above[i], above[i - PIXEL]) & 0xff
        above = bytes(row)
        yield above[PIXEL:]


def with_palette(data):
    """The picture in 256 colours at most; each other becomes the one that is nearest."""
    parts = chunks(data)
    width, height, *kind = struct.unpack(">IIBBBBB", parts[b"IHDR"])
    if kind != [8, RGB, 0, 0, 0]:
        raise ValueError(f"no PNG of 8 bits and RGB: {kind}")
    pixels = [[row[i:i + PIXEL] for i in range(0, len(row), PIXEL)] for row in rows(zlib.decompress(parts[b"IDAT"]), width)]
    counts = collections.Counter(pixel for row in pixels for pixel in row)
    palette = [colour for colour, _ in counts.most_common(256)]
    place = {colour: min(range(len(palette)), key=lambda i: sum((a - b) ** 2 for a, b in zip(palette[i], colour)))
             for colour in counts}
    packed = zlib.compress(b"".join(b"\0" + bytes(place[pixel] for pixel in row) for row in pixels), 9)
    return (SIGNATURE + chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, PALETTE, 0, 0, 0))
            + chunk(b"PLTE", b"".join(palette)) + chunk(b"IDAT", packed) + chunk(b"IEND", b""))


def make_smaller(file):
    with open(file, "rb") as picture:
        smaller = with_palette(picture.read())
    with open(file, "wb") as picture:
        picture.write(smaller)
