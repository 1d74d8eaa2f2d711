"""Small faults that could be put into a source file, each at one place."""

import ast
import re
from dataclasses import dataclass
from itertools import pairwise

OTHER_OPERATOR = {
    ast.Add: ("+", "-"),
    ast.Sub: ("-", "+"),
    ast.Mult: ("*", "/"),
    ast.Div: ("/", "*"),
    ast.FloorDiv: ("//", "/"),
    ast.Mod: ("%", "*"),
    ast.Pow: ("**", "*"),
    ast.Eq: ("==", "!="),
    ast.NotEq: ("!=", "=="),
    ast.Lt: ("<", "<="),
    ast.LtE: ("<=", "<"),
    ast.Gt: (">", ">="),
    ast.GtE: (">=", ">"),
    ast.Is: ("is", "is not"),
    ast.IsNot: (r"is\s+not", "is"),
    ast.In: ("in", "not in"),
    ast.NotIn: (r"not\s+in", "in"),
    ast.And: ("and", "or"),
    ast.Or: ("or", "and"),
}
PATTERN = {"+": r"\+", "*": r"\*", "**": r"\*\*", "/": "/", "//": "//"}
SENTENCE = re.compile(r"[A-Za-z]{3,} .*[a-z]", re.DOTALL)


@dataclass(frozen=True)
class Change:
    """Bytes `start` to `end` of a file become `text`."""

    line: int
    start: int
    end: int
    text: str

    def applied(self, source: bytes) -> bytes:
        return source[: self.start] + self.text.encode() + source[self.end :]

    def shown(self, source: bytes) -> str:
        """One line: what stood there, and what stands there now."""
        return f"{' '.join(source[self.start : self.end].decode().split())} -> {' '.join(self.text.split())}"


def changes(source: bytes) -> list[Change]:
    """Every change of a file, in the order of its lines.

    An operator becomes its neighbour, a number one more, a condition its contrary, a result None; a call made for its
    effect is left out; a sentence gets a word more. Annotations, decorators and docstrings stay as they are.
    """
    finder = _Finder(source)
    finder.visit(ast.parse(source))
    return sorted(set(finder.found), key=lambda change: (change.start, change.end, change.text))


