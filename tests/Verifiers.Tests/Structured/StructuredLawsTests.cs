using System.Text.Json;
using System.Text.RegularExpressions;
using FsCheck;
using FsCheck.Fluent;
using Verifiers.Structured;
using Verifiers.Structured.Documents;
using Verifiers.Structured.Patterns;
using Verifiers.Structured.Schemas;

namespace Verifiers.Tests.Structured;

public sealed class StructuredLawsTests
{
    private const string AnyTool = """{"tools": [{"name": "f", "parameters": {"properties": {"a": {"type": "array", "items": {"type": "dict"}}}}}], "calls": [{"f": {"a": [[{"b": [""]}], ""]}}]}""";

    private static readonly string[] References =
    [
        """{"schema": {"type": "object", "unevaluatedProperties": false, "properties": {"a": {"$ref": "#"}}}}""",
        """{"schema": {"items": {"uniqueItems": true}, "patternProperties": {"^(a+)+$": {"$ref": "#"}}, "anyOf": [{"$ref": "#/items"}, {"contains": {"$ref": "#"}}]}}""",
        """{"schema": {"items": {"$ref": "#"}, "unevaluatedItems": {"type": "string", "pattern": "(?=a)(a|aa)+$"}}, "format": "json"}""",
        """{"schema": {}, "format": "yaml"}""", """{"schema": {}, "format": "toml"}""", """{"schema": {"type": "object"}, "format": "xml"}""",
        """{"schema": {"type": "array"}, "format": "csv"}""", """{"regex": "(a|b)*c[0-9]{3,40}"}""", """{"regex": "^- ", "match": "lines"}""",
        """{"grammar": "s ::= s s | \"a\" | \"[\" s \"]\" | \"\""}""", """{"grammar": "s ::= [^\"]* (\"x\" s)?"}""", AnyTool,
    ];

    /// <summary>Small texts of fragments of all formats, in which readers go far and fail often.</summary>
    private static readonly Arbitrary<string> Soup = Gen
        .Elements(
            "{", "}", "[", "]", "\"", "\"a\"", ":", ",", "1", "-", "1e9", ".5", "true", "null", "\\", "\\u12", "\ud800", "\n", "\n  ", "\n- ", "a: ", "? ",
            "&x ", "*x", "!t ", "|", ">", "'", "#", "---", "<a>", "</a>", "<", "&lt;", "=", "a = ", "[[a]]\n", "'''", "\"\"\"", "```json\n", "\n```", "f(", "a=", ")",
            "<tool_call>", "</tool_call>", "[TOOL_CALLS]", "<answer>", "</answer>", "\t", "\u0000", "\ufeff", "{\"name\": \"f\", \"arguments\": {}}", "inf", "0x1F", "1979-05-27")
        .ListOf()
        .Select(string.Concat)
        .ToArbitrary();

    private static readonly Arbitrary<string> Values = JsonOf(3).ToArbitrary();

    /// <summary>Schemas of all keywords with values that fit or do not.</summary>
    private static readonly Arbitrary<string> Schemas = Gen.Sized(size => SchemaOf(Math.Min(3, 1 + (size / 20)))).ToArbitrary();

    [Fact]
    public void Whatever_a_completion_holds_leads_to_a_judgement()
    {
        var verifiers = References.Select(reference => Prepare(reference)).ToList();
        var embedded = Prepare(References[0], """{"extract": "embedded", "credit": "partial", "formats": "assert", "strictify": true}""");
        Prop.ForAll(Soup, text => verifiers.Append(embedded).All(verifier => Judge(verifier, text).Verdict != Verdict.Error))
            .Check(Config.QuickThrowOnFailure.WithMaxTest(3_000).WithEndSize(40));
    }

