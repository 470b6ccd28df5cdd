"""What a body's HTML is given for readers without a mouse or a screen."""

import pytest

from newsgen.pages.accessible import accessible
from tests.sites import Site

REGION = '<div class="table" role="region" aria-label="{}" tabindex="0">{}</div>'


@pytest.mark.parametrize(
    ("table", "name"),
    [
        ("<table><tr><th>A</th><th>B &amp; <b>C</b></th></tr></table>", "A, B &amp; C"),
        ("<table><caption>It's &quot;so&quot; <i>1 &lt; 2</i></caption></table>", "It&#39;s &#34;so&#34; 1 &lt; 2"),
        ("<table><tr><td>1</td></tr></table>", "Table"),
        ("<table><tr><th></th><th>\n</th></tr></table>", "Table"),
        ("<table><tr><td><table></table></td></tr></table>", "Table"),
        ("<TABLE><TR><TH>A</TH></TR></TABLE>", "Table"),
    ],
)
def test_a_table_scrolls_in_a_region_with_a_name(table: str, name: str) -> None:
    is_ours = table.startswith("<table")  # the engines and the sanitiser write small letters
    assert accessible(f"a{table}b") == (f"a{REGION.format(name, table)}b" if is_ours else f"a{table}b")


def test_no_two_have_one_name() -> None:
    table = "<table><tr><th>Ward</th></tr></table>"
    assert accessible(table * 2) == REGION.format("Ward", table) + REGION.format("Ward 2", table)


@pytest.mark.parametrize("html", ["<table>", "</table>", "</table><table>", "<p>a &lt;table></p>", "<p>none</p>"])
def test_what_is_no_whole_table_stays_as_it_is(html: str) -> None:
    assert accessible(html) == html


@pytest.mark.parametrize("value", ["<table></table>", "<pre>", "<iframe src='x'>", "<table><script>alert(1)</script>"])
@pytest.mark.parametrize("quote", ['"', "'"])
def test_nothing_is_found_in_an_attribute(value: str, quote: str) -> None:
    value = value.replace(quote, "")
    image = f"<img alt={quote}{value}{quote}>"
    assert accessible(image) == image
    assert accessible(f"<pre>x</pre>{image}") == f'<pre tabindex="0">x</pre>{image}'


def test_code_can_be_reached() -> None:
    html = '<pre><code>x</code></pre><pre class="a">y</pre><pre tabindex="-1">z</pre>'
    assert accessible(html) == (
        '<pre tabindex="0"><code>x</code></pre><pre tabindex="0" class="a">y</pre><pre tabindex="-1">z</pre>'
    )


@pytest.mark.parametrize(
    ("attributes", "title"),
    [
        (' src="https://www.youtube.com/embed/x"', "YouTube"),
        (' src="https://player.vimeo.com/video/1" title=""', "Vimeo"),
        (" title='  ' src=https://www.maps.example:80/x", "maps.example"),
        (' src="https://[bad"', "Frame"),
        ("", "Frame"),
        (' title="Our \'film\'" src="https://www.youtube.com/embed/x"', None),
        (" title=Film", None),
    ],
)
def test_a_frame_has_a_title(attributes: str, title: str | None) -> None:
    made = accessible(f"<iframe{attributes}></iframe>")
    if title is None:
        assert made == f"<iframe{attributes}></iframe>"
    else:
        assert made.startswith(f'<iframe title="{title}"')
        assert made.count("title=") == 1


def test_frames_of_one_host_are_told_apart() -> None:
    made = accessible('<iframe src="https://archive.org/1"></iframe>' * 2)
    assert [part.split('"')[1] for part in made.split("<iframe ")[1:]] == ["Internet Archive", "Internet Archive 2"]


def test_pages_have_it_and_feeds_have_plain_html(site: Site) -> None:
    site.article(body="| A |\n| - |\n| 1 |\n\n    code\n")
    site.write("content/pages/about.md", "---\ntitle: About\n---\n| A |\n| - |\n| 1 |\n")
    site.built()
    for page in ("/2022/03/flood/", "/about/"):
        assert '<div class="table" role="region" aria-label="A" tabindex="0"><table>' in site.page(page)
    for feed in ("/feed.xml", "/atom.xml", "/feed.json"):
        assert "table" in site.page(feed)
        assert "tabindex" not in site.page(feed)
