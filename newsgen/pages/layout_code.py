"""How layouts are compiled: to functions that return what they print, piece by piece, in one list. Pure.

Jinja's own are generators, one within the other, through which each piece is handed up by itself; a page has some 200.
Without this a cold build takes a fifth longer (docs/engine.md). It needs the compiler of Jinja 3.1.
"""

from keyword import iskeyword
from typing import Any

from jinja2 import nodes
from jinja2.compiler import CodeGenerator, Frame
from markupsafe import Markup, escape
from markupsafe import _escape_inner as escape_text  # type: ignore[attr-defined]

_PARENT = "parent_template.root_render_func(context)"
_INSTEAD = {
    "if 0: yield None": "pieces = []",
    f"yield from {_PARENT}": "pass",  # they are there already
    "finally: gen.close()": "finally: pass",  # it is no generator
}


class LayoutCode(CodeGenerator):
    """A layout's root and its blocks write into a buffer, as Jinja's macros do, and return it."""

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
        self._into = frame.buffer
        super().visit_Include(node, frame)

    def visit_Block(self, node: nodes.Block, frame: Frame) -> None:  # noqa: N802
        """Without a buffer Jinja yields from the block, where it would else add its pieces one by one."""
        self._into, frame.buffer = frame.buffer, None
        super().visit_Block(node, frame)
        frame.buffer = self._into

    def writeline(self, x: str, node: nodes.Node | None = None, extra: int = 0) -> None:
        """Jinja yields from blocks and from what is included without context."""
        x = _INSTEAD.get(x, x)
        if x.startswith("yield from "):
            x = f"{self._into} += {x.removeprefix('yield from ')}"
        super().writeline(x, node, extra)
        if x.startswith("from jinja2.runtime import "):
            super().writeline(f"from {__name__} import escaped as escape")

    def visit_Getattr(self, node: nodes.Getattr, frame: Frame) -> None:  # noqa: N802
        """Asks the environment only where the thing itself has no such attribute."""
        self.write("(found if (found := getattr((thing := ")
        self.visit(node.node, frame)
        self.write(f"), {node.attr!r}, missing)) is not missing else environment.getattr(thing, {node.attr!r}))")

    def _import_common(self, node: nodes.Import | nodes.FromImport, frame: Frame) -> None:
        """What is imported without context is made once for each Renderer: `LayoutEnvironment.imported`."""
        if node.with_context:
            super()._import_common(node, frame)
            return
        self.write("environment.imported(")
        self.visit(node.template, frame)
        self.write(f", {self.name!r})")

    def visit_Call(self, node: nodes.Call, frame: Frame, forward_caller: bool = False) -> None:  # noqa: N802
        """Straight away, since nothing that layouts can name wants Jinja's context."""
        if forward_caller or node.dyn_args or node.dyn_kwargs or any(iskeyword(each.key) for each in node.kwargs):
            super().visit_Call(node, frame, forward_caller=forward_caller)
            return
        self.visit(node.node, frame)
        self.write("(")
        for argument in (*node.args, *node.kwargs):
            self.visit(argument, frame)
            self.write(", ")
        self.write(")")


def escaped(value: Any) -> str:
    """Escape as Jinja does, without a Markup around what is joined to the rest of a page at once."""
    if type(value) is str:
        return escape_text(value)
    if type(value) is int:
        return str(value)
    return value if type(value) is Markup else escape(value)
