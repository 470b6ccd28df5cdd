"""What is problem of two that want one url, id or alias, each at the key that made it. Reads disk to find lines."""

from collections.abc import Iterable, Iterator
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from newsgen.model.config import Config
from newsgen.model.gone import gone_path
from newsgen.model.problem import Place, Problem, warning
from newsgen.model.urls import Claim, Clash
from newsgen.reading.config_file import place_in_config
from newsgen.site.options import CONFIG_FILE
from newsgen.site.sources import SiteRead

_KEPT_BY_THE_SITE = "a page that the site makes itself"


def clash_problems(clashes: Iterable[Clash], read: SiteRead, config: Config, site: Path) -> Iterator[Problem]:
    """One of each, with the same as it is problem of the other file. site: its folder."""
    places = _Places(read, config, site, {})
    for clash in clashes:
        later, first = (places.of(claim, clash.value) for claim in (clash.later, clash.first))
        problem = _clash_problem(clash, later, first)
        if clash.first.path in ("", clash.later.path):
            yield problem
        else:
            turned = Clash(clash.value, clash.first, clash.later)
            yield replace(problem, other=replace(_clash_problem(turned, first, later), severity=problem.severity))


def _clash_problem(clash: Clash, here: Place, there: Place) -> Problem:
    value, later, first = clash.value, clash.later, clash.first
    is_of_two = first.path not in ("", later.path)
    if later.key == "id":
        return Problem("id-clash", here, f"the id '{value}' is that of {there}", "give one of them an `id` of its own")
    if later.key == "gone":
        what = f"`gone` has {value}, where a page stands" + (f": that of {there}" if is_of_two else "")
        return warning("alias-clash", here, what, "take it out of `gone`")
    if first.key == "gone":
        return warning("alias-clash", here, f"`gone` of {there} has the url {value}", "take it out there")
    if later.key == "aliases":
        what = f"a page stands at the alias {value}"
        if is_of_two:
            what = f"the alias {value} is also one of {there}" if first.key == "aliases" else f"{what}: that of {there}"
        return warning("alias-clash", here, what, "remove the alias")
    if first.key == "aliases":
        return warning("alias-clash", here, f"{there} has the url {value} for an alias", "remove the alias there")
    if is_of_two:
        what, fix = f"the url {value} is that of {there}", "give one of them another `slug`"
    else:
        what, fix = f"the url {value} is that of {_KEPT_BY_THE_SITE}", "give it another `slug`"
    return Problem("url-clash", here, what, fix)


class _Places(Struct, frozen=True):
    """Where claims stand. by_path: of the texts that were looked into."""

    read: SiteRead
    config: Config
    site: Path
    by_path: dict[str, dict[tuple[str, str], Place]]

    def of(self, claim: Claim, value: str) -> Place:
        """Of the key, or of the one alias; the start of a file whose name made it."""
        if claim.key == "gone":
            return self._in_config(value)
        path, source = claim.path, claim.path.removeprefix(f"{self.config.paths.content}/")
        if not claim.key or source not in self.read.sources.texts:
            return Place(path or CONFIG_FILE)
        if path not in self.by_path:
            from newsgen.reading.read_article import places_of_keys  # few sites have a clash, and it takes long

            self.by_path[path] = places_of_keys(self.read.sources.texts[source], path, self.config)
        places = self.by_path[path]
        return places.get((claim.key, value)) or places.get((claim.key, "")) or Place(path)

    def _in_config(self, url: str) -> Place:
        number = next((number for number, each in enumerate(self.config.gone) if gone_path(each) == url), 0)
        return place_in_config(self.site / CONFIG_FILE, ["gone", number, ""], CONFIG_FILE)
