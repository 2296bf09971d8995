using System.Collections.Concurrent;
using System.Security.Cryptography;
using Microsoft.Data.Sqlite;

namespace Verifiers.Api.Cache;

/// <summary>
/// A table of verdicts in a file of SQLite. Several processes may use it at once: readers do not wait for the writer, and writers wait
/// for each other. Every row carries a checksum over its key and its content, so that a damaged file is noticed and never believed.
/// </summary>
internal sealed class VerdictStore : IDisposable
{
    /// <summary>Another number for every other form of the table or its rows.</summary>
    private const long Form = 1;
    private const int ChecksumBytes = 16;

    private readonly string _connectionString;
    private readonly long _maxBytes;
    private readonly SqliteConnection _writer;
    private readonly ConcurrentBag<Reader> _idle = [];

    /// <param name="file">Made when it is missing, readable by its owner alone.</param>
    /// <param name="maxBytes">What the file may hold.</param>
    /// <exception cref="SqliteException">It is no such file, or cannot be used.</exception>
    /// <exception cref="DamagedCacheException">It is of another version.</exception>
    public VerdictStore(string file, long maxBytes)
    {
        _maxBytes = maxBytes;
        Make(file);
        _connectionString = new SqliteConnectionStringBuilder { DataSource = file, Pooling = false, DefaultTimeout = 5 }.ToString();
        _writer = Open();
        try
        {
            Prepare();
        }
        catch
        {
            _writer.Dispose();
            throw;
        }
    }

    /// <summary>The content of a verdict, and when it was last noted as used, in seconds since 1970.</summary>
    /// <returns>Null when it is not known.</returns>
    /// <exception cref="DamagedCacheException">The row is damaged.</exception>
    /// <exception cref="SqliteException">The file cannot be read.</exception>
    public (byte[] Content, long Used)? Find(string key)
    {
        if (!_idle.TryTake(out var reader))
            reader = new Reader(Open());
        try
        {
            var found = reader.Find(key);
            _idle.Add(reader);
            if (found is not { } row)
                return null;
            return Checksum(key, row.Content).SequenceEqual(row.Checksum) ? (row.Content, row.Used) : throw new DamagedCacheException("a checksum is wrong");
        }
        catch (SqliteException)
        {
            reader.Dispose();
            throw;
        }
    }

    /// <summary>Keeps verdicts, and notes others as used; one caller at a time.</summary>
    /// <param name="changes">Keys; the content is null where one was only used.</param>
    /// <param name="now">In seconds since 1970.</param>
    /// <exception cref="SqliteException">The file cannot be written, or another process holds it for longer than 5 s.</exception>
    public void Write(IEnumerable<(string Key, byte[]? Content)> changes, long now)
    {
        using var transaction = _writer.BeginTransaction(deferred: false);
        using var keep = _writer.CreateCommand();
        keep.CommandText = "INSERT INTO verdicts (key, content, checksum, used) VALUES ($key, $content, $checksum, $used) ON CONFLICT (key) DO UPDATE SET used = excluded.used";
        using var touch = _writer.CreateCommand();
        touch.CommandText = "UPDATE verdicts SET used = $used WHERE key = $key";
        foreach (var (key, content) in changes)
        {
            var command = content is null ? touch : keep;
            command.Parameters.Clear();
            command.Parameters.AddWithValue("$key", Convert.FromHexString(key));
            command.Parameters.AddWithValue("$used", now);
            if (content is not null)
            {
                command.Parameters.AddWithValue("$content", content);
                command.Parameters.AddWithValue("$checksum", Checksum(key, content));
            }
            command.ExecuteNonQuery();
        }
        transaction.Commit();
        Trim();
    }

    /// <summary>Bytes in use.</summary>
    public long Size() => (Number("PRAGMA page_count") - Number("PRAGMA freelist_count")) * Number("PRAGMA page_size");

    public void Dispose()
    {
        while (_idle.TryTake(out var reader))
            reader.Dispose();
        _writer.Dispose();
    }

    private void Prepare()
    {
        Execute("PRAGMA journal_mode = WAL");
        Execute("PRAGMA synchronous = NORMAL"); // a crash may lose the last verdicts, never tear one
        Execute("PRAGMA journal_size_limit = 67108864");
        using var transaction = _writer.BeginTransaction(deferred: false); // two processes may begin at once
        var form = Number("PRAGMA user_version");
        if (form == 0 && Number("SELECT count(*) FROM sqlite_master") == 0)
        {
            Execute("CREATE TABLE verdicts (key BLOB PRIMARY KEY, content BLOB NOT NULL, checksum BLOB NOT NULL, used INTEGER NOT NULL)");
            Execute("CREATE INDEX by_use ON verdicts (used)");
            Execute($"PRAGMA user_version = {Form}");
        }
        else if (form != Form)
        {
            throw new DamagedCacheException("it is a database of something else, or of another version of this service");
        }
        transaction.Commit();
    }

    /// <summary>A tenth makes room at once, so that it need not be made for every verdict.</summary>
    private void Trim()
    {
        if (Size() <= _maxBytes)
            return;
        Execute("DELETE FROM verdicts WHERE rowid IN (SELECT rowid FROM verdicts ORDER BY used, rowid LIMIT max(1, (SELECT count(*) / 10 FROM verdicts)))");
    }

    private static void Make(string file)
    {
        if (Path.GetDirectoryName(Path.GetFullPath(file)) is { } folder)
            Directory.CreateDirectory(folder);
        var options = new FileStreamOptions { Mode = FileMode.OpenOrCreate, Access = FileAccess.ReadWrite, Share = FileShare.ReadWrite };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using var made = new FileStream(file, options);
    }

    private SqliteConnection Open()
    {
        var connection = new SqliteConnection(_connectionString);
        connection.Open();
        using var patience = connection.CreateCommand();
        patience.CommandText = "PRAGMA busy_timeout = 5000"; // SQLite asks again sooner than the library does
        patience.ExecuteNonQuery();
        return connection;
    }

    private void Execute(string sql)
    {
        using var command = _writer.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    private long Number(string sql)
    {
        using var command = _writer.CreateCommand();
        command.CommandText = sql;
        return (long)command.ExecuteScalar()!;
    }

    private static byte[] Checksum(string key, byte[] content)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Convert.FromHexString(key));
        hash.AppendData(content);
        return hash.GetHashAndReset()[..ChecksumBytes];
    }

    /// <summary>A connection with its query prepared; one thread at a time.</summary>
    private sealed class Reader : IDisposable
    {
        private readonly SqliteConnection _connection;
        private readonly SqliteCommand _command;
        private readonly SqliteParameter _key;

        public Reader(SqliteConnection connection)
        {
            _connection = connection;
            _command = connection.CreateCommand();
            _command.CommandText = "SELECT content, checksum, used FROM verdicts WHERE key = $key";
            _key = _command.Parameters.Add("$key", SqliteType.Blob);
        }

        public (byte[] Content, byte[] Checksum, long Used)? Find(string key)
        {
            _key.Value = Convert.FromHexString(key);
            using var rows = _command.ExecuteReader();
            return rows.Read() ? (rows.GetFieldValue<byte[]>(0), rows.GetFieldValue<byte[]>(1), rows.GetInt64(2)) : null;
        }

        public void Dispose()
        {
            _command.Dispose();
            _connection.Dispose();
        }
    }
}

/// <summary>The file of verdicts is not what was written.</summary>
internal sealed class DamagedCacheException(string problem) : Exception(problem);
