using System.Text;

namespace Verifiers.Mathematics.Expressions;

/// <summary>
/// Writes a tree as people write it, in LaTeX or as plain text, with the brackets that the order of operations asks for and no
/// others. Both read back as the tree. Plain text lacks a few distinctions of LaTeX: a set reads back as the list of its items, a
/// matrix as the list of its rows, and a unit of one letter only in the reading that takes letters for units.
/// The parts: this file forms and brackets, the others values and names.
/// </summary>
internal sealed partial class ExprPrinter
{
    private readonly StringBuilder _to = new();
    private readonly bool _plain;

    private ExprPrinter(bool plain) => _plain = plain;

    /// <summary>The tree as LaTeX.</summary>
    public static string Print(Expr expr) => expr is Number { Value: { IsInteger: true } value } ? value.ToString() : new ExprPrinter(plain: false).PrintAll(expr);

    /// <summary>The tree as plain text.</summary>
    public static string PrintPlain(Expr expr) => expr switch
    {
        Number { Value: { IsInteger: true } value } => value.ToString(),
        TextAnswer text when text.Words.Length > 3 && text.Words.Split(' ').All(word => word.Length > 1) => text.Words,
        _ => new ExprPrinter(plain: true).PrintAll(expr),
    };

    /// <summary>The tree as plain text for a sentence, its middle left out when it is long.</summary>
    public static string PrintShort(Expr expr) => Shortened.Middle(PrintPlain(expr));

    private string PrintAll(Expr expr)
    {
        Write(expr);
        // Two signs of money in one text would be taken for the limits of a formula.
        return _plain && _to.ToString() is var text && text.Count(c => c == '$') > 1 ? text.Replace("$", @"\$", StringComparison.Ordinal) : _to.ToString();
    }

    /// <summary>How tightly what is written holds together: the parser's binding powers.</summary>
    private enum Level
    {
        List,
        Relation,
        Sets,
        Ratio,
        Sum,
        Product,
        Factor,
        Atom,
    }

    private Level LevelOf(Expr expr) => expr switch
    {
        Listing { Kind: ListingKind.Bare } => Level.List,
        Relation => Level.Relation,
        SetOperation { JoinsInequalities: true } => Level.List,
        SetOperation => Level.Sets,
        Ratio or ClockTime => Level.Ratio,
        Sum or PlusMinus => Level.Sum,
        Number number => number.Value.Sign < 0 || (_plain && !number.Value.IsInteger) ? Level.Product : Level.Atom,
        DecimalNumber number => number.Value.Sign < 0 ? Level.Product : Level.Atom,
        Product or BigOperator or Quantity or Call { Function: FunctionKind.Mod } => Level.Product,
        Power or Call { Function: FunctionKind.Factorial or FunctionKind.DoubleFactorial } => Level.Factor,
        _ => Level.Atom,
    };

    /// <summary>The tree, in brackets when it holds together less tightly than its place asks for.</summary>
    private void Write(Expr expr, Level needed)
    {
        if (LevelOf(expr) >= needed)
            Write(expr);
        else
            WriteBracketed(expr);
    }

    /// <summary>Round brackets, or braces around a list without brackets of its own: (1, 2) would be a pair.</summary>
    private void WriteBracketed(Expr expr)
    {
        var (open, close) = expr is Listing { Kind: ListingKind.Bare } ? ('{', '}') : ('(', ')');
        var start = _to.Length;
        Append(open);
        Write(expr);
        var isTall = !_plain && open == '(' && IsTall(start);
        if (isTall)
            _to.Insert(start, @"\left");
        _to.Append(isTall ? @"\right" : string.Empty).Append(close);
    }

    private bool IsTall(int start)
    {
        var text = _to.ToString(start, _to.Length - start);
        return text.Contains(@"\frac", StringComparison.Ordinal) || text.Contains(@"\begin", StringComparison.Ordinal);
    }

