"""Shortcodes and template tags of other generators: known ones are what they mean, others are told; none is printed."""

from pathlib import Path

import pytest
from lxml import html

from newsgen.model.config import EngineName, MarkdownConfig
from newsgen.model.problem import Problem
from newsgen.reading.article_body import body
from newsgen.reading.markdown_text import MarkdownText
from newsgen.reading.punctuation import ENGLISH
from tests.sites import CONFIG, Site

ENGINES: list[EngineName] = ["markdown", "commonmark"]


@pytest.fixture(params=ENGINES)
def engine(request: pytest.FixtureRequest) -> EngineName:
    name: EngineName = request.param
    return name


@pytest.fixture
def site(engine: str, tmp_path: Path) -> Site:
    """An empty site, once for each Markdown engine."""
    return Site(tmp_path, config=CONFIG.replace("commonmark", engine))


def made(text: str, engine: EngineName) -> tuple[html.HtmlElement, list[Problem]]:
    """The HTML of a body, in one element, and what is told of it."""
    finished, problems = body(MarkdownText("content/flood.md", text, 1), MarkdownConfig(engine=engine), ENGLISH)
    return html.fragment_fromstring(finished.html, create_parent="div"), problems


YOUTUBE = [
    "{{< youtube dQw4w9WgXcQ >}}",
    '{{< youtube id="dQw4w9WgXcQ" >}}',
    "{{<youtube dQw4w9WgXcQ>}}",
    '{{% youtube "dQw4w9WgXcQ" %}}',
    '{{ youtube(id="dQw4w9WgXcQ") }}',
    "{% youtube dQw4w9WgXcQ %}",
    '{% include youtube.html id="dQw4w9WgXcQ" %}',
    "[youtube https://www.youtube.com/watch?v=dQw4w9WgXcQ]",
    "[youtube=https://www.youtube.com/watch?v=dQw4w9WgXcQ]",
    '[youtube id="dQw4w9WgXcQ"]',
    "[embed]https://youtu.be/dQw4w9WgXcQ[/embed]",
]


@pytest.mark.parametrize("written", YOUTUBE)
def test_a_video_elsewhere_is_a_frame(engine: EngineName, written: str) -> None:
    for text in (f"One.\n\n{written}\n\nTwo.", f"One {written} two.", f"- {written}\n- two"):
        found, problems = made(text, engine)
        (frame,) = found.iter("iframe")
        assert frame.get("src") == "https://www.youtube-nocookie.com/embed/dQw4w9WgXcQ"
        assert frame.get("title")
        assert not {"{", "}"} & set(found.text_content())
        assert problems == []


LINKS = [
    ("{{< vimeo 146022717 >}}", "iframe", "src", "https://player.vimeo.com/video/146022717"),
    (
        '{{< tweet user="SanDiegoZoo" id="1453110110599868418" >}}',
        "a",
        "href",
        "https://x.com/SanDiegoZoo/status/1453110110599868418",
    ),
    ("{{< x 1453110110599868418 >}}", "a", "href", "https://x.com/i/status/1453110110599868418"),
    ("{{< gist spf13 7896402 >}}", "a", "href", "https://gist.github.com/spf13/7896402"),
    ("[embed]https://elsewhere.example/a?b=1&c=2[/embed]", "a", "href", "https://elsewhere.example/a?b=1&c=2"),
]


@pytest.mark.parametrize(("written", "tag", "attribute", "url"), LINKS)
def test_what_stands_elsewhere_is_a_frame_or_a_link(
    engine: EngineName, written: str, tag: str, attribute: str, url: str
) -> None:
    found, problems = made(f"One {written} two.\n\n{written}", engine)
    assert [each.get(attribute) for each in found.iter(tag)] == [url, url]
    assert problems == []


FIGURES = [
    '{{< figure src="https://p.example/a.jpg" alt="A street" caption="The *old* town" >}}',
    '{{< figure\n  src="https://p.example/a.jpg"\n  alt="A street"\n  caption="The *old* town"\n>}}',
    '{% include figure.html src="https://p.example/a.jpg" alt="A street" caption="The *old* town" %}',
    '[caption id="attachment_1" align="alignleft" width="300"]<img src="https://p.example/a.jpg" alt="A street" />'
    " The *old* town[/caption]",
    '[caption id="attachment_1"]![A street](https://p.example/a.jpg) The *old* town[/caption]',
]


