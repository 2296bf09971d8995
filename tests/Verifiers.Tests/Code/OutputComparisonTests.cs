using System.Globalization;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Verifiers.Code;

namespace Verifiers.Tests.Code;

public sealed class OutputComparisonTests
{
    public static TheoryData<string> Cases { get; } = LabelledCases.Ids("code/compare.jsonl");

    [Theory, MemberData(nameof(Cases))]
    public void Decides_as_labelled(string id)
    {
        var example = LabelledCases.Get("code/compare.jsonl", id);
        var isEqual = AreEqual(
            example.GetProperty("mode").GetString()!, example.GetProperty("expected").GetString()!, example.GetProperty("actual").GetString()!);
        Assert.Equal(example.GetProperty("equal").GetBoolean(), isEqual);
    }

    [Theory]
    [InlineData("default", "a\n\nb", "a\nb", false)]
    [InlineData("default", "a\nb", "a\n\nb", false)]
    [InlineData("default", "a\n \nb", "a\n\nb", true)]
    [InlineData("default", "a b", "a\nb", false)]
    [InlineData("default", "1 2 3", "1 2", false)]
    [InlineData("default", "1 2", "1 2 3", false)]
    [InlineData("default", "\n1", "1", false)]
    [InlineData("default", "  1", "1", true)]
    [InlineData("default", ".5", "0.50", true)]
    [InlineData("default", "007", "7", false)] // zeros in front are a part of codes and bits
    [InlineData("default", "0101", "101", false)]
    [InlineData("default", "000", "0", false)]
    [InlineData("default", "0.10", "0.1", true)]
    [InlineData("default", "1e-2", "0.01", true)]
    [InlineData("default", "1e", "1", false)]
    [InlineData("default", ".", "0", false)]
    [InlineData("default", "-", "0", false)]
    [InlineData("default", "0x10", "16", false)]
    [InlineData("default", "1_000", "1000", false)]
    [InlineData("default", "１", "1", false)]
    [InlineData("default", "1e999999999", "10e999999998", true)]
    [InlineData("default", "1e999999999", "1e999999998", false)]
    [InlineData("default", "1e99999999999999999999", "1e99999999999999999998", false)]
    [InlineData("default", "0e999999999", "-0.0", true)]
    [InlineData("float:1e-6", "0.5", "0.5000001", true)]
    [InlineData("float:1e-6", "0.5", "0.50001", false)]
    [InlineData("float:1e-6", "0.0", "1e-7", true)]
    [InlineData("float:1e-6", "5e0", "5.0000001", true)]
    [InlineData("float:1e-6", "5", "5.0000001", false)]
    [InlineData("float:1e-6", "1e400", "1.0000001e400", false)]
    [InlineData("float:1e-6", "1e400", "10e399", true)]
    [InlineData("float:1e-6", "0.5 yes", "0.5 YES", false)]
    [InlineData("float:0.01", "1.0", "1,0", false)]
    [InlineData("float:1e-6", "nan", "nan", false)]
    [InlineData("float:1e-6", "-Infinity", "-Infinity", false)]
    [InlineData("float:1e-6", "infer 0.5", "infer 0.5", true)]
    [InlineData("default", "nan inf", "nan inf", true)]
    [InlineData("float:0", "0.5", "0.5000000000000000001", false)]
    [InlineData("tokens", "1 2\n3", "1\n2 3\n\n", true)]
    [InlineData("tokens", "1 2", "1", false)]
    [InlineData("tokens", "1.0", "1", true)]
    [InlineData("icase", "YES\nno", "yes\nNO", true)]
    [InlineData("icase", "ΣΑΣ", "σας", true)]
    [InlineData("icase", "K", "\u212A", true)]
    [InlineData("icase", "a\nb", "a b", false)]
    [InlineData("exact", "5\n", "5", true)]
    [InlineData("exact", "5", "5\n\n", false)]
    [InlineData("exact", "5", "5 ", false)]
    [InlineData("exact", "", "\n", true)]
    [InlineData("unordered_lines", "a\nb\nb", "b\na\nb\n", true)]
    [InlineData("unordered_lines", "a\nb\nb", "b\na\na", false)]
    [InlineData("unordered_lines", "a\nb", "a", false)]
    [InlineData("unordered_lines", "a", "a\nb", false)]
    [InlineData("unordered_lines", "1.0  x\ny", "y\n1 x", true)]
    [InlineData("unordered_lines", "a b", "b a", false)]
    public void Decides_by_the_rules(string mode, string expected, string actual, bool isEqual) =>
        Assert.Equal(isEqual, AreEqual(mode, expected, actual));

