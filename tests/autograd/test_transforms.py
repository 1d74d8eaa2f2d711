"""Derivatives of functions: every row, every mode, against mpmath; the laws; the arguments; the errors."""

from __future__ import annotations

import math
import random
import threading
import zlib

import mpmath
import numpy
import oracles
import pytest
from hypothesis import given
from hypothesis import strategies as st
from mpmath import mp
from oracles import EPSILON

from autograd import (
    Op,
    OperandError,
    Value,
    compile,
    count_paths,
    derivative,
    draw,
    exp,
    explain,
    grad,
    gradcheck,
    hessian,
    hvp,
    jacobian,
    jvp,
    ops,
    paths,
    sin,
    total,
    value_and_grad,
    vjp,
)
from autograd.graph import topological_order

ROWS = pytest.mark.parametrize("op", ops.TABLE.values(), ids=ops.TABLE)
SMOOTH = [op for op in ops.TABLE.values() if op.name not in oracles.KINKED]


def inside(op: Op, index: int, x: float) -> float:
    """`x`, or what is like it and in the domain of an operand."""
    return next(near for near in (x, abs(x), x / 2, 1 + abs(x)) if near in op.domain_of(index))


def point(op: Op, rng: random.Random) -> list[float]:
    """Moderate operands inside the domain, so that conditioning is of order one."""
    count = op.arity if op.arity is not None else 4
    xs = [rng.uniform(0.3, 1.7) * rng.choice([-1, 1]) for _ in range(count)]
    xs = [inside(op, i, x) for i, x in enumerate(xs)]
    return [float(rng.randint(-3, 4)) if i in op.fixed else x for i, x in enumerate(xs)]


def points(op: Op) -> list[list[float]]:
    rng = random.Random(zlib.crc32(op.name.encode()))
    return [point(op, rng) for _ in range(20)]


def applied(op: Op, xs: list[float]):
    """The row as a function of its differentiable operands, and these."""
    free = [i for i in range(len(xs)) if i not in op.fixed]

    def f(*operands):
        everything = list(xs)
        for i, operand in zip(free, operands, strict=True):
            everything[i] = operand
        return op(*everything)

    return f, free


def close(found: float, exact, scale: float = 1.0) -> bool:
    """Within a few units in the last place of the numbers that went into it: values and partials of order one here."""
    return abs(found - float(exact)) <= 200 * EPSILON * (scale + abs(float(exact)))


@ROWS
def test_reverse_and_forward_mode_agree_with_exact_partials(op: Op) -> None:
    for xs in points(op):
        f, free = applied(op, xs)
        exact = oracles.partials(op.name, xs, op.fixed)
        arguments = [xs[i] for i in free]
        slopes = value_and_grad(f, argnum=tuple(range(len(free))))(*arguments)[1]
        for position, i in enumerate(free):
            direction = [float(j == position) for j in range(len(free))]
            assert close(slopes[position], exact[i])
            assert close(jvp(f, arguments, direction)[1], exact[i])


@pytest.mark.parametrize("op", SMOOTH, ids=[op.name for op in SMOOTH])
def test_second_derivatives_agree_in_every_mixture_of_modes(op: Op) -> None:
    for xs in points(op)[:6]:
        f, free = applied(op, xs)
        arguments = [xs[i] for i in free]
        for a, i in enumerate(free):
            for b, j in enumerate(free):
                exact = oracles.second(op.name, xs, i, j)
                along = [float(c == b) for c in range(len(free))]
                assert close(grad(grad(f, a), b)(*arguments), exact, 10)
                assert close(jvp(grad(f, a), arguments, along)[1], exact, 10)
                assert close(grad(lambda *x, f=f, along=along: jvp(f, x, along)[1], a)(*arguments), exact, 10)


@ROWS
def test_kinked_rows_have_zero_or_constant_second_derivatives(op: Op) -> None:
    if op.name not in oracles.STRAIGHT:
        return
    for xs in points(op)[:5]:
        f, free = applied(op, xs)
        for i in range(len(free)):
            assert grad(grad(f, i), i)(*[xs[j] for j in free]) == 0


@ROWS
def test_gradients_of_arrays_have_their_shape(op: Op) -> None:
    f, free = applied(op, point(op, random.Random(1)))
    if op.arity is None or len(free) != 1:
        return
    xs = numpy.array([[0.4, 0.6, 0.9], [1.1, 1.2, 1.3]])
    xs = numpy.vectorize(lambda x: inside(op, 0, float(x)))(xs)
    slopes = grad(lambda a: total(f(x) for x in a.ravel()))(xs)
    expected = [[grad(f)(x) for x in row] for row in xs.tolist()]
    assert slopes.shape == xs.shape
    assert slopes.dtype == float
    assert slopes.tolist() == expected


