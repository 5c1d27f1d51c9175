"""A formula tree as one compact s-expression, for tests and for looking at."""
from __future__ import annotations

from .. import tree


def dump(node: tree.Node | tree.Formula | None) -> str:
    """The tree without spans, e.g. `(juxt (^ x T) A x)`.

    >>> dump(tree.Neg((0, 2), tree.Number((1, 2), "1")))
    '(neg 1)'
    """
    match node:
        case None:
            return "-"
        case tree.Formula(statements=statements):
            return "\n".join(dump(s) for s in statements)
        case tree.Number(text=text):
            return text
        case tree.Symbol(name=name, font=font):
            return f"{name}:{font}" if font else name
        case tree.Script(base=base, sub=sub, sup=sup):
            if sub is None:
                return f"(^ {dump(base)} {dump(sup)})"
            return f"(_ {dump(base)} {dump(sub)})" if sup is None else f"(_^ {dump(base)} {dump(sub)} {dump(sup)})"
        case tree.Prime(base=base, count=count):
            return f"(prime{count} {dump(base)})"
        case tree.Items(items=items):
            return _list("items", items)
        case tree.Group(kind=kind, body=body):
            return f"({kind} {dump(body)})"
        case tree.Delim(kind=kind, body=body):
            return f"({kind} {dump(body)})"
        case tree.Neg(body=body):
            return f"(neg {dump(body)})"
        case tree.Sum(terms=terms):
            return _list("+", terms)
        case tree.Product(op=op, factors=factors):
            return _list(op, factors)
        case tree.Fraction(num=num, den=den):
            return f"(/ {dump(num)} {dump(den)})"
        case tree.Root(body=body, degree=degree):
            return f"(root {dump(body)})" if degree is None else f"(root {dump(body)} {dump(degree)})"
        case tree.Call(function=function, args=args):
            return _list("call " + dump(function), args)
        case tree.BigOp(op=op, lower=lower, upper=upper, body=body):
            return f"({op} {dump(lower)} {dump(upper)} {dump(body)})"
        case tree.Variable(node=by, order=order):
            return f"<{dump(by)}>" if order == 1 else f"<{dump(by)}>{order}"
        case tree.Derivative(kind=kind, variables=variables, order=order, operand=operand, bare=bare):
            name = kind + (str(order) if order > 1 else "") + ("*" if bare else "")
            return _list(name, variables, dump(operand))
        case tree.Limit(variable=variable, target=target, body=body):
            return f"(lim {dump(variable)} {dump(target)} {dump(body)})"
        case tree.Optimum(kind=kind, variables=variables, body=body, constraints=constraints):
            return _list(kind, (tree.Items(node.span, variables), body), *(f"s.t. {dump(s)}" for s in constraints))
        case tree.Relation(parts=parts, ops=ops):
            return f"(rel {dump(parts[0])}" + "".join(f" {op} {dump(part)}" for op, part in zip(ops, parts[1:])) + ")"
        case tree.Matrix(rows=rows, delim=delim):
            return f"(matrix{delim} " + " ; ".join(" ".join(dump(x) for x in row) for row in rows) + ")"
        case tree.Cases(rows=rows):
            return "(cases " + " ; ".join(f"{dump(value)} if {dump(test)}" for value, test in rows) + ")"
        case tree.At(body=body, where=where):
            return f"(at {dump(body)} {dump(where)})"
        case tree.Text(text=text):
            return repr(text)
        case tree.Dots():
            return "..."
        case tree.Missing():
            return "?"
    raise TypeError(f"no tree node: {node!r}")


def _list(name: str, nodes: tuple[tree.Node, ...], *rest: str) -> str:
    return "(" + " ".join([name, *(dump(n) for n in nodes), *rest]) + ")"
