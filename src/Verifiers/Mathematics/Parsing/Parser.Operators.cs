using Verifiers.Mathematics.Expressions;

namespace Verifiers.Mathematics.Parsing;

/// <summary>∑, ∏, ∫ and lim, and the environments of matrices and cases.</summary>
internal sealed partial class Parser
{
    private bool _inMatrix;

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
            else if (bound is Relation { Sides: { Count: 2 } sides, Links: var links } && links[0] == RelationKind.Equal && sides[0] is Variable { Name: var name })
                (variable, lower) = (name, sides[1]);
            else
                lower = bound;
        }
        return ParseExpr(BindingPower.Product) is { } body ? new BigOperator(kind, variable, lower, upper, variable is "i" or "e" ? Bind(body, variable) : body) : null;
    }

    /// <summary>Under \sum_{i=1}^n the letter i is the index, not the imaginary unit.</summary>
    private static Expr Bind(Expr expr, string name) => expr is Constant { Kind: ConstantKind.I or ConstantKind.E } letter
        ? (letter.Kind == ConstantKind.I) == (name == "i") ? new Variable(name) : expr
        : Rewrite.Parts(expr, part => Bind(part, name));

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
        Expr? body = IsDifferential() ? Number.One : ParseExpr(BindingPower.Sum);
        _openIntegrals--;
        if (body is null || ReadDifferential() is not { } variable)
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
        return ParseArgument();
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

    private Expr? ParseLimit()
    {
        if (!Accept("_") || !Accept("{") || ParseAtom() is not Variable { Name: var variable })
            return null;
        if (!AcceptCommand("to") && !AcceptCommand("rightarrow"))
            return null;
        if (ParseExpr(BindingPower.Sum) is not { } point || !Accept("}"))
            return null;
        return ParseExpr(BindingPower.Product) is { } body ? new BigOperator(OperatorKind.Limit, variable, point, null, body) : null;
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
