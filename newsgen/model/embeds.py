"""Addresses of videos, posts, sounds and charts that a text can show, and the frames that show them. Pure.

Of an address only what is told here is used: a host, and ids that fit their pattern whole. Frames and links are
made of these anew, so nothing else that was written, tracking parameters included, gets into a page.
Sources: the providers' documents on embedding, and their oEmbed answers.
"""

import re
from typing import Literal
from urllib.parse import parse_qs

from msgspec import Struct

from newsgen.model.urls import ascii_host, split_url

Shape = Literal["video", "audio", "list", "post", "chart"]
"""The room that a frame is given: 16:9, a line of sound, a list of sounds, a post, a chart."""


class Embed(Struct, frozen=True):
    """provider: as readers know it. frame: the url of what is shown; address: of its own page."""

    provider: str
    frame: str
    address: str
    shape: Shape


class _Kind(Struct, frozen=True):
    """pattern: of host and path, without `www.` and a slash at the end. frame, address: made of its groups."""

    provider: str
    pattern: str
    frame: str
    address: str
    shape: Shape = "post"


_HOST = r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+(?:[a-z]{2,63}|xn--[a-z0-9-]{1,59})"
_VIMEO = r"(?:player\.vimeo\.com/video|vimeo\.com(?:/channels/[\w-]+|/groups/[\w-]+/videos)?)/(?P<id>\d{1,12})"
_SPOTIFY = r"open\.spotify\.com/(?:intl-[a-z]{2}/)?(?:embed/)?"
_SPOTIFY_PAGES = "https://open.spotify.com/embed/{kind}/{id}", "https://open.spotify.com/{kind}/{id}"
_KINDS = (
    _Kind("Vimeo", _VIMEO, "https://player.vimeo.com/video/{id}?dnt=1", "https://vimeo.com/{id}", "video"),
    _Kind(
        "Vimeo",
        r"vimeo\.com/(?P<id>\d{1,12})/(?P<key>[0-9a-f]{6,16})",  # one that is not listed
        "https://player.vimeo.com/video/{id}?dnt=1&h={key}",
        "https://vimeo.com/{id}/{key}",
        "video",
    ),
    _Kind(
        "X",
        r"(?:x|twitter)\.com/(?P<user>\w{1,20}|i/web)/status(?:es)?/(?P<id>\d{1,20})(?:/(?:photo|video)/\d)?",
        "https://platform.twitter.com/embed/Tweet.html?id={id}&dnt=true",
        "https://x.com/{user}/status/{id}",
    ),
    _Kind(
        "Bluesky",
        rf"bsky\.app/profile/(?P<user>{_HOST}|did:plc:[a-z2-7]{{24}})/post/(?P<id>[a-z0-9]{{10,15}})",
        "https://embed.bsky.app/embed/{user}/app.bsky.feed.post/{id}",
        "https://bsky.app/profile/{user}/post/{id}",
    ),
    _Kind(
        "Instagram",
        r"instagram\.com/(?:[\w.]{1,30}/)?(?P<kind>p(?=/)|reel)s?/(?P<id>[\w-]{5,40})(?:/embed(?:/captioned)?)?",
        "https://www.instagram.com/{kind}/{id}/embed/",
        "https://www.instagram.com/{kind}/{id}/",
    ),
    _Kind(
        "TikTok",
        r"tiktok\.com/@(?P<user>[\w.-]{1,30})/video/(?P<id>\d{6,20})",
        "https://www.tiktok.com/player/v1/{id}",
        "https://www.tiktok.com/@{user}/video/{id}",
    ),
    _Kind("Spotify", rf"{_SPOTIFY}(?P<kind>track|episode|show)/(?P<id>[0-9A-Za-z]{{22}})", *_SPOTIFY_PAGES, "audio"),
    _Kind("Spotify", rf"{_SPOTIFY}(?P<kind>album|playlist)/(?P<id>[0-9A-Za-z]{{22}})", *_SPOTIFY_PAGES, "list"),
    _Kind(
        "Datawrapper",
        r"(?:datawrapper\.dwcdn\.net|datawrapper\.de/_)/(?P<id>[0-9A-Za-z]{5})(?:/\d{1,5})?",
        "https://datawrapper.dwcdn.net/{id}/",
        "https://www.datawrapper.de/_/{id}/",
        "chart",
    ),
)
_PATTERNS = [(re.compile(kind.pattern, re.ASCII), kind) for kind in _KINDS]
_SITES = ("x.com", "twitter.com", "tiktok.com", "instagram.com", "youtube.com", "youtu.be", "vimeo.com", "medium.com")
"""Hosts that have other pages below `/@name/`."""
_MASTODON = re.compile(rf"(?P<host>{_HOST})/@(?P<user>\w(?:[\w.-]{{0,58}}\w)?)/(?P<id>\d{{1,20}})(?:/embed)?", re.ASCII)
_YOUTUBE = re.compile(
    r"(?:youtu\.be|youtube(?:-nocookie)?\.com/(?:shorts|live|embed|v))/(?P<id>[\w-]{11})"
    r"|youtube(?:-nocookie)?\.com/(?P<by_query>watch|playlist|embed/videoseries)",
    re.ASCII,
)
_VIDEO = re.compile(r"[\w-]{11}", re.ASCII)
_LIST = re.compile(r"[\w-]{12,64}", re.ASCII)
_START = re.compile(r"(?:(?P<hours>\d{1,3})h)?(?:(?P<minutes>\d{1,4})m)?(?:(?P<seconds>\d{1,6})s?)?", re.ASCII)
_SUBDOMAIN = re.compile(r"(?:www|m|mobile|music)\.")


