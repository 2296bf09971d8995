using Verifiers.Mathematics.Answers;
using Verifiers.Mathematics.Expressions;

namespace Verifiers.Mathematics.Parsing;

/// <summary>What begins with a backslash.</summary>
internal sealed partial class Parser
{
    private Expr? ParseCommand()
    {
        var token = Current;
        var name = Text(token);
        if (Commands.TextCommands.GetAlternateLookup<ReadOnlySpan<char>>().Contains(name))
            return ParseTextCommand();
        _position++;
        switch (name)
        {
            case "frac" or "dfrac" or "tfrac" or "cfrac" or "sfrac":
                return ParseFraction();
            case "binom" or "dbinom" or "tbinom":
                return ParseDigitArgument() is { } n && ParseDigitArgument() is { } k ? new Call(FunctionKind.Binomial, [n, k]) : null;
            case "sqrt":
                return ParseRoot();
            case "cbrt":
                return ParseArgument() is { } cubed ? new Call(FunctionKind.Root, [cubed, new Number(3)]) : null;
            case "pi":
                return new Constant(ConstantKind.Pi);
            case "exponentialE":
                return new Constant(ConstantKind.E);
            case "imaginaryI":
                return new Constant(ConstantKind.I);
            case "infty":
                return new Constant(ConstantKind.Infinity);
            case "exp":
                return ParseFunctionArgument() is { } exponent ? new Power(new Constant(ConstantKind.E), exponent) : null;
            case "emptyset" or "varnothing":
                return new NamedSet("∅");
            case "mathbb" or "Bbb":
                return ParseBlackboard();
            case "{" or "lbrace":
                return ParseSet("}");
            case "lfloor":
                return ParseBetween("rfloor", FunctionKind.Floor);
            case "lceil":
                return ParseBetween("rceil", FunctionKind.Ceiling);
            case "langle":
                return ParseExpr(BindingPower.Lowest) is { } inner && AcceptCommand("rangle")
                    ? new Listing(ListingKind.Angles, inner is Listing { Kind: ListingKind.Bare } list ? list.Items : [inner])
                    : null;
            case "lvert" or "vert" or "lVert" or "Vert" or "|":
                _position--;
                return ParseBars();
            case "overline" or "bar":
                return ParseBarred();
            case "$" or "dollar" or "textdollar":
                return ParseCurrency("$");
            case "euro":
                return ParseCurrency("€");
            case "pounds":
                return ParseCurrency("£");
            case "yen":
                return ParseCurrency("¥");
            case "#":
                return ParseAtom();
            case "angle" or "triangle":
                return ParseAtom() is { } figure ? new Application(name.ToString(), [figure]) : null;
            case "begin":
                return ParseEnvironment();
            case "sum":
                return ParseOperator(OperatorKind.Sum);
            case "prod":
                return ParseOperator(OperatorKind.Product);
            case "int":
                return ParseIntegral();
            case "lim":
                return ParseLimit();
            case "therefore" or "implies" or "Rightarrow" or "quad" or "qquad":
                return ParseAtom();
        }
        if (Commands.Functions.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(name, out var function))
            return ParseFunction(function, name);
        if (Commands.Greek.GetAlternateLookup<ReadOnlySpan<char>>().Contains(name))
            return ParseVariable(Canonical(name));
        return null;
    }

    /// <summary>A conjugate; with a subscript the bar belongs to the name: x̄ₙ.</summary>
    private Expr? ParseBarred()
    {
        if (ParseArgument() is not { } barred)
            return null;
        return IsSymbol(Current, "_") && barred is Variable { Name: var name } ? ParseVariable("bar " + name) : new Call(FunctionKind.Conjugate, [barred]);
    }

    /// <summary>ε and ϵ are one letter in two hands.</summary>
    private static string Canonical(ReadOnlySpan<char> name) => name switch
    {
        "varepsilon" => "epsilon",
        "vartheta" => "theta",
        "varphi" => "phi",
        "varrho" => "rho",
        _ => name.ToString(),
    };

    private Expr? ParseFraction()
    {
        if (ReadDerivative() is { } derivative)
        {
            var body = ParseExpr(BindingPower.Product);
            for (var i = 0; i < derivative.Order && body is not null; i++)
                body = new BigOperator(OperatorKind.Derivative, derivative.Variable, null, null, body);
            return body;
        }
        return ParseNumerator() is { } numerator && ParseDigitArgument() is { } denominator ? Build.Over(numerator, denominator) : null;
    }

