"""Programs on JAX: the same numbers as the program's on NumPy and the engine's, to any order, under every transform.

`JAX_GRAPHS=500` compares as many random graphs; a few are enough in the suite, as XLA takes a second for each.
"""

from __future__ import annotations

import doctest
import math
import os
import subprocess
import sys
from itertools import product
from typing import Any

import numpy
import pytest
from numpy.testing import assert_allclose
from random_programs import by_engine, random_function, row_of_table, second_by_engine

from autograd import (
    MissingPackageError,
    Op,
    OperandError,
    TooLargeError,
    UndefinedError,
    Value,
    compile,
    dot,
    log,
    logsumexp,
    maximum,
    ops,
    relu,
    sqrt,
    tanh,
    total,
    where,
)
from autograd.program.in_jax import function as jax_function
from autograd.program.in_jax.slots import Slots, _evenly

#: Second derivatives at corners are the table's conventions, in both.
pytestmark = pytest.mark.filterwarnings("ignore::autograd.KinkWarning")

jax = pytest.importorskip("jax", reason="JAX is not installed: pip install 'chainrule[jax]'")
jnp = jax.numpy


def jit(function, **more):
    """As `jax.jit`, but XLA takes little trouble with what runs only once."""
    little = {"xla_backend_optimization_level": 0, "xla_llvm_disable_expensive_passes": True}
    return jax.jit(function, compiler_options=little, **more)


w = Value(2.0, "w")


@pytest.fixture(autouse=True)
def double_precision():
    with compile(lambda: w, [w]).to_jax().precision():
        yield


def numbers(parameters) -> Any:
    return jnp.array([parameter.data for parameter in parameters])


def assert_equal_to_the_engine(f, parameters, *arrays) -> None:
    """Value and gradient as the program's, and the Hessian as the engine's, to 1e-12 of what adds up to each."""
    program = compile(f, parameters)
    function, theta = program.to_jax(), numbers(parameters)
    derivatives = jit(
        lambda theta, *rows: (*jax.value_and_grad(function)(theta, *rows), jax.hessian(function)(theta, *rows))
    )
    mean, gradient = program.value_and_grad(*arrays)
    sizes = by_engine(f, parameters, *arrays)[2]
    hessian = second_by_engine(f, parameters, *arrays)
    found_mean, found_gradient, found_hessian = derivatives(theta, *arrays)
    assert found_mean == pytest.approx(mean, rel=1e-12, abs=1e-12)
    assert (abs(found_gradient - gradient) <= 1e-12 * numpy.maximum(sizes, 0.01)).all()
    assert (abs(found_hessian - hessian) <= 1e-12 * max(abs(hessian).max(initial=0.0), 0.01)).all()


@pytest.mark.parametrize("op", ops.TABLE.values(), ids=lambda op: op.name)
def test_every_row_of_the_table_to_second_order(op: Op) -> None:
    f, parameters, X = row_of_table(op, numpy.random.default_rng(5))
    assert_equal_to_the_engine(f, parameters, X[:4])


@pytest.mark.parametrize("seed", range(int(os.environ.get("JAX_GRAPHS", "6"))))
def test_random_graphs_to_second_order(seed: int) -> None:
    f, parameters = random_function(seed)
    rng = numpy.random.default_rng(seed)
    assert_equal_to_the_engine(f, parameters, rng.normal(size=(5, int(rng.integers(1, 20)))), rng.normal(size=5))


@pytest.mark.parametrize("op", [op for op in ops.TABLE.values() if op.arity in (1, 2) and not op.fixed], ids=repr)
def test_at_kinks_and_ties_it_has_the_conventions_of_the_table(op: Op) -> None:
    parameters, rows = [Value(0.5) for _ in range(op.arity)], numpy.array([1.0, 2.0])
    program = compile(lambda x: op(*parameters) * x, parameters)
    compiled = jit(jax.value_and_grad(program.to_jax()))
    for place in product([-1.0, 0.0, 0.5, 1.0], repeat=op.arity):
        try:
            mean, gradient = program.value_and_grad(rows, at=place)
        except (ValueError, ArithmeticError):  # the program refuses: it does not exist here
            continue
        found = compiled(jnp.array(place), rows)
        assert_allclose(numpy.hstack(found), [mean, *gradient], rtol=1e-12, atol=1e-15, err_msg=f"at {place}")


