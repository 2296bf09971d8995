using FsCheck;
using FsCheck.Fluent;
using Verifiers.Mathematics;
using Verifiers.Mathematics.Answers;
using Verifiers.Mathematics.Deciding;
using Verifiers.Mathematics.Expressions;

namespace Verifiers.Tests.Mathematics.Expressions;

public class ExprPrinterTests
{
    private static readonly string[] Files = ["dev_adversarial", "dev_cases", "dev_outputs", "spec_table"];

    [Theory]
    [InlineData("0.5", "0.5", "0.5")]
    [InlineData("1/2", @"\frac{1}{2}", "1/2")]
    [InlineData("((-3), 3)", "(-3, 3)", "(-3, 3)")]
    [InlineData("x^2+1", "x^{2} + 1", "x^2 + 1")]
    [InlineData(@"\sqrt2", @"\sqrt{2}", "sqrt(2)")]
    [InlineData(@"\{1,2\}", @"\{1, 2\}", "{1, 2}")]
    [InlineData("(1,2]", "(1, 2]", "(1, 2]")]
    [InlineData("x=5", "x = 5", "x = 5")]
    [InlineData("-x-2y", "-x - 2y", "-x - 2y")]
    [InlineData("2x/(x+1)", @"\frac{2x}{x + 1}", "2x/(x + 1)")]
    [InlineData("9^9^9^9", "9^{9^{9^{9}}}", "9^9^9^9")]
    [InlineData("5 cm", @"5 \text{ cm}", "5 cm")]
    [InlineData("50%", @"50\%", "50%")]
    [InlineData(@"\sin^2 x", @"\sin^{2}(x)", "sin(x)^2")]
    [InlineData(@"x=\pm3", @"x = \pm 3", "x = ±3")]
    [InlineData(@"(-\infty,1)\cup(1,\infty)", @"(-\infty, 1) \cup (1, \infty)", "(-infinity, 1) ∪ (1, infinity)")]
    [InlineData("rhombus", @"\text{rhombus}", "rhombus")]
    public void Prints_as_people_write(string text, string latex, string plain)
    {
        var tree = AnswerText.Read(text).Tree!;
        Assert.Equal((latex, plain), (ExprPrinter.Print(tree), ExprPrinter.PrintPlain(tree)));
    }

    /// <summary>Every answer and reference of the labelled cases that reads as mathematics.</summary>
    private static IEnumerable<(string Text, Expr Tree)> Labelled() => Files.SelectMany(file => MathData.Read(file).Values)
        .SelectMany(example => new[] { example.ReferenceText, example.Pred ?? example.Answer ?? string.Empty })
        .Distinct(StringComparer.Ordinal)
        .Select(text => (text, AnswerText.Read(text).Tree!))
        .Where(pair => pair.Item2 is not null);

    [Fact]
    public void The_LaTeX_of_every_labelled_answer_reads_back_as_the_same_tree()
    {
        var wrong = Labelled().Where(pair => !(AnswerText.Read(ExprPrinter.Print(pair.Tree)).Tree is { } read && Meaning(pair.Tree).Equals(Meaning(read))))
            .Select(pair => $"{pair.Text}  =>  {ExprPrinter.Print(pair.Tree)}  =>  {AnswerText.Read(ExprPrinter.Print(pair.Tree)).Tree}");
        Assert.Empty(wrong);
    }

    [Fact]
    public void The_plain_text_of_every_labelled_answer_reads_back_as_the_same_tree()
    {
        var wrong = Labelled().Where(pair => !ReadsBack(pair.Tree, ExprPrinter.PrintPlain(pair.Tree)))
            .Select(pair => $"{pair.Text}  =>  {ExprPrinter.PrintPlain(pair.Tree)}  =>  {AnswerText.Read(ExprPrinter.PrintPlain(pair.Tree)).Tree}");
        Assert.Empty(wrong);
    }

