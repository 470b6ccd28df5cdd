"""A garden, for the engine to be tested with: plants set at a time, and signs that tell of them. Writes a store."""

from collections.abc import Callable, Collection
from pathlib import Path
from typing import Any

from msgspec import Struct

from newsgen.engine.cache import Cache
from newsgen.engine.dependencies import Dependencies, OutputFile, PageRecord, page_number
from newsgen.engine.tracing import Question, Trace, Tracer, question_id

EVER = float("inf")


class Plant(Struct, frozen=True):
    """day: on which it was set."""

    name: str
    day: float
    height: int = 1
    colour: str = "green"


class Gardener:
    """Answers questions about the plants that there are, and notes what it looks at."""

    def __init__(self, plants: Collection[Plant], tracer: Tracer) -> None:
        self.plants = sorted(plants, key=lambda plant: plant.day)
        self.tracer = tracer
        self.answered: list[str] = []

    def ask(self, name: str, *arguments: Any) -> Any:
        return self.tracer.ask(name, arguments, getattr(self, f"_{name}"))

    def _heights(self, since: float, until: float) -> list[int]:
        self._answering("heights", since, until)
        self.tracer.note("bed", since, until)
        return [plant.height for plant in self.plants if since <= plant.day <= until]

    def _newest(self, count: int) -> list[str]:
        """The bed is looked through from today back to the last plant that is named."""
        self._answering("newest", count)
        found = self.plants[::-1][:count]
        self.tracer.note("bed", found[-1].day if len(found) == count else -EVER, EVER)
        return [plant.name for plant in found]

    def _colour(self, name: str) -> str:
        self._answering("colour", name)
        self.tracer.note(f"plant:{name}")
        return next((plant.colour for plant in self.plants if plant.name == name), "none")

    def _brightest(self) -> list[str]:
        self._answering("brightest")
        return [self.ask("colour", name) for name in self.ask("newest", 2)]

    def _answering(self, name: str, *arguments: Any) -> None:
        self.answered.append(f"{name}({', '.join(map(str, arguments))})")


Sign = Callable[[Gardener], Any]


class Done(Struct, frozen=True):
    """made: the signs that were painted. why: by sign. answered: the questions, each as often as it was."""

    made: set[str]
    why: dict[str, str]
    answered: list[str]


class Garden:
    """Plants and signs, and what is remembered of painting these. Owns the file."""

    def __init__(self, file: Path, *plants: Plant, **signs: Sign) -> None:
        self.file, self.signs = file, signs
        self.plants = {plant.name: plant for plant in plants}
        self._before: dict[str, Plant] = {}

    def put(self, *plants: Plant) -> None:
        self.plants |= {plant.name: plant for plant in plants}

    def touched(self) -> dict[str, set[float]]:
        found: dict[str, set[float]] = {}
        for name in self._before.keys() | self.plants.keys():
            old, new = self._before.get(name), self.plants.get(name)
            if old != new:
                found[f"plant:{name}"] = {0.0}
                found.setdefault("bed", set()).update(plant.day for plant in (old, new) if plant)
        return found

    def paint(self, **touched: set[float]) -> Done:
        """Paints the signs that are new or stale. touched: facets that changed besides the plants'."""
        with Cache(self.file, "1") as cache:
            dependencies = Dependencies(cache)
            gardener = Gardener(self.plants.values(), Tracer(lambda answer: repr(answer).encode()))
            known = dependencies.files()
            why = dependencies.stale(self.touched() | touched, lambda name, given: _again(gardener, name, given))
            new = {name for name in self.signs if name not in known}
            made = {name for name in self.signs if name in new or page_number(name) in why}
            cache.begin()
            for name in self.signs:
                if name in made:
                    _paint(name, self.signs[name], gardener, dependencies)
            for name in known.keys() - self.signs.keys():
                dependencies.record_trace(known[name].number, _trace(dependencies, name), Trace())
                dependencies.delete_files({name: known[name]})
            dependencies.flush()
            cache.commit()
        self._before = dict(self.plants)
        reasons = {name: why[page_number(name)] for name in made - new}
        return Done(made, reasons, gardener.answered)


def _again(gardener: Gardener, name: str, given: tuple[Any, ...]) -> Question:
    gardener.ask(name, *given)
    return gardener.tracer.new(question_id(name, given))


def _paint(name: str, sign: Sign, gardener: Gardener, dependencies: Dependencies) -> None:
    tracer, number = gardener.tracer, page_number(name)
    tracer.begin()
    content = repr(sign(gardener)).encode()
    trace = tracer.trace()
    dependencies.record_questions({asked: tracer.new(asked) for asked in trace.asked})
    dependencies.record_trace(number, _trace(dependencies, name), trace)
    dependencies.put_files([(name, OutputFile(number, "sign", content, ()))])
    dependencies.record_pages([(number, PageRecord(trace, "", 0.0, 1))])


def _trace(dependencies: Dependencies, name: str) -> Trace:
    made = dependencies.record(page_number(name))
    return made.trace if made else Trace()
