"""The filters of layouts. Pure."""

from collections.abc import Callable, Iterable
from datetime import date, datetime, time
from functools import lru_cache
from typing import Any
from urllib.parse import quote, urlsplit

from babel import Locale, UnknownLocaleError
from babel.dates import format_date, format_skeleton, format_time
from babel.lists import format_list
from babel.numbers import format_decimal
from markupsafe import Markup, escape

from newsgen.model.config import Config
from newsgen.model.local_time import local
from newsgen.model.words import excerpt
from newsgen.pages.accessible import direction, script
from newsgen.pages.escaping import absolute_url

_DATE_FORMATS = {"long": "long", "short": "medium"}
SHARE_ADDRESSES = {
    "mail": "mailto:?subject={title}&body={url}",
    "facebook": "https://www.facebook.com/sharer/sharer.php?u={url}",
    "x": "https://x.com/intent/post?url={url}&text={title}",
    "whatsapp": "https://wa.me/?text={title}%20{url}",
    "telegram": "https://t.me/share/url?url={url}&text={title}",
    "linkedin": "https://www.linkedin.com/sharing/share-offsite/?url={url}",
    "bluesky": "https://bsky.app/intent/compose?text={title}%20{url}",
    "reddit": "https://www.reddit.com/submit?url={url}&title={title}",
}
_NETWORKS = {
    "facebook.com": "Facebook",
    "x.com": "X",
    "twitter.com": "X",
    "instagram.com": "Instagram",
    "youtube.com": "YouTube",
    "tiktok.com": "TikTok",
    "linkedin.com": "LinkedIn",
    "bsky.app": "Bluesky",
    "threads.net": "Threads",
    "t.me": "Telegram",
    "whatsapp.com": "WhatsApp",
    "reddit.com": "Reddit",
}


def filters(config: Config) -> dict[str, Callable[..., Any]]:
    """Return the filters by the names that layouts use. Dates are shown in the site's language and timezone."""
    zone, origin, locale = config.site.zone, config.origin, locale_of(config.site.language)

    @lru_cache(maxsize=65_536)
    def shown_day(day: date, form: str) -> str:
        if form == "month":
            return format_skeleton("yMMMM", day, locale=locale)
        if form not in _DATE_FORMATS:
            raise ValueError(f"there is no date form '{form}'; known are month, {', '.join(_DATE_FORMATS)}")
        return format_date(day, _DATE_FORMATS[form], locale=locale)

    @lru_cache(maxsize=1440)
    def shown_time(of_day: time) -> str:
        return format_time(of_day, "short", locale=locale)

    def shown_date(when: date | datetime, form: str = "long") -> str:
        return shown_day(local(when, zone).date() if isinstance(when, datetime) else when, form)

    def shown_hour(when: datetime) -> str:
        return shown_time(local(when, zone).time().replace(second=0, microsecond=0))

    def shown_date_time(when: datetime) -> str:
        return f"{shown_date(when)}, {shown_hour(when)}"

    return {
        "date": shown_date,
        "date_time": shown_date_time,
        "time": shown_hour,
        "iso": lambda when: when.isoformat(timespec="seconds") if isinstance(when, datetime) else when.isoformat(),
        "excerpt": lambda text, length: excerpt(str(text), length, config.ellipsis),
        "listed": lambda items: listed(items, locale),
        "number": lambda count: format_decimal(count, locale=locale),
        "absolute": lambda url: absolute_url(str(url), origin),
        "share": share,
        "network": network,
        "direction": lambda language: direction(str(language)),
        "script": lambda language: script(str(language)),
    }


def locale_of(language: str) -> Locale:
    """The locale of a language tag; English for one that CLDR does not have."""
    try:
        return Locale.parse(language, sep="-")
    except (UnknownLocaleError, ValueError):
        return Locale("en")


def language_name(language: str) -> str:
    """What a language calls itself: Ελληνικά; the tag of one that CLDR does not have."""
    locale = locale_of(language)
    is_known = locale.language == language.partition("-")[0].lower()
    return (is_known and locale.get_display_name()) or language


def listed(items: Iterable[str], locale: Locale) -> Markup:
    """Join what is named in a row as the language does it: `A, B and C`."""
    return Markup(format_list([str(escape(item)) for item in items], locale=locale))


def network(url: str) -> str:
    """What people call the social network that a page is at; its host where that is not known."""
    host = (urlsplit(url).hostname or url).removeprefix("www.")
    return _NETWORKS.get(host, host)


def share(url: str, network: str, title: str) -> str:
    """Return the address at which `network` lets its user share `url`. Raises ValueError."""
    if network not in SHARE_ADDRESSES:
        raise ValueError(f"there is no network '{network}' to share at; known are {', '.join(SHARE_ADDRESSES)}")
    return SHARE_ADDRESSES[network].replace("{url}", _quoted(str(url))).replace("{title}", _quoted(str(title)))


@lru_cache(maxsize=64)
def _quoted(text: str) -> str:
    """Quote all but what is unreserved, once for all networks. Source: RFC 3986, 2.3."""
    return quote(text, safe="")