    private static readonly Gen<Expr> Leaf = Gen.OneOf(
        Gen.Choose(-20, 60).Select(n => (Expr)new Number(n)),
        Gen.Choose(-30, 30).SelectMany(_ => Gen.Choose(2, 12), (p, q) => (Expr)new Number(Rational.Of(p, q))),
        Gen.Choose(-300, 300).Select(n => (Expr)new DecimalNumber(Rational.Of(n, 100), Math.Abs(n).ToString(System.Globalization.CultureInfo.InvariantCulture).Length, -2)),
        Gen.Elements("x", "y", "m", "f", "theta", "a_1", "v_max", "x'").Select(name => (Expr)new Variable(name)),
        Gen.Elements(ConstantKind.Pi, ConstantKind.E, ConstantKind.I).Select(kind => (Expr)new Constant(kind)));

    private static Gen<Expr> Value(int depth)
    {
        if (depth == 0)
            return Leaf;
        var part = Value(depth - 1);
        Gen<Expr> Two(Func<Expr, Expr, Expr> build) => part.SelectMany(_ => part, build);
        return Gen.OneOf(
            Leaf, Two(Build.Plus), Two(Build.Times), Two(Build.Over), Two((a, b) => new Power(a, b)), Two((a, b) => Build.Plus(a, Build.Negate(b))), Two((a, b) => new Sum([a, b])),
            Two((a, b) => new Product([a, b])), part.Select(Build.SquareRoot), part.Select(Build.Negate), part.Select(a => (Expr)new Power(a, Number.MinusOne)),
            part.SelectMany(_ => Gen.Elements(Enum.GetValues<FunctionKind>()), (a, f) => (f, a)).SelectMany(_ => part, (call, b) => Apply(call.f, call.a, b)),
            Two((a, b) => new BigOperator(OperatorKind.Sum, "k", Number.One, a, b)));
    }

    private static Expr Apply(FunctionKind function, Expr a, Expr b) => function switch
    {
        FunctionKind.Permutations or FunctionKind.Determinant => a,
        FunctionKind.Binomial or FunctionKind.Mod or FunctionKind.Gcd or FunctionKind.Lcm or FunctionKind.Max or FunctionKind.Min => new Call(function, [a, b]),
        FunctionKind.Root => new Call(function, [a, new Number(3)]),
        _ => new Call(function, [a]),
    };

    /// <summary>What stands before a unit: −3, 2.50, 7/2, 5√2.</summary>
    private static readonly Gen<Expr> Amount = Leaf.Where(leaf => leaf is Number or DecimalNumber)
        .SelectMany(_ => Gen.Choose(0, 30), (number, n) => n < 20 ? number : Build.Times(number, Build.SquareRoot(new Number(n))));

    private static readonly Gen<Expr> Form = Value(2).SelectMany(_ => Value(2), (a, b) => (a, b)).SelectMany(_ => Amount, (pair, amount) => (pair.a, pair.b, amount)).SelectMany(_ => Gen.Choose(0, 13), (pair, form) => (Expr)(form switch
    {
        0 => new Relation([pair.a, pair.b], [RelationKind.LessOrEqual]),
        1 => new Relation([new Variable("x"), pair.b], [RelationKind.Equal]),
        2 => new Listing(ListingKind.Set, [pair.a, pair.b]),
        3 => new Listing(ListingKind.Parentheses, [pair.a, pair.b]),
        4 => new Listing(ListingKind.Brackets, [pair.a, pair.b]),
        5 => new Listing(ListingKind.Bare, [pair.a, pair.b]),
        6 => new Verifiers.Mathematics.Expressions.Interval(pair.a, false, pair.b, true),
        7 => new SetOperation(SetOperationKind.Union, new Verifiers.Mathematics.Expressions.Interval(pair.a, true, pair.b, false), new SetOperation(SetOperationKind.Intersection, new NamedSet("ℝ"), new Listing(ListingKind.Set, [pair.a]))),
        8 => new PlusMinus(pair.a, pair.b, true),
        9 => new Quantity(pair.amount, Units.Find("cm")!),
        10 => new Quantity(pair.amount, Units.Percent),
        11 => new Matrix(1, 2, [pair.a, pair.b], false),
        12 => new Ratio([pair.a, pair.b], false),
        _ => new Relation([new Variable("x"), new Listing(ListingKind.Bare, [pair.a, pair.b])], [RelationKind.In]),
    }));

