"""Dates as people write them, always with a zone."""

from datetime import UTC, date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsgen.reading.dates import day_in_name, day_in_path, instant

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
        ("1890-01-01T00:00:00+01:34:52", "1890-01-01T00:00:00+01:35"),
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
    assert abs(found - when) <= timedelta(seconds=30 if naive.year < 1973 else 0)


@given(TIMES, st.integers(-15 * 60 + 1, 15 * 60 - 1))
def test_any_offset_reads_back_as_it_was_written(naive: datetime, minutes: int) -> None:
    when = naive.replace(microsecond=0, tzinfo=timezone(timedelta(minutes=minutes)))
    assert instant(when.isoformat(), ATHENS).isoformat() == when.isoformat()


@given(st.dates(date(1700, 1, 1), date(8999, 1, 1)), st.sampled_from(ZONES))
def test_a_bare_date_is_that_day_at_midnight_in_the_sites_zone(day: date, zone: str) -> None:
    found = instant(str(day), ZoneInfo(zone))
    assert found.replace(tzinfo=None).isoformat() == f"{day}T00:00:00"
    assert abs(found - found.replace(tzinfo=ZoneInfo(zone))) <= timedelta(seconds=30)


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


@pytest.mark.parametrize(
    "name", ["flood", "2022-flood", "2022-03-flood", "2022-13-41-flood", "12022-03-07-x", "2022-03-071"]
)
def test_other_file_names_tell_no_date(name: str) -> None:
    assert day_in_name(name, ATHENS) is None


@pytest.mark.parametrize("path", ["flood.md", "news/flood.md", "2022/flood.md", "2022/13/flood.md", "22/03/flood.md"])
def test_other_paths_tell_no_date(path: str) -> None:
    assert day_in_path(path, ATHENS) is None
