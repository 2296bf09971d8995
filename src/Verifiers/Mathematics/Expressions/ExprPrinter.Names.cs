namespace Verifiers.Mathematics.Expressions;

/// <summary>Names, functions and operators.</summary>
internal sealed partial class ExprPrinter
{
    private string NameOf(ConstantKind kind) => kind switch
    {
        ConstantKind.Pi => _plain ? "pi" : @"\pi",
        ConstantKind.E => "e",
        ConstantKind.I => "i",
        ConstantKind.Infinity => _plain ? "infinity" : @"\infty",
    };

    /// <summary>x, θ, a_n, x'.</summary>
    private void WriteName(string name)
    {
        var subscript = name.IndexOf('_', StringComparison.Ordinal);
        var stem = subscript < 0 ? name : name[..subscript];
        if (stem.StartsWith("bar ", StringComparison.Ordinal))
            Append(@"\overline{").Append(stem.AsSpan(4)).Append('}');
        else if (!_plain && stem.TrimEnd('\'').Length > 1 && char.IsAsciiLetter(stem[0]))
            Append('\\').Append(stem);
        else
            Append(stem);
        if (subscript < 0)
            return;
        var below = name[(subscript + 1)..];
        if (_plain && (below.All(char.IsAsciiDigit) || below is [>= 'A' and <= 'z'] && char.IsAsciiLetter(below[0])))
            Append('_').Append(below);
        else
            Append("_{").Append(below).Append('}');
    }

    private void WriteApplication(Application application)
    {
        if (application is { Name: "cases", Arguments: var cells } && cells.Count % 2 == 0)
        {
            Append(@"\begin{cases}");
            for (var i = 0; i < cells.Count; i++)
            {
                if (i > 0)
                    Append(i % 2 == 0 ? @" \\ " : " & ");
                Write(cells[i], Level.Relation);
            }
            Append(@"\end{cases}");
        }
        else if (application is { Name: Parsing.Parser.ResidueClass, Arguments: { Count: 2 } residue })
        {
            Write(residue[0], Level.Sum);
            WriteBetween(_plain ? " (mod " : @" \pmod{", residue[1], _plain ? ")" : "}");
        }
        else if (application is { Name: Parsing.Parser.SetImage, Arguments: { Count: 2 } image })
        {
            Append(_plain ? "{" : @"\{");
            Write(image[0], Level.Relation);
            Append(" : ");
            Write(image[1], Level.Relation);
            Append(_plain ? "}" : @"\}");
        }
        else if (application.Arguments is { Count: 1 } only && only[0] is TextAnswer { Words: ['(' or '[', ..] raw })
        {
            Append(application.Name).Append(raw);                                      // P(A|B): the text as it was
        }
        else if (application.Name == "det")
        {
            Append(_plain ? "det" : @"\det");
            WriteArguments(application.Arguments);
        }
        else
        {
            // A name with letters in brackets is read as a function only where the letters stand alone: n(\nu), not n(nu).
            WriteName(application.Name);
            WriteArguments(application.Arguments, spellNames: true);
        }
    }

    private void WriteArguments(Sequence<Expr> arguments, bool spellNames = false)
    {
        var start = _to.Length;
        Append('(');
        WriteItems(spellNames && _plain ? arguments.Map(argument => argument is Variable { Name: [_, >= 'a', ..] } name ? new Variable("\\" + name.Name) : argument) : arguments);
        var isTall = !_plain && IsTall(start);
        if (isTall)
            _to.Insert(start, @"\left");
        Append(isTall ? @"\right)" : ")");
    }

