"""NumPy's functions on Values and on arrays of them, arrays without dimensions, and the scalars of other libraries."""

from __future__ import annotations

import math

import mpmath
import numpy
import pytest

import autograd
from autograd import OperandError, Value, dot, grad, jacobian, logsumexp, maximum, sin, softmax, total
from autograd.numpy_functions import MEANINGS, METHODS
from autograd.ops import TABLE


def boxed(value):
    box = numpy.empty((), dtype=object)
    box[()] = value
    return box


def array_of(*numbers):
    return numpy.array([Value(x) for x in numbers])


# --- functions -------------------------------------------------------------------------------------------------------

#: NumPy's name, mpmath's function, a point for each operand.
FUNCTIONS = [
    ("sinh", mpmath.sinh, (0.7,)), ("cosh", mpmath.cosh, (0.7,)), ("tanh", mpmath.tanh, (0.7,)),
    ("arcsin", mpmath.asin, (0.3,)), ("arccos", mpmath.acos, (0.3,)), ("arctan", mpmath.atan, (0.3,)),
    ("arcsinh", mpmath.asinh, (0.3,)), ("arccosh", mpmath.acosh, (1.3,)), ("arctanh", mpmath.atanh, (0.3,)),
    ("exp", mpmath.exp, (0.3,)), ("expm1", mpmath.expm1, (0.3,)), ("exp2", lambda x: mpmath.mpf(2) ** x, (0.3,)),
    ("log", mpmath.log, (0.3,)), ("log1p", mpmath.log1p, (0.3,)), ("log2", lambda x: mpmath.log(x, 2), (0.3,)),
    ("log10", mpmath.log10, (0.3,)), ("sqrt", mpmath.sqrt, (0.3,)), ("cbrt", mpmath.cbrt, (0.3,)),
    ("sin", mpmath.sin, (0.3,)), ("cos", mpmath.cos, (0.3,)), ("tan", mpmath.tan, (0.3,)),
    ("square", lambda x: x * x, (0.3,)), ("reciprocal", lambda x: 1 / x, (0.3,)), ("fabs", abs, (-0.3,)),
    ("degrees", mpmath.degrees, (0.3,)), ("rad2deg", mpmath.degrees, (0.3,)), ("radians", mpmath.radians, (30.0,)),
    ("deg2rad", mpmath.radians, (30.0,)), ("conjugate", lambda x: x, (0.3,)), ("negative", lambda x: -x, (0.3,)),
    ("hypot", mpmath.hypot, (3.0, 4.0)), ("arctan2", mpmath.atan2, (3.0, -4.0)),
    ("power", lambda a, b: a**b, (1.5, 2.5)), ("divide", lambda a, b: a / b, (1.5, 2.5)),
    ("maximum", lambda a, b: max(a, b), (1.5, 2.5)), ("minimum", lambda a, b: min(a, b), (1.5, 2.5)),
    ("remainder", lambda a, b: a - b * mpmath.floor(a / b), (7.5, 2.0)),
]  # fmt: skip
#: Those that NumPy has for no array of objects.
ONLY_SINGLE = [
    ("logaddexp", lambda a, b: mpmath.log(mpmath.exp(a) + mpmath.exp(b)), (0.3, 1.2)),
    ("logaddexp2", lambda a, b: mpmath.log(mpmath.mpf(2) ** a + mpmath.mpf(2) ** b, 2), (0.3, 1.2)),
    ("float_power", lambda a, b: a**b, (1.5, 2.5)),
    ("copysign", lambda a, b: abs(a) * mpmath.sign(b), (1.5, -2.5)),
]


def slopes(function, point):
    return [
        float(mpmath.diff(function, tuple(map(mpmath.mpf, point)), tuple(int(i == j) for j in range(len(point)))))
        for i in range(len(point))
    ]


@pytest.mark.parametrize(("name", "exact", "point"), FUNCTIONS + ONLY_SINGLE, ids=lambda thing: str(thing)[:20])
def test_a_function_of_single_values_has_the_value_and_gradient_of_mathematics(name, exact, point) -> None:
    operands = [Value(x) for x in point]
    out = getattr(numpy, name)(*operands)
    assert type(out) is Value
    out.backward()
    assert out.data == pytest.approx(float(exact(*map(mpmath.mpf, point))), rel=1e-14)
    assert [x.grad for x in operands] == pytest.approx(slopes(exact, point), rel=1e-12)


