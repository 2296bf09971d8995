using Verifiers.Mathematics.Answers;
using Verifiers.Mathematics.Expressions;

namespace Verifiers.Mathematics.Parsing;

/// <summary>Letters and words: unknowns, plain function names, units, text.</summary>
internal sealed partial class Parser
{
    private bool _sawLetterUnit;

    private bool AcceptTextCommand()
    {
        if (Current.Kind != TokenKind.Command || !Commands.TextCommands.GetAlternateLookup<ReadOnlySpan<char>>().Contains(Text(Current)))
            return false;
        _position++;
        return true;
    }

    /// <summary>Tokens of a text that are looked over for the price of one expression begun.</summary>
    private const int TokensPerAttempt = 8;

    /// <summary>The raw text of \text{…}; the position is then behind it.</summary>
    private string ReadTextArgument(bool skipCommand = true)
    {
        if (skipCommand)
            _position++;
        if (!IsSymbol(Current, "{"))
        {
            var single = Current.Kind == TokenKind.End ? string.Empty : Text(Current).ToString();
            _position += Current.Kind == TokenKind.End ? 0 : 1;
            return single;
        }
        var start = Current.End;
        var first = _position;
        var depth = 0;
        while (Current.Kind != TokenKind.End)
        {
            depth += IsSymbol(Current, "{") ? 1 : IsSymbol(Current, "}") ? -1 : 0;
            if (depth == 0)
                break;
            _position++;
        }
        _attempts += (_position - first) / TokensPerAttempt; // looking ahead over long texts again and again is work as well
        var text = _source[start..Math.Max(start, Current.Start)];
        Accept("}");
        return text;
    }

    /// <summary>The text of a text command, without moving.</summary>
    private string? PeekText(Token token)
    {
        if (token.Kind != TokenKind.Command || !Commands.TextCommands.GetAlternateLookup<ReadOnlySpan<char>>().Contains(Text(token)) || token != Current)
            return null;
        var position = _position;
        var text = ReadTextArgument();
        _position = position;
        return text;
    }

    private bool IsConnective(Token token) =>
        PeekText(token)?.Trim().Trim(',').Trim() is "and" or "or" or "And" or "Or" or "" or "," or ";" or "或" or "和";

    /// <summary>\text{C}, \mathrm{e}, \operatorname{lcm}(…): a function, an unknown of one letter, or words.</summary>
    private Expr? ParseTextCommand()
    {
        var isOperator = IsCommand(Current, "operatorname") || IsCommand(Current, "mathrm") || IsCommand(Current, "mathop");
        if (ParseNumberInText() is { } written)
            return written;
        var start = _position;
        var text = ReadTextArgument().Trim();
        if (isOperator)
        {
            if (text is "exp")
                return ParseFunctionArgument() is { } exponent ? new Power(new Constant(ConstantKind.E), exponent) : null;
            if (Commands.Functions.TryGetValue(text, out var function))
                return ParseFunction(function, text);
            if (text is "e")
                return new Constant(ConstantKind.E);
            if (text is "i")
                return new Constant(ConstantKind.I);
        }
        if (IsSymbol(Current, "(") && Commands.Functions.TryGetValue(text, out var named))
            return ParseFunction(named, text);                                                   // \text{gcd}(10, 15)
        if (IsSymbol(Current, "_") && IsDigitsOfBase(text) && ParseBaseOf(text) is { } based)
            return based;                                                                        // \text{FF}_{16}
        if (text is [>= 'A' and <= 'z'] && char.IsAsciiLetter(text[0]))
            return ParseVariable(text);
        if (text.AsSpan().IndexOfAny("<>=^*+|$≤≥≠") >= 0 || (text.Length > 2 && text[0] is '(' or '[' && text.Any(char.IsAsciiDigit) && text[^1] is ')' or ']'))
        {
            // Mathematics within words: what the signs say must not be lost.
            _position = start;
            return ParseWordsWithMathematics();
        }
        if (Words.Normalise(text) is { Length: > 0 } words)
            return WordNumbers.Value(words) is { } number ? new Number(number) : new TextAnswer(words);
        if (CurrencySign(text) is { } sign)
            return ParseCurrency(sign);
        // Spacing and punctuation go; a sign, as in \text{-}5, would change the value and is not passed over.
        return text.AsSpan().IndexOfAnyExcept(" .,:~\\") < 0 ? ParseAtom() : null;
    }