# --- laws -------------------------------------------------------------------------------------------------------------

numbers = st.floats(-1.5, 1.5).map(lambda x: round(x, 3))


@st.composite
def functions(draw_from):
    """A random smooth function of two numbers, as a list of steps on what came before."""
    steps = draw_from(
        st.lists(st.tuples(st.sampled_from("+-*stxgd"), st.integers(0, 30), st.integers(0, 30)), min_size=1, max_size=9)
    )

    def f(x, y):
        nodes = [x, y]
        for kind, i, j in steps:
            a, b = nodes[i % len(nodes)], nodes[j % len(nodes)]
            nodes.append(
                a + b if kind == "+" else a - b if kind == "-" else a * b if kind == "*"
                else ops.sin(a) if kind == "s" else ops.tanh(a) if kind == "t" else ops.exp(ops.sin(a)) if kind == "x"
                else ops.sigmoid(a) if kind == "g" else a / (b * b + 2)
            )  # fmt: skip
        return nodes[-1] + 0 * x + 0 * y

    return f


def near(a: float, b: float, scale: float = 1.0) -> bool:
    return math.isclose(a, b, rel_tol=1e-9, abs_tol=1e-9 * max(1.0, scale))


@given(functions(), functions(), numbers, numbers)
def test_linearity_and_the_product_rule(f, g, x, y) -> None:
    (fv, fs), (gv, gs) = value_and_grad(f, (0, 1))(x, y), value_and_grad(g, (0, 1))(x, y)
    sums = grad(lambda a, b: 3 * f(a, b) - g(a, b), (0, 1))(x, y)
    products = grad(lambda a, b: f(a, b) * g(a, b), (0, 1))(x, y)
    for i in range(2):
        assert near(sums[i], 3 * fs[i] - gs[i], abs(fs[i]) + abs(gs[i]))
        assert near(products[i], fs[i] * gv + fv * gs[i], abs(fs[i] * gv) + abs(fv * gs[i]))


@given(functions(), numbers, numbers)
def test_the_chain_rule(f, x, y) -> None:
    value, slopes = value_and_grad(f, (0, 1))(x, y)
    outer = grad(lambda a, b: sin(f(a, b)), (0, 1))(x, y)
    assert all(near(o, math.cos(value) * s, abs(s)) for o, s in zip(outer, slopes, strict=True))


@given(functions(), numbers, numbers)
def test_the_hessian_is_symmetric_and_directional_derivatives_are_the_gradient_times_the_direction(f, x, y) -> None:
    (_, xy), (yx, _) = hessian(lambda p: f(p[0], p[1]))([x, y])
    assert near(xy, yx, abs(xy))
    slopes = grad(f, (0, 1))(x, y)
    assert near(jvp(f, (x, y), (0.5, -2.0))[1], 0.5 * slopes[0] - 2 * slopes[1], sum(map(abs, slopes)))


@given(functions(), numbers, numbers)
def test_products_along_all_paths_add_up_to_the_gradient(f, x, y) -> None:
    a, b = Value(x, "x"), Value(y, "y")
    out = f(a, b)
    adjoint = ops.TABLE and grad(f, (0, 1))(x, y)
    for leaf, slope in zip((a, b), adjoint, strict=True):
        products = [path.product for path in paths(out, leaf)]
        assert len(products) == count_paths(out, leaf)
        assert near(math.fsum(products), slope, sum(map(abs, products)))
        ordered = [abs(path.product) for path in paths(out, leaf, largest_first=True)]
        assert numpy.allclose(ordered, sorted(ordered, reverse=True))
        assert numpy.allclose(sorted(ordered), sorted(map(abs, products)))


# --- the figures of textbooks -----------------------------------------------------------------------------------------


def rosenbrock(x):
    return total(100 * (x[i + 1] - x[i] ** 2) ** 2 + (1 - x[i]) ** 2 for i in range(len(x) - 1))


def rosenbrock_hessian(x: numpy.ndarray) -> numpy.ndarray:
    n = len(x)
    matrix = numpy.zeros((n, n))
    for i in range(n - 1):
        matrix[i, i] += 1200 * x[i] ** 2 - 400 * x[i + 1] + 2
        matrix[i + 1, i + 1] += 200
        matrix[i, i + 1] = matrix[i + 1, i] = -400 * x[i]
    return matrix


