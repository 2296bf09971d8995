using System.Text;
using System.Text.Json;

namespace Verifiers.Code;

/// <summary>Files by path, in the order of their paths, so that the same files are always laid out alike.</summary>
internal sealed class FileSet
{
    private readonly SortedDictionary<string, ProgramFile> _files = new(StringComparer.Ordinal);

    public FileSet()
    {
    }

    public FileSet(FileSet other)
    {
        foreach (var file in other.Files)
            Put(file);
    }

    public IReadOnlyCollection<ProgramFile> Files => _files.Values;

    public ProgramFile? Find(string path) => _files.GetValueOrDefault(path);

    public void Put(ProgramFile file) => _files[file.Path] = file;

    public bool Remove(string path) => _files.Remove(path);

    /// <summary>Reads <c>{"path": "text" | {"base64"} | {"text", "executable"?}}</c>; none when absent.</summary>
    public static FileSet Read(JsonCursor files)
    {
        var set = new FileSet();
        if (!files.IsPresent)
            return set;
        foreach (var (path, value) in files.Fields())
        {
            if (ProgramFiles.FindPathFault(path) is { } fault)
                throw value.Refused($"the path cannot be used: {fault}.");
            if (set.Find(path) is not null)
                throw value.Refused("expected once, found twice.");
            set.Put(ReadFile(path, value));
        }
        return ProgramFiles.FindFault(set.Files) is { } problem ? throw files.Refused($"{problem}.") : set;
    }

    private static ProgramFile ReadFile(string path, JsonCursor value)
    {
        if (value.Kind == JsonValueKind.String)
            return new ProgramFile(path, Encoding.UTF8.GetBytes(value.String()));
        if (value.Kind != JsonValueKind.Object)
            throw value.Expected("a text, or an object with text or base64");
        value.Object("text", "base64", "executable");
        var (text, base64) = (value.Optional("text"), value.Optional("base64"));
        if (text.IsPresent == base64.IsPresent)
            throw value.Refused("expected text or base64.");
        byte[] content;
        try
        {
            content = text.IsPresent ? Encoding.UTF8.GetBytes(text.String()) : Convert.FromBase64String(base64.String());
        }
        catch (FormatException)
        {
            throw base64.Expected("base64");
        }
        return new ProgramFile(path, content, value.Optional("executable").BooleanOr(false));
    }
}
