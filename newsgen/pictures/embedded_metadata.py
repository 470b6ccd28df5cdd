"""What a picture's file says of who made it and who may use it: read, and written into what is made of it. Pure.

Sources: IPTC Photo Metadata Standard 2023.2; Adobe, XMP Specification Part 1; IPTC-NAA IIM 4.2; CIPA DC-008, "Exif".
"""

from collections.abc import Iterator
from contextlib import suppress
from xml.etree.ElementTree import Element
from xml.sax.saxutils import escape

from defusedxml.ElementTree import fromstring
from msgspec import Struct
from msgspec.structs import asdict
from PIL import Image
from PIL.IptcImagePlugin import getiptcinfo

MAX_LENGTH, MOST_CREATORS = 2_000, 8
"""Characters of one value that are read; together they fit into a segment of a JPEG."""
_RDF = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}"
_XMLNS = {
    "dc": "http://purl.org/dc/elements/1.1/",
    "photoshop": "http://ns.adobe.com/photoshop/1.0/",
    "xmpRights": "http://ns.adobe.com/xap/1.0/rights/",
    "plus": "http://ns.useplus.org/ldf/xmp/1.0/",
    "cc": "http://creativecommons.org/ns#",
    "Iptc4xmpCore": "http://iptc.org/std/Iptc4xmpCore/1.0/xmlns/",
    "Iptc4xmpExt": "http://iptc.org/std/Iptc4xmpExt/2008-02-29/",
}
_XMP = {
    "creators": "dc:creator",
    "credit": "photoshop:Credit",
    "source": "photoshop:Source",
    "copyright": "dc:rights",
    "terms": "xmpRights:UsageTerms",
    "statement": "xmpRights:WebStatement",
    "license": "cc:license",
    "licensor": "plus:LicensorURL",
    "made_by": "Iptc4xmpExt:DigitalSourceType",
    "alt": "Iptc4xmpCore:AltTextAccessibility",
}
_IN_LANGUAGES = frozenset(("dc:rights", "xmpRights:UsageTerms", "Iptc4xmpCore:AltTextAccessibility"))
_IPTC = {"creators": 80, "credit": 110, "source": 115, "copyright": 116}
_EXIF = {"creators": 0x013B, "copyright": 0x8298}
_UTF_8 = b"\x1c\x01\x5a\x00\x03\x1b%G"


class EmbeddedMetadata(Struct, frozen=True):
    """creators: as they sign; credit: as it is to be printed; source: who gave the picture; copyright: the notice.
    terms: of use, in words; statement: the page that has them; license: a Creative Commons licence's page; licensor:
    the page at which to ask. made_by: how it was made, of IPTC's list, such as by a camera or a model. alt: what it
    shows, for who can't see it."""

    creators: tuple[str, ...] = ()
    credit: str = ""
    source: str = ""
    copyright: str = ""
    terms: str = ""
    statement: str = ""
    license: str = ""
    licensor: str = ""
    made_by: str = ""
    alt: str = ""


def read_metadata(picture: Image.Image) -> EmbeddedMetadata:
    """Of a picture of which the head is read. Of the ways in which files say it, XMP counts before IIM, and that before
    EXIF. What can't be read counts as not said."""
    found: dict[str, list[str]] = {}
    for read in (_xmp, _iptc, _exif):
        said: dict[str, list[str]] = {}
        with suppress(Exception):  # strangers' metadata may be broken in any way that Pillow or a parser stumbles over
            for name, value in read(picture):
                if text := " ".join(value[:MAX_LENGTH].replace("\0", " ").split()):
                    said.setdefault(name, []).append(text)
        found = said | found
    creators = tuple(dict.fromkeys(found.pop("creators", ())))[:MOST_CREATORS]
    return EmbeddedMetadata(creators, **{name: values[0] for name, values in found.items()})


def _xmp(picture: Image.Image) -> Iterator[tuple[str, str]]:
    packet = picture.info.get("xmp") or picture.info.get("XML:com.adobe.xmp")
    if not packet:
        return
    root = fromstring(packet.strip(b"\0 \n") if isinstance(packet, bytes) else packet)
    for name, key in _XMP.items():
        prefix, _, local = key.partition(":")
        full = f"{{{_XMLNS[prefix]}}}{local}"
        for element in root.iter():
            if full in element.attrib:
                yield name, element.attrib[full]
            elif element.tag == full:
                yield from ((name, text) for text in _texts(element))


