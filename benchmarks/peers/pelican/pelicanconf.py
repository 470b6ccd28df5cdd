"""The Pelican site of the benchmark: the same pages as Hugo's and newsgen's. Settings only."""

AUTHOR = "Newsroom"
SITENAME = "The Benchmark Times"
SITEURL = "https://news.example.org"
TIMEZONE = "UTC"
DEFAULT_LANG = "en"
THEME = "theme"
THEME_STATIC_PATHS: list[str] = []
STATIC_PATHS: list[str] = []
PLUGIN_PATHS = ["plugins"]
PLUGINS = ["beside"]
TEMPLATE_EXTENSIONS = [".html", ".xml"]

FORMATTED_FIELDS: list[str] = []  # summaries are plain text, as in the other two
ARTICLE_URL = "{date:%Y}/{date:%m}/{slug}/"
ARTICLE_SAVE_AS = "{date:%Y}/{date:%m}/{slug}/index.html"
CATEGORY_URL = "section/{slug}/"
CATEGORY_SAVE_AS = "section/{slug}/index.html"
TAG_URL = "tag/{slug}/"
TAG_SAVE_AS = "tag/{slug}/index.html"
AUTHOR_URL = "author/{slug}/"
AUTHOR_SAVE_AS = "author/{slug}/index.html"
MONTH_ARCHIVE_URL = "archive/{date:%Y}/{date:%m}/"
MONTH_ARCHIVE_SAVE_AS = "archive/{date:%Y}/{date:%m}/index.html"

DIRECT_TEMPLATES = ["index", "archives", "sitemap"]
ARCHIVES_SAVE_AS = "archive/index.html"
SITEMAP_SAVE_AS = "sitemap.xml"
PAGINATED_TEMPLATES = {"tag": 20, "category": 20, "author": 20}
PAGINATION_PATTERNS = [
    (1, "{url}", "{save_as}"),
    (2, "{base_name}/page/{number}/", "{base_name}/page/{number}/index.html"),
]

FEED_ALL_ATOM = None
CATEGORY_FEED_ATOM = None
AUTHOR_FEED_ATOM = None
AUTHOR_FEED_RSS = None
TRANSLATION_FEED_ATOM = None
FEED_ALL_RSS = "feed.xml"
CATEGORY_FEED_RSS = "section/{slug}/feed.xml"
FEED_MAX_ITEMS = 20
RSS_FEED_SUMMARY_ONLY = False
