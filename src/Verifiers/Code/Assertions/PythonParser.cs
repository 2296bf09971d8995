namespace Verifiers.Code.Assertions;

/// <summary>
/// Reads one expression of the part of Python's grammar that <see cref="PythonNode"/> has. What is beyond it (lambdas,
/// comprehensions, chained comparisons, <c>and</c>, <c>or</c>, f-strings) or nested too deeply is not read at all.
/// </summary>
internal ref struct PythonParser
{
    private const int MaxDepth = 300;
    private const int MaxChain = 200;

    private readonly string _source;
    private readonly ReadOnlySpan<PythonToken> _tokens;
    private int _at;
    private int _depth;

    private PythonParser(string source, ReadOnlySpan<PythonToken> tokens)
    {
        _source = source;
        _tokens = tokens;
    }

    /// <summary>The expression that these tokens are from the first to the last; null when it is beyond the grammar.</summary>
    public static PythonNode? Read(string source, ReadOnlySpan<PythonToken> tokens)
    {
        var parser = new PythonParser(source, tokens);
        return parser.ReadTest() is { } node && parser._at == tokens.Length ? node : null;
    }

    private PythonNode? ReadTest()
    {
        if (++_depth > MaxDepth)
            return null;
        var start = Start;
        PythonNode? node;
        if (TakeName("not"))
            node = ReadTest() is { } operand ? new PythonNode.Unary(start, LastEnd, "not", operand) : null;
        else
            node = ReadComparison();
        _depth--;
        return node;
    }

    private PythonNode? ReadComparison()
    {
        if (ReadArithmetic(0) is not { } left)
            return null;
        if (TakeComparison() is not { } sign)
            return left;
        return ReadArithmetic(0) is { } right && TakeComparison() is null
            ? new PythonNode.Compare(left.Start, LastEnd, sign, left, right)
            : null; // a chain of comparisons is no single one
    }

    private string? TakeComparison()
    {
        foreach (var sign in (ReadOnlySpan<string>)["==", "!=", "<=", ">=", "<", ">"])
        {
            if (TakeOperator(sign))
                return sign;
        }
        if (TakeName("in"))
            return "in";
        if (TakeName("is"))
            return TakeName("not") ? "is not" : "is";
        if (IsName(0, "not") && IsName(1, "in"))
        {
            _at += 2;
            return "not in";
        }
        return null;
    }

    /// <summary>Binary operators by precedence, all from left to right but <c>**</c>, which belongs to its operand.</summary>
    private PythonNode? ReadArithmetic(int minimum)
    {
        if (++_depth > MaxDepth || ReadUnary() is not { } left)
            return null;
        for (var links = 0; PrecedenceHere() is { } precedence && precedence >= minimum; links++)
        {
            var sign = _tokens[_at++].In(_source).ToString();
            if (links > MaxChain || ReadArithmetic(precedence + 1) is not { } right)
                return null;
            left = new PythonNode.Binary(left.Start, LastEnd, sign, left, right);
        }
        _depth--;
        return left;
    }

    private readonly int? PrecedenceHere()
    {
        if (_at >= _tokens.Length || _tokens[_at].Kind != PythonTokenKind.Operator)
            return null;
        return _tokens[_at].In(_source) switch
        {
            "|" => 0,
            "^" => 1,
            "&" => 2,
            "<<" or ">>" => 3,
            "+" or "-" => 4,
            "*" or "/" or "//" or "%" or "@" => 5,
            _ => null,
        };
    }

    private PythonNode? ReadUnary()
    {
        if (++_depth > MaxDepth)
            return null;
        var start = Start;
        PythonNode? node;
        if (TakeOperator("-"))
            node = ReadUnary() is { } operand ? new PythonNode.Unary(start, LastEnd, "-", operand) : null;
        else if (TakeOperator("+"))
            node = ReadUnary() is { } operand ? new PythonNode.Unary(start, LastEnd, "+", operand) : null;
        else if (TakeOperator("~"))
            node = ReadUnary() is { } operand ? new PythonNode.Unary(start, LastEnd, "~", operand) : null;
        else
            node = ReadPower();
        _depth--;
        return node;
    }

    private PythonNode? ReadPower()
    {
        if (ReadPrimary() is not { } left)
            return null;
        if (!TakeOperator("**"))
            return left;
        return ReadUnary() is { } right ? new PythonNode.Binary(left.Start, LastEnd, "**", left, right) : null;
    }

    private PythonNode? ReadPrimary()
    {
        if (ReadAtom() is not { } node)
            return null;
        for (var links = 0; ; links++)
        {
            if (links > MaxChain)
                return null;
            if (TakeOperator("("))
            {
                if (ReadArguments() is not { } arguments)
                    return null;
                node = new PythonNode.Call(node.Start, LastEnd, node, arguments);
            }
            else if (TakeOperator("["))
            {
                if (ReadSubscript() is not { } parts)
                    return null;
                node = new PythonNode.Subscript(node.Start, LastEnd, node, parts);
            }
            else if (TakeOperator("."))
            {
                if (_at >= _tokens.Length || _tokens[_at].Kind != PythonTokenKind.Name)
                    return null;
                var member = _tokens[_at++].In(_source).ToString();
                node = new PythonNode.Attribute(node.Start, LastEnd, node, member);
            }
            else
            {
                return node;
            }
        }
    }

    private List<(string?, PythonNode)>? ReadArguments()
    {
        var arguments = new List<(string?, PythonNode)>();
        while (!TakeOperator(")"))
        {
            string? keyword = null;
            if (_at + 1 < _tokens.Length && _tokens[_at].Kind == PythonTokenKind.Name && _tokens[_at + 1].In(_source) is "=")
            {
                keyword = _tokens[_at].In(_source).ToString();
                _at += 2;
            }
            if (ReadTest() is not { } value)
                return null;
            arguments.Add((keyword, value));
            if (!TakeOperator(",") && !IsOperator(")"))
                return null;
        }
        return arguments;
    }

    private List<PythonNode>? ReadSubscript()
    {
        var parts = new List<PythonNode>();
        while (!TakeOperator("]"))
        {
            if (TakeOperator(":") || TakeOperator(","))
                continue;
            if (ReadTest() is not { } part || (!IsOperator("]") && !IsOperator(":") && !IsOperator(",")))
                return null;
            parts.Add(part);
        }
        return parts;
    }

    private PythonNode? ReadAtom()
    {
        if (_at >= _tokens.Length)
            return null;
        var token = _tokens[_at];
        var text = token.In(_source);
        switch (token.Kind)
        {
            case PythonTokenKind.Number:
                _at++;
                return PythonLiterals.ReadNumber(text) is { } number ? new PythonNode.Constant(token.Start, token.End, number) : null;
            case PythonTokenKind.Text:
                return ReadTexts();
            case PythonTokenKind.Name:
                _at++;
                return text switch
                {
                    "None" => new PythonNode.Constant(token.Start, token.End, new PythonValue.None()),
                    "True" => new PythonNode.Constant(token.Start, token.End, new PythonValue.Boolean(true)),
                    "False" => new PythonNode.Constant(token.Start, token.End, new PythonValue.Boolean(false)),
                    "lambda" or "if" or "else" or "for" or "await" or "yield" or "not" or "and" or "or" or "in" or "is" or "async" => null,
                    _ => new PythonNode.Name(token.Start, token.End, text.ToString()),
                };
            case PythonTokenKind.Operator:
                _at++;
                return text switch
                {
                    "(" => ReadParenthesis(token.Start),
                    "[" => ReadItems("]") is { } items ? new PythonNode.Display(token.Start, LastEnd, '[', items) : null,
                    "{" => ReadBraces(token.Start),
                    _ => null,
                };
            default:
                return null;
        }
    }

    /// <summary>String literals side by side are one.</summary>
    private PythonNode? ReadTexts()
    {
        var start = Start;
        PythonValue? value = null;
        for (; _at < _tokens.Length && _tokens[_at].Kind == PythonTokenKind.Text; _at++)
        {
            var next = PythonLiterals.ReadText(_tokens[_at].In(_source));
            value = (value, next) switch
            {
                (null, _) => next,
                (PythonValue.Text x, PythonValue.Text y) => new PythonValue.Text(x.Value + y.Value),
                (PythonValue.Bytes x, PythonValue.Bytes y) => new PythonValue.Bytes(x.Value + y.Value),
                _ => null,
            };
            if (value is null)
                return null;
        }
        return value is null ? null : new PythonNode.Constant(start, LastEnd, value);
    }

    /// <summary><c>()</c>, <c>(x)</c> and <c>(x,)</c> are an empty tuple, x, and a tuple of one.</summary>
    private PythonNode? ReadParenthesis(int start)
    {
        if (TakeOperator(")"))
            return new PythonNode.Display(start, LastEnd, '(', []);
        if (ReadTest() is not { } first)
            return null;
        if (TakeOperator(")"))
            return first with { Start = start, End = LastEnd };
        if (!TakeOperator(",") || ReadItems(")") is not { } rest)
            return null;
        return new PythonNode.Display(start, LastEnd, '(', [first, .. rest]);
    }

    private PythonNode? ReadBraces(int start)
    {
        if (TakeOperator("}"))
            return new PythonNode.Mapping(start, LastEnd, []);
        if (ReadTest() is not { } first)
            return null;
        if (!TakeOperator(":"))
        {
            if (TakeOperator("}"))
                return new PythonNode.Display(start, LastEnd, '{', [first]);
            return TakeOperator(",") && ReadItems("}") is { } rest ? new PythonNode.Display(start, LastEnd, '{', [first, .. rest]) : null;
        }
        var entries = new List<(PythonNode, PythonNode)>();
        var key = first;
        while (true)
        {
            if (ReadTest() is not { } value)
                return null;
            entries.Add((key, value));
            var hasComma = TakeOperator(",");
            if (TakeOperator("}"))
                return new PythonNode.Mapping(start, LastEnd, entries);
            if (!hasComma || ReadTest() is not { } next || !TakeOperator(":"))
                return null;
            key = next;
        }
    }

    private List<PythonNode>? ReadItems(string close)
    {
        var items = new List<PythonNode>();
        while (!TakeOperator(close))
        {
            if (ReadTest() is not { } item || (!TakeOperator(",") && !IsOperator(close)))
                return null;
            items.Add(item);
        }
        return items;
    }

    private readonly int Start => _at < _tokens.Length ? _tokens[_at].Start : _source.Length;

    private readonly int LastEnd => _at > 0 ? _tokens[_at - 1].End : 0;

    private readonly bool IsName(int ahead, string name) =>
        _at + ahead < _tokens.Length && _tokens[_at + ahead].Kind == PythonTokenKind.Name && _tokens[_at + ahead].In(_source).SequenceEqual(name);

    private readonly bool IsOperator(string sign) =>
        _at < _tokens.Length && _tokens[_at].Kind == PythonTokenKind.Operator && _tokens[_at].In(_source).SequenceEqual(sign);

    private bool TakeName(string name)
    {
        var isHere = IsName(0, name);
        _at += isHere ? 1 : 0;
        return isHere;
    }

    private bool TakeOperator(string sign)
    {
        var isHere = IsOperator(sign);
        _at += isHere ? 1 : 0;
        return isHere;
    }
}
