"""What renditions say of who made a picture and who may use it, read back by ExifTool; and what they don't."""

from __future__ import annotations

import json
import subprocess
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from newsgen.pictures.embedded_metadata import EmbeddedMetadata
from newsgen.pictures.encode import encoded, mean_colour, opened, pixels_of
from newsgen.pictures.renditions import MEDIA_TYPES
from tests.conftest import shared

SAID = {
    "XMP-dc:Creator": ["Ελένη Βογιατζή", 'Ann "Ace" O\'Neil'],
    "XMP-photoshop:Credit": "Gazette / Ελένη & <Ann>",
    "XMP-photoshop:Source": "The Gazette",
    "XMP-dc:Rights": "© 2022 The Gazette",
    "XMP-xmpRights:UsageTerms": "No use in advertising",
    "XMP-xmpRights:WebStatement": "https://gazette.example/rights",
    "XMP-cc:License": "https://creativecommons.org/licenses/by/4.0/",
    "XMP-plus:LicensorURL": "https://gazette.example/buy",
    "XMP-iptcExt:DigitalSourceType": "http://cv.iptc.org/newscodes/digitalsourcetype/digitalCapture",
    "XMP-iptcCore:AltTextAccessibility": "A river above its banks",
}
PRIVATE = [
    "-XMP-exif:GPSLatitude=39.36",
    "-GPSLatitude=39.36", "-GPSLatitudeRef=N", "-GPSLongitude=22.94", "-GPSLongitudeRef=E",
    "-SerialNumber=12345", "-XMP-aux:SerialNumber=12345", "-XMP-dc:Subject=secret", "-IPTC:City=Volos",
    "-UserComment=secret", "-ImageDescription=secret",
]  # fmt: skip


def exiftool(*arguments: str) -> str:
    done = subprocess.run(["exiftool", *arguments], capture_output=True, text=True, timeout=60, check=True)
    return done.stdout


def said_in(file: Path) -> dict[str, Any]:
    (found,) = json.loads(exiftool("-j", "-G1", str(file)))
    return dict(found)


def metadata_in(file: Path) -> EmbeddedMetadata:
    with opened(str(file)) as found:
        return found.metadata


@pytest.fixture(scope="session")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A photo that says all that an agency says, and what is nobody's business."""
    folder = tmp_path_factory.mktemp("rights")
    file, thumbnail = folder / "a.jpg", folder / "thumbnail.jpg"
    Image.new("RGB", (800, 600), "gray").save(file)
    Image.new("RGB", (80, 60), "white").save(thumbnail)
    wanted = [
        f"-{key}={value}"
        for key, values in SAID.items()
        for value in (values if isinstance(values, list) else [values])
    ]
    exiftool("-overwrite_original", "-q", *wanted, *PRIVATE, f"-ThumbnailImage<={thumbnail}", str(file))
    before = said_in(file)
    assert {"GPS:GPSLatitude", "IFD1:ThumbnailImage", "ExifIFD:SerialNumber"} <= before.keys()
    return file


@pytest.mark.parametrize("media_type", dict.fromkeys(MEDIA_TYPES.values()))
def test_a_rendition_says_what_its_picture_says(source: Path, tmp_path: Path, media_type: str) -> None:
    file = tmp_path / f"rendition.{media_type.removeprefix('image/')}"
    file.write_bytes(encoded(pixels_of(str(source), 2000), (320, 240), None, media_type, 75))
    found = said_in(file)
    assert {key: found.get(key) for key in SAID} == SAID
    assert "© 2022" in found["IFD0:Copyright"]
    assert "Ελένη" in found["IFD0:Artist"]
    if media_type == "image/jpeg":
        assert found["IPTC:By-line"] == SAID["XMP-dc:Creator"]
        assert found["IPTC:Credit"] == SAID["XMP-photoshop:Credit"]
        assert found["IPTC:CopyrightNotice"] == SAID["XMP-dc:Rights"]


