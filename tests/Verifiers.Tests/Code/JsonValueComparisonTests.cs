using Verifiers.Code;

namespace Verifiers.Tests.Code;

public sealed class JsonValueComparisonTests
{
    [Theory]
    [InlineData("1", "1", true)]
    [InlineData("1", "2", false)]
    [InlineData("1", "1.0", true)]
    [InlineData("4", "4.000001", true)]
    [InlineData("4", "4.0001", false)]
    [InlineData("0.3", "0.30000000000000004", true)]
    [InlineData("0.0", "1e-12", false)]
    [InlineData("0", "-0.0", true)]
    [InlineData("1", "true", false)]
    [InlineData("0", "false", false)]
    [InlineData("0", "null", false)]
    [InlineData("null", "null", true)]
    [InlineData("\"1\"", "1", false)]
    [InlineData("\"a\"", "\"\\u0061\"", true)]
    [InlineData("\"\\ud800\"", "\"\\ud800\"", true)]
    [InlineData("\"\\ud800\"", "\"\\ud801\"", false)]
    [InlineData("\"\\n\\\"\\\\\\/\\t\"", "\"\\u000a\\u0022\\u005c\\u002f\\u0009\"", true)]
    [InlineData("100000000000000000000000000000000000001", "100000000000000000000000000000000000002", false)]
    [InlineData("100000000000000000000000000000000000001", "100000000000000000000000000000000000001", true)]
    [InlineData("100000000000000000000000000000000000001", "1e38", true)]
    [InlineData("1e400", "1e400", true)]
    [InlineData("1e400", "1e401", false)]
    [InlineData("1e999999999999999999999", "1e999999999999999999999", true)]
    [InlineData("{\"$float\": \"nan\"}", "{\"$float\": \"nan\"}", false)]
    [InlineData("{\"$float\": \"inf\"}", "{\"$float\": \"inf\"}", true)]
    [InlineData("{\"$float\": \"inf\"}", "{\"$float\": \"-inf\"}", false)]
    [InlineData("{\"$float\": \"inf\"}", "1e400", false)]
    [InlineData("1e300", "{\"$float\": \"inf\"}", false)]
    [InlineData("[1, [2, 3]]", "[1, [2.0, 3]]", true)]
    [InlineData("[1, 2]", "[2, 1]", false)]
    [InlineData("[1]", "[1, 1]", false)]
    [InlineData("{\"a\": 1, \"b\": 2}", "{\"b\": 2, \"a\": 1}", true)]
    [InlineData("{\"a\": 1}", "{\"a\": 1, \"b\": 2}", false)]
    [InlineData("{\"a\": 1}", "{\"b\": 1}", false)]
    [InlineData("{\"a\": 1}", "{\"a\": 1, \"a\": 1}", false)]
    [InlineData("{\"$set\": [1, 2, 3]}", "{\"$set\": [3, 1, 2.0]}", true)]
    [InlineData("{\"$set\": [0.3, 1]}", "{\"$set\": [1, 0.30000000000000004]}", true)]
    [InlineData("{\"$set\": [1, 2]}", "{\"$set\": [1, 3]}", false)]
    [InlineData("{\"$set\": [1, 2]}", "{\"$set\": [1]}", false)]
    [InlineData("{\"$set\": [[1, 2], [0]]}", "{\"$set\": [[0], [1, 2]]}", true)]
    [InlineData("{\"$set\": [{\"$set\": [2, 1]}]}", "{\"$set\": [{\"$set\": [1, 2]}]}", true)]
    [InlineData("[3, 1, 2]", "{\"$set\": [1, 2, 3]}", false)]
    [InlineData("[1, 2, 3]", "{\"$set\": [1, 2, 3]}", false)] // a sorted list is not what a set is
    [InlineData("{\"$set\": [1, 2, 3]}", "[1, 2, 3]", false)]
    [InlineData("{\"1\": \"a\"}", "{\"$dict\": [[1, \"a\"]]}", true)]
    [InlineData("{\"true\": 1, \"null\": 2, \"1.5\": 3}", "{\"$dict\": [[null, 2], [1.5, 3], [true, 1]]}", true)]
    [InlineData("{\"1\": \"a\"}", "{\"$dict\": [[1, \"a\"], [\"1\", \"a\"]]}", false)]
    [InlineData("{\"1\": \"a\"}", "{\"$dict\": [[[1], \"a\"]]}", false)]
    [InlineData("{\"$dict\": [[[1, 2], \"a\"], [3, \"b\"]]}", "{\"$dict\": [[3, \"b\"], [[1, 2], \"a\"]]}", true)]
    [InlineData("{\"$dict\": [[1, \"a\"]]}", "{\"$dict\": [[true, \"a\"]]}", false)]
    [InlineData("{\"$ref\": 1}", "{\"$$ref\": 1}", true)]
    [InlineData("{\"$$set\": [1]}", "{\"$$set\": [1]}", true)]
    [InlineData("{\"$$set\": [1]}", "{\"$set\": [1]}", false)]
    [InlineData("{}", "{\"$dict\": []}", true)]
    [InlineData("[]", "{}", false)]
    public void Compares_by_value(string expected, string actual, bool areEqual) =>
        Assert.Equal(areEqual, JsonValueComparison.AreEqual(Read(expected), Read(actual)));

    [Theory]
    [InlineData("")]
    [InlineData("[1")]
    [InlineData("1 2")]
    [InlineData("NaN")]
    [InlineData("\"\\x\"")]
    public void What_is_no_JSON_is_no_value(string json)
    {
        Assert.Null(FunctionValueReader.Read(json, out var problem));
        Assert.NotEmpty(problem);
    }

    [Fact]
    public void Nesting_without_end_is_no_value()
    {
        Assert.Null(FunctionValueReader.Read(new string('[', 1 << 20), out _));
        Assert.NotNull(FunctionValueReader.Read(new string('[', 200) + new string(']', 200), out _));
    }

    [Fact]
    public void Numbers_that_are_none_are_kept_in_order_too()
    {
        const string Mixed = """{"$set": [{"$float": "inf"}, 3, {"$float": "nan"}, 1, {"$float": "-inf"}, {"$float": "nan"}, 2]}""";
        var items = Assert.IsType<FunctionValue.Set>(Read(Mixed)).Items.Cast<FunctionValue.Number>().Select(number => number.Nearest);
        Assert.Equal([double.NaN, double.NaN, double.NegativeInfinity, 1, 2, 3, double.PositiveInfinity], items);
    }

    [Fact]
    public void Sets_of_sets_cost_no_more_than_sorting()
    {
        var json = "1";
        for (var depth = 0; depth < 17; depth++)
            json = $$"""{"$set": [{{json}}, {{json}}]}""";
        Assert.True(JsonValueComparison.AreEqual(Read(json), Read(json)));
    }

    private static FunctionValue Read(string json)
    {
        var value = FunctionValueReader.Read(json, out var problem);
        Assert.True(value is not null, problem);
        return value;
    }
}
