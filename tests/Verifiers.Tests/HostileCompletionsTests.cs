using System.Globalization;
using System.Text;
using System.Text.Json;
using Verifiers.Choice;
using Verifiers.Code;
using Verifiers.Combining;
using Verifiers.Format;
using Verifiers.Instructions;
using Verifiers.Judges;
using Verifiers.LanguageConsistency;
using Verifiers.Length;
using Verifiers.Matching;
using Verifiers.Mathematics;
using Verifiers.Structured;
using Verifiers.Tests.Code;
using Verifiers.Tests.Judges;

namespace Verifiers.Tests;

/// <summary>
/// No verifier throws, hangs or fills the memory, whatever a completion holds: every family, in every mode that reads the text in its own
/// way, against a megabyte of each kind of hostile text and against random text.
/// </summary>
public sealed class HostileCompletionsTests
{
    private const int Size = 1 << 20;

    /// <summary>Bytes that one judgement of a megabyte may allocate: work that grows with the square would need a thousand times as much.</summary>
    private const long MostAllocated = 2L << 30;

    private static readonly Dictionary<string, string> Texts = new()
    {
        ["think"] = Repeat("<think>"),
        ["brace"] = Repeat("{"),
        ["combining"] = "e" + Repeat("\u0301\u0323"),
        ["letters with marks"] = Repeat("e\u0301"),
        ["high surrogates"] = Repeat("\ud800"),
        ["low surrogates"] = Repeat("\udc00"),
        ["surrogates astray"] = Repeat("\udc00\ud800"),
        ["ReDoS: one letter, then another"] = Repeat("a") + "!",
        ["ReDoS: words, then none"] = Repeat("a ") + "!",
        ["ReDoS: white space, then a letter"] = Repeat(" \t") + "x",
        ["ReDoS: digits and commas"] = Repeat("1,") + "x",
        ["ReDoS: openers that never close"] = Repeat("<answer>"),
        ["ReDoS: boxes in boxes"] = Repeat("\\boxed{"),
        ["random"] = Random(seed: 1),
        ["random, of marks"] = RandomMarks(seed: 2),
    };