    [Theory]
    [InlineData("default", "a b\nc d", "a b\nc e", "line 2, token 2: expected 'd', found 'e'")]
    [InlineData("default", "a b", "a", "line 1, token 2: expected 'b', found nothing")]
    [InlineData("default", "a", "a\n\nb", "line 2: expected nothing, found ''")]
    [InlineData("tokens", "a\nb\nc", "a b d", "line 3, token 1: expected 'c', found 'd'")]
    [InlineData("exact", "a\nbc", "a\nbd", "line 2: expected 'c', found 'd'")]
    [InlineData("unordered_lines", "a\nb", "b\nc", "line 1: expected 'a', found nothing")]
    public void Names_the_first_difference(string mode, string expected, string actual, string place) =>
        Assert.Equal(place, OutputComparison.Find(mode)!.FirstMismatch(Encoding.UTF8.GetBytes(expected), Encoding.UTF8.GetBytes(actual))!.ToString());

    [Fact]
    public void Output_that_is_no_UTF8_is_compared_as_bytes()
    {
        byte[] expected = [0xff, (byte)' ', 0xfe];
        foreach (var mode in Modes)
        {
            Assert.Null(OutputComparison.Find(mode)!.FirstMismatch(expected, [0xff, (byte)' ', 0xfe, (byte)'\n']));
            Assert.NotNull(OutputComparison.Find(mode)!.FirstMismatch(expected, [0xfe, (byte)' ', 0xfe]));
            Assert.NotNull(OutputComparison.Find(mode)!.FirstMismatch(Encoding.UTF8.GetBytes("\ufffd"), [0xff]));
        }
    }

    [Theory]
    [InlineData("float")]
    [InlineData("float:")]
    [InlineData("float:x")]
    [InlineData("float:-1")]
    [InlineData("float:1")]
    [InlineData("float:NaN")]
    [InlineData("Lines")]
    public void Knows_no_other_mode(string name) => Assert.Null(OutputComparison.Find(name));

    [Fact]
    public void Equal_decimals_are_those_that_are_equal_numbers() =>
        Prop.ForAll(Decimals, Decimals, (left, right) =>
        {
            var areEqual = decimal.Parse(left, NumberStyles.Float, CultureInfo.InvariantCulture) == decimal.Parse(right, NumberStyles.Float, CultureInfo.InvariantCulture);
            var areNumbers = !HasZerosInFront(left) && !HasZerosInFront(right);
            return AreEqual("default", left, right) == (left == right || (areNumbers && areEqual));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(5_000));

    private static bool HasZerosInFront(string number) => number.TrimStart('+', '-') is ['0', >= '0' and <= '9', ..];

    [Fact]
    public void Every_mode_accepts_its_own_output_and_never_throws() =>
        Prop.ForAll(Outputs, Outputs, (left, right) => Modes.All(mode =>
        {
            var comparison = OutputComparison.Find(mode)!;
            return comparison.FirstMismatch(left, left) is null
                && (comparison.FirstMismatch(left, right) is null || !left.AsSpan().SequenceEqual(right));
        })).Check(Config.QuickThrowOnFailure.WithMaxTest(2_000));

    [Fact]
    public void Hostile_outputs_cost_linear_time()
    {
        HostileText.AssertLinear(text =>
        {
            var output = Encoding.UTF8.GetBytes(text);
            foreach (var mode in Modes)
                OutputComparison.Find(mode)!.FirstMismatch(output, output.AsSpan(1));
        });
    }

    private static readonly string[] Modes = ["default", "float:1e-6", "tokens", "icase", "exact", "unordered_lines"];

    private static readonly Arbitrary<string> Decimals = (
            from sign in Gen.Elements("", "-", "+")
            from whole in Gen.Elements("0", "1", "5", "00").ListOf(2)
            from point in Gen.Elements(".", "")
            from fraction in Gen.Elements("0", "0", "1", "5").ListOf(2)
            from exponent in Gen.Elements("", "e0", "e1", "E-2", "e+3")
            select sign + string.Concat(whole) + point + string.Concat(fraction) + exponent)
        .ToArbitrary();

    private static readonly Arbitrary<byte[]> Outputs = Gen
        .Elements("1", "1.0", "a", "A", " ", "\n", "\r\n", "\t", "e", "-", "0", ".", "\0")
        .Select(Encoding.UTF8.GetBytes)
        .Or(Gen.Constant(new byte[] { 0xff }))
        .ListOf()
        .Select(parts => parts.SelectMany(part => part).ToArray())
        .ToArbitrary();

    private static bool AreEqual(string mode, string expected, string actual) =>
        OutputComparison.Find(mode)!.FirstMismatch(Encoding.UTF8.GetBytes(expected), Encoding.UTF8.GetBytes(actual)) is null;
}
