"""The function of a page as JavaScript: what it says, and that nothing but arithmetic can be said."""

import json
import re
import shutil
import subprocess

import numpy as np
import pytest
import sympy

from gdviz.pages import javascript
from gdviz.pages.javascript import script_of
from gdviz.problems import PROBLEMS
from gdviz.problems.expression import from_expression
from gdviz.problems.expression_derivatives import derive

EVERYTHING = (
    "sin(x) + cos(y) + tan(x/4) + asin(x/9) + acos(y/9) + atan(x) + sinh(x/5) + cosh(y/5) + tanh(x) + asinh(y)"
    " + acosh(x**2 + 2) + atanh(y/9) + exp(-x) + log(x**2 + 1) + log10(y**2 + 1) + log2(x**2 + 3) + sqrt(x**2 + y**2)"
)
KINKS = (
    "abs(x) + sign(y) + max(x, y, 1) + min(x, -y) + where(x > 1 and not y <= 2 or x == y, x**3, -x/(y**2 + 1)**2)"
    " + x**4 + (x**2)**(1/3) + 2**y + (x != 1)*y + (x >= y)*(y < 0) + tan(x/9 + pi/2) + 1e-300*x"
)


@pytest.mark.parametrize("text", [EVERYTHING, KINKS])
def test_all_that_a_function_may_hold_is_written(text):
    script = script_of(derive(text))
    assert "function" not in re.sub("gdvizFunction", "", script)
    assert "undefined" not in script


def test_powers_are_products_and_roots_are_roots():
    assert "k.square(v0)" in script_of(derive("x**2 + 1"))
    script = script_of(derive("x**(1/3) + x**2.5"))
    # The cube root of a negative number is not a number, as in NumPy.
    assert "cbrt" not in script
    assert "Math.pow(v0, 1/3)" in script


@pytest.mark.skipif(shutil.which("node") is None, reason="node is not installed")
@pytest.mark.parametrize("text", [EVERYTHING, KINKS, PROBLEMS["goldstein-price"]().expression])
def test_the_script_says_what_numpy_says(text, tmp_path):
    made = from_expression(text)
    points = np.random.default_rng(1).uniform(-3, 3, (30, 2))
    # And at the kinks.
    points = np.vstack([points, [[0, 0], [1, 1], [1, -1], [0, 2], [2, 2]]])
    (tmp_path / "f.mjs").write_text(
        f"""import * as kernel from "{javascript.__file__.removesuffix("javascript.py")}browser/src/solving/kernel.js";
{script_of(derive(text))}
const f = gdvizFunction(kernel), g = [0, 0], h = [0, 0, 0, 0];
console.log(JSON.stringify({points.tolist()}.map((p) => {{
  f.gradient(p, g); f.hessian(p, h);
  return [f.value(p), ...g, ...h].map(String);
}})));"""
    )
    said = subprocess.run(["node", str(tmp_path / "f.mjs")], capture_output=True, text=True, check=True).stdout
    got = np.array([[float(word.replace("Infinity", "inf")) for word in row] for row in json.loads(said)])
    with np.errstate(all="ignore"):
        expected = np.column_stack([made.value(points), made.gradient(points), made.hessian(points).reshape(-1, 4)])
    np.testing.assert_allclose(got, expected, rtol=1e-11, atol=1e-11)


@pytest.mark.parametrize(
    "part",
    [
        sympy.Function("alert")(sympy.Symbol("v0")),
        sympy.Symbol("alert"),
        sympy.Symbol("v0; alert(1)"),
        sympy.Function("</script><script>alert(1)")(sympy.Symbol("v0")),
        sympy.Abs(sympy.Symbol("v0")),
        sympy.I * sympy.Symbol("v0"),
        sympy.oo,
    ],
)
def test_nothing_else_reaches_the_printer(part):
    found = derive("x**2")
    spoiled = type(found)(found.expression, found.symbols, found.reading, part, found.gradient, found.hessian)
    with pytest.raises(ValueError, match="is not written in JavaScript"):
        script_of(spoiled)


@pytest.mark.parametrize(
    "text",
    [
        "alert(1)",
        "x; alert(1)",
        "x**2</script><script>alert(1)",
        "`${x}`",
        "x.constructor",
        "[x]",
        "eval(x)",
        "x\n\u2028",
    ],
)
def test_hostile_text_is_refused_or_harmless(text):
    try:
        script = script_of(derive(text))
    except ValueError:
        return
    words = "globalThis gdvizFunction k dimension value v const v0 return gradient out hessian square"
    assert set(re.findall(r"[A-Za-z]\w*", script)) <= set(words.split())


def test_names_of_variables_stay_out_of_the_script():
    script = script_of(derive("constructor**2 + Math*3"))
    assert "constructor" not in script
    assert "v0" in script


def test_a_hessian_too_long_is_left_out(monkeypatch):
    monkeypatch.setattr(javascript, "LONGEST", 10)
    assert "hessian" not in script_of(derive("x**2*y"))
