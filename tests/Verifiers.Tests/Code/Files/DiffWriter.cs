using System.Text;

namespace Verifiers.Tests.Code.Files;

/// <summary>Writes the unified diff of two texts, by their longest common subsequence: the other direction of what is tested.</summary>
internal static class DiffWriter
{
    public static string Write(string path, string old, string @new, int context)
    {
        var (a, aEnds) = Lines(old);
        var (b, bEnds) = Lines(@new);
        // A last line without a line end is another line than the same one with it.
        var left = a.Select((line, i) => (line, Open: i == a.Length - 1 && !aEnds)).ToArray();
        var right = b.Select((line, i) => (line, Open: i == b.Length - 1 && !bEnds)).ToArray();
        var operations = Operations(left, right);
        var text = new StringBuilder();
        text.Append($"--- {(old.Length == 0 ? "/dev/null" : "a/" + path)}\n+++ {(@new.Length == 0 ? "/dev/null" : "b/" + path)}\n");
        var changed = Enumerable.Range(0, operations.Count).Where(i => operations[i].Kind != ' ').ToList();
        for (var index = 0; index < changed.Count;)
        {
            var last = index;
            while (last + 1 < changed.Count && changed[last + 1] - changed[last] <= 2 * context)
                last++;
            var from = Math.Max(0, changed[index] - context);
            var to = Math.Min(operations.Count - 1, changed[last] + context);
            var body = operations.GetRange(from, to - from + 1);
            var (oldBefore, newBefore) = (operations.Take(from).Count(o => o.Kind != '+'), operations.Take(from).Count(o => o.Kind != '-'));
            var (oldCount, newCount) = (body.Count(o => o.Kind != '+'), body.Count(o => o.Kind != '-'));
            text.Append($"@@ -{(oldCount == 0 ? oldBefore : oldBefore + 1)},{oldCount} +{(newCount == 0 ? newBefore : newBefore + 1)},{newCount} @@\n");
            foreach (var (kind, line, open) in body)
                text.Append(kind).Append(line).Append('\n').Append(open ? "\\ No newline at end of file\n" : "");
            index = last + 1;
        }
        return text.ToString();
    }

    private static (string[] Lines, bool Ends) Lines(string text)
    {
        if (text.Length == 0)
            return ([], true);
        var lines = text.Split('\n');
        return lines[^1].Length == 0 ? (lines[..^1], true) : (lines, false);
    }

    private static List<(char Kind, string Line, bool Open)> Operations((string Line, bool Open)[] a, (string Line, bool Open)[] b)
    {
        var common = new int[a.Length + 1, b.Length + 1];
        for (var i = a.Length - 1; i >= 0; i--)
        {
            for (var j = b.Length - 1; j >= 0; j--)
                common[i, j] = a[i] == b[j] ? common[i + 1, j + 1] + 1 : Math.Max(common[i + 1, j], common[i, j + 1]);
        }
        var operations = new List<(char, string, bool)>();
        for (int i = 0, j = 0; i < a.Length || j < b.Length;)
        {
            if (i < a.Length && j < b.Length && a[i] == b[j])
            {
                operations.Add((' ', a[i].Line, a[i].Open));
                (i, j) = (i + 1, j + 1);
            }
            else if (i < a.Length && (j == b.Length || common[i + 1, j] >= common[i, j + 1]))
            {
                operations.Add(('-', a[i].Line, a[i++].Open));
            }
            else
            {
                operations.Add(('+', b[j].Line, b[j++].Open));
            }
        }
        return operations;
    }
}