def network(sizes: list[int], activation=tanh):
    rng = numpy.random.default_rng(0)
    shapes = list(zip(sizes[1:], sizes[:-1], strict=True))
    layers = [
        ([[Value(x) for x in row] for row in rng.normal(size=shape)], [Value(0.1)] * shape[0]) for shape in shapes
    ]

    def f(x, y):
        for weights, biases in layers:
            x = [activation(dot(row, x) + bias) for row, bias in zip(weights, biases, strict=True)]
        return logsumexp([*x, 0.5]) - x[0] * y

    biases = [biases[0] for _, biases in layers]  # one for each layer, shared by its neurons
    return f, [weight for weights, _ in layers for row in weights for weight in row] + biases


@pytest.mark.parametrize("sizes", [[3, 3, 2], [20, 2]])
def test_networks_to_second_order(sizes) -> None:
    f, parameters = network(sizes)
    rng = numpy.random.default_rng(1)
    assert_equal_to_the_engine(f, parameters, rng.normal(size=(4, sizes[0])), rng.normal(size=4))


@pytest.mark.parametrize("count", [3, 8, 9, 40])
def test_sums_of_many_operands_here_and_there(count: int) -> None:
    """All pairs of the entries: operands that lie irregularly, few of them and many."""
    parameters = [Value(0.3 + 0.1 * i) for i in range(count)]

    def f(x):
        scaled = [p * v for p, v in zip(parameters, x, strict=True)]
        return total(tanh(a - b) * b for i, a in enumerate(scaled) for b in scaled[i + 1 :]) + logsumexp(scaled)

    program, X = compile(f, parameters), numpy.random.default_rng(0).normal(size=(6, count))
    found = jit(jax.value_and_grad(program.to_jax()))(numbers(parameters), X)
    mean, gradient = program.value_and_grad(X)
    assert_allclose(numpy.hstack(found), [mean, *gradient], rtol=1e-12)


def test_the_slopes_of_logsumexp_add_up_to_one_however_large_its_operands() -> None:
    parameters = [Value(1e17) for _ in range(9)]
    function = compile(lambda x: logsumexp(parameters) * x, parameters).to_jax()
    slopes = jax.grad(function)(numbers(parameters), jnp.ones(2))
    assert slopes.tolist() == pytest.approx([1 / 9] * 9, rel=1e-14)


def test_the_transforms_of_jax() -> None:
    f, parameters = network([3, 4, 2])
    rng = numpy.random.default_rng(2)
    X, Y, theta = rng.normal(size=(7, 3)), rng.normal(size=7), numbers(parameters)
    program = compile(f, parameters)
    function = program.to_jax()
    mean, gradient = program.value_and_grad(X, Y)
    direction = rng.normal(size=len(theta))
    value, slope = jit(lambda *at: jax.jvp(lambda theta: function(theta, X, Y), at, (jnp.array(direction),)))(theta)
    assert (value, slope) == (pytest.approx(mean, rel=1e-12), pytest.approx(gradient @ direction, rel=1e-12))
    assert_allclose(jit(jax.grad(function))(theta, X, Y), gradient, rtol=1e-11)
    several = theta + 0.1 * jnp.arange(3.0)[:, None]
    means = jit(jax.vmap(function, in_axes=(0, None, None)))(several, X, Y)
    slopes = jit(jax.vmap(jax.grad(function), in_axes=(0, None, None)))(several, X, Y)
    for own, found, its_slopes in zip(several, means, slopes, strict=True):
        expected, its_gradient = program.value_and_grad(X, Y, at=own)
        assert found == pytest.approx(expected, rel=1e-12)
        assert_allclose(its_slopes, its_gradient, rtol=1e-11, atol=1e-14)
    by_row = jit(jax.vmap(jax.grad(function), in_axes=(None, 0, 0)))(theta, X[:, None, :], Y[:, None])
    assert_allclose(by_row.mean(axis=0), gradient, rtol=1e-11, atol=1e-14)
    hessian = jax.hessian(lambda theta: function(theta, X, Y))
    third = jit(lambda *at: jax.jvp(hessian, at, (jnp.array(direction),))[1])(theta)
    ahead, behind = (jit(hessian)(theta + step * direction) for step in (1e-5, -1e-5))
    assert_allclose(third, (ahead - behind) / 2e-5, rtol=1e-4, atol=1e-6)


def test_by_its_data_it_can_be_differentiated_too() -> None:
    function = compile(lambda x, y: (w * x - y) ** 2, [w]).to_jax()
    x, y = jnp.array([1.0, 2.0]), jnp.array([3.0, 5.0])
    assert_allclose(jax.grad(function, argnums=1)(jnp.array([2.0]), x, y), 2 * (2 * x - y) * 2 / 2)