@pytest.mark.parametrize("written", FIGURES)
def test_a_figure_has_its_picture_and_its_caption(engine: EngineName, written: str) -> None:
    found, problems = made(f"One.\n\n{written}\n\nTwo.", engine)
    (figure,) = found.iter("figure")
    (image,) = figure.iter("img")
    (caption,) = figure.iter("figcaption")
    assert (image.get("src"), image.get("alt")) == ("https://p.example/a.jpg", "A street")
    assert caption.text_content().strip() == "The old town"
    assert [block.tag for block in found] == ["p", "figure", "p"]
    assert problems == []


def test_a_pictures_file_is_found_from_its_shortcode(site: Site) -> None:
    site.article(body='One.\n\n{{< figure src="gone.jpg" >}}\n\n{% image "assets/gone.jpg", "Gone" %}')
    assert [(str(each.place), each.what[:24]) for each in site.built().problems] == [
        ("content/flood.md:7:17", "'gone.jpg' can't be used"),
        ("content/flood.md:9:11", "'/assets/gone.jpg' can't"),
    ]


REFS = [
    ('[a]({{< ref "rain.md" >}})', "/2022/03/rain/"),
    ('[a]({{< ref "/old/rain" >}})', "/2022/03/rain/"),
    ('[a]({{% relref "old/rain.md#down" %}})', "/2022/03/rain/#down"),
    ('[a]({{< relref path="rain" >}} "Title")', "/2022/03/rain/"),
    ("[a]({% link old/rain.md %})", "/2022/03/rain/"),
    ("[a]({% post_url rain %})", "/2022/03/rain/"),
    ('<a href="{{< ref "rain.md" >}}">a</a>', "/2022/03/rain/"),
    ("[a][1]\n\n[1]: {{< ref rain >}}", "/2022/03/rain/"),
    ('[a]({{< ref "#here" >}})', "#here"),
    ('[a]({{< ref "pages/about" >}})', "/about/"),
    ("[a]({{ site.baseurl }}/about/)", "/about/"),
    ('[a]({{ "/about/" | relative_url }})', "/about/"),
    ('<a href="{{ "/about/" | url }}">a</a>', "/about/"),
]


@pytest.mark.parametrize(("written", "url"), REFS)
def test_a_reference_leads_to_the_other_text(site: Site, written: str, url: str) -> None:
    site.article("old/rain", body="## Down\n\nRain.")
    site.write("content/pages/about.md", "---\ntitle: About\n---\nWe.")
    site.article(body=f"## Here\n\n{written}")
    assert site.built().problems == ()
    (found,) = html.document_fromstring(site.page("/2022/03/flood/")).find_class("body")
    assert [link.get("href") for link in found.iter("a")] == [url]


def test_a_reference_alone_is_a_link_with_the_headline(site: Site) -> None:
    site.article("rain", title="Rain & more")
    site.article(body='See {{< ref "rain.md" >}} too.')
    assert site.built().problems == ()
    assert 'See <a href="/2022/03/rain/">Rain &amp; more</a> too.' in site.page("/2022/03/flood/")


def test_a_reference_to_nothing_is_told_at_its_place(site: Site) -> None:
    site.article("rain")
    site.article(body='One [a]({{< ref "gone.md" >}}) and [b]({{< ref "rain.md#up" >}}).')
    found = site.built().problems
    assert [(problem.code, str(problem.place)) for problem in found] == [
        ("dead-link", "content/flood.md:5:18"),
        ("dead-anchor", "content/flood.md:5:49"),
    ]


CODE = [
    ("{{< highlight go >}}\na < b\n\n  `c`\n{{< /highlight >}}", "language-go", "a < b\n\n  `c`\n"),
    ("{% highlight ruby linenos %}\ndef a\n\n# b\n{% endhighlight %}", "language-ruby", "def a\n\n# b\n"),
]


@pytest.mark.parametrize(("written", "language", "code"), CODE)
def test_highlighted_code_is_code(engine: EngineName, written: str, language: str, code: str) -> None:
    found, problems = made(f"One.\n\n{written}\n\nTwo.", engine)
    (block,) = found.findall("pre/code")
    assert (block.get("class"), block.text) == (language, code)
    assert problems == []


UNKNOWN = [
    "{{< unheard-of a=1 >}}",
    "{{% unheard/of %}}",
    "{% include gone.html %}",
    "{% include x.html a=1 %}",
    "{{ page.title }}",
    '{{ "maria" | team_link }}',
    "{% assign a = 1 %}",
    "{% if page.draft %}",
    '[gallery ids="1,2"]',
    '[contact-form-7 id="1" title="Write"]',
    "{{< youtube >}}",
    "{{< figure >}}",
    "{{< youtube <script> >}}",
    "{{< /never-begun >}}",
]


