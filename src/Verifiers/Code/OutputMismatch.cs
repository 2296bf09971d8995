namespace Verifiers.Code;

/// <summary>The first place where an output is not what was expected.</summary>
/// <param name="Line">Counted from 1.</param>
/// <param name="Token">Within the line, counted from 1; null where lines are compared as a whole.</param>
/// <param name="Expected">What should stand there, cut to 80 characters; null when nothing should.</param>
/// <param name="Actual">What stands there, cut to 80 characters; null when nothing does.</param>
public sealed record OutputMismatch(int Line, int? Token, string? Expected, string? Actual)
{
    /// <summary>The same in words.</summary>
    public override string ToString()
    {
        var place = Token is { } token
            ? string.Create(System.Globalization.CultureInfo.InvariantCulture, $"line {Line}, token {token}")
            : string.Create(System.Globalization.CultureInfo.InvariantCulture, $"line {Line}");
        return $"{place}: expected {Show(Expected)}, found {Show(Actual)}";

        static string Show(string? text) => text is null ? "nothing" : $"'{text}'";
    }
}