def test_the_hessian_of_rosenbrock_in_ten_variables() -> None:
    whole = numpy.arange(-4.0, 6.0)  # whole numbers: every step is exact
    assert (hessian(rosenbrock)(whole) == rosenbrock_hessian(whole)).all()
    x = numpy.linspace(-1.3, 1.7, 10)
    assert numpy.allclose(hessian(rosenbrock)(x), rosenbrock_hessian(x), rtol=1e-13, atol=1e-10)


def test_the_tenth_derivative_of_exp_sin_at_1() -> None:
    def f(x):
        return exp(sin(x))

    for _ in range(10):
        f = grad(f)
    with mpmath.workdps(50):
        assert f(1.0) == pytest.approx(float(mp.diff(lambda x: mp.exp(mp.sin(x)), 1, 10)), rel=1e-10)


def test_a_hessian_vector_product_in_ten_thousand_variables_costs_as_much_as_the_graph() -> None:
    def recorded(n: int) -> int:
        x = [Value(i / n) for i in range(n)]
        slopes = grad(rosenbrock)(x)
        return len({node for slope in slopes[:1] + slopes[-1:] for node in topological_order(slope)})

    x = numpy.linspace(-1, 1, 10_000)
    v = numpy.cos(numpy.arange(10_000.0))
    product = hvp(rosenbrock, x, v)
    expected = 2 * v
    expected[:-1] += (1200 * x[:-1] ** 2 - 400 * x[1:]) * v[:-1] - 400 * x[:-1] * v[1:]
    expected[1:] += 200 * v[1:] - 400 * x[:-1] * v[:-1]
    expected[-1] -= 2 * v[-1]
    assert numpy.allclose(product, expected, rtol=1e-12, atol=1e-9)
    assert recorded(2000) < 2.1 * recorded(1000)


def test_nested_transforms_do_not_confuse_their_variables() -> None:
    assert grad(lambda x: x * grad(lambda y: x + y)(x))(1.0) == 1
    assert grad(lambda x: x * grad(lambda y: x + y)(2.0))(1.0) == 1
    assert grad(lambda x: grad(lambda y: x * y)(2.0))(1.0) == 1  # the inner gradient is x, though 2.0 is a number
    assert grad(lambda x: jvp(lambda y: x * y * y, (x,), (1.0,))[1])(3.0) == 12  # d/dx 2x·x
    assert jvp(lambda x: grad(lambda y: x * y * y)(x), (3.0,), (1.0,))[1] == 12
    assert grad(lambda x: grad(lambda y: grad(lambda z: x * y * z)(y))(x))(5.0) == 1  # d/dx d/dy xy = 1


def test_transforms_touch_no_grad() -> None:
    w = Value(3.0, "w")
    w.grad = 7.0
    x = Value(2.0, "x")
    assert grad(lambda a: w * a**2)(5.0) == 30
    assert grad(lambda a: w * a**2)(x).data == 12
    assert jvp(lambda a: w * a, (1.0,), (2.0,)) == (3, 6)
    assert (w.grad, x.grad) == (7, 0)


def test_eight_threads_get_the_same_results() -> None:
    def f(x, y):
        return exp(sin(x) * y) / (1 + x * x)

    second = grad(grad(f), 1)
    expected = [second(i / 50, 0.3) for i in range(50)]
    wrong: list[int] = []

    def work() -> None:
        wrong.extend(i for _ in range(25) for i in range(50) if second(i / 50, 0.3) != expected[i])

    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not wrong


def test_2_to_the_64_paths_are_counted_and_the_largest_found_without_listing_them() -> None:
    x = y = Value(1.0, "x")
    for _ in range(64):
        y = y * y
    assert count_paths(y, x) == 18446744073709551616
    y.backward()
    assert x.grad == 2.0**64
    for largest_first in (False, True):
        first = next(paths(y, x, largest_first=largest_first))
        assert (len(first.nodes), first.product) == (65, 1)


# --- arguments and results --------------------------------------------------------------------------------------------


def square_sum(x):
    return total(entry * entry for entry in x)