@pytest.mark.parametrize(("name", "exact", "point"), FUNCTIONS, ids=lambda thing: str(thing)[:20])
def test_the_same_entry_by_entry_of_an_array(name, exact, point) -> None:
    operands = [array_of(x, x) for x in point]
    out = getattr(numpy, name)(*operands)
    assert out.shape == (2,)
    out[1].backward()
    assert out[1].data == pytest.approx(float(exact(*map(mpmath.mpf, point))), rel=1e-14)
    assert [x[1].grad for x in operands] == pytest.approx(slopes(exact, point), rel=1e-12)
    assert [x[0].grad for x in operands] == [0.0] * len(point)


def test_every_row_with_the_name_of_a_function_of_numpys_is_that_function() -> None:
    named = {op.array if isinstance(op.array, str) else op.name for op in TABLE.values()}
    functions = {name for name in named if isinstance(getattr(numpy, name, None), numpy.ufunc)}
    assert {"sinh", "log1p", "hypot", "floor", "sign"} <= functions <= set(MEANINGS)
    assert all(callable(getattr(Value, name)) for name in METHODS)


def test_a_value_is_spread_over_an_array_of_numbers() -> None:
    x = Value(3.0)
    out = numpy.hypot(numpy.array([4.0, 0.0]), x)
    assert [entry.data for entry in out] == [5.0, 3.0]
    numpy.logaddexp(array_of(1.0), x)[0].backward()
    assert x.grad == pytest.approx(1 / (1 + math.exp(-2.0)))


def test_a_tie_of_numpys_maximum_is_halved_as_ours_is() -> None:
    for function in (numpy.maximum, numpy.minimum):
        x = Value(2.0)
        function(x, 2.0).backward()
        assert x.grad == 0.5
    x = Value(2.0)
    numpy.maximum(numpy.array([2.0, 1.0]), x).sum().backward()
    assert x.grad == 1.5


def test_standard_deviation_variance_and_norms() -> None:
    xs = array_of(1.0, 2.0, 4.0)
    for function, expected, exact in [
        (numpy.var, 14 / 9, [2 / 3 * (x - 7 / 3) for x in (1, 2, 4)]),
        (numpy.std, math.sqrt(14) / 3, [(x - 7 / 3) / math.sqrt(14) for x in (1, 2, 4)]),
        (numpy.linalg.norm, math.sqrt(21), [x / math.sqrt(21) for x in (1, 2, 4)]),
        (lambda xs: numpy.linalg.norm(xs, 1), 7.0, [1.0, 1.0, 1.0]),
        (lambda xs: numpy.linalg.norm(xs.reshape(1, 3), axis=1)[0], math.sqrt(21), [x / 21**0.5 for x in (1, 2, 4)]),
    ]:
        for x in xs:
            x.grad = 0.0
        out = function(xs)
        out.backward()
        assert out.data == pytest.approx(expected)
        assert [x.grad for x in xs] == pytest.approx(exact)
    x = Value(-3.0)
    numpy.linalg.norm(x).backward()
    assert x.grad == -1.0


def test_questions_about_numbers_are_answered() -> None:
    assert [numpy.isfinite(Value(2.0)), numpy.isnan(Value(2.0)), numpy.isinf(Value(math.inf))] == [True, False, True]
    assert numpy.signbit(Value(-0.0))
    assert numpy.sign(Value(-2.0)).data == -1.0
    assert [entry.data for entry in numpy.floor(array_of(1.5, -1.5))] == [1.0, -2.0]
    assert numpy.add.reduce(Value(2.0)).data == numpy.sum(Value(2.0)).data == 2.0
    assert [entry.data for entry in numpy.multiply.outer(numpy.array([1.0, 2.0]), Value(3.0))] == [3.0, 6.0]


@pytest.mark.parametrize(
    ("name", "instead"),
    [("fmod", "x % y"), ("modf", "x % 1"), ("heaviside", "x > 0"), ("trunc", "floor or ceil"), ("frexp", "autograd's")],
)
def test_what_cannot_work_says_what_to_write_instead(name, instead) -> None:
    function = getattr(numpy, name)
    with pytest.raises(OperandError, match=rf"numpy\.{name} is not for Values: .*{instead}"):
        function(*[Value(2.0)] * function.nin)