    /// <summary>\frac{d}{dx}, \frac{d^2}{dx^2}, \frac{\partial}{\partial x}; the position is then behind the fraction, else nothing has moved.</summary>
    private (string Variable, int Order)? ReadDerivative()
    {
        const int MostTimes = 8;
        var i = _position;
        if (!IsAt(i, "{") || !IsDifferentialSign(++i))
            return null;
        i++;
        var order = ReadOrder(ref i);
        if (!IsAt(i++, "}") || !IsAt(i++, "{") || i >= _tokens.Length)
            return null;
        string variable;
        if (_tokens[i].Kind == TokenKind.Word && Text(_tokens[i]) is ['d', var letter])
            variable = letter.ToString();
        else if (IsDifferentialSign(i) && i + 1 < _tokens.Length && _tokens[i + 1].Kind is TokenKind.Word or TokenKind.Command && Text(_tokens[i + 1]) is var name
            && (name.Length == 1 || Commands.Greek.GetAlternateLookup<ReadOnlySpan<char>>().Contains(name)))
            (variable, i) = (Canonical(name), i + 1);
        else
            return null;
        i++;
        if (ReadOrder(ref i) != order || order > MostTimes || !IsAt(i, "}"))
            return null;
        _position = i + 1;
        return (variable, order);

        bool IsAt(int at, string symbol) => at < _tokens.Length && IsSymbol(_tokens[at], symbol);

        bool IsDifferentialSign(int at) => at < _tokens.Length && (IsWord(_tokens[at], "d") || IsCommand(_tokens[at], "partial"));

        int ReadOrder(ref int at)
        {
            if (!IsAt(at, "^"))
                return 1;
            var braced = IsAt(at + 1, "{");
            var digit = at + (braced ? 2 : 1);
            if (digit >= _tokens.Length || _tokens[digit] is not { Kind: TokenKind.Number, Length: 1 } || (braced && !IsAt(digit + 1, "}")))
                return 0;
            at = digit + (braced ? 2 : 1);
            return Math.Max(0, _source[_tokens[digit].Start] - '0');
        }
    }

    private Expr? ParseRoot()
    {
        Expr? degree = null;
        if (Accept("["))
        {
            degree = ParseExpr(BindingPower.Sum);
            if (degree is null || !Accept("]"))
                return null;
        }
        if (ParseArgument() is not { } radicand)
            return null;
        return degree is null || degree is Number { Value: var two } && two == 2
            ? Build.SquareRoot(radicand)
            : new Call(FunctionKind.Root, [radicand, degree]);
    }

    /// <summary>sin x, sin²x, sin⁻¹x, log₂x, max(a, b).</summary>
    private Expr? ParseFunction(FunctionKind function, ReadOnlySpan<char> name)
    {
        Expr? power = null;
        Expr? logBase = name is "lg" ? new Number(10) : null;
        if (name is "log" && !IsSymbol(Current, "_"))
        {
            _sawBareLogarithm = true;
            logBase = _reading.HasFlag(Reading.CommonLogarithm) ? new Number(10) : null;
        }
        while (true)
        {
            if (IsSymbol(Current, "^") && power is null)
            {
                _position++;
                power = ParseArgument();
                if (power is null)
                    return null;
                if (power is Number { Value: var minusOne } && minusOne == -1 && Inverse(function) is { } inverse)
                    (function, power) = (inverse, null);
            }
            else if (IsSymbol(Current, "_") && function is FunctionKind.Ln && logBase is null)
            {
                _position++;
                logBase = ParseDigitOrGroup();
                if (logBase is null)
                    return null;
            }
            else
            {
                break;
            }
        }
        if (ParseFunctionArgument() is not { } argument)
            return null;
        var arguments = argument is Listing { Kind: ListingKind.Bare or ListingKind.Parentheses or ListingKind.Set } list ? list.Items : [argument];
        if (MakeCall(function, arguments) is not { } call)
            return null;
        if (logBase is not null)
            call = Build.Over(call, new Call(FunctionKind.Ln, [logBase]));
        return power is null ? call : new Power(call, power);
    }

    private bool _sawBareLogarithm;

    private Expr? ParseDigitOrGroup()
    {
        if (Current.Kind == TokenKind.Number && !IsSymbol(Current, "{"))
            return ParseNumber();
        return ParseArgument();
    }