    [Fact]
    public void Any_schema_is_compiled_or_refused_and_any_value_judged() =>
        Prop.ForAll(Schemas, Values, (schema, value) =>
        {
            try
            {
                var prepared = Prepare($"{{\"schema\": {schema}}}");
                return Judge(prepared, value).Reason is "valid" or "schema" or "budget" or "duplicate_key";
            }
            catch (InvalidInputException)
            {
                return true;
            }
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(3_000));

    [Fact]
    public void A_value_meets_the_schema_that_demands_it_and_not_its_negation() =>
        Prop.ForAll(Values, value =>
            Judge(Prepare($"{{\"schema\": {{\"const\": {value}}}}}"), value).Reason is "valid" or "duplicate_key"
            && Judge(Prepare($"{{\"schema\": {{\"not\": {{\"enum\": [{value}]}}}}}}"), value).Reason is "schema" or "duplicate_key")
            .Check(Config.QuickThrowOnFailure.WithMaxTest(1_000));

    [Fact]
    public void A_schema_and_its_negation_never_agree() =>
        Prop.ForAll(Schemas, Values, (schema, value) =>
        {
            try
            {
                var (plain, negated) = (Judge(Prepare($"{{\"schema\": {schema}}}"), value), Judge(Prepare($"{{\"schema\": {{\"not\": {InNegation(schema)}}}}}"), value));
                return plain.Verdict == Verdict.Undecided || plain.Reason == "duplicate_key" || plain.Verdict != negated.Verdict;
            }
            catch (InvalidInputException)
            {
                return true;
            }
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(1_000));

    [Fact]
    public void JSON_is_read_where_the_strict_reader_of_the_platform_reads_it() =>
        Prop.ForAll(Gen.OneOf(Soup.Generator, Values.Generator).ToArbitrary(), text =>
        {
            if (text.Contains('\ud800') || text.StartsWith('\ufeff'))
                return true;
            var reading = JsonText.Read(text);
            try
            {
                using var document = JsonDocument.Parse(text);
                return reading.Value is not null || reading.IsDuplicateKey || text.Contains("\\u", StringComparison.Ordinal);
            }
            catch (JsonException)
            {
                return reading.Value is null;
            }
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(5_000).WithEndSize(30));

    [Fact]
    public void YAML_reads_every_JSON_value_as_JSON_does() =>
        Prop.ForAll(Values, text => JsonText.Read(text).Value is not { } expected
            || (YamlText.Read(text).Value is { } value && DataValue.Same(expected, value)))
            .Check(Config.QuickThrowOnFailure.WithMaxTest(2_000));

    [Fact]
    public void Patterns_match_where_the_engine_of_the_platform_matches()
    {
        var patterns = Gen.Elements("a", "b", ".", "[ab]", "[^a]", "(", ")", "|", "*", "+", "?", "{2}", "{0,2}", "^", "$", "(?:", "(?=", "(?!", "(?<=", "\\b", "\\w")
            .ListOf().Select(string.Concat);
        var texts = Gen.Elements("a", "b", "c", "ab", " ").ListOf().Select(string.Concat);
        Prop.ForAll(patterns.ToArbitrary(), texts.ToArbitrary(), (pattern, text) =>
        {
            if (EcmaPattern.TryCompile(pattern, out _) is not { } compiled)
                return true;
            var steps = 1_000_000L;
            var found = compiled.IsMatch(text, ref steps);
            return found is null || found == Regex.IsMatch(text, pattern, RegexOptions.CultureInvariant, TimeSpan.FromSeconds(5));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(5_000).WithEndSize(10));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    [InlineData(7)]
    [InlineData(8)]
    [InlineData(9)]
    [InlineData(10)]
    [InlineData(11)]
    public void A_megabyte_of_hostile_text_costs_bounded_time(int reference)
    {
        var verifier = Prepare(References[reference]);
        foreach (var unit in new[] { "[", "{\"a\":", "[[", "{\"a\":1},", "\"", "\\", "a", "1", "-", "1,", "a: ", "- ", "? ", "&a ", "<a>", "<", "f(", "f(a=[", "<tool_call>", "```\n", "[a]\n", "a.", "a=1\n", "\n", "{", "'", "\"aa\"," })
        {
            var clock = ThreadWatch.StartNew();
            Judge(verifier, string.Concat(Enumerable.Repeat(unit, (1 << 20) / unit.Length)));
            Assert.True(clock.Elapsed < TimeSpan.FromSeconds(10), $"'{unit}' took {clock.Elapsed}");
        }
    }

    [Theory]
    [InlineData("^(a+)+$")]
    [InlineData("(a|aa)*b")]
    [InlineData("^(.*)*c")]
    [InlineData("(?=(a+)+b)a")]
    [InlineData("^(a*)*\\1c$")]
    [InlineData("(?<=a*)b")]
    public void No_pattern_takes_more_than_its_steps(string pattern)
    {
        var compiled = EcmaPattern.TryCompile(pattern, out _)!;
        var clock = ThreadWatch.StartNew();
        foreach (var text in new[] { new string('a', 100) + "!", new string('a', 100_000) + "!", new string('a', 1_000_000) + "!" })
        {
            var steps = (long)JsonSchema.MaxSteps;
            Assert.NotEqual(true, compiled.IsMatch(text, ref steps));
        }
        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(20), $"took {clock.Elapsed}");
    }

    /// <summary>A reference to the whole schema is one to the schema inside the negation.</summary>
    private static string InNegation(string schema) => schema.Replace("\"#\"", "\"#/not\"", StringComparison.Ordinal);

    private static Gen<string> JsonOf(int depth)
    {
        var scalar = Gen.Elements("0", "1", "-1.5", "1.0", "1e2", "12345678901234567890", "true", "false", "null", "\"\"", "\"a\"", "\"ab\"", "\"\\u00e9\"", "\"😀\"", "\"a: b\"", "\"- x\"");
        if (depth == 0)
            return scalar;
        var inner = JsonOf(depth - 1);
        var list = inner.ListOf().Select(items => $"[{string.Join(", ", items.Take(4))}]");
        var members = Gen.Elements("a", "b", "c", "aa").SelectMany(name => inner.Select(value => $"\"{name}\": {value}")).ListOf()
            .Select(items => $"{{{string.Join(", ", items.DistinctBy(item => item[..item.IndexOf(':')]).Take(4))}}}");
        return Gen.OneOf(scalar, list, members);
    }

    private static Gen<string> SchemaOf(int depth)
    {
        var value = JsonOf(1);
        var leaf = Gen.OneOf(
            Gen.Constant("true"), Gen.Constant("false"), Gen.Constant("{}"), Gen.Constant("""{"$ref": "#"}"""), Gen.Constant("""{"$dynamicRef": "#d"}"""),
            Gen.Elements("null", "boolean", "integer", "number", "string", "array", "object").Select(type => $$"""{"type": "{{type}}"}"""),
            Gen.Elements("minimum", "maximum", "multipleOf", "minLength", "maxItems", "minProperties", "const", "enum", "required", "uniqueItems", "pattern")
                .SelectMany(keyword => value.Select(bound => $$"""{"{{keyword}}": {{bound}}}""")),
            value.Select(constant => $$"""{"enum": [{{constant}}]}"""));
        if (depth == 0)
            return leaf;
        var inner = SchemaOf(depth - 1);
        var one = Gen.Elements("not", "items", "contains", "additionalProperties", "propertyNames", "unevaluatedItems", "unevaluatedProperties", "if")
            .SelectMany(keyword => inner.Select(schema => $"\"{keyword}\": {schema}"));
        var many = Gen.Elements("allOf", "anyOf", "oneOf", "prefixItems").SelectMany(keyword => inner.ListOf().Select(list => $"\"{keyword}\": [{string.Join(", ", list.Take(3).DefaultIfEmpty("true"))}]"));
        var map = Gen.Elements("properties", "patternProperties", "$defs", "dependentSchemas").SelectMany(keyword => inner.Select(schema => $$"""
            "{{keyword}}": {"a": {{schema}}, "b": true}
            """));
        var words = Gen.OneOf(one, many, map, Gen.Constant("\"$dynamicAnchor\": \"d\""), Gen.Constant("\"then\": false"), Gen.Constant("\"minContains\": 0"));
        return Gen.OneOf(leaf, words.ListOf().Select(list => $"{{{string.Join(", ", list.DistinctBy(word => word[..word.IndexOf(':')]).Take(4))}}}"));
    }

    private static IPreparedVerifier Prepare(string reference, string options = "{}") => new StructuredVerifier()
        .Prepare(LabelledCases.Cursor(reference, "reference"), LabelledCases.Cursor(options, "options"));

    private static Judgement Judge(IPreparedVerifier verifier, string text) => verifier.JudgeAsync(new Completion(text), CancellationToken.None).Result;
}