@pytest.mark.parametrize("written", UNKNOWN)
def test_what_is_not_known_is_left_out_and_told_at_its_place(site: Site, engine: EngineName, written: str) -> None:
    for text in (
        f"Water rose.\n\nOne {written} two.",
        f"Water rose.\n\nOne\n    {written}",
        f"Water rose.\n\n{written}",
    ):
        found, problems = made(text, engine)
        line = next(number for number, line in enumerate(text.split("\n"), 1) if written in line)
        column = text.split("\n")[line - 1].index(written) + 1
        assert [(each.code, each.severity) for each in problems] == [("shortcode", "warning")]
        assert (problems[0].place.line, problems[0].place.column) == (line, column)
        assert not set("{}[]") & set(found.text_content())
    site.article(body=f"{written} Water rose.")
    site.built()
    assert 'content="Water rose."' in site.page("/2022/03/flood/")


def test_what_stands_between_tags_that_are_not_known_stays(engine: EngineName) -> None:
    found, problems = made("{{< note >}}\n**Water**\n\n- rose\n{{< /note >}}\n\n[box]It *fell*[/box].", engine)
    assert found.text_content().split() == ["Water", "rose", "It", "fell."]
    assert [block.tag for block in found] == ["p", "ul", "p"]
    assert [problem.place.line for problem in problems] == [1, 7]


HIDDEN = [
    "{{/* secret */}}",
    "{{- /* secret\nsecret */ -}}",
    "{% comment %}secret\n\nsecret{% endcomment %}",
    "{{< comment >}}secret{{< /comment >}}",
    "{# secret #}",
]


@pytest.mark.parametrize("written", HIDDEN)
def test_comments_of_templates_are_for_nobody(engine: EngineName, written: str) -> None:
    found, problems = made(f"One {written} two.", engine)
    assert found.text_content().split() == ["One", "two."]
    assert problems == []


TYPED = [
    "{{</* youtube abc */>}}",
    "{{%/* note */%}}",
    "{{ 7*7 }}",
    "[sic] and [video] and [1]",
    "[a word] [b]",
    "{ a } and {{}}",
    "100 {% and",
    "[read also: this]",
    "\\[gallery ids=1]",
]


@pytest.mark.parametrize("written", TYPED)
def test_what_is_escaped_or_means_nothing_to_anyone_stays_as_typed(engine: EngineName, written: str) -> None:
    found, problems = made(f"One {written} two.", engine)
    assert found.text_content().strip() == f"One {written} two.".replace("\\", "")
    assert problems == []


def test_code_stays_as_typed(engine: EngineName) -> None:
    code = '{{< figure src="a.jpg" >}} {% include x %} {{ page.title }}\n[gallery ids="1"] [caption a="b"]c[/caption]\n'
    indented = "".join(f"    {line}\n" for line in code.splitlines())
    inline = "`{{< youtube abc >}}` and `` [embed]x[/embed] ` ``"
    found, problems = made(
        f"```text\n{code}```\n\nThen:\n\n{indented}\n- item\n\n    ```\n    {{{{< x >}}}}\n    ```\n\n"
        f"<pre>\n{code.replace('<', '&lt;')}</pre>\n\nAnd {inline}.",
        engine,
    )
    assert [block.text_content().lstrip("\n") for block in found.xpath("./pre")] == [code] * 3
    assert [each.text for each in found.findall("p/code")] == ["{{< youtube abc >}}", "[embed]x[/embed] `"]
    assert problems == []


def test_what_a_shortcode_says_is_sanitised(engine: EngineName) -> None:
    found, _ = made(
        '{{< figure src="javascript:x" link="javascript:x" caption="<script>x</script><b onclick=x>b</b>" >}}\n\n'
        '[video src="javascript:x"]\n\n{{< youtube "a/../\\"><script>" >}}\n\n[embed]javascript:x[/embed]',
        engine,
    )
    assert not list(found.iter("script"))
    assert not [value for value in found.xpath("//@*") if "javascript" in value or value == "x"]


def test_a_mark_that_a_writer_forges_is_no_more_than_one_of_the_texts_own(engine: EngineName) -> None:
    found, _ = made("{{< youtube dQw4w9WgXcQ >}} &#xe002;0&#xe003; &#xe002;7&#xe003; \ue0020\ue003", engine)
    assert len(list(found.iter("iframe"))) <= 2


def test_many_tags_that_never_end_cost_little(engine: EngineName) -> None:
    for sign in ("{{< a ", "{% a ", "{{ a ", '[a b="', "{% raw %}", "{# ", "[[read-also: ", "`", "<pre>"):
        made("x " + sign * 2000, engine)