# --- arrays without dimensions ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("f", "value", "slope"),
    [
        (lambda x, z: x * z, 8.0, 8.0), (lambda x, z: z * x, 8.0, 8.0), (lambda x, z: x - z, -2.0, -1.0),
        (lambda x, z: z - x, 2.0, 1.0), (lambda x, z: x / z, 0.5, 0.0), (lambda x, z: z / x, 2.0, 0.0),
        (lambda x, z: x + z, 6.0, 3.0), (lambda x, z: x**z, 16.0, 32 + 32 * math.log(2)),
        (lambda x, z: z**x, 16.0, 16 * math.log(4) + 16), (lambda x, z: z**2, 16.0, 16.0),
        (lambda x, z: 2**z, 16.0, 32 * math.log(2)), (lambda x, z: -z, -4.0, -2.0),
        (lambda x, z: total([z, x]), 6.0, 3.0),
        (lambda x, z: total([z, z]), 8.0, 4.0), (lambda x, z: dot([z, x], [1, x]), 8.0, 6.0),
        (lambda x, z: sum([z, x]), 6.0, 3.0), (lambda x, z: maximum(z, 1.0), 4.0, 2.0),
        (lambda x, z: sin(z), math.sin(4), 2 * math.cos(4)), (lambda x, z: Value(z), 4.0, 2.0),
        (lambda x, z: logsumexp([z, 4.0]), 4 + math.log(2), 1.0), (lambda x, z: softmax([z, 4.0])[0], 0.5, 0.5),
        (lambda x, z: numpy.hypot(z, 3.0), 5.0, 1.6), (lambda x, z: Value(boxed(2 * x)), 4.0, 2.0),
    ],
)  # fmt: skip
def test_an_array_without_dimensions_is_what_it_holds(f, value, slope) -> None:
    x = Value(2.0, "x")
    z = numpy.where(x > 3, x, 2 * x)
    assert (z.shape, z.dtype) == ((), numpy.dtype(object))
    out = f(x, z)
    assert type(out) is Value
    out.backward()
    assert (out.data, x.grad) == (pytest.approx(value), pytest.approx(slope))


def test_it_is_an_argument_and_a_result_of_transforms() -> None:
    assert grad(lambda y: numpy.where(y > 1, y * y, y))(3.0) == 6.0
    assert jacobian(lambda v: [numpy.where(v[0] > 0, v[0], 0.0), v[1]])([1.0, 2.0]) == [[1.0, 0.0], [0.0, 1.0]]
    assert grad(sin)(boxed(0.0)) == 1.0
    x = Value(2.0)
    slope = grad(lambda y: y * y)(boxed(x))
    slope.backward()
    assert (slope.data, x.grad) == (4.0, 2.0)
    with pytest.raises(OperandError, match="lose its graph"):
        float(boxed(x))


# --- scalars of other libraries --------------------------------------------------------------------------------------


class Tensor:
    """What a scalar of PyTorch or JAX looks like from outside."""

    def __init__(self, content, ndim=0) -> None:
        self.content, self.ndim, self.shape = content, ndim, (1,) * ndim

    def item(self):
        return self.content


def test_scalars_of_other_libraries_are_numbers() -> None:
    x = Value(2.0)
    for out in (x * Tensor(3.0), Tensor(3) * x if hasattr(Tensor, "__mul__") else x * Tensor(3), x + Tensor(4.0)):
        assert out.data == 6.0
    assert (x ** Tensor(2)).data == 4.0
    assert [Value(Tensor(3.0)).data, sin(Tensor(0.0)), maximum(Tensor(1.0), x).data] == [3.0, 0.0, 2.0]
    assert total([Tensor(1.0), 2.0, x]).data == 5.0
    assert grad(sin)(Tensor(0.0)) == 1.0
    x.data = Tensor(5.0)
    assert x.data == 5.0
    for bad in (Tensor(2j), Tensor("2"), Tensor(3.0, ndim=1)):
        with pytest.raises(OperandError, match=r"needs a real number, not .*Tensor"):
            x * bad
    assert autograd.Value(numpy.array(numpy.float32(0.5))).data == 0.5
