"""Pictures damaged by chance, outside the suite: none may raise anything else, take long or much memory.

`python -m tests.hostile_pictures --count 10000 --seed 1` prints what was found.
"""

from __future__ import annotations

import argparse
import random
import resource
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from time import process_time

from PIL import Image

from newsgen.pictures.encode import encoded, mean_colour, pixels_of
from newsgen.pictures.renditions import PictureError
from newsgen.reading.media_files import MediaFiles
from newsgen.reading.scan import File

SHARED = Path(__file__).parents[2] / "shared/fixtures/images"
KINDS = {"jpg": "JPEG", "png": "PNG", "webp": "WEBP", "avif": "AVIF", "gif": "GIF"}


def sound() -> Iterator[tuple[str, bytes]]:
    for file in sorted(SHARED.rglob("*.*")):
        if file.suffix[1:] in KINDS:
            yield file.suffix[1:], file.read_bytes()
    chance = random.Random(5)
    for ending, kind in KINDS.items():
        for mode in ("RGB", "L", "RGBA", "P", "CMYK", "I;16", "1", "LA"):
            for options in ({}, {"progressive": True}, {"save_all": True}):
                image = Image.frombytes("L", (97, 61), chance.randbytes(97 * 61))
                stream = BytesIO()
                try:
                    image.convert(mode).save(stream, kind, **options)
                except (OSError, ValueError, KeyError):
                    continue
                yield ending, stream.getvalue()


def damaged(content: bytes, chance: random.Random) -> bytes:
    made = bytearray(content)
    for _ in range(chance.randrange(1, 8)):
        at = chance.randrange(len(made))
        match chance.randrange(5):
            case 0:
                made[at] = chance.randrange(256)
            case 1:
                made[at : at + 4] = chance.choice([b"\xff\xff\xff\xff", b"\0\0\0\0", b"\x7f\xff\xff\xff"])
            case 2:
                del made[at : at + chance.randrange(1, 50)]
            case 3:
                made[at:at] = made[at : at + chance.randrange(1, 500)] * chance.randrange(1, 20)
            case _:
                made[at : at + 2] = b"\xff" + bytes([chance.randrange(0xC0, 0xFF)])
        if len(made) < 2:
            break
    return bytes(made[: chance.choice([len(made), len(made), chance.randrange(1, len(made) + 1)])])


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    wanted = parser.parse_args()
    chance, found, slowest = random.Random(wanted.seed), Counter[str](), 0.0
    pictures = list(sound())
    with tempfile.TemporaryDirectory() as folder:
        for number in range(wanted.count):
            ending, content = chance.choice(pictures)
            file = Path(folder) / f"{number}.{ending}"
            file.write_bytes(damaged(content, chance))
            started = process_time()
            MediaFiles({file.name: File(str(file), ())}, {}).measure(file.name)
            try:
                mean_colour(str(file))
                encoded(pixels_of(str(file), 2000), (40, 30), (50, 50), "image/webp", 75)
                found["decoded"] += 1
            except PictureError as error:
                found[str(error).partition(";")[0]] += 1
            if (seconds := process_time() - started) > slowest:
                slowest = seconds
            file.unlink()
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(f"{wanted.count} pictures of {len(pictures)}: {dict(found)}")
    print(f"the slowest took {slowest:.2f} s; at most {memory} MB")
    return 0


if __name__ == "__main__":
    sys.exit(main())
