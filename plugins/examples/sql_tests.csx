// Unit tests for SQL: the query of the completion runs on a small SQLite database in memory, and its rows are compared.
// Reference: {"schema": "CREATE TABLE …; INSERT …", "expected": [[1, "a"], …], "ordered": false}.
// The database is new for every judgement. A query may read it and nothing else: no PRAGMA, no file, no extension. It has 100,000 steps of
// SQLite's machine, values of 50,000 bytes, and rows of 2,000,000 characters in all.
using Microsoft.Data.Sqlite;
using SQLitePCL;

const int MostRows = 10_000;
const int MostCharacters = 2_000_000;
const int LongestValue = 50_000;
const int MostColumns = 200;

Judgement Judge(Completion completion, JsonElement reference, JsonElement options)
{
    var block = CodeBlock(completion.Text);
    if (block is null)
        return Judgement.Incorrect("no_code", "There is no complete code block tagged sql.");
    using var database = new SqliteConnection("Data Source=:memory:");
    database.Open();
    Run(database, reference.GetProperty("schema").GetString()!);

    var steps = 0;
    var characters = 0L;
    raw.sqlite3_set_authorizer(database.Handle, (strdelegate_authorizer)((_, action, _, _, _, _) => Reads(action) ? raw.SQLITE_OK : raw.SQLITE_DENY), null);
    raw.sqlite3_limit(database.Handle, raw.SQLITE_LIMIT_LENGTH, LongestValue);
    raw.sqlite3_limit(database.Handle, raw.SQLITE_LIMIT_COLUMN, MostColumns);
    raw.sqlite3_limit(database.Handle, raw.SQLITE_LIMIT_ATTACHED, 0);
    raw.sqlite3_progress_handler(database.Handle, 1_000, _ => ++steps > 100 ? 1 : 0, null);
    var rows = new List<string>();
    try
    {
        using var command = database.CreateCommand();
        command.CommandText = block;
        using var reader = command.ExecuteReader();
        while (reader.Read())
        {
            rows.Add(JsonSerializer.Serialize(Enumerable.Range(0, reader.FieldCount).Select(i => Plain(reader.GetValue(i)))));
            characters += rows[^1].Length;
            if (rows.Count > MostRows)
                return Judgement.Incorrect("too_many_rows", $"The query returns more than {MostRows} rows.");
            if (characters > MostCharacters)
                return Judgement.Incorrect("too_much_data", $"The query returns rows of more than {MostCharacters} characters.");
        }
    }
    catch (SqliteException refused)
    {
        return refused.SqliteErrorCode == raw.SQLITE_INTERRUPT
            ? Judgement.Incorrect("step_limit", "The query was stopped after 100,000 steps.")
            : Judgement.Incorrect("sql_error", refused.Message);
    }

    var expected = reference.GetProperty("expected").EnumerateArray().Select(row => JsonSerializer.Serialize(row.EnumerateArray().Select(value => Plain(value)))).ToList();
    var ordered = reference.TryGetProperty("ordered", out var order) && order.GetBoolean();
    var same = ordered ? rows.SequenceEqual(expected) : rows.Order(StringComparer.Ordinal).SequenceEqual(expected.Order(StringComparer.Ordinal));
    return same
        ? Judgement.Correct("passed", $"The query returns the {expected.Count} expected rows.")
        : Judgement.Incorrect("wrong_rows", $"The query returns {rows.Count} rows; {expected.Count} others were expected.");
}

// SQLITE_SELECT, SQLITE_READ, SQLITE_FUNCTION, SQLITE_RECURSIVE.
bool Reads(int action) => action is 21 or 20 or 31 or 33;

string? CodeBlock(string text)
{
    var blocks = Regex.Matches(text, @"^```sql[^\n]*\n(?<code>.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline | RegexOptions.NonBacktracking | RegexOptions.IgnoreCase);
    return blocks.Count == 0 ? null : blocks[^1].Groups["code"].Value;
}

void Run(SqliteConnection database, string sql)
{
    using var command = database.CreateCommand();
    command.CommandText = sql;
    command.ExecuteNonQuery();
}

// Numbers by value: SQLite's 1 and 1.0 are the same to a reader of rows.
object? Plain(object? value) => value switch
{
    DBNull or null => null,
    long number => (double)number,
    JsonElement { ValueKind: JsonValueKind.Number } number => number.GetDouble(),
    JsonElement { ValueKind: JsonValueKind.String } text => text.GetString(),
    JsonElement { ValueKind: JsonValueKind.Null } => null,
    _ => value,
};

void Check(JsonElement reference, JsonElement options)
{
    if (reference.ValueKind != JsonValueKind.Object || !reference.TryGetProperty("schema", out var schema) || schema.ValueKind != JsonValueKind.String
        || !reference.TryGetProperty("expected", out var expected) || expected.ValueKind != JsonValueKind.Array
        || expected.EnumerateArray().Any(row => row.ValueKind != JsonValueKind.Array))
        throw new FormatException("expected {\"schema\": SQL, \"expected\": [[values of a row], …], \"ordered\"?: true or false}.");
}

return Verifier("Whether a SQL query returns the expected rows.", Judge, check: Check);