    private void Write(Expr expr)
    {
        switch (expr)
        {
            case Number number:
                WriteNumber(number.Value);
                break;
            case DecimalNumber number:
                WriteDecimal(number);
                break;
            case BasedNumber number:
                Append(number.Digits).Append(_plain ? $"_{number.Radix}" : $"_{{{number.Radix}}}");
                break;
            case Constant constant:
                Append(NameOf(constant.Kind));
                break;
            case Variable variable:
                WriteName(variable.Name);
                break;
            case Sum sum:
                WriteSum(sum);
                break;
            case Product product:
                WriteProduct(product);
                break;
            case Power power:
                WritePower(power);
                break;
            case Call call:
                WriteCall(call);
                break;
            case Application application:
                WriteApplication(application);
                break;
            case PlusMinus both:
                if (both.Left is not Number { Value.IsZero: true })
                    Write(both.Left, Level.Sum);
                Append(Spaced(both.UpperIsPlus ? @"\pm" : @"\mp", both.UpperIsPlus ? "±" : "∓", both.Left is not Number { Value.IsZero: true }));
                Write(both.Right, StartsWithSign(both.Right) || IsSignedRemainder(both.Right) ? Level.Atom : Level.Product);
                break;
            case BigOperator op:
                WriteOperator(op);
                break;
            case Quantity quantity:
                WriteQuantity(quantity);
                break;
            case Relation relation:
                for (var i = 0; i < relation.Sides.Count; i++)
                {
                    if (i > 0)
                        Append(' ').Append(_plain ? PlainSymbol(relation.Links[i - 1]) : Symbol(relation.Links[i - 1])).Append(' ');
                    Write(relation.Sides[i], Level.Sets);
                }
                break;
            case Listing list:
                Append(Opening(list.Kind));
                WriteItems(list.Items);
                Append(Closing(list.Kind));
                break;
            case Interval interval:
                Append(interval.LowerClosed ? '[' : '(');
                WriteItems([interval.Lower, interval.Upper]);
                Append(interval.UpperClosed ? ']' : ')');
                break;
            case SetOperation { JoinsInequalities: true } either:
                Write(either.Left, Level.List);
                Append(_plain ? " or " : @" \text{ or } ");
                Write(either.Right, Level.Relation);
                break;
            case SetOperation operation:
                Write(operation.Left, Level.Sets);
                Append(operation.Kind switch
                {
                    SetOperationKind.Union => Spaced(@"\cup", "∪"),
                    SetOperationKind.Intersection => Spaced(@"\cap", "∩"),
                    SetOperationKind.Difference => Spaced(@"\setminus", "∖"),
                });
                Write(operation.Right, Level.Ratio);
                break;
            case NamedSet set:
                Append(_plain ? set.Name : set.Name switch { "∅" => @"\emptyset", "ℕ" => @"\mathbb{N}", "ℤ" => @"\mathbb{Z}", "ℚ" => @"\mathbb{Q}", "ℝ" => @"\mathbb{R}", _ => @"\mathbb{C}" });
                break;
            case Ratio ratio:
                WriteRatio(ratio);
                break;
            case ClockTime time:
                Append($"{(time.Minutes / 60 % 12 is 0 ? 12 : time.Minutes / 60 % 12)}:{time.Minutes % 60:00} ");
                Append(_plain ? time.Minutes < 720 ? "AM" : "PM" : time.Minutes < 720 ? @"\text{AM}" : @"\text{PM}");
                break;
            case Matrix matrix:
                WriteMatrix(matrix);
                break;
            case TextAnswer text:
                Append(@"\text{").Append(text.Words is [>= 'a' and <= 'z'] ? $"({text.Words})" : text.Words == "∅" ? "no solution" : text.Words).Append('}');      // a letter alone would be an unknown
                break;
            default:
                Append(expr.GetType().Name);
                break;
        }
    }

    private void WriteItems(Sequence<Expr> items)
    {
        for (var i = 0; i < items.Count; i++)
        {
            if (i > 0)
                Append(", ");
            Write(items[i], Level.Relation);
        }
    }

