namespace Verifiers.Sandbox;

/// <summary>
/// What came of sources, by content hash, bounded in bytes: the longest unused is forgotten first. Whoever asks while a source is
/// being compiled waits for that compilation instead of starting another. Thread-safe.
/// </summary>
/// <param name="capacity">Bytes kept at most.</param>
internal sealed class CompiledPrograms(long capacity)
{
    private const long PerEntry = 1024;
    private readonly Lock _gate = new();
    private readonly Dictionary<string, LinkedListNode<Entry>> _entries = new(StringComparer.Ordinal);
    private readonly LinkedList<Entry> _byUse = [];
    private long _bytes;

    /// <summary>Bytes kept now.</summary>
    public long Bytes
    {
        get
        {
            lock (_gate) return _bytes;
        }
    }

    public Task<Compilation> GetAsync(string key, Func<Task<Compilation>> compile)
    {
        lock (_gate)
        {
            if (_entries.TryGetValue(key, out var known))
            {
                _byUse.Remove(known);
                _byUse.AddLast(known);
                return known.Value.Compilation;
            }

            var entry = new Entry(key);
            var node = _byUse.AddLast(entry);
            _entries.Add(key, node);
            entry.Compilation = Task.Run(() => FillAsync(node, compile));
            return entry.Compilation;
        }
    }

    private async Task<Compilation> FillAsync(LinkedListNode<Entry> node, Func<Task<Compilation>> compile)
    {
        var kept = false;
        try
        {
            var compilation = await compile();
            kept = compilation.IsFinal;
            if (kept) Keep(node, compilation);
            return compilation;
        }
        finally
        {
            if (!kept) Forget(node);
        }
    }

    private void Keep(LinkedListNode<Entry> node, Compilation compilation)
    {
        lock (_gate)
        {
            node.Value.Bytes = PerEntry + (compilation.Program?.Length ?? 0) + (2L * (compilation.Failure?.StandardError.Length ?? 0));
            _bytes += node.Value.Bytes;
            for (var oldest = _byUse.First; _bytes > capacity && oldest is not null;)
            {
                var next = oldest.Next;
                if (oldest.Value.Bytes > 0) Remove(oldest); // one that is still being compiled holds nothing yet
                oldest = next;
            }
        }
    }

    private void Forget(LinkedListNode<Entry> node)
    {
        lock (_gate) Remove(node);
    }

    private void Remove(LinkedListNode<Entry> node)
    {
        _byUse.Remove(node);
        _entries.Remove(node.Value.Key);
        _bytes -= node.Value.Bytes;
    }

    private sealed class Entry(string key)
    {
        public string Key => key;

        public Task<Compilation> Compilation { get; set; } = null!;

        /// <summary>What it counts for; 0 while it is being compiled.</summary>
        public long Bytes { get; set; }
    }
}
