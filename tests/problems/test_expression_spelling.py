"""What may be left out or typed otherwise, and what is refused because it can be read in two ways."""

import pytest

from gdviz.problems.expression_reading import tokenise


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("x² + 10y²", "x**2 + 10*y**2"),
        ("2x", "2*x"),
        ("2(x+1)", "2*(x + 1)"),
        ("(x)(y)", "(x)*(y)"),
        ("(x + 1)y(y - 1)", "(x + 1)*y*(y - 1)"),
        ("x y", "x*y"),
        ("x(x+1)", "x*(x + 1)"),
        ("3x²+2xy+y²", "3*x**2 + 2*x*y + y**2"),
        ("x + y + sin(xy)", "x + y + sin(x*y)"),
        ("x + y + z - xyz^2", "x + y + z - x*y*z**2"),
        ("x1^2+x2^2+3x1x2", "x1**2 + x2**2 + 3*x1*x2"),
        ("f(w, b) = w² + 2wb + b²", "f(w, b) = w**2 + 2*w*b + b**2"),
        ("f(u, v, uv) = u + v + uv", "f(u, v, uv) = u + v + uv"),
        ("f(x, y) = xy", "x*y"),
        ("mu + m*u", "mu + m*u"),
        ("2πr", "2*pi*r"),
        ("x sin(y)", "x*sin(y)"),
        ("2sin(x)cos(y)", "2*sin(x)*cos(y)"),
        ("x^2y", "x**2*y"),
        ("x² y²", "x**2*y**2"),
        ("x^(2)y", "x**(2)*y"),
        ("e²x", "e**2*x"),
        ("½x + 3/4*y", "(1/2)*x + 3/4*y"),
        ("|x| + |y - 1|", "abs(x) + abs(y - 1)"),
        ("ln|x| + √|y|", "log(abs(x)) + sqrt(abs(y))"),
        ("x.^2 + 2.*y./3", "x**2 + 2.*y/3"),
        ("Math.pow(x, 2)", "pow(x, 2)"),
        ("||x| - 1|", "abs(abs(x) - 1)"),
        ("2|x||y|", "2*abs(x)*abs(y)"),
        ("|x|²", "abs(x)**2"),
        ("(|x|+1)|y|", "(abs(x) + 1)*abs(y)"),
        ("sin^2(x)", "sin(x)**2"),
        ("sin²(x) + cos**2(x)", "sin(x)**2 + cos(x)**2"),
        ("sin² x", "sin(x)**2"),
        ("sin x + 1", "sin(x) + 1"),
        ("sin 2x", "sin(2*x)"),
        ("sin 2πx", "sin(2*pi*x)"),
        ("sin x cos y", "sin(x)*cos(y)"),
        ("sin x * cos y", "sin(x)*cos(y)"),
        ("√x + √(y+1) + √2/2", "sqrt(x) + sqrt(y + 1) + sqrt(2)/2"),
        ("ln(x) + log_10(x) + log₂(x)", "log(x) + log10(x) + log2(x)"),
        ("np.sin(x) + numpy.maximum(x, 0) + math.pi", "sin(x) + max(x, 0) + pi"),
        ("torch.abs(x) + np.arctan(y)", "abs(x) + atan(y)"),
        ("Sin(x) + SQRT(x) + Abs(x) + Max(x, 1)", "sin(x) + sqrt(x) + abs(x) + max(x, 1)"),
        ("E**x + Pi", "e**x + pi"),
        ("x[0]**2 + 10*x[1]**2", "x0**2 + 10*x1**2"),
        ("w1[0]", "w1_0"),
        ("x if x>0 else -x", "x if x > 0 else -x"),
        ("np.where(x ≥ 1, x, -1)", "where(x >= 1, x, -1)"),
        ("-x*-y**-2", "-x*-y**-2"),
        ("x⁻¹ + x⁻²y", "x**(-1) + x**(-2)*y"),
        ("where(not x>0 and y<-1, x, +y)", "where(not x > 0 and y < -1, x, +y)"),
    ],
)
def test_what_means_one_thing_is_read_as_that_and_that_as_itself(typed, read):
    assert tokenise(typed).reading == read
    assert tokenise(read).reading == read


