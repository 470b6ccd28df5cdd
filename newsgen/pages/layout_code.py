"""How layouts are compiled: to functions that return what they print, piece by piece, in one list. Pure.

Jinja's own are generators, one within the other, through which each piece is handed up by itself; a page has some 200.
"""

from keyword import iskeyword
from typing import Any

from jinja2 import nodes
from jinja2.compiler import CodeGenerator, Frame
from jinja2.runtime import Macro
from jinja2.utils import missing
from markupsafe import Markup

_PARENT = "parent_template.root_render_func(context)"


class Pieces(list[str]):
    """What a layout or a block prints."""

    def close(self) -> None:
        """Jinja takes it for a generator."""


class LayoutCode(CodeGenerator):
    """A layout's root and its blocks write into a buffer, as Jinja's macros do, and return it."""

    def write_commons(self) -> None:
        self.writeline("resolve = context.resolve_or_missing")
        self.writeline("undefined = environment.undefined")
        self.writeline("concat = environment.concat")
        self.writeline("cond_expr_undefined = Undefined")
        self.writeline("pieces = Pieces()")

    def enter_frame(self, frame: Frame) -> None:
        if frame.parent is None:
            frame.buffer = "pieces"
        super().enter_frame(frame)

    def leave_frame(self, frame: Frame, with_python_scope: bool = False) -> None:
        super().leave_frame(frame, with_python_scope)
        if frame.parent is not None:
            return
        if frame.toplevel and self.extends_so_far:
            self.writeline(f"if parent_template is not None: pieces += {_PARENT}")
        self.writeline("return pieces")

    def visit_Include(self, node: nodes.Include, frame: Frame) -> None:  # noqa: N802 - Jinja's name
        self._included_into = frame.buffer
        super().visit_Include(node, frame)

    def writeline(self, x: str, node: nodes.Node | None = None, extra: int = 0) -> None:
        """Jinja yields from the parent, which has been added already, and from what is included without context."""
        if x == f"yield from {_PARENT}":
            x = "pass"
        elif x.startswith("yield from "):
            x = f"{self._included_into} += {x.removeprefix('yield from ')}"
        super().writeline(x, node, extra)

    def visit_Call(self, node: nodes.Call, frame: Frame, forward_caller: bool = False) -> None:  # noqa: N802
        """Straight away, since nothing that layouts can name wants Jinja's context."""
        is_plain = not (forward_caller or node.dyn_args or node.dyn_kwargs)
        if not is_plain or any(iskeyword(argument.key) for argument in node.kwargs):
            super().visit_Call(node, frame, forward_caller=forward_caller)
            return
        self.visit(node.node, frame)
        self.write("(")
        for argument in (*node.args, *node.kwargs):
            self.visit(argument, frame)
            self.write(", ")
        self.write(")")


class LayoutMacro(Macro):
    """Takes its arguments without ado, unless it wants more of them than it names."""

    def __call__(self, *arguments: Any, **named: Any) -> str:
        rest = self.arguments[len(arguments) :]
        wants_more = self.caller or self.catch_kwargs or self.catch_varargs
        if wants_more or len(arguments) > len(self.arguments) or not named.keys() <= set(rest):
            return super().__call__(*arguments, **named)
        return marked(self._func(*arguments, *[named.get(name, missing) for name in rest]))


def marked(text: str) -> Markup:
    """Text that is HTML already, without looking whether it knows better."""
    return str.__new__(Markup, text)
