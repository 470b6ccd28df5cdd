"""How layouts are compiled: to functions that return what they print, piece by piece, in one list. Pure.

Jinja's own are generators, one within the other, through which each piece is handed up by itself; a page has some 200.
Without this a cold build takes a fifth longer (docs/engine.md). It needs the compiler of Jinja 3.1.
"""

from keyword import iskeyword
from typing import Any

from jinja2 import Environment, nodes
from jinja2.compiler import CodeGenerator, Frame
from jinja2.runtime import Context, Macro
from jinja2.utils import missing
from markupsafe import Markup, escape
from markupsafe import _escape_inner as escape_text  # type: ignore[attr-defined]

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
        self._into = frame.buffer
        super().visit_Include(node, frame)

    def visit_Block(self, node: nodes.Block, frame: Frame) -> None:  # noqa: N802
        """Without a buffer Jinja yields from the block, where it would else add its pieces one by one."""
        self._into, frame.buffer = frame.buffer, None
        super().visit_Block(node, frame)
        frame.buffer = self._into

    def writeline(self, x: str, node: nodes.Node | None = None, extra: int = 0) -> None:
        """Jinja yields from blocks, what is included without context, and the parent, which is there already."""
        if x == f"yield from {_PARENT}":
            x = "pass"
        elif x.startswith("yield from "):
            x = f"{self._into} += {x.removeprefix('yield from ')}"
        super().writeline(x, node, extra)

    def visit_Getattr(self, node: nodes.Getattr, frame: Frame) -> None:  # noqa: N802
        """Asks the environment only where the thing itself has no such attribute."""
        self.write("(found if (found := getattr((thing := ")
        self.visit(node.node, frame)
        self.write(f"), {node.attr!r}, missing)) is not missing else environment.getattr(thing, {node.attr!r}))")

    def _output_child_pre(self, node: nodes.Expr, frame: Frame, finalize: Any) -> None:
        """Most of what is printed is plain text."""
        if _is_escaped(frame):
            self.write("(escape_text(value) if type(value := ")
        else:
            super()._output_child_pre(node, frame, finalize)

    def _output_child_post(self, node: nodes.Expr, frame: Frame, finalize: Any) -> None:
        if _is_escaped(frame):
            self.write(") is str else escape(value))")
        else:
            super()._output_child_post(node, frame, finalize)

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


def _is_escaped(frame: Frame) -> bool:
    """Whether it is known by now that what is printed there will be."""
    return frame.eval_ctx.autoescape and not frame.eval_ctx.volatile


class LayoutMacro(Macro):
    """Takes its arguments without ado, unless it wants more of them than it names."""

    def __init__(self, *arguments: Any) -> None:
        super().__init__(*arguments)
        self._wants_more = self.caller or self.catch_kwargs or self.catch_varargs

    def __call__(self, *arguments: Any, **named: Any) -> str:
        rest = self.arguments[len(arguments) :]
        if self._wants_more or len(arguments) > len(self.arguments) or not named.keys() <= set(rest):
            return super().__call__(*arguments, **named)
        return Markup(self._func(*arguments, *[named.get(name, missing) for name in rest]))


class LayoutContext(Context):
    """The variables of a layout. All layouts have the same globals: which they are need not be known of each."""

    def __init__(
        self, environment: Environment, parent: dict[str, Any], name: str | None, blocks: Any, **_: Any
    ) -> None:
        super().__init__(environment, parent, name, blocks)

    def derived(self, locals: dict[str, Any] | None = None) -> "LayoutContext":
        """Make one for a block that knows the variables around it. What the block sets stays in it."""
        around = {name: value for name, value in (locals or {}).items() if value is not missing}
        made = LayoutContext(self.environment, {**self.parent, **self.vars, **around}, self.name, {})
        made.eval_ctx, made.blocks = self.eval_ctx, self.blocks
        return made


def escaped(value: Any) -> str:
    """Escape as Jinja does, without a Markup around what is joined to the rest of a page at once."""
    if type(value) is str:
        return escape_text(value)
    if type(value) is int:
        return str(value)
    return value if type(value) is Markup else escape(value)


NAMES = {"escape": escaped, "escape_text": escape_text, "Pieces": Pieces, "Macro": LayoutMacro}
"""What compiled layouts call."""