    /// <summary>The call, when the number of arguments suits the function.</summary>
    private static Expr? MakeCall(FunctionKind function, Sequence<Expr> arguments) => function switch
    {
        FunctionKind.Gcd or FunctionKind.Lcm or FunctionKind.Max or FunctionKind.Min => new Call(function, arguments),
        FunctionKind.Binomial or FunctionKind.Permutations or FunctionKind.Mod => arguments.Count == 2 ? new Call(function, arguments) : null,
        FunctionKind.Ln when arguments.Count == 2 => Build.Over(new Call(function, [arguments[0]]), new Call(function, [arguments[1]])),
        FunctionKind.Determinant => arguments[0] is Matrix matrix ? matrix with { IsDeterminant = true } : new Application("det", arguments),
        _ => arguments.Count == 1 ? new Call(function, arguments) : null,
    };

    private static FunctionKind? Inverse(FunctionKind function) => function switch
    {
        FunctionKind.Sin => FunctionKind.Arcsin,
        FunctionKind.Cos => FunctionKind.Arccos,
        FunctionKind.Tan => FunctionKind.Arctan,
        FunctionKind.Cot => FunctionKind.Arccot,
        FunctionKind.Sec => FunctionKind.Arcsec,
        FunctionKind.Csc => FunctionKind.Arccsc,
        FunctionKind.Sinh => FunctionKind.Arsinh,
        FunctionKind.Cosh => FunctionKind.Arcosh,
        FunctionKind.Tanh => FunctionKind.Artanh,
        _ => null,
    };

    /// <summary>In brackets exactly what they hold; without them the product that follows, up to the next function: sin 2x cos y.</summary>
    private Expr? ParseFunctionArgument()
    {
        if (IsSymbol(Current, "(") || IsSymbol(Current, "{") || IsSymbol(Current, "["))
        {
            var bracketed = ParseAtom();
            if (bracketed is not null && IsSymbol(Current, "!"))
                bracketed = ParsePostfix(bracketed);
            return bracketed is Listing { Kind: ListingKind.Brackets, Items: { Count: 1 } only } ? only[0] : bracketed;
        }
        if (Accept("-"))
            return ParseFunctionArgument() is { } negated ? Build.Negate(negated) : null;
        if (ParseAtom() is not { } first || ParsePostfix(first) is not { } argument)
            return null;
        while (StartsFactor(Current) && !StartsFunction(Current) && !(_openIntegrals > 0 && IsDifferential()) && !IsConnective(Current))
        {
            if (IsSymbol(Current, "(") && argument is not Number)
                break;
            if (Current.Kind == TokenKind.Number || ParseAtom() is not { } atom || ParsePostfix(atom) is not { } factor)
                break;
            argument = Build.Times(argument, factor);
        }
        return argument;
    }

    private bool StartsFunction(Token token) =>
        token.Kind is TokenKind.Command or TokenKind.Word
        && (Commands.Functions.GetAlternateLookup<ReadOnlySpan<char>>().ContainsKey(Text(token)) || Text(token) is "and" or "or" or "mod" or "in" or "text"
            || (token.Kind == TokenKind.Command && SymbolOrCommandInfix(token)));

    private bool SymbolOrCommandInfix(Token token) => CommandInfix(token).Power > 0;

    /// <summary>$5, $12/hour.</summary>
    private Expr? ParseCurrency(string sign) => ParseAmount(sign) switch
    {
        Quantity { Unit.Dimension.Count: 1 } amount => FinishUnit(amount.Value, amount.Unit),
        var other => other,
    };

    private Expr? ParseAmount(string sign)
    {
        if (ParseExpr(BindingPower.Implicit) is not { } amount)
            return null;
        return amount switch
        {
            Constant { Kind: ConstantKind.Infinity } => amount,
            Quantity { Unit: { IsKnown: false } } counted => new Quantity(counted.Value, Units.Currency(sign)),                 // $18 per day
            Quantity { Unit: { IsPercent: false, IsAngle: false } unit } rate when unit.Dimension.All(part => part.Exponent < 0) =>
                new Quantity(rate.Value, Units.Currency(sign).Times(unit)),
            _ => new Quantity(amount, Units.Currency(sign)),
        };
    }

    private Expr? ParseBlackboard()
    {
        var braces = Accept("{");
        var letter = Text(Current);
        var set = letter switch { "N" => "ℕ", "Z" => "ℤ", "Q" => "ℚ", "R" => "ℝ", "C" => "ℂ", _ => null };
        if (set is null)
            return null;
        _position++;
        return !braces || Accept("}") ? new NamedSet(set) : null;
    }
}