def test_the_outputs_of_every_row() -> None:
    X = numpy.arange(6.0).reshape(3, 2)
    several = compile(lambda x: [w * x[0], x[1], w, 2.0], [w]).to_jax()
    assert several.outputs(jnp.array([3.0]), X).tolist() == [[0, 1, 3, 2], [6, 3, 3, 2], [12, 5, 3, 2]]
    assert compile(lambda x: w * x, [w]).to_jax().outputs([3.0], X[:, 1]).tolist() == [3, 9, 15]
    assert compile(lambda: w * w, [w]).to_jax().outputs([3.0]).tolist() == [9]
    with pytest.raises(OperandError, match=r"^the function returns several values: add them up, or see outputs$"):
        several(jnp.array([3.0]), X)


# --- an adjoint of exactly 0 stops ------------------------------------------------------------------------------------

STOPPING = [
    (lambda x: where(x > 1, sqrt(x - 1), w * x), [0.5, 2.0, 1.0], "the root in the other arm is undefined"),
    (lambda x: maximum(sqrt(w * x), 1.0), [0.0, 4.0], "a root at 0 that is not the maximum"),
    (lambda x: relu(sqrt(w * x) - 1), [0.0, 4.0], "a root at 0 below the threshold"),
    (lambda x: where(x > 0, log(w * x), 0.0) + where(x > 0, 0.0, log(-w * x)), [-1.0, 2.0], "a logarithm in each arm"),
    (lambda x: where(x > 0, relu(dot([w, w], [log(x), x])), x * w), [-1.0, 3.0], "a matrix product in an arm"),
]


@pytest.mark.parametrize(("f", "rows", "what"), STOPPING, ids=[what for *_, what in STOPPING])
def test_an_adjoint_of_zero_stops_at_what_is_undefined(f, rows, what) -> None:
    program, rows = compile(f, [w]), numpy.array(rows * 4)
    mean, gradient = program.value_and_grad(rows)
    assert math.isfinite(mean)
    function = program.to_jax()
    for gradient_of in (jax.grad, jax.jacfwd):
        found = jit(gradient_of(function))(jnp.array([2.0]), rows)
        assert_allclose(found, gradient, rtol=1e-12, err_msg=str(gradient_of))
    for second in (jax.hessian, lambda f: jax.jacrev(jax.jacrev(f)), lambda f: jax.jacfwd(jax.jacfwd(f))):
        ahead, behind = (program.value_and_grad(rows, at=[2.0 + step])[1] for step in (1e-5, -1e-5))
        found = jit(second(function))(jnp.array([2.0]), rows)[0]
        assert_allclose(found, (ahead - behind) / 2e-5, rtol=1e-6, atol=1e-9)


def test_what_the_program_refuses_is_not_finite_and_can_be_found() -> None:
    x = Value(1.0, "x")
    program = compile(lambda a: log(a * x), [x])
    function, rows = program.to_jax(), numpy.array([1.0, 2.0, -3.0, 4.0] * 5)
    assert not jnp.isfinite(function([1.0], rows))
    with pytest.raises(UndefinedError, match=r"^row 2: log\(.*\) is undefined at .* = -3"):
        function.check([1.0], rows)
    function.check([1.0], abs(rows))  # nothing to say
    root = compile(lambda a: sqrt(a * x), [x])
    assert jnp.isinf(jax.grad(root.to_jax())(jnp.array([0.0]), abs(rows))).all()
    with pytest.raises(UndefinedError, match=r"^row 0: the derivative of sqrt\(.*\) is not finite"):
        root.to_jax().check([0.0], abs(rows))


# --- what changes between calls ---------------------------------------------------------------------------------------


def test_frozen_values_are_arguments() -> None:
    frozen, rows = Value(5.0, "scale"), numpy.array([1.0, 3.0])
    function = compile(lambda x: w * x * frozen, [w]).to_jax()
    compiled = jax.jit(function)
    now = function.frozen(rows)
    assert (now.tolist(), float(compiled([1.0], rows)), float(compiled([1.0], rows, frozen=now))) == ([5.0], 10, 10)
    frozen.data = 7.0
    assert float(function([1.0], rows)) == 14  # read where it is traced
    assert float(compiled([1.0], rows, frozen=function.frozen(rows))) == 14
    assert float(compiled([1.0], rows)) == 10  # jax.jit has kept it


def test_a_stale_trace_is_made_anew() -> None:
    leaf, rows = Value(5.0, "leaf"), numpy.array([1.0, 3.0])
    doubled = leaf * 2

    def f(x):
        return w * x * (leaf * 3 + 0 * doubled.data)

    function = compile(f, [w]).to_jax()
    trace = function.trace(rows)
    assert float(function([1.0], rows)) == 30
    assert function.trace(rows) is trace
    leaf.data = 7.0
    assert float(function([1.0], rows)) == 42
    assert function.trace(rows) is not trace


