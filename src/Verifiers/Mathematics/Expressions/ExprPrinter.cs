using System.Globalization;
using System.Text;

namespace Verifiers.Mathematics.Expressions;

/// <summary>Writes a tree as plain text that reads back to an equal tree; brackets wherever they could be needed.</summary>
internal static class ExprPrinter
{
    /// <summary>Characters of one printed tree in evidence; the rest becomes "…".</summary>
    public const int EvidenceLength = 400;

    /// <summary>The whole tree.</summary>
    public static string Print(Expr expr) => Write(expr, new StringBuilder()).ToString();

    /// <summary>The tree, cut to the length of evidence.</summary>
    public static string PrintShort(Expr expr)
    {
        if (expr is Number { Value: { IsInteger: true } value } && value.Bits < 256)
            return value.ToString();
        var text = Print(expr);
        return text.Length <= EvidenceLength ? text : string.Concat(text.AsSpan(0, EvidenceLength), "…");
    }

    private static StringBuilder Write(Expr expr, StringBuilder to)
    {
        switch (expr)
        {
            case Number number:
                return number.Value.Sign < 0 || !number.Value.IsInteger ? to.Append('(').Append(number.Value).Append(')') : to.Append(number.Value);
            case DecimalNumber number:
                return WriteDecimal(number, to);
            case BasedNumber number:
                return to.Append(CultureInfo.InvariantCulture, $"{number.Digits}_{{{number.Radix}}}");
            case Constant constant:
                return to.Append(constant.Kind switch
                {
                    ConstantKind.Pi => "pi",
                    ConstantKind.E => "e",
                    ConstantKind.I => "i",
                    ConstantKind.Infinity => @"\infty ",
                });
            case Variable variable:
                return WriteName(variable.Name, to);
            case Sum sum:
                return Join(to.Append('('), sum.Terms, " + ").Append(')');
            case Product product:
                return Join(to.Append('('), product.Factors, "*").Append(')');
            case Power power:
                return Write(power.Exponent, Grouped(power.Base, to).Append("^{")).Append('}');
            case Call call:
                return WriteCall(call, to);
            case Application { Name: var name } application:
                return Join(WriteName(name, to).Append('('), application.Arguments, ", ").Append(')');
            case PlusMinus both:
                return Write(both.Right, Write(both.Left, to.Append('(')).Append(both.UpperIsPlus ? @" \pm " : @" \mp ")).Append(')');
            case BigOperator op:
                return WriteOperator(op, to);
            case Quantity quantity:
                return WriteQuantity(quantity, to);
            case Relation relation:
                for (var i = 0; i < relation.Sides.Count; i++)
                    Write(relation.Sides[i], i == 0 ? to : to.Append(' ').Append(Symbol(relation.Links[i - 1])).Append(' '));
                return to;
            case Listing list:
                return Join(to.Append(Opening(list.Kind)), list.Items, ", ").Append(Closing(list.Kind));
            case Interval interval:
                Write(interval.Lower, to.Append(interval.LowerClosed ? '[' : '('));
                return Write(interval.Upper, to.Append(", ")).Append(interval.UpperClosed ? ']' : ')');
            case SetOperation operation:
                return Write(operation.Right, Write(operation.Left, to).Append(operation.Kind switch
                {
                    SetOperationKind.Union => @" \cup ",
                    SetOperationKind.Intersection => @" \cap ",
                    SetOperationKind.Difference => @" \setminus ",
                }));
            case NamedSet set:
                return to.Append(set.Name);
            case Ratio ratio:
                return Join(to, ratio.Terms, ":");
            case ClockTime time:
                return to.Append(CultureInfo.InvariantCulture, $"{time.Minutes / 60}:{time.Minutes % 60:00}");
            case Matrix matrix:
                return WriteMatrix(matrix, to);
            case TextAnswer text:
                return to.Append(@"\text{").Append(text.Words).Append('}');
            default:
                return to.Append(expr.GetType().Name);
        }
    }

    private static StringBuilder Grouped(Expr expr, StringBuilder to) =>
        expr is Number { Value: { IsInteger: true, Sign: >= 0 } } or Variable or Sum or Product or Constant ? Write(expr, to) : Write(expr, to.Append('(')).Append(')');

    private static StringBuilder WriteDecimal(DecimalNumber number, StringBuilder to)
    {
        var negative = number.Value.Sign < 0;
        if (negative)
            to.Append("(-");
        if (number.LastPlace is > 0 or < -60)
        {
            var digits = (number.Value.Abs() * Rational.Of(1, 1) / Scale(number.LastPlace)).Numerator;
            to.Append(CultureInfo.InvariantCulture, $"{digits}e{number.LastPlace}");
        }
        else
        {
            var digits = (number.Value.Abs() / Scale(number.LastPlace)).Numerator.ToString(CultureInfo.InvariantCulture).PadLeft(1 - number.LastPlace, '0');
            to.Append(digits.AsSpan(0, digits.Length + number.LastPlace)).Append('.').Append(digits.AsSpan(digits.Length + number.LastPlace));
            if (number.LastPlace == 0)
                to.Append('0');
        }
        return negative ? to.Append(')') : to;
    }

    private static Rational Scale(int place) => ((Rational)10).ToPower(place);

