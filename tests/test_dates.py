"""Dates as people write them, always with a zone."""

# ruff: noqa: E501 - a message is quoted whole

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsgen.model.local_time import local
from newsgen.pages.escaping import rfc822, rfc3339
from newsgen.reading.dates import clock_change, day_in_address, day_in_name, day_in_path, instant
from tests.sites import Site

ATHENS = ZoneInfo("Europe/Athens")
TIMES = st.datetimes(datetime.fromisoformat("1700-01-01"), datetime.fromisoformat("8999-01-01"))
ZONES = ["UTC", "Europe/Athens", "America/St_Johns", "Asia/Kathmandu", "Pacific/Apia", "Africa/Monrovia"]


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("2022-03-07", "2022-03-07T00:00:00+02:00"),
        ("2022-3-7", "2022-03-07T00:00:00+02:00"),
        ("2022/03/07", "2022-03-07T00:00:00+02:00"),
        ("2022.03.07", "2022-03-07T00:00:00+02:00"),
        ("20220307", "2022-03-07T00:00:00+02:00"),
        ("2022-07-07", "2022-07-07T00:00:00+03:00"),
        ("2022-03-07T10:20", "2022-03-07T10:20:00+02:00"),
        ("2022-03-07 10:20", "2022-03-07T10:20:00+02:00"),
        (" 2022-03-07  9:20:30 ", "2022-03-07T09:20:30+02:00"),
        ("2022-03-07t10:20:30z", "2022-03-07T10:20:30+00:00"),
        ("2022-03-07T10:20:30Z", "2022-03-07T10:20:30+00:00"),
        ("2022-03-07 10:20:30 UTC", "2022-03-07T10:20:30+00:00"),
        ("2022-03-07 10:20:30 GMT", "2022-03-07T10:20:30+00:00"),
        ("2022-03-07T10:20:30.123456Z", "2022-03-07T10:20:30+00:00"),
        ("2022-03-07T10:20:30,5+01:00", "2022-03-07T10:20:30+01:00"),
        ("2022-03-07T10:20:30+02:00", "2022-03-07T10:20:30+02:00"),
        ("2022-03-07 10:20:30 +0530", "2022-03-07T10:20:30+05:30"),
        ("2022-03-07 10:20 -5", "2022-03-07T10:20:00-05:00"),
        ("2022-03-07T10:20-03:30", "2022-03-07T10:20:00-03:30"),
        ("1890-01-01T00:00:00+01:34:52", "1890-01-01T00:00:00+01:34"),
        ("March 7, 2022", "2022-03-07T00:00:00+02:00"),
        ("Mar 7, 2022", "2022-03-07T00:00:00+02:00"),
        ("7 March 2022", "2022-03-07T00:00:00+02:00"),
        ("7 Mar 2022", "2022-03-07T00:00:00+02:00"),
        ("March 7 2022", "2022-03-07T00:00:00+02:00"),
        ("Mon, 07 Mar 2022 10:20:30 +0100", "2022-03-07T10:20:30+01:00"),
        ("07 Mar 2022 10:20:30", "2022-03-07T10:20:30+02:00"),
    ],
)
def test_a_date_is_read_as_it_is_meant(written: str, meant: str) -> None:
    assert instant(written, ATHENS).isoformat() == meant


@pytest.mark.parametrize(
    ("written", "why"),
    [
        ("soon", "not a date that newsgen knows"),
        ("", "not a date that newsgen knows"),
        ("03/07/2022", "not a date that newsgen knows"),
        ("2022-03-07T10", "not a date that newsgen knows"),
        ("2022-02-30", "day"),
        ("2022-13-01", "month"),
        ("2022-03-07T24:00", "hour"),
        ("2022-03-07T10:20+25:00", "no place on earth has the offset +25:00"),
        ("2022-03-07T10:20+02:75", "no place on earth has the offset +02:75"),
        ("0001-01-01", "the year is out of range"),
        ("9999-12-31T23:59:59-12:00", "the year is out of range"),
    ],
)
def test_what_is_no_date_is_refused_with_the_reason(written: str, why: str) -> None:
    with pytest.raises(ValueError, match=why.replace("+", r"\+")):
        instant(written, ATHENS)


def test_a_time_that_the_clocks_skip_in_spring_is_read_with_the_offset_from_before() -> None:
    assert instant("2022-03-27T03:30", ATHENS) == datetime(2022, 3, 27, 1, 30, tzinfo=UTC)