def embed_of(url: str) -> Embed | None:
    """What an address leads to, if a frame can show that."""
    parts = split_url(url)
    if parts.scheme not in ("http", "https") or "@" in parts.netloc or ":" in parts.netloc:
        return None
    host = _SUBDOMAIN.sub("", ascii_host(parts.netloc.lower()), count=1)
    page = host + parts.path.removesuffix("/")
    if video := _YOUTUBE.fullmatch(page):
        return _youtube(video, parts.query)
    for pattern, kind in _PATTERNS:
        if found := pattern.fullmatch(page):
            groups = found.groupdict()
            return Embed(kind.provider, kind.frame.format(**groups), kind.address.format(**groups), kind.shape)
    post = _MASTODON.fullmatch(ascii_host(parts.netloc.lower()) + parts.path.removesuffix("/"))
    return _mastodon(post) if post and not host.endswith(_SITES) else None


def _mastodon(post: re.Match[str]) -> Embed:
    """The provider is the host: it is one of thousands, and the one that learns of the visit."""
    address = f"https://{post['host']}/@{post['user']}/{post['id']}"
    return Embed(post["host"], f"{address}/embed", address, "post")


def _youtube(page: re.Match[str], query: str) -> Embed | None:
    given = {name: values[0] for name, values in parse_qs(query, max_num_fields=100).items()} if query else {}
    video, listed = page["id"] or "", given.get("list", "")
    if page["by_query"] == "watch":
        video = given.get("v", "")
    if video == "videoseries" or not _VIDEO.fullmatch(video):
        video = ""
    listed = listed if _LIST.fullmatch(listed) else ""
    if not video and (not listed or page["by_query"] == "watch"):
        return None
    start = _seconds(given.get("t") or given.get("start") or "")
    frame = [f"list={listed}"] * bool(listed) + [f"start={start}"] * bool(start and video)
    address = [f"v={video}"] * bool(video) + [f"list={listed}"] * bool(listed) + [f"t={start}s"] * bool(start and video)
    asked = f"?{'&'.join(frame)}" if frame else ""
    return Embed(
        "YouTube",
        f"https://www.youtube-nocookie.com/embed/{video or 'videoseries'}{asked}",
        f"https://www.youtube.com/{'watch' if video else 'playlist'}?{'&'.join(address)}",
        "video",
    )


def _seconds(written: str) -> int:
    """The start of a film: `90`, `90s`, `1h2m3s`; 0 for anything else."""
    found = _START.fullmatch(written)
    hours, minutes, seconds = (int(part or 0) for part in found.groups()) if found else (0, 0, 0)
    return hours * 3600 + minutes * 60 + seconds