    private static StringBuilder WriteName(string name, StringBuilder to)
    {
        var subscript = name.IndexOf('_', StringComparison.Ordinal);
        var stem = subscript < 0 ? name : name[..subscript];
        if (stem.StartsWith("bar ", StringComparison.Ordinal))
            to.Append(@"\overline{").Append(stem.AsSpan(4)).Append('}');
        else if (stem.TrimEnd('\'').Length > 1)
            to.Append('\\').Append(stem).Append(' ');
        else
            to.Append(stem);
        return subscript < 0 ? to : to.Append("_{").Append(name.AsSpan(subscript + 1)).Append('}');
    }

    private static StringBuilder WriteCall(Call call, StringBuilder to)
    {
        var first = call.Arguments[0];
        return call.Function switch
        {
            FunctionKind.Root => Write(first, Write(call.Arguments[1], to.Append(@"\sqrt[")).Append("]{")).Append('}'),
            FunctionKind.Abs => Write(first, to.Append(@"\abs(")).Append(')'),
            FunctionKind.Factorial => Write(first, to.Append('(')).Append(")!"),
            FunctionKind.DoubleFactorial => Write(first, to.Append('(')).Append(")!!"),
            FunctionKind.Binomial => Write(call.Arguments[1], Write(first, to.Append(@"\binom{")).Append("}{")).Append('}'),
            FunctionKind.Mod => Write(call.Arguments[1], Write(first, to.Append('(')).Append(@" \bmod ")).Append(')'),
            FunctionKind.Conjugate => Write(first, to.Append(@"\overline{")).Append('}'),
            _ => Join(to.Append(@"\operatorname{").Append(FunctionName(call.Function)).Append("}("), call.Arguments, ", ").Append(')'),
        };
    }

    private static string FunctionName(FunctionKind function) => function switch
    {
        FunctionKind.Ceiling => "ceil",
        FunctionKind.Sign => "sgn",
        FunctionKind.Determinant => "det",
        FunctionKind.Re => "Re",
        FunctionKind.Im => "Im",
        _ => function.ToString().ToLowerInvariant(),
    };

    private static StringBuilder WriteOperator(BigOperator op, StringBuilder to)
    {
        switch (op.Kind)
        {
            case OperatorKind.Integral:
                to.Append(@"\int");
                if (op.Lower is not null)
                    Write(op.Lower, to.Append("_{")).Append('}');
                if (op.Upper is not null)
                    Write(op.Upper, to.Append("^{")).Append('}');
                return WriteName(op.Variable, Write(op.Body, to.Append('(')).Append(") d"));
            case OperatorKind.Limit:
                Write(op.Lower!, WriteName(op.Variable, to.Append(@"\lim_{")).Append(@" \to ")).Append(op.Upper is Number { Value.Sign: var side } ? side > 0 ? "^{+}}" : "^{-}}" : "}");
                return Write(op.Body, to.Append('(')).Append(')');
            case OperatorKind.Derivative:
                return Write(op.Body, WriteName(op.Variable, to.Append(op.Variable.Length == 1 ? @"\frac{d}{d" : @"\frac{\partial}{\partial ")).Append("}(")).Append(')');
            default:
                to.Append(op.Kind == OperatorKind.Sum ? @"\sum" : @"\prod");
                if (op.Lower is not null)
                {
                    to.Append("_{");
                    if (op.Variable.Length > 0)
                        WriteName(op.Variable, to).Append('=');
                    Write(op.Lower, to).Append('}');
                }
                if (op.Upper is not null)
                    Write(op.Upper, to.Append("^{")).Append('}');
                return Write(op.Body, to.Append('(')).Append(')');
        }
    }

    private static StringBuilder WriteQuantity(Quantity quantity, StringBuilder to)
    {
        Write(quantity.Value, to.Append('(')).Append(')');
        if (quantity.Unit.IsAngle && quantity.Unit.Symbol == "°")
            return to.Append(@"^\circ ");
        return quantity.Unit.IsPercent ? to.Append(@"\%") : to.Append(@" \text{").Append(quantity.Unit.Symbol).Append('}');
    }

    private static StringBuilder WriteMatrix(Matrix matrix, StringBuilder to)
    {
        var name = matrix.IsDeterminant ? "vmatrix" : "pmatrix";
        to.Append(@"\begin{").Append(name).Append('}');
        for (var i = 0; i < matrix.Entries.Count; i++)
        {
            if (i > 0)
                to.Append(i % matrix.Columns == 0 ? @" \\ " : " & ");
            Write(matrix.Entries[i], to);
        }
        return to.Append(@"\end{").Append(name).Append('}');
    }

    private static StringBuilder Join(StringBuilder to, Sequence<Expr> items, string separator)
    {
        for (var i = 0; i < items.Count; i++)
            Write(items[i], i == 0 ? to : to.Append(separator));
        return to;
    }

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

    private static string Opening(ListingKind kind) => kind switch
    {
        ListingKind.Bare => string.Empty,
        ListingKind.Set => @"\{",
        ListingKind.Parentheses => "(",
        ListingKind.Brackets => "[",
        ListingKind.Angles => @"\langle ",
    };

    private static string Closing(ListingKind kind) => kind switch
    {
        ListingKind.Bare => string.Empty,
        ListingKind.Set => @"\}",
        ListingKind.Parentheses => ")",
        ListingKind.Brackets => "]",
        ListingKind.Angles => @"\rangle ",
    };
}
