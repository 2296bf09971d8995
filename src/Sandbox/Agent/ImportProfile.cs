namespace Verifiers.Sandbox.Agent;

/// <summary>
/// Which modules a Python program should find loaded: importing numpy takes longer than most tests. Judged by its lines alone, for a
/// wrong guess costs time and nothing else: a program finds numpy when it imports it, under either.
/// </summary>
internal static class ImportProfile
{
    public const string Plain = "plain";

    /// <summary>Named after the module.</summary>
    public const string Numpy = "numpy";

    /// <summary>Linear in the length of the source.</summary>
    public static string Of(string source)
    {
        foreach (var line in source.AsSpan().EnumerateLines())
        {
            if (ImportsNumpy(line.Trim())) return Numpy;
        }

        return Plain;
    }

    /// <summary><c>import a, numpy as np</c> or <c>from numpy.linalg import norm</c>.</summary>
    private static bool ImportsNumpy(ReadOnlySpan<char> statement)
    {
        if (statement.StartsWith("from ", StringComparison.Ordinal)) return IsNumpy(statement[5..]);
        if (!statement.StartsWith("import ", StringComparison.Ordinal)) return false;
        var names = statement[7..];
        foreach (var range in names.Split(','))
        {
            if (IsNumpy(names[range])) return true;
        }

        return false;
    }

    /// <summary>The name ends where a dot, a blank, or another end of a word is.</summary>
    private static bool IsNumpy(ReadOnlySpan<char> name)
    {
        name = name.TrimStart();
        return name.StartsWith(Numpy, StringComparison.Ordinal) && (name.Length == Numpy.Length || !(char.IsLetterOrDigit(name[Numpy.Length]) || name[Numpy.Length] == '_'));
    }
}