@pytest.mark.parametrize(
    ("x", "slopes"),
    [
        ([1.0, 2.0], [2.0, 4.0]),
        ((1.0, 2.0), (2.0, 4.0)),
        ([1, 2], [2.0, 4.0]),
        (numpy.array([1.0, 2.0]), [2.0, 4.0]),
        (numpy.array([1, 2]), [2.0, 4.0]),
        (numpy.array([1.0, 2.0], dtype=numpy.float32), [2.0, 4.0]),
    ],
)
def test_a_gradient_has_the_shape_and_type_of_its_argument(x, slopes) -> None:
    found = grad(square_sum)(x)
    assert type(found) is type(x)
    assert list(found) == list(slopes)
    assert all(type(slope) in (float, numpy.float64) for slope in found)


def test_nested_lists_keep_their_nesting() -> None:
    assert grad(lambda x: x[0][0] * x[1][0] + x[1][1])([[2.0], [3.0, 4.0]]) == [[3.0], [2.0, 1.0]]


def test_jacobians_have_a_row_for_each_output() -> None:
    assert jacobian(lambda x: [x[0] * x[1], x[0], Value(1.0)])([2.0, 5.0]) == [[5, 2], [1, 0], [0, 0]]
    matrix = jacobian(lambda a: a * 2.0)(numpy.ones(3))
    assert (matrix == 2 * numpy.eye(3)).all()
    assert jacobian(lambda x: x * x)(3.0) == 6
    assert jacobian(lambda x, y: [y, x * y], argnum=1)(2.0, 3.0) == [1, 2]


def test_argnum_chooses_the_argument_and_keywords_pass_through() -> None:
    def f(x, y, *, scale=1.0):
        return scale * x * y**2

    assert grad(f, 1)(2.0, 3.0) == 12
    assert grad(f, -1)(2.0, 3.0, scale=10.0) == 120
    assert grad(f, (1, 0))(2.0, 3.0) == (12, 9)
    with pytest.raises(OperandError, match="argnum 2 is out of range"):
        grad(f, 2)(2.0, 3.0)


def test_a_constant_function_has_gradient_zero() -> None:
    assert grad(lambda x: Value(3.0))(1.0) == 0
    assert grad(lambda x: x * 0 + 3)([1.0][0]) == 0
    assert jvp(lambda x: Value(3.0), (1.0,), (1.0,)) == (3, 0)


@pytest.mark.parametrize(
    ("f", "says"),
    [
        (lambda x: None, "<lambda> returned None where a Value is due$"),
        (lambda x: "xy", "<lambda> returned 'xy' where a Value is due$"),
        (lambda x: [x, x], "<lambda> returned 2 values where one is due: take jacobian, or add them up$"),
        (
            lambda x: math.exp(x),
            r"turning Value\(2\) into a float would lose its graph, and with it the gradient: write autograd's",
        ),
        (
            lambda x: float(x) * x,
            r"turning Value\(2\) into a float would lose its graph, and with it the gradient: write autograd's",
        ),
    ],
)
def test_a_function_that_loses_its_graph_is_told_so(f, says) -> None:
    with pytest.raises(OperandError, match=rf"^{says}"):
        grad(f)(2.0)


def test_tangents_must_fit_the_primals() -> None:
    for primals, tangents in (((1.0, 2.0), (1.0,)), (([1.0, 2.0],), ([1.0],)), ((1.0,), ([1.0],))):
        with pytest.raises(OperandError):
            jvp(lambda *x: x[0] if not isinstance(x[0], list) else x[0][0], primals, tangents)


def test_an_error_inside_leaves_no_trace() -> None:
    with pytest.raises(ZeroDivisionError):
        grad(lambda x: x / (x - x))(1.0)
    assert type(grad(lambda x: x * x)(1.0)) is float  # not a graph: no transform is running any more


# --- gradients as graphs ----------------------------------------------------------------------------------------------


def test_a_derivative_is_a_graph_to_draw_explain_and_differentiate() -> None:
    x, y = Value(0.5, "x"), Value(2.0, "y")
    slope = derivative(sin(x * y), x).named("slope")  # y·cos(xy)
    assert slope.data == pytest.approx(2 * math.cos(1.0), rel=1e-15)
    assert derivative(slope, y).data == pytest.approx(math.cos(1) - math.sin(1), rel=1e-14)
    assert "slope" in draw(slope).source
    assert "∂slope/∂x" in str(explain(slope))