    /// <summary>\text{if $x > 0$}, \text{x = 5}: words that introduce are passed over, the rest is read.</summary>
    private Expr? ParseWordsWithMathematics()
    {
        _position++;
        if (!Accept("{"))
            return null;
        SkipIntroduction();
        var start = _position;
        if (ParseExpr(BindingPower.Lowest) is { } content && Accept("}"))
            return content;
        // "if $n$ is even": words after all, when the dollars are the only signs.
        _position = start;
        while (Current.Kind == TokenKind.Word)
            _position++;
        var end = Current.Start;
        return Accept("}") && Words.Normalise(_source[_tokens[start].Start..end].Replace("$", "", StringComparison.Ordinal)) is { Length: > 0 } words ? new TextAnswer(words) : null;
    }

    /// <summary>if, for, when, where: what follows is a condition.</summary>
    private void SkipIntroduction()
    {
        while (Current.Kind == TokenKind.Word && Text(Current) is "if" or "If" or "for" or "For" or "when" or "When" or "where" or "all")
            _position++;
    }

    private static string? CurrencySign(string text) => text switch
    {
        "$" or "\\$" => "$",
        "€" or "\\euro" => "€",
        "£" or "\\pounds" => "£",
        "¥" or "\\yen" => "¥",
        _ => null,
    };

    /// <summary>\text{42}, \textbf{3 dollars}: mathematics in a text font. Null, with nothing moved, when it does not begin with a number.</summary>
    private Expr? ParseNumberInText()
    {
        var position = _position;
        if (!IsSymbol(Next, "{") || _position + 2 >= _tokens.Length
            || (_tokens[_position + 2].Kind != TokenKind.Number && !(IsSymbol(_tokens[_position + 2], "-") && _tokens[_position + 3].Kind == TokenKind.Number)))
        {
            return null;
        }
        _position++;
        if (ParseGroup() is { } content)
            return content;
        _position = position;
        return null;
    }

    /// <summary>A run of letters: a name that is known, or letters that multiply.</summary>
    private Expr? ParseWord()
    {
        var token = Current;
        var word = Text(token);
        if (word.Length == 1)
        {
            _position++;
            return ParseLetter(word[0]);
        }
        if (Commands.Functions.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(word, out var function))
        {
            _position++;
            return ParseFunction(function, word);
        }
        switch (word)
        {
            case "sqrt":
                _position++;
                return ParseArgument() is { } radicand ? Build.SquareRoot(radicand) : null;
            case "cbrt":
                _position++;
                return ParseArgument() is { } cubed ? new Call(FunctionKind.Root, [cubed, new Number(3)]) : null;
            case "exp":
                _position++;
                return ParseFunctionArgument() is { } exponent ? new Power(new Constant(ConstantKind.E), exponent) : null;
            case "pi" or "Pi" or "PI":
                _position++;
                return new Constant(ConstantKind.Pi);
            case "infinity" or "inf" or "Infinity" or "oo" or "infty" or "Inf":
                _position++;
                return new Constant(ConstantKind.Infinity);
            case "binom" or "binomial" or "comb":
                _position++;
                return ParseFunctionArgument() is Listing { Items: { Count: 2 } both } ? new Call(FunctionKind.Binomial, both) : null;
            case "and" or "or" or "in" or "mod" or "the" or "is" or "of" or "if":
                return null;
        }
        if (ParseDigitsOfBase() is { } hexadecimal)
            return hexadecimal;
        if (Commands.Greek.GetAlternateLookup<ReadOnlySpan<char>>().Contains(word))
        {
            _position++;
            return ParseVariable(Canonical(word));
        }
        return word.Length <= 3 ? SplitWord(token) : null;
    }

    /// <summary>xy is x·y: the run is cut after its first letter.</summary>
    private Expr? SplitWord(Token token)
    {
        _tokens[_position] = token with { Start = token.Start + 1, Length = token.Length - 1, SpaceBefore = false };
        // The letter cannot take a subscript: what follows it is another letter.
        return SingleLetter(_source[token.Start]);
    }

    private Expr? ParseLetter(char letter)
    {
        if (letter is 'C' or 'A' && IsSymbol(Current, "_") && ParseIndexedCount(letter) is { } counted)
            return counted;
        if (IsSymbol(Current, "_"))
            return ParseVariable(letter.ToString());
        if (letter is 'C' && ParseCombinations() is { } combinations)
            return combinations;
        if (letter is 'e' or 'i' || !IsSymbol(Current, "(") && !IsSymbol(Current, "'"))
            return SingleLetter(letter);
        return ParseVariable(letter.ToString());
    }

