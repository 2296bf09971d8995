using Verifiers.Code.Assertions;

namespace Verifiers.Tests.Code.Assertions;

public sealed class AssertionReaderTests
{
    private static readonly HashSet<string> Math = ["math"];

    [Theory]
    [InlineData("assert f(1) == 2", "f(1)", "== 2")]
    [InlineData("assert f(1)==2, 'a message'", "f(1)", "== 2")]
    [InlineData("assert (f(1) == 2)", "f(1)", "== 2")]
    [InlineData("assert 2 == f(1)", "f(1)", "2 ==")]
    [InlineData("assert f([1, 2], key='a') == [('a', 1)] # why", "f([1, 2], key='a')", "== [('a', 1)]")]
    [InlineData("assert f(\n  1,\n) == 2\n", "f(\n  1,\n)", "== 2")]
    [InlineData("assert f(x) is None", "f(x)", "is None")]
    [InlineData("assert f(x) is not True", "f(x)", "is not True")]
    [InlineData("assert f(x) in [1, 2]", "f(x)", "in [1, 2]")]
    [InlineData("assert 'a' not in f(x)", "f(x)", "'a' not in")]
    [InlineData("assert not f(x)", "f(x)", "is false")]
    [InlineData("assert f(x)", "f(x)", "is true")]
    [InlineData("assert f(x) >= 3", "f(x)", ">= 3")]
    [InlineData("assert set(f(x)) == {1}", "set(f(x))", "== {1}")]
    [InlineData("assert sorted(f(x), reverse=True) == [2, 1]", "sorted(f(x), reverse=True)", "== [2, 1]")]
    [InlineData("assert round(f(x), 2) == 3.14", "round(f(x), 2)", "== 3.14")]
    [InlineData("assert abs(f(x) - 2.5) < 1e-6", "f(x)", "within 1e-6 of 2.5")]
    [InlineData("assert abs(2.5 - f(x)) < 1e-6", "f(x)", "within 1e-6 of 2.5")]
    [InlineData("assert math.isclose(f(x), 2.5, rel_tol=0.001)", "f(x)", "close to 2.5")]
    [InlineData("assert Stack(3).pop() == [1]", "Stack(3).pop()", "== [1]")]
    [InlineData("assert f(x)[0].y == 'a'", "f(x)[0].y", "== 'a'")]
    [InlineData("assert sum(10, 15) == 6", "sum(10, 15)", "== 6")] // a task may ask for a function of a builtin's name
    [InlineData("assert f(list(range(3))) == 2.0/3.0", "f(list(range(3)))", "== 2.0/3.0")]
    public void What_is_expected_is_taken_out_of_an_assertion(string test, string expression, string requirement)
    {
        var assertion = AssertionReader.Read(test, Math);
        Assert.NotNull(assertion);
        Assert.Equal((expression, requirement), (assertion.Expression, assertion.Requirement));
    }

    [Theory]
    [InlineData("assert isclose(f(1), 2)")] // a lying isclose would see the 2
    [InlineData("assert isclose(f(1), 2) == True")]
    [InlineData("assert isinstance(f(1), int)")]
    [InlineData("assert all(x == 2 for x in f(1))")]
    [InlineData("assert f(1).startswith('expected')")]
    [InlineData("assert f(1).equals(2) is True")]
    [InlineData("assert abs(VALUE - 2.5) < 1e-6")]
    [InlineData("assert (f(1) == 2) == True")]
    [InlineData("assert f(1) - 2 == 0")]
    [InlineData("assert max(f(1), 2) == 2")]
    [InlineData("assert f(1) == g(1)")]
    [InlineData("assert f(1) == x")]
    [InlineData("assert 1 < f(1) < 3")]
    [InlineData("assert f(1) == 2 and f(2) == 3")]
    [InlineData("assert f(1) == f'{2}'")]
    [InlineData("assert math.floor(2.5) == 2")]
    [InlineData("assert (lambda: 1)() == 1")]
    [InlineData("assert np.allclose(f(1), [2])")]
    [InlineData("x = f(1)")]
    [InlineData("assert f(1) == 1\nassert f(2) == 2")]
    [InlineData("assert f(1) == 1; assert f(2) == 2")]
    [InlineData("assert f(1) < {1}")]
    [InlineData("assert f(1) is 5")]
    [InlineData("assert f(1) ==")]
    [InlineData("assert f(1 == 2")]
    [InlineData("assert 'open")]
    [InlineData("assert")]
    [InlineData("")]
    public void Every_other_test_is_left_to_an_interpreter(string test) => Assert.Null(AssertionReader.Read(test, Math));

    [Fact]
    public void What_a_set_up_binds_is_not_the_program()
    {
        Assert.Null(AssertionReader.Read("assert gcd(4, 6) == 2", new HashSet<string> { "gcd" }));
        Assert.Null(AssertionReader.Read("assert math.isclose(f(1), 2)", new HashSet<string>()));
    }

    [Theory]
    [InlineData("import math", "math")]
    [InlineData("import os.path as p, re\nfrom a.b import (c as d, e)\n", "p,re,d,e")]
    [InlineData("", "")]
    [InlineData("from math import *", null)]
    [InlineData("x = 1", null)]
    public void Imports_of_a_set_up_are_found(string text, string? names) =>
        Assert.Equal(names, SetUpText.ImportedNames(text) is { } found ? string.Join(',', found) : null);

    [Theory]
    [InlineData("import inspect\ninspect.getsource(f)", true)]
    [InlineData("import sys\nsys.stdout = x", true)]
    [InlineData("import builtins\nbuiltins.input = lambda: '1'", true)]
    [InlineData("class A(Base): pass", true)]
    [InlineData("from enum import IntEnum\nclass A(IntEnum): pass\nclass B(A, object): pass", false)]
    [InlineData("import unittest\nclass A(unittest.TestCase): pass", false)]
    [InlineData("import sys\nsys.set_int_max_str_digits(0)", false)]
    [InlineData("print(f(1))\nassert f(1) == 'inspect'", false)]
    public void Tests_that_look_into_the_program_are_found(string test, bool isFound) => Assert.Equal(isFound, TestDemands.Find(test) is not null);

    [Fact]
    public void Hostile_texts_are_read_within_bounds()
    {
        foreach (var part in new[] { "(", "[", "{", "-", "not ", "f(", "1+", "1**", "{1:", "'a'", "x.", "\\\n", "b'\\x" })
        {
            var text = "assert f(1) == " + string.Concat(Enumerable.Repeat(part, 100_000));
            Assert.Null(AssertionReader.Read(text, Math) is { } read && part != "'a'" ? read : null);
        }
    }
}
