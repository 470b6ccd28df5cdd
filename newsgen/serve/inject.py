"""What the preview adds to a page, and what it puts in place of what a web server or a service would do. Pure."""

import re
from collections.abc import Callable
from html import escape

OWN = "/_newsgen/"
"""Where the preview's own pages are. No page of a site is there."""
COMMENTS = f"{OWN}comments"
_INCLUDE = re.compile(rb'<!--#include virtual="([^"]*)" -->\n?|<esi:include src="([^"]*)"/>\n?')
_END = re.compile(rb"</head\s*>", re.IGNORECASE)


def with_includes(content: bytes, part: Callable[[str], bytes]) -> bytes:
    """With the parts that a web server or a CDN would put in. part: gives what is at a url."""
    return _INCLUDE.sub(lambda found: part((found[1] or found[2]).decode()), content)


def with_own_comments(content: bytes, endpoint: str) -> bytes:
    """Forms post to the preview instead of to the real service."""
    return (
        content.replace(f'action="{escape(endpoint)}"'.encode(), f'action="{COMMENTS}"'.encode())
        if endpoint
        else content
    )


def marked(content: bytes, url: str, digest: str, unpublished: str) -> bytes:
    """With the script that keeps the page as it is on disk. digest: of the page as the server knows it."""
    attributes = {"page": url, "digest": digest, "unpublished": unpublished}
    told = "".join(f' data-{name}="{escape(value)}"' for name, value in attributes.items())
    script = f'<script src="{OWN}client.js"{told} defer></script>'.encode()
    end = _END.search(content)
    at = end.start() if end else len(content)
    return content[:at] + script + content[at:]
