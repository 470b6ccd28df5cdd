"""The order in which pages are made."""

from newsgen.pages.plan import Page, all_lists, plan, sorted_by_time
from tests.catalogs import article, catalog


def test_pages_come_by_the_newest_article_on_them() -> None:
    """So those that show the same stories are made one after the other, whatever their urls are."""
    found = catalog(
        [
            article("z", "2022-01-01", tags=("a",)),
            article("y", "2022-01-02", tags=("b",), section="Other"),
            article("x", "2022-02-03", tags=("a",)),
            article("w", "2022-02-04", tags=("a",)),
            article("v", "2022-02-05", tags=("a",)),
        ],
        listing={"per_page": 2},
    )
    pages, problems, clashes = plan(found, found.entries(), all_lists(found), {}, lambda title, _: title)
    assert (problems, clashes) == ([], [])
    kinds = ("article", "tag", "month", "sitemap")
    ordered = [page for page in sorted_by_time(pages.values(), found) if page.kind in kinds]
    months = {"month 2022-01 0", "sitemap 2022-01 0", "month 2022-02 0", "sitemap 2022-02 0"}
    assert [page.key for page in ordered if page.key not in months] == [
        "sitemap pages 0", "article z 0", "article y 0", "tag b 0", "article x 0", "tag a 1", "article w 0",
        "article v 0", "tag a 0",
    ]  # fmt: skip
    assert after(ordered, "month 2022-01 0", "article y 0")
    assert after(ordered, "month 2022-02 0", "article v 0")


def after(pages: list[Page], key: str, other: str) -> bool:
    keys = [page.key for page in pages]
    return keys.index(key) > keys.index(other)
