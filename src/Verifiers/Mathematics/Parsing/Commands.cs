using System.Collections.Frozen;
using Verifiers.Mathematics.Expressions;

namespace Verifiers.Mathematics.Parsing;

/// <summary>What the names of LaTeX and of plain text mean.</summary>
internal static class Commands
{
    private static readonly FrozenSet<string> Layout = FrozenSet.ToFrozenSet(
    [
        "left", "right", "middle", "big", "Big", "bigg", "Bigg", "bigl", "bigr", "Bigl", "Bigr", "biggl", "biggr", "Biggl", "Biggr",
        "displaystyle", "textstyle", "scriptstyle", "limits", "nolimits", "rm", "bf", "it", "large", "Large", "small", "normalsize",
        "boxed", "fbox", "hfill", "thinspace", "enspace", "null", "nobreak", "relax", "rlap", "hline", "ensuremath", "bm", "boldsymbol",
        "mathbf", "mathit", "mathsf", "mathtt", "mathcal", "mathfrak", "mathnormal", "underline", "vec", "hat",
        "widehat", "tilde", "widetilde", "overrightarrow", "mathscr", "pmb", "mathring",
        "tiny", "scriptsize", "footnotesize", "LARGE", "huge", "Huge", "scriptscriptstyle", "normalfont", "bfseries", "itshape", "strut", "mathstrut",
        "nonumber", "notag", "noindent", "centering", "allowbreak", "smash", "medspace", "thickspace", "negthinspace", "nobreakspace", "par",
        "blacksquare", "square", "Box", "checkmark", "qed", "textquotesingle", "hfil", "bigskip", "medskip", "smallskip", "mathord", "mathrel",
        ",", "!", ";", ":", " ", ">", "/", "(", ")", "[", "]",
    ]);

    /// <summary>Functions by every name they have.</summary>
    public static FrozenDictionary<string, FunctionKind> Functions { get; } = new Dictionary<string, FunctionKind>(StringComparer.Ordinal)
    {
        ["sin"] = FunctionKind.Sin,
        ["cos"] = FunctionKind.Cos,
        ["tan"] = FunctionKind.Tan,
        ["tg"] = FunctionKind.Tan,
        ["cot"] = FunctionKind.Cot,
        ["ctg"] = FunctionKind.Cot,
        ["sec"] = FunctionKind.Sec,
        ["csc"] = FunctionKind.Csc,
        ["cosec"] = FunctionKind.Csc,
        ["arcsin"] = FunctionKind.Arcsin,
        ["asin"] = FunctionKind.Arcsin,
        ["arccos"] = FunctionKind.Arccos,
        ["acos"] = FunctionKind.Arccos,
        ["arctan"] = FunctionKind.Arctan,
        ["atan"] = FunctionKind.Arctan,
        ["arctg"] = FunctionKind.Arctan,
        ["arccot"] = FunctionKind.Arccot,
        ["acot"] = FunctionKind.Arccot,
        ["arcsec"] = FunctionKind.Arcsec,
        ["asec"] = FunctionKind.Arcsec,
        ["arccsc"] = FunctionKind.Arccsc,
        ["acsc"] = FunctionKind.Arccsc,
        ["sinh"] = FunctionKind.Sinh,
        ["cosh"] = FunctionKind.Cosh,
        ["tanh"] = FunctionKind.Tanh,
        ["coth"] = FunctionKind.Coth,
        ["arsinh"] = FunctionKind.Arsinh,
        ["arcsinh"] = FunctionKind.Arsinh,
        ["asinh"] = FunctionKind.Arsinh,
        ["arcosh"] = FunctionKind.Arcosh,
        ["arccosh"] = FunctionKind.Arcosh,
        ["acosh"] = FunctionKind.Arcosh,
        ["artanh"] = FunctionKind.Artanh,
        ["arctanh"] = FunctionKind.Artanh,
        ["atanh"] = FunctionKind.Artanh,
        ["ln"] = FunctionKind.Ln,
        ["log"] = FunctionKind.Ln,
        ["lg"] = FunctionKind.Ln,
        ["abs"] = FunctionKind.Abs,
        ["floor"] = FunctionKind.Floor,
        ["ceil"] = FunctionKind.Ceiling,
        ["ceiling"] = FunctionKind.Ceiling,
        ["sgn"] = FunctionKind.Sign,
        ["sign"] = FunctionKind.Sign,
        ["factorial"] = FunctionKind.Factorial,
        ["gcd"] = FunctionKind.Gcd,
        ["GCD"] = FunctionKind.Gcd,
        ["gcf"] = FunctionKind.Gcd,
        ["lcm"] = FunctionKind.Lcm,
        ["LCM"] = FunctionKind.Lcm,
        ["max"] = FunctionKind.Max,
        ["min"] = FunctionKind.Min,
        ["Max"] = FunctionKind.Max,
        ["Min"] = FunctionKind.Min,
        ["Re"] = FunctionKind.Re,
        ["Im"] = FunctionKind.Im,
        ["arg"] = FunctionKind.Arg,
        ["conj"] = FunctionKind.Conjugate,
        ["conjugate"] = FunctionKind.Conjugate,
        ["det"] = FunctionKind.Determinant,
        ["choose"] = FunctionKind.Binomial,
    }.ToFrozenDictionary();

