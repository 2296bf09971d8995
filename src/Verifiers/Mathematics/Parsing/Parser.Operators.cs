using Verifiers.Mathematics.Expressions;

namespace Verifiers.Mathematics.Parsing;

/// <summary>∑, ∏, ∫ and lim, and the environments of matrices and cases.</summary>
internal sealed partial class Parser
{
    private bool _inMatrix;
    private string? _numeratorDifferential;

    /// <summary>\sum_{k=1}^{n} body.</summary>
    private Expr? ParseOperator(OperatorKind kind)
    {
        Expr? lower = null;
        Expr? upper = null;
        var variable = string.Empty;
        while (IsSymbol(Current, "_") || IsSymbol(Current, "^"))
        {
            var below = IsSymbol(Current, "_");
            _position++;
            if (ParseBound() is not { } bound)
                return null;
            if (!below)
                upper = bound;
            else if (bound is Relation { Sides: { Count: 2 } sides, Links: [RelationKind.Equal] } && sides[0] is Variable { Name: var name })
                (variable, lower) = (name, sides[1]);
            else if (bound is Relation { Sides: { Count: 2 } least, Links: [RelationKind.GreaterOrEqual] } && least[0] is Variable { Name: var index })
                (variable, lower, upper) = (index, least[1], new Constant(ConstantKind.Infinity));             // k ≥ 1
            else
                lower = bound;
        }
        return ParseExpr(BindingPower.Product) is { } body ? new BigOperator(kind, variable, lower, upper, Bind(body, variable)) : null;
    }

    /// <summary>Under ∑ over i the letter i is the index, and so is e.</summary>
    private static Expr Bind(Expr body, string variable) => (body, variable) switch
    {
        (Constant { Kind: ConstantKind.I }, "i") or (Constant { Kind: ConstantKind.E }, "e") => new Variable(variable),
        (_, "i" or "e") => Rewrite.Parts(body, part => Bind(part, variable)),
        _ => body,
    };

    /// <summary>\int_a^b body dx.</summary>
    private Expr? ParseIntegral()
    {
        Expr? lower = null;
        Expr? upper = null;
        while (IsSymbol(Current, "_") || IsSymbol(Current, "^"))
        {
            var below = IsSymbol(Current, "_");
            _position++;
            if (ParseBound() is not { } bound)
                return null;
            (lower, upper) = below ? (bound, upper) : (lower, bound);
        }
        _openIntegrals++;
        _numeratorDifferential = null;
        Expr? body = IsDifferential() ? Number.One : ParseExpr(BindingPower.Sum);
        _openIntegrals--;
        if (body is null || (ReadDifferential() ?? TakeNumeratorDifferential()) is not { } variable)
            return null;
        return new BigOperator(OperatorKind.Integral, variable, lower, upper, body);
    }

    /// <summary>A bound is a group or one token: the b of \int^b_a takes no subscript.</summary>
    private Expr? ParseBound()
    {
        if (Current.Kind == TokenKind.Word && Current.Length == 1)
        {
            _position++;
            return SingleLetter(_source[_tokens[_position - 1].Start]);
        }
        return ParseDigitArgument();
    }

    /// <summary>The group \frac{x dx}{1+x²} begins with, which may hold the differential of the integral around it.</summary>
    private Expr? ParseNumerator()
    {
        if (_openIntegrals == 0 || !Accept("{"))
            return ParseDigitArgument();
        var bars = _openBars;
        _openBars = 0;
        Expr? content = IsDifferential() ? Number.One : ParseExpr(BindingPower.Lowest);
        _openBars = bars;
        if (content is not null && ReadDifferential() is { } variable)
            _numeratorDifferential = variable;
        return content is not null && Accept("}") ? content : null;
    }

    private string? TakeNumeratorDifferential()
    {
        var variable = _numeratorDifferential;
        _numeratorDifferential = null;
        return variable;
    }

    /// <summary>dx, dθ.</summary>
    private bool IsDifferential() =>
        Current.Kind == TokenKind.Word && Text(Current) is ['d', ..]
        && (Current.Length == 2 || (Current.Length == 1 && Next.Kind is TokenKind.Command or TokenKind.Word));

    private string? ReadDifferential()
    {
        if (!IsDifferential())
            return null;
        var text = Text(Current);
        _position++;
        if (text.Length == 2)
            return text[1].ToString();
        var name = Text(Current).ToString();
        _position++;
        return name;
    }

    /// <summary>\lim_{x \to a} body; x → a⁺ and x → a⁻ are sides.</summary>
    private Expr? ParseLimit()
    {
        if (!Accept("_") || !Accept("{") || ParseAtom() is not Variable { Name: var variable })
            return null;
        if (!AcceptCommand("to") && !AcceptCommand("rightarrow"))
            return null;
        if (ParseExpr(BindingPower.Sum) is not { } point)
            return null;
        var side = ReadSide();
        if (!Accept("}"))
            return null;
        return ParseExpr(BindingPower.Product) is { } body ? new BigOperator(OperatorKind.Limit, variable, point, side, body) : null;
    }

    /// <summary>1 for 0⁺, −1 for 0⁻; null when no side is named.</summary>
    private Number? ReadSide()
    {
        if (!AtSide())
            return null;
        _position++;
        var braced = Accept("{");
        var side = IsSymbol(Current, "+") ? Number.One : Number.MinusOne;
        _position += braced ? 2 : 1;
        return side;
    }