@pytest.mark.parametrize(
    ("typed", "place", "message"),
    [
        ("1/2x", 4, r"the product between '2' and 'x' after a division can be read in two ways .*write /\(2\*"),
        ("1/2(x+1)", 4, "after a division"),
        ("x + y + 1/xy", 12, "after a division"),
        ("x + y + e^xy", 12, "after an exponent"),
        ("x + y + sin xy", 9, "not clear"),
        ("xy", 1, r"'xy' cannot be the name of a variable .*write x\*y"),
        ("u² + uv + v²", 6, r"'uv' may be a variable or the product u\*v .*write u\*v, or .* f\(u, uv, v\) = "),
        ("1/x²y", 5, "after a division"),
        ("1/(x)(y)", 6, "after a division"),
        ("1/|x|y", 6, "after a division"),
        ("1/sin(x)cos(x)", 9, "after a division"),
        ("e^2x", 4, r"after an exponent can be read in two ways .*write e\*\*2 \* \.\.\."),
        ("2^3x", 4, "after an exponent"),
        ("x^n y", 5, "after an exponent"),
        ("x + e^-x(y)", 9, "after an exponent"),
        ("sin x/2", 1, r"what 'sin' is of is not clear .*in sin\(x\)"),
        ("sin x^2", 1, "not clear"),
        ("sin x y", 1, "not clear"),
        ("sin x * y", 1, "not clear"),
        ("√2x", 1, "not clear"),
        ("√x²", 1, "not clear"),
        ("sin^-1(x)", 1, r"sin to the power -1 .*write 1/sin\(x\) or asin\(x\)"),
        ("sin⁻¹(x)", 1, r"write 1/sin\(x\) or asin\(x\)"),
        ("exp^-2(x)", 1, r"write 1/exp\(x\)"),
        ("x 2", 3, r"no sign between 'x' and '2' .*write \*2, or \*\*2"),
        ("(x)2", 4, "no sign between"),
        ("2 3x", 3, "no sign between"),
        ("1.2.3*x", 4, "no sign between"),
        ("x squared", 3, "no sign between 'x' and 'squared'"),
        ("minimise x", 10, "no sign between 'minimise' and 'x'"),
        ("f(x)", 1, "unknown function 'f' .*a product needs"),
        ("e(x)", 1, r"'e' is no function .*write exp\(x\)"),
        ("|x", 1, "'|' is never closed"),
        ("x | y", 3, "'|' is never closed"),
        ("(|x)|", 2, "'|' is never closed"),
        ("|", 1, "nothing after"),
        ("2,5*x", 2, "unexpected ',' .*write a decimal point, as in 2.5, and nothing between thousands"),
        ("min x", 1, r"the function 'min' without its arguments .*write min\(\.\.\.\)"),
        ("ln|x|²", 6, "an exponent that can be read in two ways"),
        ("ln|x", 3, "'|' is never closed"),
        ("x, y", 2, "unexpected ',' .*one function of numbers at a time"),
        ("x**2 = 1", 6, "unexpected '=' .*without an equation"),
        ("[x + 1]*2", 1, r"unexpected '\[' .*write \("),
        ("x[i]", 3, r"an index that cannot be read .*write x\[0\]"),
        ("x[-1]", 3, "an index that cannot be read"),
        ("x[0][1]", 3, "an index that cannot be read"),
        ("x[0] + x", 1, r"'x' stands alone and as x\[0\]"),
        ("lambda x", 1, "'lambda' cannot be the name of a variable .*write lambda_"),
        ("²", 1, "nothing before"),
        ("x + if", 3, r"nothing between '\+' and 'if'"),
        ("max(x,)", 6, "nothing after ','"),
        ("max(,x)", 4, r"nothing between '\(' and ','"),
        ("True*x", 1, "'True' cannot be the name"),
        ("np.sum(x)", 1, "unknown function 'np.sum' .*term by term"),
        ("np.inf*x", 1, "'np.inf' cannot be the name .*no finite number"),
        ("np.x", 1, "unknown function 'np.x'"),
    ],
)
def test_what_may_mean_two_things_or_none_is_refused_at_the_character(typed, place, message):
    with pytest.raises(ValueError, match=message) as caught:
        tokenise(typed)
    assert f" at character {place} of " in str(caught.value)


@pytest.mark.parametrize("name", ["I", "oo", "zoo", "inf", "nan", "NaN", "infinity"])
def test_what_is_a_constant_elsewhere_is_never_a_variable(name):
    with pytest.raises(ValueError, match=f"'{name}' cannot be the name of a variable"):
        tokenise(f"x + {name}")
