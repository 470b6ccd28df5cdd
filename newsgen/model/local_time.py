"""Instants by the clocks of a zone, with offsets in whole minutes. Pure.

Before 1972 some zones' offsets had seconds, which RFC 3339 and RFC 822 can't say. Reading and showing a time leave them
out alike, so that it is shown as it was written. They are rounded down: a day's midnight then never falls before it.
"""

from datetime import datetime, timedelta, timezone
from functools import lru_cache
from zoneinfo import ZoneInfo


def local(when: datetime, zone: ZoneInfo) -> datetime:
    """The instant as the zone's clocks show it."""
    shown = when.astimezone(zone)
    offset = shown.utcoffset() or timedelta()
    return shown.astimezone(in_whole_minutes(offset)) if offset.seconds % 60 else shown


@lru_cache(maxsize=64)
def in_whole_minutes(offset: timedelta) -> timezone:
    return timezone(timedelta(minutes=offset // timedelta(minutes=1)))