# --- precision --------------------------------------------------------------------------------------------------------


def test_double_precision_has_to_be_switched_on_and_single_is_had_on_request() -> None:
    program, rows = compile(lambda x: tanh(w * x), [w]), numpy.array([1.0, 3.0])
    context = jax.enable_x64 if hasattr(jax, "enable_x64") else jax.experimental.enable_x64
    with context(False):
        with pytest.raises(
            OperandError, match=r"^a program computes in double precision, which JAX has switched off: "
        ) as error:
            program.to_jax()([1.0], rows)
        assert "\n" not in str(error.value)
        value, gradient = jax.value_and_grad(program.to_jax("float32"))(jnp.array([2.0]), rows)
        assert (value.dtype, gradient.dtype) == (numpy.float32, numpy.float32)
        mean, slope = program.value_and_grad(rows)
        assert (float(value), float(gradient[0])) == (pytest.approx(mean, rel=1e-6), pytest.approx(slope[0], rel=1e-5))
    single = program.to_jax(numpy.float32)
    assert single([1.0], rows).dtype == numpy.float32  # where JAX has doubles, too
    with pytest.raises(TooLargeError, match=r"^a number on the way is too large for single precision$"):
        compile(lambda x: w * x, [w]).to_jax("float32").check([1e200], rows)


@pytest.mark.parametrize("dtype", ["float16", "int64", None, 7, "nonsense"])
def test_other_precisions_are_refused(dtype) -> None:
    with pytest.raises(OperandError, match=r"^dtype is 'float64' or 'float32', not "):
        compile(lambda x: w * x, [w]).to_jax(dtype or "complex")


# --- operations of one's own ------------------------------------------------------------------------------------------

OWN = {
    "array form with NumPy": Op("logistic", math.exp, lambda out, a: (out,), array=lambda a: numpy.exp(a) * 1.0),
    "a ufunc": Op("root", math.sqrt, lambda out, a: (0.5 / out,), array=numpy.sqrt),
    "numbers only": Op("bent", lambda a: a * a if a < 1 else 2 * a - 1, lambda out, a: (2 * a if a < 1 else 2.0,)),
    "math in its rule": Op("sine", math.sin, lambda out, a: (math.cos(a),)),
}


@pytest.mark.parametrize("op", OWN.values(), ids=OWN)
def test_what_cannot_be_traced_is_computed_on_the_host(op: Op) -> None:
    program, rows = compile(lambda x: op(w * x), [w]), numpy.array([0.2, 0.3, 0.9])
    function = program.to_jax()
    mean, gradient = program.value_and_grad(rows)
    found = jit(jax.value_and_grad(function))(jnp.array([2.0]), rows)
    assert_allclose(numpy.hstack(found), [mean, *gradient], rtol=1e-13)
    several = jax.vmap(jax.grad(function), in_axes=(0, None))(jnp.array([[2.0], [1.0]]), rows)
    assert_allclose(several[0], gradient, rtol=1e-13)
    if op.name != "sine":  # whose rule gives plain numbers, which have no derivative
        ahead, behind = (program.value_and_grad(rows, at=[2.0 + step])[1] for step in (1e-5, -1e-5))
        assert_allclose(jax.hessian(function)(jnp.array([2.0]), rows)[0], (ahead - behind) / 2e-5, rtol=1e-6)


# --- what is refused --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("theta", "arguments", "message"),
    [
        ([1.0, 2.0], ([1.0],), r"theta needs 1 number, one for each parameter, not an array of shape \(2,\)"),
        ([1.0], ([[[1.0]]],), r"argument 0 has shape \(1, 1, 1\): give a 1-d array, or a 2-d array of rows$"),
        ([1.0], (3.0,), r"argument 0 has shape \(\)"),
        ([1.0], ([],), "the mean over no rows at all does not exist$"),
    ],
)
def test_shapes_that_do_not_fit_are_refused(theta, arguments, message) -> None:
    with pytest.raises(OperandError, match=rf"^{message}"):
        compile(lambda x: w * x, [w]).to_jax()(theta, *map(numpy.array, arguments))


def test_arguments_of_different_lengths_are_refused() -> None:
    with pytest.raises(OperandError, match=r"^the arguments have different numbers of rows: 2, 3$"):
        compile(lambda x, y: w * x - y, [w]).to_jax()([1.0], numpy.ones(2), numpy.ones(3))