def test_a_time_that_the_clocks_show_twice_in_autumn_is_the_first_of_the_two() -> None:
    assert instant("2022-10-30T03:30", ATHENS) == datetime(2022, 10, 30, 0, 30, tzinfo=UTC)


def test_hours_after_a_date_are_real_ones_when_the_clocks_change() -> None:
    eve = instant("2022-03-27T00:00", ATHENS)
    assert (eve + timedelta(hours=6)).astimezone(UTC) - eve.astimezone(UTC) == timedelta(hours=6)


def test_dates_of_one_zone_compare_as_instants_when_the_clocks_change() -> None:
    skipped, after = instant("2022-03-27T03:30", ATHENS), instant("2022-03-27T04:00", ATHENS)
    assert after < skipped


@given(
    TIMES,
    st.sampled_from(ZONES),
    st.sampled_from(ZONES),
    st.sampled_from(["T", " "]),
)
def test_a_written_time_with_its_offset_reads_back_wherever_the_site_is(
    naive: datetime, own: str, sites: str, between: str
) -> None:
    when = naive.replace(microsecond=0, tzinfo=ZoneInfo(own))
    found = instant(when.isoformat(sep=between), ZoneInfo(sites))
    assert found.replace(tzinfo=None) == naive.replace(microsecond=0)
    assert abs(found - when) <= timedelta(seconds=59 if naive.year < 1973 else 0)


@given(TIMES, st.integers(-15 * 60 + 1, 15 * 60 - 1))
def test_any_offset_reads_back_as_it_was_written(naive: datetime, minutes: int) -> None:
    when = naive.replace(microsecond=0, tzinfo=timezone(timedelta(minutes=minutes)))
    assert instant(when.isoformat(), ATHENS).isoformat() == when.isoformat()


@given(st.dates(date(1700, 1, 1), date(8999, 1, 1)), st.sampled_from(ZONES))
def test_a_bare_date_is_that_day_at_midnight_in_the_sites_zone(day: date, zone: str) -> None:
    found = instant(str(day), ZoneInfo(zone))
    assert found.replace(tzinfo=None).isoformat() == f"{day}T00:00:00"
    assert abs(found - found.replace(tzinfo=ZoneInfo(zone))) <= timedelta(seconds=59)


@pytest.mark.parametrize(
    ("name", "rest"),
    [
        ("2022-03-07-flood", "flood"),
        ("2022-3-7_flood-2", "flood-2"),
        ("2022-03-07 flood", "flood"),
        ("2022-03-07T-flood", "-flood"),
        ("2022-03-07", ""),
    ],
)
def test_a_file_name_may_begin_with_its_date(name: str, rest: str) -> None:
    assert day_in_name(name, ATHENS) == (instant("2022-03-07", ATHENS), rest)


@pytest.mark.parametrize("name", ["flood", "2022-flood", "2022-03-flood", "12022-03-07-x", "2022-03-071"])
def test_other_file_names_tell_no_date(name: str) -> None:
    assert day_in_name(name, ATHENS) is None


@pytest.mark.parametrize("path", ["flood.md", "news/flood.md", "2022/flood.md", "22/03/flood.md"])
def test_other_paths_tell_no_date(path: str) -> None:
    assert day_in_path(path, ATHENS) is None


# Days in zones whose offsets had seconds, and days on which clocks are changed


def test_a_day_of_old_is_that_day_on_pages_in_feeds_and_in_urls(a_site: Callable[..., Site]) -> None:
    site = a_site(
        """
        -- content/1930-05-01-a.md --
        ---
        title: Labour Day
        ---
        Text.
        """,
        config='site: {title: G, url: "https://g.example", timezone: Europe/Amsterdam}\n',
    )
    site.built()
    page = site.page("/1930/05/a/")
    assert "May 1, 1930" in page
    assert "April" not in page
    assert "Thu, 01 May 1930 00:00:00 +0019" in site.page("feed.xml")
    assert "1930-05-01T00:00:00+00:19" in site.page("atom.xml")
    assert "May 1, 1930" in site.page("/archive/1930/05/")


