"""The structure of rendered Markdown, for comparing what two parsers make of a text."""

import re
from html.parser import HTMLParser
from urllib.parse import unquote

EMPTY = {"br", "hr", "img", "input", "wbr"}
TOLD = {"href", "src", "start", "style", "align"}
PLAIN = str.maketrans({"“": '"', "”": '"', "‘": "'", "’": "'", "…": "...", "–": "--", "—": "---"})
BOX = re.compile(r"<input[^<>]*?( checked=\"\")?[^<>]*>")


def structure(page: str) -> str:
    """Tags, links and words; without ids, classes and empty bodies of tables, punctuation as typed, tasks as signs."""
    reader = _Reader()
    reader.feed(BOX.sub(lambda box: "☑" if "checked" in box[0] else "☐", page))
    reader.close()
    text = unquote("".join(reader.pieces).translate(PLAIN)).replace("style=text-align: ", "align=")
    text = re.sub(r"\s*(<[^>]*>)\s*", r"\1", text).strip()
    return re.sub(r"([☐☑])<p>\s*", r"<p>\1 ", text).replace("<tbody></tbody>", "")


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.pieces: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = "".join(f" {name}={(value or '').rstrip(';')}" for name, value in sorted(attrs) if name in TOLD)
        self.pieces.append(f"<{tag}{told}>")

    def handle_endtag(self, tag: str) -> None:
        if tag not in EMPTY:
            self.pieces.append(f"</{tag}>")

    def handle_data(self, data: str) -> None:
        self.pieces.append(re.sub(r"\s+", " ", data))

    def handle_comment(self, data: str) -> None:
        self.pieces.append("<!---->")

    def unknown_decl(self, data: str) -> None:
        self.pieces.append("<!>")
