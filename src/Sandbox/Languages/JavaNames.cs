using System.Text;

namespace Verifiers.Sandbox.Languages;

/// <summary>
/// Which file a Java source belongs in and which class starts it: javac wants the file named after the public top-level type, and
/// the first top-level type with <c>void main(</c> is started. One pass over the source, without comments and literals.
/// </summary>
internal static class JavaNames
{
    private const int LongestName = 200;

    public static ProgramNames Read(string source)
    {
        string? outer = null, publicType = null, mainType = null;
        var package = new StringBuilder();
        string before = "", beforeThat = "";
        var depth = 0;
        var (isPublic, inPackage) = (false, false);
        foreach (var token in Tokens(source))
        {
            if (inPackage && token != ";" && package.Length < LongestName) package.Append(token);
            else if (token is ";") (inPackage, isPublic) = (false, isPublic && depth > 0);
            else if (token is "{") depth++;
            else if (token is "}") depth = Math.Max(0, depth - 1);
            else if (depth == 0 && token is "package") inPackage = true;
            else if (depth == 0 && token is "public") isPublic = true;
            else if (depth == 0 && before is "class" or "interface" or "enum" or "record")
            {
                outer = token;
                if (isPublic) publicType ??= token;
                isPublic = false;
            }
            else if (depth == 1 && token is "(" && before is "main" && beforeThat is "void")
            {
                mainType ??= outer;
            }

            (before, beforeThat) = (token, before);
        }

        var main = mainType ?? publicType ?? outer ?? "Main";
        return new ProgramNames(FileNameOf(publicType ?? main), package.Length == 0 ? main : $"{package}.{main}");
    }

    /// <summary>A name that no file can have will not compile either.</summary>
    private static string FileNameOf(string type) => (type.Length <= LongestName && type.All(c => char.IsLetterOrDigit(c) || c is '_' or '$') ? type : "Main") + ".java";

    /// <summary>Words, and every other character by itself.</summary>
    private static IEnumerable<string> Tokens(string source)
    {
        for (var at = 0; at < source.Length;)
        {
            var c = source[at];
            if (IsWordCharacter(c))
            {
                var start = at;
                while (at < source.Length && IsWordCharacter(source[at])) at++;
                yield return source[start..at];
            }
            else if (SkipUnspoken(source, at) is var next && next > at)
            {
                at = next;
            }
            else
            {
                yield return c.ToString();
                at++;
            }
        }
    }

    /// <summary>Behind the white space, comment or literal that begins here; the same place when none does.</summary>
    private static int SkipUnspoken(string source, int at)
    {
        if (char.IsWhiteSpace(source[at])) return at + 1;
        var rest = source.AsSpan(at);
        if (rest.StartsWith("//")) return EndOf(source, at, "\n", escapes: false);
        if (rest.StartsWith("/*")) return EndOf(source, at, "*/", escapes: false);
        if (rest.StartsWith("\"\"\"")) return EndOf(source, at, "\"\"\"", escapes: true);
        return source[at] is '"' or '\'' ? EndOf(source, at, source[at].ToString(), escapes: true) : at;
    }

    private static int EndOf(string source, int start, string end, bool escapes)
    {
        for (var at = start + (end == "\n" ? 1 : end.Length); at < source.Length; at++)
        {
            if (escapes && source[at] == '\\') at++;
            else if (source.AsSpan(at).StartsWith(end)) return at + end.Length;
        }

        return source.Length;
    }

    private static bool IsWordCharacter(char c) => char.IsLetterOrDigit(c) || c is '_' or '$';
}
