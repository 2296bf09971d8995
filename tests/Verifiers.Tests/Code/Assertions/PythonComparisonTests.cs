using System.Numerics;
using FsCheck;
using FsCheck.Fluent;
using Verifiers.Code.Assertions;

namespace Verifiers.Tests.Code.Assertions;

public sealed class PythonComparisonTests
{
    [Theory]
    [InlineData("1", "1.0", true)]
    [InlineData("1", "True", true)]
    [InlineData("0.0", "-0.0", true)]
    [InlineData("0", "False", true)]
    [InlineData("1", "'1'", false)]
    [InlineData("'a'", "b'a'", false)]
    [InlineData("[1]", "(1,)", false)]
    [InlineData("[1, [2, (3,)]]", "[1.0, [2, (3,)]]", true)]
    [InlineData("{1, 2, 2}", "{2.0, True}", true)]
    [InlineData("{1, 2}", "[1, 2]", false)]
    [InlineData("set()", "{}", false)]
    [InlineData("set()", "frozenset()", true)]
    [InlineData("{'a': 1, 'b': [2]}", "{'b': [2.0], 'a': True}", true)]
    [InlineData("{1: 'x', 1.0: 'y'}", "{True: 'y'}", true)]
    [InlineData("{'a': 1}", "{'a': 1, 'b': 2}", false)]
    [InlineData("float('nan')", "float('nan')", false)]
    [InlineData("[float('nan')]", "[float('nan')]", false)]
    [InlineData("{float('nan')}", "{float('nan')}", false)]
    [InlineData("float('inf')", "1e999", true)]
    [InlineData("10**30", "1e30", false)] // the nearest double is not 10^30
    [InlineData("2**70", "2.0**70", false)] // no literal here: a float power is left alone
    [InlineData("9007199254740993", "9007199254740992.0", false)]
    [InlineData("9007199254740992", "9007199254740992.0", true)]
    [InlineData("0.1 + 0.2", "0.3", false)]
    [InlineData("3 * 19", "57", true)]
    [InlineData("1 + 0j", "1", true)]
    [InlineData("1j", "1", false)]
    [InlineData("None", "False", false)]
    [InlineData("''", "None", false)]
    public void Values_are_equal_as_in_Python(string left, string right, bool expected)
    {
        var (x, y) = (Value(left), Value(right));
        if (x is null || y is null)
            return;
        Assert.Equal(expected, PythonComparison.AreEqual(x, y));
        Assert.Equal(expected, PythonComparison.AreEqual(y, x));
    }

    [Theory]
    [InlineData("1", "2.5", -1)]
    [InlineData("10**30", "1e30", -1)]
    [InlineData("True", "1", 0)]
    [InlineData("'a'", "'b'", -1)]
    [InlineData("'\uFFFF'", "'\U0001F600'", -1)] // by code points, where UTF-16 says otherwise
    [InlineData("[1, 2]", "[1, 3]", -1)]
    [InlineData("(2,)", "(1, 9)", 1)]
    [InlineData("1", "'1'", null)]
    [InlineData("[1]", "(1,)", null)]
    [InlineData("1", "float('nan')", null)]
    [InlineData("1", "float('inf')", -1)]
    [InlineData("1j", "2", null)]
    public void Values_are_ordered_as_in_Python(string left, string right, int? expected) =>
        Assert.Equal(expected, PythonComparison.Order(Value(left)!, Value(right)!));

    [Theory]
    [InlineData("'abc'", "'b'", true)]
    [InlineData("'abc'", "1", null)]
    [InlineData("[1, 2]", "2.0", true)]
    [InlineData("{1: 2}", "2", false)]
    [InlineData("{1, 2}", "[1]", null)] // a list cannot be hashed
    [InlineData("5", "5", null)]
    public void Containers_contain_as_in_Python(string container, string item, bool? expected) =>
        Assert.Equal(expected, PythonComparison.Contains(Value(container)!, Value(item)!));