    /// <summary>The ^+ of x → 0^+: a sign and nothing behind it.</summary>
    private bool AtSide()
    {
        if (!IsSymbol(Current, "^"))
            return false;
        var sign = IsSymbol(Next, "{") ? _position + 2 : _position + 1;
        return sign + 1 < _tokens.Length && (IsSymbol(_tokens[sign], "+") || IsSymbol(_tokens[sign], "-")) && IsSymbol(_tokens[sign + 1], "}");
    }

    private Expr? ParseEnvironment(bool asSystem = false)
    {
        if (asSystem)
            _position++;
        if (!Accept("{") || Current.Kind != TokenKind.Word)
            return null;
        var name = Text(Current).ToString();
        _position++;
        Accept("*");
        if (!Accept("}"))
            return null;
        if (name is "array" or "alignat" or "alignedat" && Accept("{"))
        {
            while (Current.Kind != TokenKind.End && !IsSymbol(Current, "}"))
                _position++;
            _position++;
        }
        var isSystem = asSystem || name is not ("pmatrix" or "bmatrix" or "matrix" or "Bmatrix" or "array" or "smallmatrix" or "vmatrix" or "Vmatrix");
        var rows = ReadRows(isSystem);
        if (rows is null || !AcceptCommand("end") || !Accept("{") || !IsWord(Current, name))
            return null;
        _position++;
        Accept("*");
        if (!Accept("}"))
            return null;
        if (asSystem)
            return MakeSystem(rows);
        return name switch
        {
            "cases" or "dcases" or "rcases" or "aligned" or "align" or "alignat" or "alignedat" or "gather" or "gathered" or "split" or "equation" or "eqnarray"
                or "multline" or "flalign" => MakeSystem(rows),
            "array" when rows.TrueForAll(row => row.Count == 1) && (rows.Count == 1 || rows.TrueForAll(row => row[0] is Relation)) => MakeSystem(rows),
            "pmatrix" or "bmatrix" or "matrix" or "Bmatrix" or "array" or "smallmatrix" => MakeMatrix(rows, false),
            "vmatrix" => MakeMatrix(rows, true),
            _ => null,
        };
    }

    /// <summary>Cells parted by &amp;, rows by \\.</summary>
    private List<List<Expr>>? ReadRows(bool isSystem)
    {
        var (inMatrix, bars) = (_inMatrix, _openBars);
        (_inMatrix, _openBars) = (true, 0);
        var rows = new List<List<Expr>>();
        var row = new List<Expr>();
        while (true)
        {
            if (AcceptCommand("\\") || AcceptCommand("cr") || IsCommand(Current, "end"))
            {
                if (row.Count > 0)
                    rows.Add(row);
                row = [];
                if (IsCommand(Current, "end"))
                    break;
                continue;
            }
            if (Accept("&"))
                continue;
            if (Accept(",") || Accept(".") || Accept(";"))
                continue;
            if (isSystem && (row.Count > 0 || rows.Count > 0) && (AcceptCommand("quad") || AcceptCommand("qquad")))
                continue;
            if (isSystem && row.Count == 1)
                SkipConditionWords();
            if (ParseExpr(isSystem && row.Count == 1 ? BindingPower.Comma : BindingPower.Relation) is not { } cell)
            {
                rows = null;
                break;
            }
            row.Add(cell);
        }
        (_inMatrix, _openBars) = (inMatrix, bars);
        return rows;
    }

    /// <summary>\text{if }, "for": the words before the condition of a piece.</summary>
    private void SkipConditionWords()
    {
        while (true)
        {
            SkipIntroduction();
            if (PeekText(Current)?.Trim().Trim(',', ':', '~').Trim() is "if" or "If" or "for" or "when" or "where" or "for all" or "si" or "当" or "若" or "")
                ReadTextArgument();
            else if (!AcceptCommand("quad") && !AcceptCommand("qquad") && !AcceptCommand("forall"))
                return;
        }
    }

    private static Expr? MakeMatrix(List<List<Expr>> rows, bool isDeterminant)
    {
        if (rows.Count == 0 || rows.Exists(row => row.Count != rows[0].Count))
            return null;
        return new Matrix(rows.Count, rows[0].Count, Sequence.From(rows.SelectMany(row => row)), isDeterminant);
    }

    /// <summary>Rows that hold together: equations of a system, or pieces of a function, each with its condition.</summary>
    private static Expr? MakeSystem(List<List<Expr>> rows)
    {
        if (rows.Count == 0)
            return null;
        if (rows.TrueForAll(row => row.Count == 1))
            return rows.Count == 1 ? rows[0][0] : new Listing(ListingKind.Bare, Sequence.From(rows.Select(row => row[0])));
        // The condition of the last piece may be left out: it is the rest.
        var last = rows[^1];
        if (last.Count == 1 && rows.Count > 1)
            last.Add(new TextAnswer("otherwise"));
        return rows.TrueForAll(row => row.Count == 2) ? new Application(Pieces, Sequence.From(rows.SelectMany(row => new[] { row[0], InWords(row[1]) }))) : null;
    }

    /// <summary>"n is even" is words, whether or not the n stands outside of them.</summary>
    private static Expr InWords(Expr condition) => condition is Product { Factors: { Count: 2 } factors } && factors[0] is Variable variable && factors[1] is TextAnswer text
        ? new TextAnswer($"{variable.Name} {text.Words}")
        : condition;

    /// <summary>The name of a function in pieces: value, condition, value, condition …</summary>
    public const string Pieces = "cases";
}
