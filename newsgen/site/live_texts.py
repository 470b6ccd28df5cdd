"""The texts of a site beside its builds: new ones from memory, the others from the cache. Reads disk."""

from collections.abc import Callable
from pathlib import Path

import msgspec

from newsgen.engine.cache import CachedTexts, DamagedCacheError
from newsgen.model.article import Article, PlainPage

Text = Article | PlainPage


class LiveTexts:
    """Owns those that were read since the last build, packed. again: reads one that the cache lacks."""

    def __init__(self, cache_file: Path, again: Callable[[str], bytes] | None = None) -> None:
        self._cached: CachedTexts[Text] = CachedTexts(cache_file, "texts", Text, is_live=True)
        self._again = again
        self._decoder: msgspec.msgpack.Decoder[Text] = msgspec.msgpack.Decoder(Text)
        self._newer: dict[str, bytes] = {}

    def put(self, texts: dict[str, bytes]) -> None:
        self._newer |= texts

    def get(self, source: str, /) -> Text:
        """Raises LookupError for a text that can't be read any more, DamagedCacheError where there is no `again`."""
        if source not in self._newer:
            try:
                return self._cached.get(source)
            except DamagedCacheError:  # a build of another version, or one without a cache, began it anew
                if self._again is None:
                    raise
                self._newer[source] = self._again(source)
        if not (packed := self._newer[source]):
            del self._newer[source]
            raise LookupError(source)
        return self._decoder.decode(packed)

    def close(self) -> None:
        self._cached.close()
