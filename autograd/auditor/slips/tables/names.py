"""What the slips are called, where a slip is more than one line of a table."""

AT_INPUT, FORGOTTEN, SWAPPED = "derivative at the input", "derivative forgotten", "operands swapped"
EXPONENT, FACTOR_OF_POWER = "exponent not lowered", "factor of the power forgotten"
LOWERED_FACTOR = "factor of the lowered exponent"
QUOTIENT, INNER_FORGOTTEN = "quotient rule", "inner derivative forgotten"
SIGN, OTHER = "sign lost", "another function's derivative"
INNER_INSIDE, COMPOSITION = "inner derivative inside", "composition exchanged"
FACTOR_BY_FACTOR, CONSTANT_KEPT, MEAN_FOR_SUM = "factor by factor", "constant kept", "mean for a sum"
SIGN_INSIDE, DIVISOR = "sign inside the derivative", "divisor of the quotient rule"
PATH_LEFT_OUT, PATH_TWICE, TWICE_OVER = "path left out", "path counted twice", "derivative multiplied in twice"
NEIGHBOUR_WEIGHT, NEIGHBOUR_INPUT = "neighbour's weight", "neighbour's input"
NEIGHBOUR_GRADIENT, NEIGHBOUR_DERIVATIVE = "neighbour's gradient", "neighbour's derivative"
TRANSPOSED_WEIGHTS, OFF_BY_ONE = "weights transposed", "index off by one"
BIAS_TIMES_INPUT, AS_CONSTANT, ONCE_MORE = "bias times an input", "taken as a constant", "derivative once more"
FACTOR_DROPPED, WRONG_FACTOR = "factor dropped", "wrong factor"
TERM_SIGN, LEFT_OUT, TWICE = "sign of a term", "term left out", "term counted twice"
NOT_APPLIED, WRONG_FUNCTION = "function not applied", "another function"
FACTORS_EXCHANGED, OUTSIDE = "factors exchanged", "inside or outside"
ONE_LESS = "divided by n - 1"
AT_PART, OTHER_LINE = "derivative at a part of the operand", "derivative of another step"
ANOTHER_QUANTITY, OPERAND_MISREAD, DIGIT_MISREAD = "another quantity", "operand misread", "digit misread"
OLD_WEIGHT = "old weight used"
WRONG_START, TOO_EARLY = "wrong old value", "new weights used too early"
NOT_UPDATED, PREVIOUS_GRADIENT = "not updated", "gradient of the step before"
SIGN_OF_MOMENTUM, NO_MOMENTUM, LOOK_AHEAD = "sign of the momentum", "momentum forgotten", "look-ahead"
NO_CORRECTION, WRONG_CORRECTION = "bias correction forgotten", "bias correction"
ROOT, EPSILON, SHARE, SQUARE = "root forgotten", "place of epsilon", "share of the new gradient", "square forgotten"
DECAY = "weight decay"
MISCOUNTED, MEAN_OR_SUM = "steps miscounted", "mean or sum"
ANOTHER_RATE, BEFORE_ACTIVATION = "another learning rate", "input of the activation used"
ANOTHER_GRADIENT, ANOTHER_STEP = "another parameter's gradient", "another parameter's step"
DIGIT_DROPPED, DIGIT_TOO_MANY, TWO_MISPRINTED = "digit dropped", "digit too many", "two digits misprinted"
LINE_ABOVE, COPIED_TRANSPOSED = "line above copied", "digits transposed in copying"
COPIED_SHIFTED, COPIED_SHORT = "decimal point slipped in copying", "digit dropped in copying"
ROUNDED_EARLY, TWO_MISREAD = "rounded too early", "two numbers misread"
READINGS = (
    OPERAND_MISREAD, DIGIT_MISREAD, ROUNDED_EARLY, COPIED_TRANSPOSED, COPIED_SHIFTED, COPIED_SHORT, TWO_MISREAD,
)  # fmt: skip
DECIMAL, TRANSPOSED, MISPRINTED = "decimal point slipped", "digits transposed", "digit misprinted"

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
