using System.Globalization;

namespace Verifiers.Mathematics.Expressions;

/// <summary>A tree as people draw it: what each node is, what it says by itself, and its parts.</summary>
/// <param name="Kind">The kind of node in snake_case: number, sum, product, power, call, listing …</param>
/// <param name="Text">What the node adds to its parts: the number, the name, the function, the relation; null when that is all in the kind.</param>
/// <param name="Parts">The parts in order.</param>
public sealed record ExprOutline(string Kind, string? Text, IReadOnlyList<ExprOutline> Parts)
{
    /// <summary>Levels drawn; what lies deeper stands as plain text.</summary>
    private const int Levels = 24;

    /// <summary>Parts drawn of one node.</summary>
    private const int MostParts = 200;

    /// <summary>The outline of a tree.</summary>
    public static ExprOutline Of(Expr expr) => Of(expr, Levels);

    private static ExprOutline Of(Expr expr, int levels)
    {
        var (kind, text) = Describe(expr);
        var parts = Unknowns.Parts(expr).ToArray();
        if (parts.Length > 0 && levels == 0)
            return new("deeper", ExprPrinter.PrintShort(expr), []);
        var drawn = parts.Take(MostParts).Select(part => Of(part, levels - 1)).ToList();
        if (parts.Length > MostParts)
            drawn.Add(new("more", string.Create(CultureInfo.InvariantCulture, $"{parts.Length - MostParts} more"), []));
        return new(kind, text, drawn);
    }

    private static (string Kind, string? Text) Describe(Expr expr) => expr switch
    {
        Number => ("number", ExprPrinter.PrintShort(expr)),
        DecimalNumber => ("decimal_number", ExprPrinter.PrintShort(expr)),
        BasedNumber => ("based_number", ExprPrinter.PrintShort(expr)),
        Constant => ("constant", ExprPrinter.PrintPlain(expr)),
        Variable => ("variable", ExprPrinter.PrintPlain(expr)),
        Sum => ("sum", null),
        Product => ("product", null),
        Power => ("power", null),
        Call call => ("call", Word(call.Function)),
        Application application => ("application", application.Name),
        PlusMinus both => ("plus_minus", both.UpperIsPlus ? "±" : "∓"),
        BigOperator op => ("operator", op.Variable.Length > 0 ? $"{Word(op.Kind)} over {op.Variable}" : Word(op.Kind)),
        Quantity quantity => ("quantity", quantity.Unit.Symbol),
        Relation relation => ("relation", string.Join(", ", relation.Links.Select(Word))),
        Listing list => ("listing", Word(list.Kind)),
        Interval interval => ("interval", $"{(interval.LowerClosed ? '[' : '(')} {(interval.UpperClosed ? ']' : ')')}"),
        SetOperation operation => ("set_operation", Word(operation.Kind)),
        NamedSet set => ("named_set", set.Name),
        Ratio => ("ratio", null),
        ClockTime => ("clock_time", ExprPrinter.PrintPlain(expr)),
        Matrix matrix => (matrix.IsDeterminant ? "determinant" : "matrix", string.Create(CultureInfo.InvariantCulture, $"{matrix.Rows}×{matrix.Columns}")),
        TextAnswer words => ("text", Shortened.Middle(words.Words)),
        _ => (expr.GetType().Name, null),
    };

    /// <summary>LessOrEqual is "less or equal".</summary>
    private static string Word<T>(T value) where T : struct, Enum =>
        string.Concat(value.ToString().Select((c, i) => char.IsAsciiLetterUpper(c) ? (i > 0 ? " " : string.Empty) + char.ToLowerInvariant(c) : c.ToString()));
}