def changes(zone: ZoneInfo) -> Iterator[date]:
    """The first days on which the zone's midnight has another offset than the day before."""

    def offset(day: date) -> timedelta | None:
        return datetime(day.year, day.month, day.day, tzinfo=zone).utcoffset()

    for third in range(3 * 1840, 3 * 2040):
        first, last = (date(each // 3, each % 3 * 4 + 1, 1) for each in (third, third + 1))
        if offset(first) != offset(last):
            while last - first > timedelta(days=1):
                middle = first + (last - first) // 2
                first, last = (middle, last) if offset(middle) == offset(first) else (first, middle)
            yield from (first, last)


@pytest.mark.parametrize("part", range(4))
def test_a_day_is_shown_as_that_day_in_every_zone_and_year(part: int) -> None:
    for name in sorted(available_timezones())[part::4]:
        zone = ZoneInfo(name)
        for day in {*changes(zone), *(date(year, 1 + year % 12, 1 + year % 28) for year in range(1600, 2400, 7))}:
            found = instant(str(day), zone)
            assert local(found, zone).date() == day or clock_change(str(day), zone), (name, day)
            assert found.date() == day
            assert rfc3339(found).startswith(str(day))
            assert rfc822(found).startswith(f"{day:%a, %d %b} {day.year:04} 00:00:00 ")


@given(TIMES, st.sampled_from(sorted(available_timezones())))
def test_a_time_without_an_offset_is_shown_as_it_was_written(naive: datetime, name: str) -> None:
    written, zone = naive.isoformat(timespec="seconds"), ZoneInfo(name)
    shown = local(instant(written, zone), zone).isoformat(timespec="seconds")
    assert shown[:19] == written or clock_change(written, zone)


@pytest.mark.parametrize(
    ("written", "zone", "told"),
    [
        (
            "2022-03-27T03:30",
            "Europe/Athens",
            "the clocks of Europe/Athens skip this time; it is taken for 2022-03-27T03:30+02:00 (write 2022-03-27T04:30)",
        ),
        (
            "2022-10-30 03:30",
            "Europe/Athens",
            "the clocks of Europe/Athens show this time twice; the first is taken "
            "(write 2022-10-30T03:30+03:00, or 2022-10-30T03:30+02:00)",
        ),
        (
            "27 Mar 2022 03:30:10",
            "Europe/Athens",
            "the clocks of Europe/Athens skip this time; it is taken for 2022-03-27T03:30+02:00 (write 2022-03-27T04:30)",
        ),
        (
            "2011-12-30",
            "Pacific/Apia",
            "the clocks of Pacific/Apia skip this time; it is taken for 2011-12-30T00:00-10:00 (write 2011-12-31T00:00)",
        ),
    ],
)
def test_a_time_at_which_the_clocks_are_changed_is_doubtful(written: str, zone: str, told: str) -> None:
    what, fix = clock_change(written, ZoneInfo(zone)) or ("", "")
    assert f"{what} ({fix})" == told


@pytest.mark.parametrize(
    ("written", "zone"),
    [
        ("2022-03-27T02:59", "Europe/Athens"),
        ("2022-03-27T04:00", "Europe/Athens"),
        ("2022-03-27T03:30+02:00", "Europe/Athens"),
        ("2022-10-30T03:30+02:00", "Europe/Athens"),
        ("2022-10-30T04:00", "Europe/Athens"),
        ("2018-11-04", "America/Sao_Paulo"),  # its midnight was skipped
        ("2022-11-06", "America/Havana"),  # its midnight came twice
        ("Sun, 27 Mar 2022 03:30:00 +0200", "Europe/Athens"),
    ],
)
def test_other_times_are_plain(written: str, zone: str) -> None:
    assert clock_change(written, ZoneInfo(zone)) is None


def test_a_doubtful_time_is_a_warning_at_its_key(site: Site) -> None:
    site.article(date="2021-10-31T03:30", updated="2022-03-27T03:30", expires="2027-03-28T03:30")
    assert [str(problem).split(": ")[0] for problem in site.built().problems if problem.code == "clock-change"] == [
        "content/flood.md:3:7",
        "content/flood.md:4:10",
        "content/flood.md:5:10",
    ]


@pytest.mark.parametrize(
    ("path", "why"),
    [
        ("2022-02-30-flood", "that month has no day 30"),
        ("2022-13-41-flood", "there is no month 13"),
        ("/2022/02/30/flood/", "that month has no day 30"),
        ("2022/13/flood", "there is no month 13"),
    ],
)
def test_a_date_in_a_path_that_does_not_exist_is_told(path: str, why: str) -> None:
    with pytest.raises(ValueError, match=why):
        day_in_address(path, ATHENS)


@pytest.mark.parametrize(
    "path", ["/2022/03/07/flood/", "2022/03/07/flood", "/news/2022-03-07-flood.html", "2022-03-07"]
)
def test_an_address_from_elsewhere_may_have_a_date(path: str) -> None:
    assert day_in_address(path, ATHENS) == instant("2022-03-07", ATHENS)
