"""What is told of two that want one url, id or alias, each at the key that made it. Reads disk to find lines."""

from collections.abc import Iterable, Iterator

from msgspec.structs import replace

from newsgen.model.clash import Claim, Clash
from newsgen.model.config import Config
from newsgen.model.problem import Place, Problem, warning
from newsgen.site.options import CONFIG_FILE
from newsgen.site.sources import SiteRead

Places = dict[tuple[str, str], Place]
_KEPT_BY_THE_SITE = "a page that the site makes itself"


def clash_problems(clashes: Iterable[Clash], read: SiteRead, config: Config) -> Iterator[Problem]:
    """One of each, with the same as it is told of the other file."""
    known: dict[str, Places] = {}
    for clash in clashes:
        later, first = (_place(claim, clash.value, read, config, known) for claim in (clash.later, clash.first))
        told = _told(clash, later, first)
        if clash.first.path in ("", clash.later.path):
            yield told
        else:
            turned = Clash(clash.value, clash.first, clash.later)
            yield replace(told, other=replace(_told(turned, first, later), severity=told.severity))


def _told(clash: Clash, here: Place, there: Place) -> Problem:
    value, later, first = clash.value, clash.later, clash.first
    is_of_two = first.path not in ("", later.path)
    if later.key == "id":
        return Problem("id-clash", here, f"the id '{value}' is that of {there}", "give one of them an `id` of its own")
    if later.key == "aliases":
        what = f"a page stands at the alias {value}"
        if is_of_two:
            what = f"the alias {value} is also one of {there}" if first.key == "aliases" else f"{what}: that of {there}"
        return warning("alias-clash", here, what, "remove the alias")
    if first.key == "aliases":
        return warning("alias-clash", here, f"{there} has the url {value} for an alias", "remove the alias there")
    if is_of_two:
        what, mend = f"the url {value} is that of {there}", "give one of them another `slug`"
    else:
        what, mend = f"the url {value} is that of {_KEPT_BY_THE_SITE}", "give it another `slug`"
    return Problem("url-clash", here, what, mend)


def _place(claim: Claim, value: str, read: SiteRead, config: Config, known: dict[str, Places]) -> Place:
    """Of the key, or of the one alias; the start of a file whose name made it."""
    path, source = claim.path, claim.path.removeprefix(f"{config.paths.content}/")
    if not claim.key or source not in read.sources.texts:
        return Place(path or CONFIG_FILE)
    if path not in known:
        from newsgen.reading.manuscripts import places_of_keys  # few sites have a clash, and it takes long

        known[path] = places_of_keys(read.sources.texts[source], path, config)
    return known[path].get((claim.key, value)) or known[path].get((claim.key, "")) or Place(path)
