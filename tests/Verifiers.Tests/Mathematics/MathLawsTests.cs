using FsCheck;
using FsCheck.Fluent;
using Verifiers.Mathematics;
using Verifiers.Mathematics.Answers;
using Verifiers.Mathematics.Deciding;
using Verifiers.Mathematics.Expressions;
using Outcome = Verifiers.Mathematics.Outcome;

namespace Verifiers.Tests.Mathematics;

/// <summary>Laws that hold for every expression.</summary>
public class MathLawsTests
{
    private static readonly Gen<Expr> Leaf = Gen.OneOf(
        Gen.Choose(0, 60).Select(n => (Expr)new Number(n)),
        Gen.Choose(1, 30).SelectMany(p => Gen.Choose(2, 12), (p, q) => (Expr)new Number(Rational.Of(p, q))),
        Gen.Elements("x", "y", "theta", "a_1").Select(name => (Expr)new Variable(name)),
        Gen.Elements(ConstantKind.Pi, ConstantKind.E).Select(kind => (Expr)new Constant(kind)));

    private static Gen<Expr> Tree(int depth)
    {
        if (depth == 0)
            return Leaf;
        var smaller = Tree(depth - 1);
        return Gen.OneOf(
            Leaf,
            smaller.SelectMany(_ => smaller, (a, b) => Build.Plus(a, b)),
            smaller.SelectMany(_ => smaller, (a, b) => Build.Times(a, b)),
            smaller.SelectMany(_ => Gen.Choose(2, 4), (a, n) => (Expr)new Power(a, new Number(n))),
            smaller.Select(Build.SquareRoot),
            smaller.Select(Build.Negate),
            smaller.SelectMany(_ => Gen.Elements(FunctionKind.Sin, FunctionKind.Cos, FunctionKind.Arctan, FunctionKind.Abs), (a, f) => (Expr)new Call(f, [a])));
    }

    private static readonly Arbitrary<Expr> AnyExpr = Tree(3).ToArbitrary();

    private static Finding Compare(string reference, string answer) =>
        AnswerComparison.Compare(AnswerText.Read(reference), AnswerText.Read(answer), MathOptions.Default);

    [Fact]
    public void Every_expression_equals_itself_in_print() =>
        Prop.ForAll(AnyExpr, expr => Compare(ExprPrinter.Print(expr), ExprPrinter.Print(expr)).Outcome != Outcome.Different || HasNoValue(expr)).QuickCheckThrowOnFailure();

    [Fact]
    public void Printing_and_reading_again_keeps_the_value() =>
        Prop.ForAll(AnyExpr, expr =>
        {
            var read = AnswerText.Read(ExprPrinter.Print(expr)).Tree;
            return read is not null && (ExprPrinter.Print(read) == ExprPrinter.Print(expr)
                || Equivalence.Decide(expr, read, new(1_000_000)).Outcome != Outcome.Different || HasNoValue(expr));
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Equivalence_is_symmetric() =>
        Prop.ForAll(AnyExpr, AnyExpr, (a, b) =>
            Equivalence.Decide(a, b, new(200_000)).Outcome == Equivalence.Decide(b, a, new(200_000)).Outcome).QuickCheckThrowOnFailure();

    [Fact]
    public void The_order_of_terms_and_factors_does_not_matter() =>
        Prop.ForAll(AnyExpr, AnyExpr, (a, b) =>
            Equivalence.Decide(Build.Plus(a, b), Build.Plus(b, a), new(200_000)).Outcome != Outcome.Different || HasNoValue(a) || HasNoValue(b)).QuickCheckThrowOnFailure();

    [Fact]
    public void Adding_one_always_makes_a_difference() =>
        Prop.ForAll(AnyExpr, expr =>
            !Equivalence.Decide(expr, Build.Plus(expr, Number.One), new(200_000)).IsEqual).QuickCheckThrowOnFailure();

    [Fact]
    public void No_text_makes_it_throw() =>
        Prop.ForAll<string?>(text =>
        {
            MathData.Judge("5", text ?? string.Empty);
            MathData.Judge(string.IsNullOrEmpty(text) ? "x" : text.Replace("\0", " ", StringComparison.Ordinal), @"\boxed{5}");
        }).QuickCheckThrowOnFailure();

    private static readonly string[] Fragments =
    [
        @"\frac", "{", "}", "(", ")", "[", "]", "|", @"\sqrt", "^", "_", "1", "2.5", "x", "y", "+", "-", "*", "/", ",", ";", "=", "<", @"\le", @"\text{", @"\begin{pmatrix}",
        @"\end{pmatrix}", "&", @"\\", @"\sum_{k=1}^{9}", @"\int", "dx", "!", "%", @"\%", "$", "°", "½", "²", "√", "π", "∞", @"\infty", @"\pm", @"\cup", @"\in", @"\{", @"\}",
        "sin", @"\log_2", "and", "or", "cm", "mod", @"\left", @"\right", ".", ":", "PM", "e", "i", @"\overline", "0.", @"\boxed{", "<answer>", "answer is", "####", "\n", "\ud800",
    ];

    [Fact]
    public void No_mixture_of_notation_makes_it_throw() =>
        Prop.ForAll(Gen.Elements(Fragments).ListOf().Select(pieces => string.Concat(pieces)).ToArbitrary(), text =>
        {
            MathData.Judge("5", text);
            MathData.Judge("5", @"\boxed{" + text + "}");
            AnswerComparison.Compare(AnswerText.Read(text), AnswerText.Read(text), MathOptions.Default);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(3000).WithEndSize(40));

    private static bool HasNoValue(Expr expr) =>
        Equivalence.Decide(expr, Build.Plus(expr, Number.One), new(200_000)).Reason == "undefined_value";
}