def test_an_operation_of_ones_own_works_everywhere() -> None:
    cube = Op("cube", lambda a: a**3, partials=lambda out, a: (3 * a**2,))
    f = cube
    for order, expected in enumerate([8.0, 12.0, 12.0, 6.0, 0.0]):
        found = f(2.0)
        assert (found.data if isinstance(found, Value) else found) == expected, order
        f = grad(f)
    x = Value(2.0, "x")
    assert "cube(x)" in draw(cube(x)).source
    assert "cube(x) = cube(2) = 8" in str(explain(cube(x)))
    assert gradcheck(cube, 2.0)
    assert cube(numpy.array([1.0, 2.0])).tolist() == [1, 8]
    assert [v.data for v in cube(numpy.array([x, x]))] == [8, 8]


def test_products_with_the_hessian_are_arrays_of_floats_whatever_is_zero() -> None:
    product = hvp(lambda x: (x**3).sum(), numpy.array([1.0, 2.0]), numpy.array([1.0, 0.0]))
    assert product.dtype == float
    assert product.tolist() == [6.0, 0.0]


@pytest.mark.parametrize("stranger", ["w", 3, None])
def test_what_is_no_node_is_refused_by_name(stranger) -> None:
    w = Value(0.5, "w")
    for call in (lambda: derivative(w * w, stranger), lambda: count_paths(w * w, stranger), lambda: explain(stranger)):
        with pytest.raises(OperandError, match=rf"^a node of a graph is a Value, not {stranger!r}"):
            call()


# --- what is passed on, and what is not -------------------------------------------------------------------------------


def test_one_number_takes_the_same_arguments_as_several() -> None:
    def f(x, *, scale=1.0):
        return scale * x * x

    assert grad(f)(3.0, scale=10.0) == 60.0
    assert value_and_grad(f)(3.0, scale=10.0) == (90.0, 60.0)
    assert grad(f)(3) == 6.0
    with pytest.raises(OperandError, match=r"^argnum 1 is out of range: the function got 1 argument"):
        grad(f, 1)(3.0)


def test_an_argument_that_is_not_used_has_gradient_zero() -> None:
    assert grad(lambda x, y: x * x, (0, 1))(2.0, 3.0) == (4.0, 0.0)
    assert jvp(lambda x, y: x * x, (2.0, 3.0), (0.0, 1.0)) == (4.0, 0.0)
    assert vjp(lambda x, y: x * x, 2.0, 3.0)[1](1.0) == (4.0, 0.0)
    x, y = Value(2.0, "x"), Value(3.0, "y")
    assert derivative(x * x, y).data == 0.0


def test_a_foreign_value_that_is_returned_as_it_is_stays_that_value() -> None:
    w = Value(7.0, "w")
    value, slope = value_and_grad(lambda x: w)(2.0)
    assert value is w
    assert (slope.data, jacobian(lambda x: [x, w])(2.0)[1].data) == (0.0, 0.0)


def test_an_output_given_twice_gets_both_numbers_of_the_pullback() -> None:
    def f(x):
        y = x * x
        return [y, y]

    assert vjp(f, 3.0)[1]([1.0, 10.0]) == (66.0,)


def test_directions_and_seeds_may_be_values() -> None:
    t = Value(2.0, "t")
    for slope in (jvp(lambda x: x**3, (3.0,), (t,))[1], vjp(lambda x: x**3, 3.0)[1](t)[0]):
        assert slope.data == 54.0
        assert derivative(slope, t).data == 27.0


def test_what_is_no_direction_and_no_seed_is_refused_in_one_line() -> None:
    with pytest.raises(OperandError, match=r"^a tangent needs a real number, not None \(NoneType\)$"):
        jvp(sin, (1.0,), (None,))
    with pytest.raises(OperandError, match=r"^a number for the pullback needs a real number, not None \(NoneType\)$"):
        vjp(sin, 1.0)[1](None)


def test_a_jacobian_is_an_array_if_an_argument_or_the_result_is() -> None:
    def listed(x):
        return [x[0] * x[1], x[0]]

    def arrayed(x):
        return numpy.array([x[0] * x[1], x[0]])

    for f, x in ((listed, numpy.array([2.0, 5.0])), (arrayed, [2.0, 5.0]), (arrayed, numpy.array([2.0, 5.0]))):
        matrix = jacobian(f)(x)
        assert isinstance(matrix, numpy.ndarray)
        assert matrix.tolist() == [[5.0, 2.0], [1.0, 0.0]]
    assert jacobian(listed)([2.0, 5.0]) == [[5.0, 2.0], [1.0, 0.0]]