    [Fact]
    public void Fractions_equal_the_numbers_of_their_value()
    {
        var half = new PythonValue.Rational(1, 2);
        Assert.True(PythonComparison.AreEqual(half, new PythonValue.Float(0.5)));
        Assert.False(PythonComparison.AreEqual(new PythonValue.Rational(1, 10), new PythonValue.Float(0.1)));
        Assert.True(PythonComparison.AreEqual(new PythonValue.Rational(6, 1), new PythonValue.Integer(6)));
    }

    [Fact]
    public void An_opaque_object_equals_nothing()
    {
        var opaque = new PythonValue.Opaque("P", Truth: true);
        Assert.False(PythonComparison.AreEqual(opaque, opaque));
        Assert.True(PythonComparison.IsTrue(opaque));
    }

    [Fact]
    public void Equality_is_symmetric_and_holds_for_each_value_itself() =>
        Prop.ForAll(AnyValue.ToArbitrary(), AnyValue.ToArbitrary(), (x, y) =>
            PythonComparison.AreEqual(x, x) && PythonComparison.AreEqual(x, y) == PythonComparison.AreEqual(y, x)).QuickCheckThrowOnFailure();

    [Fact]
    public void A_set_contains_what_is_equal_to_one_of_its_items() =>
        Prop.ForAll(AnyKey.ToArbitrary(), AnyKey.ToArbitrary(), (x, y) =>
            PythonComparison.AreEqual(new PythonValue.Set([x]), new PythonValue.Set([y])) == PythonComparison.AreEqual(x, y)).QuickCheckThrowOnFailure();

    [Fact]
    public void Order_and_equality_of_numbers_agree() =>
        Prop.ForAll(AnyNumber.ToArbitrary(), AnyNumber.ToArbitrary(), (x, y) =>
            PythonComparison.Order(x, y) == 0 == PythonComparison.AreEqual(x, y)
            && PythonComparison.Order(x, y) == -PythonComparison.Order(y, x)).QuickCheckThrowOnFailure();

    private static Gen<PythonValue> AnyNumber => Gen.OneOf(
        Gen.Elements<PythonValue>(new PythonValue.Boolean(true), new PythonValue.Boolean(false), new PythonValue.Float(0.5), new PythonValue.Float(-0.0)),
        Gen.Choose(-3, 3).Select(number => (PythonValue)new PythonValue.Integer(number)),
        Gen.Choose(-3, 3).Select(number => (PythonValue)new PythonValue.Float(number)),
        Gen.Choose(50, 80).Select(bits => (PythonValue)new PythonValue.Integer((BigInteger.One << bits) + 1)),
        Gen.Choose(50, 80).Select(bits => (PythonValue)new PythonValue.Float(Math.Pow(2, bits))));

    private static Gen<PythonValue> AnyKey => Gen.OneOf(
        AnyNumber,
        Gen.Elements("", "a", "1").Select(text => (PythonValue)new PythonValue.Text(text)),
        Gen.Elements("", "a").Select(text => (PythonValue)new PythonValue.Bytes(text)),
        AnyNumber.ListOf(2).Select(items => (PythonValue)new PythonValue.Tuple([.. items])),
        Gen.Constant((PythonValue)new PythonValue.None()));

    private static Gen<PythonValue> AnyValue => Gen.OneOf(
        AnyKey,
        AnyKey.ListOf(2).Select(items => (PythonValue)new PythonValue.List([.. items])),
        AnyKey.ListOf(3).Select(items => (PythonValue)new PythonValue.Set([.. items])),
        AnyKey.Two().Select(pair => (PythonValue)new PythonValue.Dictionary([(pair.Item1, pair.Item2), (pair.Item2, pair.Item1)])));

    private static PythonValue? Value(string literal)
    {
        var tokens = PythonTokens.Read(literal);
        var node = PythonParser.Read(literal, tokens.ToArray().AsSpan(0, tokens.Count - 1));
        return node is null ? null : PythonLiterals.Fold(node);
    }
}
