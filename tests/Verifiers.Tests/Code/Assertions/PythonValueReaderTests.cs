using Verifiers.Code.Assertions;

namespace Verifiers.Tests.Code.Assertions;

public sealed class PythonValueReaderTests
{
    [Theory]
    [InlineData("""["i", "ff"]""", "255")]
    [InlineData("""["i", "-10"]""", "-16")]
    [InlineData("""["f", "0.1"]""", "0.1")]
    [InlineData("""["l", ["t", ["n"]], ["o", "1"]]""", "[(None,), True]")]
    [InlineData("""["d", ["s", "a"], ["e", ["i", "1"]]]""", "{'a': {1}}")]
    [InlineData("""["b", "ÿ"]""", "b'\\xff'")]
    public void A_value_is_read(string json, string literal)
    {
        var tokens = PythonTokens.Read(literal);
        var expected = PythonLiterals.Fold(PythonParser.Read(literal, tokens.ToArray().AsSpan(0, tokens.Count - 1))!)!;
        Assert.True(PythonComparison.AreEqual(expected, PythonValueReader.Read(json)!));
    }

    [Theory]
    [InlineData("")]
    [InlineData("5")]
    [InlineData("[]")]
    [InlineData("""["i"]""")]
    [InlineData("""["i", "xyz"]""")]
    [InlineData("""["i", 5]""")]
    [InlineData("""["f", "five"]""")]
    [InlineData("""["d", ["n"]]""")]
    [InlineData("""["q", "1", "0"]""")]
    [InlineData("""["zz", "1"]""")]
    [InlineData("""["s", "\ud800"]""")]
    [InlineData("""["l", 1]""")]
    public void What_is_no_value_is_refused(string json) => Assert.Null(PythonValueReader.Read(json));

    [Fact]
    public void Deep_and_large_values_are_bounded()
    {
        Assert.Null(PythonValueReader.Read(string.Concat(Enumerable.Repeat("[\"l\",", 100_000))));
        Assert.Null(PythonValueReader.Read($"[\"q\", \"{new string('f', 2_000)}\", \"3\"]"));
        Assert.IsType<PythonValue.Integer>(PythonValueReader.Read($"[\"i\", \"{new string('f', 1_000_000)}\"]"));
    }
}
