using System.Globalization;

namespace Verifiers.Code.Files;

/// <summary>
/// The Test Anything Protocol, versions 12 to 14, with the subtests of Node.js: a nested test goes by its own name, and by the
/// names of those around it joined by <c> &gt; </c>. The plan must be kept.
/// </summary>
internal static class TapReport
{
    private const int Step = 4;
    private const int MostDepth = 32;

    public static TestReport Read(string text)
    {
        var tests = new List<ReportedTest>();
        var around = new List<string>(); // by depth: the subtest that was announced last
        int? plan = null;
        var outermost = 0;
        int? yaml = null;
        foreach (var range in text.AsSpan().Split('\n'))
        {
            var line = text.AsSpan(range).TrimEnd();
            var words = line.TrimStart(' ');
            var indent = line.Length - words.Length;
            if (yaml is { } open)
            {
                if (words is "..." && indent == open)
                    yaml = null;
                continue;
            }
            var depth = indent / Step;
            if (words is "---")
            {
                yaml = indent;
            }
            else if (depth > MostDepth)
            {
                return TestReport.Unreadable("its tests are nested too deeply");
            }
            else if (words.StartsWith("# Subtest: "))
            {
                around.RemoveRange(Math.Min(depth, around.Count), Math.Max(0, around.Count - depth));
                while (around.Count < depth)
                    around.Add("");
                around.Add(Plain(words["# Subtest: ".Length..]));
            }
            else if (depth == 0 && words.StartsWith("Bail out!"))
            {
                return TestReport.Unreadable("the tests were given up");
            }
            else if (depth == 0 && words.StartsWith("1..") && int.TryParse(words[3..].SplitFirst(' '), NumberStyles.None, CultureInfo.InvariantCulture, out var count))
            {
                if (plan is not null)
                    return TestReport.Unreadable("it has two plans");
                plan = count;
            }
            else if (ReadResult(words, around, depth) is { } test)
            {
                if (tests.Count == TestReport.MostTests)
                    return TestReport.Unreadable("it lists too many tests");
                outermost += depth == 0 ? 1 : 0;
                tests.Add(test);
            }
        }
        return plan is null ? TestReport.Unreadable("it has no plan")
            : plan != outermost ? TestReport.Unreadable(string.Create(CultureInfo.InvariantCulture, $"its plan is {plan} tests, and it has {outermost}"))
            : TestReport.Of(tests);
    }

    /// <summary><c>ok 1 - name # SKIP why</c>; null for a line of another kind.</summary>
    private static ReportedTest? ReadResult(ReadOnlySpan<char> line, List<string> around, int depth)
    {
        var failed = line.StartsWith("not ok");
        if (!failed && !line.StartsWith("ok"))
            return null;
        var rest = line[(failed ? 6 : 2)..];
        if (!rest.IsEmpty && rest[0] != ' ')
            return null;
        rest = rest.TrimStart().TrimStart("0123456789").TrimStart();
        if (rest.StartsWith("- "))
            rest = rest[2..];
        var directive = DirectiveOf(ref rest);
        var name = Plain(rest);
        var outcome = directive.StartsWith("skip", StringComparison.OrdinalIgnoreCase) ? ReportedOutcome.Skipped
            : !failed ? ReportedOutcome.Passed
            : directive.StartsWith("todo", StringComparison.OrdinalIgnoreCase) ? ReportedOutcome.Skipped
            : ReportedOutcome.Failed;
        var parents = around.Take(depth).Where(parent => parent.Length > 0).ToList();
        return new ReportedTest(parents.Count == 0 ? [name] : [name, string.Join(" > ", [.. parents, name])], outcome);
    }

    /// <summary>Takes <c># word …</c> off the end; a hash behind a backslash belongs to the name.</summary>
    private static ReadOnlySpan<char> DirectiveOf(ref ReadOnlySpan<char> rest)
    {
        for (var at = 0; at < rest.Length; at++)
        {
            if (rest[at] == '\\')
            {
                at++;
            }
            else if (rest[at] == '#' && (at == 0 || rest[at - 1] == ' '))
            {
                var directive = rest[(at + 1)..].Trim();
                rest = rest[..at];
                return directive;
            }
        }
        return default;
    }

    private static string Plain(ReadOnlySpan<char> name) =>
        name.Trim().ToString().Replace("\\#", "#", StringComparison.Ordinal).Replace("\\\\", "\\", StringComparison.Ordinal);

    private static ReadOnlySpan<char> SplitFirst(this ReadOnlySpan<char> text, char separator) =>
        text.IndexOf(separator) is var end and >= 0 ? text[..end] : text;
}