@pytest.mark.parametrize("media_type", dict.fromkeys(MEDIA_TYPES.values()))
def test_a_rendition_says_nothing_else(source: Path, tmp_path: Path, media_type: str) -> None:
    file = tmp_path / f"rendition.{media_type.removeprefix('image/')}"
    file.write_bytes(encoded(pixels_of(str(source), 2000), (320, 240), None, media_type, 75))
    found = said_in(file)
    words = ("GPS", "Serial", "Thumbnail", "Subject", "City", "Comment", "Description", "Preview", "MakerNote", "Date")
    told = {
        key for key in found if any(word in key for word in words) and not key.startswith(("System:", "Composite:"))
    }
    assert not told
    assert b"secret" not in file.read_bytes()
    assert b"12345" not in file.read_bytes()


def test_the_reference_image_of_the_iptc_is_understood(tmp_path: Path) -> None:
    file = shared("fixtures/images/IPTC-PhotometadataRef-Std2021.1.jpg")
    metadata = metadata_in(file)
    source = said_in(file)
    assert metadata.creators == (source["XMP-dc:Creator"],)
    assert metadata.credit == source["XMP-photoshop:Credit"]
    assert metadata.copyright == " ".join(source["XMP-dc:Rights"].split())
    assert metadata.alt == source["XMP-iptcCore:AltTextAccessibility"]
    made = tmp_path / "made.webp"
    made.write_bytes(encoded(pixels_of(str(file), 2000), (300, 200), None, "image/webp", 75))
    kept = said_in(made)
    for key in (
        "XMP-photoshop:Credit",
        "XMP-dc:Rights",
        "XMP-xmpRights:UsageTerms",
        "XMP-xmpRights:WebStatement",
    ):
        assert kept[key] == " ".join(source[key].split())


@pytest.mark.parametrize(
    ("arguments", "wanted"),
    [
        (["-IPTC:By-line=Ann", "-IPTC:Credit=Wire"], (("Ann",), "Wire")),
        (["-IPTC:CodedCharacterSet=UTF8", "-IPTC:By-line=Ελένη", "-IPTC:Credit=Ä"], (("Ελένη",), "Ä")),
        (["-EXIF:Artist=Ann"], (("Ann",), "")),
        (["-EXIF:Artist=Exif", "-IPTC:By-line=Iim", "-XMP-dc:Creator=Xmp"], (("Xmp",), "")),
        (["-EXIF:Artist=Exif", "-IPTC:Credit=Iim"], (("Exif",), "Iim")),
        (["-XMP-photoshop:Credit=  much   room  "], ((), "much room")),
        ([], ((), "")),
    ],
)
@pytest.mark.parametrize("kind", ["jpg", "png", "webp"])
def test_each_way_of_saying_it_is_read(
    tmp_path: Path, kind: str, arguments: list[str], wanted: tuple[tuple[str, ...], str]
) -> None:
    if kind != "jpg" and any("IPTC:" in each for each in arguments):
        arguments, wanted = ["-XMP-dc:Creator=Ann"], (("Ann",), "")  # the others have no IIM
    file = tmp_path / f"a.{kind}"
    Image.new("RGB", (40, 30)).save(file)
    if arguments:
        exiftool("-overwrite_original", "-q", *arguments, str(file))
    metadata = metadata_in(file)
    assert (metadata.creators, metadata.credit) == wanted


def test_broken_metadata_break_no_picture(tmp_path: Path) -> None:
    for packet in (b"<x:xmpmeta", b"<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>", b"\xff\xfe", b"<a/>" * 1000):
        file = tmp_path / "a.jpg"
        Image.new("RGB", (40, 30)).save(file, xmp=packet, exif=b"Exif\0\0II*\0\xff\xff\xff\xff")
        metadata = metadata_in(file)
        assert mean_colour(str(file))
        assert not metadata.creators


def test_what_has_no_end_is_cut(tmp_path: Path) -> None:
    file = tmp_path / "a.jpg"
    Image.new("RGB", (40, 30)).save(file)
    names = [f"-XMP-dc:Creator={number} {'x' * 3000}" for number in range(30)]
    exiftool("-overwrite_original", "-q", *names, str(file))
    content = encoded(pixels_of(str(file), 2000), (20, 15), None, "image/jpeg", 75)
    assert len(content) < 60_000
    assert Image.open(BytesIO(content)).size == (20, 15)