    private void WriteCall(Call call)
    {
        var first = call.Arguments[0];
        switch (call.Function)
        {
            case FunctionKind.Root when _plain && call.Arguments[1] is Number { Value: var degree } && degree == 3:
                Append("cbrt(");
                Write(first);
                Append(')');
                break;
            case FunctionKind.Root:
                WriteBetween(@"\sqrt[", call.Arguments[1], "]{");
                WriteBetween(string.Empty, first, "}");
                break;
            case FunctionKind.Abs when !_plain:
                WriteBetween(@"\lvert ", first, @" \rvert");
                break;
            case FunctionKind.Floor when !_plain:
                WriteBetween(@"\lfloor ", first, @" \rfloor");
                break;
            case FunctionKind.Ceiling when !_plain:
                WriteBetween(@"\lceil ", first, @" \rceil");
                break;
            case FunctionKind.Factorial or FunctionKind.DoubleFactorial:
                Write(first, first is DecimalNumber or BasedNumber or Call ? Level.Atom + 1 : Level.Atom);      // sin(x)! is sin(x!)
                Append(call.Function == FunctionKind.Factorial ? "!" : "!!");
                break;
            case FunctionKind.Binomial when !_plain:
                WriteBetween(@"\binom{", first, "}{");
                WriteBetween(string.Empty, call.Arguments[1], "}");
                break;
            case FunctionKind.Mod:
                Write(first, first is BigOperator ? Level.Atom : Level.Product);
                Append(_plain ? " mod " : @" \bmod ");
                Write(call.Arguments[1], Level.Factor);
                break;
            case FunctionKind.Conjugate when !_plain:
                WriteBetween(@"\overline{", first, "}");
                break;
            default:
                Append(_plain ? PlainName(call.Function) : LatexName(call.Function));
                WriteArguments(call.Arguments);
                break;
        }
    }

    private void WriteBetween(string open, Expr expr, string close)
    {
        Append(open);
        Write(expr);
        Append(close);
    }

    private static string PlainName(FunctionKind function) => function switch
    {
        FunctionKind.Ceiling => "ceil",
        FunctionKind.Sign => "sgn",
        FunctionKind.Determinant => "det",
        FunctionKind.Binomial => "binom",
        FunctionKind.Conjugate => "conj",
        FunctionKind.Re => "Re",
        FunctionKind.Im => "Im",
        _ => function.ToString().ToLowerInvariant(),
    };

    /// <summary>The command, or \operatorname where LaTeX has none.</summary>
    private static string LatexName(FunctionKind function) => function switch
    {
        FunctionKind.Arccot or FunctionKind.Arcsec or FunctionKind.Arccsc or FunctionKind.Arsinh or FunctionKind.Arcosh or FunctionKind.Artanh or FunctionKind.Sign
            or FunctionKind.Lcm or FunctionKind.Re or FunctionKind.Im or FunctionKind.Permutations => $@"\operatorname{{{PlainName(function)}}}",
        _ => "\\" + PlainName(function),
    };

    private void WriteOperator(BigOperator op)
    {
        switch (op.Kind)
        {
            case OperatorKind.Integral:
                Append(_plain ? "∫" : @"\int");
                WriteBounds(op, named: false);
                Append(' ');
                Write(op.Body, op.Body is Sum ? Level.Product : Level.Sum);
                Append(_plain ? " d" : @" \, d");
                if (op.Variable.Length == 1)
                    _to.Append(op.Variable);
                else
                    _to.Append(_plain ? " " : @"\").Append(op.Variable);
                break;
            case OperatorKind.Limit:
                Append(@"\lim_{");
                WriteName(op.Variable);
                WriteBetween(@" \to ", op.Lower!, op.Upper is Number { Value.Sign: var side } ? side > 0 ? "^{+}} " : "^{-}} " : "} ");
                Write(op.Body, Level.Product);
                break;
            case OperatorKind.Derivative:
                Append(op.Variable.Length == 1 ? @"\frac{d}{d" : @"\frac{\partial}{\partial ");
                WriteName(op.Variable);
                Append('}');
                WriteBracketed(op.Body);
                break;
            case OperatorKind.Sum or OperatorKind.Product:
                Append(op.Kind == OperatorKind.Sum ? _plain ? "∑" : @"\sum" : _plain ? "∏" : @"\prod");
                WriteBounds(op, named: true);
                Append(' ');
                Write(op.Body, Level.Product);
                break;
        }
    }

    private void WriteBounds(BigOperator op, bool named)
    {
        if (op.Lower is not null)
        {
            Append("_{");
            if (named && op.Variable.Length > 0)
            {
                WriteName(op.Variable);
                Append('=');
            }
            Write(op.Lower);
            Append('}');
        }
        if (op.Upper is not null)
            WriteBetween("^{", op.Upper, "}");
    }
}
