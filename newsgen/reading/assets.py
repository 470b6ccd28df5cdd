"""The assets as they are put out: with the names of what their style sheets and scripts name. Reads disk."""

from collections.abc import Iterator
from functools import cached_property
from pathlib import Path
from posixpath import splitext

from msgspec.structs import replace

from newsgen.model.digest import content_digest, digest
from newsgen.model.entry import AssetLink, Measured
from newsgen.model.problem import Place, Problem, nearest_file, warning
from newsgen.reading.asset_links import ASSETS, links_in, meant, relative_url, rewritten
from newsgen.reading.media_files import MediaFiles, output_name
from newsgen.reading.scan import AS_THEY_ARE, shown_name


class Assets:
    """Every asset by its name below `assets/`. A file that names others has a hash of these, too, in its own name: of
    all that can be reached from it, so those that name each other change together.

    base: the site's own path. folder: how problems call the folder of assets.
    """

    def __init__(self, media_files: MediaFiles, base: str = "", folder: str = "assets") -> None:
        self._shelf, self._base, self._folder = media_files, base, folder
        self._digests: dict[str, bytes] = {}

    @cached_property
    def outputs(self) -> dict[str, str]:
        """The output path of each, by name."""
        return {name: self._output(name, measured) for name, measured in self._measured.items()}

    @cached_property
    def problems(self) -> tuple[Problem, ...]:
        """Problems of names that lead to no file."""
        return tuple(problem for name in self._measured for problem in self._problems_in(name))

    def put_out(self, name: str) -> tuple[bytes | Path, bytes]:
        """What a file among the sources is put out as, and the digest of that. Raises OSError."""
        content = self.content(name)
        if content is None:
            return Path(self._shelf.files[name].path), bytes.fromhex(self._shelf.digest(name))
        return content, content_digest(content)

    def digest(self, name: str) -> bytes:
        """The digest of what a file among the sources is put out as."""
        if name not in self._digests:
            self._digests[name] = self.put_out(name)[1]
        return self._digests[name]

    def content(self, name: str) -> bytes | None:
        """What a file among the sources is put out as; None where that is what the file holds. Raises OSError."""
        own = name.removeprefix(ASSETS)
        if not name.startswith(ASSETS) or own not in self._links:
            return None
        content = Path(self._shelf.files[name].path).read_bytes()
        measured, links = self._measured[own], self._links[own]
        if digest(content) != measured.digest:  # it was edited since it was measured
            links = self._resolved(own, links_in(name, content))
        here = self.outputs[own]
        return rewritten(content, [(link, relative_url(link.target, self.outputs[to], here)) for link, to in links])

    @cached_property
    def _measured(self) -> dict[str, Measured]:
        names = self._shelf.assets()
        return {name: found for name in names if (found := self._shelf.measure(ASSETS + name))}

    @cached_property
    def _links(self) -> dict[str, list[tuple[AssetLink, str]]]:
        """The assets that name others: which, by where they do. What is put out as it is keeps its own."""
        found = ((name, measured.links) for name, measured in self._measured.items() if measured.links)
        resolved = ((name, self._resolved(name, links)) for name, links in found if not name.startswith(AS_THEY_ARE))
        return {name: links for name, links in resolved if links}

    def _resolved(self, name: str, links: tuple[AssetLink, ...]) -> list[tuple[AssetLink, str]]:
        pairs = ((link, self._target(name, link)) for link in links if link.kind != "made")
        return [(link, target) for link, target in pairs if target]

    def _target(self, name: str, link: AssetLink) -> str:
        """The asset that a link means; "" where there is none."""
        return next((target for target in meant(name, link, self._base) if target in self._measured), "")

    def _output(self, name: str, measured: Measured) -> str:
        if name in self._links:
            reached = sorted(self._reached(name))
            joint = "".join(f"{other}\0{self._measured[other].digest}\0" for other in reached)
            measured = replace(measured, digest=digest(joint.encode(errors="surrogatepass")))
        return output_name(ASSETS + name, measured)

    def _reached(self, name: str) -> set[str]:
        """All that a file names, that these name and so on, itself among them; without what has no hash in its name."""
        found, waiting = {name}, [name]
        while waiting:
            targets = {target for _, target in self._links.get(waiting.pop(), ())}
            new = {target for target in targets - found if not target.startswith(AS_THEY_ARE)}
            found |= new
            waiting += new
        return found

    def _problems_in(self, name: str) -> Iterator[Problem]:
        measured = self._measured[name]
        if not measured.digest:
            yield Problem("unreadable", Place(f"{self._folder}/{shown_name(name)}"), measured.wrong.removeprefix("it "))
        for link in measured.links:
            names = meant(name, link, self._base)
            place = Place(f"{self._folder}/{shown_name(name)}", link.line, link.column)
            is_own = bool(names) and not names[0].startswith(AS_THEY_ARE)
            if link.kind == "made":
                if is_own:
                    what = f"the name that begins with '{link.target}' is put together while the script runs"
                    fix = f"write each name out, for its file gets a hash; or put the files into {self._folder}/_root/"
                    yield warning("computed-import", place, what, fix)
            elif link.kind == "map" or (link.target[0] == "/" and not is_own):
                continue
            elif name.startswith(AS_THEY_ARE):
                if is_own:
                    what = f"'{link.target}' is not put out under that name, but with a hash in it"
                    yield warning("missing-file", place, what, f"put it into {self._folder}/_root/ too")
            elif names and not self._target(name, link):
                ending = splitext(names[0])[1] or splitext(name)[1]
                alike = [other for other in self._measured if other.endswith(ending)]
                fix = nearest_file(names[0], alike, f"check its path, or put it into {self._folder}/")
                yield warning("missing-file", place, f"'{link.target}' can't be used: there is no such file", fix)