    private static readonly (string Family, string Options, string? Reference)[] Subjects =
    [
        ("agree", """{"verifiers": [{"verifier": "exact"}, {"verifier": "contains"}]}""", "\"7\""),
        ("choice", "{}", """{"answer": "C", "choices": ["Paris", "London", "Rome", "Berlin"]}"""),
        ("choice", """{"mode": "strict_boxed"}""", "\"C\""),
        ("choice", """{"mode": "answer_line"}""", "\"C\""),
        ("choice", """{"mode": "mmlu_pro"}""", "\"C\""),
        ("choice", """{"mode": "regex", "patterns": ["(a+)+\\$", "answer (?:is )*([A-Z])"]}""", "\"C\""),
        ("code", "{}", """{"tests": [{"input": "1", "output": "7"}]}"""),
        ("code", """{"whole_text": true}""", """{"tests": [{"input": "1", "output": "7"}, {"input": "2", "output": "8888"}, {"input": "3", "output": "9999"}, {"input": "4", "output": "1111"}]}"""),
        ("code", "{}", """{"mode": "files", "files": {"a.py": "x = 1"}, "test_files": {"test_a.py": "assert True"}, "command": "python-unittest", "expected": {"pass": ["test_a.T.test_x"]}}"""),
        ("contains", "{}", "\"seven\""),
        ("exact", "{}", "\"seven\""),
        ("f1", "{}", "\"seven of nine\""),
        ("first_of", """{"verifiers": [{"verifier": "math"}, {"verifier": "exact"}]}""", "\"7\""),
        ("format", """{"mode": "r1"}""", null),
        ("format", """{"mode": "think"}""", null),
        ("format", """{"mode": "open_r1_format"}""", null),
        ("format", """{"mode": "trl_think_format"}""", null),
        ("format", """{"mode": "open_r1_tag_count"}""", null),
        ("format", """{"mode": "open_instruct_soft"}""", null),
        ("format", """{"mode": "reasoning_steps"}""", null),
        ("format", """{"mode": "code_format", "language": "python"}""", null),
        ("instructions", """{"mode": "strict"}""", AllInstructions()),
        ("instructions", """{"mode": "loose"}""", AllInstructions()),
        ("judge", """{"model": "m", "mode": "safety"}""", null),
        ("judge", """{"model": "m", "max_characters": 10000000}""", """{"compare_to": "Lyon."}"""),
        ("language", "{}", "\"en\""),
        ("language", "{}", "\"zh\""),
        ("length", """{"mode": "repetition_words", "n": 3, "max_penalty": -1}""", null),
        ("length", """{"mode": "cosine", "max_len": 1000}""", null),
        ("math", "{}", "\"7\""),
        ("math", "{}", "\"(1, 2]\""),
        ("numeric", "{}", "7"),
        ("regex", "{}", "\"(a+)+\\\\$\""),
        ("regex", "{}", "\"^(\\\\s|\\\\w)*\\\\?\""),
        ("remote", """{"service": "m"}""", null),
        ("reward_model", """{"model": "m", "reads": "whole"}""", null),
        ("structured", "{}", """{"schema": {"type": "object"}}"""),
        ("structured", """{"extract": "embedded", "credit": "partial"}""", """{"schema": {"pattern": "^(a+)+$", "type": "string"}}"""),
        ("structured", "{}", """{"schema": true, "format": "yaml"}"""),
        ("structured", "{}", """{"schema": true, "format": "xml"}"""),
        ("structured", "{}", """{"schema": true, "format": "toml"}"""),
        ("structured", "{}", """{"schema": true, "format": "csv"}"""),
        ("structured", "{}", """{"regex": "(a+)+\\$"}"""),
        ("structured", "{}", """{"grammar": "root ::= (\"a\" | \"aa\")* \"!\""}"""),
        ("structured", "{}", """{"tools": [{"name": "f", "parameters": {"properties": {"a": {"type": "string"}}}}], "calls": [{"f": {"a": ["1"]}}]}"""),
    ];

    public static TheoryData<int, string> Pairs { get; } = MakePairs();

    [Fact]
    public void Every_family_is_here()
    {
        var all = typeof(IVerifier).Assembly.GetTypes().Where(type => type.IsAssignableTo(typeof(IVerifier)) && type is { IsClass: true, IsAbstract: false });
        Assert.Equal(all.Order(ByName), Families().All.Select(verifier => verifier.GetType()).Order(ByName));
        Assert.Equal(Families().All.Select(verifier => verifier.Name), Subjects.Select(subject => subject.Family).Distinct().Order(StringComparer.Ordinal));
    }