    /// <summary>C(10,4) of two whole numbers counts combinations. Nothing is moved when it is something else.</summary>
    private Call? ParseCombinations()
    {
        if (Current.SpaceBefore || !IsSymbol(Current, "(") || Next.Kind != TokenKind.Number)
            return null;
        var position = _position;
        if (ParseBrackets('(') is Listing { Kind: ListingKind.Parentheses, Items: { Count: 2 } both } && both.All(item => item is Number { Value: { IsInteger: true, Sign: >= 0 } }))
            return new(FunctionKind.Binomial, both);
        _position = position;
        return null;
    }

    /// <summary>C_5^2 = 5 choose 2, A_5^2 = 5·4, with whole numbers n ≥ k. Nothing is moved when it is something else.</summary>
    private Call? ParseIndexedCount(char letter)
    {
        var position = _position;
        var saved = _tokens[Math.Min(position + 1, _tokens.Length - 1)];
        _position++;
        if (ParseDigitArgument() is Number { Value: { IsInteger: true } n } && Accept("^")
            && ParseDigitArgument() is Number { Value: { IsInteger: true, Sign: >= 0 } k } && k <= n)
        {
            return new(letter == 'C' ? FunctionKind.Binomial : FunctionKind.Permutations, [new Number(n), new Number(k)]);
        }
        _position = position;
        _tokens[Math.Min(position + 1, _tokens.Length - 1)] = saved;
        return null;
    }

    private static Expr SingleLetter(char letter) => letter switch
    {
        'e' => new Constant(ConstantKind.E),
        'i' => new Constant(ConstantKind.I),
        _ => new Variable(letter.ToString()),
    };

    /// <summary>An unknown with its subscript and primes, or f(x) where it names a function.</summary>
    private Expr? ParseVariable(string name)
    {
        while (IsSymbol(Current, "_") || IsSymbol(Current, "'"))
        {
            if (Accept("'"))
            {
                name += "'";
                continue;
            }
            _position++;
            if (ReadSubscript() is not { } subscript)
                return null;
            name = $"{name}_{subscript}";
        }
        if (IsSymbol(Current, "(") && !Current.SpaceBefore && (NamesFunction(name) || HeadsDefinition()))
        {
            if (ParseBrackets('(') is not { } argument)
                return null;
            return new Application(name, argument is Listing { Kind: ListingKind.Parentheses } list ? list.Items : [argument]);
        }
        return new Variable(name);
    }

    private static bool NamesFunction(string name) => name[0] is 'f' or 'g' or 'h' or 'F' or 'G' or 'H' && (name.Length == 1 || name[1] is '\'' or '_');

    /// <summary>A(r) = …: a name, letters in brackets, an equals sign.</summary>
    private bool HeadsDefinition()
    {
        var i = _position + 1;
        for (; i < _tokens.Length && i < _position + 12; i++)
        {
            var token = _tokens[i];
            if (IsSymbol(token, ")"))
                return i > _position + 1 && IsSymbol(_tokens[Math.Min(i + 1, _tokens.Length - 1)], "=");
            if (!IsSymbol(token, ",") && token.Kind is not (TokenKind.Word or TokenKind.Letter)
                && !(token.Kind == TokenKind.Command && Commands.Greek.GetAlternateLookup<ReadOnlySpan<char>>().Contains(Text(token))))
            {
                return false;
            }
            if (token.Kind == TokenKind.Word && token.Length > 1)
                return false;
        }
        return false;
    }

    /// <summary>The subscript without braces, spaces and fonts: x_{1} and x_1 are one name.</summary>
    private string? ReadSubscript()
    {
        if (AcceptTextCommand())
            return ReadTextArgument(skipCommand: false).Trim();
        if (!IsSymbol(Current, "{"))
        {
            if (Current.Kind is not (TokenKind.Number or TokenKind.Word or TokenKind.Command or TokenKind.Letter))
                return null;
            var token = Current;
            if (token.Kind == TokenKind.Word && token.Length > 1)
            {
                _tokens[_position] = token with { Start = token.Start + 1, Length = token.Length - 1, SpaceBefore = false };
                return _source[token.Start].ToString();
            }
            _position++;
            return Text(token).ToString();
        }
        var depth = 0;
        var name = string.Empty;
        while (Current.Kind != TokenKind.End)
        {
            var brace = IsSymbol(Current, "{") ? 1 : IsSymbol(Current, "}") ? -1 : 0;
            depth += brace;
            if (brace == 0 && (Current.Kind != TokenKind.Command || !Commands.TextCommands.GetAlternateLookup<ReadOnlySpan<char>>().Contains(Text(Current))))
                name += Text(Current).ToString();
            _position++;
            if (depth == 0)
                return name.Length is > 0 and <= 60 ? name : null;
        }
        return null;
    }
}