    /// <summary>3:45 is a time of day; as a ratio it stands with spaces.</summary>
    private void WriteRatio(Ratio ratio)
    {
        var likeTime = ratio is { LooksLikeTime: false, Terms: { Count: 2 } terms } && terms[1] is Number { Value: { IsInteger: true } minutes } && minutes >= 10 && minutes < 60;
        for (var i = 0; i < ratio.Terms.Count; i++)
        {
            if (i > 0)
                Append(likeTime ? " : " : ":");
            if (ratio.LooksLikeTime && i > 0 && ratio.Terms[i] is Number { Value: var units } && units < 10)
                Append('0');
            Write(ratio.Terms[i], Level.Sum);
        }
    }

    private void WriteMatrix(Matrix matrix)
    {
        if (_plain && !matrix.IsDeterminant)
        {
            var rows = Enumerable.Range(0, matrix.Rows).Select(row => (Expr)new Listing(ListingKind.Brackets, Sequence.Of(matrix.Entries.Span.Slice(row * matrix.Columns, matrix.Columns))));
            Write(new Listing(ListingKind.Brackets, Sequence.From(rows)));
            return;
        }
        var name = matrix.IsDeterminant ? "vmatrix" : "pmatrix";
        Append(@"\begin{").Append(name).Append('}');
        for (var i = 0; i < matrix.Entries.Count; i++)
        {
            if (i > 0)
                Append(i % matrix.Columns == 0 ? @" \\ " : " & ");
            Write(matrix.Entries[i], Level.Sets);
        }
        Append(@"\end{").Append(name).Append('}');
    }

    private string Spaced(string latex, string plain, bool spaceBefore = true) =>
        (spaceBefore ? " " : string.Empty) + (_plain ? plain : latex) + (_plain && !spaceBefore ? string.Empty : " ");

    /// <summary>Two letters that meet would become one word, and so would a command and a letter; a digit before e, an exponent.</summary>
    private StringBuilder Append(string text)
    {
        if (text.Length > 0 && _to.Length > 0 && char.IsAsciiLetter(text[0]) && (char.IsAsciiLetter(_to[^1]) || (char.IsAsciiDigit(_to[^1]) && text[0] is 'e' or (>= 'A' and <= 'Z'))))
            _to.Append(' ');
        return _to.Append(text);
    }

    private StringBuilder Append(char c) => _to.Append(c);

    private static string Symbol(RelationKind kind) => kind switch
    {
        RelationKind.Equal => "=",
        RelationKind.Approximately => @"\approx",
        RelationKind.NotEqual => @"\ne",
        RelationKind.Less => "<",
        RelationKind.LessOrEqual => @"\le",
        RelationKind.Greater => ">",
        RelationKind.GreaterOrEqual => @"\ge",
        RelationKind.In => @"\in",
    };

    private static string PlainSymbol(RelationKind kind) => kind switch
    {
        RelationKind.Equal => "=",
        RelationKind.Approximately => "≈",
        RelationKind.NotEqual => "!=",
        RelationKind.Less => "<",
        RelationKind.LessOrEqual => "<=",
        RelationKind.Greater => ">",
        RelationKind.GreaterOrEqual => ">=",
        RelationKind.In => "∈",
    };

    private string Opening(ListingKind kind) => kind switch
    {
        ListingKind.Bare => string.Empty,
        ListingKind.Set => _plain ? "{" : @"\{",
        ListingKind.Parentheses => "(",
        ListingKind.Brackets => "[",
        ListingKind.Angles => _plain ? "⟨" : @"\langle ",
    };

    private string Closing(ListingKind kind) => kind switch
    {
        ListingKind.Bare => string.Empty,
        ListingKind.Set => _plain ? "}" : @"\}",
        ListingKind.Parentheses => ")",
        ListingKind.Brackets => "]",
        ListingKind.Angles => _plain ? "⟩" : @" \rangle",
    };
}
