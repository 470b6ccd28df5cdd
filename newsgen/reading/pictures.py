"""What a picture is, by its head. Reads disk.

Apart from the rest because Pillow takes long to import.
"""

from typing import NamedTuple
from warnings import catch_warnings, simplefilter

from PIL import Image, UnidentifiedImageError

_ROTATED = {5, 6, 7, 8}
_ORIENTATION = 0x0112


class Picture(NamedTuple):
    """width, height: pixels as shown."""

    width: int
    height: int
    media_type: str


def looked_at(file: str) -> Picture | str:
    """A picture, or what is wrong with it, in words."""
    try:
        return _opened(file)
    except UnidentifiedImageError:
        return "it is damaged, or of another kind than its name says"
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        return f"it is damaged ({str(error).split(':')[0].split(' %')[0].lower()})"


def _opened(file: str) -> Picture:
    """Only the head of the file is decoded."""
    with catch_warnings():
        simplefilter("error", Image.DecompressionBombWarning)
        with Image.open(file) as picture:
            width, height = picture.size
            if picture.getexif().get(_ORIENTATION) in _ROTATED:
                width, height = height, width
            return Picture(width, height, Image.MIME.get(picture.format or "", "image/jpeg"))
