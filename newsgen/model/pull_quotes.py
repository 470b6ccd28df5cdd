"""Quotes that stand out of a text and say again what is in it. Pure."""

import re

_PULL_QUOTE = re.compile(r'<aside class="pull-quote".*?</aside>\n?', re.DOTALL)


def without_pull_quotes(html: str) -> str:
    return _PULL_QUOTE.sub("", html) if 'class="pull-quote"' in html else html