class _Finder(ast.NodeVisitor):
    def __init__(self, source: bytes) -> None:
        self.source = source
        self.lines = [0]
        for line in source.splitlines(keepends=True):
            self.lines.append(self.lines[-1] + len(line))
        self.found: list[Change] = []

    def start(self, node: ast.AST) -> int:
        return self.lines[node.lineno - 1] + node.col_offset  # type: ignore[attr-defined]

    def end(self, node: ast.AST) -> int:
        return self.lines[node.end_lineno - 1] + node.end_col_offset  # type: ignore[attr-defined]

    def put(self, node: ast.AST, text: str, start: int | None = None, end: int | None = None) -> None:
        first = self.start(node) if start is None else start
        self.found.append(Change(node.lineno, first, self.end(node) if end is None else end, text))  # type: ignore[attr-defined]

    def between(self, operator: ast.AST, left: ast.AST, right: ast.AST) -> None:
        if type(operator) not in OTHER_OPERATOR:
            return
        written, other = OTHER_OPERATOR[type(operator)]
        gap = self.source[self.end(left) : self.start(right)].decode()
        match = re.search(PATTERN.get(written, written), re.sub(r"#.*", lambda note: " " * len(note[0].encode()), gap))
        if match:
            offset = self.end(left)
            self.put(left, other, offset + match.start(), offset + match.end())

    # What is not to be changed: words for the type checker, for people who read the source, for the import system.

    def visit_FunctionDef(self, node: ast.FunctionDef) -> None:
        for default in (*node.args.defaults, *filter(None, node.args.kw_defaults)):
            self.visit(default)
        self.body(node.body)

    def visit_ClassDef(self, node: ast.ClassDef) -> None:
        self.body(node.body)

    def visit_Module(self, node: ast.Module) -> None:
        self.body(node.body)

    def visit_AnnAssign(self, node: ast.AnnAssign) -> None:
        if node.value:
            self.visit(node.value)

    def visit_Assign(self, node: ast.Assign) -> None:
        unchanged = ("__all__", "TYPE_CHECKING")
        if not any(isinstance(target, ast.Name) and target.id in unchanged for target in node.targets):
            self.visit(node.value)

    def body(self, statements: list[ast.stmt]) -> None:
        for statement in statements:
            docstring = isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)
            if not docstring:
                self.visit(statement)

    # What is.

    def visit_If(self, node: ast.If) -> None:
        if isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING":
            return
        self.contrary(node.test)
        self.generic_visit(node)

    def visit_While(self, node: ast.While) -> None:
        if not isinstance(node.test, ast.Constant):
            self.contrary(node.test)
        self.generic_visit(node)

    def visit_keyword(self, node: ast.keyword) -> None:
        if node.arg != "strict":  # of zip: says to readers that the lengths are the same
            self.generic_visit(node)

    def visit_IfExp(self, node: ast.IfExp) -> None:
        self.contrary(node.test)
        self.generic_visit(node)

    def visit_comprehension(self, node: ast.comprehension) -> None:
        for condition in node.ifs:
            self.contrary(condition)
        self.generic_visit(node)

    def contrary(self, test: ast.expr) -> None:
        # A comparison has a change of its own, nearer to what people get wrong.
        if not isinstance(test, ast.Compare) or len(test.ops) > 1:
            self.put(test, f"(not ({self.source[self.start(test) : self.end(test)].decode()}))")

    def visit_Compare(self, node: ast.Compare) -> None:
        for operator, (left, right) in zip(node.ops, pairwise([node.left, *node.comparators]), strict=True):
            self.between(operator, left, right)
        self.generic_visit(node)

    def visit_BinOp(self, node: ast.BinOp) -> None:
        types = any(isinstance(side, ast.Constant) and side.value is None for side in (node.left, node.right))
        if not types:
            self.between(node.op, node.left, node.right)
        self.generic_visit(node)

    def visit_AugAssign(self, node: ast.AugAssign) -> None:
        self.between(node.op, node.target, node.value)
        self.generic_visit(node)

    def visit_BoolOp(self, node: ast.BoolOp) -> None:
        for left, right in pairwise(node.values):
            self.between(node.op, left, right)
        self.generic_visit(node)

    def visit_Return(self, node: ast.Return) -> None:
        if node.value and not (isinstance(node.value, ast.Constant) and node.value.value is None):
            self.put(node.value, "None")
        self.generic_visit(node)

    def visit_Expr(self, node: ast.Expr) -> None:
        if isinstance(node.value, ast.Call):
            self.put(node, "None")
        self.generic_visit(node)

    def visit_Constant(self, node: ast.Constant) -> None:
        match node.value:
            case bool():
                self.put(node, str(not node.value))
            case int():
                self.put(node, str(node.value + 1))
            case float():
                self.put(node, repr(node.value * 2 if node.value else 1.0))
            case str() if SENTENCE.search(node.value):
                self.sentence(node)

    def visit_JoinedStr(self, node: ast.JoinedStr) -> None:
        words = [part.value for part in node.values if isinstance(part, ast.Constant)]
        if SENTENCE.search(" ".join(map(str, words))):
            self.sentence(node)
        for part in node.values:
            if isinstance(part, ast.FormattedValue):
                self.inside(part.value)

    def inside(self, expression: ast.expr) -> None:
        """Before Python 3.12, what stands in an f-string has no place of its own in the file."""
        text = ast.get_source_segment(self.source.decode(), expression)
        try:
            if text and ast.dump(ast.parse(text, mode="eval").body) == ast.dump(expression):
                self.visit(expression)
        except SyntaxError:
            return

    def sentence(self, node: ast.expr) -> None:
        opening = re.match(rb"[rRfFuUbB]*(\"\"\"|'''|\"|')", self.source[self.start(node) : self.end(node)])
        if opening:
            place = self.start(node) + opening.end()
            self.put(node, "otherwise ", place, place)
