"""What the Python package declares and exports, by its syntax trees."""

from __future__ import annotations

import ast
from pathlib import Path

from .surface import Declared, Detail

#: What every class may have, and says nothing of its surface.
USUAL = {"__init__", "__repr__", "__str__"}


def read(folder: Path) -> Declared:
    """`folder` is the package. Only what its `__init__` exports counts."""
    init = ast.parse((folder / "__init__.py").read_text())
    listed = listed_in(init, folder)
    declared: Declared = {}
    for module, names in imports(init).items():
        tree = tree_of(folder, module)
        wanted = all_of(tree) if "*" in names else names
        for node in tree.body:
            name = name_of(node)
            # What has underscores around it is never part of `*`.
            if name in wanted and (name in listed or name.startswith("__")):
                declaration(node, declared)
    return declared


def tree_of(folder: Path, module: str) -> ast.Module:
    path = folder / f"{module}.pyi"
    return ast.parse((path if path.exists() else folder / f"{module}.py").read_text())


def imports(init: ast.Module) -> dict[str, set[str]]:
    """The names that each module of the package is imported for."""
    found: dict[str, set[str]] = {}
    for node in init.body:
        if isinstance(node, ast.ImportFrom) and node.level == 1 and node.module:
            found.setdefault(node.module, set()).update(each.name for each in node.names)
    return found


def listed_in(init: ast.Module, folder: Path) -> set[str]:
    """The `__all__` of the package: its own names, and those of each module that is added to it."""
    listed = all_of(init)
    for node in init.body:
        if isinstance(node, ast.AugAssign) and ast.unparse(node.target) == "__all__":
            module, _, added = ast.unparse(node.value).partition(".")
            if added != "__all__":
                raise ValueError(f"`{ast.unparse(node)}` is not understood")
            listed |= all_of(tree_of(folder, module))
    return listed


def all_of(tree: ast.Module) -> set[str]:
    for node in tree.body:
        if isinstance(node, ast.Assign) and name_of(node) == "__all__":
            return set(ast.literal_eval(node.value))
    raise ValueError("a module that is imported whole has no `__all__`")


def name_of(node: ast.stmt) -> str | None:
    if isinstance(node, ast.ClassDef | ast.FunctionDef):
        return node.name
    if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
        return node.target.id
    if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
        return node.targets[0].id
    return None


def declaration(node: ast.stmt, declared: Declared) -> None:
    if isinstance(node, ast.FunctionDef):
        function(node, "", declared)
    elif isinstance(node, ast.ClassDef):
        declared[node.name] = Detail()
        for member in node.body:
            of_class(node, member, declared)
    elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
        declared[node.target.id] = Detail()
        if isinstance(node.value, ast.Subscript) and ast.unparse(node.value.value) == "Union":
            inner = node.value.slice
            for form in inner.elts if isinstance(inner, ast.Tuple) else [inner]:
                declared[f"{node.target.id}|{ast.unparse(form)}"] = Detail()


def of_class(of: ast.ClassDef, member: ast.stmt, declared: Declared) -> None:
    name = name_of(member)
    if name is None or name in USUAL or (name.startswith("_") and not name.startswith("__")):
        return
    if isinstance(member, ast.FunctionDef):
        function(member, f"{of.name}.", declared)
    elif isinstance(member, ast.AnnAssign):
        is_class = ast.unparse(member.annotation).startswith("ClassVar")
        nullable = None if is_class else is_nullable(member.annotation)
        declared[f"{of.name}.{name}"] = Detail(nullable=nullable, word=text_of(member.value))
    elif isinstance(member, ast.Assign):
        declared[f"{of.name}.{name}"] = Detail(word=text_of(member.value))


def function(node: ast.FunctionDef, prefix: str, declared: Declared) -> None:
    name = prefix + node.name
    # An answer that is nothing at all is none that may be absent.
    is_nothing = isinstance(node.returns, ast.Constant)
    declared[name] = Detail(nullable=not is_nothing and is_nullable(node.returns))
    args = [*node.args.posonlyargs, *node.args.args]
    if prefix and not any(ast.unparse(each) == "staticmethod" for each in node.decorator_list):
        args = args[1:]
    for at, arg in enumerate(args):
        declared[f"{name}({arg.arg})"] = Detail(at, is_nullable(arg.annotation))
    for arg in node.args.kwonlyargs:
        declared[f"{name}({arg.arg})"] = Detail(nullable=is_nullable(arg.annotation))


def is_nullable(annotation: ast.expr | None) -> bool:
    """Is `None` one of the types on the outside?"""
    if isinstance(annotation, ast.BinOp):
        return is_nullable(annotation.left) or is_nullable(annotation.right)
    return isinstance(annotation, ast.Constant) and annotation.value is None


def text_of(value: ast.expr | None) -> str | None:
    if isinstance(value, ast.Constant) and isinstance(value.value, str):
        return value.value
    return None
