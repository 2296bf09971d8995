using System.Text;

namespace Verifiers.Instructions.Text;

/// <summary>Comma-separated values as Python's <c>csv.reader</c> reads them: quoted fields may hold anything, a doubled quote is a quote.</summary>
internal static class PythonCsv
{
    private const int MaxFieldLength = 131_072;

    /// <summary>The rows, an empty line being an empty row; null where Python refuses the text.</summary>
    public static List<string[]>? Read(string text, char delimiter)
    {
        var rows = new List<string[]>();
        var row = new List<string>();
        var field = new StringBuilder();
        var state = State.RecordStart;
        for (var at = 0; at <= text.Length; at++)
        {
            // A line feed ends a line, and so does the end of the text unless a line feed came right before it.
            var ended = at == text.Length;
            if (ended && (text.Length == 0 || (text[at - 1] == '\n' && state != State.Quoted)))
                break;
            var here = ended ? '\n' : text[at];
            if (field.Length > MaxFieldLength)
                return null;
            switch (state)
            {
                case State.CarriageReturn when here is not ('\n' or '\r'):
                    return null; // a carriage return inside a line
                case State.CarriageReturn or State.RecordStart when here == '\n':
                    EndRow();
                    break;
                case State.CarriageReturn:
                    break;
                case State.Quoted when here == '"' && !ended:
                    state = State.QuoteInQuoted;
                    break;
                case State.Quoted when ended:
                    EndField();
                    EndRow();
                    break;
                case State.Quoted:
                    field.Append(here);
                    break;
                case State.QuoteInQuoted when here == '"':
                    field.Append('"');
                    state = State.Quoted;
                    break;
                case State.RecordStart or State.FieldStart when here == '"':
                    state = State.Quoted;
                    break;
                case State.RecordStart when here == '\r':
                    state = State.CarriageReturn;
                    break;
                default:
                    if (here is '\n' or '\r')
                    {
                        EndField();
                        if (here == '\n')
                            EndRow();
                        else
                            state = State.CarriageReturn;
                    }
                    else if (here == delimiter)
                    {
                        EndField();
                        state = State.FieldStart;
                    }
                    else
                    {
                        field.Append(here);
                        state = State.Field;
                    }
                    break;
            }
        }
        return rows;

        void EndField()
        {
            row.Add(field.ToString());
            field.Clear();
        }

        void EndRow()
        {
            rows.Add([.. row]);
            row.Clear();
            state = State.RecordStart;
        }
    }

    private enum State
    {
        RecordStart,
        FieldStart,
        Field,
        Quoted,
        QuoteInQuoted,
        CarriageReturn,
    }
}
