"""Drawing a graph of micrograd's with graphviz. Written for micrograd, from its documented interface.

To run it here, only the two lines that import micrograd change.
"""

import random

from graphviz import Digraph
from micrograd import nn
from micrograd.engine import Value


def trace(root):
    nodes, edges = set(), set()

    def build(v):
        if v not in nodes:
            nodes.add(v)
            for child in v._prev:
                edges.add((child, v))
                build(child)

    build(root)
    return nodes, edges


def draw_dot(root, format="svg", rankdir="LR"):
    """format: png, svg, …; rankdir: TB (from top to bottom) or LR (from left to right)."""
    nodes, edges = trace(root)
    dot = Digraph(format=format, graph_attr={"rankdir": rankdir})
    for n in nodes:
        dot.node(name=str(id(n)), label=f"{{ data {n.data:.4f} | grad {n.grad:.4f} }}", shape="record")
        if n._op:
            dot.node(name=str(id(n)) + n._op, label=n._op)
            dot.edge(str(id(n)) + n._op, str(id(n)))
    for n1, n2 in edges:
        dot.edge(str(id(n1)), str(id(n2)) + n2._op)
    return dot


# A very simple example.
x = Value(1.0)
y = (x * 2 + 1).relu()
y.backward()
simple = draw_dot(y)

# A neuron with two inputs.
random.seed(1337)
n = nn.Neuron(2)
inputs = [Value(1.0), Value(-2.0)]
out = n(inputs)
out.backward()
neuron = draw_dot(out)

# A node made by hand: data, children, operation.
a = Value(2.0)
b = Value(-3.0)
c = Value(a.data * b.data, (a, b), "*")
by_hand = draw_dot(c, rankdir="TB")