    /// <summary>Relations by command or symbol.</summary>
    public static FrozenDictionary<string, RelationKind> Relations { get; } = new Dictionary<string, RelationKind>(StringComparer.Ordinal)
    {
        ["="] = RelationKind.Equal,
        ["=="] = RelationKind.Equal,
        [":="] = RelationKind.Equal,
        ["equiv"] = RelationKind.Equal,
        ["coloneqq"] = RelationKind.Equal,
        ["approx"] = RelationKind.Approximately,
        ["sim"] = RelationKind.Approximately,
        ["simeq"] = RelationKind.Approximately,
        ["cong"] = RelationKind.Approximately,
        ["doteq"] = RelationKind.Approximately,
        ["ne"] = RelationKind.NotEqual,
        ["neq"] = RelationKind.NotEqual,
        ["!="] = RelationKind.NotEqual,
        ["<>"] = RelationKind.NotEqual,
        ["<"] = RelationKind.Less,
        ["lt"] = RelationKind.Less,
        [">"] = RelationKind.Greater,
        ["gt"] = RelationKind.Greater,
        ["<="] = RelationKind.LessOrEqual,
        ["=<"] = RelationKind.LessOrEqual,
        ["le"] = RelationKind.LessOrEqual,
        ["leq"] = RelationKind.LessOrEqual,
        ["leqslant"] = RelationKind.LessOrEqual,
        ["leqq"] = RelationKind.LessOrEqual,
        [">="] = RelationKind.GreaterOrEqual,
        ["ge"] = RelationKind.GreaterOrEqual,
        ["geq"] = RelationKind.GreaterOrEqual,
        ["geqslant"] = RelationKind.GreaterOrEqual,
        ["geqq"] = RelationKind.GreaterOrEqual,
        ["in"] = RelationKind.In,
    }.ToFrozenDictionary();

    /// <summary>Letters with names.</summary>
    public static FrozenSet<string> Greek { get; } = FrozenSet.ToFrozenSet(
    [
        "alpha", "beta", "gamma", "delta", "epsilon", "varepsilon", "zeta", "eta", "theta", "vartheta", "iota", "kappa", "lambda", "mu", "nu",
        "xi", "rho", "varrho", "sigma", "tau", "upsilon", "phi", "varphi", "chi", "psi", "omega", "Gamma", "Delta", "Theta", "Lambda", "Xi",
        "Pi", "Sigma", "Upsilon", "Phi", "Psi", "Omega", "ell", "hbar", "aleph", "wp", "odot", "oplus", "star", "ast", "partial", "nabla",
    ]);

    /// <summary>Commands that go together with their argument: spacing, colours, labels.</summary>
    public static FrozenSet<string> Discarded { get; } = FrozenSet.ToFrozenSet(
        ["color", "textcolor", "phantom", "hphantom", "vphantom", "hspace", "vspace", "tag", "label", "require"]);

    /// <summary>Commands whose argument is text.</summary>
    public static FrozenSet<string> TextCommands { get; } = FrozenSet.ToFrozenSet(
        ["text", "mbox", "hbox", "textbf", "textit", "textrm", "textnormal", "textsf", "texttt", "mathrm", "operatorname", "mathop", "emph"]);

    private static readonly FrozenSet<string> Others = FrozenSet.ToFrozenSet(
    [
        "frac", "over", "dfrac", "tfrac", "cfrac", "sfrac", "sqrt", "binom", "dbinom", "tbinom", "cdot", "times", "div", "pm", "mp", "infty", "pi", "circ", "degree",
        "quad", "qquad", "cup", "cap", "setminus", "backslash", "emptyset", "varnothing", "mathbb", "Bbb", "begin", "end", "lfloor", "rfloor", "lceil",
        "rceil", "langle", "rangle", "lvert", "rvert", "lVert", "rVert", "vert", "Vert", "mid", "overline", "bar", "dot", "sum", "prod", "int", "lim",
        "to", "rightarrow", "implies", "Rightarrow", "land", "lor", "wedge", "vee", "mod", "bmod", "pmod", "cdots", "ldots", "dots", "prime", "colon",
        "lbrace", "rbrace", "lbrack", "rbrack", "euro", "pounds", "yen", "textdollar", "dollar", "percent", "exponentialE", "imaginaryI", "exp", "lcm",
        "iff", "notin", "newline", "cr", "top", "intercal", "angle", "triangle", "therefore", "oint", "iint", "stackrel", "not", "cbrt", "forall", "colonequals",
    ]);

    public static bool IsLayout(ReadOnlySpan<char> name) => Layout.GetAlternateLookup<ReadOnlySpan<char>>().Contains(name);

    public static bool IsKnown(ReadOnlySpan<char> name) =>
        IsLayout(name)
        || Functions.GetAlternateLookup<ReadOnlySpan<char>>().ContainsKey(name)
        || Relations.GetAlternateLookup<ReadOnlySpan<char>>().ContainsKey(name)
        || Greek.GetAlternateLookup<ReadOnlySpan<char>>().Contains(name)
        || Discarded.GetAlternateLookup<ReadOnlySpan<char>>().Contains(name)
        || TextCommands.GetAlternateLookup<ReadOnlySpan<char>>().Contains(name)
        || Others.GetAlternateLookup<ReadOnlySpan<char>>().Contains(name);
}