def _texts(element: Element) -> list[str]:
    """The texts of a property, which is one, a resource, or a list; of a text in many languages the default one."""
    items = list(element.iter(f"{_RDF}li"))
    if not items:
        return [element.attrib.get(f"{_RDF}resource") or "".join(element.itertext())]
    language = "{http://www.w3.org/XML/1998/namespace}lang"
    usual = [item for item in items if item.get(language) == "x-default"]
    return ["".join(item.itertext()) for item in usual or items]


def _iptc(picture: Image.Image) -> Iterator[tuple[str, str]]:
    found = getiptcinfo(picture) or {}  # type: ignore[arg-type]
    is_utf_8 = found.get((1, 90)) == b"\x1b%G"
    for name, number in _IPTC.items():
        values = found.get((2, number), [])
        for value in values if isinstance(values, list) else [values]:
            try:
                yield name, value.decode("utf-8")
            except UnicodeDecodeError:
                yield name, value.decode("utf-8" if is_utf_8 else "latin-1", "replace")


def _exif(picture: Image.Image) -> Iterator[tuple[str, str]]:
    found = Image.Image.getexif(picture)
    yield from ((name, str(found[tag])) for name, tag in _EXIF.items() if found.get(tag))


def xmp_of(metadata: EmbeddedMetadata) -> bytes:
    """A packet that says this and nothing else; b"" where there is nothing to say."""
    said = {name: value for name, value in asdict(metadata).items() if value}
    if not said:
        return b""
    properties = "".join(_property(_XMP[name], value) for name, value in said.items())
    names = "".join(f' xmlns:{prefix}="{url}"' for prefix, url in _XMLNS.items() if f"<{prefix}:" in properties)
    return (
        '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?><x:xmpmeta xmlns:x="adobe:ns:meta/">'
        f'<rdf:RDF xmlns:rdf="{_RDF[1:-1]}"><rdf:Description rdf:about=""{names}>{properties}'
        '</rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end="r"?>'
    ).encode()


def _property(key: str, value: str | tuple[str, ...]) -> str:
    if isinstance(value, tuple):
        items = "".join(f"<rdf:li>{escape(each)}</rdf:li>" for each in value)
        return f"<{key}><rdf:Seq>{items}</rdf:Seq></{key}>"
    text = escape(value)
    if key in _IN_LANGUAGES:
        return f'<{key}><rdf:Alt><rdf:li xml:lang="x-default">{text}</rdf:li></rdf:Alt></{key}>'
    if key == "cc:license":
        return f'<{key} rdf:resource="{escape(value, {chr(34): "&quot;"})}"/>'
    if key == "plus:LicensorURL":
        inner = f'<rdf:li rdf:parseType="Resource"><{key}>{text}</{key}></rdf:li>'
        return f"<plus:Licensor><rdf:Seq>{inner}</rdf:Seq></plus:Licensor>"
    return f"<{key}>{text}</{key}>"


def iptc_segment(metadata: EmbeddedMetadata) -> bytes:
    """An APP13 segment of JPEG with what IIM has fields for; b"" where there is nothing to say."""
    fields = [(_IPTC[name], value) for name in _IPTC for value in _listed(getattr(metadata, name))]
    if not fields:
        return b""
    data = _UTF_8 + b"".join(_field(number, value) for number, value in fields)
    block = b"Photoshop 3.0\0" + b"8BIM\x04\x04\0\0" + len(data).to_bytes(4) + data + b"\0" * (len(data) % 2)
    return b"\xff\xed" + (len(block) + 2).to_bytes(2) + block


def _field(number: int, value: str) -> bytes:
    data = value.encode()
    return b"\x1c\x02" + number.to_bytes(1) + len(data).to_bytes(2) + data


def exif_of(metadata: EmbeddedMetadata) -> bytes:
    """EXIF that says this and nothing else; b"" where there is nothing to say."""
    said = {tag: "; ".join(_listed(getattr(metadata, name))).encode() for name, tag in _EXIF.items()}
    exif = Image.Exif()
    for tag, value in said.items():
        if value:
            exif[tag] = value
    return exif.tobytes() if any(said.values()) else b""


def _listed(value: str | tuple[str, ...]) -> tuple[str, ...]:
    return value if isinstance(value, tuple) else (value,) if value else ()
