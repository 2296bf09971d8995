using System.Collections.Concurrent;
using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Scripting;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Scripting;
using Verifiers.Api.Scripting;
using Verifiers.Rubrics;

namespace Verifiers.Api.Rubrics;

/// <summary>
/// Compiles the expressions of rubrics with Roslyn, each distinct one once. An expression is arithmetic over the scores: numbers, the
/// components' names, operators, comparisons, <c>? :</c> and <c>Math</c>. Everything else of C# is refused, so that a reward depends on
/// nothing but the scores.
/// </summary>
internal sealed class RewardFormulaCompiler : IRewardFormulaCompiler
{
    private const int LongestExpression = 2_000;
    private const int DeepestExpression = 64;
    private readonly ConcurrentDictionary<string, Lazy<RewardFunction>> _compiled = new(StringComparer.Ordinal);

    public RewardFunction Compile(string expression, IReadOnlyList<string> names)
    {
        if (expression.Length > LongestExpression)
            throw new FormatException($"expected at most {LongestExpression} characters, found {expression.Length}.");
        foreach (var name in names)
        {
            if (!SyntaxFacts.IsValidIdentifier(name) || SyntaxFacts.GetKeywordKind(name) != SyntaxKind.None || name == nameof(Math))
                throw new FormatException($"the component '{name}' cannot stand in an expression; give it a name of letters, digits and _.");
        }
        Check(expression, names);
        return _compiled.GetOrAdd($"{string.Join(' ', names)}\n{expression}", _ => new(() => CompileChecked(expression, names))).Value;
    }

    private static void Check(string expression, IReadOnlyList<string> names)
    {
        var tree = SyntaxFactory.ParseExpression(expression, consumeFullText: false);
        if (tree.GetDiagnostics().FirstOrDefault(problem => problem.Severity == DiagnosticSeverity.Error) is { } problem)
            throw At(problem.Location.SourceSpan.Start, problem.GetMessage(System.Globalization.CultureInfo.InvariantCulture));
        if (tree.FullSpan.Length < expression.Length)
            throw At(tree.FullSpan.End, "expected the end of the expression");
        foreach (var node in tree.DescendantNodesAndSelf())
        {
            if (node.Ancestors().Count() > DeepestExpression)
                throw At(node.SpanStart, $"nested more than {DeepestExpression} deep");
            if (WhatIsWrong(node, names) is { } sentence)
                throw At(node.SpanStart, sentence);
        }
    }

    private static string? WhatIsWrong(SyntaxNode node, IReadOnlyList<string> names) => node switch
    {
        LiteralExpressionSyntax literal => literal.Token.Value is int or long or double or float or decimal or bool ? null : "only numbers, true and false can be written out",
        IdentifierNameSyntax { Parent: MemberAccessExpressionSyntax } => null, // checked with its parent
        IdentifierNameSyntax name => names.Contains(name.Identifier.Text) ? null
            : $"there is no component '{name.Identifier.Text}'; there are {string.Join(", ", names)}",
        MemberAccessExpressionSyntax access => access is { Expression: IdentifierNameSyntax { Identifier.Text: nameof(Math) }, Name: IdentifierNameSyntax } ? null
            : "only members of Math can be named",
        InvocationExpressionSyntax call => call.Expression is MemberAccessExpressionSyntax ? null : "only functions of Math can be called",
        ArgumentListSyntax or ParenthesizedExpressionSyntax or ConditionalExpressionSyntax => null,
        ArgumentSyntax argument => argument.RefKindKeyword.RawKind == 0 && argument.NameColon is null ? null : "expected a plain argument",
        PrefixUnaryExpressionSyntax unary => unary.Kind() is SyntaxKind.UnaryMinusExpression or SyntaxKind.UnaryPlusExpression or SyntaxKind.LogicalNotExpression
            ? null : $"the operator {unary.OperatorToken.Text} has no place here",
        BinaryExpressionSyntax binary => binary.Kind() is SyntaxKind.AddExpression or SyntaxKind.SubtractExpression or SyntaxKind.MultiplyExpression
            or SyntaxKind.DivideExpression or SyntaxKind.ModuloExpression or SyntaxKind.LessThanExpression or SyntaxKind.LessThanOrEqualExpression
            or SyntaxKind.GreaterThanExpression or SyntaxKind.GreaterThanOrEqualExpression or SyntaxKind.EqualsExpression or SyntaxKind.NotEqualsExpression
            or SyntaxKind.LogicalAndExpression or SyntaxKind.LogicalOrExpression
            ? null : $"the operator {binary.OperatorToken.Text} has no place here",
        _ => $"'{node}' has no place in an expression over scores",
    };

    private static RewardFunction CompileChecked(string expression, IReadOnlyList<string> names)
    {
        var code = new StringBuilder("(global::System.Func<double[], double>)(scores__ => {\n");
        for (var i = 0; i < names.Count; i++)
            code.Append(System.Globalization.CultureInfo.InvariantCulture, $"double {names[i]} = scores__[{i}];\n");
        code.Append("return (double)(\n").Append(expression).Append("\n); })");
        try
        {
            var options = ScriptOptions.Default.WithReferences(ScriptReferences.Core).WithImports("System").WithOptimizationLevel(OptimizationLevel.Release);
            var function = CSharpScript.EvaluateAsync<Func<double[], double>>(code.ToString(), options).GetAwaiter().GetResult();
            return scores => function(scores.ToArray());
        }
        catch (CompilationErrorException refused)
        {
            throw new FormatException($"it does not compile: {refused.Diagnostics[0].GetMessage(System.Globalization.CultureInfo.InvariantCulture)}.", refused);
        }
    }

    private static FormatException At(int position, string sentence) => new($"at character {position + 1}: {sentence.TrimEnd('.')}.");
}
