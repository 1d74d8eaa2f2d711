"""What the slips are called, where a slip is more than one line of a table."""

from autograd.language import template

AT_INPUT = template("derivative at the input")
FORGOTTEN = template("derivative forgotten")
SWAPPED = template("operands swapped")
EXPONENT = template("exponent not lowered")
FACTOR_OF_POWER = template("factor of the power forgotten")
LOWERED_FACTOR = template("factor of the lowered exponent")
QUOTIENT = template("quotient rule")
INNER_FORGOTTEN = template("inner derivative forgotten")
SIGN = template("sign lost")
OTHER = template("another function's derivative")
INNER_INSIDE = template("inner derivative inside")
COMPOSITION = template("composition exchanged")
FACTOR_BY_FACTOR = template("factor by factor")
CONSTANT_KEPT = template("constant kept")
MEAN_FOR_SUM = template("mean for a sum")
SIGN_INSIDE = template("sign inside the derivative")
DIVISOR = template("divisor of the quotient rule")
PATH_LEFT_OUT = template("path left out")
PATH_TWICE = template("path counted twice")
TWICE_OVER = template("derivative multiplied in twice")
NEIGHBOUR_WEIGHT = template("neighbour's weight")
NEIGHBOUR_INPUT = template("neighbour's input")
NEIGHBOUR_GRADIENT = template("neighbour's gradient")
NEIGHBOUR_DERIVATIVE = template("neighbour's derivative")
TRANSPOSED_WEIGHTS = template("weights transposed")
OFF_BY_ONE = template("index off by one")
BIAS_TIMES_INPUT = template("bias times an input")
AS_CONSTANT = template("taken as a constant")
ONCE_MORE = template("derivative once more")
FACTOR_DROPPED = template("factor dropped")
WRONG_FACTOR = template("wrong factor")
TERM_SIGN = template("sign of a term")
LEFT_OUT = template("term left out")
TWICE = template("term counted twice")
NOT_APPLIED = template("function not applied")
WRONG_FUNCTION = template("another function")
FACTORS_EXCHANGED = template("factors exchanged")
OUTSIDE = template("inside or outside")
ONE_LESS = template("divided by n - 1")
AT_PART = template("derivative at a part of the operand")
OTHER_LINE = template("derivative of another step")
ANOTHER_QUANTITY = template("another quantity")
OPERAND_MISREAD = template("operand misread")
DIGIT_MISREAD = template("digit misread")
OLD_WEIGHT = template("old weight used")
WRONG_START = template("wrong old value")
TOO_EARLY = template("new weights used too early")
NOT_UPDATED = template("not updated")
PREVIOUS_GRADIENT = template("gradient of the step before")
SIGN_OF_MOMENTUM = template("sign of the momentum")
NO_MOMENTUM = template("momentum forgotten")
LOOK_AHEAD = template("look-ahead")
NO_CORRECTION = template("bias correction forgotten")
WRONG_CORRECTION = template("bias correction")
ROOT = template("root forgotten")
EPSILON = template("place of epsilon")
SHARE = template("share of the new gradient")
SQUARE = template("square forgotten")
DECAY = template("weight decay")
MISCOUNTED = template("steps miscounted")
MEAN_OR_SUM = template("mean or sum")
ANOTHER_RATE = template("another learning rate")
BEFORE_ACTIVATION = template("input of the activation used")
ANOTHER_GRADIENT = template("another parameter's gradient")
ANOTHER_STEP = template("another parameter's step")
DIGIT_DROPPED = template("digit dropped")
DIGIT_TOO_MANY = template("digit too many")
TWO_MISPRINTED = template("two digits misprinted")
LINE_ABOVE = template("line above copied")
COPIED_TRANSPOSED = template("digits transposed in copying")
COPIED_SHIFTED = template("decimal point slipped in copying")
COPIED_SHORT = template("digit dropped in copying")
ROUNDED_EARLY = template("rounded too early")
TWO_MISREAD = template("two numbers misread")
READINGS = (
    OPERAND_MISREAD, DIGIT_MISREAD, ROUNDED_EARLY, COPIED_TRANSPOSED, COPIED_SHIFTED, COPIED_SHORT, TWO_MISREAD,
)  # fmt: skip
DECIMAL = template("decimal point slipped")
TRANSPOSED = template("digits transposed")
MISPRINTED = template("digit misprinted")

#: Slips of which one gives the number the other gives, whatever the inputs: told once.
ALIKE = {
    FACTOR_DROPPED: FORGOTTEN,
    INNER_FORGOTTEN: FORGOTTEN,
    LOWERED_FACTOR: FACTOR_OF_POWER,  # of a square
    DIVISOR: QUOTIENT,
    FACTORS_EXCHANGED: SHARE,  # of a running mean
    OUTSIDE: EPSILON,
    TERM_SIGN: SIGN,  # of a product that is a term
    OLD_WEIGHT: DIGIT_MISREAD,
    ROUNDED_EARLY: DIGIT_MISREAD,
}
