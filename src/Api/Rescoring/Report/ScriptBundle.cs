using System.Text;
using System.Text.RegularExpressions;

namespace Verifiers.Api.Rescoring.Report;

/// <summary>
/// Modules of the console put into one script, for a page that is opened as a file and can import none. Each keeps a scope of its own;
/// the modules keep to imports of one line, <c>import {a, b} from "./m.js";</c>, and to exports before a declaration.
/// </summary>
internal static partial class ScriptBundle
{
    /// <summary>The script that does what the module <paramref name="entry"/> does.</summary>
    /// <param name="entry">Name of a module.</param>
    /// <param name="read">The text of a module.</param>
    public static string Of(string entry, Func<string, string> read)
    {
        var script = new StringBuilder("\"use strict\";\nconst modules = {};\n");
        Append(entry, read, [], script);
        return script.ToString();
    }

    private static void Append(string name, Func<string, string> read, HashSet<string> done, StringBuilder script)
    {
        if (!done.Add(name))
            return;
        var text = read(name);
        foreach (Match import in Import().Matches(text))
            Append(import.Groups["module"].Value, read, done, script);
        var body = Export().Replace(Import().Replace(text, """const {${names}} = modules["${module}"];"""), "${declaration}");
        var exports = string.Join(", ", Export().Matches(text).Select(export => export.Groups["name"].Value));
        script.Append($"// {name}\nmodules[\"{name}\"] = (() => {{\n{body}\nreturn {{{exports}}};\n}})();\n");
    }

    [GeneratedRegex("""^import \{(?<names>[^}]*)\} from "\./(?<module>[a-z.-]+)";$""", RegexOptions.Multiline | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Import();

    [GeneratedRegex("""^export (?<declaration>((async )?function\*?|const|class) (?<name>\w+))""", RegexOptions.Multiline | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Export();
}