def test_without_jax_one_line_says_what_to_install(monkeypatch) -> None:
    monkeypatch.setitem(sys.modules, "jax", None)
    with pytest.raises(MissingPackageError, match=r"^to_jax needs JAX: pip install 'chainrule\[jax\]'$"):
        compile(lambda x: w * x, [w]).to_jax()


def test_the_examples_in_its_documentation_run() -> None:
    runner, finder = doctest.DocTestRunner(), doctest.DocTestFinder()
    tests = [test for test in finder.find(jax_function) if test.examples]
    for test in tests:
        for example in test.examples:
            example.options.pop(doctest.SKIP, None)
        runner.run(test)
    assert tests
    assert runner.summarize(verbose=False).failed == 0


# --- several devices --------------------------------------------------------------------------------------------------

ON_EIGHT_DEVICES = """
import jax, numpy
from jax.sharding import AxisType, NamedSharding, PartitionSpec
jax.config.update("jax_enable_x64", True)
from autograd import Value, compile, dot, tanh
weights = [[Value(0.1 * (i - j)) for i in range(3)] for j in range(4)]
program = compile(lambda x: dot([tanh(dot(row, x)) for row in weights], [1.0] * 4) ** 2, sum(weights, []))
X = numpy.random.default_rng(0).normal(size=(64, 3))
mesh = jax.make_mesh((8,), ("rows",), axis_types=(AxisType.Auto,))
spread = jax.device_put(X, NamedSharding(mesh, PartitionSpec("rows")))
theta = numpy.array([weight.data for row in weights for weight in row])
mean, gradient = jax.jit(jax.value_and_grad(program.to_jax()))(theta, spread)
expected, slopes = program.value_and_grad(X)
assert len(spread.sharding.device_set) == 8
assert abs(float(mean) - expected) < 1e-14 and abs(numpy.asarray(gradient) - slopes).max() < 1e-14
print("the same")
"""


def test_rows_spread_over_eight_devices_by_jax_itself() -> None:
    environment = {**os.environ, "XLA_FLAGS": "--xla_force_host_platform_device_count=8"}
    done = subprocess.run(
        [sys.executable, "-c", ON_EIGHT_DEVICES], env=environment, capture_output=True, text=True, timeout=300
    )
    assert done.stdout == "the same\n", done.stderr


# --- slots ------------------------------------------------------------------------------------------------------------


def test_numbers_that_lie_evenly_are_a_matrix_though_the_array_ends_before_the_last_distance_does() -> None:
    squares = jnp.arange(8.0) ** 2
    for places in ([[0, 1], [3, 4]], [[0, 1], [3, 4], [6, 7]], [[2, 3, 4]], [[1], [2]], [[1, 2], [3, 4]]):
        found = _evenly(squares, numpy.array(places))
        assert found.tolist() == (numpy.array(places) ** 2.0).tolist()
    for places in ([[0, 1], [1, 2]], [[0, 2]], [[0, 1], [3, 5]], [[3, 4], [0, 1]]):
        assert _evenly(squares, numpy.array(places)) is None


def test_slots_are_read_from_the_arrays_they_lie_in() -> None:
    held = Slots()
    held.hold(0, jnp.arange(6.0).reshape(3, 2))
    held.hold(3, jnp.zeros((0, 2)))
    held.hold(3, jnp.array([[10.0, 11.0]]))
    held.hold(4, jnp.arange(20.0, 28.0).reshape(4, 2))
    everything = [[0, 1], [2, 3], [4, 5], [10, 11], [20, 21], [22, 23], [24, 25], [26, 27]]
    for slots in ([0, 1, 2], [0, 2], [2, 0], [1, 3], [3, 4, 5], [4, 6], [7, 5, 4], [4, 4, 5], [3, 3, 4, 3]):
        assert held.read(numpy.array(slots)).tolist() == [everything[slot] for slot in slots]
    assert held.read(numpy.array([5, 5])).tolist() == [[22, 23]]
    gathered = {(0, 1): False, (0, 2): False, (2, 0): True, (5, 5): False, (0, 1, 3, 4): True, (0, 1, 2, 3): False}
    assert {slots: held.is_gathered(numpy.array(slots)) for slots in gathered} == gathered
    uniform = Slots()
    uniform.hold(0, jnp.arange(8.0)[:, None])
    uniform.hold(8, jnp.array([[80.0]]))
    for slots in ([[0, 1], [2, 3]], [[0, 2], [1, 3]], [[0, 3], [5, 1]], [[7, 8]], [[0, 1], [4, 5]]):
        expected = [[80.0 if slot == 8 else float(slot) for slot in row] for row in slots]
        assert uniform.matrix(numpy.array(slots)).tolist() == expected