    [Theory, MemberData(nameof(Pairs))]
    public async Task Whatever_a_completion_holds_leads_to_a_judgement_within_bounds(int subject, string text)
    {
        var (family, options, reference) = Subjects[subject];
        Assert.True(Families().TryGet(family, out var verifier));
        var prepared = verifier.Prepare(
            reference is null ? JsonCursor.Absent("reference") : LabelledCases.Cursor(reference, "reference"), LabelledCases.Cursor(options, "options"));
        var completion = new Completion(Texts[text]) { Standing = new(Verdict.Correct, [Size, 10], 0, InTokens: false) };

        // On one thread, so that what other tests allocate is not counted. Quadratic work would take hours; a busy machine takes no five minutes.
        var (judgement, allocated) = await Task.Run(() =>
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            var judged = prepared.JudgeAsync(completion, CancellationToken.None).AsTask().GetAwaiter().GetResult();
            return (judged, GC.GetAllocatedBytesForCurrentThread() - before);
        }).WaitAsync(TimeSpan.FromMinutes(5));
        // A hundred instructions at once, loosely each against eight forms of the text: 800 readings, not one.
        var most = family == "instructions" ? 4 * MostAllocated : MostAllocated;
        Assert.True(allocated < most, string.Create(CultureInfo.InvariantCulture, $"{allocated >> 20} MiB allocated"));
        Assert.InRange(judgement.Score, -1, 1);
        Assert.NotEqual("internal_error", judgement.Reason);
        Assert.True(judgement.Explanation.Length < 20_000, "The explanation is as long as the text.");
    }

    private static VerifierCatalog Families()
    {
        var models = new ScriptedModels().Chat("m", _ => "[[safe]] [[A]]").Reward("m", _ => 0.5).Remote("m", (_, _) => new() { Value = 0.5 });
        VerifierCatalog catalog = null!;
        var runner = new FakeCodeRunner(FakeCodeRunner.Printed("7")) { OnProgram = _ => new() { Run = FakeCodeRunner.Printed("7") } };
        return catalog = new VerifierCatalog(
        [
            new AgreeVerifier(() => catalog, new NoQueue()), new ChoiceVerifier(), new CodeVerifier(runner), new ContainsVerifier(), new ExactVerifier(), new F1Verifier(),
            new FirstOfVerifier(() => catalog), new FormatVerifier(), new InstructionsVerifier(), new JudgeVerifier(models), new LanguageVerifier(), new LengthVerifier(),
            new MathVerifier(), new NumericVerifier(), new RegexVerifier(), new RemoteVerifier(models), new RewardModelVerifier(models), new StructuredVerifier(),
        ]);
    }

    private static TheoryData<int, string> MakePairs()
    {
        var pairs = new TheoryData<int, string>();
        foreach (var text in Texts.Keys)
        {
            for (var subject = 0; subject < Subjects.Length; subject++)
                pairs.Add(subject, text);
        }
        return pairs;
    }

    /// <summary>Every instruction that has a labelled case, as many as one request may ask for.</summary>
    private static string AllInstructions()
    {
        var cases = LabelledCases.All("instructions/vectors.jsonl")
            .DistinctBy(vector => vector.GetProperty("instruction_id").GetString())
            .Where(vector => InstructionCatalog.Checks.ContainsKey(vector.GetProperty("instruction_id").GetString()!))
            .Take(100).ToList();
        return JsonSerializer.Serialize(new
        {
            instruction_id_list = cases.Select(vector => vector.GetProperty("instruction_id")),
            kwargs = cases.Select(vector => vector.GetProperty("kwargs")),
        });
    }

    private static string Repeat(string unit) => string.Concat(Enumerable.Repeat(unit, Size / unit.Length));

    private static string Random(int seed)
    {
        var random = new Random(seed);
        var text = new StringBuilder(Size);
        while (text.Length < Size)
            text.Append((char)random.Next(random.Next(4) == 0 ? 0x10000 : 0x80));
        return text.ToString();
    }

    private static string RandomMarks(int seed)
    {
        string[] marks =
        [
            "<think>", "</think>", "<answer>", "</answer>", "\\boxed{", "}", "{", "[", "]", "(", ")", "\"", "'", "`", "```\n", "\n", " ", ",", ":", ";", "$", "\\", "#### ",
            "answer is ", "7", "1/2", "A", "B", "e\u0301", "\ud800", "\udc00", "选", "- ", "* ", "# ", "<a>", "</a>", "\u200b", "\ufeff", "<<<<<<< SEARCH\n", "=======\n", ">>>>>>> REPLACE\n",
        ];
        var random = new Random(seed);
        var text = new StringBuilder(Size);
        while (text.Length < Size)
            text.Append(marks[random.Next(marks.Length)]);
        return text.ToString();
    }

    private static Comparer<Type> ByName { get; } = Comparer<Type>.Create((left, right) => string.CompareOrdinal(left.FullName, right.FullName));

    private sealed class NoQueue : IReviewQueue
    {
        public ValueTask<bool?> RecordAsync(Disagreement disagreement, CancellationToken cancellationToken) => ValueTask.FromResult<bool?>(null);
    }
}