def test_a_result_without_dimensions_is_one_value_and_one_in_an_array_is_not() -> None:
    def boxed(x):
        box = numpy.empty((), dtype=object)
        box[()] = x * x
        return box

    assert grad(boxed)(3.0) == 6.0
    with pytest.raises(OperandError, match="returned 1 values where one is due"):
        grad(lambda x: numpy.array([x * x]))(3.0)
    with pytest.raises(OperandError, match=r"^<lambda> returned 1j where a Value is due$"):
        grad(lambda x: 1j)(3.0)


@pytest.mark.parametrize("result", ["no pair", [1.0, 2.0], (1.0,), (1.0, 2.0, 3.0), None])
def test_with_has_aux_the_result_is_a_tuple_of_two(result) -> None:
    def f(x):
        return result

    assert grad(lambda x: (x * x, "aux"), has_aux=True)(3.0) == (6.0, "aux")
    for transform in (grad, value_and_grad):
        with pytest.raises(OperandError) as caught:
            transform(f, has_aux=True)(2.0)
        assert str(caught.value) == f"with has_aux, f returns a pair, (value, anything else), not {result!r}"


@pytest.mark.parametrize("transform", [grad, value_and_grad, jacobian, hessian])
def test_argnum_may_be_called_argnums_and_not_both(transform) -> None:
    def f(x, y):
        return x * y * y

    assert transform(f, argnums=1)(2.0, 3.0) == transform(f, 1)(2.0, 3.0)
    for argnum, argnums in ((1, 0), (1, 1), ("y", 0)):
        with pytest.raises(OperandError, match=r"^argnum and argnums are two names for the same: give one of them$"):
            transform(f, argnum, argnums=argnums)(2.0, 3.0)


@pytest.mark.parametrize("transform", [grad, value_and_grad, jacobian, hessian])
def test_what_is_returned_tells_of_which_function_it_is(transform) -> None:
    def f(x):
        """The square of x."""
        return x * x

    name = transform.__name__
    assert transform(f).__name__ == f"{name}(f)"
    assert transform(f).__wrapped__ in (f, getattr(f, "__wrapped__", f)) or name == "hessian"
    assert transform(f).__doc__.startswith(f"{name} of: ")
    assert transform(f).__doc__.endswith("The square of x.")
    assert transform(lambda x: x).__doc__ is None


# --- what is recorded, and no more ------------------------------------------------------------------------------------


def test_neither_factors_of_one_nor_terms_of_zero_are_recorded() -> None:
    x, y = Value(2.0, "x"), Value(3.0, "y")
    assert derivative(x * y, x) is y
    assert derivative((x + y) * y, x) is y
    assert derivative((x + ops.stop_gradient(x)) * y, x) is y
    assert derivative(y * (x + 1), x) is y
    assert derivative(x + y, x).parents == ()
    assert derivative(ops.stop_gradient(x * x) + x, x).data == 1.0
    assert derivative(ops.stop_gradient(x * x) * y + x * y, x) is y
    negative = derivative((y - x) * y, x)
    assert (negative.op.name, negative.parents[0].data, negative.data) == ("multiply", 3.0, -3.0)


def test_derivatives_beyond_the_floats_are_refused_in_one_line() -> None:
    v = Value(1e-300, "v")
    steep = (v * 1e200) * 1e200
    with pytest.raises(OverflowError) as caught:
        derivative(steep, v)
    assert str(caught.value) == "a derivative is too large for a float"
    with pytest.raises(OverflowError) as caught:
        jvp(lambda x: (x * 1e200) * 1e200, (1e-300,), (1.0,))
    assert str(caught.value) == "the derivative of c in this direction is too large for a float"


def test_an_infinite_leaf_is_nobodys_error_and_what_is_made_of_it_neither() -> None:
    x = Value(math.inf, "x")
    assert derivative(x * x, x).data == math.inf
    assert derivative(3 * x * x, x).data == math.inf


def test_in_a_program_nothing_passes_where_the_weight_is_zero() -> None:
    # √(t·w) by w is ½·√(t/w), and 0 for every w where t = 0
    w = Value(4.0, "w")

    def f(t):
        return grad(lambda z: ops.choice(ops.greater(z, 0.0), ops.sqrt(ops.weighted(t, z)), z))(w)

    assert compile(f, [w]).value([0.0, 4.0, 1.0] * 20)[:3].tolist() == [0.0, 0.5, 0.25]

    def g(t):  # by the weight: ½·√(w/t), where t is not 0
        return grad(lambda z: ops.choice(ops.greater(z, 0.0), ops.sqrt(ops.weighted(z, w)), z))(t)

    assert compile(g, [w]).value([1.0, 4.0] * 20)[:2].tolist() == [1.0, 0.5]