    private static void HoldsFor(Gen<Expr> trees, Action<Expr> law) => Prop.ForAll(trees.ToArbitrary(), law).Check(Config.QuickThrowOnFailure.WithMaxTest(3_000));

    /// <summary>The tree as the parser builds it, which never makes a sum within the beginning of a sum.</summary>
    private static Expr Parsed(Expr tree)
    {
        var latex = ExprPrinter.Print(tree);
        var read = AnswerText.Read(latex).Tree;
        Assert.True(read is not null, $"{latex} cannot be read.");
        return read;
    }

    [Fact]
    public void Every_value_prints_to_LaTeX_that_reads_back_as_a_tree_of_the_same_value() => HoldsFor(Value(3), tree =>
    {
        var read = Parsed(tree);
        if (!read.Equals(tree) && Equivalence.Decide(tree, read, new(100_000)) is { Outcome: Verifiers.Mathematics.Outcome.Different, Reason: not "undefined_value" })
            Assert.Fail($"{tree} prints as {ExprPrinter.Print(tree)}");
    });

    [Fact]
    public void What_was_read_prints_to_LaTeX_that_reads_back_as_the_same_tree() => HoldsFor(Gen.OneOf(Value(3), Form), tree =>
    {
        var read = Parsed(tree);
        var again = Parsed(read);
        Assert.True(read.Equals(again), $"{ExprPrinter.Print(tree)}   {ExprPrinter.Print(read)}   {ExprPrinter.Print(again)}");
    });

    [Fact]
    public void What_was_read_prints_to_plain_text_that_reads_back_as_the_same_tree() => HoldsFor(Gen.OneOf(Value(3), Form), tree =>
    {
        var read = Parsed(tree);
        var plain = ExprPrinter.PrintPlain(read);
        Assert.True(ReadsBack(read, plain), $"{ExprPrinter.Print(read)}   {plain}   {AnswerText.Read(plain).Tree}");
    });

    private static bool ReadsBack(Expr tree, string plain)
    {
        if (IsForPeopleOnly(tree))
            return true;
        var read = AnswerText.Read(plain);
        return read.Tree is { } usual && (AsPlainTextSays(tree).Equals(AsPlainTextSays(usual)) || read.OtherTrees().Any(other => AsPlainTextSays(other.Tree).Equals(AsPlainTextSays(tree))));
    }

    /// <summary>Words that say a number or a set are compared as what they say.</summary>
    private static Expr Meaning(Expr expr) => expr is TextAnswer text ? AnswerText.Read(text.Words).Tree ?? text : Rewrite.Parts(expr, Meaning);

    /// <summary>In plain text letters are unknowns before they are units, and braces group: what holds such is read back from LaTeX only.</summary>
    private static bool IsForPeopleOnly(Expr tree) => Unknowns.Any(tree, static node => node is
        Quantity { Unit: { IsPercent: false, IsAngle: false } } or Application { Name: Verifiers.Mathematics.Parsing.Parser.SetImage })
        || (tree is Sum && Unknowns.Any(tree, static node => node is Listing { Kind: ListingKind.Set }));

    /// <summary>What plain text cannot tell apart: a set and the list of its items, a matrix and the list of its rows.</summary>
    private static Expr AsPlainTextSays(Expr expr) => expr switch
    {
        Listing { Kind: ListingKind.Set, Items: { Count: 1 } only } => AsPlainTextSays(only[0]),
        Listing { Kind: ListingKind.Set } set => new Listing(ListingKind.Bare, set.Items.Map(AsPlainTextSays)),
        Matrix { IsDeterminant: false } matrix => new Listing(ListingKind.Brackets, Sequence.From(Enumerable.Range(0, matrix.Rows)
            .Select(row => (Expr)new Listing(ListingKind.Brackets, Sequence.From(matrix.Entries.Skip(row * matrix.Columns).Take(matrix.Columns).Select(AsPlainTextSays)))))),
        TextAnswer => Meaning(expr),
        _ => Rewrite.Parts(expr, AsPlainTextSays),
    };
}
